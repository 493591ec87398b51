"""pix2pix: a picture becomes another one, and D sees both."""

from __future__ import annotations

from typing import Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from gan_core.answers import Fakes, Verdict
from gan_core.data.spec import Pictures
from gan_core.game import Game, Stage, Terms, Turn
from gan_core.losses.adversarial import from_source, source_of
from gan_core.losses.terms import pixel_term
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import adversarial_stage, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import DuelSettings
from gan_core.settings.base import live
from gan_core.usage import FromSource


class Settings(DuelSettings):
    """Settings of pix2pix."""

    d_norm: Literal["none"] = Field("none", title="Normalisation in D")
    width: int = Field(16, ge=1, le=256, title="Width", description="Maps in the first layer.")
    l1: float = live(100.0, ge=0, le=1000, title="Weight of L1")


class UNet(nn.Module):
    """A picture (N, C, S, S) -> another; one way round the narrow middle."""

    def __init__(self, inputs: int, outputs: int, width: int) -> None:
        super().__init__()
        self.down = nn.Sequential(nn.Conv2d(inputs, width, 4, 2, 1), nn.LeakyReLU(0.2))
        self.middle = nn.Sequential(
            nn.Conv2d(width, 2 * width, 4, 2, 1), nn.BatchNorm2d(2 * width), nn.ReLU(),
            nn.ConvTranspose2d(2 * width, width, 4, 2, 1), nn.BatchNorm2d(width), nn.ReLU(),
        )  # fmt: skip
        self.up = nn.Sequential(nn.ConvTranspose2d(2 * width, outputs, 4, 2, 1), nn.Tanh())

    def forward(self, source: Tensor) -> Tensor:
        """Return pictures in [-1, 1]."""
        half = self.down(source)
        pictures: Tensor = self.up(torch.cat([half, self.middle(half)], 1))
        return pictures


class PatchJudge(nn.Module):
    """A picture and its source -> the mean logit of all patches (N,)."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, width, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(width, 1, 4, 2, 1)
        )

    def forward(self, x: Tensor, cond: Tensor) -> Tensor:
        """Return logits; `cond` is the source."""
        patches: Tensor = self.layers(torch.cat([x, cond], 1))
        return patches.flatten(1).mean(1)


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return a small U-Net and a D of patches."""
    assert isinstance(spec.source, Pictures)
    g = UNet(spec.source.channels, spec.channels, settings.width)
    d = PatchJudge(spec.channels + spec.source.channels, settings.width)
    return two_players(g, d, rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, then G, who is also to come near the truth (equation 4)."""

    def near(turn: Turn, on_fake: Verdict, fake: Fakes) -> Terms:
        return {"L1": pixel_term(fake.x, turn.batch.x, settings.l1)}

    return adversarial_stage(settings, plan, make=from_source, tell=source_of, more_g=near)


RECIPE = Recipe(
    name="small_pix2pix",
    title="small_pix2pix",
    about="Learns from pairs: makes the second picture of the first.",
    paper="Isola et al. 2017, arXiv 1611.07004, equation 4",
    differs="No noise, small networks, and one logit a picture: the mean of all patches.",
    settings=Settings,
    presets={"fast": {"beta1": 0.5, "batch": 16, "epochs": 100}},
    origins={"fast": "Ours."},
    build=build,
    stages=stages,
    use=FromSource(),
    source=Pictures,
)
