"""What the server and a training process say to each other: one JSON document a line, no pickle."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterable, Iterator
from typing import IO, Any

from gan_core.runs.engine.job import Live
from gan_core.runs.folder import message_document, read_message
from gan_core.runs.training.preview import Frame


class Speaker:
    """Writes messages to a pipe, from any thread; one that nobody reads any more is dropped."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()

    def say(self, kind: str, **values: Any) -> None:
        """Send one message: its `kind`, and whatever else JSON can hold."""
        line = json.dumps({"kind": kind, **values}, separators=(",", ":")) + "\n"
        with self._lock:
            try:
                self._pipe.write(line.encode())
                self._pipe.flush()
            except (OSError, ValueError):  # the other side has ended: its reader will notice
                return

    def close(self) -> None:
        """End what is said; the other side reads to the end and then knows."""
        with self._lock:
            try:
                self._pipe.close()
            except OSError:
                return


def messages(pipe: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Return the messages of a pipe as they come, until the other side closes it or ends."""
    for line in pipe:
        try:
            told = json.loads(line)
        except ValueError:
            continue  # torn: the other side was killed while it wrote
        if isinstance(told, dict):
            yield told


def live_document(live: Live) -> dict[str, Any]:
    """Return what a run shows as JSON can hold it, without its frame."""
    return {
        **vars(live),
        "frame": None,
        "trouble": message_document(live.trouble),
        "refused": message_document(live.refused),
    }


def read_live(raw: dict[str, Any], frame: Frame | None) -> Live:
    """Return what `live_document` wrote, showing `frame`."""
    words = {key: read_message(raw[key]) for key in ("trouble", "refused")}
    return Live(**{**raw, **words, "frame": frame})


def frame_document(frame: Frame) -> dict[str, Any]:
    """Return a sample grid as JSON can hold it."""
    average = None if frame.average is None else base64.b64encode(frame.average).decode()
    return {
        "step": frame.step,
        "raw": base64.b64encode(frame.raw).decode(),
        "average": average,
        "kind": frame.kind,
    }


def read_frame(raw: dict[str, Any]) -> Frame:
    """Return the sample grid that `frame_document` wrote."""
    average = None if raw["average"] is None else base64.b64decode(raw["average"])
    return Frame(raw["step"], base64.b64decode(raw["raw"]), average, raw["kind"])
