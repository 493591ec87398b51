from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.classroom.figures import (
    Sample,
    growth_an_hour,
    longest_wait,
    percentile,
    rates,
    slowest_to_fastest,
    together,
)
from benchmarks.classroom.memory import children, memory_of, seconds_of
from benchmarks.classroom.student import Student


def test_rates_are_of_the_runs_that_were_there_all_the_time() -> None:
    samples = [
        Sample(10.0, {"a": 5, "b": 1}),
        Sample(12.0, {"a": 9}),
        Sample(14.0, {"a": 25, "c": 3}),
    ]
    assert rates(samples) == {"a": 5.0}
    assert rates(samples[:1]) == {}


def test_a_class_amounts_to_so_many_runs_alone() -> None:
    assert together({"a": 5.0, "b": 1.0}, {"a": 10.0, "b": 4.0}) == 0.75


def test_only_runs_of_one_kind_are_compared() -> None:
    kinds = {"a": "dcgan", "b": "dcgan", "c": "vanilla"}
    assert slowest_to_fastest({"a": 2.0, "b": 1.5, "c": 90.0}, kinds) == 0.75
    assert slowest_to_fastest({"c": 90.0}, kinds) == 1.0
    assert slowest_to_fastest({"a": 0.0, "b": 0.0}, kinds) == 0.0


def test_the_longest_wait_is_of_any_run_after_the_first_sample() -> None:
    samples = [Sample(0, {}, {"a": 9.0}), Sample(1, {}, {"a": 0.5, "b": 2.5}), Sample(2, {})]
    assert longest_wait(samples) == 2.5
    assert longest_wait([]) == 0.0


def test_percentiles() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert (percentile(values, 50), percentile(values, 95), percentile([7.0], 99)) == (50, 95, 7)
    assert math.isnan(percentile([], 50))


def test_growth_leaves_the_warm_up_out() -> None:
    times = [float(n) for n in range(0, 3600, 60)]
    sizes = [500 + (300 if t < 900 else 0) + t / 360 for t in times]
    assert growth_an_hour(times, sizes) == pytest.approx(10.0)
    assert math.isnan(growth_an_hour([1.0], [2.0]))


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="Linux only")
def test_memory_and_time_are_of_a_process_and_its_children() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", "print(sum(range(10**6)), flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert child.stdin is not None and child.stdout is not None
    child.stdout.readline()
    try:
        assert child.pid in children(os.getpid())
        seen = memory_of(os.getpid())
        assert seen.each[child.pid] > 0 and 0 < seen.own < seen.pss <= seen.rss
        assert seconds_of(os.getpid())[os.getpid()] > 0
    finally:
        child.stdin.close()
        child.stdout.close()
        child.wait()
    assert memory_of(child.pid).pss == 0


def message(**values: object) -> ForwardMsg:
    return ForwardMsg(**values)  # type: ignore[arg-type]


def test_a_student_keeps_the_pages_timers_and_buttons() -> None:
    student = Student("", "run_1")
    made = message(delta={"new_element": {"button": {"id": "b7", "label": "Go on"}}})
    assert not student._hear(made)
    student._hear(message(auto_rerun={"fragment_id": "f", "interval": 2.0}))
    assert (student._timers, student._buttons) == ({"f": 2.0}, {"Go on": "b7"})
    (pressed,) = student._pressed("Go on").rerun_script.widget_states.widgets
    assert (pressed.id, pressed.trigger_value) == ("b7", True)
    student._hear(message(new_session={}, metadata={"run": {"fragment_ids": ["f"]}}))
    assert student._timers
    student._hear(message(new_session={}))
    assert not student._timers


def test_a_script_that_runs_again_has_not_finished() -> None:
    student = Student("", "run_1")
    status = ForwardMsg.ScriptFinishedStatus
    assert not student._hear(message(script_finished=status.FINISHED_EARLY_FOR_RERUN))
    assert student._hear(message(script_finished=status.FINISHED_SUCCESSFULLY))
    assert student._hear(message(script_finished=status.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))
