"""What the server and a training process say to each other: one JSON document a line, no pickle."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from typing import IO, Any

from pydantic import TypeAdapter

from gan_core.runs.engine.job import Live


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
            message = json.loads(line)
        except ValueError:
            continue  # torn: the other side was killed while it wrote
        if isinstance(message, dict):
            yield message


LIVE = TypeAdapter(Live)


def live_document(live: Live) -> Any:
    """Return what a run shows as JSON can hold it."""
    return LIVE.dump_python(live, mode="json")


def read_live(raw: Any) -> Live:
    """Return what `live_document` wrote.

    Raises:
        ValueError: it is nothing that a run shows.
    """
    return LIVE.validate_python(raw)
