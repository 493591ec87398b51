"""Path length regularisation (Karras et al. 2020, arXiv 1912.04958, section 3.2)."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from gan_core.game import Loss, Terms, Turn
from gan_core.losses.adversarial import draw_z

DECAY = 0.99
"""Share of the old mean length kept at each of its rounds."""
MEMORY = "path length"
"""Where a game keeps the mean length; 0 before the first round."""
SHARE = 2
"""It is taken on one in so many of a batch's latents, as in the paper's code."""


def path_length(weight: float, g: str = "G") -> Loss:
    """Return weight * (length - its running mean)^2 for each of half the batch's latents.

    The length is how far a picture moves, on average over random directions of it, where each
    style moves by 1. G has `styles(z)` and `synthesize(styles)`.
    """

    def loss(turn: Turn) -> Terms:
        net, game = turn.net(g), turn.game
        z = draw_z(turn, g)
        styles = net.styles(z[: max(1, len(z) // SHARE)])  # type: ignore[operator]
        length = lengths(net.synthesize(styles), styles, turn)  # type: ignore[operator]
        mean = float(game.memory[MEMORY])
        mean += (1 - DECAY) * (float(length.detach().mean()) - mean)
        game.memory[MEMORY] = mean
        turn.readings["path length"] = length.detach().mean()
        return {"path": weight * (length - mean).square()}

    return loss


def lengths(pictures: Tensor, styles: Tensor, turn: Turn) -> Tensor:
    """Return the length of J^T y for each picture (N,), J = d picture / d styles, y ~ N(0, 1)."""
    noise = turn.game.rng.normal(*pictures.shape, stream="path")
    noise = noise / math.sqrt(pictures[0, 0].numel())
    (grad,) = torch.autograd.grad((pictures * noise).sum(), styles, create_graph=True)
    return grad.square().sum(2).mean(1).sqrt()
