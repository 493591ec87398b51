"""Melodies that a model writes: drawn as piano rolls, played, taken home as MIDI."""

from __future__ import annotations

import streamlit as st

from gan_core.data.melody import Note, is_melody, midi_file, notes
from gan_core.model import Model
from gan_core.writing import Author, tokens_of, words_of
from ui.components.tune.component import tune
from ui.shell.language import _


def plays(model: Model) -> bool:
    """Return whether what a model writes are melodies."""
    return is_melody(words_of(model))


def tunes(model: Model, author: Author, lines: list[tuple[str, str]], first: int) -> None:
    """Draw melodies, each with D's word, and offer one MIDI file of them all.

    lines: (words of a melody, D's word) of the seeds from `first` on.
    """
    melodies = [_melody(model, text) for text, _word in lines]
    for number, (melody, (text, word)) in enumerate(zip(melodies, lines, strict=True), first):
        label = _("Melody of seed {seed}: {notes}").format(seed=number, notes=text)
        tune(melody, label=label, key=f"tune_{author}_{number - first}")
        st.caption(_("seed {seed}, D: {word} real").format(seed=number, word=word))
    st.download_button(
        "MIDI", midi_file(melodies), f"tunes-{author}.mid", "audio/midi", key=f"midi_{author}"
    )


def _melody(model: Model, text: str) -> list[Note]:
    spec = words_of(model)
    return notes(spec, tokens_of(spec, text))
