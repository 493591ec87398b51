"""The `source` presets are what their origins say, layer by layer and number by number."""

from __future__ import annotations

import pytest
from torch import nn
from torch.nn.utils.parametrize import is_parametrized

from gan_core.data.spec import Pictures
from gan_core.game import Game, Stage, distinct_nets
from gan_core.nets.basis import Basis
from gan_core.nets.equal import Equal, EqualConv, Leaky
from gan_core.nets.layers import Dropout, StretchedSigmoid, ToUniform
from gan_core.nets.maxout import Maxout
from gan_core.nets.style import Noise
from gan_core.nets.style_critic import BatchDeviation
from gan_core.recipes import RECIPES, Plan
from gan_core.rng import Rng
from tests.gan_core.recipes.small import DUELS, fitting

DIGITS = Pictures(1, 28, classes=tuple("0123456789"))
ITEMS = 60_000


def source(name: str) -> tuple[Game, tuple[Stage, ...]]:
    recipe = RECIPES[name]
    settings, spec = (
        recipe.preset("source"),
        DIGITS if recipe.fits(DIGITS) else fitting(recipe).spec,
    )
    return recipe.make(settings, spec, Rng(0)), recipe.stages(settings, Plan(spec, ITEMS))


def layers(net: nn.Module) -> list[str]:
    """What the network is made of, in order, in words."""
    inner = {id(module.maps) for module in net.modules() if isinstance(module, Maxout)}
    outer = [module for module in net.modules() if id(module) not in inner]
    return [text for module in outer if (text := in_words(module))]


def in_words(module: nn.Module) -> str:
    bias = "" if getattr(module, "bias", None) is not None else " no bias"
    bias += " spectral" if is_parametrized(module) else ""
    if isinstance(module, Maxout):
        return f"maxout {module.maps.in_features}-{module.units}x{module.pieces}"
    if isinstance(module, nn.Linear):
        return f"linear {module.in_features}-{module.out_features}{bias}"
    if isinstance(module, nn.LSTM):
        return f"lstm {module.input_size}-{module.hidden_size}"
    if isinstance(module, nn.Conv1d):
        return f"words {module.kernel_size[0]}: {module.in_channels}-{module.out_channels}"
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        kind = "up" if isinstance(module, nn.ConvTranspose2d) else "conv"
        size, stride = module.kernel_size[0], module.stride[0]
        return f"{kind} {module.in_channels}-{module.out_channels} {size}/{stride}{bias}"
    if isinstance(module, nn.ReLU):
        return "relu"
    if isinstance(module, nn.LeakyReLU):
        return f"leaky {module.negative_slope:g}" if module.negative_slope else "relu"
    if isinstance(module, Dropout):
        return f"dropout {module.p:g}"
    if isinstance(module, nn.Embedding):
        spectral = bias.removeprefix(" no bias")
        return f"embed {module.num_embeddings}-{module.embedding_dim}{spectral}"
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        return f"norm {module.num_features}"
    if isinstance(module, nn.InstanceNorm2d):
        return f"instance {module.num_features}"
    if isinstance(module, nn.AvgPool2d):
        return f"mean {module.kernel_size}/{module.stride}"
    if isinstance(module, ToUniform):
        return f"z from {module.extra_repr()}"
    if isinstance(module, Basis):
        return "basis {}x{}x{}".format(*module.maps.shape)
    if isinstance(module, Equal):
        slow = "" if module.rate == 1 else f" rate {module.rate:g}"
        return "equal {1}-{0}".format(*module.weight.shape) + slow
    if isinstance(module, EqualConv):
        return "equal {1}-{0} {2}".format(*module.weight.shape) + bias
    if isinstance(module, nn.PixelShuffle):
        return f"shuffle {module.upscale_factor}"
    named = {
        nn.Tanh: "tanh", nn.PReLU: "prelu", StretchedSigmoid: "sigmoid", nn.Upsample: "twice",
        Leaky: "leaky 0.2", Noise: "noise", BatchDeviation: "deviation",
    }  # fmt: skip
    return named.get(type(module), "")


G_DENSE = "linear 100-12544 no bias"
G_DCGAN = [
    "norm 12544", "leaky 0.3", "up 256-128 5/1 no bias", "norm 128", "leaky 0.3",
    "up 128-64 5/2 no bias", "norm 64", "leaky 0.3", "up 64-1 5/2 no bias", "tanh",
]  # fmt: skip
D_DCGAN = [
    "conv 1-64 5/2", "leaky 0.3", "dropout 0.3", "conv 64-128 5/2", "leaky 0.3", "dropout 0.3",
    "linear 6272-1",
]  # fmt: skip


