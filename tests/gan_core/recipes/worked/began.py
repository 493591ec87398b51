"""BEGAN: D rebuilds pictures, and how badly it does so is its verdict. A loss of its own."""

from __future__ import annotations

from pydantic import Field
from torch import Tensor, nn

from gan_core.answers import Verdict
from gan_core.charts import LOSSES, chart, line
from gan_core.data.spec import Pictures
from gan_core.data.views import aligned
from gan_core.game import Game, Phase, Stage, Terms, Turn, judge, maker
from gan_core.losses.adversarial import Duel
from gan_core.losses.terms import pixel_term
from gan_core.nets.mlp import Generator
from gan_core.recipe import Plan, Recipe
from gan_core.rng import Rng
from gan_core.settings.base import live
from gan_core.settings.training import Averaging, Latent, Length, Rates

DUEL = Duel()


class Settings(Latent, Rates, Length, Averaging):
    """Settings of BEGAN: no objective to choose and no penalty, for it has its own loss."""

    width: int = Field(64, ge=1, le=1024, title="Width", description="Units in each layer.")
    gamma: float = live(
        0.5, gt=0, le=1, title="Diversity", description="Low: sharper, less varied."
    )
    k_rate: float = live(1e-3, gt=0, le=1, title="Rate of k")


class Rebuilder(nn.Module):
    """A picture (N, ...) -> minus the error with which it is rebuilt (N,): higher is more real."""

    def __init__(self, numbers: int, width: int) -> None:
        super().__init__()
        inner = [nn.Linear(numbers, width), nn.ELU(), nn.Linear(width, numbers), nn.Tanh()]
        self.layers = nn.Sequential(nn.Flatten(), *inner)

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Verdict:
        """Return minus the mean absolute error."""
        return Verdict(-pixel_term(self.layers(x), x.flatten(1)))


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return G, D, and k = 0."""
    g = Generator(settings.latent, [settings.width] * 2, spec.shape).to(rng.device)
    d = Rebuilder(spec.numbers, settings.width).to(rng.device)
    players = {
        "G": maker(g, settings.optimizer_for(g, "makes"), settings.average_of(g)),
        "D": judge(d, settings.optimizer_for(d, "judges")),
    }
    return Game(players, rng, {"k": 0.0})


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """Both move at once, each on fakes of its own; k follows the balance (section 3.4)."""

    def of_d(turn: Turn) -> Terms:
        k = float(turn.game.memory["k"])
        on_real = -DUEL.verdict_on(turn, turn.batch.x).logit
        on_fake = -DUEL.verdict_on(turn, DUEL.fakes(turn, graph=False).x).logit
        gap = settings.gamma * on_real.detach().mean() - on_fake.detach().mean()
        turn.game.memory["k"] = min(1.0, max(0.0, k + settings.k_rate * float(gap)))
        turn.readings |= {"convergence": on_real.detach().mean() + gap.abs()}
        return {"real": on_real, "fake": -k * on_fake}

    def of_g(turn: Turn) -> Terms:
        on_fake, _fake = DUEL.verdict_on_fakes(turn)
        return {"fake": -on_fake.logit}

    play = (Phase({"D": of_d, "G": of_g}),)
    steps = plan.rounds(settings.epochs, settings.batch)
    return (Stage("adversarial", steps, play, aligned, settings.batch),)


RECIPE = Recipe(
    name="began",
    title="BEGAN",
    about="D rebuilds pictures: well where they are real, badly where they are fake.",
    paper="Berthelot et al. 2017, arXiv 1703.10717, section 3.4",
    differs="Fully connected networks.",
    settings=Settings,
    presets={"fast": {"latent": 16, "lr": 1e-3, "beta1": 0.5, "epochs": 20}},
    origins={"fast": "Ours."},
    build=build,
    stages=stages,
    charts=(
        LOSSES,
        chart("convergence", "How far it is", "The measure of convergence by step",
              line("convergence", "convergence")),
    ),
)  # fmt: skip
