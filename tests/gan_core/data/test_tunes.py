"""Tunes: what the file holds, what is held out, and how windows are cut."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest
import torch

from gan_core import data
from gan_core.data import tune_making, tunes
from gan_core.data.melody import is_melody, notes

SIZES = (3209, 345, 198)


def test_the_numbers_are_those_of_the_card() -> None:
    content = data.load("tunes")
    assert content.held_out is not None
    sizes = len(content), len(content.held_out), len(content.spec.words)
    assert sizes == SIZES and content.items.shape[1] == tunes.WINDOW
    assert f"{sum(sizes[:2]):,} pieces" in tunes.CARD.about
    assert f"{sizes[2]} different" in tunes.CARD.about


def test_every_word_is_a_note_for_a_fiddle() -> None:
    content = data.load("tunes")
    assert is_melody(content.spec)
    pitches = [one.pitch for item in content.items[::50] for one in notes(content.spec, item)]
    assert {52 <= pitch <= 96 for pitch in pitches if pitch is not None} == {True}
    natural = sum(pitch % 12 in (0, 2, 4, 5, 7, 9, 11) for pitch in pitches if pitch is not None)
    assert natural / len(pitches) > 0.9  # all in the key without sharps


def test_what_is_held_out_is_of_other_tunes_and_near_none() -> None:
    content = data.load("tunes")
    assert content.held_out is not None
    for one in content.held_out.items:
        assert (one == content.items).float().mean(1).max() < tune_making.NEAR
    assert [tune for tune in range(30) if tunes.held_out(tune)] == [5, 15, 25]


def bars(first: str, count: int) -> tune_making.Bars:
    return [[f"{first}4:1/8"] * 8 for _ in range(count)]


def test_windows_begin_with_every_fourth_bar_after_the_upbeat() -> None:
    scale = [[f"{letter}4:1/8"] * 8 for letter in "CDEFGABC"]
    upbeat = [["R:1/8"], *scale]
    cut = tune_making.windows(3, upbeat)
    assert cut == tune_making.windows(3, scale)
    assert [(tune, words[0], words[-1], len(words)) for tune, words in cut] == [
        (3, "C4:1/8", "F4:1/8", 32),
        (3, "G4:1/8", "C4:1/8", 32),
    ]
    assert len(tune_making.windows(0, bars("C", 12))) == 1  # each different one once
    assert tune_making.windows(0, bars("C", 3)) == []  # too short


def test_the_file_leaves_out_near_copies_and_rare_notes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tune_making, "WORDS", 2)
    target = tmp_path / "tunes.txt.xz"
    each = [bars(*one) for one in (("C", 4), ("D", 4), ("C", 4), ("E", 4), ("D", 4), ("C", 4))]
    each += [bars("D", 4)] * 9 + [[["C4:1/8", "D4:1/8"] * 4] * 4]
    tune_making.write(each, target)
    head, *lines = lzma.decompress(target.read_bytes()).decode().splitlines()
    assert head.split() == ["D4:1/8", "C4:1/8"]
    tunes_there = [int(line.split("\t")[0]) for line in lines]
    assert 3 not in tunes_there and 5 not in tunes_there  # a rare note; near tune 0
    assert tunes_there[-1] == 15 and tunes.held_out(15)  # half C, half D: near none
    assert torch.tensor([len(line.split()) for line in lines]).unique().tolist() == [33]
