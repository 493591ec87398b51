"""The contrastive loss of pairs: each is to be nearer to its partner than to those of others."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy


def pairwise(left: Tensor, right: Tensor, temperature: float) -> Tensor:
    """Return the symmetric cross-entropy of unit vectors (N, F) with their partners, (N,).

    Of each row of `left` all of `right` are N classes, of which its own row is the right one, and
    the other way round; the mean of the two (CLIP, arXiv 2103.00020, figure 3; InfoNCE, van den
    Oord et al. 2018, arXiv 1807.03748, equation 4).
    """
    logits = left @ right.T / temperature
    own = torch.arange(len(logits), device=logits.device)
    there, back = (cross_entropy(x, own, reduction="none") for x in (logits, logits.T))
    return (there + back) / 2
