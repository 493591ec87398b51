"""The digest of a run's events: the same doctor and nearly the same curves, read in no time."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from gan_core.charts import ROLES
from gan_core.diagnosis.symptoms import symptoms_of
from gan_core.events import Changed, Saved, Scored
from gan_core.runs.folder import RunFolder
from gan_core.runs.reading.view import _first_history
from gan_core.runs.record import digest
from gan_core.runs.record.digest import FILE, DigestWriter, read_digest
from gan_core.runs.record.history import History
from gan_core.runs.record.recorder import Recorder

READINGS = ("D/loss", "G/loss", "G/grad", "D/separation", "D/diversity")


def record(path: Path, first: int, last: int, *, resumed: int | None = None) -> RunFolder:
    recorder = Recorder(path / "events.jsonl")
    if resumed is not None:
        recorder.resumed(resumed)
    for step in range(first, last + 1):
        recorder.readings(step, {name: 1 + math.sin(step / 9 + len(name)) for name in READINGS})
        if step % 500 == 0:
            recorder.event(Scored(step, {"FD (MNIST-CNN)": 100.0 / step}))
            recorder.event(Saved(step, "x"))
        if step == 2000:
            recorder.event(Changed(step, "lr", "0.1"))
    recorder.close()
    return RunFolder(path)


@pytest.fixture(autouse=True)
def worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "WORTH_BYTES", 1)


def points(history: History) -> int:
    return max(len(curve.steps) for curve in history.curves.values())


def test_the_doctor_sees_the_same_by_the_digest_and_by_all_events(tmp_path: Path) -> None:
    folder = record(tmp_path, 1, 30_000)
    DigestWriter(folder).keep()
    by_digest, whole = _first_history(folder).refresh(), History(folder).refresh()
    assert points(by_digest) < points(whole) / 3
    assert symptoms_of(by_digest, ROLES) == symptoms_of(whole, ROLES)
    assert {e["event"] for e in by_digest.events} == {"Changed", "Scored"}
    for name, curve in whole.curves.items():
        short = by_digest.curves[name]
        assert (short.steps[0], short.steps[-1]) == (curve.steps[0], curve.steps[-1])
        assert max(short.high) == max(curve.high) and min(short.low) == min(curve.low)


def test_what_was_written_behind_the_digest_is_read_on(tmp_path: Path) -> None:
    folder = record(tmp_path, 1, 12_000)
    DigestWriter(folder).keep()
    record(tmp_path, 12_001, 16_000)
    by_digest, whole = _first_history(folder).refresh(), History(folder).refresh()
    assert symptoms_of(by_digest, ROLES) == symptoms_of(whole, ROLES)
    assert by_digest.curves["D/loss"].steps[-40:] == whole.curves["D/loss"].steps[-40:]


@pytest.mark.parametrize("back", [11_900, 700])
def test_a_run_that_went_back_is_known_exactly(tmp_path: Path, back: int) -> None:
    folder = record(tmp_path, 1, 12_000)
    DigestWriter(folder).keep()
    record(tmp_path, back + 1, back + 60, resumed=back)
    by_digest, whole = _first_history(folder).refresh(), History(folder).refresh()
    assert symptoms_of(by_digest, ROLES) == symptoms_of(whole, ROLES)
    assert by_digest.curves["D/loss"].steps[-60:] == whole.curves["D/loss"].steps[-60:]


def test_it_is_written_anew_only_when_the_events_grew_or_the_run_ends(tmp_path: Path) -> None:
    folder = record(tmp_path, 1, 2000)
    writer = DigestWriter(folder)
    writer.keep()
    first = (tmp_path / FILE).read_bytes()
    record(tmp_path, 2001, 2100)
    writer.keep()
    assert (tmp_path / FILE).read_bytes() == first
    writer.keep(ending=True)
    found = read_digest(tmp_path)
    assert found is not None and found.curves["D/loss"][0][-1] == 2100


def test_a_short_run_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "WORTH_BYTES", 10**6)
    DigestWriter(record(tmp_path, 1, 100)).keep(ending=True)
    assert not (tmp_path / FILE).exists() and read_digest(tmp_path) is None


@pytest.mark.parametrize(
    "change",
    [
        {"offset": 10**9},
        {"offset": "x"},
        {"seal": 1},
        {"curves": {"D/loss": [[1], [1.0], [1.0]]}},
        {"curves": {"D/loss": [[1, 2], [1.0], [1.0], [1.0]]}},
        {"curves": {"D/loss": [[1], [1.0], ["1.0"], [1.0]]}},
        {"curves": 3},
        {"since": "3"},
        {"events": None},
    ],
)
def test_a_digest_that_does_not_fit_is_not_believed(
    tmp_path: Path, change: dict[str, object]
) -> None:
    folder = record(tmp_path, 1, 1500)
    DigestWriter(folder).keep()
    raw = json.loads((tmp_path / FILE).read_text(encoding="utf-8"))
    (tmp_path / FILE).write_text(json.dumps({**raw, **change}), encoding="utf-8")
    assert read_digest(tmp_path) is None
    assert _first_history(folder).refresh().curves == History(folder).refresh().curves


def test_events_of_another_run_are_not_taken_for_its_own(tmp_path: Path) -> None:
    folder = record(tmp_path, 1, 1500)
    DigestWriter(folder).keep()
    content = (tmp_path / "events.jsonl").read_bytes()
    (tmp_path / "events.jsonl").write_bytes(content.replace(b"Scored", b"Sc0red"))
    assert read_digest(tmp_path) is None


def test_a_damaged_line_ends_no_run(tmp_path: Path) -> None:
    folder = record(tmp_path, 1, 2000)
    with open(folder.path / "events.jsonl", "a", encoding="utf-8") as file:
        file.write('{"step": "x", "mean": 3}\n{"event": "Scored"}\n')
    DigestWriter(folder).keep(ending=True)
    assert read_digest(folder.path) is None