def relu(net: list[str]) -> list[str]:
    """The same with ReLU in place of LeakyReLU."""
    return ["relu" if text.startswith("leaky") else text for text in net]


def block(channels: int) -> list[str]:
    """A residual block of R3GAN's code, its inner layers twice as wide."""
    wide = 2 * channels
    return [
        f"conv {channels}-{wide} 1/1", "leaky 0.2", f"conv {wide}-{wide} 3/1", "leaky 0.2",
        f"conv {wide}-{channels} 1/1 no bias",
    ]  # fmt: skip


SPEAKER = ["embed 6-32", "lstm 32-32", "linear 32-5"]
CYCLE_D = [
    "conv 1-64 4/2", "leaky 0.2", "conv 64-128 4/2", "instance 128", "leaky 0.2",
    "conv 128-256 4/1", "instance 256", "leaky 0.2", "conv 256-1 4/1",
]  # fmt: skip
RESIDUE = [*2 * ["conv 256-256 3/1", "instance 256", "relu"]][:-1]
CYCLE_G = [
    "conv 1-64 7/1", "instance 64", "relu", "conv 64-128 3/2", "instance 128", "relu",
    "conv 128-256 3/2", "instance 256", "relu", *(RESIDUE * 9), "up 256-128 3/2", "instance 128",
    "relu", "up 128-64 3/2", "instance 64", "relu", "conv 64-1 7/1", "tanh",
]  # fmt: skip
RESIDUAL = [*2 * ["conv 64-64 3/1", "norm 64", "prelu"]][:-1]
TWICE = ["twice", "mean 2/1", "mean 2/1"]
HALF = ["mean 2/1", "mean 2/1", "mean 2/2"]
TOLD = ["norm 32", *2 * ["linear 168-32 no bias spectral"]]
SPECTRAL = [*2 * ["conv 32-32 3/1 spectral"], "conv 32-32 1/1 spectral"]
REFINED = [
    "conv 384-384 3/1 no bias", "norm 384", "relu", "conv 384-384 3/1 no bias", "norm 384",
]  # fmt: skip
REFINED_UP = [
    *(text for sizes in ((384, 192), (192, 96), (96, 96), (96, 96))
      for text in ("twice", "conv {}-{} 3/1 no bias".format(*sizes), f"norm {sizes[1]}", "relu")),
    "conv 96-1 3/1",
]  # fmt: skip
DEPTH_4 = [("64-128", 128), ("128-256", 256), ("256-512", 512)]
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
    "dcgan": ([G_DENSE, *G_DCGAN], D_DCGAN),
    "cdcgan": (["linear 110-12544 no bias", *G_DCGAN], [*D_DCGAN, "linear 6272-10"]),
    "maxout": (
        ["z from -1.73205, 1.73205", "linear 100-1200", "relu", "dropout 0", "linear 1200-1200",
         "relu", "dropout 0", "linear 1200-784"],
        ["dropout 0.2", "maxout 784-240x5", "dropout 0.5", "maxout 240-240x5", "dropout 0.5",
         "linear 240-1"],
    ),
    "cgan": (
        ["z from -1.73205, 1.73205", "linear 100-200", "linear 10-1000", "relu", "dropout 0.5",
         "linear 1200-1200", "relu", "dropout 0.5", "linear 1200-784"],
        ["dropout 0", "maxout 784-240x5", "maxout 10-50x5", "dropout 0.5", "maxout 290-240x4",
         "dropout 0.5", "linear 240-1"],
    ),
    "lsgan": (
        ["z from -1, 1", "linear 1024-6272 no bias", "norm 6272", "relu",
         "up 128-64 5/2 no bias", "norm 64", "relu", "up 64-1 5/2 no bias", "sigmoid"],
        ["conv 1-64 5/2", "leaky 0.2", "dropout 0",
         "conv 64-128 5/2", "norm 128", "leaky 0.2", "dropout 0", "linear 6272-1"],
    ),
    "pacgan": (
        ["z from -1, 1", G_DENSE, *relu(G_DCGAN)],
        ["conv 2-64 5/2", "leaky 0.2", "dropout 0",
         *(text for sizes, out in DEPTH_4
           for text in (f"conv {sizes} 5/2", f"norm {out}", "leaky 0.2", "dropout 0")),
         "linear 2048-1"],
    ),
    "wgan": (
        ["linear 100-6272 no bias", "norm 6272", "relu",
         "up 128-64 4/2 no bias", "norm 64", "relu", "up 64-1 4/2 no bias", "tanh"],
        ["conv 1-64 4/2", "leaky 0.2", "dropout 0",
         "conv 64-128 4/2", "norm 128", "leaky 0.2", "dropout 0", "linear 6272-1"],
    ),
    "wgan_gp": (
        ["linear 128-12544", "relu", "up 256-128 5/1", "relu", "up 128-64 5/2", "relu",
         "up 64-1 5/2", "sigmoid"],
        ["conv 1-64 5/2", "leaky 0.2", "dropout 0", "conv 64-128 5/2", "leaky 0.2", "dropout 0",
         "conv 128-256 5/2", "leaky 0.2", "dropout 0", "linear 4096-1"],
    ),
    "sngan": (
        ["linear 128-6272 no bias", "norm 6272", "relu", "up 128-64 4/2 no bias", "norm 64",
         "relu", "up 64-1 4/2 no bias", "tanh"],
        ["conv 1-64 4/2 spectral", "leaky 0.1", "dropout 0",
         "conv 64-128 4/2 spectral", "leaky 0.1", "dropout 0",
         "conv 128-256 4/2 spectral", "leaky 0.1", "dropout 0", "linear 2304-1 spectral"],
    ),
    "r3gan": (
        ["basis 16x7x7", "linear 64-16 no bias", *2 * block(16), *TWICE, *2 * block(16), *TWICE,
         *2 * block(16), "conv 16-1 1/1 no bias"],
        ["conv 1-16 1/1 no bias", *2 * block(16), *HALF, *2 * block(16), *HALF, *2 * block(16),
         "conv 16-16 7/1 no bias", "linear 16-1 no bias"],
    ),
    "stylegan": (
        [*2 * ["equal 512-512 rate 0.01", "leaky 0.2"],
         *5 * ["equal 512-32", "equal 32-32 3 no bias", "noise"],
         *3 * ["equal 512-32", "equal 32-1 1 no bias"]],
        ["equal 1-32 1", "leaky 0.2",
         *2 * ["equal 32-32 3", "equal 32-32 3", "equal 32-32 1 no bias"],
         "deviation", "equal 33-32 3", "leaky 0.2", "equal 1568-32", "leaky 0.2", "equal 32-1"],
    ),
    "biggan": (
        ["embed 10-128", "linear 40-1568 spectral", *2 * (2 * TOLD + SPECTRAL),
         "norm 32", "relu", "conv 32-1 3/1 spectral", "tanh"],
        ["conv 1-32 3/1 spectral", "conv 32-32 3/1 spectral", "conv 1-32 1/1 spectral",
         *SPECTRAL, *SPECTRAL[:2], "relu", "linear 32-1 spectral", "embed 10-32 spectral"],
    ),
    "pix2pix": (  # of 16x16 pixels: four levels of the eight, patches of 34 pixels in place of 70
        ["conv 1-64 4/2", "leaky 0.2", "conv 64-128 4/2", "instance 128",
         "leaky 0.2", "conv 128-256 4/2", "instance 256", "leaky 0.2", "conv 256-512 4/2",
         "relu", "up 512-256 4/2", "instance 256", "dropout 0.5", "relu", "up 512-128 4/2",
         "instance 128", "dropout 0.5", "relu", "up 256-64 4/2", "instance 64", "dropout 0.5",
         "relu", "up 128-1 4/2", "tanh"],
        ["conv 2-64 4/2", "leaky 0.2", "conv 64-128 4/2", "instance 128", "leaky 0.2",
         "conv 128-256 4/1", "instance 256", "leaky 0.2", "conv 256-1 4/1"],
    ),
    "nextframe": (  # of 16x16 pixels and one scale: a U-Net and a D of the whole frame
        ["conv 3-128 4/2", "leaky 0.2", "conv 128-256 4/2", "instance 256", "leaky 0.2",
         "conv 256-512 4/2", "instance 512", "leaky 0.2", "conv 512-1024 4/2",
         "relu", "up 1024-512 4/2", "instance 512", "relu", "up 1024-256 4/2", "instance 256",
         "relu", "up 512-128 4/2", "instance 128", "relu", "up 256-1 4/2", "tanh"],
        ["conv 4-64 4/2", "leaky 0.2", "conv 64-128 4/2", "instance 128", "leaky 0.2",
         "conv 128-1 4/1"],
    ),
    "enhance": (
        ["conv 1-64 9/1", "prelu", *(RESIDUAL * 16), "conv 64-64 3/1", "norm 64", "conv 64-1 9/1"],
        ["conv 2-64 4/2", "leaky 0.2", "conv 64-128 4/2", "norm 128", "leaky 0.2",
         "conv 128-256 4/2", "norm 256", "leaky 0.2", "conv 256-512 4/1", "norm 512",
         "leaky 0.2", "conv 512-1 4/1"],
    ),
    "srgan": (  # figure 4; D of 28x28 pixels is halved twice
        ["conv 1-64 9/1", "prelu", *(RESIDUAL * 16), "conv 64-64 3/1", "norm 64",
         *(["conv 64-256 3/1", "shuffle 2", "prelu"] * 2), "conv 64-1 9/1"],
        ["conv 1-64 4/2", "leaky 0.2", "conv 64-128 4/2", "norm 128", "leaky 0.2",
         "conv 128-1 7/1"],
    ),
    "inpaint": (  # of 28x28 pixels: two levels; D is shown the hole of 14x14, and where it is
        ["conv 2-64 4/2", "leaky 0.2", "conv 64-128 4/2", "relu", "up 128-64 4/2", "norm 64",
         "relu", "up 128-1 4/2", "tanh"],
        ["conv 2-64 4/2", "leaky 0.2", "conv 64-1 7/1"],
    ),
    "outpaint": (
        ["conv 2-64 4/2", "leaky 0.2", "conv 64-128 4/2", "relu", "up 128-64 4/2", "norm 64",
         "relu", "up 128-1 4/2", "tanh"],
        ["conv 2-32 4/2", "leaky 0.2", "conv 32-64 4/2", "norm 64", "leaky 0.2",
         "conv 64-1 7/1", "conv 2-32 4/2", "leaky 0.2", "conv 32-1 7/1"],
    ),
    "seqgan": (  # lines of six words of five; G, its copy that lags, and the one that stays
        SPEAKER, SPEAKER, SPEAKER,
        ["embed 5-64", "words 1: 64-100", *[f"words {size}: 64-200" for size in (2, 3, 4, 5)],
         "words 6: 64-100", *2 * ["linear 1000-1000"], "dropout 0.25", "linear 1000-1"],
    ),
    "stackgan": (  # of 16x16 pixels: the first stage has 4x4; then the reader of texts
        ["linear 64-256", "linear 228-1536 no bias", "norm 1536", "relu", "conv 96-1 3/1", "tanh"],
        ["linear 64-256", "conv 1-96 3/1", "relu",
         "conv 96-192 4/2 no bias", "norm 192", "relu", "conv 192-384 4/2 no bias", "norm 384",
         "relu", "conv 512-384 3/1 no bias", "norm 384", "relu", *(REFINED * 4), *REFINED_UP],
        ["conv 1-64 3/1", "leaky 0.2", "linear 64-128", "leaky 0.2", "conv 192-64 1/1",
         "leaky 0.2", "linear 1024-1"],
        ["conv 1-64 4/2", "leaky 0.2", "conv 64-128 4/2", "norm 128", "leaky 0.2",
         "linear 64-128", "leaky 0.2", "conv 256-128 1/1", "leaky 0.2", "linear 2048-1"],
        ["embed 8-64", "words 3: 64-128", "linear 320-64"],
    ),
    # Of 16x16 pixels, and patches of 34 in place of 70; the same for both ways.
    "cyclegan": (CYCLE_G, CYCLE_G, CYCLE_D, CYCLE_D),
}  # fmt: skip


