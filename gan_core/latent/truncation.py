"""What truncation trades: precision and recall of a model's pictures at several cuts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.latent.space import Space
from gan_core.latent.standing import standing, truncated_noise
from gan_core.metrics.manifold import Manifold, manifold
from gan_core.metrics.reference import Reference
from gan_core.model import Model
from gan_core.rng import derive_seed
from gan_core.usage import Request

SAMPLES = 500
STEPS = (0.0, 0.25, 0.5, 0.7, 0.85, 1.0, 1.25, 1.5, 2.0)
"""Values of psi; below, of the threshold beyond which noise is drawn anew."""
TAIL_STEPS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)


@dataclass(frozen=True)
class Trade:
    """Precision and recall of the pictures of points cut at `at`, a psi or a threshold."""

    at: float
    scores: Manifold


def trades(
    space: Space,
    reference: Reference,
    *,
    label: str | None = None,
    n: int = SAMPLES,
    steps: tuple[float, ...] = STEPS,
) -> Iterator[Trade]:
    """Yield precision and recall at each psi, of the same `n` seeds against as many real pictures.

    Towards 0 pictures become alike and typical: precision rises, recall falls (Karras et al. 2019,
    arXiv 1812.04948, appendix B; Kynkäänniemi et al. 2019, arXiv 1904.06991, section 4.1). A
    label's pictures are compared with real ones of that label.

    Raises:
        UserError: a psi is out of range, there is no such label, or too few real pictures.
    """
    real = _real(space.model, reference, label, n)
    points = space.points(len(real))

    def pictures(psi: float) -> Tensor:
        return space.pictures(space.truncated(points, psi), label)

    yield from _scored(real, reference, steps, pictures)


def trades_of_tails(
    model: Model,
    reference: Reference,
    *,
    label: str | None = None,
    n: int = SAMPLES,
    thresholds: tuple[float, ...] = TAIL_STEPS,
    fitted: bool = True,
) -> Iterator[Trade]:
    """Yield precision and recall of noise without what lies beyond each threshold (BigGAN's trick).

    Brock et al. 2019, arXiv 1809.11096, section 3.1 and figure 2. See `of_tails` for `fitted`.

    Raises:
        UserError: as `trades`, and a model that does not draw from noise.
    """
    real = _real(model, reference, label, n)

    def pictures(threshold: float) -> Tensor:
        return of_tails(model, len(real), threshold, label, fitted=fitted)

    yield from _scored(real, reference, thresholds, pictures)


def of_tails(
    model: Model,
    n: int,
    threshold: float,
    label: str | None = None,
    *,
    seed: int = 0,
    fitted: bool = True,
) -> Tensor:
    """Return `n` pictures (n, C, H, W) of noise without what lies beyond +-`threshold`.

    fitted: with batch statistics taken from such noise; else those of training, which do not fit.

    Raises:
        UserError: the threshold is out of range, no such label, or no noise to cut.
    """
    if not model.draws_from_noise:
        raise UserError(N_("This model does not draw from noise: there is nothing to truncate."))
    twin = standing(model, threshold, seed) if fitted else model
    stream = torch.Generator().manual_seed(derive_seed(seed, "tails"))
    noise = truncated_noise(n, model.latent, threshold, stream)
    return twin.answer(Request(noise, model.design.labels(n, label)))


def _real(model: Model, reference: Reference, label: str | None, n: int) -> Tensor:
    """Return features (at most n, F) of real pictures, of a label where one is said."""
    model.design.labels(1, label)  # refuses a label that is not there
    real = reference.subset(len(reference.features))
    if label is not None:
        real = reference.features[reference.labels == model.classes.index(label)]
    return real[:n]


def _scored(
    real: Tensor, reference: Reference, cuts: Iterable[float], pictures: Callable[[float], Tensor]
) -> Iterator[Trade]:
    for at in cuts:
        yield Trade(at, manifold(real, reference.embed(pictures(at))))
