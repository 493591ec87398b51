"""The labs of a server: made, found, copied, and given up when nobody looks."""

from __future__ import annotations

from typing import Any, cast

import pytest

from gan_core.errors import UserError
from gan_core.lab import registry
from gan_core.lab.commands import read_command
from gan_core.lab.config import lab_config
from gan_core.lab.registry import COPIED_SECONDS, LEFT_SECONDS, TIDY_SECONDS, Labs
from gan_core.lab.showing import FrameRequest
from gan_core.lab.task import LabTask
from gan_core.runs.engine.slots import Slots

MADE = lab_config({"changes": {"g_width": 4, "d_width": 4, "depth": 1, "d_depth": 1, "batch": 8}})


class Hand:
    """Slots without threads: whoever is woken answers at once, unless `asleep`."""

    closing = asleep = False

    def __init__(self) -> None:
        self.tasks: list[LabTask] = []

    def add(self, task: LabTask) -> None:
        self.tasks.append(task)

    def wake(self) -> None:
        for task in self.tasks:
            if not self.asleep and not task.finished:
                task.slice(0.0, alone=True)


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def labs(hand: Hand) -> Labs:
    return Labs(cast(Slots, hand))


def found(labs: Labs, key: str | None) -> LabTask:
    task = labs.get(key or "")
    assert task is not None
    return task


def tidied_long_ago(labs: Labs) -> None:
    labs._tidied -= TIDY_SECONDS + 1


def test_a_copy_goes_on_as_its_source_does(labs: Labs) -> None:
    key = labs.create(MADE)
    task = found(labs, key)
    task.bench.round()
    task.obey(read_command({"do": "pause"}))
    twin = labs.copy(key)
    copy = found(labs, twin)
    assert twin != key and copy.bench.step == 1 and not copy.playing
    assert labs.get("other") is None and labs.copy("other") is None


def test_labs_that_nobody_looks_at_are_given_up_without_a_new_one(labs: Labs) -> None:
    left, watched = labs.create(MADE), labs.create(MADE)
    task = found(labs, left)
    task.last_contact -= LEFT_SECONDS + 1
    assert labs.get(left) is task  # looked through at most once a minute
    tidied_long_ago(labs)
    assert labs.get(watched) is not None
    assert labs.get(left) is None and task.finished


def test_the_source_of_a_copy_is_given_up_sooner(labs: Labs) -> None:
    key, other = labs.create(MADE), labs.create(MADE)
    twin = labs.copy(key)
    for one in (key, other, twin):
        found(labs, one).last_contact -= COPIED_SECONDS + 1
    tidied_long_ago(labs)
    assert labs.get(key) is None
    assert labs.get(other) is not None and labs.get(twin or "") is not None


def test_a_lab_that_is_looked_at_again_was_not_a_reloaded_pages(labs: Labs) -> None:
    key = labs.create(MADE)
    labs.copy(key)
    found(labs, key).look(FrameRequest())
    found(labs, key).last_contact -= COPIED_SECONDS + 1
    tidied_long_ago(labs)
    assert labs.get(key) is not None


def test_a_lab_in_a_hidden_tab_outlives_a_copy(labs: Labs) -> None:
    key = labs.create(MADE)
    found(labs, key).last_look -= registry.RELOAD_SECONDS + 1
    labs.copy(key)
    found(labs, key).last_contact -= COPIED_SECONDS + 1
    tidied_long_ago(labs)
    assert labs.get(key) is not None


def test_a_class_that_reloads_finds_room(labs: Labs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MOST_LABS", 4)
    keys = [labs.create(MADE) for _ in range(4)]
    for key in keys:
        found(labs, key).last_look -= registry.UNSEEN_SECONDS + 1
    found(labs, keys[0]).last_contact -= 3600  # somebody who left
    copies = [labs.copy(key) for key in keys[1:]]
    assert all(labs.get(one or "") is not None for one in copies)


def test_too_many_labs_give_up_the_one_left_first_but_none_that_is_watched(
    labs: Labs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "MOST_LABS", 3)
    keys = [labs.create(MADE) for _ in range(3)]
    for refused in (lambda: labs.create(MADE), lambda: labs.copy(keys[0])):
        with pytest.raises(UserError, match="3 labs"):
            refused()
    found(labs, keys[1]).last_contact -= 100
    found(labs, keys[2]).last_contact -= 200
    new = labs.create(MADE)
    kept = [key for key in (*keys, new) if labs.get(key) is not None]
    assert kept == [keys[0], keys[1], new]


def test_a_copy_that_is_not_answered_is_taken_back(labs: Labs, hand: Hand) -> None:
    key = labs.create(MADE)
    hand.asleep = True
    with pytest.raises(UserError, match="did not answer"):
        labs.copy(key, timeout=0.01)
    hand.asleep = False
    task = found(labs, key)
    asked: list[Any] = []
    task.bench.copied = lambda: asked.append(1)  # type: ignore[method-assign, assignment, return-value]
    hand.wake()
    assert not asked and not task.left


@pytest.mark.parametrize("error", [KeyError(3), UserError("no")])
def test_a_lab_that_cannot_be_copied_says_so(labs: Labs, error: Exception) -> None:
    def copied() -> Any:
        raise error

    key = labs.create(MADE)
    found(labs, key).bench.copied = copied  # type: ignore[method-assign]
    with pytest.raises(UserError):
        labs.copy(key)


def test_a_lab_that_ended_while_it_was_copied_is_not_here(labs: Labs, hand: Hand) -> None:
    key = labs.create(MADE)
    hand.wake = lambda: found(labs, key).close("stopped")  # type: ignore[method-assign]
    assert labs.copy(key) is None


def test_an_ending_server_takes_no_lab(labs: Labs, hand: Hand) -> None:
    hand.closing = True
    with pytest.raises(UserError, match="ending"):
        labs.create(MADE)


def test_closing_ends_the_labs() -> None:
    slots = Slots(1)
    labs = Labs(slots)
    key = labs.create(MADE)
    task = found(labs, key)
    slots.close()
    assert labs.get(key) is None and task.finished and task.ask(lambda: 1).cancelled()
