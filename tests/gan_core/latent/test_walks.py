"""Walks: ends, norms, and why slerp exists."""

from __future__ import annotations

import pytest
import torch

from gan_core.errors import UserError
from gan_core.latent.walks import lerp, slerp, walk


def two(latent: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(2, latent, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("kind", ["lerp", "slerp"])
def test_a_walk_passes_through_every_seed(kind: str) -> None:
    stops = torch.randn(3, 16, generator=torch.Generator().manual_seed(1))
    frames = walk(stops, 9, kind)
    assert frames.shape == (9, 16)
    for frame, stop in ((0, 0), (4, 1), (8, 2)):
        torch.testing.assert_close(frames[frame], stops[stop])


def test_halfway_lerp_is_shorter_by_the_root_of_two_and_slerp_is_not() -> None:
    half = torch.tensor([0.5])
    pairs = [two(100, seed) for seed in range(200)]
    straight = torch.stack([lerp(a, b, half).norm() for a, b in pairs]).mean() / 10
    arc = torch.stack([slerp(a, b, half).norm() for a, b in pairs]).mean() / 10
    assert float(straight) == pytest.approx(0.707, abs=0.01)
    assert float(arc) == pytest.approx(1.0, abs=0.02)


def test_slerp_keeps_the_norm_of_unit_vectors_and_turns_evenly() -> None:
    a, b = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    path = slerp(a, b, torch.linspace(0, 1, 5))
    torch.testing.assert_close(path.norm(dim=1), torch.ones(5))
    angles = torch.atan2(path[:, 1], path[:, 0])
    torch.testing.assert_close(angles.diff(), torch.full((4,), torch.pi / 8))


def test_slerp_between_equal_points_stays_there() -> None:
    a = two(8)[0]
    torch.testing.assert_close(slerp(a, a, torch.linspace(0, 1, 3)), a.expand(3, 8))


@pytest.mark.parametrize(
    ("stops", "frames", "kind", "said"),
    [(1, 5, "lerp", "two seeds"), (2, 1, "lerp", "frames"), (2, 5, "bezier", "no walk")],
)
def test_an_impossible_walk_says_why(stops: int, frames: int, kind: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        walk(torch.zeros(stops, 4), frames, kind)
