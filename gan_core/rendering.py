"""Items as people see them: a grid, strips of source | made | truth, points, or text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from gan_core.data.spec import Pictures, Points, Spec, Tokens
from gan_core.pictures import grid, png, to_bytes
from gan_core.questions import Question

COLUMNS = 8
STRIPS = 2
"""Strips in a row."""
CANVAS = 320
"""Side of the picture of points."""
TYPE = {"png": "image/png", "txt": "text/plain; charset=utf-8"}
"""Kind of a sheet, which is also its file's ending -> media type."""
Kind = Literal["png", "txt"]


@dataclass(frozen=True)
class Sheet:
    """Many items at once, as a file: a PNG or a text in UTF-8."""

    kind: Kind
    content: bytes


def sheet(spec: Spec, made: Tensor, asked: Question, source: Spec | None = None) -> Sheet:
    """Return `made` (n, *spec.shape), the answers to `asked`, for people to look at."""
    if isinstance(spec, Tokens):
        return Sheet("txt", _text(spec, made, asked).encode())
    if isinstance(spec, Points):
        return Sheet("png", png(_scatter(made)))
    if isinstance(source, Pictures):
        return Sheet("png", png(_strips(made, asked)))
    return Sheet("png", png(grid(to_bytes(made), COLUMNS)))


def _text(spec: Tokens, made: Tensor, asked: Question) -> str:
    """Return one line for each sequence; what would be right follows an arrow."""
    lines = [spec.text(one) for one in made]
    if asked.truth is not None:
        lines = [f"{a} → {spec.text(b)}" for a, b in zip(lines, asked.truth, strict=True)]
    return "".join(f"{line}\n" for line in lines)


def _strips(made: Tensor, asked: Question) -> Tensor:
    """Return source | made | truth for each question, (C, height, width)."""
    parts = [part for part in (asked.request.src, made, asked.truth) if part is not None]
    channels = max(part.shape[1] for part in parts)
    coloured = [to_bytes(part).expand(-1, channels, -1, -1) for part in parts]
    strips = torch.stack(coloured, 1).flatten(0, 1)
    return grid(strips, STRIPS * len(parts))


def _scatter(points: Tensor) -> Tensor:
    """Return where the first two numbers of each point lie, white on black, (1, side, side)."""
    flat = points.detach().cpu().float()
    flat = torch.cat([flat, torch.zeros(len(flat), max(0, 2 - flat.shape[1]))], 1)[:, :2]
    reach = float(flat.abs().quantile(0.99).clamp_min(1e-6)) * 1.1
    place = ((flat / reach + 1) / 2 * (CANVAS - 1)).round().long().clamp(0, CANVAS - 1)
    canvas = torch.zeros(1, CANVAS, CANVAS, dtype=torch.uint8)
    canvas[0, CANVAS - 1 - place[:, 1], place[:, 0]] = 255
    return canvas
