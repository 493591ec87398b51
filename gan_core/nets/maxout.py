"""The fully connected networks of 2014: a ReLU G and a maxout D, with or without a label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from gan_core.nets.layers import Dropout, Levels, Prior, in_levels, prior_of


class Maxout(nn.Module):
    """The largest of `pieces` affine maps, for each of `units` (Goodfellow et al. 2013, eq. 1)."""

    def __init__(self, inputs: int, units: int, pieces: int) -> None:
        super().__init__()
        self.units, self.pieces = units, pieces
        self.maps = nn.Linear(inputs, units * pieces)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, units) of x (N, inputs)."""
        out: Tensor = self.maps(x).view(-1, self.units, self.pieces).amax(2)
        return out


class Sides(nn.Module):
    """Layers for the picture or z, and where a label is given others for it, side by side."""

    def __init__(self, main: nn.Module, label: nn.Module | None, classes: int) -> None:
        super().__init__()
        self.main, self.label, self.classes = main, label, classes

    def forward(self, x: Tensor, cond: Tensor | None) -> Tensor:
        """Return both answers joined, (N, F); without a label layer only the first."""
        if self.label is None:
            out: Tensor = self.main(x)
            return out
        if cond is None:
            raise ValueError("this network is conditional: it needs labels")
        label = self.label(one_hot(cond, self.classes).to(x.dtype))
        return torch.cat([self.main(x), label], 1)


class Generator(nn.Module):
    """z (N, latent), optionally a label -> ReLU layers -> sigmoid, stretched to [-1, 1].

    hidden: widths of the layers. With `classes`, z gets a sixth and the label five sixths of the
    first one, as in Mirza & Osindero 2014 (200 and 1000 units). prior: what reaches the first.
    """

    def __init__(
        self,
        latent: int,
        hidden: Sequence[int],
        shape: Sequence[int],
        *,
        dropout: float = 0.0,
        stream: torch.Generator,
        classes: int = 0,
        prior: Prior = "normal",
    ) -> None:
        super().__init__()
        self.latent, self.classes = latent, classes
        self.prior = prior_of(prior)
        first, *others = hidden
        of_z = max(1, first // 6) if classes else first
        of_label = nn.Linear(classes, max(1, first - of_z)) if classes else None
        self.first = Sides(nn.Linear(latent, of_z), of_label, classes)
        layers: list[nn.Module] = [nn.ReLU()]
        width = of_z + (0 if of_label is None else of_label.out_features)
        for out in others:
            layers += [Dropout(dropout, stream), nn.Linear(width, out), nn.ReLU()]
            width = out
        self.layers = nn.Sequential(
            *layers, Dropout(dropout, stream), nn.Linear(width, prod(shape))
        )
        self.shape = tuple(shape)
        spread(self, 0.05)

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return pictures (N, *shape) in [-1, 1]; `cond` (N,) labels where conditional."""
        shares = self.layers(self.first(self.prior(z), cond)).sigmoid()
        out: Tensor = (2 * shares - 1).view(-1, *self.shape)
        return out


@dataclass(frozen=True)
class DShape:
    """How a maxout D is built: two layers of `units`, each the largest of `pieces` linear maps.

    joint: pieces of the second layer; 0: as many. dropout: of what is hidden; inputs: of the
    picture's numbers. aside: units of the label's own layer; 0: a fifth of `units`.
    levels: the brightness that it reads of pictures in [-1, 1].
    """

    units: int = 240
    pieces: int = 5
    joint: int = 0
    dropout: float = 0.5
    inputs: float = 0.2
    aside: int = 0
    levels: Levels = "signed"


class Discriminator(nn.Module):
    """Pictures (N, ...), optionally a label -> two maxout layers with dropout -> one logit (N,).

    With `classes`, the label goes through a maxout layer of its own beside the picture's.
    """

    def __init__(
        self, pixels: int, shape: DShape, *, stream: torch.Generator, classes: int = 0
    ) -> None:
        super().__init__()
        self.levels = shape.levels
        units, pieces = shape.units, shape.pieces
        aside = (shape.aside or max(1, units // 5)) if classes else 0
        picture = nn.Sequential(
            nn.Flatten(), Dropout(shape.inputs, stream), Maxout(pixels, units, pieces)
        )
        self.first = Sides(picture, Maxout(classes, aside, pieces) if classes else None, classes)
        joint = Maxout(units + aside, units, shape.joint or pieces)
        self.second = nn.Sequential(Dropout(shape.dropout, stream), joint)
        self.head = nn.Sequential(
            Dropout(shape.dropout, stream), nn.Linear(units, 1), nn.Flatten(0)
        )
        spread(self, 0.005)

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return logits (N,), higher = more real; `cond` (N,) labels where conditional."""
        x = in_levels(x, self.levels)
        out: Tensor = self.head(self.second(self.first(x, cond)))
        return out


def spread(net: nn.Module, reach: float) -> None:
    """Draw all weights uniformly from [-reach, reach] and set the biases to 0, as in 2014."""
    for module in net.modules():
        if isinstance(module, nn.Linear):
            nn.init.uniform_(module.weight, -reach, reach)
            nn.init.zeros_(module.bias)
