"""A pool of older fakes that D is shown among new ones (Shrivastava et al. 2017, arXiv 1612.07828).

D then does not forget what G made before; CycleGAN keeps 50 (arXiv 1703.10593, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.data.spec import Spec
from gan_core.game import Game, Memory


@dataclass(frozen=True)
class Replay:
    """A pool of `size` fakes in `game.memory`, under `name`; 0: D sees new fakes alone."""

    name: str
    size: int

    def memory(self, spec: Spec, device: torch.device) -> Memory:
        """Return what a game remembers of an empty pool of items of `spec`."""
        if not self.size:
            return {}
        return {self._pool: torch.zeros(self.size, *spec.shape, device=device), self._filled: 0}

    def exchanged(self, game: Game, fakes: Tensor) -> Tensor:
        """Return as many fakes (N, ...), old ones in the places of some; the pool gets these.

        Until the pool is full it keeps each fake, and D sees that. Then each fake changes places
        with a random one of the pool in half of all cases.
        """
        if not self.size:
            return fakes
        pool, filled = game.memory[self._pool], int(game.memory[self._filled])
        assert isinstance(pool, Tensor)
        stream, out = game.rng["replay"], fakes.clone()
        count, device = len(fakes), stream.device
        swaps = (torch.rand(count, generator=stream, device=device) < 0.5).tolist()
        places = torch.randint(self.size, (count,), generator=stream, device=device).tolist()
        for row, (swap, place) in enumerate(zip(swaps, places, strict=True)):
            if filled < self.size:
                pool[filled] = fakes[row]
                filled += 1
            elif swap:
                out[row], pool[place] = pool[place].clone(), fakes[row]
        game.memory[self._filled] = filled
        return out

    @property
    def _pool(self) -> str:
        return f"replay {self.name}"

    @property
    def _filled(self) -> str:
        return f"replayed {self.name}"
