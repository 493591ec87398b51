"""Style mixing: whose label and whose stroke a mixture has, by how many layers are the row's."""

from __future__ import annotations

import torch
from torch import Tensor

from benchmarks.reproduce.experiment import (
    Column,
    Config,
    Experiment,
    Goal,
    Means,
    NotThere,
    Numbers,
    Row,
    Settings,
)
from gan_core.files.atomic import read_json
from gan_core.files.places import shipped_root
from gan_core.latent.space import space_of
from gan_core.latent.traits import TRAITS
from gan_core.metrics.reference import reference
from gan_core.runs.library.models import open_model

MODEL, LAYERS, PAIRS = "stylegan-digits", 5, 2000
ENOUGH = 0.8


def run(settings: Settings, seed: int) -> Numbers:
    """Mix pairs of styles: the first `coarse` layers are told the row's, the others the column's.

    Return the share of mixtures that are read as the row's digit, and as the column's, of pairs
    whose digits differ; and for each trait the weights of the row's and of the column's in it.

    Raises:
        NotThere: the model is not shipped.
    """
    file = shipped_root() / f"{MODEL}.safetensors"
    if not file.exists():
        raise NotThere(f"{file.name} is not here")
    space, net = space_of(open_model(file)), reference("mnist")
    rows, columns = space.points(2 * PAIRS, 10_000 * (1 + seed)).chunk(2)
    is_row = (torch.arange(LAYERS) < settings["coarse"])[None, :, None]
    mixtures = space.pictures(torch.where(is_row, rows[:, None], columns[:, None]))
    sources = [space.pictures(points) for points in (rows, columns)]
    with torch.no_grad():
        row, column, mixture = (net.net.head(net.embed(x)).argmax(1) for x in (*sources, mixtures))
    other = row != column
    numbers = {
        "row": float((mixture == row)[other].float().mean()),
        "column": float((mixture == column)[other].float().mean()),
    }
    for name, trait in TRAITS.items():
        of_row, of_column = weights(trait(sources[0]), trait(sources[1]), trait(mixtures))
        numbers |= {f"{name} row": of_row, f"{name} column": of_column}
    return numbers


def weights(row: Tensor, column: Tensor, mixture: Tensor) -> tuple[float, float]:
    """Return how much a mixture's trait follows the row's and the column's (least squares).

    All in standard deviations: 1 and 0 where it is the row's alone.
    """
    both = torch.stack([(x - x.mean()) / x.std() for x in (row, column)], 1)
    solution = torch.linalg.lstsq(both, ((mixture - mixture.mean()) / mixture.std())[:, None])
    first, second = solution.solution[:, 0].tolist()
    return first, second


def step() -> int:
    """Return the step of the shipped model, which its results belong to; 0 where there is none."""
    card = shipped_root() / f"{MODEL}.json"
    return int(read_json(card)["step"]) if card.exists() else 0


def follows(means: Means) -> bool | None:
    """Whether some number of the first layers, not all, decides the label of 80 % of mixtures."""
    shares = [numbers["row"] for numbers in means.values()]
    return max(shares) >= ENOUGH if len(means) == LAYERS - 1 else None


EXPERIMENT = Experiment(
    name="style_mixing",
    title="Style mixing",
    protocol=(
        f"The shipped `{MODEL}`: {PAIRS:,} pairs of styles, the first layers told the row's and "
        "the others the column's; its layers are one of 7x7 pixels, two of 14x14 and two of "
        "28x28. Labels: of pairs whose digits differ, the share of mixtures read as the row's, "
        "and as the column's. Traits: how much the mixture's follows each, by least squares in "
        "standard deviations; see `gan_core.latent.traits`."
    ),
    columns=(
        Column("row", "row's digit %", ".1f", 100),
        Column("column", "column's digit %", ".1f", 100),
        *(
            Column(f"{name} {whose}", f"{name}, {whose}'s", ".2f")
            for name in ("ink", "stroke width", "slant")
            for whose in ("row", "column")
        ),
    ),
    published=(),
    configs=tuple(
        Config(
            f"coarse_{count}",
            {"coarse": count, "step": step()},
            (Row(f"{count} of {LAYERS} layers the row's"),),
        )
        for count in range(1, LAYERS)
    ),
    run=run,
    goals=(Goal("the first layers decide the digit in at least 80 % of mixtures", follows),),
    seeds=3,
)
