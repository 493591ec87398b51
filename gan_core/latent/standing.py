"""BigGAN's truncation trick: noise without its tails, and batch statistics that fit it."""

from __future__ import annotations

import copy
from dataclasses import replace

import torch
from torch import Tensor, nn

from gan_core.errors import N_, UserError
from gan_core.game import evaluating
from gan_core.model import Model
from gan_core.rng import derive_seed
from gan_core.usage import Request

BATCHES, SIZE = 50, 64
"""How much noise the statistics are taken from."""
THRESHOLDS = (0.02, 4.0)


def truncated_noise(n: int, numbers: int, threshold: float, stream: torch.Generator) -> Tensor:
    """Return noise (n, numbers) of N(0, 1), drawn anew wherever it is beyond +-`threshold`.

    Brock et al. 2019, arXiv 1809.11096, section 3.1. Small thresholds: typical pictures, and few.

    Raises:
        UserError: the threshold is out of range.
    """
    low, high = THRESHOLDS
    if not low <= threshold <= high:  # also refuses what is no number
        raise UserError(
            N_("A threshold must be from {low:g} to {high:g}, not {value:g}."),
            low=low,
            high=high,
            value=threshold,
        )
    # The same distribution by its inverse: where nearly all is beyond, drawing anew takes long.
    edge = torch.special.ndtr(torch.tensor(threshold, dtype=torch.float64))
    share = torch.rand(n, numbers, generator=stream, dtype=torch.float64)
    noise = torch.special.ndtri(torch.lerp(1 - edge, edge, share))
    cut: Tensor = noise.clamp(-threshold, threshold).float()
    return cut


def standing(model: Model, threshold: float, seed: int = 0) -> Model:
    """Return a copy of a model whose G has the batch statistics of truncated noise.

    "Standing statistics" (appendix D of the paper): BatchNorm's mean and variance over many
    batches of such noise, with all labels alike. A G without BatchNorm is copied as it is.

    Raises:
        UserError: the threshold is out of range, or the model does not draw from noise.
    """
    if not model.draws_from_noise:
        raise UserError(N_("This model does not draw from noise: there is nothing to truncate."))
    makers = [name for name in model.nets if name not in model.judges]
    nets = model.nets | {name: copy.deepcopy(model.nets[name]) for name in makers}
    twin = replace(model, nets=nets)
    norms = [part for name in makers for part in _norms(nets[name])]
    momenta = [norm.momentum for norm in norms]
    stream = torch.Generator().manual_seed(derive_seed(seed, "standing"))
    requests = [_request(model, threshold, stream) for _ in range(BATCHES if norms else 1)]
    with evaluating(*(nets[name] for name in makers)):
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum, norm.training = None, True  # the plain mean of all batches
        for request in requests:
            twin.recipe.use.make(nets, request)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum
    return twin


def _norms(net: nn.Module) -> list[nn.modules.batchnorm._BatchNorm]:
    return [one for one in net.modules() if isinstance(one, nn.modules.batchnorm._BatchNorm)]


def _request(model: Model, threshold: float, stream: torch.Generator) -> Request:
    noise = truncated_noise(SIZE, model.latent, threshold, stream)
    count = len(model.classes)
    labels = torch.randint(count, (SIZE,), generator=stream) if count else None
    return Request(noise, labels).to(model.device)
