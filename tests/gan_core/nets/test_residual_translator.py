"""CycleGAN's G: sizes, ranges, and how often it halves."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.nets.residual_translator import Block, ResidualTranslator


def net(size: int, downs: int = 2, blocks: int = 1) -> ResidualTranslator:
    return ResidualTranslator(
        1, 3, size, width=2, downs=downs, blocks=blocks, norm="instance", init="normal"
    )


@pytest.mark.parametrize("size", [4, 7, 28, 30, 32])
def test_a_picture_of_any_side_becomes_one_as_large(size: int) -> None:
    made = net(size)(torch.rand(2, 1, size, size))
    assert made.shape == (2, 3, size, size) and made.abs().max() <= 1


@pytest.mark.parametrize(
    ("size", "downs", "halved"), [(32, 2, 2), (30, 2, 1), (8, 4, 1), (7, 2, 0)]
)
def test_it_halves_while_the_side_is_even_and_not_below_four(
    size: int, downs: int, halved: int
) -> None:
    layers = list(net(size, downs).modules())
    assert sum(isinstance(one, nn.ConvTranspose2d) for one in layers) == halved
    assert sum(getattr(one, "stride", None) == (2, 2) for one in layers) == 2 * halved


@pytest.mark.parametrize(("inputs", "outputs"), [(1, 1), (1, 3), (3, 1), (3, 3)])
def test_where_it_says_the_change_it_begins_with_what_came(inputs: int, outputs: int) -> None:
    net = ResidualTranslator(
        inputs, outputs, 8, width=2, downs=1, blocks=1, norm="instance", init="torch", change=True
    )
    came = torch.rand(2, 1, 8, 8) * 2 - 1
    made = net(came.expand(-1, inputs, -1, -1))
    torch.testing.assert_close(made, (2 * came).tanh().expand(-1, outputs, -1, -1))


def test_a_block_adds_to_what_came() -> None:
    block = Block(2, "instance", "torch")
    for weights in block.parameters():
        nn.init.zeros_(weights)
    x = torch.rand(1, 2, 8, 8)
    assert torch.equal(block(x), x)
