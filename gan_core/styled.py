"""How a G is used that maps z to a style w, which tells its layers what to draw."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from gan_core.answers import Fakes, as_fakes
from gan_core.nets.equal import Equal
from gan_core.usage import FromNoise, Nets, Request


@runtime_checkable
class Styled(Protocol):
    """What a recipe also says whose G maps z to a style w and draws from that: see `Request.w`."""

    def style(self, nets: Nets, z: Tensor) -> Tensor:
        """Return w (n, style) of z (n, latent)."""

    def mean(self, nets: Nets) -> Tensor:
        """Return the mean of w (style,)."""

    def weights(self, nets: Nets) -> Tensor:
        """Return the weights (outputs, style) of all layers that are told w, one after another."""

    def layers(self, nets: Nets) -> int:
        """Return how many layers are told a style, the coarsest first."""


class FromStyles(FromNoise):
    """G(z), or what it draws where its layers are told w; cut to [-1, 1]: its end is linear."""

    def make(self, nets: Nets, request: Request) -> Fakes:
        """Return pictures."""
        g, w = nets[self.g], request.w
        if w is None:
            fake = super().make(nets, request)
        else:
            fake = as_fakes(g.synthesize(g.for_layers(w)), w=w)  # type: ignore[operator]
        return replace(fake, x=fake.x.clamp(-1, 1))

    def style(self, nets: Nets, z: Tensor) -> Tensor:
        """Return w."""
        w: Tensor = nets[self.g].map(z)  # type: ignore[operator]
        return w

    def mean(self, nets: Nets) -> Tensor:
        """Return the mean of w that G followed in training."""
        mean: Tensor = nets[self.g].mean  # type: ignore[assignment]
        return mean

    def layers(self, nets: Nets) -> int:
        """Return how many layers are told a style."""
        count: int = nets[self.g].count  # type: ignore[assignment]
        return count

    def weights(self, nets: Nets) -> Tensor:
        """Return the weights of all layers that are told w."""
        synthesis: nn.Module = nets[self.g].synthesize  # type: ignore[assignment]
        layers = [layer for layer in synthesis.modules() if isinstance(layer, Equal)]
        return torch.cat([layer.weight.detach() for layer in layers])
