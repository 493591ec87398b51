"""A rare digit: what each way of training sees, that no test digit leaks, and a run in small."""

from __future__ import annotations

import pytest
import torch

from benchmarks.reproduce import adapters, augmentation
from benchmarks.reproduce.experiment import NotThere
from gan_core import data
from gan_core.data.base import DataSet

WHOLE = augmentation.EXPERIMENT.configs[0].settings
SETTINGS = {**WHOLE, "many": 40, "few": 4, "passes": 2, "rounds": 2}


@pytest.fixture
def digits(monkeypatch: pytest.MonkeyPatch) -> DataSet:
    content = data.load("mnist")
    monkeypatch.setattr(adapters, "load", lambda name: content)
    return content


def test_only_the_rare_digit_is_cut_and_the_seed_decides_to_which(digits: DataSet) -> None:
    few, full = augmentation.cuts(digits, SETTINGS, 0)
    assert torch.bincount(few[1]).tolist() == [40] * 8 + [4, 40]
    assert torch.bincount(full[1]).tolist() == [40] * 10
    training = {row.numpy().tobytes() for row in digits.items}
    assert all(row.numpy().tobytes() in training for row in full[0])
    rare, all_of_it = (part[0][part[1] == 8] for part in (few, full))
    assert rare.equal(all_of_it[:4])
    again, other = (augmentation.cuts(digits, SETTINGS, seed)[0][0] for seed in (0, 1))
    assert again.equal(few[0]) and not other.equal(few[0])


def test_repeating_makes_the_digits_even_and_adds_no_picture(digits: DataSet) -> None:
    few, _ = augmentation.cuts(digits, SETTINGS, 0)
    items, labels = augmentation.even(few, SETTINGS)
    assert torch.bincount(labels).tolist() == [40] * 10
    assert len(items[labels == 8].unique(dim=0)) == 4


def test_a_turned_digit_is_another_with_as_much_ink_and_none_comes_from_outside() -> None:
    square = torch.zeros(50, 1, 28, 28, dtype=torch.uint8)
    square[..., 9:19, 9:19] = 255
    moved = augmentation.turn_and_shift(square, torch.Generator().manual_seed(0))
    assert moved.dtype == torch.uint8 and not moved.equal(square)
    assert len(moved.unique(dim=0)) == 50
    ink = moved.float().sum((1, 2, 3)) / square.float().sum((1, 2, 3))
    assert ink.sub(1).abs().max() < 0.03
    assert not moved[..., :3].any() and not moved[..., -3:, :].any()


def test_each_way_adds_one_thing(digits: DataSet) -> None:
    few, full = augmentation.cuts(digits, SETTINGS, 0)
    fakes = torch.full((2 * 36, 1, 28, 28), 7, dtype=torch.uint8)
    fakes[36:] = 9
    ways = augmentation.ways(few, full, fakes, SETTINGS, 0)
    assert {name: [len(part[1]) for part in passes] for name, passes in ways.items()} == {
        "alone": [364] * 2, "repeat": [400] * 2, "classical": [400] * 2, "gan": [400] * 2,
        "both": [400] * 2, "full": [400] * 2,
    }  # fmt: skip
    first, second = ways["gan"]
    assert first[0][:364].equal(few[0]) and bool((first[0][364:] == 7).all())
    assert bool((second[0][364:] == 9).all()) and set(second[1][364:].tolist()) == {8}
    assert not ways["classical"][0][0].equal(ways["classical"][1][0])  # anew in each pass
    assert not ways["both"][0][0][:364].equal(few[0])


def test_a_run_in_small_gives_every_number_of_the_page(digits: DataSet) -> None:
    numbers = augmentation.run(SETTINGS, 0)
    (config,) = augmentation.EXPERIMENT.configs
    for row in config.rows:
        assert {f"{row.prefix}accuracy", f"{row.prefix}rare"} <= numbers.keys()
    gain = numbers["gan/rare"] - numbers["repeat/rare"]
    assert numbers["gan-repeat/rare"] == pytest.approx(gain)
    assert 0 <= numbers["gan/as_asked"] <= 1
    assert numbers == augmentation.run(SETTINGS, 0)


def test_without_the_whole_mnist_it_says_so() -> None:
    with pytest.raises(NotThere):
        augmentation.run(WHOLE, 0)
