"""Ring of 8 and grid of 25: which modes a GAN finds, and how cleanly."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from benchmarks.reproduce.experiment import Column, Config, Means, Numbers, Row, Settings
from gan_core.data import synthetic
from gan_core.data.base import DataSet
from gan_core.data.feed import Feed
from gan_core.data.plane import ring8
from gan_core.events import Stepped
from gan_core.game import Game, Stage, evaluating
from gan_core.metrics.points import (
    PROTOCOL_N,
    PointScores,
    ideal_high_quality,
    kl_floor,
    score_points,
)
from gan_core.recipe import Plan
from gan_core.recipes.points import RECIPE
from gan_core.rng import Rng, derive_seed
from gan_core.train import Progress, train

TRAINING_POINTS = 100_000


@dataclass(frozen=True)
class Place:
    """A mixture in the plane: how its points are drawn, its centres and their sigma."""

    points: Callable[[], DataSet]
    centres: Tensor
    sigma: float


PLACES = {
    "ring": Place(
        lambda: synthetic.ring(modes=8, radius=1.0, sigma=0.01, count=TRAINING_POINTS),
        synthetic.ring_centres(8, 1.0),
        0.01,
    ),
    "grid": Place(
        lambda: synthetic.grid(side=5, spacing=2.0, sigma=0.05, count=TRAINING_POINTS),
        synthetic.grid_centres(5, 2.0),
        0.05,
    ),
    "ring8": Place(lambda: ring8().content, synthetic.ring_centres(8, 1.5), 0.05),
    "sharp": Place(
        lambda: synthetic.ring(modes=8, radius=2.0, sigma=0.02, count=TRAINING_POINTS),
        synthetic.ring_centres(8, 2.0),
        0.02,
    ),
}


@dataclass(frozen=True)
class Match:
    """What a run of the recipe `points` needs: the game, what is played, the data, the place."""

    game: Game
    stages: tuple[Stage, ...]
    feed: Feed
    place: Place
    steps: int

    def rounds(self, stages: Sequence[Stage] | None = None) -> Iterator[Stepped]:
        """Play all rounds, of these stages in place of the recipe's own; yield after each."""
        events = train(self.game, stages or self.stages, self.feed, Progress(), self.steps)
        return (event for event in events if isinstance(event, Stepped))


def new_match(settings: Settings, seed: int) -> Match:
    """Return the game of `settings` before its first round.

    settings: `place`, `steps`, and the recipe's own. Epochs follow from the steps, so that a rate
    that falls ends where the run ends.
    """
    own: dict[str, Any] = dict(settings)
    place, steps = PLACES[own.pop("place")], own.pop("steps")
    data = place.points()
    per_round = own["batch"] * own.get("n_critic", 1)
    settings = RECIPE.preset(
        "source", {**own, "epochs": max(1, round(steps * per_round / len(data)))}
    )
    game = RECIPE.make(settings, data.spec, Rng(seed))
    stages = RECIPE.stages(settings, Plan(data.spec, len(data)))
    return Match(game, stages, Feed(data, game.rng), place, steps)


def run(settings: Settings, seed: int) -> Numbers:
    """Train the recipe `points` for `steps` rounds and score G and its EMA on 2,500 samples each.

    settings: as of `new_match`.
    """
    match = new_match(settings, seed)
    deque(match.rounds(), maxlen=0)
    return scored(match, seed)


def scored(match: Match, seed: int) -> Numbers:
    """Return the scores of G, and of its EMA under "ema/", as they are now."""
    numbers: Numbers = {}
    player, place = match.game.players["G"], match.place
    nets = {"": player.net} if player.ema is None else {"": player.net, "ema/": player.ema.net}
    for prefix, net in nets.items():
        with evaluating(net):
            fakes = net(latents(match.game, seed))
        numbers |= numbers_of(score_points(fakes, place.centres, place.sigma), prefix)
    return numbers


