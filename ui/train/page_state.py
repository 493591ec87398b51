"""What the page of a run is told by its route, as it goes out in JSON."""

from __future__ import annotations

from typing import Literal, TypedDict


class PageState(TypedDict):
    """All that the parts of the page draw.

    numbers: (title, value) in the order in which they stand. done: the share of the run that is
    trained, 0 to 1. changes: at which steps settings were changed, and to what. steps: what the
    axis is called. again: in how many seconds to ask anew.
    """

    state: str
    step: int
    numbers: list[tuple[str, str]]
    done: float
    trouble: str | None
    frame: FrameState | None
    charts: list[ChartState]
    changes: list[tuple[int, str]]
    steps: str
    again: float


class FrameState(TypedDict):
    """The newest sample grid; the picture itself is asked for by its step."""

    step: int
    alt: str
    caption: str
    kind: Literal["png", "txt"]


class ChartState(TypedDict):
    """Curves over the steps in one picture; `key` tells it from the run's other charts."""

    key: str
    title: str
    alt: str
    lines: list[LineState]


class LineState(TypedDict):
    """One curve as (step, value) of finite values, and the level where theory puts it if any.

    since: from which step on the level holds. newest: the value of the last step.
    """

    name: str
    colour: str
    level: float | None
    since: int
    newest: float | None
    points: list[tuple[int, float]]
