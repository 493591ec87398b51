"""Curves as an SVG of a few kilobytes: panels side by side, a logarithmic axis of rounds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

Curve = Sequence[tuple[float, float]]
"""(round, value), in the order of the rounds."""

WIDTH, HEIGHT = 340, 210
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 26, 34
COLOURS = ("#3366cc", "#d1642a", "#2b8a4b", "#8a4bb0")
FONT = 'font-family="sans-serif" font-size="11"'


@dataclass(frozen=True)
class Panel:
    """One pair of axes: what is drawn, one curve for each name, and how values are spaced.

    low, high: of the values; None: as the curves have it. floor: a level drawn dashed.
    """

    title: str
    curves: Mapping[str, Curve]
    log: bool = False
    low: float | None = None
    high: float | None = None
    floor: float | None = None


def picture(panels: Sequence[Panel]) -> str:
    """Return the panels side by side as one SVG document, a legend under them."""
    wide, high = WIDTH * len(panels), HEIGHT + 22
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}">',
        f'<rect width="{wide}" height="{high}" fill="white"/>',
    ]
    for index, panel in enumerate(panels):
        parts += [f'<g transform="translate({WIDTH * index} 0)">', *_panel(panel), "</g>"]
    names = list(dict.fromkeys(name for panel in panels for name in panel.curves))
    for index, name in enumerate(names):
        x = LEFT + 120 * index
        line = f'x1="{x}" x2="{x + 18}" y1="{HEIGHT + 8}" y2="{HEIGHT + 8}"'
        parts.append(f'<line {line} stroke="{COLOURS[index % 4]}" stroke-width="2"/>')
        parts.append(f'<text x="{x + 23}" y="{HEIGHT + 12}" {FONT}>{escape(name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(panel: Panel) -> list[str]:
    points = [point for curve in panel.curves.values() for point in curve if _drawable(point)]
    if not points:
        return []
    xs = _log_span([x for x, _ in points])
    values = [y for _, y in points] + ([] if panel.floor is None else [panel.floor])
    low = min(values) if panel.low is None else panel.low
    high = max(values) if panel.high is None else panel.high
    ys = _log_span([low, high]) if panel.log else (low, max(high, low + 1e-9))

    def across(x: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * _share(math.log10(x), xs)

    def up(y: float) -> float:
        share = _share(math.log10(max(y, 1e-9)) if panel.log else y, ys)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    parts = [f'<text x="{LEFT}" y="16" {FONT}>{escape(panel.title)}</text>']
    for x in range(math.ceil(xs[0]), math.floor(xs[1]) + 1):
        parts += _line(across(10**x), across(10**x), TOP, HEIGHT - BOTTOM, "#dddddd")
        parts.append(_text(across(10**x), HEIGHT - BOTTOM + 14, f"{10**x:,}", "middle"))
    parts.append(_text((LEFT + WIDTH) / 2, HEIGHT - BOTTOM + 27, "rounds", "middle"))
    for y in _ticks(ys, panel.log):
        parts += _line(LEFT, WIDTH - RIGHT, up(y), up(y), "#dddddd")
        parts.append(_text(LEFT - 4, up(y) + 4, f"{y:g}", "end"))
    if panel.floor is not None:
        level = up(panel.floor)
        parts += _line(LEFT, WIDTH - RIGHT, level, level, "#555555", ' stroke-dasharray="4 3"')
    for index, curve in enumerate(panel.curves.values()):
        path = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in curve if _drawable((x, y)))
        colour = COLOURS[index % len(COLOURS)]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
    return parts


def _drawable(point: tuple[float, float]) -> bool:
    return point[0] > 0 and math.isfinite(point[1])


def _log_span(values: Sequence[float]) -> tuple[float, float]:
    logs = [math.log10(max(value, 1e-9)) for value in values]
    return min(logs), max(max(logs), min(logs) + 0.1)


def _share(value: float, span: tuple[float, float]) -> float:
    return min(1.0, max(0.0, (value - span[0]) / (span[1] - span[0])))


def _ticks(span: tuple[float, float], log: bool) -> list[float]:
    """Return 1, 2, 5 times powers of ten within a logarithmic span; else four even steps."""
    if not log:
        return [span[0] + (span[1] - span[0]) * quarter / 4 for quarter in range(5)]
    powers = range(math.floor(span[0]), math.ceil(span[1]) + 1)
    marks = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    return [mark for mark in marks if span[0] - 1e-9 <= math.log10(mark) <= span[1] + 1e-9]


def _line(x1: float, x2: float, y1: float, y2: float, colour: str, more: str = "") -> list[str]:
    ends = f'x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}"'
    return [f'<line {ends} stroke="{colour}"{more}/>']


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {FONT}>{text}</text>'
