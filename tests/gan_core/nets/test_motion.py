"""Pixels that are moved: what goes on, what turns round, and what is drawn instead."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from gan_core.nets.motion import DRAWN, MOVED, TURNS, Motion
from tests.gan_core.recipes import films

REACH = 2


class Says(nn.Module):
    """A network that says of all pixels how they turn, and whether they are moved or drawn."""

    def __init__(self, inputs: int, outputs: int, turn: int | None, mask: float) -> None:
        super().__init__()
        self.inputs, self.outputs, self.turn, self.mask = inputs, outputs, turn, mask

    def forward(self, strip: Tensor) -> Tensor:
        assert strip.shape[1] == self.inputs
        answer = strip.new_zeros(len(strip), self.outputs, *strip.shape[2:])
        answer[:, len(TURNS)] = self.mask
        if self.turn is not None:
            answer[:, : len(TURNS)] = -1
            answer[:, self.turn] = 1
        return answer


def motion(turn: int | None = None, mask: float = -1, channels: int = 1, frames: int = 3) -> Motion:
    return Motion(lambda i, o: Says(i, o, turn, mask), channels, frames, REACH)


def film(down: list[int], across: list[int]) -> Tensor:
    """A patterned square in the middle that is at each of these places, (1, frames, 20, 20)."""
    square = torch.rand(5, 5, generator=torch.Generator().manual_seed(1))
    frames = torch.full((1, len(down), 20, 20), -1.0)
    for at, (y, x) in enumerate(zip(down, across, strict=True)):
        frames[0, at, 7 + y : 12 + y, 7 + x : 12 + x] = square
    return frames


def error(frame: Tensor, truth: Tensor) -> float:
    return float((frame - truth).abs().mean())


@torch.no_grad()
def test_matching_alone_moves_on_what_moved() -> None:
    strips = film([0, 1, 2, 3], [0, -2, -4, -6])
    assert error(motion()(strips[:, :3]), strips[:, 3:]) < 0.02
    assert error(strips[:, 2:3], strips[:, 3:]) > 0.1


@torch.no_grad()
@pytest.mark.parametrize(
    ("turn", "next_step"), [(0, (1, 2)), (1, (1, -2)), (2, (-1, 2)), (3, (-1, -2))]
)
def test_the_network_says_how_all_turn_round(turn: int, next_step: tuple[int, int]) -> None:
    down, across = next_step
    strips = film([0, 1, 2, 2 + down], [0, 2, 4, 4 + across])
    errors = [error(motion(at)(strips[:, :3]), strips[:, 3:]) for at in range(len(TURNS))]
    assert errors[turn] < 0.02 < 0.05 < min(errors[:turn] + errors[turn + 1 :])


@torch.no_grad()
def test_the_mask_chooses_what_is_drawn() -> None:
    strip = films.SPEC.to_numbers(films.squares(2, 4)[:, :3])
    moved = 1 - torch.tensor(DRAWN - MOVED).sigmoid()
    assert motion(mask=1)(strip).abs().max() <= 2 * moved  # the network draws grey, 0


@torch.no_grad()
def test_colours_move_together() -> None:
    grey = film([0, 1, 2], [0, 1, 2])
    shades = torch.tensor([1.0, 0.6, -0.5]).view(1, 1, 3, 1, 1)
    coloured = (shades * (grey[:, :, None] + 1) - 1).clamp(-1, 1)
    frame = motion(channels=3, frames=2)(coloured[:, :2].flatten(1, 2))
    assert frame.shape == (1, 3, 20, 20)
    assert error(frame, coloured[:, 2]) < 0.03


def test_how_much_matching_counts_is_learned() -> None:
    strips = films.SPEC.to_numbers(films.squares(6, 3)[:, :4])
    g = motion()
    (g(strips[:, :3]) - strips[:, 3:]).square().mean().backward()
    assert g.counts.grad is not None and g.counts.grad.abs().min() > 0
