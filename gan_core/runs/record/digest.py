"""The digest of a run's events, kept by its writer: what a page needs, whatever the run's length.

Each curve in three parts: its first points and those of its newest quarter as they are, for the
doctor reads these, and what lies between summed up. A page reads the digest and then the events
behind it. Whoever wants every point (CSV, the command line) reads the events alone.
"""

from __future__ import annotations

import json
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.errors import GanvasError
from gan_core.files.atomic import read_json, write_bytes
from gan_core.metrics.result import key_of
from gan_core.runs.folder import RunFolder
from gan_core.runs.record.history import Curve, History

FILE = "curves.json"
WORTH_BYTES = 256 * 1024
"""Events of fewer bytes are as soon read as a digest of them."""
GROWTH = 1.25
FIRST, BETWEEN = 50, 150
NEWEST_SHARE, NEWEST_ROUNDS = 0.25, 300
SEAL_BYTES = 256


@dataclass(frozen=True)
class Digest:
    """What a history is after the first `offset` bytes of the events; exact from `since` on."""

    offset: int
    since: int
    curves: dict[str, Curve]
    events: list[dict[str, Any]]


class DigestWriter:
    """Keeps the digest of a run; used by the run's one writer."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._history: History | None = None
        self._size = 0

    def keep(self, *, ending: bool = False) -> None:
        """Write the digest where the events have grown by a quarter, or the run is `ending`.

        A page reads on without it: a full disk is no reason to say anything.
        """
        try:
            size = (self._folder.path / "events.jsonl").stat().st_size
        except OSError:
            return
        grown = size > (self._size if ending else GROWTH * self._size)
        if size < WORTH_BYTES or not grown:
            return
        self._size = size
        try:
            self._history = (self._history or History(self._folder)).refresh()
            content = json.dumps(document(self._folder.path, self._history), separators=(",", ":"))
            write_bytes(self._folder.path / FILE, content.encode())
        except (GanvasError, OSError, LookupError, TypeError, ValueError):  # or a damaged line
            self._history, self._size = None, 0


def document(path: Path, history: History) -> dict[str, Any]:
    """Return the digest of `history` as it is written."""
    since, curves = 0, {}
    for name, curve in history.curves.items():
        last = curve.steps[-1] if curve.steps else 0
        start = last - max(NEWEST_ROUNDS, NEWEST_SHARE * last)
        newest = max(min(FIRST, len(curve.steps)), bisect_right(curve.steps, start))
        curves[name] = _columns(_short(curve, newest))
        since = max(since, curve.steps[newest - 1] if newest > FIRST else 0)
    return {
        "offset": history.offset,
        "seal": _seal(path, history.offset),
        "since": since,
        "curves": curves,
        "events": _telling(history.events),
    }


def _short(curve: Curve, newest: int) -> Curve:
    """Return the curve with what lies between its first points and point `newest` summed up."""
    between = curve.part(FIRST, newest).thinned(BETWEEN)
    short = curve.part(0, min(FIRST, newest))
    short.replace_from(len(short.steps), between)
    short.replace_from(len(short.steps), curve.part(newest, len(curve.steps)))
    return short


def _columns(curve: Curve) -> list[list[Any]]:
    return [curve.steps, curve.mean, curve.low, curve.high]


def _telling(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events that a page asks for: changes, the newest scores, how it went wrong."""
    scored = [event for event in events if event.get("event") == "Scored"][-1:]
    others = [e for e in events if e.get("event") in ("Changed", "Diverged", "Resumed")]
    return others + scored


def read_digest(path: Path) -> Digest | None:
    """Return the digest in a run's folder; None where there is none that fits its events."""
    raw = read_json(path / FILE)
    try:
        if raw["seal"] != _seal(path, raw["offset"]):
            return None
        curves = {_named(name): Curve(*columns) for name, columns in raw["curves"].items()}
        even = all(
            len(c.steps) == len(c.mean) == len(c.low) == len(c.high) for c in curves.values()
        )
        events = [event for event in raw["events"] if isinstance(event, dict)]
        found = Digest(int(raw["offset"]), int(raw["since"]), curves, events)
    except (AttributeError, KeyError, OSError, TypeError, ValueError):
        return None
    return found if even else None


def _seal(path: Path, offset: int) -> int:
    """Return a checksum of the events just before `offset`: a copy may hold other events."""
    with open(path / "events.jsonl", "rb") as file:
        file.seek(max(0, offset - SEAL_BYTES))
        content = file.read(min(offset, SEAL_BYTES))
    return zlib.crc32(content) if len(content) == min(offset, SEAL_BYTES) else -1


def _named(curve: str) -> str:
    """Return a curve's name; version 0.1 named those of scores by what it displayed."""
    start, slash, name = curve.partition("/")
    return f"{start}/{key_of(name)}" if start == "score" and slash else curve
