"""The `source` presets are what their origins say, layer by layer and number by number."""

from __future__ import annotations

import pytest
from torch import nn

from gan_core.data.base import Spec
from gan_core.game import Game, Stage
from gan_core.nets.layers import Dropout
from gan_core.recipes import RECIPES, Plan
from gan_core.rng import Rng

DIGITS = Spec(1, 28, tuple("0123456789"))
ITEMS = 60_000


def source(name: str) -> tuple[Game, tuple[Stage, ...]]:
    recipe = RECIPES[name]
    params = recipe.settings("source")
    return recipe.make(params, DIGITS, Rng(0)), recipe.stages(params, Plan(DIGITS, ITEMS))


def layers(net: nn.Module) -> list[str]:
    """What the network is made of, in order, in words."""
    return [text for module in net.modules() if (text := in_words(module))]


def in_words(module: nn.Module) -> str:
    bias = "" if getattr(module, "bias", None) is not None else " no bias"
    if isinstance(module, nn.Linear):
        return f"linear {module.in_features}-{module.out_features}{bias}"
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        kind = "up" if isinstance(module, nn.ConvTranspose2d) else "conv"
        size, stride = module.kernel_size[0], module.stride[0]
        return f"{kind} {module.in_channels}-{module.out_channels} {size}/{stride}{bias}"
    if isinstance(module, nn.LeakyReLU):
        return f"leaky {module.negative_slope:g}" if module.negative_slope else "relu"
    if isinstance(module, Dropout):
        return f"dropout {module.p:g}"
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        return f"norm {module.num_features}"
    return "tanh" if isinstance(module, nn.Tanh) else ""


G_DCGAN = [
    "norm 12544", "leaky 0.3", "up 256-128 5/1 no bias", "norm 128", "leaky 0.3",
    "up 128-64 5/2 no bias", "norm 64", "leaky 0.3", "up 64-1 5/2 no bias", "tanh",
]  # fmt: skip
D_DCGAN = [
    "conv 1-64 5/2", "leaky 0.3", "dropout 0.3", "conv 64-128 5/2", "leaky 0.3", "dropout 0.3",
    "linear 6272-1",
]  # fmt: skip
NETS = {
    "vanilla": (
        ["linear 100-256", "relu", "linear 256-784", "tanh"],
        ["linear 784-256", "leaky 0.2", "linear 256-1"],
    ),
    "mlp": (
        [
            "linear 100-128", "leaky 0.2",
            "linear 128-256", "norm 256", "leaky 0.2",
            "linear 256-512", "norm 512", "leaky 0.2",
            "linear 512-784", "tanh",
        ],
        ["linear 784-512", "leaky 0.2", "linear 512-256", "leaky 0.2", "linear 256-1"],
    ),
    "dcgan": (["linear 100-12544 no bias", *G_DCGAN], D_DCGAN),
    "cdcgan": (["linear 110-12544 no bias", *G_DCGAN], [*D_DCGAN, "linear 6272-10"]),
}  # fmt: skip


@pytest.mark.parametrize("name", NETS)
def test_networks_are_those_of_the_origin(name: str) -> None:
    game, _stages = source(name)
    assert (layers(game.net("G")), layers(game.net("D"))) == NETS[name]


@pytest.mark.parametrize(
    ("name", "lr", "betas", "batch", "epochs"),
    [
        ("vanilla", 2e-4, (0.9, 0.999), 64, 10),
        ("mlp", 2e-4, (0.5, 0.999), 64, 200),
        ("dcgan", 1e-4, (0.9, 0.999), 256, 50),
        ("cdcgan", 1e-4, (0.9, 0.999), 256, 50),
    ],
)
def test_rates_batch_and_length_are_those_of_the_origin(
    name: str, lr: float, betas: tuple[float, float], batch: int, epochs: int
) -> None:
    game, stages = source(name)
    for player in game.players.values():
        group = player.opt.param_groups[0]
        assert (type(player.opt).__name__, group["lr"], group["betas"]) == ("Adam", lr, betas)
        assert player.ema is None
    assert [stage.batch for stage in stages] == [batch]
    assert stages[0].steps == -(-epochs * ITEMS // batch)


def test_dcgan_moves_both_players_at_one_point_and_keeps_a_grid_every_five_epochs() -> None:
    _game, stages = source("dcgan")
    assert [list(phase.moves) for phase in stages[0].phases] == [["D", "G"]]
    assert RECIPES["dcgan"].settings("source").grid_epochs == 5


def test_mlp_moves_g_first_and_vanilla_d_first() -> None:
    orders = {name: [next(iter(p.moves)) for p in source(name)[1][0].phases] for name in NETS}
    assert orders["mlp"] == ["G", "D"]
    assert orders["vanilla"] == ["D", "G"]


def test_a_d_that_is_given_the_digit_does_not_classify() -> None:
    recipe = RECIPES["cdcgan"]
    game = recipe.make(recipe.settings("source", {"d_sees_label": True}), DIGITS, Rng(0))
    assert layers(game.net("D")) == ["conv 11-64 5/2", *D_DCGAN[1:]]
