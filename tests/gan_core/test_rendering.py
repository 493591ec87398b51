"""Items as people see them: strips of unlike sizes, texts above pictures, texts in lines."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from gan_core.data.spec import Pictures, Spec, Tokens
from gan_core.lettering import LEADING, MARGIN, MOST_LINES, MOST_WIDTH, lettered
from gan_core.pictures import to_bytes
from gan_core.questions import Question
from gan_core.recipe import Recipe
from gan_core.rendering import APART, STRIPS, Sheet, legend, sheet, thumbnail
from gan_core.usage import Request
from tests.gan_core.recipes import worked

SMALL = Pictures(1, 8)
WORDS = Tokens(3, ("red", "blue", "dot"))


def noise(count: int, size: int, channels: int = 1) -> Tensor:
    stream = torch.Generator().manual_seed(size)
    return torch.rand(count, channels, size, size, generator=stream) * 2 - 1


def seen(shown: Sheet | bytes) -> np.ndarray:
    content = shown if isinstance(shown, bytes) else shown.content
    return np.asarray(Image.open(io.BytesIO(content)))


def test_a_small_source_is_enlarged_to_what_is_made_of_it() -> None:
    source, made, truth = noise(2, 8), noise(2, 16), noise(2, 16) / 2
    asked = Question(Request(src=source), truth)
    strips = seen(sheet(Pictures(1, 16), made, asked, Pictures(1, 8)))
    assert strips.shape == (16, STRIPS * (3 * 16 + 2) + APART)
    large = to_bytes(source)[0, 0].repeat_interleave(2, 0).repeat_interleave(2, 1)
    for at, wanted in enumerate((large, to_bytes(made)[0, 0], to_bytes(truth)[0, 0])):
        assert strips[:, 17 * at : 17 * at + 16].tolist() == wanted.tolist()


def test_a_grey_source_stands_beside_what_is_made_in_colour() -> None:
    asked = Question(Request(src=noise(3, 8)))
    strips = seen(sheet(Pictures(3, 8), noise(3, 8, 3), asked, Pictures(1, 8)))
    grey, coloured = (np.ptp(strips[:8, at : at + 8], 2).max() for at in (0, 9))
    assert grey == 0 < coloured


def test_each_picture_stands_below_its_text() -> None:
    made, texts = torch.ones(4, 1, 8, 8), torch.tensor([[0, 2, 2], [1, 2, 2], [0, 0, 0], [1, 1, 1]])
    cells = seen(sheet(Pictures(1, 8), made, Question(Request(src=texts)), WORDS))
    above = cells[: LEADING + MARGIN, :192]
    assert 0 < (above > 128).mean() < 0.3  # letters
    assert cells[LEADING + MARGIN : LEADING + MARGIN + 192, :192].min() == 255


def test_sequences_stand_in_lines_with_what_they_come_from() -> None:
    one = torch.tensor([[0, 1, 2]])
    asked = Question(Request(src=one), one.flip(1))
    shown = sheet(WORDS, one, asked, WORDS)
    assert shown == Sheet("txt", "red blue dot → red blue dot → dot blue red\n".encode())
    of_pictures = Question(Request(src=noise(1, 8)), one)
    assert sheet(WORDS, one, of_pictures, Pictures(1, 8)).content.decode().count("→") == 1


@pytest.mark.parametrize(
    ("spec", "source"),
    [
        (Pictures(1, 8), None),
        (Pictures(1, 8), Pictures(1, 8)),
        (Pictures(1, 8), WORDS),
        (WORDS, None),
    ],
)
def test_a_thumbnail_is_one_low_row(spec: Spec, source: Spec | None) -> None:
    made = noise(6, 8) if isinstance(spec, Pictures) else torch.zeros(6, 3, dtype=torch.long)
    src = noise(6, 8) if isinstance(source, Pictures) else torch.zeros(6, 3, dtype=torch.long)
    row = seen(thumbnail(spec, made, Question(Request(src=src)), source))
    assert row.shape[0] < row.shape[1] and row.shape[0] < 64 and row.std() > 0


def test_a_recipe_says_what_stands_beside_what() -> None:
    pix2pix, seqgan = worked.RECIPES["small_pix2pix"], worked.RECIPES["small_seqgan"]
    translator: Recipe = replace(seqgan, source=Tokens)
    recipes = (seqgan, pix2pix, worked.RECIPES["small_stackgan"], translator)
    recipes += (replace(seqgan, source=Pictures), replace(seqgan, other=Tokens))
    assert [legend(recipe) for recipe in recipes] == [
        "",
        "Left to right: source, output of G, ground truth.",
        "Below each text, left to right: output of G, ground truth.",
        "Each line: source → output of G → ground truth.",
        "Each line: output of G → ground truth.",
        "Each line: source → output of G.",
    ]
    assert legend(worked.RECIPES["small_cyclegan"]) == (
        "Left to right: source, output of G, and ground truth where it is known."
    )


def test_a_text_is_wrapped_and_cut_to_its_place() -> None:
    texts = ["a", "one two three four " * 20, "x" * 500]
    made = lettered(texts, 120)
    assert made.shape == (3, 1, MOST_LINES * LEADING + MARGIN, 120)
    assert made[0, :, LEADING + MARGIN :].max() == 0 < made[0].max()
    assert all(int(one[:, :, -1].max()) < 128 for one in made)  # nothing runs out of its place
    assert lettered(["a word"]).shape[-1] < lettered(["many words, much wider"]).shape[-1]
    assert lettered(["wide " * 100]).shape[-1] == MOST_WIDTH
