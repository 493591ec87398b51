"""Curves of a run, read from its events: only what was appended since the last look."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from gan_core.metrics.result import key_of
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
        """Return a copy of at most `limit` points, each with the extremes of what it stands for.

        All stand for equally many rounds, however densely they were recorded.
        """
        return self.in_stretches(self.stretch(limit))

    def stretch(self, limit: int) -> int:
        """Return of how many rounds a point stands for all, so that `limit` points are enough.

        A power of two, so that a curve that grows seldom has another one.
        """
        if len(self.steps) <= limit:
            return 1
        return 1 << (-(-self.steps[-1] // limit) - 1).bit_length()

    def in_stretches(self, rounds: int, first: int = 0) -> Curve:
        """Return the points from point `first` on, those within each stretch of `rounds` as one."""
        thin, begin = Curve(), first
        while begin < len(self.steps):
            end = self.end_of_stretch(begin, rounds)
            thin.steps.append(self.steps[end - 1])
            thin.mean.append(sum(self.mean[begin:end]) / (end - begin))
            thin.low.append(min(self.low[begin:end]))
            thin.high.append(max(self.high[begin:end]))
            begin = end
        return thin

    def begin_of_last(self, rounds: int) -> int:
        """Return the first point of the last stretch of `rounds`; it may still grow."""
        return bisect_right(self.steps, self._end_of(-1, rounds) - rounds) if self.steps else 0

    def end_of_stretch(self, point: int, rounds: int) -> int:
        """Return the first point behind the stretch of `rounds` in which `point` lies."""
        return bisect_right(self.steps, self._end_of(point, rounds), point)

    def _end_of(self, point: int, rounds: int) -> int:
        """Return the last step of the stretch of `rounds` in which the point lies.

        Step 0 lies in the first one.
        """
        return ((max(1, self.steps[point]) - 1) // rounds + 1) * rounds

    def part(self, first: int, end: int) -> Curve:
        """Return a copy of the points from `first` up to `end`."""
        return Curve(
            self.steps[first:end], self.mean[first:end], self.low[first:end], self.high[first:end]
        )

    def replace_from(self, first: int, tail: Curve) -> None:
        """Put `tail` in the place of everything from point `first` on."""
        self.steps[first:], self.mean[first:] = tail.steps, tail.mean
        self.low[first:], self.high[first:] = tail.low, tail.high

    def widen_last(self, more: Curve, count: int) -> None:
        """Let the last point, which stands for `count` points, stand for those of `more` too."""
        if not more.steps:
            return
        both = count + len(more.steps)
        self.steps[-1] = more.steps[-1]
        self.mean[-1] = (count * self.mean[-1] + sum(more.mean)) / both
        self.low[-1] = min(self.low[-1], min(more.low))
        self.high[-1] = max(self.high[-1], max(more.high))


@dataclass
class Thin:
    """A thinned curve that is carried on: only what was appended is summed up."""

    limit: int
    stretch: int = 0
    count: int = 0
    """How many points of the whole curve are summed up."""
    open: int = 0
    """The first of these that belongs to the last point of the thinned curve."""
    curve: Curve = field(default_factory=Curve)

    def of(self, whole: Curve) -> Curve:
        """Return a copy of what `whole.thinned(limit)` is; `whole` has only grown since.

        To rounding, and where all values are finite.
        """
        stretch = whole.stretch(self.limit)
        if stretch != self.stretch:
            self.stretch, self.count, self.open, self.curve = stretch, 0, 0, Curve()
        if self.count < len(whole.steps):
            self._go_on(whole)
        return self.curve.part(0, len(self.curve.steps))

    def _go_on(self, whole: Curve) -> None:
        end = whole.end_of_stretch(self.open, self.stretch) if self.count else 0
        self.curve.widen_last(whole.part(self.count, end), self.count - self.open)
        rest = whole.in_stretches(self.stretch, end)
        self.curve.replace_from(len(self.curve.steps), rest)
        self.count, self.open = len(whole.steps), whole.begin_of_last(self.stretch)


def _is_change(event: dict[str, Any]) -> bool:
    """True for a change that a page can show; false for another event, and for a damaged one."""
    what, value, step = (event.get(key) for key in ("what", "value", "step"))
    complete = isinstance(what, str) and isinstance(value, str) and isinstance(step, int)
    return event.get("event") == "Changed" and complete


class History:
    """All curves and the other events of a run; `refresh` reads the tail of the file."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._start_over()

    def _start_over(self) -> None:
        self.offset = self._exact_since = 0
        self.curves: dict[str, Curve] = {}
        self.events: list[dict[str, Any]] = []
        self._changes: list[dict[str, Any]] = []
        self._changes_end = 0
        self._floors: dict[str, float] = {}
        self._floors_end = 0
        self._thin: dict[tuple[str, int], Thin] = {}

    def changes(self) -> list[dict[str, Any]]:
        """Return the events at which a setting was changed; each event is looked at once.

        A change that a later resume from an older checkpoint undid is none.
        """
        for event in self.events[self._changes_end :]:
            if event.get("event") == "Resumed":
                since = int(event["step"])
                self._changes = [one for one in self._changes if one["step"] <= since]
            elif _is_change(event):
                self._changes.append(event)
        self._changes_end = len(self.events)
        return list(self._changes)

    def floors(self) -> dict[str, float]:
        """Return {score/KEY: what as many real items score}, as the newest scores say it."""
        for event in self.events[self._floors_end :]:
            if event.get("event") == "Scored":
                self._floors = {f"score/{key}": it for key, it in event.get("floors", {}).items()}
        self._floors_end = len(self.events)
        return dict(self._floors)

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
        self._start_over()
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
        """Add each score that is one number to the curve score/KEY."""
        values = {k: v for k, v in line["scores"].items() if isinstance(v, (int, float))}
        mean = {f"score/{key_of(name)}": value for name, value in values.items()}
        self._add({"step": line["step"], "mean": mean})

    def _add(self, line: dict[str, Any]) -> None:
        mean = line["mean"]
        for key, value in mean.items():
            curve = self.curves.setdefault(key, Curve())
            curve.steps.append(int(line["step"]))
            curve.mean.append(value)
            curve.low.append(line.get("low", mean)[key])
            curve.high.append(line.get("high", mean)[key])
