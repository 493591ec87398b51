"""Curves stay short and lines few, however long a lab plays."""

from __future__ import annotations

from gan_core.lab.branches import MOST_LINES, Lines
from gan_core.lab.curves import MOST, Curves


def filled(steps: int) -> Curves:
    curves = Curves()
    for step in range(1, steps + 1):
        curves.add(step, {"D/loss": float(step)})
    return curves


def test_every_step_is_kept_while_there_are_few() -> None:
    curves = filled(MOST)
    assert curves.stride == 1 and [step for step, _ in curves.rows] == list(range(1, MOST + 1))


def test_the_stride_doubles_and_the_rows_stay_evenly_spaced() -> None:
    for steps, stride in ((MOST + 1, 2), (2 * MOST + 2, 4), (5 * MOST, 8)):
        curves = filled(steps)
        assert curves.stride == stride
        assert [step for step, _ in curves.rows] == list(range(stride, steps + 1, stride))
        assert all(values["D/loss"] == step for step, values in curves.rows)


def test_a_copy_goes_on_at_the_same_stride_and_leaves_the_other_alone() -> None:
    curves = filled(MOST + 1)
    part = curves.until(100)
    part.add(101, {})
    part.add(102, {"G/loss": 1.0})
    assert [step for step, _ in part.rows] == [*range(2, 101, 2), 102]
    assert part.columns(["G/loss", "other"]) == {"G/loss": [[102, 1.0]], "other": []}
    assert len(curves.rows) == MOST // 2


def test_the_oldest_line_is_given_up_but_never_the_current_one() -> None:
    lines = Lines()
    for step in range(MOST_LINES + 2):
        lines.branch(step)
    assert list(lines.kept) == [4, 5, 6, 7] and lines.current.id == 7
    lines.go(4)
    lines.branch(9)
    assert list(lines.kept) == [5, 6, 7, 8] and lines.current.parent == 4
    lines = Lines()
    for step in range(MOST_LINES - 1):
        lines.branch(step)
        lines.go(1)
    lines.branch(3)
    assert sorted(lines.kept) == [2, 3, 4, 5] and lines.current.parent == 1
