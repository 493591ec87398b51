"""Items as people see them: a grid, strips of source | made | truth, points, or text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from gan_core.data.spec import Pictures, Points, Spec, Tokens
from gan_core.errors import N_
from gan_core.lettering import lettered
from gan_core.pictures import grid, png, strip, to_bytes
from gan_core.questions import Question
from gan_core.recipe import Recipe

COLUMNS = 8
STRIPS = 2
"""Strips in a row."""
CELLS, CELL = 3, 192
"""Pictures with their texts in a row, and how many pixels wide one has to be at least."""
APART, LINE = 3, 90
"""Pixels between strips or cells, and how bright what lies between is."""
CANVAS = 320
"""Side of the picture of points."""
LINES = 2
"""Texts in a thumbnail."""
ARROW = " → "
TYPE = {"png": "image/png", "txt": "text/plain; charset=utf-8"}
"""Kind of a sheet, which is also its file's ending -> media type."""
SheetKind = Literal["png", "txt"]


@dataclass(frozen=True)
class Sheet:
    """Many items at once, as a file: a PNG or a text in UTF-8."""

    kind: SheetKind
    content: bytes


def sheet(spec: Spec, items: Tensor, question: Question, source: Spec | None = None) -> Sheet:
    """Return `items` (n, *spec.shape), the answers to `question`, for people to look at."""
    if isinstance(spec, Tokens):
        text = "".join(f"{line}\n" for line in _lines(spec, items, question, source))
        return Sheet("txt", text.encode())
    if isinstance(spec, Points):
        return Sheet("png", png(_scatter(items)))
    if isinstance(source, Pictures):
        return Sheet("png", png(_strips(spec, items, question, source)))
    if isinstance(source, Tokens):
        return Sheet("png", png(_captioned(spec, items, question, source)))
    return Sheet("png", png(grid(tiles(spec, items), COLUMNS)))


def thumbnail(spec: Spec, items: Tensor, question: Question, source: Spec | None = None) -> bytes:
    """Return the first of `items` as a low PNG for a row of a table."""
    if isinstance(spec, Tokens):
        lines = _lines(spec, items[:LINES], question[:LINES], source)
        return png(lettered(lines).transpose(0, 1).flatten(1, 2))
    if isinstance(spec, Points):
        return png(_scatter(items))
    if isinstance(source, Pictures):
        return png(_strips(spec, items[:STRIPS], question[:STRIPS], source))
    return png(grid(tiles(spec, items), len(items)))


def tiles(spec: Spec, items: Tensor) -> Tensor:
    """Return pictures in [-1, 1] as uint8 (N, C, H, W), the frames of each side by side."""
    return strip(to_bytes(items), spec.frames if isinstance(spec, Pictures) else 1)


def legend(recipe: Recipe) -> str:
    """Return a sentence that says what stands beside what in a sheet; "" where it is plain."""
    if recipe.from_noise:
        return ""
    if issubclass(recipe.items, Tokens):
        return _legend_of_lines(recipe)
    if not recipe.has_truth:
        return N_("Left to right: source, output of G, and ground truth where it is known.")
    if recipe.source is Tokens:
        return N_("Below each text, left to right: output of G, ground truth.")
    return N_("Left to right: source, output of G, ground truth.")


def _legend_of_lines(recipe: Recipe) -> str:
    """Return what stands in each line of `_lines`: sources only if they are texts too."""
    if recipe.source is None:
        return N_("Each line: source → output of G.")
    if issubclass(recipe.source, Tokens):
        return N_("Each line: source → output of G → ground truth.")
    return N_("Each line: output of G → ground truth.")


def _lines(spec: Tokens, items: Tensor, question: Question, source: Spec | None) -> list[str]:
    """Return one line for each sequence: source → made → truth, as far as they are texts."""
    parts = [[spec.text(one) for one in items]]
    if isinstance(source, Tokens) and question.request.src is not None:
        parts.insert(0, [source.text(one) for one in question.request.src])
    if question.truth is not None:
        parts.append([spec.text(one) for one in question.truth])
    return [ARROW.join(line) for line in zip(*parts, strict=True)]


def _strips(spec: Spec, items: Tensor, question: Question, source: Spec) -> Tensor:
    """Return source | made | truth for each question, (C, height, width)."""
    all_parts = (source, question.request.src), (spec, items), (spec, question.truth)
    parts = [tiles(kind, part) for kind, part in all_parts if part is not None]
    side = max(part.shape[2] for part in parts)
    channels = max(part.shape[1] for part in parts)
    alike = [_enlarged(part, side).expand(-1, channels, -1, -1) for part in parts]
    return grid(_beside(alike), STRIPS, APART, LINE)


def _captioned(spec: Spec, items: Tensor, question: Question, source: Tokens) -> Tensor:
    """Return each picture, and what would be right beside it, below its text."""
    parts = [tiles(spec, part) for part in (items, question.truth) if part is not None]
    high, wide = parts[0].shape[2:]
    side = high * -(-CELL // (wide * len(parts)))
    pictures = _beside([_enlarged(part, side) for part in parts])
    assert question.request.src is not None
    texts = lettered([source.text(one) for one in question.request.src], pictures.shape[-1])
    cells = torch.cat([texts.expand(-1, pictures.shape[1], -1, -1), pictures], 2)
    return grid(cells, CELLS, APART, LINE)


def _beside(parts: Sequence[Tensor]) -> Tensor:
    """Return pictures (n, C, H, width) side by side, a line of one pixel between them."""
    first = parts[0]
    line = torch.full((*first.shape[:3], 1), LINE, dtype=torch.uint8)
    return torch.cat([first, *(x for part in parts[1:] for x in (line, part))], 3)


def _enlarged(pictures: Tensor, side: int) -> Tensor:
    """Return uint8 `pictures` (N, C, H, W) `side` high and as much wider, with hard edges."""
    high, wide = pictures.shape[2:]
    return pictures if high == side else interpolate(pictures, (side, wide * side // high))


def _scatter(points: Tensor) -> Tensor:
    """Return where the first two numbers of each point lie, white on black, (1, side, side)."""
    flat = points.detach().cpu().float()
    flat = torch.cat([flat, torch.zeros(len(flat), max(0, 2 - flat.shape[1]))], 1)[:, :2]
    reach = float(flat.abs().quantile(0.99).clamp_min(1e-6)) * 1.1
    place = ((flat / reach + 1) / 2 * (CANVAS - 1)).round().long().clamp(0, CANVAS - 1)
    canvas = torch.zeros(1, CANVAS, CANVAS, dtype=torch.uint8)
    canvas[0, CANVAS - 1 - place[:, 1], place[:, 0]] = 255
    return canvas