def test_every_recipe_has_a_source_preset_that_is_held_against_its_origin() -> None:
    assert NETS.keys() == RECIPES.keys()
    assert set(DUELS) <= RATES.keys()


@pytest.mark.parametrize("name", NETS)
def test_networks_are_those_of_the_origin(name: str) -> None:
    game, _stages = source(name)
    nets = distinct_nets(game.players.items())
    assert tuple(layers(net) for _name, net in nets) == NETS[name]


# optimizer, its numbers, batch, epochs, D's moves a round, G's EMA
RATES: dict[str, tuple[str, dict[str, object], int, int, int, float]] = {
    "vanilla": ("Adam", {"lr": 2e-4, "betas": (0.5, 0.999)}, 64, 134, 1, 0),
    "mlp": ("Adam", {"lr": 2e-4, "betas": (0.5, 0.999)}, 64, 200, 1, 0),
    "dcgan": ("Adam", {"lr": 1e-4, "betas": (0.9, 0.999)}, 256, 50, 1, 0),
    "cdcgan": ("Adam", {"lr": 1e-4, "betas": (0.9, 0.999)}, 256, 50, 1, 0),
    "maxout": ("SGD", {"lr": 0.1, "momentum": 0.5}, 100, 250, 1, 0),
    "cgan": ("SGD", {"lr": 0.1, "momentum": 0.5}, 100, 250, 1, 0),
    "lsgan": ("Adam", {"lr": 2e-4, "betas": (0.5, 0.999)}, 64, 50, 1, 0),
    "wgan": ("RMSprop", {"lr": 5e-5, "alpha": 0.99, "momentum": 0}, 64, 100, 5, 0),
    "wgan_gp": ("Adam", {"lr": 1e-4, "betas": (0.5, 0.9)}, 50, 833, 5, 0),
    "sngan": ("Adam", {"lr": 2e-4, "betas": (0.5, 0.999)}, 64, 100, 1, 0),
    "r3gan": ("Adam", {"lr": 2e-4, "betas": (0.0, 0.99)}, 64, 200, 1, 0.999),
    "pacgan": ("Adam", {"lr": 2e-4, "betas": (0.5, 0.999)}, 128, 500, 1, 0),
    "stylegan": ("Adam", {}, 64, 1667, 1, 0.9999),
    "biggan": ("Adam", {"lr": 2e-4, "betas": (0.0, 0.999)}, 50, 500, 4, 0.9999),
}


