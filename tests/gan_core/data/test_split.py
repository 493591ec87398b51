"""What is held out: always the same items, as evenly over the labels as can be."""

from __future__ import annotations

import pytest
import torch

from gan_core.data.split import stratified_split, tenth


def test_a_split_holds_out_the_same_number_of_each_label_always_the_same() -> None:
    labels = torch.arange(40) % 4
    train, held = stratified_split(labels, 3)
    assert sorted([*train.tolist(), *held.tolist()]) == list(range(40))
    assert labels[held].bincount().tolist() == [3] * 4
    assert torch.equal(stratified_split(labels, 3)[1], held)


@pytest.mark.parametrize(("count", "wanted"), [(16, 2), (100, 10), (1234, 123)])
def test_a_tenth_is_held_out_always_the_same(count: int, wanted: int) -> None:
    train, held = tenth(count)
    assert sorted([*train.tolist(), *held.tolist()]) == list(range(count))
    assert len(held) == wanted and torch.equal(tenth(count)[1], held)
    assert held.tolist() != list(range(count))[5::10]


def test_a_tenth_of_each_label_is_held_out_up_to_one_item() -> None:
    labels = torch.tensor([0] * 95 + [1] * 30 + [2] * 4)
    _, held = tenth(len(labels), labels)
    counts = labels[held].bincount(minlength=3)
    assert all(abs(count - part / 10) < 1 for count, part in zip(counts, (95, 30, 4), strict=True))
