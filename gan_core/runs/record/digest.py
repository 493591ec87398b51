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
from typing import Annotated, Any

from pydantic import AfterValidator, TypeAdapter

from gan_core.errors import GanvasError
from gan_core.files.atomic import write_bytes
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


Columns = tuple[list[int], list[float], list[float], list[float]]
"""Of a curve: steps, mean, low, high."""


def _even(columns: Columns) -> Columns:
    if len({len(column) for column in columns}) != 1:
        raise ValueError("columns of different lengths")
    return columns


@dataclass(frozen=True)
class Digest:
    """What a history is after the first `offset` bytes of the events; exact from `since` on.

    seal: a checksum of the events just before.
    """

    offset: int
    seal: int
    since: int
    curves: dict[str, Annotated[Columns, AfterValidator(_even)]]
    events: list[dict[str, Any]]

    def history(self, folder: RunFolder) -> History:
        """Return the history, to be read on from `offset`."""
        curves = {_curve_name(name): Curve(*columns) for name, columns in self.curves.items()}
        return History(folder).begin_with(
            curves, self.events, offset=self.offset, exact_since=self.since
        )


_DIGEST = TypeAdapter(Digest)


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
            digest = digest_of(self._folder.path, self._history)
            content = json.dumps(vars(digest), separators=(",", ":"))
            write_bytes(self._folder.path / FILE, content.encode())
        except (GanvasError, OSError, LookupError, TypeError, ValueError):  # or a damaged line
            self._history, self._size = None, 0


def digest_of(path: Path, history: History) -> Digest:
    """Return the digest of `history`, whose events lie in `path`."""
    since, curves = 0, {}
    for name, curve in history.curves.items():
        last = curve.steps[-1] if curve.steps else 0
        start = last - max(NEWEST_ROUNDS, NEWEST_SHARE * last)
        newest = max(min(FIRST, len(curve.steps)), bisect_right(curve.steps, start))
        short = _short(curve, newest)
        curves[name] = (short.steps, short.mean, short.low, short.high)
        since = max(since, curve.steps[newest - 1] if newest > FIRST else 0)
    seal = _seal(path, history.offset)
    return Digest(history.offset, seal, since, curves, _telling(history.events))


def _short(curve: Curve, newest: int) -> Curve:
    """Return the curve with what lies between its first points and point `newest` summed up."""
    between = curve.part(FIRST, newest).thinned(BETWEEN)
    short = curve.part(0, min(FIRST, newest))
    short.replace_from(len(short.steps), between)
    short.replace_from(len(short.steps), curve.part(newest, len(curve.steps)))
    return short


def _telling(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events that a page asks for: changes, the newest scores, how it went wrong."""
    scores = [event for event in events if event.get("event") == "Scored"][-1:]
    others = [e for e in events if e.get("event") in ("Changed", "Diverged", "Resumed")]
    return others + scores


def read_digest(path: Path) -> Digest | None:
    """Return the digest in a run's folder; None where there is none that fits its events."""
    try:
        digest = _DIGEST.validate_json((path / FILE).read_bytes(), strict=True)
        return digest if digest.seal == _seal(path, digest.offset) else None
    except (OSError, ValueError):
        return None


def _seal(path: Path, offset: int) -> int:
    """Return a checksum of the events just before `offset`: a copy may hold other events."""
    with open(path / "events.jsonl", "rb") as file:
        file.seek(max(0, offset - SEAL_BYTES))
        content = file.read(min(offset, SEAL_BYTES))
    return zlib.crc32(content) if len(content) == min(offset, SEAL_BYTES) else -1


def _curve_name(curve: str) -> str:
    """Return a curve's name; version 0.1 named those of scores by what it displayed."""
    start, slash, name = curve.partition("/")
    return f"{start}/{key_of(name)}" if start == "score" and slash else curve
