"""What is read off every round beside the losses: D's output, separation, diversity."""

from __future__ import annotations

import pytest
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor

from gan_core.answers import Verdict
from gan_core.losses.adversarial import Duel, critic_loss, diversity, readings_of
from gan_core.losses.objectives import NONSATURATING, OBJECTIVES, Adversarial
from gan_core.losses.penalties import r1
from tests.gan_core.losses.test_adversarial import turn_of


def separation(real: Tensor, fake: Tensor, objective: Adversarial = NONSATURATING) -> float:
    readings = readings_of(objective, "D", Verdict(real), Verdict(fake))
    return readings["D/separation"].item()


@pytest.mark.parametrize("objective", OBJECTIVES.values(), ids=OBJECTIVES)
@pytest.mark.parametrize("step", [0.1, 0.5, 3.0])
def test_separation_is_the_area_under_the_roc_curve(objective: Adversarial, step: float) -> None:
    stream = torch.Generator().manual_seed(4)
    real = step * ((torch.randn(40, generator=stream) + 0.5) / step).round()
    fake = step * (torch.randn(40, generator=stream) / step).round()
    both = torch.cat([real, fake])
    assert len(both.unique()) < 80  # ties are among them
    area = roc_auc_score([1] * 40 + [0] * 40, both.numpy())
    assert separation(real, fake, objective) == pytest.approx(area, abs=1e-6)


def test_separation_is_a_half_for_equal_logits_and_one_where_they_are_apart() -> None:
    high, low = torch.arange(5.0) + 10, torch.arange(5.0)
    assert separation(torch.zeros(5), torch.zeros(5)) == 0.5
    assert separation(low, low) == 0.5
    assert (separation(high, low), separation(low, high)) == (1.0, 0.0)
    assert separation(high[:2], low) == 1.0


def test_diversity_is_zero_for_constant_fakes_and_one_for_reals_in_another_order() -> None:
    real = torch.randn(20, 1, 4, 4, generator=torch.Generator().manual_seed(1))
    assert diversity(real[:1].expand_as(real), real).item() == pytest.approx(0, abs=1e-6)
    assert diversity(real.flip(0), real).item() == pytest.approx(1)
    assert diversity(0.5 * real + 3, real).item() == pytest.approx(0.5)
    corner = real.clone()
    corner[..., 1:, :] = 0  # a quarter of the numbers keeps its variance
    share = corner.var(0).mean() / real.var(0).mean()
    assert diversity(corner, real).item() == pytest.approx(share.sqrt().item())
    assert diversity(real, torch.zeros_like(real)).isfinite()


def test_separation_and_diversity_carry_the_critics_name_and_no_gradient() -> None:
    turn = turn_of()
    turn.game.players["D2"] = turn.game.players["D"]
    critic_loss(NONSATURATING, Duel(d="D2"), penalties=[r1(1)])(turn)
    assert turn.readings.keys() == {"D2(real)", "D2(fake)", "D2/separation", "D2/diversity"}
    assert all(v.ndim == 0 and not v.requires_grad for v in turn.readings.values())
    fakes = turn.net("G").pictures.detach()
    wanted = diversity(fakes, turn.batch.x).item()
    assert turn.readings["D2/diversity"].item() == pytest.approx(wanted)
