"""Orthogonal regularisation of G (Brock et al. 2019, arXiv 1809.11096, equation 3)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrize import is_parametrized

LAYERS = (nn.Conv2d, nn.Linear)


def orthogonal(net: nn.Module, weight: float) -> Tensor:
    """Return weight * the sum over layers of ||W W^T * (1 - I)||^2, 0-d.

    W holds a row for each of a layer's outputs, as it is before spectral norm; how long a row is,
    is left free. It makes G smooth enough for truncated z. Embeddings are left out, as in the
    paper's code.
    """
    layers = (layer for layer in net.modules() if isinstance(layer, LAYERS))
    return weight * torch.stack([_of(_own_weights(layer)) for layer in layers]).sum()


def _own_weights(layer: nn.Module) -> Tensor:
    if is_parametrized(layer, "weight"):
        own: Tensor = layer.parametrizations.weight.original  # type: ignore[union-attr,assignment]
        return own
    plain: Tensor = layer.weight  # type: ignore[assignment]
    return plain


def _of(weights: Tensor) -> Tensor:
    rows = weights.flatten(1).float()
    products = rows @ rows.t()
    return (products - torch.diag(products.diagonal())).square().sum()
