"""The U-Net: as narrow in the middle as its size allows, with every level's maps handed across."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.nets.layers import Dropout
from gan_core.nets.unet import Level, MapNorm, UNet, halvings


def unet(size: int, depth: int = 8, norm: MapNorm = "instance", dropout: float = 0.0) -> UNet:
    stream = torch.Generator().manual_seed(0)
    return UNet(
        1, 3, size, width=4, depth=depth, norm=norm, dropout=dropout, init="normal", stream=stream
    )


@pytest.mark.parametrize(("size", "levels"), [(64, 6), (32, 5), (28, 2), (36, 2), (16, 4), (4, 2)])
def test_the_side_is_halved_while_it_is_even(size: int, levels: int) -> None:
    assert halvings(size, 9) == levels
    net = unet(size)
    pictures = net(torch.randn(2, 1, size, size))
    assert pictures.shape == (2, 3, size, size) and pictures.abs().max() <= 1
    assert sum(isinstance(part, Level) for part in net.modules()) == levels - 1


def test_depth_bounds_it() -> None:
    assert halvings(64, 3) == 3
    assert sum(isinstance(part, Level) for part in unet(64, depth=1).modules()) == 0
    assert unet(64, depth=1)(torch.zeros(1, 1, 64, 64)).shape == (1, 3, 64, 64)


def test_one_picture_alone_is_a_batch_where_each_is_normalised_alone() -> None:
    net, source = unet(32).train(), torch.randn(3, 1, 32, 32)
    together = net(source)
    torch.testing.assert_close(net(source[1:2]), together[1:2], atol=1e-5, rtol=1e-4)
    mixed = unet(32, norm="batch").train()
    assert not torch.allclose(mixed(source)[1:2], mixed(source[1:])[:1], atol=1e-3)


def test_what_the_first_layer_sees_reaches_the_last_past_the_middle() -> None:
    net, source = unet(16), torch.randn(1, 1, 16, 16, requires_grad=True)
    assert isinstance(net.block, Level)
    nn.init.zeros_(net.block.inside.up[1].weight)  # what comes from further down is silent
    (slope,) = torch.autograd.grad(net(source).sum(), source)
    assert slope.abs().sum() > 0


def test_dropout_is_next_to_the_middle_draws_from_its_stream_and_ends_with_training() -> None:
    net, source = unet(64, dropout=0.5), torch.randn(1, 1, 64, 64)
    dropping = [
        isinstance(part.up[-1], Dropout) for part in net.modules() if isinstance(part, Level)
    ]
    assert dropping == [False, False, True, True, True]  # from the outermost to the middle
    few = [part for part in unet(28, dropout=0.5).modules() if isinstance(part, Dropout)]
    assert len(few) == 1
    first, second = net(source), net(source)
    assert not torch.equal(first, second)
    net.eval()
    assert torch.equal(net(source), net(source))
