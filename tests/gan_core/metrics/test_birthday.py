from __future__ import annotations

import pytest
import torch

from gan_core.errors import UserError
from gan_core.metrics import distances
from gan_core.metrics.birthday import birthday, closest_pairs, sizes_for
from tests.gan_core.metrics.draws import normal


def sampler(support: int, n: int, seed: int, blur: float = 0.0) -> torch.Tensor:
    """`n` pictures of a generator that knows `support` pictures, each a little blurred."""
    rows = torch.randint(support, (n,), generator=torch.Generator().manual_seed(seed))
    return normal(support, 30, seed=50)[rows] + blur * normal(n, 30, seed + 1)


def test_a_planted_duplicate_is_the_closest_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    x = normal(200, 30)
    x[150] = x[20]
    for cells in (distances.CELLS, 500):
        monkeypatch.setattr(distances, "CELLS", cells)
        pairs = closest_pairs(x, 5)
        assert (pairs[0].first, pairs[0].second, pairs[0].distance) == (20, 150, 0.0)
        assert [p.distance for p in pairs] == sorted(p.distance for p in pairs)
        assert all(p.first < p.second for p in pairs)


def test_closest_pairs_are_those_of_all_pairs() -> None:
    x = normal(60, 4)
    every = torch.pdist(x)
    assert closest_pairs(x, 1)[0].distance == pytest.approx(float(every.min()))


@pytest.mark.parametrize("blur", [0.0, 0.05])
@pytest.mark.parametrize("support", [50, 1000])
def test_the_support_is_found_to_its_order_of_magnitude(support: int, blur: float) -> None:
    seen = birthday(sampler(support, 2000, 7, blur), normal(2000, 30, 9))
    assert seen.support is not None
    assert support / 3 < seen.support < 3 * support
    assert seen.shares[-1] == 1 and seen.shares == sorted(seen.shares)


def test_a_generator_as_varied_as_real_pictures_shows_no_support() -> None:
    seen = birthday(normal(2000, 30, 8), normal(2000, 30, 9))
    assert seen.support is None
    assert seen.at_least == seen.sizes[-1] ** 2 > 100_000
    assert len(seen.sizes) == len(seen.thresholds) == len(seen.shares)


def test_every_size_has_at_least_four_batches() -> None:
    assert sizes_for(15) == []
    assert sizes_for(16) == [4]
    assert sizes_for(1000)[-1] <= 250
    assert all(
        1.2 < b / a < 1.6 for a, b in zip(sizes_for(5000), sizes_for(5000)[1:], strict=False)
    )


def test_too_few_pictures_are_refused() -> None:
    with pytest.raises(UserError, match="at least 16"):
        birthday(normal(15, 3), normal(100, 3))
