"""Stacked MNIST: three independent digits, 1,000 kinds, the same everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_core import data, recipes
from gan_core.data import stacked
from gan_core.errors import UserError
from gan_core.rng import Rng


@pytest.fixture(autouse=True)
def parsed_digits(shared_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANVAS_HOME", str(shared_home))


def test_each_channel_is_a_digit_of_mnist_and_the_kind_says_which() -> None:
    made, digits = data.load("stacked_mnist"), data.load("mnist")
    assert made.items.shape == (25_600, 3, 28, 28) and made.items.dtype == torch.uint8
    rows, kinds = stacked.triples("train", len(digits)), stacked.modes()
    for index in (0, 17, 25_599):
        assert torch.equal(made.items[index], digits.items[rows[index], 0])
        red, green, blue = digits.labels[rows[index]].tolist()
        assert kinds[index] == 100 * red + 10 * green + blue


def test_all_thousand_kinds_are_there_about_equally_often() -> None:
    counts = stacked.modes().bincount(minlength=stacked.MODES)
    # Binomial(25,600, 1/1000): mean 25.6, standard deviation 5.06; the digits are 450 each.
    assert counts.min() > 5 and counts.max() < 52
    assert counts.float().std() == pytest.approx(5.06, rel=0.15)


def test_held_out_digits_are_only_in_held_out_pictures() -> None:
    made, digits = data.load("stacked_mnist"), data.load("mnist")
    rows = stacked.triples("held_out", len(digits.held_out))
    assert torch.equal(made.held_out.items[5], digits.held_out.items[rows[5], 0])
    assert stacked.modes("held_out").shape == (2560,) == (len(made.held_out),)


def test_the_content_is_the_same_on_every_machine() -> None:
    made = data.load("stacked_mnist")
    assert made.content_hash == "ca37461cd7ecea0e"
    assert made.is_content("c275e4ef629a586f")  # as version 0.1 took it


def test_it_has_no_labels_so_a_conditional_recipe_refuses_it() -> None:
    recipe = recipes.get("cdcgan")
    with pytest.raises(UserError, match="at least two labels"):
        recipe.make(recipe.preset(), data.entry("stacked_mnist").spec, Rng(1))
