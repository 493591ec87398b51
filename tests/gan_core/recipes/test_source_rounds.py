"""How the `source` presets play and start, where their origins say so: moves, latents, weights."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from gan_core.answers import pack_of, verdict
from gan_core.data.base import Batch
from gan_core.game import Turn
from gan_core.nets.equal import EqualConv
from gan_core.recipes import RECIPES
from gan_core.usage import Request
from tests.gan_core.recipes.small import DUELS
from tests.gan_core.recipes.test_sources import source


@pytest.mark.parametrize(("name", "factor"), [("maxout", 1.000004), ("cgan", 1.00004)])
def test_the_rate_of_2014_falls_each_round_and_the_momentum_ends_at_seven_tenths(
    name: str, factor: float
) -> None:
    game, (stage,) = source(name)
    (hook,) = stage.phases[-1].after
    groups = [player.opt.param_groups[0] for player in game.players.values()]
    hook(game)
    for group in groups:
        assert group["lr"] == pytest.approx(0.1 / factor, rel=1e-12)
        assert group["momentum"] == pytest.approx(0.5 + 0.2 / stage.steps, rel=1e-12)
        group |= {"lr": 1.000001e-6, "momentum": 0.6999999}
    hook(game)
    assert [(group["lr"], group["momentum"]) for group in groups] == [(1e-6, 0.7)] * 2


@pytest.mark.parametrize("name", ["maxout", "cgan"])
def test_weights_of_2014_start_within_a_twentieth_in_g_and_a_two_hundredth_in_d(name: str) -> None:
    game, _stages = source(name)
    for player, reach in (("G", 0.05), ("D", 0.005)):
        for key, value in game.net(player).named_parameters():
            most = value.abs().max().item()
            assert most == 0 if key.endswith("bias") else 0.9 * reach < most <= reach, key


def test_wgans_weights_are_clipped_after_each_of_ds_moves_and_no_one_elses() -> None:
    clipped = {
        name: [list(p.moves) for p in source(name)[1][0].phases if p.after]
        for name in DUELS
        if name not in ("maxout", "cgan")
    }
    assert clipped.pop("wgan") == [["D"]]
    assert not any(clipped.values())


def test_pacgans_d_sees_the_channels_of_two_pictures_and_says_one_number() -> None:
    game, _stages = source("pacgan")
    assert game.net("D")(torch.zeros(6, 1, 28, 28)).logit.shape == (3,)


def test_dcgan_moves_both_players_at_one_point_and_keeps_a_grid_every_five_epochs() -> None:
    _game, stages = source("dcgan")
    assert [list(phase.moves) for phase in stages[0].phases] == [["D", "G"]]
    assert RECIPES["dcgan"].preset("source").grid_epochs == 5


def test_mlp_moves_g_first_and_vanilla_d_first() -> None:
    for name, order in (("mlp", ["G", "D"]), ("vanilla", ["D", "G"])):
        _game, (stage,) = source(name)
        assert [next(iter(phase.moves)) for phase in stage.phases] == order


@pytest.mark.parametrize("name", ["maxout", "cgan"])
def test_both_gans_of_2014_move_at_one_point_on_the_same_fakes_with_half_of_ds_loss(
    name: str,
) -> None:
    game, (stage,) = source(name)
    assert [list(phase.moves) for phase in stage.phases] == [["D", "G"]]
    turn = Turn(game, Batch(torch.zeros(4, 1, 28, 28), torch.arange(4)))
    d, g = (stage.phases[0].moves[player](turn) for player in ("D", "G"))
    # At first D says next to nothing: each half is worth ln 2 / 2, and G's whole ln 2.
    assert [term.mean().item() for term in (d["real"], d["fake"], g["adversarial"])] == (
        pytest.approx([0.3466, 0.3466, 0.6931], abs=1e-3)
    )
    # The same verdict, dropout and all: log D(fake) and log (1 - D(fake)) are of one number.
    odds = (2 * d["fake"]).neg().exp() + g["adversarial"].neg().exp()
    torch.testing.assert_close(odds, torch.ones(4))


READS_UNIT = {"maxout", "cgan", "lsgan", "wgan_gp"}


@pytest.mark.parametrize("name", DUELS)
def test_d_reads_brightness_from_0_to_1_where_the_origin_does(name: str) -> None:
    game, _stages = source(name)
    d = game.net("D").eval()
    read: list[torch.Tensor] = []
    first = next(m for m in d.modules() if isinstance(m, (nn.Linear, nn.Conv2d, EqualConv)))
    first.register_forward_pre_hook(lambda module, given: read.append(given[0]))
    black_and_white = torch.tensor([-1.0, 1.0]).view(2, 1, 1, 1).expand(-1, 1, 28, 28)
    d(black_and_white.contiguous(), torch.tensor([0, 1]))
    low = 0.0 if name in READS_UNIT else -1.0
    assert (read[0].min().item(), read[0].max().item()) == (low, 1.0)


def test_wgan_gps_penalty_takes_ds_slope_by_what_d_reads() -> None:
    game, (stage,) = source("wgan_gp")
    d = game.net("D")
    turn = Turn(game, Batch(torch.rand(6, 1, 28, 28) * 2 - 1))
    with torch.no_grad():
        for parameter in d.parameters():
            parameter.zero_()
        d.head.bias.fill_(3.0)
    # A flat D: ||slope|| is 0, whatever its unit.
    assert stage.phases[0].moves["D"](turn)["gp"].tolist() == [10.0] * 6

    class Linear(nn.Module):
        def forward(self, x: torch.Tensor, cond: torch.Tensor | None = None) -> torch.Tensor:
            return ((x + 1) / 2).flatten(1)[:, 0] * 3

    game.players["D"].net = Linear()
    (gp,) = {round(v, 4) for v in stage.phases[0].moves["D"](turn)["gp"].tolist()}
    assert gp == 10 * (3 - 1) ** 2


def test_pacgans_batch_is_64_packs_and_g_moves_twice_on_ds_latents() -> None:
    game, (stage,) = source("pacgan")
    assert stage.batch // pack_of(game.net("D")) == 64
    assert [(list(p.moves), p.repeat) for p in stage.phases] == [
        (["D"], 1), (["G"], 1), (["G"], 1)
    ]  # fmt: skip
    given: list[torch.Tensor] = []
    game.net("G").register_forward_pre_hook(lambda net, inputs: given.append(inputs[0]))
    turn = Turn(game, Batch(torch.zeros(4, 1, 28, 28)))
    for phase in stage.phases:
        for loss in phase.moves.values():
            loss(turn)
    assert len(given) == 3 and all(torch.equal(z, given[0]) for z in given)


@pytest.mark.parametrize("name", ["lsgan", "pacgan", "wgan", "sngan"])
def test_dcgans_weights_start_with_a_spread_of_two_hundredths(name: str) -> None:
    game, _stages = source(name)
    for player in ("G", "D"):
        for module in game.net(player).modules():
            if isinstance(module, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
                parts = getattr(module, "parametrizations", None)
                weight = module.weight if parts is None else parts.weight.original
                assert weight.std().item() == pytest.approx(0.02, rel=0.15)
                assert module.bias is None or not module.bias.any()


def test_wgan_gps_weights_start_with_hes_variance() -> None:
    game, _stages = source("wgan_gp")
    g, d = game.net("G"), game.net("D")
    dense, last = g.layers[0], g.layers[-2]
    assert dense.weight.var().item() == pytest.approx(2 / (128 + 12544), rel=0.05)
    assert last.weight.var().item() == pytest.approx(4 / (64 * 25 / 4 + 25), rel=0.1)
    assert d.body[3].weight.var().item() == pytest.approx(4 / (64 * 25 + 128 * 25 / 4), rel=0.05)
    assert not any(m.bias.any() for net in (g, d) for m in net.modules() if hasattr(m, "bias"))


@pytest.mark.parametrize("name", ["maxout", "cgan"])
def test_gans_of_2014_read_their_latents_with_the_spread_of_n_0_1(name: str) -> None:
    game, _stages = source(name)
    z = game.net("G").prior(torch.randn(20_000, generator=torch.Generator().manual_seed(1)))
    assert z.var().item() == pytest.approx(1, rel=0.02) and z.abs().max() < 3**0.5


def test_r3gans_samples_are_cut_to_the_range_of_pictures() -> None:
    game, _stages = source("r3gan")
    g, z = game.net("G"), 10 * torch.randn(8, 64, generator=torch.Generator().manual_seed(1))
    assert g(z).abs().max() > 1
    made = RECIPES["r3gan"].use.make({"G": g}, Request(z)).x
    assert torch.equal(made, g(z).clamp(-1, 1))
    assert verdict(game.net("D")(made)).logit.shape == (8,)
