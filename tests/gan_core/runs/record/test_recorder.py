from __future__ import annotations

import json
from pathlib import Path

import pytest

from gan_core.events import Changed, Saved
from gan_core.runs.folder import RunFolder
from gan_core.runs.record.history import Curve, History
from gan_core.runs.record.recorder import Recorder, stride


def test_stride_grows_by_ten_with_every_decade() -> None:
    found = [stride(step) for step in (0, 1, 999, 1000, 9_999, 10_000, 99_999, 100_000, 10**6)]
    assert found == [1, 1, 1, 10, 10, 100, 100, 1000, 10_000]


def test_a_million_rounds_stay_under_four_thousand_lines(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "events.jsonl")
    for step in range(1, 10**6 + 1):
        recorder.readings(step, {})
    recorder.close()
    lines = (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert 3000 < len(lines) < 4000
    assert json.loads(lines[-1])["step"] == 10**6
    assert sum(json.loads(line)["rounds"] for line in lines) == 10**6


def test_summed_up_line_holds_mean_lowest_and_highest(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "events.jsonl")
    for step in range(2001, 2011):
        recorder.readings(step, {"loss": -5.0 if step == 2004 else float(step - 2000)})
    recorder.close()
    curve = History(RunFolder(tmp_path)).refresh().curves["loss"]
    assert (curve.steps, curve.mean, curve.low, curve.high) == ([2010], [4.6], [-5.0], [10.0])


def test_history_reads_only_what_was_appended(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "events.jsonl")
    history = History(RunFolder(tmp_path))
    assert history.refresh().curves == {}
    for step in (1, 2):
        recorder.readings(step, {"loss": float(step)})
        recorder.flush()
        assert history.refresh().curves["loss"].steps == list(range(1, step + 1))
    recorder.event(Saved(2, "x"))
    recorder.close()
    assert history.refresh().events == [{"event": "Saved", "step": 2, "file": "x"}]
    assert history.refresh().curves["loss"].steps == [1, 2]


@pytest.mark.parametrize("cut", range(1, 40, 6))
def test_torn_last_line_is_ignored_and_the_writer_goes_on_behind_it(
    tmp_path: Path, cut: int
) -> None:
    path = tmp_path / "events.jsonl"
    recorder = Recorder(path)
    for step in (1, 2, 3):
        recorder.readings(step, {"loss": float(step)})
    recorder.close()
    path.write_bytes(path.read_bytes()[:-cut])
    history = History(RunFolder(tmp_path)).refresh()
    assert history.curves["loss"].steps == [1, 2]
    again = Recorder(path)
    again.resumed(1)
    again.readings(2, {"loss": 20.0})
    again.close()
    for reader in (history.refresh(), History(RunFolder(tmp_path)).refresh()):
        assert (reader.curves["loss"].steps, reader.curves["loss"].mean) == ([1, 2], [1.0, 20.0])


def test_resumed_drops_later_readings(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "events.jsonl")
    for step in range(1, 6):
        recorder.readings(step, {"a": 1.0, "b": 2.0})
    recorder.resumed(3)
    recorder.readings(4, {"a": 9.0})
    recorder.close()
    curves = History(RunFolder(tmp_path)).refresh().curves
    assert (curves["a"].steps, curves["a"].mean) == ([1, 2, 3, 4], [1.0, 1.0, 1.0, 9.0])
    assert curves["b"].steps == [1, 2, 3]


def test_thinned_curve_keeps_every_extreme_and_the_last_step() -> None:
    values = [0.0] * 5000
    values[1234], values[4321] = 7.0, -8.0
    curve = Curve(list(range(1, 5001)), list(values), list(values), list(values))
    thin = curve.thinned(1000)
    assert 500 <= len(thin.steps) == len(thin.mean) <= 1000
    assert (max(thin.high), min(thin.low), thin.steps[-1]) == (7.0, -8.0, 5000)
    (found,) = [i for i, value in enumerate(thin.high) if value == 7.0]
    assert thin.steps[found] >= 1235 > thin.steps[found - 1]
    assert len(curve.thinned(999).steps) <= 999
    assert curve.thinned(5000) == curve


def test_every_point_of_a_thinned_curve_stands_for_equally_many_rounds() -> None:
    steps = [*range(1, 1001), *range(1100, 20001, 100)]
    values = [10.0 if step > 19_000 else 1.0 for step in steps]
    thin = Curve(steps, list(values), list(values), list(values)).thinned(150)
    assert 75 <= len(thin.steps) <= 150 and thin.steps[-1] == 20_000
    assert sum(step <= 1000 for step in thin.steps) <= 150 * 1000 / 20_000 + 1
    wrong = [at for at, value in zip(thin.steps, thin.mean, strict=True) if 1 < value < 10]
    assert len(wrong) <= 1  # the stretch in which it changed


@pytest.mark.parametrize("back", [40, 114])  # with another stretch than before, and the same
def test_a_thinned_curve_that_is_carried_on_is_the_whole_curve_thinned(
    back: int, tmp_path: Path
) -> None:
    recorder = Recorder(tmp_path / "events.jsonl")
    history = History(RunFolder(tmp_path))
    assert history.thinned("loss", 7) == Curve()
    for step in range(1, 120):
        recorder.readings(step, {"loss": float(step * 37 % 50)})
        if step % 5 < 2:
            recorder.flush()
            made = history.refresh().thinned("loss", 7)
            whole = history.curves["loss"].thinned(7)
            assert (made.steps, made.low, made.high) == (whole.steps, whole.low, whole.high)
            assert made.mean == pytest.approx(whole.mean) and len(made.steps) <= 7
            made.mean.clear()  # a copy: nobody's changes come back
    recorder.resumed(back)
    recorder.close()
    assert history.refresh().thinned("loss", 7) == history.curves["loss"].thinned(7)
    assert history.thinned("loss", 7).steps[-1] == back


def test_a_point_at_step_0_lies_in_the_first_stretch() -> None:
    values = [1.0] * 201
    assert len(Curve(list(range(201)), values, values, values).thinned(100).steps) <= 100


def test_changes_that_a_resume_undid_and_damaged_ones_are_none(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "events.jsonl")
    for step in (3, 10):
        recorder.event(Changed(step, "lr", "0.1"))
    recorder.flush()
    history = History(RunFolder(tmp_path)).refresh()
    assert [one["step"] for one in history.changes()] == [3, 10]
    recorder.resumed(5)
    recorder.event(Changed(7, "lr", "0.2"))
    recorder.close()
    with open(tmp_path / "events.jsonl", "a", encoding="utf-8") as file:
        for damaged in ('"what":["lr"]', '"what":"lr"', '"what":"lr","value":{}', '"value":"1"'):
            file.write('{"event":"Changed","step":8,' + damaged + "}\n")
        file.write('{"event":"Changed","what":"lr","value":"1"}\n')
    for one in (history.refresh(), History(RunFolder(tmp_path)).refresh()):
        assert [(e["step"], e["value"]) for e in one.changes()] == [(3, "0.1"), (7, "0.2")]
