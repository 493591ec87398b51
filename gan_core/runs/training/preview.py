"""The sample grid of a run: always the same question, answered without touching the training."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from pydantic import Base64UrlBytes

from gan_core.data.base import DataSet
from gan_core.design import Design
from gan_core.files.atomic import write_bytes
from gan_core.game import Game
from gan_core.model import model_of
from gan_core.questions import Question, question
from gan_core.rendering import COLUMNS, Sheet, SheetKind, sheet

ROWS, MOST_ROWS = 8, 32
PAIRS = 16
"""How many sources are shown with what was made of them."""


@dataclass(frozen=True)
class Frame:
    """The sample grid at a step; `raw` from the plain weights, `average` from the EMA."""

    step: int
    raw: Base64UrlBytes
    average: Base64UrlBytes | None
    kind: SheetKind = "png"

    def sheet(self, *, raw: bool) -> bytes:
        """Return the grid from the plain weights, or from the EMA where there is one."""
        return self.raw if raw or self.average is None else self.average


class Preview:
    """Draws the grid of a running game: one row a label where G takes labels."""

    def __init__(self, game: Game, design: Design, data: DataSet, seed: int, device: str) -> None:
        self._game, self._design = game, design
        self._question = question_of(design, data, seed)
        self._request = self._question.request.to(device)
        self.latest: Frame | None = None
        """The grid that was written last."""

    def frame(self, step: int) -> Frame:
        """Return the grid as it is now."""
        averaged = any(player.ema is not None for player in self._game.players.values())
        raw = self._draw(raw=True)
        average = self._draw(raw=False).content if averaged else None
        return Frame(step, raw.content, average, raw.kind)

    def keep(self, step: int, folder: Path) -> str:
        """Write the grid into `folder` and return its file's name."""
        frame = self.latest = self.frame(step)
        name = f"step_{step:08d}.{frame.kind}"
        write_bytes(folder / name, frame.average or frame.raw)
        if frame.average:
            write_bytes(folder / f"raw_{step:08d}.{frame.kind}", frame.raw)
        return name

    def _draw(self, *, raw: bool) -> Sheet:
        items = model_of(self._game, self._design, 0, raw=raw).answer(self._request)
        return sheet(self._design.spec, items.cpu(), self._question, self._design.source)


def question_of(design: Design, data: DataSet, seed: int) -> Question:
    """Return what a run's grid shows: rows of labels, sources with their truth, or just samples."""
    if design.source is not None:
        return question(design, data, PAIRS, seed)
    rows = min(len(design.classes), MOST_ROWS) or ROWS
    labels = torch.arange(rows).repeat_interleave(COLUMNS) if design.classes else None
    return question(design, data, rows * COLUMNS, seed, labels)
