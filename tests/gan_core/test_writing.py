"""Lines of one's own: gone on with, graded, judged; what nobody can write is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.model import Model, model_of
from gan_core.recipes.seqgan import TAUGHT
from gan_core.writing import (
    authors,
    graded,
    tokens_of,
    verdict_on,
    word_on,
    words_of,
    write,
    writes,
)
from tests.gan_core.play import fresh
from tests.gan_core.recipes.small import data_of
from tests.gan_core.recipes.test_seqgan import RECIPE, TINY, lines, make_of


def model(until: int = 9, **changes: float) -> Model:
    play, data = fresh(make_of(**changes)).advance(until), lines()
    design = Design(RECIPE, RECIPE.preset("fast", {**TINY, **changes}), data.spec)
    return model_of(play.game, design, until, raw=True)


@pytest.fixture(scope="module")
def writer() -> Model:
    return model()


def test_lines_begin_as_said_and_depend_on_their_seed_alone(writer: Model) -> None:
    spec = words_of(writer)
    two = write(writer, 2, 7, start="ab")
    assert [spec.text(one)[:2] for one in two] == ["ab", "ab"]
    assert write(writer, 1, 8, start="ab")[0].equal(two[1])
    assert write(writer, 3, 7).equal(writer.sample(3, 7))


def test_a_low_temperature_says_the_likeliest(writer: Model) -> None:
    cold, usual = (write(writer, 50, temperature=one) for one in (0.05, 1.0))
    assert len(cold.unique(dim=0)) < len(usual.unique(dim=0)) / 1.5


def test_who_it_was_before_the_game_can_write_once_it_has_begun(writer: Model) -> None:
    assert authors(writer) == ("G", TAUGHT)
    young = model(2)
    assert authors(young) == ("G",)
    with pytest.raises(UserError, match="still learning by likelihood"):
        write(young, 1, author=TAUGHT)
    taught = model(6)
    assert write(taught, 5, author=TAUGHT).equal(write(taught, 5))
    fast = {"lr": 0.3, "policy_rate": 1.0}
    moved, before = model(9, **fast), write(model(6, **fast), 40)
    assert not write(moved, 40).equal(before)
    assert write(moved, 40, author=TAUGHT).equal(before)


def test_ds_word_on_a_whole_line_and_none_on_half_of_one(writer: Model) -> None:
    spec = words_of(writer)
    ended = torch.tensor([[1, 2, 0, 0, 0]])
    assert word_on(writer, "ab") == pytest.approx(verdict_on(writer, ended)[0])
    endless = replace(writer, design=replace(writer.design, spec=replace(spec, ends=False)))
    assert word_on(endless, "ab") is None and word_on(endless, "abcda") is not None


def test_each_word_is_graded_the_last_by_ds_word_on_the_line(writer: Model) -> None:
    rows = graded(writer, "abc")
    assert [one.word for one in rows] == ["a", "b", "c"]
    assert all(0 < one.reward < 1 and one.surprise > 0 for one in rows)
    spec = words_of(writer)
    whole = torch.cat([tokens_of(spec, "abc"), torch.zeros(2, dtype=torch.long)])[None]
    (chance,) = verdict_on(writer, whole)
    # The line ends behind its last word: whoever goes on from there, a line of the length is it.
    full = graded(writer, "abcda")
    (of_full,) = verdict_on(writer, tokens_of(spec, "abcda")[None])
    assert full[-1].reward == pytest.approx(of_full, abs=1e-6)
    assert 0 < chance < 1
    assert graded(writer, "abc") == rows


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("abx\u05d0", "never seen 'x', '\u05d0'"),
        ("abcdab", "at most 5 words; this one has 6"),
        ("a" * 2001, "at most 2,000 characters, not 2,001"),
        ("\U0001f600", "never seen"),
    ],
)
def test_what_it_cannot_read_is_said(writer: Model, text: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        tokens_of(words_of(writer), text)


def test_the_end_is_no_word_that_one_can_type(writer: Model) -> None:
    spec = replace(words_of(writer), joint=" ")
    with pytest.raises(UserError, match="never seen 'end'"):
        tokens_of(spec, "a end")


def test_empty_lines_wrong_temperatures_and_other_models_are_refused(writer: Model) -> None:
    assert len(tokens_of(words_of(writer), "")) == 0
    with pytest.raises(UserError, match="Type a line first"):
        graded(writer, "")
    with pytest.raises(UserError, match=r"from 0\.05 to 5\.0, not 0"):
        write(writer, 1, temperature=0)
    with pytest.raises(UserError, match="holds only G"):
        graded(replace(writer, judges=()), "ab")
    other = replace(writer, design=replace(writer.design, spec=data_of().spec))
    assert not writes(other)
    with pytest.raises(UserError, match="does not write"):
        write(other, 1)
