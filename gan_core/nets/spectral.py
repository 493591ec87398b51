"""Spectral norm in few operations: D's many small layers must not cost more than its large ones."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrize import register_parametrization

EPS = 1e-12
FIRST_ITERATIONS = 15
"""Power iterations on the first weights, so that the first round divides by the right number."""


class Divide(torch.autograd.Function):
    """W / sigma with sigma = u^T W v, u and v held fixed.

    The gradient is Miyato et al. 2018 (arXiv 1802.05957), equation 12:
    (G - <G, W / sigma> u v^T) / sigma for a gradient G at W / sigma.
    """

    @staticmethod
    def forward(ctx: Any, weight: Tensor, u: Tensor, v: Tensor, sigma: Tensor) -> Tensor:
        """Return `weight` (O, ...) divided by `sigma`, 0-d; u (O,), v (numbers of a filter,)."""
        divided = weight / sigma
        ctx.save_for_backward(divided, u, v, sigma)
        return divided

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None, None, None]:
        """Return the gradient at `weight`."""
        divided, u, v, sigma = ctx.saved_tensors
        along = (grad * divided).sum()
        outer = torch.outer(u * along, v).view(grad.shape)
        return (grad - outer) / sigma, None, None, None


class Spectral(nn.Module):
    """W -> W / its largest singular value, by one power iteration a training pass.

    Miyato et al. 2018, arXiv 1802.05957, section 2.1 and algorithm 1. The filters are rows. Same
    numbers and same names of buffers as torch's `spectral_norm`, in a third of the operations.
    """

    _u: Tensor
    _v: Tensor

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        rows = weight.detach().flatten(1)
        u, v = torch.randn(len(rows)), torch.randn(rows.shape[1])
        if not weight.is_meta:
            for _ in range(FIRST_ITERATIONS):
                u, v, _ = iterate(rows, v)
        self.register_buffer("_u", u.to(weight.device))
        self.register_buffer("_v", v.to(weight.device))

    def forward(self, weight: Tensor) -> Tensor:
        """Return `weight` divided by its largest singular value."""
        rows = weight.detach().flatten(1)
        if self.training:
            # Tensors of this pass alone: its graph needs them when a later pass has gone on.
            u, v, sigma = iterate(rows, self._v)
            self._u.copy_(u)
            self._v.copy_(v)
        else:
            u, v = self._u, self._v
            sigma = torch.dot(u, rows.mv(v))
        return Divide.apply(weight, u, v, sigma)  # type: ignore[no-any-return]


@torch.no_grad()
def iterate(rows: Tensor, v: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return (u, v, sigma) after one power iteration on `rows` (O, F) from `v` (F,)."""
    image = rows.mv(v)
    u = image / torch.linalg.vector_norm(image).clamp_min(EPS)
    back = rows.t().mv(u)
    sigma = torch.linalg.vector_norm(back).clamp_min(EPS)
    return u, back / sigma, sigma


def spectral_norm(layer: nn.Module) -> nn.Module:
    """Divide the layer's weight by its largest singular value whenever it is used."""
    assert isinstance(layer.weight, Tensor)
    register_parametrization(layer, "weight", Spectral(layer.weight))
    return layer
