"""What truncation trades: precision and recall of a model's pictures at several psi."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gan_core.latent.space import Space
from gan_core.metrics.manifold import Manifold, manifold
from gan_core.metrics.reference import Reference

SAMPLES = 500
STEPS = (0.0, 0.25, 0.5, 0.7, 0.85, 1.0, 1.25, 1.5, 2.0)


@dataclass(frozen=True)
class Trade:
    """At `psi` the pictures have this precision and recall."""

    psi: float
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
    space.model.design.labels(1, label)  # refuses a label that is not there
    real = reference.subset(len(reference.features))
    if label is not None:
        which = space.model.classes.index(label)
        real = reference.features[reference.labels == which]
    real = real[:n]
    points = space.points(len(real))
    for psi in steps:
        pictures = space.pictures(space.truncated(points, psi), label)
        yield Trade(psi, manifold(real, reference.embed(pictures)))
