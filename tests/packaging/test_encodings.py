"""A text that is opened without its encoding is another one on Windows: here it fails its test."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.packaging import opens_a_text

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("benchmarks", "gan_core", "locales", "pages", "tests", "ui")


def test_every_call_that_reads_or_writes_text_says_how() -> None:
    """Also where ruff does not know the type (PLW1514), and in what no test runs."""
    found = 0
    for path in (file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            words = {word.arg for word in node.keywords}
            if node.func.attr in ("read_text", "write_text"):
                found += 1
                assert "encoding" in words, f"{path}:{node.lineno}"
            assert not words & {"text", "universal_newlines"} or not (
                isinstance(node.func.value, ast.Name) and node.func.value.id == "subprocess"
            ), f"{path}:{node.lineno}"
    assert found > 40


def test_a_worker_of_the_suite_fails_where_an_encoding_is_missing() -> None:
    ours = ("PYTHONWARNDEFAULTENCODING", "PYTEST_")
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "1", opens_a_text.__file__],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith(ours)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert told.returncode == 1, told.stdout + told.stderr
    assert "EncodingWarning: 'encoding' argument not specified" in told.stdout
    assert "1 failed" in told.stdout and "opens_a_text.py" in told.stdout
