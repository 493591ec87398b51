"""What theory says exactly, on the GAN of points and on a D that is trained to its best.

The values at the equilibrium are in test_objectives.py, the Dirac-GAN's in test_dirac.py, the
gradient that reaches pictures in test_gradient.py; docs/phenomena.md says which is where.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.distributions import Normal
from torch.nn.utils.parametrize import is_parametrized
from torch.optim import Adam

from gan_core.answers import Fakes
from gan_core.data.base import Batch, DataSet
from gan_core.data.feed import Feed
from gan_core.data.plane import ring8
from gan_core.data.spec import Points
from gan_core.data.views import aligned
from gan_core.game import Game, Phase, Player, Stage, Turn, evaluating
from gan_core.losses.adversarial import Duel, critic_loss, generator_loss
from gan_core.losses.objectives import (
    LEAST_SQUARES,
    NONSATURATING,
    OBJECTIVES,
    Adversarial,
    smoothed,
)
from gan_core.nets.mlp import Discriminator
from gan_core.recipe import Plan
from gan_core.recipes.points import RECIPE
from gan_core.rng import Rng, seeded
from gan_core.train import Progress, train
from tests.gan_core.inspection.bare import field_of

REAL, FAKE = Normal(-1.0, 0.6), Normal(0.8, 1.0)
LINE = torch.linspace(-3, 3, 121)
COUNT = 256
ONE_SIDED = smoothed(NONSATURATING, 0.1)


def quantiles(law: Normal) -> Tensor:
    """The law as COUNT points, (COUNT, 1): what a draw has on average, without its noise."""
    return law.icdf((torch.arange(COUNT) + 0.5) / COUNT)[:, None]


def best_d(objective: Adversarial, fake: Normal = FAKE) -> tuple[Tensor, dict[str, Tensor]]:
    """Train D alone between two known laws; return D along LINE and its last readings."""
    d = seeded(0, lambda: Discriminator(1, [32, 32]))
    fakes = Fakes(quantiles(fake))
    game = Game({"G": Player(nn.Identity()), "D": Player(d, Adam(d.parameters(), 5e-3))}, Rng(0))
    loss = critic_loss(objective, Duel(make=lambda turn: fakes))
    stage = Stage("d", 200, (Phase({"D": loss}),), aligned, COUNT)
    feed = Feed(DataSet("line", Points(1), quantiles(REAL)), game.rng)
    (last,) = deque(train(game, (stage,), feed, Progress()), maxlen=1)
    with evaluating(d):
        return objective.show(d(LINE[:, None])), last.readings


def ratio(fake: Normal = FAKE) -> tuple[Tensor, Tensor]:
    """p_d / (p_d + p_g) along LINE, and how much that place counts: (p_d + p_g), summing to 1."""
    p_d, p_g = (law.log_prob(LINE).exp() for law in (REAL, fake))
    weight = p_d + p_g
    return p_d / weight, weight / weight.sum()


@pytest.mark.parametrize(
    ("objective", "share"),
    [(NONSATURATING, 1.0), (LEAST_SQUARES, 1.0), (ONE_SIDED, 0.9)],
    ids=["nonsaturating", "least_squares", "smoothed"],
)
def test_d_at_its_best_is_the_share_of_real_density(objective: Adversarial, share: float) -> None:
    """Goodfellow et al. 2014, proposition 1; smoothed: Salimans et al. 2016, section 3.4."""
    got, _ = best_d(objective)
    wanted, weight = ratio()
    assert float(((got - share * wanted).abs() * weight).sum()) < 0.01
    assert wanted.max() > 0.9 and wanted.min() < 0.1


def test_between_two_equal_laws_d_says_one_half_and_its_loss_is_two_ln_2() -> None:
    got, readings = best_d(NONSATURATING, fake=REAL)
    _, weight = ratio(REAL)
    assert float(((got - 0.5).abs() * weight).sum()) < 0.01
    assert float(readings["D/loss"]) == pytest.approx(2 * math.log(2), abs=0.002)


def pull_on_d(d: float, p_d: float, p_g: float, beta: float = 0.0) -> float:
    """The derivative of D's expected loss by its logit where D is `d`.

    Real labels are .9; fake ones 0, or `beta` where that is more (two-sided, which is not ours).
    """
    x = torch.tensor(math.log(d / (1 - d)), dtype=torch.float64, requires_grad=True)
    terms = ONE_SIDED.d(x, x)
    fake = smoothed(NONSATURATING, 1 - beta).d(x, x)["real"] if beta else terms["fake"]
    return float(torch.autograd.grad(p_d * terms["real"] + p_g * fake, x)[0])


@pytest.mark.parametrize("beta", [0.0, 0.1])
@pytest.mark.parametrize(("p_d", "p_g"), [(0.5, 0.5), (0.7, 0.2), (0.01, 0.6)])
def test_only_a_label_of_fakes_lets_p_g_into_the_numerator(
    beta: float, p_d: float, p_g: float
) -> None:
    """Salimans et al. 2016, section 3.4: D* = (alpha p_d + beta p_g) / (p_d + p_g)."""
    best = (0.9 * p_d + beta * p_g) / (p_d + p_g)
    assert pull_on_d(best, p_d, p_g, beta) == pytest.approx(0.0, abs=1e-12)
    assert pull_on_d(best - 0.01, p_d, p_g, beta) < 0 < pull_on_d(best + 0.01, p_d, p_g, beta)


def test_two_sided_smoothing_keeps_fakes_where_no_real_point_is() -> None:
    assert pull_on_d(0.1, 0.0, 0.5, beta=0.1) == pytest.approx(0.0, abs=1e-12)
    assert pull_on_d(0.001, 0.0, 0.5) > 0
    # At p_g = p_d, one-sided gives .45 and two-sided .5.
    assert pull_on_d(0.45, 0.5, 0.5) == pytest.approx(0.0, abs=1e-12)
    assert pull_on_d(0.5, 0.5, 0.5, beta=0.1) == pytest.approx(0.0, abs=1e-12)


def played(changes: dict[str, Any], rounds: int) -> Game:
    """The lab's GAN after `rounds` rounds on the ring of 8."""
    content = ring8().content
    settings = RECIPE.preset("lab", changes)
    game = RECIPE.make(settings, content.spec, Rng(1))
    stages = RECIPE.stages(settings, Plan(content.spec, len(content)))
    deque(train(game, stages, Feed(content, game.rng), Progress(), rounds), maxlen=0)
    return game


