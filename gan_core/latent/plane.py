"""The seed plane: a seed at each whole place, and between four of them their blend."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.latent.space import Space
from gan_core.usage import LAST_SEED

ACROSS = 100
"""How many seeds further the place one up is; one across is the next seed."""
EDGE = 1000
"""How far from its middle the plane goes."""


def blended(space: Space, seed: int, across: float, up: float) -> Tensor:
    """Return the point (size,) at a place of the plane whose middle (0, 0) is `seed`.

    Four neighbours by their shares, as in NVIDIA's visualizer. A blend of independent z is shorter
    than they are, by a known factor: it is made as long as they, on average. Of w it is the mean.

    Below seed 0 it goes on with the last ones.

    Raises:
        UserError: the place is beyond the plane, or the seed is out of range.
    """
    if not 0 <= seed <= LAST_SEED:
        raise UserError(N_("A seed is a whole number from 0 to {limit}."), limit=LAST_SEED)
    if not (-EDGE <= across <= EDGE and -EDGE <= up <= EDGE):  # also refuses what is no number
        raise UserError(
            N_("The seed plane goes from {low} to {high}, not to {across:g}, {up:g}."),
            low=-EDGE,
            high=EDGE,
            across=across,
            up=up,
        )
    left, below = math.floor(across), math.floor(up)
    right, above = across - left, up - below
    corners = [(i, j) for j in (0, 1) for i in (0, 1)]
    weights = [(right if i else 1 - right) * (above if j else 1 - above) for i, j in corners]
    shares = torch.tensor(weights, dtype=torch.float32)
    seeds = [(seed + left + i + ACROSS * (below + j)) % LAST_SEED for i, j in corners]
    points = torch.cat([space.points(1, one) for one in seeds])
    point = shares @ points
    return point / shares.norm() if space.name == "z" else point
