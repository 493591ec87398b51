"""Each line of a chart has a colour of its own, which is seen on light and on dark."""

from __future__ import annotations

from itertools import combinations
from math import dist

import pytest

from gan_core.charts import USUAL, Colour, usual_of
from gan_core.recipes import RECIPES
from tests.gan_core.recipes import worked
from ui.shell.palette import D_COLOUR, FAKE, FURTHER, G_COLOUR, QUIET, REAL, line_colours

LIGHT, DARK = "#FFFFFF", "#0E1117"


def linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str) -> tuple[float, float, float]:
    """Return CIELAB: of two colours that are 10 apart everybody sees that they differ."""
    red, green, blue = linear(colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    f = [t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def test_one_g_and_one_d_have_their_colours() -> None:
    assert line_colours(["G", "D"]) == [G_COLOUR, D_COLOUR]
    assert line_colours(["real", "fake"]) == [REAL, FAKE]
    assert line_colours(["other"]) == [QUIET]
    for one in USUAL:
        colours = [line.colour for line in one.lines]
        assert line_colours(colours) in ([G_COLOUR, D_COLOUR], [REAL, FAKE])


@pytest.mark.parametrize(
    "whose",
    [
        ["G", "D", "G", "D"],
        ["G", "fake"],
        ["other", "G", "G", "G", "D"],
        ["real", "fake"] * 4,
        ["other"] * 8,
    ],
)
def test_no_two_lines_are_alike(whose: list[Colour]) -> None:
    colours = line_colours(whose)
    assert all(dist(lab(a), lab(b)) > 20 for a, b in combinations(colours, 2))


def test_however_many_lines_each_has_its_own() -> None:
    assert len(set(line_colours(["G"] * 40))) == 40


@pytest.mark.parametrize("colour", [*FURTHER, REAL, FAKE, D_COLOUR, *line_colours(["G"] * 20)])
def test_every_colour_is_seen_on_light_and_on_dark(colour: str) -> None:
    assert contrast(colour, LIGHT) > 1.8 and contrast(colour, DARK) > 2.5


def test_the_charts_of_every_recipe_have_colours_of_their_own() -> None:
    stages = usual_of({"G1": "makes", "D1": "judges", "G2": "makes", "D2": "judges"})
    declared = [one.charts or () for one in (*RECIPES.values(), *worked.RECIPES.values())]
    for one in (*stages, *(chart for charts in declared for chart in charts)):
        colours = line_colours([line.colour for line in one.lines])
        assert len(set(colours)) == len(colours), one.key
