"""What GAN Lab shows wrong (docs/lab.md, "Four faults") is right here, seen on the lab itself."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

from gan_core.answers import verdict
from gan_core.data.plane import shape
from gan_core.lab.bench import Bench
from gan_core.lab.config import lab_config
from gan_core.lab.drawing import Drawing
from gan_core.lab.scoring import Scorer
from gan_core.recipes.points import RECIPE

SMALL = {"g_width": 16, "d_width": 16, "depth": 1, "d_depth": 1, "batch": 64, "r1": 0.0}


def begun(rounds: int = 0, **changes: object) -> Bench:
    bench = Bench(lab_config({"shape": "gaussians2", "changes": {**SMALL, "ema": 0.0, **changes}}))
    for _ in range(rounds):
        bench.round()
    return bench


class Perfect(nn.Module):
    """A G that draws from the law itself."""

    def forward(self, z: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return as many points as there are z."""
        return shape("gaussians2").draw(len(z), torch.Generator().manual_seed(7))


def d_answers(bench: Bench, slope: float, level: float = 0.0) -> None:
    """Make D the plane `slope * (x + y) + level`."""
    with torch.no_grad():
        for p in bench.game.net("D").parameters():
            p.zero_()
        last = [m for m in bench.game.net("D").modules() if isinstance(m, nn.Linear)]
        first, end = last[0], last[-1]
        # Two hidden units, x + y and its opposite, of which leaky ReLU passes the whole difference.
        first.weight[0] += 1.0
        first.weight[1] -= 1.0
        end.weight[0, 0] += slope
        end.weight[0, 1] -= slope
        end.bias += level


def test_a_perfect_generator_scores_the_floor_and_never_below_zero() -> None:
    bench = begun()
    bench.game.players["G"].net = Perfect()
    scorer = Scorer(bench)
    scorer.now()
    assert scorer.latest is not None
    raw, lowest = scorer.latest["raw"], scorer.latest["floor"]
    for key in ("js", "kl", "w1"):
        assert 0 < lowest[key] / 2.5 < raw[key] < 2.5 * lowest[key]
    assert raw["modes"] == 2


@pytest.mark.parametrize(
    ("objective", "gain"),
    [
        ("nonsaturating", lambda logit: -softplus(-logit)),
        ("minimax", softplus),
        ("least_squares", lambda logit: -((logit - 1) ** 2)),
    ],
)
def test_arrows_are_minus_the_gradient_of_the_chosen_loss(
    objective: str, gain: Callable[[Tensor], Tensor]
) -> None:
    bench = begun(3, objective=objective)
    drawing = Drawing(bench)
    fakes = drawing.fakes(raw=True)
    x = fakes.clone().requires_grad_()
    # G minimises L, so a fake is pushed to where `gain` = -L is higher.
    (wanted,) = torch.autograd.grad(gain(verdict(bench.game.net("D")(x)).logit).sum(), x)
    assert torch.allclose(drawing.arrows(fakes).of, wanted, rtol=1e-3, atol=1e-6)


def test_arrows_change_with_the_loss_and_are_long_where_d_is_sure() -> None:
    """dD/dx, which GAN Lab draws, is the same for every loss and tiny where D is sure."""
    lengths = {}
    for objective in ("nonsaturating", "minimax"):
        bench = begun(objective=objective)
        d_answers(bench, slope=1.0, level=-12.0)
        drawing = Drawing(bench)
        lengths[objective] = drawing.arrows(drawing.fakes(raw=True)).mean
    assert lengths["nonsaturating"] > 1.0 and lengths["minimax"] < 1e-3


def test_at_equilibrium_the_losses_are_2_ln_2_and_ln_2() -> None:
    bench = begun(lr=1e-9)
    d_answers(bench, slope=0.0)
    bench.round()
    branches = RECIPE.references(bench.settings)
    for key, value in (("D/loss", 2 * math.log(2)), ("G/loss", math.log(2)), ("D(real)", 0.5)):
        assert bench.readings[key] == pytest.approx(value, abs=1e-5)
        assert branches[key] == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("level", [-1e4, 1e4])
def test_a_d_that_is_sure_beyond_what_a_sigmoid_holds_has_finite_losses(level: float) -> None:
    bench = begun(lr=1e-9)
    d_answers(bench, slope=0.0, level=level)
    bench.round()
    assert bench.trouble is None
    sure = (bench.readings["D/loss"], bench.readings["G/loss"])
    assert sure == pytest.approx((1e4, 1e4 if level < 0 else 0.0), abs=1e-2)
