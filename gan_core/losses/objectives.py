"""Adversarial objectives: pure per-sample functions of logits (higher = more real, everywhere)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from torch import Tensor
from torch.nn.functional import relu, softplus

from gan_core.errors import N_, Message, UserError
from gan_core.game import Terms


@dataclass(frozen=True)
class Adversarial:
    """One objective: what D minimises and what G minimises, each per sample.

    d_loss: (real, fake) logits (N,) -> named terms; g_loss: (fake, real) -> named terms.
    needs_real: G's loss looks at the real logits too (relativistic pairing).
    equilibrium: (D's summed loss, G's loss, D's logit) where p_g = p_data and D is optimal.
    free: what the equilibrium leaves open: "level" where D may add a constant to every logit, and
        "g" where G's loss moves with it.
    display: how D's output is drawn: "sigmoid" where it is a probability, else "logit".
    """

    name: str
    title: str
    d_loss: Callable[[Tensor, Tensor], Terms]
    g_loss: Callable[[Tensor, Tensor | None], Terms]
    equilibrium: tuple[float, float, float]
    display: str = "logit"
    needs_real: bool = False
    free: frozenset[str] = frozenset()

    def d(self, real: Tensor, fake: Tensor) -> Terms:
        """Return D's terms for logits `real` and `fake`, each (N,)."""
        return self.d_loss(real, fake)

    def g(self, fake: Tensor, real: Tensor | None = None) -> Terms:
        """Return G's terms for logits (N,); `real` is used only where `needs_real`."""
        return self.g_loss(fake, real)

    def show(self, logit: Tensor) -> Tensor:
        """Return D's output as it is drawn: a probability or the logit itself."""
        return logit.sigmoid() if self.display == "sigmoid" else logit


def _cross_entropy(real: Tensor, fake: Tensor) -> Terms:
    return {"real": softplus(-real), "fake": softplus(fake)}


_LN2 = math.log(2.0)

NONSATURATING = Adversarial(
    "nonsaturating",
    N_("Non-saturating"),
    _cross_entropy,
    lambda fake, real: {"adversarial": softplus(-fake)},
    (2 * _LN2, _LN2, 0.0),
    "sigmoid",
)
"""Goodfellow et al. 2014 (arXiv 1406.2661), section 3: G maximises log D(G(z))."""

MINIMAX = Adversarial(
    "minimax",
    N_("Minimax (saturating)"),
    _cross_entropy,
    lambda fake, real: {"adversarial": -softplus(fake)},
    (2 * _LN2, -_LN2, 0.0),
    "sigmoid",
)
"""Goodfellow et al. 2014, equation 1: G minimises log(1 - D(G(z)))."""

LEAST_SQUARES = Adversarial(
    "least_squares",
    N_("Least squares"),
    lambda real, fake: {"real": (real - 1).square(), "fake": fake.square()},
    lambda fake, real: {"adversarial": (fake - 1).square()},
    (0.5, 0.25, 0.5),
)
"""Mao et al. 2017 (arXiv 1611.04076), equation 9 (0-1 coding), without the factor 1/2."""

HINGE = Adversarial(
    "hinge",
    N_("Hinge"),
    lambda real, fake: {"real": relu(1 - real), "fake": relu(1 + fake)},
    lambda fake, real: {"adversarial": -fake},
    (2.0, 0.0, 0.0),
    free=frozenset({"level", "g"}),
)
"""Lim & Ye 2017 (arXiv 1705.02894); Miyato et al. 2018 (arXiv 1802.05957), equations 16 and 17."""

WASSERSTEIN = Adversarial(
    "wasserstein",
    N_("Wasserstein"),
    lambda real, fake: {"real": -real, "fake": fake},
    lambda fake, real: {"adversarial": -fake},
    (0.0, 0.0, 0.0),
    free=frozenset({"level", "g"}),
)
"""Arjovsky et al. 2017 (arXiv 1701.07875), equations 2 and 3: D is a critic without a sigmoid."""


def _relativistic_g(fake: Tensor, real: Tensor | None) -> Terms:
    if real is None:
        raise ValueError("the relativistic objective needs the real logits for G too")
    return {"adversarial": softplus(real - fake)}


RELATIVISTIC = Adversarial(
    "relativistic",
    N_("Relativistic pairing"),
    lambda real, fake: {"pair": softplus(fake - real)},
    _relativistic_g,
    (_LN2, _LN2, 0.0),
    needs_real=True,
    free=frozenset({"level"}),
)
"""Jolicoeur-Martineau 2018 (arXiv 1807.00734); R3GAN (arXiv 2501.05441), equation 2."""

OBJECTIVES: dict[str, Adversarial] = {
    item.name: item
    for item in (NONSATURATING, MINIMAX, LEAST_SQUARES, HINGE, WASSERSTEIN, RELATIVISTIC)
}


def smoothed(objective: Adversarial, smoothing: float) -> Adversarial:
    """Return `objective` with one-sided label smoothing: the real target is 1 - `smoothing`.

    Salimans et al. 2016 (arXiv 1606.03498), section 3.4: D* = (1 - s) p_d / (p_d + p_g).

    Raises:
        UserError: the objective has no labels to smooth.
    """
    if smoothing == 0:
        return objective
    if objective.d_loss is not _cross_entropy:
        raise UserError(
            N_(
                "Label smoothing needs an objective with labels (minimax or non-saturating); "
                "{objective} has none. Set smoothing to 0 or change the objective."
            ),
            objective=Message(objective.title),
        )

    def d_loss(real: Tensor, fake: Tensor) -> Terms:
        target = 1 - smoothing
        real_term = target * softplus(-real) + smoothing * softplus(real)
        return {"real": real_term, "fake": softplus(fake)}

    best = (1 - smoothing) / 2
    d_value = -(1 - smoothing) * math.log(best) - (1 + smoothing) * math.log(1 - best)
    g_value = math.log(1 - best) if objective is MINIMAX else -math.log(best)
    logit = math.log(best / (1 - best))
    return replace(objective, d_loss=d_loss, equilibrium=(d_value, g_value, logit))
