"""The noise of a style-based G's layers: without it, or drawn anew."""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import replace

import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.model import Model
from gan_core.nets.style import Noise
from gan_core.rng import derive_seed


def noises(model: Model) -> list[Noise]:
    """Return the noise layers of the nets that make pictures, from the coarsest to the finest."""
    makers = [net for name, net in model.nets.items() if name not in model.judges]
    return [part for net in makers for part in net.modules() if isinstance(part, Noise)]


def with_noise(model: Model, off: Collection[int] = (), seed: int | None = None) -> Model:
    """Return a copy of a model whose noise layers `off` add nothing; the others keep theirs.

    seed: the others' noise is drawn anew from it. What a fresh draw leaves alone is what w decides
    (section 3.2 and figure 4 of arXiv 1812.04948).

    Raises:
        UserError: G has no such noise layer.
    """
    count = len(noises(model))
    beyond = sorted(layer for layer in off if not 0 <= layer < count)
    if beyond or not count:
        raise UserError(
            N_("This G has {count} layers with noise; there is no layer {layer} with it."),
            count=count,
            layer=beyond[0] if beyond else 0,
        )
    makers = [name for name in model.nets if name not in model.judges]
    nets = model.nets | {name: copy.deepcopy(model.nets[name]) for name in makers}
    twin = replace(model, nets=nets)
    for number, layer in enumerate(noises(twin)):
        if number in off:
            torch.nn.init.zeros_(layer.strength)
        elif seed is not None:
            stream = torch.Generator().manual_seed(derive_seed(seed, f"noise {number}"))
            still: torch.Tensor = layer.still  # type: ignore[assignment]
            still.copy_(torch.randn(still.shape, generator=stream))
    return twin


def variation(model: Model, seed: int, off: Collection[int] = (), draws: int = 32) -> Tensor:
    """Return the standard deviation (C, H, W) of one seed's picture over draws of the noise.

    Figure 4c of arXiv 1812.04948. Layers `off` add none.

    Raises:
        UserError: see `with_noise`.
    """
    pictures = [with_noise(model, off, draw + 1).sample(1, seed)[0] for draw in range(draws)]
    return torch.stack(pictures).std(0)
