"""What is to be seen of a lab: points, D's field, G's manifold, and what the loss asks of fakes."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.answers import Fakes, verdict
from gan_core.data.base import Batch
from gan_core.game import evaluating
from gan_core.inspection.gradient import descent_at
from gan_core.lab.bench import Bench
from gan_core.model import model_of
from gan_core.nets.layers import ToUniform
from gan_core.rng import derive_seed
from gan_core.usage import Request

BOX = 2.4
"""The view shows [-BOX, BOX]^2."""
CELLS = 32
"""D is asked at the centres of CELLS x CELLS cells."""
LINES, CURVE = 21, 201
TAIL = 0.01
"""Share of z beyond the latent grid on each of its sides."""
REACH = 2.4
"""Nothing of the latent grid is further out: the 1 % quantile of N(0, 1) is -2.33."""
POINTS = 320
"""Fakes that are drawn; 16 points at most are judged together, so this is a multiple of 16."""
REAL = 480


@dataclass(frozen=True)
class Field:
    """D's output as it is drawn: `values` (CELLS, CELLS) from 0 to 1, row 0 at the bottom.

    low, middle, high: D's shown output at 0, 1/2 and 1. `middle` is where D is undecided.
    """

    values: Tensor
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Arrows:
    """-dL_G/dx at each drawn fake, (POINTS, 2), and their mean length."""

    of: Tensor
    mean: float


class Drawing:
    """Draws a bench without touching it: evaluation mode, latents of its own."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        latent = bench.settings.latent
        stream = torch.Generator().manual_seed(derive_seed(bench.config.seed, "drawn"))
        self._z = torch.randn(POINTS, latent, generator=stream)
        self.grid = latent_grid(latent)
        line = torch.linspace(-BOX, BOX, 2 * CELLS + 1)[1::2]
        self._places = torch.cartesian_prod(line, line).flip(1)
        items = bench.place.content.items
        self.real = items[torch.randperm(len(items), generator=stream)[:REAL]]

    def generator(self, *, raw: bool) -> nn.Module:
        """Return the G that is drawn: the averaged one where there is one, unless `raw`."""
        player = self._bench.game.players["G"]
        return player.net if raw or player.ema is None else player.ema.net

    def fakes(self, *, raw: bool) -> Tensor:
        """Return G of the fixed latents, (POINTS, 2): a row is one z for ever."""
        return _answers(self.generator(raw=raw), self._z)

    def manifold(self, *, raw: bool) -> Tensor:
        """Return where G puts the latent grid, (rows, columns, 2)."""
        points = _answers(self.generator(raw=raw), self.grid.flatten(0, 1))
        return points.reshape(*self.grid.shape[:2], 2)

    def noise_grid(self) -> Tensor:
        """Return the latent grid as G's prior has it, its first two numbers, (rows, columns, 2)."""
        grid = self.grid[..., :2]
        return grid if self._bench.settings.prior == "normal" else ToUniform()(grid)

    def field(self) -> Field:
        """Return D's field; where D judges packs, of packs of the same point."""
        bench, d = self._bench, self._bench.game.net("D")
        pack, objective = bench.settings.pack, bench.settings.adversarial()
        with evaluating(d):
            on_plane = verdict(d(self._places.repeat_interleave(pack, 0)))
        logits = on_plane.logit.reshape(CELLS, CELLS)
        if objective.display == "sigmoid":
            return Field(objective.show(logits), 0.0, 0.5, 1.0)
        middle = objective.equilibrium[2]
        if "level" in objective.free:
            # Only differences mean anything here: the middle is between real and fake.
            fakes = self.fakes(raw=True)
            with evaluating(d):
                on = [verdict(d(points)).logit.mean() for points in (self.real, fakes)]
            middle = float(sum(on) / 2)
        reach = max(float((logits - middle).abs().quantile(0.95)), 1e-6)
        values = ((logits - middle) / (2 * reach) + 0.5).clamp(0, 1)
        return Field(values, middle - reach, middle, middle + reach)

    def arrows(self, fakes: Tensor) -> Arrows:
        """Return what the chosen loss asks of each fake: -dL_G/dx, true in length."""
        trainer, count = self._bench.trainer, len(fakes)
        model = model_of(trainer.game, trainer.design, 0, raw=True)
        steps = descent_at(
            model,
            Fakes(fakes),
            Request(self._z[:count]),
            objective=self._bench.settings.adversarial(),
            real=Batch(self.real[:count]),
        )
        return Arrows(steps, float(steps.norm(dim=1).mean()))


def latent_grid(latent: int) -> Tensor:
    """Return (LINES, LINES, latent) latents on a grid of the first two, or (1, CURVE, 1).

    Its lines are evenly spaced quantiles of N(0, 1): every cell holds as much of z, so the smaller
    G makes it the denser its points lie.
    """
    if latent == 1:
        return _quantiles(CURVE).reshape(1, CURVE, 1)
    line = _quantiles(LINES)
    first = torch.cartesian_prod(line, line).flip(1).reshape(LINES, LINES, 2)
    return torch.cat([first, torch.zeros(LINES, LINES, latent - 2)], 2)


def _quantiles(count: int) -> Tensor:
    quantiles: Tensor = torch.special.ndtri(torch.linspace(TAIL, 1 - TAIL, count))
    return quantiles


def _answers(net: nn.Module, x: Tensor) -> Tensor:
    with evaluating(net):
        answer: Tensor = net(x)
        return answer
