"""InfoGAN: G is also told a code, and D has to find it again in what G made."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from torch import Tensor, nn

from gan_core.answers import Fakes, Verdict
from gan_core.data.spec import Pictures
from gan_core.game import Game, Stage, Terms, Turn
from gan_core.nets.mlp import Generator
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import adversarial_stage, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings
from gan_core.settings.base import live

CODE = 2
"""The first numbers of z are the code."""


class Settings(AdversarialSettings):
    """Settings of InfoGAN."""

    d_norm: Literal["none"] = Field("none", title="Normalisation in D")
    width: int = Field(64, ge=1, le=1024, title="Width", description="Units in each layer.")
    code_weight: float = live(1.0, ge=0, le=100, title="Weight of the code")


class Finder(nn.Module):
    """A picture (N, ...) -> its logit (N,), and the code that D finds in it (N, CODE)."""

    def __init__(self, numbers: int, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(numbers, width), nn.LeakyReLU(0.2))
        self.heads = nn.Linear(width, 1 + CODE)

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Verdict:
        """Return the verdict, with the code in the place of features."""
        answer = self.heads(self.body(x))
        return Verdict(answer[:, 0], features=answer[:, 1:])


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return a small fully connected G, and a D that also finds the code."""
    g = Generator(settings.latent, [settings.width] * 2, spec.shape, norm_from=0)
    return two_players(g, Finder(spec.numbers, settings.width), rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D and G move in turn; both want the code to be found (equation 6, with Gaussian codes)."""

    def code_error(on_fake: Verdict, fake: Fakes) -> Tensor:
        assert on_fake.features is not None
        error = (on_fake.features - fake.of["z"][:, :CODE]).square().mean(1)
        return settings.code_weight * error

    def of_d(turn: Turn, real: Verdict, on_fake: Verdict, fake: Fakes) -> Terms:
        return {"code": code_error(on_fake, fake)}

    def of_g(turn: Turn, on_fake: Verdict, fake: Fakes) -> Terms:
        turn.readings["code missed"] = code_error(on_fake, fake).detach().mean()
        return {"code": code_error(on_fake, fake)}

    return adversarial_stage(settings, plan, more_d=of_d, more_g=of_g)


RECIPE = Recipe(
    name="infogan",
    title="InfoGAN",
    about="Some of z is a code that D must find again, so each of its numbers means something.",
    paper="Chen et al. 2016, arXiv 1606.03657, equation 6",
    differs="Two Gaussian codes and fully connected networks.",
    settings=Settings,
    presets={"fast": {"latent": 16, "beta1": 0.5, "epochs": 20}},
    origins={"fast": "Ours."},
    build=build,
    stages=stages,
)
