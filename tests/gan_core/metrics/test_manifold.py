from __future__ import annotations

import pytest
import torch

from gan_core.errors import UserError
from gan_core.metrics import distances
from gan_core.metrics.manifold import manifold
from tests.gan_core.metrics.draws import clusters, normal


def test_a_set_against_itself_has_precision_recall_and_coverage_1() -> None:
    x = normal(200, 6)
    seen = manifold(x, x)
    assert (seen.precision, seen.recall, seen.coverage) == (1, 1, 1)
    # The fakes in a ball are its centre and its five neighbours: (5 + 1) / 5.
    assert seen.density == pytest.approx(1.2)


def test_the_balls_of_a_worked_example() -> None:
    # On a line, k = 1: real radii 1, 1, 2; fake radii .5, .5, 7.5.
    real, fake = torch.tensor([[0.0], [1.0], [3.0]]), torch.tensor([[0.4], [0.9], [8.4]])
    seen = manifold(real, fake, k=1, k_density=1)
    assert seen.precision == pytest.approx(2 / 3)  # .4 and .9 lie near real ones, 8.4 does not
    assert seen.recall == pytest.approx(1.0)  # 0 and 1 near .4 and .9, 3 in the ball of 8.4
    assert seen.density == pytest.approx((2 + 2 + 0) / 3)
    assert seen.coverage == pytest.approx(2 / 3)


def test_another_sample_of_the_same_distribution_scores_like_real_ones() -> None:
    seen = manifold(normal(500, 4, 1), normal(500, 4, 2))
    assert min(seen.precision, seen.recall, seen.coverage) > 0.85
    assert seen.density == pytest.approx(1, abs=0.1)


def test_dropped_modes_cost_recall_and_coverage_only() -> None:
    real, _ = clusters(500, 10, seed=1)
    fake, _ = clusters(500, 4, seed=2)
    seen = manifold(real, fake)
    assert seen.recall < 0.45 and seen.coverage < 0.45
    assert seen.precision > 0.8 and seen.density > 0.9


def test_noise_costs_precision_and_density() -> None:
    real, _ = clusters(500, 10, seed=1)
    fake, _ = clusters(500, 10, seed=2)
    noisy = torch.cat([fake[:250], 20 * normal(250, 8, 3)])
    clean, spoilt = manifold(real, fake), manifold(real, noisy)
    assert clean.precision > 0.8 and clean.density > 0.9
    assert spoilt.precision < clean.precision - 0.4
    assert spoilt.density < clean.density - 0.4


def test_a_real_outlier_inflates_precision_but_hardly_density() -> None:
    # Naeem et al., figure 1: the outlier's ball holds every fake.
    real = torch.cat([normal(300, 4, 1), torch.full((1, 4), 60.0)])
    seen = manifold(real, 50 + normal(301, 4, 2))
    assert seen.precision > 0.95 and seen.density < 0.25 and seen.coverage < 0.01


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    real, fake = normal(120, 4, 1), normal(100, 4, 2)
    whole = manifold(real, fake)
    monkeypatch.setattr(distances, "CELLS", 1000)
    assert manifold(real, fake) == whole


def test_too_few_pictures_are_refused() -> None:
    with pytest.raises(UserError, match="more than 5 pictures, not 5"):
        manifold(normal(50, 3), normal(5, 3))