@pytest.mark.parametrize("name", RATES)
def test_rates_batch_and_length_are_those_of_the_origin(name: str) -> None:
    kind, numbers, batch, epochs, n_critic, ema = RATES[name]
    game, (stage,) = source(name)
    for player in game.players.values():
        group = player.opt.param_groups[0]
        assert kind in {one.__name__ for one in type(player.opt).mro()}
        assert {key: group[key] for key in numbers} == numbers
    averaged = game.players["G"].ema
    assert (0 if averaged is None else averaged.decay) == ema and game.players["D"].ema is None
    assert stage.batch == batch
    assert next(p.repeat for p in stage.phases if "D" in p.moves) == n_critic
    assert stage.steps == -(-epochs * ITEMS // (batch * n_critic))


# What bounds or shapes D's loss; everything that is not named is off.
LOSSES: dict[str, dict[str, object]] = {
    "lsgan": {"objective": "least_squares", "d_norm": "batch"},
    "wgan": {"objective": "wasserstein", "clip": 0.01, "d_norm": "batch"},
    "wgan_gp": {"objective": "wasserstein", "gp": 10.0},
    "sngan": {"objective": "hinge", "d_norm": "spectral"},
    "r3gan": {"objective": "relativistic", "r1": 0.05, "r2": 0.05},
    "pacgan": {"d_norm": "batch", "pack": 2},
    "stylegan": {"r1": 0.01, "r1_every": 16, "path": 0.0, "mixing": 0.0},
    "biggan": {"objective": "hinge", "d_norm": "spectral", "orthogonal": 0.0},
}
OFF = {
    "objective": "nonsaturating", "d_norm": "none", "smoothing": 0.0, "r1": 0.0, "r2": 0.0,
    "gp": 0.0, "clip": 0.0, "noise": 0.0, "augment": "none", "d_rate": 1.0,
}  # fmt: skip


@pytest.mark.parametrize("name", DUELS)
def test_the_loss_is_that_of_the_origin_and_nothing_else_is_on(name: str) -> None:
    settings = RECIPES[name].preset("source")
    wanted = OFF | LOSSES.get(name, {})
    assert {key: getattr(settings, key) for key in wanted} == wanted


def test_stylegans_rates_make_up_for_the_phase_of_r1() -> None:
    """Appendix B of the second paper: rate and betas to the power of 16 / 17, in D alone."""
    players = source("stylegan")[0].players
    rates = {name: player.opt.param_groups[0] for name, player in players.items()}
    assert (rates["G"]["lr"], rates["G"]["betas"]) == (2.5e-3, (0.0, 0.99))
    assert rates["D"]["lr"] == pytest.approx(2.5e-3 * 16 / 17)
    assert rates["D"]["betas"] == (0.0, pytest.approx(0.99 ** (16 / 17)))


def test_a_d_that_is_given_the_digit_does_not_classify() -> None:
    recipe = RECIPES["cdcgan"]
    game = recipe.make(recipe.preset("source", {"d_sees_label": True}), DIGITS, Rng(0))
    assert layers(game.net("D")) == ["conv 11-64 5/2", *D_DCGAN[1:]]
