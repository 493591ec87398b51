"""The rows of the list of runs: right after every change, and read only where there was one."""

from __future__ import annotations

import shutil

import pytest

from gan_core.runs.config import new_config
from gan_core.runs.engine.current import engine
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from tests.gan_core import tiny
from tests.gan_core.runs.helpers import wait
from ui.runs.rows import Row, all_rows


def row_of(folder: RunFolder) -> Row:
    (found,) = [row for row in all_rows() if row.id == folder.id]
    return found


def test_a_run_that_nobody_trains_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, reads = Store().create(tiny.config(steps=5)), []
    real = RunFolder.config
    monkeypatch.setattr(RunFolder, "config", lambda run: (reads.append(run.id), real(run))[1])
    for _look in range(3):
        assert row_of(folder).step == 0
    assert reads.count(folder.id) == 1
    Store().rename(folder.id, "another name")
    assert row_of(folder).name == "another name"


def test_a_row_follows_its_run_to_the_end() -> None:
    folder = Store().create(tiny.config(steps=10**6))
    assert row_of(folder).state == "interrupted"  # nobody trained it yet
    engine().submit(folder)
    wait(lambda: row_of(folder).step > 5, "rounds")
    assert row_of(folder).state == "running"
    engine().command(folder, "stop")
    wait(lambda: row_of(folder).state == "stopped", "the end")
    assert row_of(folder).step == folder.status().step > 5


def test_a_run_that_is_deleted_between_two_looks_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = Store().create(tiny.config(steps=5))
    gone = [*Store().own()]
    shutil.rmtree(folder.path)
    monkeypatch.setattr(Store, "own", lambda _store: gone)
    assert folder.id not in {row.id for row in all_rows()}


def test_the_newest_is_first_and_recorded_ones_come_last() -> None:
    config = new_config("vanilla", "mnist", steps=1)
    made = [
        Store().create(config.model_copy(update={"created": f"2026-01-0{day}T00:00:00+00:00"}))
        for day in (2, 3, 1)
    ]
    rows = all_rows()
    mine = [row.id for row in rows if row.id in {folder.id for folder in made}]
    assert mine == [made[1].id, made[0].id, made[2].id]
    assert rows[-1].state is None and rows[-1].cells()["State"] == "recorded"


def test_a_reader_finds_a_run_by_what_the_list_shows() -> None:
    row = row_of(Store().create(tiny.config(steps=5).model_copy(update={"name": "My Run"})))
    assert row.has("my run") and row.has("INTERRUPTED") and not row.has("training")
