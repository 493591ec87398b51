"""Layers with randomness of their own, and how a label enters a network."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import Tensor, nn

from gan_core.data.spec import Pictures
from gan_core.losses.adversarial import judge_both
from gan_core.nets.dcgan import Discriminator, DShape
from gan_core.nets.layers import (
    Dropout,
    Packed,
    Prior,
    StretchedSigmoid,
    ToMaps,
    in_levels,
    join_label,
    label_planes,
    prior_of,
    with_init,
    wrapper,
)
from gan_core.nets.mlp import Discriminator as Flat
from gan_core.rng import seeded


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


@pytest.mark.parametrize(
    ("prior", "low", "high"), [("uniform", -1, 1), ("wide", -(3**0.5), 3**0.5), ("cube", 0, 1)]
)
def test_a_prior_spreads_z_evenly_over_its_range(prior: Prior, low: float, high: float) -> None:
    u = prior_of(prior)(torch.randn(20_000, generator=stream()))
    even = torch.linspace(low, high, len(u))
    assert (u.sort().values - even).abs().max() < 0.025 * (high - low)
    assert u.min() >= low and u.max() <= high
    assert not list(prior_of(prior).state_dict())


def test_the_normal_prior_is_z_itself() -> None:
    z = torch.randn(5)
    assert prior_of("normal")(z) is z


def test_levels_read_pictures_from_0_to_1_and_leave_signed_ones_alone() -> None:
    x = torch.tensor([-1.0, 0.0, 1.0])
    assert in_levels(x, "unit").tolist() == [0, 0.5, 1] and in_levels(x, "signed") is x
    a = torch.linspace(-5, 5, 11)
    torch.testing.assert_close(in_levels(StretchedSigmoid()(a), "unit"), a.sigmoid())


LAYERS = {
    "dense": (lambda: nn.Linear(300, 500), 2 / 800),
    "conv": (lambda: nn.Conv2d(40, 80, 5, 2), 4 / (40 * 25 + 80 * 25 / 4)),
    "up": (lambda: nn.ConvTranspose2d(80, 40, 5, 2), 4 / (80 * 25 / 4 + 40 * 25)),
}


@pytest.mark.parametrize("kind", LAYERS)
def test_first_weights_have_the_spread_of_their_origin(kind: str) -> None:
    make, variance = LAYERS[kind]
    he, normal = (seeded(1, lambda how=how: with_init(make(), how)) for how in ("he", "normal"))
    assert he.weight.var().item() == pytest.approx(variance, rel=0.05)
    assert he.weight.abs().max().item() <= (3 * variance) ** 0.5
    assert normal.weight.std().item() == pytest.approx(0.02, rel=0.05)
    assert not he.bias.any() and not normal.bias.any()
    same, plain = seeded(1, lambda: with_init(make(), "torch")), seeded(1, make)
    assert torch.equal(same.weight, plain.weight) and torch.equal(same.bias, plain.bias)


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


class Listening(nn.Module):
    """A D that remembers what it was shown."""

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        self.seen = x
        return x.flatten(1).sum(1)


def numbered(count: int, channels: int) -> Tensor:
    return torch.arange(count * channels * 4.0).view(count, channels, 2, 2)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("pack", [1, 2, 3])
def test_a_pack_is_what_follows_each_other_joined_along_channels(channels: int, pack: int) -> None:
    net, x = Listening(), numbered(6, channels)
    logit = Packed(net, pack)(x).logit
    wanted = [torch.cat(list(x[start : start + pack])) for start in range(0, 6, pack)]
    assert torch.equal(net.seen, torch.stack(wanted))
    assert torch.equal(logit, torch.stack([pack.sum() for pack in wanted]))


def packed_d(pack: int, norm: str = "none") -> nn.Module:
    shape, spec = DShape(width=2, norm=norm, dropout=0.0), Pictures(3 * pack, 8)
    conv = seeded(1, lambda: Discriminator(spec, shape, stream()))
    flat = seeded(1, lambda: Flat(3 * pack * 64, [4]))
    return Packed(flat if norm == "none" else conv, pack).eval()


@pytest.mark.parametrize("norm", ["none", "spectral"])
@pytest.mark.parametrize("pack", [2, 3])
def test_a_verdict_depends_on_all_members_of_its_pack_and_on_no_other(pack: int, norm: str) -> None:
    d = packed_d(pack, norm)
    x = torch.randn(6, 3, 8, 8, generator=stream())
    before = d(x).logit
    assert before.shape == (6 // pack,)
    for row in range(6):
        other = x.clone()
        other[row] += 1
        changed = d(other).logit != before
        assert changed.tolist() == [at == row // pack for at in range(6 // pack)]
    swapped = x[[1, 0, *range(2, 6)]]
    assert d(swapped).logit[0] != before[0]  # side by side: the order within a pack counts


@pytest.mark.parametrize("norm", ["none", "spectral", "batch"])
def test_judging_real_and_fake_at_once_keeps_the_packs_apart(norm: str) -> None:
    d = packed_d(2, norm)
    real, fake = torch.randn(2, 6, 3, 8, 8, generator=stream())
    for got, x in zip(judge_both(d, real, fake, torch.arange(6)), (real, fake), strict=True):
        torch.testing.assert_close(got.logit, d(x).logit)
        if got.features is not None:
            torch.testing.assert_close(got.features, d(x).features)


def test_packs_that_a_batch_does_not_fill_are_an_error_and_never_a_wrong_answer() -> None:
    with pytest.raises(RuntimeError, match="invalid for input of size"):
        packed_d(2)(torch.zeros(3, 3, 8, 8))


def test_the_wrapper_is_spectral_norm_or_nothing() -> None:
    for norm in ("none", "batch"):
        layer = nn.Linear(2, 2)
        assert wrapper(norm)(layer) is layer and list(layer.state_dict()) == ["weight", "bias"]
    wrapped = seeded(1, lambda: wrapper("spectral")(nn.Linear(3, 2)))
    for _ in range(30):
        wrapped(torch.zeros(1, 3))
    assert torch.linalg.matrix_norm(wrapped.weight, 2).item() == pytest.approx(1, abs=1e-4)
