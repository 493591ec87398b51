"""Stacked MNIST: how many of 1,000 modes G finds, also where D is starved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor

from benchmarks.reproduce import adapters
from benchmarks.reproduce.experiment import (
    Column,
    Config,
    Experiment,
    Goal,
    Means,
    Numbers,
    Published,
    Row,
    Settings,
)
from gan_core import recipes
from gan_core.data.base import DataSet
from gan_core.design import Design
from gan_core.model import model_of
from gan_core.runs.trainer import Trainer

PROTOCOL_N = 26_000
Score = Callable[[Tensor], tuple[int, float]]
"""Stacked digits (N, 3, 28, 28) in [-1, 1] -> (modes of 1,000, KL to uniform)."""

STEPS = 2_000
SHARES = {"equal": 1, "half": 2, "quarter": 4}
"""D's width is G's divided by this; the fast presets of DCGAN and PacGAN are the half."""

METHODS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "dcgan": ("DCGAN", "dcgan", {"g_width": 32}),
    "pacgan": ("PacGAN, 32 packs of 2", "pacgan", {"g_width": 32, "pack": 2}),
    "pacgan64": ("PacGAN, 64 packs of 2", "pacgan", {"g_width": 32, "pack": 2, "batch": 128}),
    "r3gan": ("R3GAN", "r3gan", {"g_width": 16}),
}


def run(settings: Settings, seed: int) -> Numbers:
    """Train for `steps` rounds on stacked MNIST, then count the modes of 26,000 samples."""
    return train_and_count(
        settings, seed, adapters.load("stacked_mnist"), adapters.stacked_modes, PROTOCOL_N
    )


def train_and_count(
    settings: Settings, seed: int, content: DataSet, score: Score, n: int
) -> Numbers:
    """Return modes and KL of the shown G (its EMA where it has one) and of the raw one."""
    own: dict[str, Any] = dict(settings)
    recipe, steps = recipes.get(own.pop("recipe")), own.pop("steps")
    design = Design(recipe, recipe.preset("fast", own), content.spec)
    trainer = Trainer(design, content, seed)
    for _ in trainer.play(steps):
        pass
    numbers: Numbers = {}
    for prefix, raw in (("", False), ("raw/", True)):
        model = model_of(trainer.game, design, steps, raw=raw)
        modes, divergence = score(model.sample(n, seed=1_000_000))
        numbers |= {f"{prefix}modes": float(modes), f"{prefix}kl": divergence}
    return numbers


def configs() -> tuple[Config, ...]:
    """Return every method with D as wide as G, and the two that PacGAN compares also starved."""
    configurations = []
    for share, divisor in SHARES.items():
        for name, (title, recipe, more) in METHODS.items():
            if name == "r3gan" and divisor > 1:
                continue
            d_width = more["g_width"] // divisor
            settings = {"recipe": recipe, "steps": STEPS, **more, "d_width": d_width}
            row = Row(f"{title}, D's width {share} ({d_width})")
            configurations.append(Config(f"{name}-{share}", settings, (row,)))
    return tuple(configurations)


def above(more: str, less: str) -> Callable[[Means], bool | None]:
    """Return whether `more` finds more modes than `less`."""

    def holds(means: Means) -> bool | None:
        if not {more, less} <= set(means):
            return None
        return means[more]["modes"] > means[less]["modes"]

    return holds


def all_modes(means: Means) -> bool | None:
    """Whether PacGAN finds at least 990 of 1,000 modes on average."""
    return means["pacgan64-equal"]["modes"] >= 990 if "pacgan64-equal" in means else None


def counting_packs(means: Means) -> str:
    """Return what packs find beside DCGAN, with as many verdicts and with half as many."""
    sentences = []
    for share in SHARES:
        names = [f"{name}-{share}" for name in ("dcgan", "pacgan64", "pacgan")]
        if set(names) <= set(means):
            plain, counted, few = (means[name]["modes"] for name in names)
            sentences.append(
                f"D's width {share}: DCGAN finds {plain:.0f} modes, PacGAN {counted:.0f} with as "
                f"many verdicts and {few:.0f} with half as many."
            )
    return " ".join(sentences)


NOTES = (
    "DCGAN with the fast preset's spectral norm hardly collapses here, even with a starved D, so "
    "there is little for packs to mend: the order of the papers, whose DCGAN finds a tenth of the "
    "modes, cannot show."
)
VEEGAN = "VEEGAN (arXiv 1705.07761), table 2"
PACGAN = "PacGAN (arXiv 1712.04086), table 2"
STARVED = "PacGAN, table 3"
R3GAN = "R3GAN (arXiv 2501.05441), its tables; quoted by others"

EXPERIMENT = Experiment(
    name="stacked",
    title="Stacked MNIST and a starved D",
    protocol=(
        "Three digits as one colour picture: 1,000 modes. 26,000 samples, each channel read by "
        f"the shipped digit classifier. The `fast` presets, {STEPS:,} rounds of 64 pictures, with "
        "D as wide as G (channels), half and a quarter as wide. PacGAN counts packs in a batch: "
        "with 64 of them D gives as many verdicts as DCGAN's, on twice the pictures; with 64 "
        "pictures it gives half as many. The papers' networks are others and train far longer, so "
        "compare the order of methods, not the numbers."
    ),
    columns=(
        Column("modes", "modes of 1,000", ".0f", floor="1000"),
        Column("kl", "KL to uniform", ".3f", floor=".019 (real triples .023)"),
    ),
    published=(
        Published("DCGAN", {"modes": "99", "kl": "3.40"}, VEEGAN),
        Published("DCGAN", {"modes": "78.9 ± 6.5", "kl": "4.50 ± .13"}, PACGAN),
        Published("PacDCGAN2", {"modes": "1000 ± 0", "kl": ".06 ± .003"}, PACGAN),
        Published("R3GAN, config E", {"modes": "1000", "kl": ".029"}, R3GAN),
        Published("DCGAN, D 1/2", {"modes": "628 ± 141", "kl": "2.58"}, STARVED),
        Published("PacDCGAN3, D 1/2", {"modes": "867 ± 12", "kl": ".90"}, STARVED),
        Published("DCGAN, D 1/4", {"modes": "30.6 ± 20.7", "kl": "5.99"}, STARVED),
        Published("PacDCGAN4, D 1/4", {"modes": "667 ± 29", "kl": "1.81"}, STARVED),
    ),
    configs=configs(),
    run=run,
    goals=(
        Goal("PacGAN (64 packs) finds (almost) all modes", all_modes),
        Goal(
            "PacGAN (64 packs) finds more than DCGAN, D of a half",
            above("pacgan64-half", "dcgan-half"),
        ),
        Goal(
            "PacGAN (64 packs) finds more than DCGAN, D of a quarter",
            above("pacgan64-quarter", "dcgan-quarter"),
        ),
    ),
    seeds=3,
    reading=counting_packs,
    notes=NOTES,
)
