"""A whole GAN of your own: python -m examples.gan_in_80_lines OUT [ROUNDS], half a minute on a CPU.

OUT becomes the run's folder; OUT/rings.png shows 64 samples."""

import sys
from pathlib import Path
from typing import Literal, cast

import torch
from torch import Tensor, nn

from gan_core import Card, DataSet, Entry, Pictures, Recipe, data, recipes, train_model
from gan_core.pictures import grid, png, to_bytes
from gan_core.recipes.shared.noise import adversarial_stage, equilibrium, two_players
from gan_core.settings.adversarial import AdversarialSettings

RINGS = Pictures(channels=1, size=16)
CARD = Card("Rings", "Made up.", "This file.", "MIT", "", "Ours.")


def draw_rings(count: int = 2000) -> DataSet:
    """Bright rings on black, each of another size and place: uint8 (count, 1, 16, 16)."""
    stream = torch.Generator().manual_seed(1)  # a name fixes its content: always the same rings
    x, y, radius = 6 + 4 * torch.rand(3, count, 1, 1, 1, generator=stream)
    place = torch.arange(16.0)
    distance = ((place - x) ** 2 + (place[:, None] - y) ** 2).sqrt()
    bright = (1.5 - (distance - radius / 2).abs()).clamp(0, 1)
    return DataSet("rings", RINGS, (255 * bright).to(torch.uint8))


class Generator(nn.Module):
    """Noise (N, latent) -> pictures (N, 1, 16, 16) in [-1, 1]; it is told no label."""

    def __init__(self, latent: int) -> None:
        super().__init__()
        self.latent = latent
        first = [nn.Linear(latent, 1024), nn.BatchNorm1d(1024), nn.ReLU()]
        last = [nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(32, 1, 4, 2, 1)]
        self.layers = nn.Sequential(*first, nn.Unflatten(1, (64, 4, 4)), *last, nn.Tanh())

    def forward(self, z: Tensor, label: None = None) -> Tensor:
        return cast(Tensor, self.layers(z))


class Discriminator(nn.Module):
    """Pictures (N, 1, 16, 16) -> logits (N,): higher is more real; it is told no label."""

    def __init__(self) -> None:
        super().__init__()
        first = [nn.Conv2d(1, 32, 4, 2, 1), nn.LeakyReLU(0.2)]
        last = [nn.Conv2d(32, 64, 4, 2, 1), nn.LeakyReLU(0.2), nn.Flatten(), nn.Linear(1024, 1)]
        self.layers = nn.Sequential(*first, *last, nn.Flatten(0))

    def forward(self, x: Tensor, label: None = None) -> Tensor:
        return cast(Tensor, self.layers(x))


class Settings(AdversarialSettings):
    """Rates, objective, penalties, augmentation, EMA are all there; D has no normalisation."""

    d_norm: Literal["none"] = "none"


RECIPE = Recipe(
    name="rings", title="Rings", about="Two convolutions in G and in D.",
    paper="Radford et al. 2016, arXiv 1511.06434", differs="No BatchNorm in D.", settings=Settings,
    presets={"fast": {"latent": 16, "lr": 1e-3, "beta1": 0.5, "r1": 0.1, "ema": 0.99}},
    origins={"fast": "Ours."},
    build=lambda own, spec, rng: two_players(Generator(own.latent), Discriminator(), rng, own),
    stages=adversarial_stage,  # in each round D moves on fresh fakes, then G
    references=equilibrium)  # fmt: skip

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    out, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 600
    data.register(Entry("rings", RINGS, CARD, draw_rings))
    recipes.register(RECIPE)
    model = train_model("rings", "rings", out, steps=rounds, seed=1)
    (out / "rings.png").write_bytes(png(grid(to_bytes(model.sample(64)), 8), scale=2))
