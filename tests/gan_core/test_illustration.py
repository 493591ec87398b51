"""Pictures of a caption: both stages, seeds, words that are unknown, and what is remembered."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from gan_core.data.base import DataSet
from gan_core.data.captions import caption_tokens, tokens_of
from gan_core.data.spec import Pictures
from gan_core.data.synthetic import blobs
from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.illustration import illustrate, illustrates, nearest, remembered
from gan_core.model import Model, model_of
from gan_core.recipes.stackgan import RECIPE
from gan_core.rng import Rng
from tests.gan_core.recipes.small import data_of

TEXTS = ("red heart", "blue circle", "cat face")


def content() -> DataSet:
    """Squares, each with one of three captions."""
    whole, spec = blobs(size=16, count=9), caption_tokens()
    rows = torch.stack([tokens_of(TEXTS[i % 3], spec)[0] for i in range(9)])
    return replace(whole, spec=replace(whole.spec, source=spec), sources=rows)


@pytest.fixture(scope="module")
def model() -> Model:
    settings = RECIPE.preset("fast", {"g_width": 2, "d_width": 2, "latent": 4, "condition": 3})
    design = Design(RECIPE, settings, content().spec)
    return model_of(design.game(Rng(0)), design, 0, raw=True)


def test_both_stages_are_shown_and_a_picture_is_of_its_seed(model: Model) -> None:
    drawing = illustrate(model, "red heart", 3, seed=5)
    assert drawing.pictures.shape == (3, 1, 16, 16) and drawing.unknown == ()
    assert drawing.sketches is not None and drawing.sketches.shape == (3, 1, 8, 8)
    again = illustrate(model, "red heart", 1, 6).pictures[0]
    assert torch.allclose(again, drawing.pictures[1], atol=1e-4)
    assert not torch.allclose(drawing.pictures[0], drawing.pictures[1])


def test_words_that_nobody_knows_are_named_and_passed_over(model: Model) -> None:
    assert illustrate(model, "red heart zorblax").unknown == ("zorblax",)


@pytest.mark.parametrize(
    ("caption", "why"),
    [
        ("", "no word"),
        ("a" * 10_000, "at most 200 characters, not 10,?000"),
        ("zorblax", "no word is known: zorblax"),
        ("\u05e9\u05dc\u05d5\u05dd", "no word is known"),
        ("\U0001f600", "no word is known"),
        ("red " * 25, "at most 24 words"),
    ],
)
def test_captions_that_cannot_be_read_say_why(model: Model, caption: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        illustrate(model, caption)


def test_a_model_of_something_else_is_refused(model: Model) -> None:
    assert illustrates(model)
    other = replace(model, design=replace(model.design, spec=data_of().spec))
    assert isinstance(other.spec, Pictures) and not illustrates(other)
    with pytest.raises(UserError, match="does not draw what a text says"):
        illustrate(other, "red heart")


def test_what_stood_together_in_a_caption_is_remembered() -> None:
    data = content()
    assert remembered(data, "heart red") and remembered(data, "cat")
    assert not remembered(data, "blue heart")


def test_the_nearest_is_the_picture_itself() -> None:
    data = content()
    pictures = data.spec.to_numbers(data.items[[4, 7]])
    assert nearest(data, pictures).tolist() == [4, 7]
