"""CycleGAN: two domains without pairs, two Gs and two Ds, and a pool of older fakes."""

from __future__ import annotations

import torch
from pydantic import Field
from torch import Tensor, nn

from gan_core.charts import chart, line
from gan_core.data.spec import Pictures
from gan_core.data.views import unpaired
from gan_core.game import Game, Phase, Player, Stage, Terms, Turn, judge, maker
from gan_core.losses.objectives import LEAST_SQUARES
from gan_core.losses.terms import pixel_term
from gan_core.recipe import Plan, Recipe
from gan_core.rng import Rng
from gan_core.settings.base import live
from gan_core.settings.training import Length, Rates
from gan_core.usage import FromSource

POOL = 10
"""Older fakes that are kept of each domain (section 4)."""


class Settings(Length, Rates):
    """Settings of CycleGAN."""

    width: int = Field(16, ge=1, le=256, title="Width", description="Maps in each layer.")
    cycle: float = live(10.0, ge=0, le=100, title="Weight of the way there and back")


def translator(inputs: int, outputs: int, width: int) -> nn.Module:
    """Return a network from pictures of one domain to pictures of the other."""
    layers = [nn.Conv2d(inputs, width, 3, padding=1), nn.InstanceNorm2d(width), nn.ReLU()]
    return nn.Sequential(*layers, nn.Conv2d(width, outputs, 3, padding=1), nn.Tanh())


class Judge(nn.Module):
    """A picture of one domain -> one logit (N,)."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        first = [nn.Conv2d(channels, width, 4, 2, 1), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*first, nn.Conv2d(width, 1, 4, 2, 1))

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        """Return logits; from what a fake was made is not looked at."""
        patches: Tensor = self.layers(x)
        return patches.flatten(1).mean(1)


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return both directions; A is the second domain, B the items."""
    assert isinstance(spec.other, Pictures)
    a, b, width = spec.other.channels, spec.channels, settings.width
    makers = {"G": translator(a, b, width), "G back": translator(b, a, width)}
    judges = {"D": Judge(b, width), "D back": Judge(a, width)}
    players: dict[str, Player] = {}
    for name, net in makers.items():
        players[name] = maker(net.to(rng.device), settings.optimizer_for(net, "makes"))
    for name, net in judges.items():
        players[name] = judge(net.to(rng.device), settings.optimizer_for(net, "judges"))
    memory: dict[str, Tensor | int | float] = {}
    for domain, shape in (("a", spec.other.shape), ("b", spec.shape)):
        memory |= {f"pool {domain}": torch.zeros(POOL, *shape, device=rng.device)}
        memory |= {f"filled {domain}": 0}
    return Game(players, rng, memory)


def fakes(turn: Turn) -> tuple[Tensor, Tensor]:
    """Return (fake A made of real B, fake B made of real A), the same for all players."""
    to_b, to_a = turn.net("G"), turn.net("G back")
    return turn.once("fakes", lambda: (to_a(turn.batch.x), to_b(turn.batch.src)))


def from_pool(game: Game, fake: Tensor, domain: str) -> Tensor:
    """Fill the pool first; then half of the fakes change places with older ones (section 4)."""
    pool, size = game.memory[f"pool {domain}"], int(game.memory[f"filled {domain}"])
    assert isinstance(pool, Tensor)
    out, stream = fake.clone(), game.rng["pool"]
    for row, one in enumerate(fake):
        if size < POOL:
            pool[size] = one
            size += 1
        elif torch.rand((), generator=stream, device=stream.device) < 0.5:
            place = int(torch.randint(POOL, (), generator=stream, device=stream.device))
            out[row], pool[place] = pool[place].clone(), one
    game.memory[f"filled {domain}"] = size
    return out


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """Both Gs move on one loss, then both Ds on fakes from the pools."""

    def translate(turn: Turn) -> Terms:
        real_a, real_b = turn.batch.src, turn.batch.x
        fake_a, fake_b = fakes(turn)
        to_b, to_a = turn.net("G"), turn.net("G back")
        on_b = turn.net("D")(fake_b)
        return {
            "as A": LEAST_SQUARES.g(turn.net("D back")(fake_a))["adversarial"],
            "as B": LEAST_SQUARES.g(on_b)["adversarial"],
            "cycle A": pixel_term(to_a(fake_b), real_a, settings.cycle),
            "cycle B": pixel_term(to_b(fake_a), real_b, settings.cycle),
        }

    def together(turn: Turn) -> Terms:
        return turn.once("translate", lambda: translate(turn))

    def tell_b(turn: Turn) -> Terms:
        fake = from_pool(turn.game, fakes(turn)[1].detach(), "b")
        return LEAST_SQUARES.d(turn.net("D")(turn.batch.x), turn.net("D")(fake))

    def tell_a(turn: Turn) -> Terms:
        fake = from_pool(turn.game, fakes(turn)[0].detach(), "a")
        net = turn.net("D back")
        return LEAST_SQUARES.d(net(turn.batch.src), net(fake))

    play = (Phase({"G": together, "G back": together}), Phase({"D": tell_b, "D back": tell_a}))
    steps = plan.rounds(settings.epochs, settings.batch)
    return (Stage("adversarial", steps, play, unpaired, settings.batch),)


RECIPE = Recipe(
    name="small_cyclegan",
    title="CycleGAN",
    about="Makes pictures of one kind of pictures of another, without a single pair.",
    paper="Zhu et al. 2017, arXiv 1703.10593",
    differs="Small networks, and no identity term.",
    settings=Settings,
    presets={"fast": {"beta1": 0.5, "batch": 8, "epochs": 50}},
    origins={"fast": "Ours."},
    build=build,
    stages=stages,
    use=FromSource(),
    other=Pictures,
    charts=(
        chart(
            "loss",
            "Losses of the two Ds",
            "Loss of each D by step",
            line("D/loss", "D", "D"),
            line("D back/loss", "D back"),
        ),
    ),
)
