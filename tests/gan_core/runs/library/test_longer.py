"""A run is made longer by rounds or by time, never shorter than it is, and goes on where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from gan_core.errors import UserError
from gan_core.runs.config import RunConfig
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.longer import as_long_again, is_over, lengthen
from gan_core.runs.lock import claim, disclaim
from gan_core.runs.training.session import open_session
from tests.gan_core import tiny


def ended(path: Path, **limit: float | None) -> RunFolder:
    """A run of four rounds; `limit` says afterwards what its limit was."""
    folder = RunFolder.create(path / "run", tiny.config(steps=4))
    session = open_session(folder)
    for _ in session.rounds():
        pass
    session.close("done")
    folder.write_config(RunConfig(**{**folder.config().model_dump(), **limit}))
    return folder


def test_a_run_at_its_end_goes_on_to_the_new_one(tmp_path: Path) -> None:
    folder = ended(tmp_path)
    assert is_over(folder) and as_long_again(folder) == (8, None)
    lengthen(folder, steps=6)
    assert not is_over(folder) and folder.status().total == 6
    session = open_session(folder)
    assert session.step == 4
    for _ in session.rounds():
        pass
    session.close("done")
    assert folder.status().saved_step == 6 and is_over(folder)


def test_a_run_limited_by_time_gets_more_time(tmp_path: Path) -> None:
    folder = ended(tmp_path, steps=None, minutes=1e-6)
    trained = folder.status().seconds / 60
    steps, minutes = as_long_again(folder)
    assert is_over(folder) and steps is None and 0 < (minutes or 0) - trained <= 1 / 60
    with pytest.raises(UserError, match="already"):
        lengthen(folder, minutes=trained / 2)
    lengthen(folder, minutes=trained + 1)
    assert not is_over(folder) and folder.config().minutes == trained + 1


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({}, "one of the two"),
        ({"steps": 8, "minutes": 1.0}, "one of the two"),
        ({"steps": 3}, "has 4 steps already"),
        ({"steps": 0}, "steps must be"),
        ({"minutes": -1.0}, "minutes must be"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    tmp_path: Path, wanted: dict[str, float], said: str
) -> None:
    folder = ended(tmp_path)
    before = folder.config()
    with pytest.raises(UserError, match=said):
        lengthen(folder, **wanted)  # type: ignore[arg-type]
    assert folder.config() == before


def test_a_run_that_somebody_trains_is_left_alone(tmp_path: Path) -> None:
    folder = ended(tmp_path)
    claim(folder.path)
    try:
        with pytest.raises(UserError, match="Another process"):
            lengthen(folder, steps=9)
    finally:
        disclaim(folder.path)
