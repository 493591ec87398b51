"""A text that is opened without its encoding is another one on Windows: here it fails its test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.packaging import opens_a_text

ROOT = Path(__file__).resolve().parents[2]


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
