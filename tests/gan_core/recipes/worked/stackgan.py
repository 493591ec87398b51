"""StackGAN: a text becomes a small picture, which a second G refines while the first one rests."""

from __future__ import annotations

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate

from gan_core.answers import Fakes, Verdict, as_fakes, verdict
from gan_core.data.base import Batch, DataSet
from gan_core.data.spec import Pictures, Spec, Tokens
from gan_core.data.views import aligned
from gan_core.game import Game, Phase, Player, Stage, Turn, judge, maker
from gan_core.losses.adversarial import Duel, critic_loss, generator_loss, source_of
from gan_core.losses.objectives import NONSATURATING
from gan_core.recipe import Plan, Recipe
from gan_core.rng import Rng
from gan_core.settings.training import Averaging, Latent, Length, Rates
from gan_core.usage import Nets, Request


class Settings(Latent, Rates, Length, Averaging):
    """Settings of the two-stage GAN."""

    width: int = Field(16, ge=1, le=256, title="Width", description="Maps in each layer.")


class Sketch(nn.Module):
    """Noise and a text -> a picture of half the size."""

    def __init__(self, latent: int, text: Tokens, shape: tuple[int, int, int], width: int) -> None:
        super().__init__()
        self.latent = latent
        self.embed = nn.EmbeddingBag(len(text.words), width)
        channels, side = shape[0], shape[1] // 2
        first = [nn.Linear(latent + width, 4 * width), nn.BatchNorm1d(4 * width), nn.ReLU()]
        last = [nn.Linear(4 * width, channels * side * side), nn.Tanh()]
        self.layers = nn.Sequential(*first, *last, nn.Unflatten(1, (channels, side, side)))

    def forward(self, z: Tensor, text: Tensor) -> Tensor:
        """Return pictures in [-1, 1]."""
        out: Tensor = self.layers(torch.cat([z, self.embed(text)], 1))
        return out


class Refine(nn.Module):
    """A small picture and its text -> one of the whole size."""

    def __init__(self, text: Tokens, channels: int, width: int) -> None:
        super().__init__()
        self.embed = nn.EmbeddingBag(len(text.words), width)
        self.first = nn.Conv2d(channels, width, 3, padding=1)
        self.last = nn.Sequential(
            nn.BatchNorm2d(width), nn.ReLU(), nn.Conv2d(width, channels, 3, 1, 1)
        )

    def forward(self, small: Tensor, text: Tensor) -> Tensor:
        """Return pictures in [-1, 1]."""
        wide = self.first(interpolate(small, scale_factor=2))
        out: Tensor = self.last(wide + self.embed(text)[..., None, None])
        return out.tanh()


class Judge(nn.Module):
    """A picture and its text -> one logit (N,)."""

    def __init__(self, text: Tokens, numbers: int, width: int) -> None:
        super().__init__()
        self.embed = nn.EmbeddingBag(len(text.words), width)
        self.first = nn.Sequential(nn.Flatten(), nn.Linear(numbers, width), nn.LeakyReLU(0.2))
        self.last = nn.Linear(2 * width, 1)

    def forward(self, x: Tensor, text: Tensor) -> Tensor:
        """Return logits."""
        out: Tensor = self.last(torch.cat([self.first(x), self.embed(text)], 1))
        return out.flatten()


class TwoStages:
    """G2(G1(z, text), text), judged by D2."""

    def latent(self, settings: Settings, spec: Spec) -> int:
        """Return the setting `latent`."""
        return settings.latent

    def make(self, nets: Nets, request: Request) -> Fakes:
        """Return what G2 makes of G1's sketch."""
        small = nets["G1"](request.z, request.src)
        return as_fakes(nets["G2"](small, request.src), z=request.z, source=request.src)

    def judge(self, nets: Nets, items: Tensor, request: Request) -> Verdict:
        """Return D2's verdict."""
        return verdict(nets["D2"](items, request.src))


def low(data: DataSet, rows: Tensor, rng: Rng) -> Batch:
    """Pictures of half the size, with their texts."""
    whole = aligned(data, rows, rng)
    return Batch(avg_pool2d(whole.x, 2), whole.y, whole.src)


def sketched(turn: Turn) -> Fakes:
    """Return G1's sketches for the texts of this turn."""
    g = turn.net("G1")
    z = turn.game.rng.normal(len(turn.batch), int(g.latent))  # type: ignore[arg-type]
    return as_fakes(g(z, turn.batch.src), z=z)


def refined(turn: Turn) -> Fakes:
    """Return what G2 makes of sketches of the frozen G1."""
    with torch.no_grad():
        sketch = sketched(turn)
    return as_fakes(turn.net("G2")(sketch.x, turn.batch.src), **sketch.of)


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return two Gs and two Ds."""
    text, width = spec.source, settings.width
    assert isinstance(text, Tokens)
    makers = {
        "G1": Sketch(settings.latent, text, spec.shape, width),
        "G2": Refine(text, spec.channels, width),
    }
    judges = {"D1": Judge(text, spec.numbers // 4, width), "D2": Judge(text, spec.numbers, width)}
    players: dict[str, Player] = {}
    for name, net in makers.items():
        net.to(rng.device)
        optimizer = settings.optimizer_for(net, "makes")
        players[name] = maker(net, optimizer, settings.average_of(net))
    for name, net in judges.items():
        players[name] = judge(net.to(rng.device), settings.optimizer_for(net, "judges"))
    return Game(players, rng)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """First D1 and G1, then D2 and G2."""
    steps = plan.rounds(settings.epochs, settings.batch)

    def stage(name: str, number: int, duel: Duel) -> Stage:
        phases = (
            Phase({f"D{number}": critic_loss(NONSATURATING, duel)}),
            Phase({f"G{number}": generator_loss(NONSATURATING, duel)}),
        )
        return Stage(name, steps, phases, (low, aligned)[number - 1], settings.batch)

    return (
        stage("sketch", 1, Duel("D1", sketched, source_of)),
        stage("refine", 2, Duel("D2", refined, source_of)),
    )


RECIPE = Recipe(
    name="small_stackgan",
    title="StackGAN",
    about="Draws what a text says: a small picture first, which a second G then refines.",
    paper="Zhang et al. 2017, arXiv 1612.03242",
    differs="Small networks, no conditioning augmentation, no wrong texts.",
    settings=Settings,
    presets={"fast": {"latent": 8, "lr": 1e-3, "beta1": 0.5, "batch": 16, "epochs": 30}},
    origins={"fast": "Ours."},
    build=build,
    stages=stages,
    use=TwoStages(),
    source=Tokens,
)
