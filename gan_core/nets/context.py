"""Networks of a context encoder: G fills what is unknown, D looks at the whole and at the filling.

Pathak et al. 2016 (arXiv 1604.07379); the two views of D: Iizuka et al. 2017, section 3.3.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d

from gan_core.answers import Verdict
from gan_core.data.degradation.holes import filled_in, presence
from gan_core.nets.layers import Init
from gan_core.nets.patch import PatchDiscriminator
from gan_core.nets.unet import MapNorm

Views = Literal["both", "whole", "hole"]


class Filler(nn.Module):
    """Incomplete pictures (N, C, S, S) -> complete ones: what is known stays exactly as it was.

    inner: makes whole pictures of incomplete ones with a further channel: where they are known.
    """

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, source: Tensor) -> Tensor:
        """Return pictures in [-1, 1]."""
        there, picture = presence(source), filled_in(source)
        whole = self.inner(torch.cat([picture, there.to(picture.dtype)], 1))
        return torch.where(there, picture, whole)


class ContextDiscriminator(nn.Module):
    """A picture and the incomplete one it is made from -> a logit, of the whole and of the hole.

    The two parts' logits are added: one linear layer over what both see. The part that looks at the
    hole is shown a window of half the side, where most is unknown; both are also shown where.
    """

    def __init__(
        self, channels: int, size: int, *, width: int, norm: MapNorm, init: Init, views: Views
    ) -> None:
        super().__init__()
        self.window = size // 2

        def part(side: int) -> PatchDiscriminator:
            return PatchDiscriminator(
                channels + 1, side, width=width, field="full", norm=norm, init=init
            )

        self.whole = None if views == "hole" else part(size)
        self.hole = None if views == "whole" else part(self.window)

    def forward(self, x: Tensor, cond: Tensor) -> Verdict:
        """Return logits (N,) and features; `cond`: incomplete pictures, NaN where unknown."""
        unknown = (~presence(cond)).to(x.dtype)
        view = torch.cat([x, unknown], 1)
        answers = [] if self.whole is None else [self.whole(view)]
        if self.hole is not None:
            answers.append(self.hole(_windows(view, unknown, self.window)))
        logit = torch.stack([answer.logit for answer in answers]).sum(0)
        return Verdict(logit, None, torch.cat([answer.features for answer in answers], 1))


def _windows(x: Tensor, unknown: Tensor, side: int) -> Tensor:
    """Return of each picture (N, C, S, S) the window in which most is unknown, (N, C, side, side).

    Of several the one nearest to the middle of the hole.
    """
    top, left = _places(unknown[:, 0].detach(), side)
    at = torch.arange(side, device=x.device)
    rows, columns = (top[:, None] + at)[:, None, :, None], (left[:, None] + at)[:, None, None, :]
    items, channels = (torch.arange(count, device=x.device) for count in x.shape[:2])
    return x[items[:, None, None, None], channels[None, :, None, None], rows, columns]


def _places(unknown: Tensor, side: int) -> tuple[Tensor, Tensor]:
    """Return the first row and column (N,) of the window for each hole (N, S, S)."""
    size = unknown.shape[-1]
    at = torch.arange(size, device=unknown.device, dtype=unknown.dtype)
    area = unknown.sum((1, 2)).clamp_min(1)
    middles = [unknown.sum(axis) @ at / area - (side - 1) / 2 for axis in (2, 1)]
    first = at[: size - side + 1]
    away = [(first - middle[:, None]).square() for middle in middles]
    nearness = 1 / (1 + away[0][:, :, None] + away[1][:, None, :])
    share = avg_pool2d(unknown[:, None], side, 1)[:, 0] * side**2
    best = (share.round() + nearness).flatten(1).argmax(1)
    return best // len(first), best % len(first)
