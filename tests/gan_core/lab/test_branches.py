"""Curves stay short and branches few, however long a lab plays."""

from __future__ import annotations

from gan_core.lab.branches import MOST_BRANCHES, Branches
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
    branches = Branches()
    for step in range(MOST_BRANCHES + 2):
        branches.fork(step)
    assert list(branches.by_id) == [4, 5, 6, 7] and branches.current.id == 7
    branches.go(4)
    branches.fork(9)
    assert list(branches.by_id) == [5, 6, 7, 8] and branches.current.parent == 4
    branches = Branches()
    for step in range(MOST_BRANCHES - 1):
        branches.fork(step)
        branches.go(1)
    branches.fork(3)
    assert sorted(branches.by_id) == [2, 3, 4, 5] and branches.current.parent == 1
