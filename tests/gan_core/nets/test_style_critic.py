"""StyleGAN's D: it sees how varied a batch is, and judges pictures of any size."""

from __future__ import annotations

import pytest
import torch

from gan_core.data.spec import Pictures
from gan_core.losses.penalties import has_batch_statistics, judges_batches
from gan_core.nets.style_critic import BatchDeviation, Discriminator


def test_the_deviation_of_a_group_is_a_map_of_its_own() -> None:
    x = torch.zeros(4, 2, 3, 3)
    x[:2] = 1.0
    out = BatchDeviation()(x)
    assert out.shape == (4, 3, 3, 3)
    torch.testing.assert_close(out[:, 2], torch.full((4, 3, 3), 0.5))
    assert torch.equal(out[:, :2], x)


def test_a_batch_of_one_kind_of_picture_has_no_deviation() -> None:
    out = BatchDeviation()(torch.ones(8, 1, 2, 2))
    torch.testing.assert_close(out[:, 1], torch.full((8, 2, 2), 1e-4))


@pytest.mark.parametrize("count", [1, 2, 3, 6, 8])
def test_any_number_of_pictures_is_judged(count: int) -> None:
    assert Discriminator(Pictures(3, 36), 2, 4)(torch.zeros(count, 3, 36, 36)).shape == (count,)


def test_real_and_fake_are_judged_apart_and_its_penalties_are_allowed() -> None:
    d = Discriminator(Pictures(), 2, 4)
    assert judges_batches(d) and not has_batch_statistics(d)