@pytest.fixture(scope="module")
def lab() -> Game:
    return played({}, 40)


def fakes(game: Game, count: int = 64) -> Tensor:
    g = game.net("G")
    with evaluating(g):
        z = torch.randn(count, int(g.latent), generator=torch.Generator().manual_seed(4))
        return g(z)


@pytest.mark.parametrize("name", ["nonsaturating", "minimax"])
def test_the_arrow_on_a_point_is_as_long_as_its_loss_says(name: str, lab: Game) -> None:
    x, d = fakes(lab), lab.net("D")
    leaf = x.clone().requires_grad_()
    logit = d(leaf)
    slope = torch.autograd.grad(logit.sum(), leaf)[0].norm(dim=1)
    share = logit.detach().sigmoid()
    arrows = field_of(d, x, OBJECTIVES[name])
    assert arrows.field.shape == (64, 2)
    wanted = {"nonsaturating": 1 - share, "minimax": share}[name] * slope
    torch.testing.assert_close(arrows.norm, wanted)
    assert wanted.min() > 0 and share.max() - share.min() > 0.01


@pytest.mark.parametrize("name", OBJECTIVES)
def test_the_arrows_on_points_are_what_trains_g(name: str, lab: Game) -> None:
    x = fakes(lab).requires_grad_()
    real = Batch(ring8().content.items[:64])
    loss = generator_loss(OBJECTIVES[name], Duel(make=lambda turn: Fakes(x)))
    total = sum(term.mean() for term in loss(Turn(lab, real)).values())
    (grad,) = torch.autograd.grad(total, x)
    arrows = field_of(lab.net("D"), x.detach(), OBJECTIVES[name], real=real)
    torch.testing.assert_close(arrows.field, -len(x) * grad)


def weights(d: nn.Module) -> list[Tensor]:
    return [layer.weight for layer in d.modules() if isinstance(layer, nn.Linear)]


def test_spectral_norm_makes_every_layer_of_d_stretch_by_one_and_d_by_no_more() -> None:
    game = played({"d_norm": "spectral", "objective": "hinge", "r1": 0.0}, 20)
    d = game.net("D")
    with torch.no_grad():
        for layer in d.modules():
            if is_parametrized(layer):
                layer.parametrizations.weight.original.mul_(18.9)
        d.train()
        for _ in range(20):  # each pass is one power iteration
            d(fakes(game))
    d.eval()
    sigmas = [float(torch.linalg.svdvals(weight.detach())[0]) for weight in weights(d)]
    assert len(sigmas) == 3 and sigmas == pytest.approx([1.0] * 3, abs=0.005)
    x = 3 * torch.randn(256, 2, generator=torch.Generator().manual_seed(5))
    steep = field_of(d, x, OBJECTIVES["hinge"]).slope.max()
    assert 0 < float(steep) <= 1.005**3
