"""The writer of events.jsonl: readings so thinned that any run has a few thousand lines."""

from __future__ import annotations

import contextlib
import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gan_core.events import Event


def stride(step: int) -> int:
    """Return how many rounds one line sums up: 1 until round 1,000, 10 until 10,000, and so on.

    So a decade of rounds is at most 900 lines, and a million rounds are under 4,000.
    """
    return max(1, int(10 ** (math.floor(math.log10(max(step, 1))) - 2)))


class Recorder:
    """Appends events; readings of several rounds become one line with mean, lowest and highest."""

    def __init__(self, path: Path) -> None:
        torn = path.exists() and not path.read_bytes().endswith(b"\n")
        self.fresh = not path.exists() or path.stat().st_size == 0
        self._file = open(path, "a", encoding="utf-8")  # noqa: SIM115 - closed by close()
        if torn and not self.fresh:
            self._file.write("\n")
        self._sums: dict[str, list[float]] = {}
        self._rounds = 0

    def event(self, event: Event) -> None:
        """Write an event that is not a round."""
        self._write({"event": type(event).__name__, **asdict(event)})

    def resumed(self, step: int) -> None:
        """Note that what was written beyond `step` is void: the run goes on from there."""
        self._write({"event": "Resumed", "step": step})

    def readings(self, step: int, values: dict[str, float]) -> None:
        """Take the readings of one round."""
        self._rounds += 1
        for key, value in values.items():
            sums = self._sums.setdefault(key, [0.0, math.inf, -math.inf, 0])
            sums[0] += value
            sums[1], sums[2] = min(sums[1], value), max(sums[2], value)
            sums[3] += 1
        if step % stride(step) == 0:
            self._flush_readings(step)

    def sum_up(self, step: int) -> None:
        """Write the rounds since the last line now: somebody looks at the run as it stands."""
        if self._rounds:
            self._flush_readings(step)

    def flush(self) -> None:
        """Hand everything written so far to the system; on a full disk it waits."""
        with contextlib.suppress(OSError):
            self._file.flush()

    def close(self) -> None:
        """Write nothing more; rounds since the last line are lost to the curve, not to the run."""
        with contextlib.suppress(OSError):
            self._file.close()

    def _flush_readings(self, step: int) -> None:
        line: dict[str, Any] = {"event": "Stepped", "step": step, "rounds": self._rounds}
        line["mean"] = {k: _short(v[0] / v[3]) for k, v in self._sums.items()}
        if self._rounds > 1:
            line["low"] = {k: _short(v[1]) for k, v in self._sums.items()}
            line["high"] = {k: _short(v[2]) for k, v in self._sums.items()}
        self._write(line)
        self._sums, self._rounds = {}, 0

    def _write(self, line: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            self._file.write(json.dumps(line, separators=(",", ":")) + "\n")


def to_numbers(readings: dict[str, Tensor]) -> dict[str, float]:
    """Return the readings as numbers, fetched from the device at once."""
    if not readings:
        return {}
    values = torch.stack([value.float() for value in readings.values()]).tolist()
    return dict(zip(readings, values, strict=True))


def _short(value: float) -> float:
    return float(f"{value:.6g}")
