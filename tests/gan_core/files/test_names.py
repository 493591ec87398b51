"""Names that Windows has no file for are refused for what users name."""

from __future__ import annotations

from pathlib import Path

import pytest

from gan_core.errors import UserError
from gan_core.files.names import is_portable, require_portable


@pytest.mark.parametrize(
    "name", ["con", "NUL", "aux.txt", "Com7", "lpt1.tar.gz", "con .txt", "a.", "a ", "a:b", "what?"]
)
def test_what_windows_cannot_have_is_not_portable(name: str) -> None:
    assert not is_portable(name)


@pytest.mark.parametrize(
    "name", ["console", "com", "com10", "nul-1", ".trash", "数字", "a b", "a.b"]
)
def test_what_only_looks_alike_is_portable(name: str) -> None:
    assert is_portable(name)


def test_each_part_that_is_still_to_be_made_is_asked_for(tmp_path: Path) -> None:
    require_portable(tmp_path / "runs" / "mine")
    with pytest.raises(UserError, match="Windows has no file that is called 'aux'"):
        require_portable(tmp_path / "aux" / "mine")
    (tmp_path / "aux").mkdir()
    require_portable(tmp_path / "aux" / "mine")
    require_portable(tmp_path / "aux" / "..")


def test_names_that_differ_in_case_alone_are_one_on_windows(tmp_path: Path) -> None:
    (tmp_path / "Mine").mkdir()
    require_portable(tmp_path / "Mine")
    require_portable(tmp_path / "other" / "mine")
    with pytest.raises(UserError, match="Windows takes 'mine' for 'Mine'"):
        require_portable(tmp_path / "mine" / "run")


def test_a_run_keeps_its_paths_short(trained: Path) -> None:
    longest = max((str(p.relative_to(trained)) for p in trained.rglob("*")), key=len)
    temporary = len(".") + len(".01234567.tmp")  # gan_core/files/atomic.py
    assert 20 < len(longest) + temporary < 80, longest
