"""The fixed eye sees as the shipped classifier does, each channel alone, at any size."""

from __future__ import annotations

import torch
from torch import nn

from gan_core.metrics.reference import reference
from gan_core.nets.perception import perception


def test_its_maps_are_those_of_the_classifier() -> None:
    digits = torch.rand(3, 1, 28, 28) * 2 - 1
    layers = list(reference("mnist").net.maps.children())
    second = [place for place, one in enumerate(layers) if isinstance(one, nn.Conv2d)][1]
    wanted = nn.Sequential(*layers[: second + 2])(digits)
    assert torch.allclose(perception()(digits), wanted, atol=1e-5)


def test_each_channel_is_looked_at_alone_and_any_size_will_do() -> None:
    pictures = torch.rand(2, 3, 64, 64) * 2 - 1
    maps = perception()(pictures)
    assert maps.shape == (2, 3 * 64, 32, 32)
    green = perception()(pictures[:, 1:2])
    assert torch.allclose(maps[:, 64:128], green, atol=1e-5)


def test_nothing_of_it_is_trained() -> None:
    assert not list(perception().parameters())
    pictures = torch.rand(1, 1, 16, 16, requires_grad=True)
    perception()(pictures).sum().backward()
    assert pictures.grad is not None and pictures.grad.abs().max() > 0
