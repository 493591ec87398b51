"""Melodies as words, one a note: what they mean, as a MIDI file, as a picture.

A word is a pitch and a length, "G4:1/8": middle C is C4 and MIDI's 60, the length is a part of a
whole note; "R:1/4" is a rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import torch
from torch import Tensor

from gan_core.data.spec import Spec, Tokens

PITCHES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
REST = "R"
TEMPO = 112
"""Quarters in a minute."""
_WORD = re.compile(r"(?:R|([A-G]#?)(-1|\d)):([1-9]\d{0,2})/([1-9]\d{0,2})", re.ASCII)
_TICKS = 480
"""Of a quarter: triplets and quintuplets are whole."""
_LOUDNESS = 80
_PAUSE = 2
"""Quarters between two melodies."""
_HIGH, _WIDE = 4, 6
"""Pixels of a semitone and of a sixteenth in a picture."""
_DARK, _SOUND, _ONSET = 24, 170, 255
"""How bright nothing, a note, and its first pixels are."""


@dataclass(frozen=True)
class Note:
    """A note: its MIDI pitch (0 to 127), None for a rest, and its length in quarters."""

    pitch: int | None
    quarters: Fraction


def note(word: str) -> Note | None:
    """Return the note that a word stands for, None where it is none."""
    match = _WORD.fullmatch(word)
    if match is None:
        return None
    name, octave, over, under = match.groups()
    quarters = 4 * Fraction(int(over), int(under))
    if name is None:
        return Note(None, quarters)
    # The name may be no pitch ("E#"); a sharp of MIDI's last octave may be beyond its last pitch.
    pitch = PITCHES.index(name) + 12 * (int(octave) + 1) if name in PITCHES else 128
    return Note(pitch, quarters) if pitch <= 127 else None


def word(note: Note) -> str:
    """Return the word for a note."""
    length = note.quarters / 4
    of = REST if note.pitch is None else f"{PITCHES[note.pitch % 12]}{note.pitch // 12 - 1}"
    return f"{of}:{length.numerator}/{length.denominator}"


def is_melody(spec: Spec) -> bool:
    """True where every word of a spec of tokens, but the end, is a note."""
    return isinstance(spec, Tokens) and all(map(note, spec.words[spec.ends :]))


def notes(spec: Tokens, tokens: Tensor) -> list[Note]:
    """Return the notes of one sequence (length,), up to its end.

    Raises:
        ValueError: a word is no note.
    """
    melody = [note(spec.words[token]) for token in spec.within(tokens).tolist()]
    if None in melody:
        raise ValueError("a word of this sequence is no note")
    return [one for one in melody if one is not None]


def midi_file(melodies: Sequence[Sequence[Note]]) -> bytes:
    """Return a Standard MIDI File of one track with the melodies one after another.

    Format 0 of the Standard MIDI Files 1.0 (RP-001 of the MIDI Manufacturers Association, 1996),
    with General MIDI's first instrument, a piano.
    """
    track = bytearray(b"\0\xff\x51\x03" + (60_000_000 // TEMPO).to_bytes(3, "big"))
    waited = Fraction(0)
    for melody in melodies:
        for one in melody:
            if one.pitch is not None:
                track += _event(waited, 0x90, one.pitch, _LOUDNESS)
                track += _event(one.quarters, 0x80, one.pitch, 0)
            waited = waited + one.quarters if one.pitch is None else Fraction(0)
        waited += _PAUSE
    track += b"\0\xff\x2f\0"
    head = b"MThd" + bytes((0, 0, 0, 6, 0, 0, 0, 1)) + _TICKS.to_bytes(2, "big")
    return head + b"MTrk" + len(track).to_bytes(4, "big") + bytes(track)


def _event(after: Fraction, kind: int, pitch: int, loudness: int) -> bytes:
    """Return an event `after` so many quarters; the time in bytes of seven bits, highest first."""
    ticks = round(after * _TICKS)
    content = [ticks & 0x7F]
    while ticks := ticks >> 7:
        content.append(ticks & 0x7F | 0x80)
    return bytes([*reversed(content), kind, pitch, loudness])


def piano_roll(melody: Sequence[Note], lowest: int = 48, highest: int = 96) -> Tensor:
    """Return time to the right and pitch upwards, uint8 (1, height, width), at least one pixel.

    lowest, highest: MIDI pitches that the picture reaches from and to; others lie at its edge.
    """
    sixteenths = [Fraction(0)]
    for one in melody:
        sixteenths.append(sixteenths[-1] + 4 * one.quarters)
    places = [round(_WIDE * time) for time in sixteenths]
    roll = torch.full((1, _HIGH * (highest - lowest + 1), max(1, places[-1])), _DARK).byte()
    for one, (begin, end) in zip(melody, pairwise(places), strict=True):
        if one.pitch is not None:
            row = _HIGH * (highest - min(max(one.pitch, lowest), highest))
            roll[:, row : row + _HIGH, begin:end] = _SOUND
            roll[:, row : row + _HIGH, begin : begin + 2] = _ONSET
    return roll
