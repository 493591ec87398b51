"""Which readings are drawn together where a recipe says nothing of it, and that all are drawn."""

from __future__ import annotations

from gan_core.charts import LOSSES, ROLES, USUAL, further_readings, usual_of
from gan_core.game import Role
from gan_core.recipes import RECIPES

STAGES: dict[str, Role] = {"G1": "makes", "D1": "judges", "G back": "makes"}


def test_players_of_other_names_have_the_usual_charts() -> None:
    losses, outputs, gradients = usual_of(STAGES)
    assert [line.reading for line in losses.lines] == ["G1/loss", "D1/loss", "G back/loss"]
    assert [line.name.render() for line in losses.lines] == ["G1", "D1", "G back"]
    assert [line.colour for line in losses.lines] == ["G", "D", "G"]
    assert [line.reading for line in outputs.lines] == ["D1(real)", "D1(fake)"]
    assert [line.reading for line in gradients.lines] == ["G1/grad", "D1/grad", "G back/grad"]
    assert (losses.key, outputs.key, gradients.key) == ("loss", "output", "grad")


def test_of_several_judges_each_output_says_whose_it_is() -> None:
    outputs = usual_of({"D1": "judges", "D2": "judges"})[1]
    names = [line.name.render() for line in outputs.lines]
    assert names == ["D1(real)", "D1(fake)", "D2(real)", "D2(fake)"]
    assert [line.name.render() for line in USUAL[1].lines] == ["on real", "on fake"]


def test_a_recipe_that_says_nothing_draws_whoever_plays() -> None:
    assert RECIPES["dcgan"].charts_of(ROLES) == USUAL
    assert RECIPES["dcgan"].charts_of(STAGES) == usual_of(STAGES)
    assert RECIPES["cdcgan"].charts_of(STAGES) == RECIPES["cdcgan"].charts


def test_every_reading_is_in_one_chart() -> None:
    readings = ["G/loss", "D/loss", "G/grad", "D(real)", "D/separation", "reward", "code/missed"]
    own, parts = further_readings([LOSSES], readings, ROLES)
    assert [one.key for one in own] == ["own-reward", "own-code/missed"]
    assert [one.key for one in parts] == ["parts-G", "parts-D"]
    drawn = [line.reading for one in (LOSSES, *own, *parts) for line in one.lines]
    assert sorted(drawn) == sorted(readings)
