"""Augmentation as a use: does a GAN's sample of a rare digit help a classifier that has few?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample

from benchmarks.reproduce import adapters
from benchmarks.reproduce.experiment import (
    Column,
    Config,
    Experiment,
    Goal,
    Means,
    Numbers,
    Row,
    Settings,
)
from gan_core import recipes
from gan_core.data.base import DataSet, Rows
from gan_core.data.feed import Feed
from gan_core.design import Design
from gan_core.metrics.classifier import Classifier, fit, read
from gan_core.metrics.reference import reference
from gan_core.model import Model, model_of
from gan_core.rng import Rng, derive_seed
from gan_core.train import Progress, train

RARE, FEW, MANY, PASSES = 8, 20, 400, 20
ROUNDS = 3000
DEGREES, PIXELS = 12.0, 2
"""Up to how far classical augmentation turns and shifts a digit."""

Parts = tuple[Tensor, Tensor]
"""Pictures uint8 (N, 1, 28, 28) and their labels (N,)."""


def run(settings: Settings, seed: int) -> Numbers:
    """Return, for each way to train the classifier, how many of the test digits it reads.

    "accuracy" of all and "rare" of the rare digit's; differences of two ways seed by seed; and how
    often the shipped classifier reads the GAN's samples as the rare digit.

    Raises:
        NotThere: the whole MNIST is not on this machine.
    """
    whole = adapters.load("mnist_full")
    few, full = cuts(whole, settings, seed)
    model = gan(whole, even(few, settings), settings, seed)
    fakes = samples(model, settings, seed)
    net = reference("mnist")
    with torch.no_grad():
        asked = net.net.head(net.embed(fakes)).argmax(1) == settings["rare"]
    passes = ways(few, full, to_bytes(fakes), settings, seed)
    numbers: Numbers = {"gan/as_asked": float(asked.float().mean())}
    for way, part in passes.items():
        numbers |= {f"{way}/{key}": one for key, one in scores(whole, part, settings, seed).items()}
    for way, base in PAIRS.items():
        for key in ("accuracy", "rare"):
            numbers[f"{way}-{base}/{key}"] = numbers[f"{way}/{key}"] - numbers[f"{base}/{key}"]
    return numbers


PAIRS = {"repeat": "alone", "gan": "repeat", "both": "classical"}
"""Which way is held against which, seed by seed: each adds one thing."""


def cuts(whole: DataSet, settings: Settings, seed: int) -> tuple[Parts, Parts]:
    """Return training digits with few of the rare one, and the same with as many of it as others.

    Only training digits of `whole` are taken, which of them the seed decides.
    """
    assert whole.labels is not None
    stream = torch.Generator().manual_seed(derive_seed(seed, "augmentation"))
    order = torch.randperm(len(whole), generator=stream)
    labels = whole.labels[order]
    rows = [order[labels == digit][: settings["many"]] for digit in range(10)]
    full = torch.cat(rows)
    rows[settings["rare"]] = rows[settings["rare"]][: settings["few"]]
    few = torch.cat(rows)
    return (whole.items[few], whole.labels[few]), (whole.items[full], whole.labels[full])


def even(parts: Parts, settings: Settings) -> Parts:
    """Return the same with the rare digits repeated, until there are as many as of the others."""
    items, labels = parts
    rare = (labels == settings["rare"]).nonzero().flatten()
    more = rare.repeat(settings["many"] // settings["few"] - 1)
    rows = torch.cat([torch.arange(len(labels)), more])
    return items[rows], labels[rows]


def gan(whole: DataSet, parts: Parts, settings: Settings, seed: int) -> Model:
    """Return a conditional GAN that saw `parts` alone: no test digit, and none that was cut."""
    items, labels = parts
    content = DataSet("cut", whole.spec, items, labels)
    recipe = recipes.get(settings["recipe"])
    design = Design(recipe, recipe.preset(settings["preset"]), whole.spec)
    game = design.game(Rng(seed))
    feed = Feed(content, game.rng)
    for _event in train(
        game, design.stages(len(content)), feed, Progress(), until=settings["rounds"]
    ):
        pass
    return model_of(game, design, settings["rounds"], raw=False)


def samples(model: Model, settings: Settings, seed: int) -> Tensor:
    """Return as many fakes of the rare digit as all passes need, (N, 1, 28, 28) in [-1, 1]."""
    count = settings["passes"] * (settings["many"] - settings["few"])
    stream = torch.Generator().manual_seed(derive_seed(seed, "samples"))
    z = torch.randn(count, model.latent, generator=stream)
    labels = torch.full((count,), settings["rare"])
    request = replace(model.ask(1), z=z, y=labels)
    return model.answer(request)


def to_bytes(pictures: Tensor) -> Tensor:
    """Return pictures in [-1, 1] as uint8."""
    return ((pictures + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)


def turn_and_shift(items: Tensor, stream: torch.Generator) -> Tensor:
    """Return each picture, uint8 (N, 1, S, S), turned and shifted by chance."""
    count, size = len(items), items.shape[-1]
    angle = (2 * torch.rand(count, generator=stream) - 1) * torch.pi * DEGREES / 180
    shift = (2 * torch.rand(count, 2, generator=stream) - 1) * 2 * PIXELS / size
    turn = torch.stack([angle.cos(), -angle.sin(), angle.sin(), angle.cos()], 1).view(-1, 2, 2)
    grid = affine_grid(
        torch.cat([turn, shift[..., None]], 2), list(items.shape), align_corners=False
    )
    return grid_sample(items.float(), grid, align_corners=False).round().to(torch.uint8)


def ways(
    few: Parts, full: Parts, fakes: Tensor, settings: Settings, seed: int
) -> dict[str, list[Parts]]:
    """Return, for each way, what the classifier sees in each pass."""
    stream = torch.Generator().manual_seed(derive_seed(seed, "classical"))
    count, rare = settings["passes"], settings["rare"]
    doubled = even(few, settings)
    with_fakes = [
        (torch.cat([few[0], part]), torch.cat([few[1], torch.full((len(part),), rare)]))
        for part in fakes.chunk(count)
    ]

    def moved(parts: Sequence[Parts]) -> list[Parts]:
        return [(turn_and_shift(items, stream), labels) for items, labels in parts]

    return {
        "alone": [few] * count,
        "repeat": [doubled] * count,
        "classical": moved([doubled] * count),
        "gan": with_fakes,
        "both": moved(with_fakes),
        "full": [full] * count,
    }


def scores(whole: DataSet, passes: list[Parts], settings: Settings, seed: int) -> Numbers:
    """Train a classifier by the passes; return its share of test digits, and of the rare ones."""
    items, labels = (torch.cat(part) for part in zip(*passes, strict=True))
    test = whole.held_out
    assert test is not None and test.labels is not None
    # `fit` reads a held-out part after each epoch; here there is one epoch, and the test is below.
    glance = Rows(test.items[:1], test.labels[:1])
    content = DataSet("passes", whole.spec, items, labels, glance)
    ((_, _, net),) = fit(content, epochs=1, seed=seed, shift=0)
    right = torch.cat(
        [hits(net, whole, part) for part in _chunks(Rows(test.items, test.labels))]
    ).double()
    rare = test.labels == settings["rare"]
    return {"accuracy": float(right.mean()), "rare": float(right[rare].mean())}


def hits(net: Classifier, whole: DataSet, rows: Rows) -> Tensor:
    """Return of which of `rows` the net reads the label, bool (N,)."""
    assert rows.labels is not None
    return read(net, whole.spec.to_numbers(rows.items))[1].argmax(1) == rows.labels


def _chunks(rows: Rows, most: int = 1000) -> list[Rows]:
    assert rows.labels is not None
    parts = zip(torch.split(rows.items, most), torch.split(rows.labels, most), strict=True)
    return [Rows(*part) for part in parts]


def _gains(key: str) -> Callable[[Means], bool | None]:
    """Whether a difference of the rare digit is above 0 in the mean."""
    return lambda means: means["mnist"][key] > 0 if "mnist" in means else None


EXPERIMENT = Experiment(
    name="augmentation",
    title="A GAN's samples as training pictures",
    protocol=(
        f"Of MNIST's training digits {MANY} of each, but only {FEW} of the digit {RARE}; which "
        "ones, the seed decides. A classifier (that of the scores, with no shifts of its own) "
        f"sees {PASSES} passes of them and is tested on the 10,000 test digits. Repeated: the "
        f"{FEW} are seen {MANY // FEW} times a pass, so that the digits are even, which alone "
        "changes what a classifier does; so do the rows below. Classical: every picture is turned "
        f"by up to {DEGREES:.0f} degrees and shifted by up to {PIXELS} pixels, anew in each pass. "
        f"GAN: beside the {FEW} real ones {MANY - FEW} samples, others in each pass, of `cdcgan` "
        f"(its `fast` preset, {ROUNDS:,} rounds), which was trained on the same digits, the few "
        "repeated, and has seen no other. Differences are taken seed by seed."
    ),
    columns=(
        Column("accuracy", "of all test digits %", ".2f", 100),
        Column("rare", f"of the test's {RARE} %", ".1f", 100),
        Column("as_asked", "samples read as asked %", ".1f", 100),
    ),
    published=(),
    configs=(
        Config(
            "mnist",
            {
                "rare": RARE, "few": FEW, "many": MANY, "passes": PASSES, "recipe": "cdcgan",
                "preset": "fast", "rounds": ROUNDS, "degrees": DEGREES, "pixels": PIXELS,
            },
            (
                Row(f"{FEW} real ones alone", "alone/"),
                Row("repeated", "repeat/"),
                Row("repeated, classical", "classical/"),
                Row("GAN's samples", "gan/"),
                Row("GAN's samples, classical", "both/"),
                Row(f"{MANY} real ones", "full/"),
                Row("repeated − alone", "repeat-alone/"),
                Row("GAN's samples − repeated", "gan-repeat/"),
                Row("GAN's samples, classical − repeated, classical", "both-classical/"),
            ),
        ),
    ),
    run=run,
    goals=(
        Goal("a GAN's samples help more than repeating the real ones", _gains("gan-repeat/rare")),
        Goal("and still help beside classical augmentation", _gains("both-classical/rare")),
    ),
)  # fmt: skip
