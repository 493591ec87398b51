"""Pixels that are moved: matching alone follows what goes on, the network overrules it."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_core.data.spec import Pictures
from gan_core.nets.motion import MASK, MOVED, Motion
from tests.gan_core.recipes.worked import films

REACH, PLACES = 2, 25


class Says(nn.Module):
    """A network that says nothing of places, unless of one, and chooses what is moved."""

    def __init__(
        self, inputs: int, outputs: int, place: int | None = None, mask: float = -1
    ) -> None:
        super().__init__()
        self.outputs, self.place, self.mask = outputs, place, mask
        self.inputs = inputs

    def forward(self, maps: Tensor) -> Tensor:
        assert maps.shape[1] == self.inputs
        answer = maps.new_zeros(len(maps), self.outputs, *maps.shape[2:])
        answer[:, PLACES] = self.mask
        if self.place is not None:
            answer[:, self.place] = 1
        return answer


def test_matching_alone_moves_on_what_moved() -> None:
    strips = films.SPEC.to_numbers(films.squares(6, 3)[:, :4])
    g = Motion(Says, 1, 3, REACH)
    with torch.no_grad():
        error, before = (
            (frame - strips[:, 3:]).abs()[..., 4:].mean()
            for frame in (g(strips[:, :3]), strips[:, 2:3])
        )
    assert error < before / 2


def test_the_network_can_overrule_matching_and_each_place_is_as_far_as_it_says() -> None:
    strip = films.SPEC.to_numbers(films.squares(2, 4)[:, :3])
    for place in (0, 7, 12, 24):
        g = Motion(lambda i, o, place=place: Says(i, o, place), 1, 3, REACH)  # type: ignore[misc]
        g.counts.data = torch.tensor([0.0, 0.0, 1.0])
        down, across = divmod(place, 2 * REACH + 1)
        wide = nn.functional.pad(strip[:, 2:], [REACH] * 4, value=-1.0)
        expected = wide[:, :, down : down + films.SIZE, across : across + films.SIZE]
        torch.testing.assert_close(g(strip), expected, atol=2e-3, rtol=0)


def test_the_mask_chooses_what_is_drawn() -> None:
    strip = films.SPEC.to_numbers(films.squares(2, 4)[:, :3])
    g = Motion(lambda i, o: Says(i, o, 12, mask=1), 1, 3, REACH)
    drawn = 1 - torch.tensor(MASK - MOVED).sigmoid()
    assert g(strip).abs().max() <= 2 * drawn  # the network draws grey, 0


def test_colours_move_together() -> None:
    spec = Pictures(3, 8, source=Pictures(3, 8, frames=2))
    strip = torch.rand(2, 6, 8, 8, generator=torch.Generator().manual_seed(1)) * 2 - 1
    g = Motion(lambda i, o: Says(i, o, 12), 3, 2, REACH)
    assert spec.source is not None and strip.shape[1:] == spec.source.shape
    g.counts.data = torch.tensor([0.0, 0.0, 1.0])
    torch.testing.assert_close(g(strip), strip[:, 3:], atol=2e-3, rtol=0)


def test_how_much_matching_counts_is_learned() -> None:
    strips = films.SPEC.to_numbers(films.squares(6, 3)[:, :4])
    g = Motion(Says, 1, 3, REACH)
    (g(strips[:, :3]) - strips[:, 3:]).square().mean().backward()
    assert g.counts.grad is not None and g.counts.grad[:2].abs().min() > 0
