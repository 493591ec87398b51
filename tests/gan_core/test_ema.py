"""The average of G: its warm-up, its buffers, its distance from the optimizer."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.ema import Ema
from gan_core.nets.layers import Dropout


def filled(net: nn.Module, value: float) -> nn.Module:
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.fill_(value)
    return net


def test_the_decay_warms_up_and_then_stays() -> None:
    net = filled(nn.Linear(1, 1), 0.0)
    ema = Ema(net, decay=0.25)
    filled(net, 1.0)
    expected = 0.0
    for t in range(1, 6):
        ema.update(net)
        decay = min(0.25, (1 + t) / (10 + t))
        expected = decay * expected + (1 - decay)
        assert ema.net.weight.item() == pytest.approx(expected)
    assert ema.updates == 5 and (1 + 1) / (10 + 1) < 0.25 < (1 + 3) / (10 + 3)


def test_buffers_are_copied_and_not_averaged() -> None:
    net = nn.BatchNorm1d(2)
    ema = Ema(net, decay=0.9)
    net.train()(torch.randn(8, 2, generator=torch.Generator().manual_seed(1)))
    ema.update(net)
    assert torch.equal(ema.net.running_mean, net.running_mean)
    assert ema.net.num_batches_tracked == 1 and net.running_mean.norm() > 0


def test_the_copy_stays_in_evaluation_mode_and_asks_for_no_gradient() -> None:
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)).train()
    ema = Ema(net, 0.9)
    ema.update(net)
    assert net.training and not any(module.training for module in ema.net.modules())
    assert not any(parameter.requires_grad for parameter in ema.net.parameters())
    assert all(parameter.requires_grad for parameter in net.parameters())


def test_updating_does_not_change_the_network() -> None:
    net = filled(nn.Linear(2, 2), 3.0)
    ema = Ema(filled(nn.Linear(2, 2), 1.0), 0.5)
    ema.update(net)
    assert net.weight.unique().tolist() == [3.0] and (ema.net.weight > 1).all()


def test_a_copy_draws_from_the_same_stream_as_its_network() -> None:
    stream = torch.Generator()
    ema = Ema(nn.Sequential(Dropout(0.5, stream)), 0.9)
    assert ema.net[0].stream is stream
