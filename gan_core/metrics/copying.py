"""Memorised or made: how near fakes are to training pictures, beside held-out real pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.data.base import DataSet
from gan_core.data.spec import Pictures
from gan_core.errors import N_, UserError
from gan_core.metrics.classifier import Classifier, read
from gan_core.metrics.distances import Nearest, nearest
from gan_core.rng import derive_seed

Embed = Callable[[Tensor], Tensor]
"""Pictures (N, C, H, W) in [-1, 1] as vectors (N, F), in whose distance "near" is meant."""


@dataclass(frozen=True)
class Copying:
    """The nearest training picture of each fake and of each held-out real one.

    fakes.index and held_out.index are rows of the training part; `held_out_rows` are the rows of
    the held-out part that were compared. ratio: median distance of the fakes / of the held-out
    pictures. About 1: no copying; much less than 1: memorised; more than 1: far from real ones.
    """

    fakes: Nearest
    held_out: Nearest
    held_out_rows: Tensor
    ratio: float


def as_pixels(pictures: Tensor) -> Tensor:
    """Return pictures in [-1, 1] as vectors of pixels in [0, 1]: distances are pixel L2."""
    return (pictures.float().flatten(1) + 1) / 2


def as_features(net: Classifier) -> Embed:
    """Return the embedding by the features of a frozen classifier."""
    return lambda pictures: read(net, pictures)[0]


def nearest_training(pictures: Tensor, data: DataSet, embed: Embed = as_pixels) -> Nearest:
    """Return the nearest training picture of each of `pictures` (N, C, H, W) in [-1, 1].

    The column beside the samples in Goodfellow et al. 2014 (arXiv 1406.2661), figure 2.

    Raises:
        UserError: the pictures have not the shape of the data.
    """
    refuse_shape(pictures, data)
    spec = data.spec
    return nearest(embed(pictures), data.items, lambda part: embed(spec.to_numbers(part)))


def copying(
    pictures: Tensor, data: DataSet, *, embed: Embed = as_pixels, held_out_limit: int = 1000
) -> Copying:
    """Return what is nearest to `pictures` in the training part, and how held-out ones compare.

    Of a large held-out part `held_out_limit` pictures are taken, always the same. In pixels a
    blurred picture is near everything, so a ratio a little below 1 is no copying yet.

    Raises:
        UserError: the data set has no held-out part, or the shapes differ.
    """
    if data.held_out is None:
        raise UserError(
            N_("{data} has no held-out pictures to compare distances with."), data=data.name
        )
    stream = torch.Generator().manual_seed(derive_seed(0, "held-out rows"))
    rows = torch.randperm(len(data.held_out), generator=stream)[:held_out_limit]
    fakes = nearest_training(pictures, data, embed)
    held_out = nearest_training(data.spec.to_numbers(data.held_out.items[rows]), data, embed)
    usual = float(held_out.distance.median())
    ratio = float(fakes.distance.median()) / usual if usual else float("inf")
    return Copying(fakes, held_out, rows, ratio)


def refuse_shape(pictures: Tensor, data: DataSet) -> None:
    """Raise UserError where the data hold no pictures, or not of the shape of `pictures`."""
    if not isinstance(data.spec, Pictures):
        raise UserError(N_("{data} holds no pictures."), data=data.name)
    if pictures.shape[1:] != data.items.shape[1:]:
        raise UserError(
            N_("Pictures of {data} have the shape {wanted}, not {got}."),
            data=data.name,
            wanted="x".join(map(str, data.items.shape[1:])),
            got="x".join(map(str, pictures.shape[1:])),
        )
