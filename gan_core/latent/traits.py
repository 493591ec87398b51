"""What can be measured of a picture without any classifier: ink, size, slant, thickness, colour."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import pad

from gan_core.errors import N_

Trait = Callable[[Tensor], Tensor]
"""Pictures (N, C, H, W) in [-1, 1] -> one number each, (N,)."""
SMALL = 1e-6


def ink(pictures: Tensor) -> Tensor:
    """Return how far each pixel is from the background, (N, H, W) in [0, 1]: the corners' mean."""
    corners = pictures[:, :, [0, 0, -1, -1], [0, -1, 0, -1]].mean(2)
    return (pictures - corners[:, :, None, None]).abs().mean(1) / 2


def _moments(pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return variance across, variance down and covariance of where the ink is, in pixels^2."""
    weights = ink(pictures)
    weights = weights / weights.sum((1, 2), keepdim=True).clamp_min(SMALL)
    height, width = weights.shape[1:]
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    across = x - (weights * x).sum((1, 2))[:, None, None]
    down = y - (weights * y).sum((1, 2))[:, None, None]
    return tuple(  # type: ignore[return-value]
        (weights * product).sum((1, 2))
        for product in (across.square(), down.square(), across * down)
    )


def amount(pictures: Tensor) -> Tensor:
    """Return the mean ink, in [0, 1]."""
    return ink(pictures).mean((1, 2))


def width(pictures: Tensor) -> Tensor:
    """Return the standard deviation of the ink across, in pixels."""
    return _moments(pictures)[0].clamp_min(0).sqrt()


def height(pictures: Tensor) -> Tensor:
    """Return the standard deviation of the ink down, in pixels."""
    return _moments(pictures)[1].clamp_min(0).sqrt()


def slant(pictures: Tensor) -> Tensor:
    """Return by how many pixels the ink leans to the right for each pixel up."""
    _across, down, both = _moments(pictures)
    return -both / down.clamp_min(SMALL)


def thickness(pictures: Tensor) -> Tensor:
    """Return about how many pixels wide strokes are: twice the ink over the length of its edge."""
    weights = ink(pictures)
    framed = pad(weights, (1, 1, 1, 1))
    right, down = framed[:, :-1, 1:] - framed[:, :-1, :-1], framed[:, 1:, :-1] - framed[:, :-1, :-1]
    edges = (right.square() + down.square()).sqrt().sum((1, 2))
    return 2 * weights.sum((1, 2)) / edges.clamp_min(SMALL)


def colourfulness(pictures: Tensor) -> Tensor:
    """Return how far channels differ, on average over pixels; 0 of a grey picture."""
    return pictures.std(1, unbiased=False).mean((1, 2))


TRAITS: dict[str, Trait] = {
    N_("ink"): amount,
    N_("stroke width"): thickness,
    N_("slant"): slant,
    N_("width"): width,
    N_("height"): height,
}


def traits_of(channels: int) -> dict[str, Trait]:
    """Return what is measured of pictures with so many channels, by its name."""
    return TRAITS if channels == 1 else {**TRAITS, N_("colourfulness"): colourfulness}
