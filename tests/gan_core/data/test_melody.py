"""Melodies: words are notes, the MIDI file is read back as what was written, the picture."""

from __future__ import annotations

import struct
from fractions import Fraction

import pytest
import torch

from gan_core.data.melody import (
    TEMPO,
    Note,
    is_melody,
    midi_file,
    note,
    notes,
    piano_roll,
    word,
)
from gan_core.data.spec import Pictures, Tokens

SCALE = [Note(60, Fraction(1)), Note(None, Fraction(1, 2)), Note(61, Fraction(1, 3)),
         Note(127, Fraction(6))]  # fmt: skip


def length(content: bytes, at: int) -> tuple[int, int]:
    """Return a variable-length number of a MIDI file, and where it ends."""
    value = 0
    while True:
        value = value << 7 | content[at] & 0x7F
        at += 1
        if not content[at - 1] & 0x80:
            return value, at


def read(content: bytes) -> tuple[list[tuple[Fraction, int, Fraction]], int]:
    """Return (begin, pitch, quarters) of each note of a MIDI file, and its tempo."""
    head, size, form, tracks, ticks = struct.unpack(">4sIHHH", content[:14])
    assert (head, size, form, tracks) == (b"MThd", 6, 0, 1)
    assert content[14:18] == b"MTrk" and len(content) == 22 + struct.unpack(">I", content[18:22])[0]
    at, time, sounding, each, tempo = 22, 0, {}, [], 0
    while True:
        wait, at = length(content, at)
        time += wait
        kind, first, second = content[at : at + 3]
        if kind == 0xFF:
            value = content[at + 3 : at + 3 + second]
            at += 3 + second
            if first == 0x2F:
                assert at == len(content) and not sounding
                return each, tempo
            tempo = int.from_bytes(value, "big")
        elif kind == 0x90:
            assert 0 < second < 128
            sounding[first], at = time, at + 3
        else:
            assert kind == 0x80
            begin = sounding.pop(first)
            each.append((Fraction(begin, ticks), first, Fraction(time - begin, ticks)))
            at += 3


def test_a_midi_file_is_read_back_as_it_was_written() -> None:
    each, tempo = read(midi_file([SCALE]))
    assert each == [(0, 60, 1), (Fraction(3, 2), 61, Fraction(1, 3)), (Fraction(11, 6), 127, 6)]
    assert tempo == pytest.approx(60e6 / TEMPO, abs=1)


def test_melodies_follow_each_other_after_a_pause() -> None:
    each, _ = read(midi_file([SCALE[:2], [], SCALE[:1]]))
    assert each == [(0, 60, 1), (Fraction(11, 2), 60, 1)]
    assert read(midi_file([]))[0] == []


@pytest.mark.parametrize("text", ["C4:1/4", "G#5:3/8", "R:1/16", "C-1:1/1", "G9:1/12"])
def test_a_word_is_a_note_and_the_same_word_again(text: str) -> None:
    one = note(text)
    assert one is not None and word(one) == text


def test_middle_c_is_60_and_lengths_are_quarters() -> None:
    assert note("C4:1/4") == Note(60, Fraction(1)) and note("A4:1/12") == Note(69, Fraction(1, 3))
    assert note("R:1/2") == Note(None, Fraction(2))


@pytest.mark.parametrize(
    "text", ["", "C4", "H4:1/4", "E#4:1/4", "C4:0/4", "C4:1/0", "G#9:1/4", "C4:1/4 ", "<end>"]
)
def test_other_words_are_no_notes(text: str) -> None:
    assert note(text) is None


def test_melodies_are_known_by_their_words() -> None:
    assert is_melody(Tokens(4, ("C4:1/4", "R:1/8")))
    assert is_melody(Tokens(4, ("<end>", "C4:1/4"), ends=True))
    assert not is_melody(Tokens(4, ("<end>", "C4:1/4")))
    assert not is_melody(Tokens(4, ("a", "b"))) and not is_melody(Pictures(1, 28))


def test_a_sequence_ends_where_its_melody_ends() -> None:
    spec = Tokens(4, ("<end>", "C4:1/4", "R:1/8"), ends=True)
    melody = notes(spec, torch.tensor([1, 2, 0, 0]))
    assert melody == [Note(60, Fraction(1)), Note(None, Fraction(1, 2))]
    with pytest.raises(ValueError, match="no note"):
        notes(Tokens(1, ("a", "b")), torch.tensor([0]))


def test_the_picture_has_time_to_the_right_and_pitch_upwards() -> None:
    low, rest, high = note("C4:1/4"), note("R:1/4"), note("C5:1/4")
    assert low and rest and high
    roll = piano_roll([low, rest, high])
    assert roll.dtype == torch.uint8 and roll.shape == (1, 4 * 49, 72)
    lit = roll[0] > roll.min()
    assert lit.any(0).tolist() == [True] * 24 + [False] * 24 + [True] * 24
    rows = [lit[:, column].nonzero().flatten().float().mean() for column in (0, 48)]
    assert rows[0] - rows[1] == 12 * 4
    assert piano_roll([]).shape[2] == 1
    far = Note(0, Fraction(1))
    assert (piano_roll([far])[0] > roll.min()).any(1).nonzero().max() == 4 * 49 - 1
