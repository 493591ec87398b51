"""The tune player's Python side: seconds of notes and rests, and what stays the same."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from gan_core.data.melody import Note
from ui.components.tune import component

MELODY = [Note(60, Fraction(1)), Note(None, Fraction(1, 2)), Note(67, Fraction(2))]


def mounted(monkeypatch: pytest.MonkeyPatch, melody: list[Note]) -> dict[str, Any]:
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(component, "_MOUNT", lambda **given: calls.append(given))
    component.tune(melody, label="A melody", key="one")
    (call,) = calls
    data: dict[str, Any] = call["data"]
    return data


def test_notes_begin_where_those_before_end(monkeypatch: pytest.MonkeyPatch) -> None:
    data = mounted(monkeypatch, MELODY)
    quarter = 60 / 112
    assert data["pitches"] == [60, None, 67]
    assert data["begins"] == pytest.approx([0, quarter, 1.5 * quarter, 3.5 * quarter])


def test_another_melody_has_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    first, same, other = (
        mounted(monkeypatch, melody)["version"] for melody in (MELODY, list(MELODY), MELODY[:2])
    )
    assert first == same != other


def test_no_notes_are_a_melody_too(monkeypatch: pytest.MonkeyPatch) -> None:
    data = mounted(monkeypatch, [])
    assert data["pitches"] == [] and data["begins"] == [0.0]
