"""Layers with randomness of their own, and how a label enters a network."""

from __future__ import annotations

import copy

import pytest
import torch

from gan_core.nets.layers import Dropout, ToMaps, join_label, label_planes


def stream(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_dropout_keeps_the_mean_and_drops_the_share() -> None:
    out = Dropout(0.25, stream())(torch.ones(20_000))
    assert out.unique().tolist() == pytest.approx([0, 4 / 3])
    assert (out == 0).float().mean().item() == pytest.approx(0.25, abs=0.02)
    assert out.mean().item() == pytest.approx(1, abs=0.02)


def test_dropout_draws_from_its_own_stream_only() -> None:
    before = torch.get_rng_state()
    one, two = Dropout(0.5, stream()), Dropout(0.5, stream())
    torch.rand(3)
    torch.set_rng_state(before)
    assert torch.equal(one(torch.ones(50)), two(torch.ones(50)))
    assert torch.equal(torch.get_rng_state(), before)
    assert not torch.equal(one(torch.ones(50)), Dropout(0.5, stream())(torch.ones(50)))


@pytest.mark.parametrize(("p", "training"), [(0.5, False), (0.0, True)])
def test_dropout_that_does_nothing_draws_nothing(p: float, training: bool) -> None:
    layer, x = Dropout(p, stream()).train(training), torch.ones(9)
    before = layer.stream.get_state()
    assert layer(x) is x and torch.equal(layer.stream.get_state(), before)


def test_a_copied_layer_keeps_its_mode_and_shares_the_stream() -> None:
    layer = Dropout(0.5, stream()).eval()
    twin = copy.deepcopy(layer)
    assert twin.stream is layer.stream and twin.p == 0.5 and not twin.training
    twin.train()
    assert not layer.training


def test_maps_hold_the_same_numbers_channels_last() -> None:
    maps = ToMaps(2, 3)(torch.arange(24.0).view(2, 12))
    assert maps.shape == (2, 3, 2, 2)
    assert maps[0, :, 0, 0].tolist() == [0, 1, 2] and maps[0, 0].flatten().tolist() == [0, 3, 6, 9]
    assert maps.is_contiguous(memory_format=torch.channels_last)


def test_a_label_is_joined_one_hot() -> None:
    x, y = torch.zeros(2, 1), torch.tensor([2, 0])
    assert join_label(x, y, 3).tolist() == [[0, 0, 0, 1], [0, 1, 0, 0]]
    assert join_label(x, None, 0) is x


def test_label_planes_are_constant_and_follow_the_picture() -> None:
    got = label_planes(torch.full((2, 1, 2, 2), 7.0), torch.tensor([1, 0]), 2)
    assert got.shape == (2, 3, 2, 2)
    assert got[:, :, 0, 0].tolist() == [[7, 0, 1], [7, 1, 0]]
    assert torch.equal(got, got[:, :, :1, :1].expand_as(got))


@pytest.mark.parametrize("join", [join_label, label_planes])
def test_a_conditional_network_without_labels_says_so(join: object) -> None:
    with pytest.raises(ValueError, match="conditional: it needs labels"):
        join(torch.zeros(1, 1, 2, 2), None, 3)
