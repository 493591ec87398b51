"""The sample grid of a run: always the same noise, drawn without touching the training."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from gan_core.data.base import Spec
from gan_core.files.atomic import write_bytes
from gan_core.game import Game
from gan_core.model import Model, model_of
from gan_core.pictures import grid, png, to_bytes
from gan_core.recipe import Recipe

ROWS, COLUMNS = 8, 8


@dataclass(frozen=True)
class Frame:
    """The sample grid at a step, PNG; `raw` from the plain weights, `average` from the EMA."""

    step: int
    raw: bytes
    average: bytes | None

    def shown(self, *, raw: bool) -> bytes:
        """Return the grid from the plain weights, or from the EMA where there is one."""
        return self.raw if raw or self.average is None else self.average


class Preview:
    """Draws the grid of a running game: one row a label where G takes labels."""

    def __init__(
        self, game: Game, recipe: Recipe, params: Any, spec: Spec, seed: int, device: str
    ) -> None:
        self._game, self._recipe, self._params, self._spec = game, recipe, params, spec
        self.kept: Frame | None = None
        """The grid that was written last."""
        model = self._model(raw=True)
        rows = len(model.classes) or ROWS
        self._z = model.draw(rows * COLUMNS, seed).to(device)
        self._labels = None
        if model.classes:
            self._labels = torch.arange(rows, device=device).repeat_interleave(COLUMNS)

    def frame(self, step: int) -> Frame:
        """Return the grid as it is now."""
        averaged = any(player.ema is not None for player in self._game.players.values())
        return Frame(step, self._draw(raw=True), self._draw(raw=False) if averaged else None)

    def keep(self, step: int, folder: Path) -> str:
        """Write the grid into `folder` and return its file's name."""
        frame = self.kept = self.frame(step)
        name = f"step_{step:08d}.png"
        write_bytes(folder / name, frame.average or frame.raw)
        if frame.average:
            write_bytes(folder / f"raw_{step:08d}.png", frame.raw)
        return name

    def _draw(self, *, raw: bool) -> bytes:
        pictures = self._model(raw=raw).generate(self._z, self._labels)
        return png(grid(to_bytes(pictures), COLUMNS))

    def _model(self, *, raw: bool) -> Model:
        return model_of(self._game, self._recipe, self._params, self._spec, 0, raw=raw)
