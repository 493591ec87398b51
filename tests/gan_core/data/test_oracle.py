"""The oracle: its law is fixed, and its own lines are graded as the floor."""

from __future__ import annotations

import math

import pytest
import torch

from gan_core import data
from gan_core.data import oracle
from gan_core.data.oracle import VARIANTS, Variant, load_oracle, nll_of, variant_of
from gan_core.data.spec import Tokens


@pytest.fixture(scope="module")
def few() -> data.DataSet:
    return data.load("oracle")


def test_lines_are_as_in_the_paper(few: data.DataSet) -> None:
    assert few.items.shape == (10_000, 20) and few.held_out is not None
    assert few.held_out.items.shape == (2_000, 20)
    assert int(few.items.min()) >= 0 and int(few.items.max()) < 100


def test_a_name_fixes_the_content(few: data.DataSet) -> None:
    assert few.content_hash == load_oracle(Variant()).content_hash
    assert few.content_hash == "f07b82cb922f8331"


def test_its_weights_are_normal() -> None:
    weights = torch.cat([p.flatten() for p in oracle.oracle(100).parameters()])
    assert (
        abs(float(weights.detach().mean())) < 0.02 and abs(float(weights.detach().std()) - 1) < 0.02
    )


def test_its_own_lines_are_the_floor_and_words_at_random_far_above(few: data.DataSet) -> None:
    assert few.held_out is not None
    floor = nll_of(few.held_out.items, 100)
    assert floor == pytest.approx(nll_of(few.items[:2000], 100), abs=0.05)
    at_random = torch.randint(100, (500, 20), generator=torch.Generator().manual_seed(1))
    assert floor + 2 < math.log(100) < nll_of(at_random, 100)


def test_the_floor_is_the_entropy_of_the_law() -> None:
    net, lines = oracle.oracle(100), data.load("oracle").items[:2000]
    log = net(lines).log_softmax(2)
    entropy = -(log.exp() * log).sum(2).mean()
    assert nll_of(lines, 100) == pytest.approx(float(entropy.detach()), abs=0.05)


def test_the_papers_own_size_is_there_too() -> None:
    assert {name: one.words for name, one in VARIANTS.items()} == {
        "oracle": 100,
        "oracle-5000": 5000,
    }
    assert data.entry("oracle-5000").spec.shape == (20,)
    assert variant_of(Variant().spec) == Variant()
    assert variant_of(Tokens(20)) is None
