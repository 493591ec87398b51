"""Not collected by name: test_encodings.py runs it and sees it fail."""

import os
from pathlib import Path


def test_opens_a_text_without_its_encoding(tmp_path: Path) -> None:
    assert os.environ["PYTEST_XDIST_WORKER"]
    with open(tmp_path / "text", "w"):  # noqa: PLW1514
        pass
