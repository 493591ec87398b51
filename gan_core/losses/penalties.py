"""Gradient penalties: pure per-sample functions of what the critic judged.

Each needs the gradient of D's logit for a sample with respect to that sample alone. The sum of all
logits has exactly that gradient as long as D treats samples one by one, which BatchNorm breaks:
`refuse_batch_statistics` says so instead of training on a wrong penalty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from gan_core.errors import N_, UserError
from gan_core.rng import Rng


@dataclass(frozen=True)
class Judgement:
    """What the critic judged: `real` and `fake` (N, ...), their logits (N,), and the critic itself.

    `real` and `fake` are leaves that require gradients, and the logits were computed from them.
    """

    critic: Callable[[Tensor], Tensor]
    real: Tensor
    fake: Tensor
    real_logit: Tensor
    fake_logit: Tensor
    rng: Rng


@dataclass(frozen=True)
class Penalty:
    """A named penalty: (judged) -> (N,)."""

    name: str
    of: Callable[[Judgement], Tensor]

    def __call__(self, judgement: Judgement) -> Tensor:
        """Return the weighted penalty of each sample, (N,)."""
        return self.of(judgement)


def input_gradient(logit: Tensor, x: Tensor) -> Tensor:
    """Return the gradient of each logit (K,) with respect to what it judged, (K, numbers).

    K is N, or N / m for a D that judges packs of m samples together.
    """
    (grad,) = torch.autograd.grad(logit.sum(), x, create_graph=True)
    return grad.reshape(len(logit), -1)


def r1(gamma: float) -> Penalty:
    """gamma/2 * ||grad D(real)||^2 (Mescheder et al. 2018, arXiv 1801.04406, equation 9)."""

    def of(judgement: Judgement) -> Tensor:
        return gamma / 2 * input_gradient(judgement.real_logit, judgement.real).square().sum(1)

    return Penalty("r1", of)


def r2(gamma: float) -> Penalty:
    """gamma/2 * ||grad D(fake)||^2 (Mescheder et al. 2018, arXiv 1801.04406, equation 10)."""

    def of(judgement: Judgement) -> Tensor:
        return gamma / 2 * input_gradient(judgement.fake_logit, judgement.fake).square().sum(1)

    return Penalty("r2", of)


def interpolated(weight: float, target: float = 1.0) -> Penalty:
    """weight * (||grad D(x)|| - target)^2 between real and fake (arXiv 1704.00028, equation 3).

    Each sample, or pack of samples that D judges together, has its own place on the segment.
    """

    def of(judgement: Judgement) -> Tensor:
        pack = len(judgement.real) // len(judgement.real_logit)
        x = between(judgement.real, judgement.fake, judgement.rng, pack).requires_grad_()
        norm: Tensor = input_gradient(judgement.critic(x), x).norm(dim=1)
        return weight * (norm - target).square()

    return Penalty("gp", of)


def between(real: Tensor, fake: Tensor, rng: Rng, pack: int = 1) -> Tensor:
    """Return one point for each pair, uniform on the segment from `fake` to `real`, (N, ...).

    `pack` rows that follow each other are one pack, a single point: they share their place.
    """
    shape = (len(real) // pack,) + (1,) * (real.ndim - 1)
    share = torch.rand(shape, generator=rng["penalty"], device=real.device).to(real.dtype)
    share = share.repeat_interleave(pack, 0)
    return torch.lerp(fake.detach(), real.detach(), share)


BATCHNORM_IN_D = N_(
    "A gradient penalty needs each sample's own gradient, but BatchNorm in D mixes the samples "
    "of a batch. Remove the penalty or the BatchNorm in D."
)


def has_batch_statistics(net: nn.Module) -> bool:
    """True where the answer for one sample depends on the others of its batch."""
    return any(isinstance(m, nn.modules.batchnorm._BatchNorm) for m in net.modules())


def judges_batches(net: nn.Module) -> bool:
    """True where real items and fakes have to be judged apart: D compares a batch's samples.

    Beside BatchNorm a layer that says so itself: `mixes`, as StyleGAN's batch deviation.
    """
    return has_batch_statistics(net) or any(getattr(m, "mixes", False) for m in net.modules())


def refuse_batch_statistics(critic: nn.Module) -> None:
    """Raise UserError if `critic` mixes the samples of a batch (BatchNorm)."""
    if has_batch_statistics(critic):
        raise UserError(BATCHNORM_IN_D)
