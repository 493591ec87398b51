"""The documents say what is so."""

from __future__ import annotations

import ast
import builtins
import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


RECIPES = ROOT / "tests" / "gan_core" / "recipes"
WORKED = sorted(set((RECIPES / "worked").glob("*.py")) - {RECIPES / "worked" / "__init__.py"})


def shown() -> list[str]:
    """The pieces of code that the page shows, in its order."""
    text = (ROOT / "docs" / "adding-a-gan.md").read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def test_adding_a_gan_shows_first_the_whole_file_that_the_tests_train() -> None:
    assert shown()[0] == (RECIPES / "example_small.py").read_text(encoding="utf-8")


def test_all_other_code_of_adding_a_gan_is_in_a_file_that_the_tests_train() -> None:
    files = [f"\n{path.read_text(encoding='utf-8')}" for path in WORKED]
    assert [code for code in shown()[1:] if not any(f"\n{code}" in file for file in files)] == []


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_adding_a_gan_shows_something_of_every_worked_recipe(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.stem in ("content", "play") or any(code in text for code in shown())


def prose(document: Path) -> str:
    """The text of a page without its blocks of code."""
    return re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)", prose(document))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []


def headings(document: Path) -> set[str]:
    """The anchors that a page's headings have."""
    found = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_headings_lead_to_one(document: Path) -> None:
    targets = re.findall(r"\]\(([^):#]+\.md)#([^)]+)\)", prose(document))
    lost = [(file, name) for file, name in targets if name not in headings(document.parent / file)]
    assert lost == []


FOLDERS = ("", "gan_core", "ui", "ui/components")
"""Where a path in a text may begin."""
SOURCES = ("gan_core", "ui", "pages", "tests", "benchmarks", "examples", "locales")
NAMES = {path.name for folder in SOURCES for path in (ROOT / folder).rglob("*.*")}
OURS = tuple(f"{path.name}/" for path in ROOT.iterdir() if path.is_dir())
PATH = re.compile(r"[\w.*/-]+")
FILE = re.compile(r".*\w\.(py|js|toml)")
PLACES = re.compile(r"[A-Z]+\.py")
"""A name that stands for any: NAME.py."""


def is_there(path: str) -> bool:
    """Whether a path that a text names exists; a name without a folder may lie anywhere."""
    if "/" not in path and FILE.fullmatch(path):
        return path in NAMES or (ROOT / path).exists()
    return any([*(ROOT / folder).glob(path.rstrip("/"))] for folder in FOLDERS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_file_that_is_named_is_there(document: Path) -> None:
    named = [word for word in re.findall(r"`([^`\n]+)`", prose(document)) if PATH.fullmatch(word)]
    paths = [
        word
        for word in named
        if (FILE.fullmatch(word) or word.startswith(OURS))
        and not PLACES.fullmatch(word.rpartition("/")[2])
    ]
    assert [path for path in paths if not is_there(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_command_that_is_named_is_there(document: Path) -> None:
    from gan_core.cli.group import cli
    from gan_core.cli.main import run

    assert run(["recipes"]) == 0  # registers every command
    text = document.read_text(encoding="utf-8")
    commands = {name for _, name in re.findall(r"(python -m gan_core|ganvas) ([a-z][\w-]+)", text)}
    assert commands <= set(cli.commands)
    modules = set(re.findall(r"python -m ((?:benchmarks|examples|gan_core|locales)[\w.]*)", text))
    assert [name for name in modules if find_spec(name.rstrip(".")) is None] == []


def test_the_labs_example_for_python_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / "lab.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(code.replace("range(500)", "range(2)"), {})
    assert "Part(" in capsys.readouterr().out


def test_the_architecture_names_only_what_exists() -> None:
    layout = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    top = re.findall(r"^([a-z_]+(?:/|\.py))", layout, re.MULTILINE)
    inner = re.findall(r"(?<=[ ])([a-z_]+(?:/|\.py))(?= )", layout)
    assert len(top) >= 7 and len(inner) >= 25
    assert [name for name in top if not (ROOT / name).exists()] == []
    parts = ("gan_core", "gan_core/runs", "gan_core/recipes", "benchmarks", "ui", "")
    lost = [name for name in inner if not any((ROOT / part / name).exists() for part in parts)]
    assert lost == []


IDENTIFIER = re.compile(r"(?<![\w./-])[A-Z][a-z]\w*\b(?![\w-]*[./])")
"""A class, as it is written in a text: `Snapshot`, `ThreadEngine(...)`."""


@lru_cache(maxsize=1)
def identifiers() -> frozenset[str]:
    """All names of the code, and the words that it writes into files."""
    found = {*dir(builtins)}
    for folder in SOURCES:
        ours = (p for p in (ROOT / folder).rglob("*.py") if "node_modules" not in p.parts)
        for path in ours:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.ClassDef(name=name) | ast.Name(id=name) | ast.Attribute(attr=name):
                        found.add(name)
                    case ast.alias(name=name) | ast.Constant(value=str(name)):
                        found.add(name.rpartition(".")[2])
    return frozenset(found)


@pytest.mark.parametrize("document", sorted((ROOT / "docs").glob("*.md")), ids=lambda p: p.name)
def test_a_class_that_is_named_is_there(document: Path) -> None:
    quoted = re.findall(r"`([^`\n]+)`", prose(document))
    named = {name for words in quoted for name in IDENTIFIER.findall(words)}
    assert sorted(named - identifiers()) == []


def test_every_package_is_in_the_layout_of_the_architecture() -> None:
    layout = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    packages = [path.parent for path in (ROOT / "gan_core").glob("*/__init__.py")]
    assert [path.name for path in packages if f" {path.name}/ " not in layout] == []


def test_the_readme_uses_public_names_alone() -> None:
    import gan_core

    code = re.findall(
        r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    used = set(re.findall(r"gan_core\.(\w+)", "".join(code)))
    assert used and used <= set(gan_core.__all__)
    for block in code:
        compile(block, "README.md", "exec")


def test_every_recipe_is_in_the_readme() -> None:
    from gan_core.recipes import RECIPES

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in RECIPES if f"| `{name}` |" not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_test_that_is_named_is_there(document: Path) -> None:
    named = re.findall(r"(tests/[\w/]+\.py)::(\w+)", document.read_text(encoding="utf-8"))
    assert [
        f"{path}::{name}" for path, name in named if f"def {name}(" not in _text(ROOT / path)
    ] == []


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