def latents(game: Game, seed: int) -> Tensor:
    """Return the latents that a run is scored on, apart from all it was trained on."""
    stream = torch.Generator().manual_seed(derive_seed(seed, "scored"))
    latent = game.net("G").latent
    assert isinstance(latent, int)
    return torch.randn(PROTOCOL_N, latent, generator=stream)


def numbers_of(scores: PointScores, prefix: str = "") -> Numbers:
    """Return the scores as numbers under `prefix`."""
    keys = ("modes", "high_quality", "kl", "off_mode", "kl_all")
    return {f"{prefix}{key}": float(getattr(scores, key)) for key in keys}


OURS: dict[str, Any] = {
    "depth": 3, "g_width": 128, "d_width": 128, "latent": 2, "batch": 256, "lr": 5e-3,
    "beta1": 0.0, "beta2": 0.99, "ema": 0.999, "last_rate": 0.05,
}  # fmt: skip
"""What all configurations share; found on seed 0 of the grid, see the notes there."""
PACKS = (2, 4)
SLOW = OURS["lr"] / 5
"""A lower rate, to see whether it is the rate that packs do not bear."""


def methods(r1: float) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return every method: its title and its settings, with penalties of weight `r1`."""
    both = {"objective": "relativistic", "r1": r1, "r2": r1}
    batch = OURS["batch"]
    packed = {
        f"pacgan{pack}": (f"PacGAN{pack}, {batch // pack} packs", {"pack": pack}) for pack in PACKS
    }
    counted = {
        f"pacgan{pack}_packs": (
            f"PacGAN{pack}, {batch} packs",
            {"pack": pack, "batch": pack * batch},
        )
        for pack in PACKS
    }
    slow = {
        f"pacgan{pack}_slow": (
            f"PacGAN{pack}, {batch} packs, rate {SLOW:g}",
            {"pack": pack, "batch": pack * batch, "lr": SLOW},
        )
        for pack in PACKS
    }
    return {
        "ns_r1": (f"NS GAN + R1 {r1:g}", {"r1": r1}),
        "ns": ("NS GAN", {}),
        "rpgan_r1_r2": (f"RpGAN + R1 {r1:g} + R2 {r1:g}", both),
        **packed,
        **counted,
        **slow,
    }


def counting_packs(means: Means) -> str:
    """Return what a batch that counts packs, as PacGAN's, makes of the modes, and a lower rate."""
    sentences = []
    for pack in PACKS:
        names = [f"pacgan{pack}", f"pacgan{pack}_packs", f"pacgan{pack}_slow"]
        if set(names) <= set(means):
            few, counted, slow = (means[name]["modes"] for name in names)
            sentences.append(
                f"PacGAN{pack} has {few:.1f} modes with {OURS['batch']} points in a batch, "
                f"{counted:.1f} with as many packs, {slow:.1f} with these at a fifth of the rate."
            )
    return " ".join(sentences)


def configs(place: str, steps: int, r1: float) -> tuple[Config, ...]:
    """Return every method on `place`; each gives a row for G and one for its EMA."""
    return tuple(
        Config(
            name,
            {"place": place, "steps": steps, **OURS, **more},
            (Row(title), Row(f"{title}, EMA", "ema/")),
        )
        for name, (title, more) in methods(r1).items()
    )


def columns(modes: int) -> tuple[Column, ...]:
    """Return the columns of a mixture of `modes`, with what an ideal sampler scores."""
    floor, floor_all = (kl_floor(bins, PROTOCOL_N) for bins in (modes, modes + 1))
    clean = 100 * ideal_high_quality()
    return (
        Column("modes", f"modes of {modes}", ".1f", floor=str(modes)),
        Column("high_quality", "HQ %", ".1f", 100, floor=f"{clean:.2f}"),
        Column("kl", "KL", ".3f", floor=f"{floor:.4f}"),
        Column("off_mode", "off the modes %", ".1f", 100, floor=f"{100 - clean:.2f}"),
        Column("kl_all", f"KL of {modes + 1} bins", ".3f", floor=f"{floor_all:.4f}"),
    )
