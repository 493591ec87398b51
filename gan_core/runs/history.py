"""Curves of a run, read from its events: only what was appended since the last look."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gan_core.runs.folder import RunFolder


@dataclass
class Curve:
    """One reading over the run: mean, lowest and highest value at each recorded step."""

    steps: list[int] = field(default_factory=list)
    mean: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def cut(self, step: int) -> None:
        """Forget what lies beyond `step`."""
        keep = len(self.steps)
        while keep and self.steps[keep - 1] > step:
            keep -= 1
        for values in (self.steps, self.mean, self.low, self.high):
            del values[keep:]

    def thinned(self, limit: int) -> Curve:
        """Return a copy of at most `limit` points, each with the extremes of what it stands for."""
        return self.grouped(-(-len(self.steps) // limit))

    def grouped(self, group: int, first: int = 0) -> Curve:
        """Return each `group` points from point `first` on as one, with their extremes."""
        if group <= 1:
            return Curve(self.steps[first:], self.mean[first:], self.low[first:], self.high[first:])
        starts = range(first, len(self.steps), group)
        return Curve(
            [self.steps[min(i + group, len(self.steps)) - 1] for i in starts],
            [sum(part) / len(part) for part in (self.mean[i : i + group] for i in starts)],
            [min(self.low[i : i + group]) for i in starts],
            [max(self.high[i : i + group]) for i in starts],
        )

    def part(self, first: int, end: int) -> Curve:
        """Return a copy of the points from `first` up to `end`."""
        return Curve(
            self.steps[first:end], self.mean[first:end], self.low[first:end], self.high[first:end]
        )

    def replace_from(self, first: int, tail: Curve) -> None:
        """Put `tail` in the place of everything from point `first` on."""
        self.steps[first:], self.mean[first:] = tail.steps, tail.mean
        self.low[first:], self.high[first:] = tail.low, tail.high


@dataclass
class Thin:
    """A thinned curve that is carried on: only what was appended is summed up."""

    limit: int
    group: int = 0
    seen: int = 0
    curve: Curve = field(default_factory=Curve)

    def of(self, whole: Curve) -> Curve:
        """Return a copy of what `whole.thinned(limit)` is; `whole` has only grown since."""
        group = max(1, -(-len(whole.steps) // self.limit))
        finished = self.seen // group if group == self.group else 0
        if finished * group < len(whole.steps):
            self.curve.replace_from(finished, whole.grouped(group, finished * group))
        self.group, self.seen = group, len(whole.steps)
        return self.curve.grouped(1)


class History:
    """All curves and the other events of a run; `refresh` reads the tail of the file."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._start_over()

    def _start_over(self) -> None:
        self.offset = self._exact_since = 0
        self.curves: dict[str, Curve] = {}
        self.events: list[dict[str, Any]] = []
        self._thin: dict[tuple[str, int], Thin] = {}

    def thinned(self, reading: str, limit: int) -> Curve:
        """Return a copy of a curve with at most `limit` points; empty where there is none.

        Asked again, it costs only what was appended since.
        """
        whole = self.curves.get(reading)
        if whole is None:
            return Curve()
        return self._thin.setdefault((reading, limit), Thin(limit)).of(whole)

    def begin_with(
        self,
        curves: dict[str, Curve],
        events: list[dict[str, Any]],
        *,
        offset: int,
        exact_since: int,
    ) -> History:
        """Take what stands in the first `offset` bytes as known; exact from a step on."""
        self.curves, self.events = curves, events
        self.offset, self._exact_since = offset, exact_since
        return self

    def refresh(self) -> History:
        """Read what was appended since the last time."""
        lines, offset = self._folder.events(self.offset)
        back = [int(line["step"]) for line in lines if line.get("event") == "Resumed"]
        if back and min(back) < self._exact_since:  # it goes on from where only sums are known
            self._start_over()
            lines, offset = self._folder.events()
        self.offset = offset
        for line in lines:
            kind = line.get("event")
            if kind == "Stepped":
                self._add(line)
            else:
                if kind == "Scored":
                    self._add_scores(line)
                if kind == "Resumed":
                    for curve in self.curves.values():
                        curve.cut(int(line["step"]))
                    self._thin.clear()
                self.events.append(line)
        return self

    def _add_scores(self, line: dict[str, Any]) -> None:
        """Add each score that is one number to the curve score/NAME."""
        values = {k: v for k, v in line["scores"].items() if isinstance(v, (int, float))}
        mean = {f"score/{key}": value for key, value in values.items()}
        self._add({"step": line["step"], "mean": mean})

    def _add(self, line: dict[str, Any]) -> None:
        mean = line["mean"]
        for key, value in mean.items():
            curve = self.curves.setdefault(key, Curve())
            curve.steps.append(int(line["step"]))
            curve.mean.append(value)
            curve.low.append(line.get("low", mean)[key])
            curve.high.append(line.get("high", mean)[key])
