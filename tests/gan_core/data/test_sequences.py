"""Sequences of frames: found again in their rows, and longer pasts for those who roll out."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from gan_core import data
from gan_core.data.base import Rows
from gan_core.data.sequences import follow, is_next_frame, sequences, unrolled
from gan_core.data.spec import Pictures, Points, Spec
from gan_core.errors import UserError
from gan_core.rng import Rng
from tests.gan_core.recipes import films


def test_sequences_are_the_films_that_the_rows_were_cut_from() -> None:
    drawn = films.squares(films.HELD_OUT, 2)[:, :, None]
    numbers = films.SPEC.to_numbers(drawn)
    assert torch.equal(sequences(films.load()), numbers)
    assert torch.equal(sequences(films.load(), 3), numbers[:3])


def test_sequences_of_unlike_length_are_cut_to_the_shortest() -> None:
    content = films.load()
    assert content.held_out is not None and content.held_out.sources is not None
    keep = [row for row in range(len(content.held_out)) if row != films.AHEAD - 1]
    fewer = Rows(content.held_out.items[keep], sources=content.held_out.sources[keep])
    shorter = sequences(replace(content, held_out=fewer))
    assert torch.equal(shorter, sequences(content)[:, :-1])


def test_data_without_films_have_no_sequences() -> None:
    for content in (data.load("mnist"), replace(films.load(), held_out=None)):
        with pytest.raises(UserError, match="has no sequences held out"):
            sequences(content)


@pytest.mark.parametrize(
    ("spec", "answer"),
    [
        (films.SPEC, True),
        (Pictures(1, 8), False),
        (Pictures(1, 8, source=Pictures(1, 8)), False),
        (Pictures(3, 8, source=Pictures(1, 8, frames=3)), False),
        (Pictures(1, 8, source=Pictures(1, 16, frames=3)), False),
        (Pictures(1, 8, frames=2, source=Pictures(1, 8, frames=3)), False),
        (Points(2, source=Pictures(1, 8, frames=3)), False),
    ],
)
def test_what_the_next_frame_is(spec: Spec, answer: bool) -> None:
    assert is_next_frame(spec) is answer


def test_a_longer_past_is_the_film_before_the_item() -> None:
    content = films.load()
    drawn = films.SPEC.to_numbers(films.squares(films.TRAINING, 1))
    rows = torch.tensor([0, 1, 3, 4, 5, 9, len(content) - 1])
    batch = unrolled(content, rows, Rng(0), more=2)
    film = torch.cat([batch.src, batch.x], 1)  # type: ignore[list-item]
    for row, strip in zip(rows.tolist(), film, strict=True):
        which, at = divmod(row, films.AHEAD)
        last = films.PAST + max(at, 2)  # the first rows of a film have no such past
        assert torch.equal(strip, drawn[which, last - films.PAST - 2 : last + 1])


def test_a_past_that_no_film_has_is_refused() -> None:
    content = films.load()
    rows = torch.tensor([0, len(content) - 1])
    assert len(unrolled(content, rows, Rng(0), more=films.AHEAD - 1)) == 2
    with pytest.raises(UserError, match="fewer than 6 frames"):
        unrolled(content, rows, Rng(0), more=films.AHEAD)


def test_a_film_does_not_go_on_in_the_next() -> None:
    rows = films.load().training
    every = torch.arange(len(rows))
    goes_on = follow(rows, every[:-1], every[1:])
    assert goes_on.tolist() == [(row + 1) % films.AHEAD != 0 for row in range(len(rows) - 1)]
