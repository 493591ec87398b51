"""What can be held of Windows and macOS without one: names of files, and how processes start."""

from __future__ import annotations

import ast
import subprocess
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest

from gan_core.files.names import is_portable

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 120
"""Characters of a path below the checkout; Windows often has 260 with the folders above it."""
PROGRAM = [
    *(path for folder in ("gan_core", "ui", "pages") for path in (ROOT / folder).rglob("*.py")),
    ROOT / "app.py",
]
UNIX_WAYS = {"fork", "forkpty", "system", "popen", "execv", "execvp", "posix_spawn", "spawnv"}


def tracked() -> list[str]:
    """The paths that git keeps, with each folder on the way to them."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout, so nothing says which files are kept")
    told = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    files = [PurePosixPath(name) for name in told.stdout.split("\0") if name]
    assert len(files) > 500
    return sorted({str(part) for file in files for part in (file, *file.parents)} - {"."})


def test_tracked_names_are_ones_that_windows_has() -> None:
    assert [path for path in tracked() if not is_portable(PurePosixPath(path).name)] == []
    assert [path for path in tracked() if len(path) > LONGEST] == []


def test_tracked_names_differ_by_more_than_case() -> None:
    folded = Counter(path.casefold() for path in tracked())
    assert [path for path, count in folded.items() if count > 1] == []


def test_git_writes_the_same_bytes_everywhere() -> None:
    names = "\n".join(tracked())
    told = subprocess.run(
        ["git", "check-attr", "--stdin", "text", "eol"],
        cwd=ROOT,
        input=names,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    said = Counter(line.rpartition(": ")[2] for line in told.stdout.splitlines())
    assert set(said) == {"auto", "lf"} and said["auto"] == said["lf"] > 500


def starts(tree: ast.AST) -> list[ast.Call]:
    """The calls of `subprocess` that start a process."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "subprocess"
    ]


def test_the_program_starts_python_and_never_forks() -> None:
    found = 0
    for path in PROGRAM:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {
            name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in [getattr(node, "module", None) or "", *(a.name for a in node.names)]
        }
        assert not modules & {"multiprocessing", "ProcessPoolExecutor", "pty"}, path
        used = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "os"
        }
        assert not used & UNIX_WAYS, path
        for call in starts(tree):
            found += 1
            assert ast.unparse(call.args[0]).startswith("[sys.executable, '-m', "), path
            assert not {"preexec_fn", "shell"} & {word.arg for word in call.keywords}, path
    assert found >= 1
