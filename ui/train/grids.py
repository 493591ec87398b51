"""What a run's sample grid is called, in the picture's place and below it."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.recipe import Recipe
from gan_core.rendering import legend
from ui.shell.language import Words


@dataclass(frozen=True)
class GridWords:
    """Of a grid at a step: `alt` and `caption`, with {step} to fill in; `label` of all its steps.

    legend: what stands beside what in it, "" where that needs no word.
    """

    alt: str
    caption: str
    label: str
    legend: str


def grid_words(recipe: Recipe, _: Words) -> GridWords:
    """Return what the grids of a run of `recipe` are called."""
    if recipe.from_noise:
        return GridWords(
            _("Samples from fixed noise at step {step}"),
            _("The same noise at every step, now at step {step}."),
            _("Samples of the run from fixed noise"),
            "",
        )
    beside = _(legend(recipe))
    return GridWords(
        _("Samples from fixed sources at step {step}"),
        _("{sentence} {further}").format(
            sentence=_("The same sources at every step, now at step {step}."), further=beside
        ),
        _("Samples of the run from fixed sources"),
        beside,
    )
