"""Names of emoji: how many, what is held out, and that nothing is in both parts."""

from __future__ import annotations

import importlib.util
from collections import Counter

import pytest
import torch

from gan_core import data
from gan_core.data import emoji_names, openmoji, texts
from gan_core.data.emoji_names import VARIANTS, Variant

SIZES = {
    "emoji_words": (504, 13, 241, 5),
    "emoji_letters": (1466, 167, 38, 31),
    "emoji_characters": (918, 56, 534, 10),
}
each = pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)


@each
def test_the_numbers_are_those_of_the_card(variant: Variant) -> None:
    content = data.load(variant.name)
    assert content.held_out is not None
    words, length = len(content.spec.words), content.spec.length
    assert (len(content), len(content.held_out), words, length) == SIZES[variant.name]
    assert variant.about.startswith(f"{len(content) + len(content.held_out):,} ")
    assert f"{words - 1} different" in " ".join(variant.about.split())
    assert f"at most {length} " in variant.about


@each
def test_a_name_is_in_one_part_alone_and_of_words_that_are_learnt(variant: Variant) -> None:
    content = data.load(variant.name)
    parts = [[content.spec.text(one) for one in part.items] for part in
             (content.training, content.held_out)]  # fmt: skip
    assert len(set(parts[0] + parts[1])) == len(parts[0]) + len(parts[1])
    counts = Counter(word for one in content.items for word in set(one.tolist()) if word)
    assert len(counts) == len(content.spec.words) - 1
    assert min(counts.values()) == emoji_names.LEAST


def test_whole_concepts_are_held_out() -> None:
    every = emoji_names._each_name("en")
    content = data.load("emoji_letters")
    trained = {content.spec.text(one) for one in content.items}
    left_out = {openmoji.concept(codes) for codes, name in every if openmoji.held_out(codes)}
    assert len(left_out) > 100
    assert not {openmoji.concept(codes) for codes, name in every if name in trained} & left_out


def test_what_is_there_is_named_as_it_should_be() -> None:
    for name, text in (("emoji_words", "woman judge"), ("emoji_letters", "bacon"),
                       ("emoji_characters", "女消防员")):  # fmt: skip
        content = data.load(name)
        assert text in {content.spec.text(one) for one in content.items}
    names = {name for _, name in emoji_names._each_name("en")}
    assert not any("skin tone" in name for name in names)
    assert "germany" not in names and names == {name.lower() for name in names}


def test_nothing_is_offered_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert emoji_names.entries() == []


def test_texts_become_numbers_and_texts_again() -> None:
    words = [texts.split(text, "word") for text in ("a b  a", "b", "")]
    form = texts.closed(3, texts.frequent(words), "word")
    assert form.words == (texts.END, "a", "b")
    items = texts.numbered(words, form)
    assert items.tolist() == [[1, 2, 1], [2, 0, 0], [0, 0, 0]] and items.dtype == torch.int64
    assert [form.text(one) for one in items] == ["a b a", "b", ""]
    assert texts.split("a b", "character") == ["a", " ", "b"]


def test_the_usual_length_leaves_out_one_in_a_hundred() -> None:
    assert texts.usual_length([["x"] * n for n in range(1, 101)]) == 99
    assert texts.usual_length([["x"] * 3] * 5 + [["x"]]) == 3
    assert texts.usual_length([]) == 0
