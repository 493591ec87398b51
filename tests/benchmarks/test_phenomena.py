"""The phenomena on the lab's ring: what is measured, on which settings, and what each goal asks."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import replace
from typing import Any

import pytest
import torch

from benchmarks.reproduce import phenomena_collapse as collapse
from benchmarks.reproduce import phenomena_ema as ema
from benchmarks.reproduce import phenomena_gradient as gradient
from benchmarks.reproduce import phenomena_rates as rates
from benchmarks.reproduce import phenomena_wasserstein as wasserstein
from benchmarks.reproduce.experiment import Experiment, Goal
from benchmarks.reproduce.phenomena_lab import LAB, STRONG_D, d_alone, nearest_counts, scene
from benchmarks.reproduce.plane import new_match
from benchmarks.reproduce.report import DOCUMENT, section
from gan_core.lab.bench import Bench
from gan_core.lab.config import LabConfig, from_link
from gan_core.lab.scenes import SCENES
from gan_core.recipes.points import RECIPE

MODULES = (gradient, wasserstein, rates, ema)
ALL = [collapse.COLLAPSE, collapse.R1, *(module.EXPERIMENT for module in MODULES)]
every_experiment = pytest.mark.parametrize("experiment", ALL, ids=lambda one: one.name)
SMALL = {"g_width": 4, "d_width": 4, "batch": 8}


def test_the_settings_are_the_labs_preset_without_r1_and_ema() -> None:
    own = {key: value for key, value in LAB.items() if key != "place"}
    said = RECIPE.preset("source", {**own, "epochs": 1})
    assert said == RECIPE.preset("lab", {"r1": 0.0, "ema": 0.0, "epochs": 1})


def test_a_run_is_what_the_lab_plays_with_the_same_settings_and_seed() -> None:
    bench = Bench(LabConfig(seed=3, changes={**STRONG_D, "r1": 0.0, "ema": 0.0}))
    played = new_match({**LAB, **STRONG_D, "steps": 3}, 3)
    for _ in played.rounds():
        bench.round()
    for name, player in played.game.players.items():
        ours, labs = player.net.state_dict(), bench.game.net(name).state_dict()
        assert all(torch.equal(ours[key], labs[key]) for key in ours)


@pytest.mark.parametrize("name", [one.name for one in SCENES])
def test_a_scene_is_measured_with_its_own_settings(name: str) -> None:
    (found,) = (one for one in SCENES if one.name == name)
    own = {key: value for key, value in scene(name).items() if key != "place"}
    assert found.shape == "ring8"
    measured = RECIPE.preset("source", {**own, "epochs": 625})
    assert measured.model_dump() == found.config().settings().model_dump()


def test_the_addresses_for_teachers_are_what_was_measured() -> None:
    text = (DOCUMENT.parent / "phenomena.md").read_text(encoding="utf-8")
    changes = [from_link({"set": word}).settings() for word in re.findall(r"`set=([^`]+)`", text)]
    measured = [
        *(collapse.COLLAPSE.configs_by_name[name].settings for name in ("slow", "strong_d")),
        collapse.COLLAPSE.configs_by_name["fast_g"].settings,
        wasserstein.EXPERIMENT.configs_by_name["gp_1"].settings,
        ema.EXPERIMENT.configs_by_name["fast_r1"].settings,
    ]
    for own in measured:
        said = {key: value for key, value in own.items() if key not in ("place", "steps")}
        assert any(said == {key: getattr(one, key) for key in said} for one in changes), own


def test_d_alone_leaves_g_as_it_was() -> None:
    played = new_match({**LAB, **SMALL, "steps": 4}, 0)
    before = {
        name: [p.detach().clone() for p in player.net.parameters()]
        for name, player in played.game.players.items()
    }
    deque(played.rounds(d_alone(played)), maxlen=0)
    same = {
        name: all(map(torch.equal, before[name], player.net.parameters()))
        for name, player in played.game.players.items()
    }
    assert same == {"G": True, "D": False}


def test_the_nearest_centre_counts_however_far_it_is() -> None:
    centres = torch.tensor([[0.0, 0.0], [1.0, 0.0], [9.0, 9.0]])
    points = torch.tensor([[0.4, 0.0], [0.6, 0.0], [-50.0, 0.0]])
    assert nearest_counts(points, centres).tolist() == [2, 1, 0]


@every_experiment
def test_a_short_run_gives_every_cell_of_its_rows_again_and_again(
    experiment: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (collapse, ema, rates):
        monkeypatch.setattr(module, "LOOK", 2)
    monkeypatch.setattr(gradient, "MOMENTS", (0, 2, 8))
    monkeypatch.setattr(wasserstein, "WARM", 2)
    for config in experiment.configs[:1] + experiment.configs[-1:]:
        settings = {**config.settings, **SMALL, "steps": 8}
        numbers = experiment.run(settings, 0)
        assert numbers == experiment.run(settings, 0)
        missing = {
            row.prefix + column.key
            for row in config.rows
            for column in experiment.columns
            if row.prefix + column.key not in numbers
        }
        # Columns of moments that a run of 8 rounds does not reach; only clipping has a bound.
        assert {key for key in missing if not key[-1].isdigit()} <= {"at_bound"}


def met(experiment: Experiment, means: dict[str, dict[str, float]]) -> list[bool | None]:
    return [goal.holds(means) for goal in experiment.goals]


@every_experiment
def test_what_has_not_been_run_is_neither_reached_nor_missed(experiment: Experiment) -> None:
    assert met(experiment, {}) == [None] * len(experiment.goals)
    text = section(experiment, {config.name: [] for config in experiment.configs})
    assert text.count(": not run yet") == len(experiment.goals)


GOOD: dict[str, dict[str, dict[str, float]]] = {
    "collapse": {
        "preset": {"whole": 1.0},
        "slow": {"whole": 1.0},
        "strong_d": {"lost": 1.0, "moved": 0.02},
        "fast_g": {"lost": 1.0, "moved": 0.8},
        "scene_collapse": {"lost": 1.0},
        "scene_hopping": {"lost": 1.0},
    },
    "r1": {"none": {"lost": 1.0}, "r1_0.1": {"whole": 1.0}},
    "gradient": {
        "lab": {"falls_1": 1.0, "grows_1": 1.0},
        "sharp": {"falls_3": 1.0, "grows_1": 1.0},
    },
    "wasserstein": {
        "gp_1": {"pearson": 0.95, "slope": 1.1},
        "gp_10": {"slope": 0.9},
        "ns": {"pearson": 0.2},
        "ns_lab": {"pearson": -0.3},
        "clip_0.1": {"at_bound": 0.3},
        "clip_0.01": {"at_bound": 0.5, "slope": 0.01},
    },
    "rates": {
        rates.name_of(g): {
            rates.name_of(d): 8.0 if 0 <= column - row <= 2 else 5.5
            for column, d in enumerate(rates.RATES)
        }
        for row, g in enumerate(rates.RATES)
    },
    "ema": {
        "fast": {"fall": 0.3, "ema/fall": 0.02, "lowest": 0.1, "ema/lowest": 0.6},
        "fast_r1": {"fall": 0.3, "ema/fall": 0.02, "lowest": 0.1, "ema/lowest": 0.6},
        "collapsed": {"ema/modes": 1.0},
    },
}
# experiment, configuration, key, a value that spoils, and the places of the goals that it spoils
SPOILT: list[tuple[str, str, str, float, list[int]]] = [
    ("collapse", "slow", "whole", 0.8, [0]),
    ("collapse", "strong_d", "lost", 0.8, [1]),
    ("collapse", "fast_g", "lost", 0.0, [2]),
    ("collapse", "scene_collapse", "lost", 0.8, [3]),
    ("collapse", "scene_hopping", "lost", 0.8, [3]),
    ("collapse", "fast_g", "moved", 0.4, [4]),
    ("collapse", "strong_d", "moved", 0.4, [4]),
    ("r1", "none", "lost", 0.8, [0]),
    ("r1", "r1_0.1", "whole", 0.8, [0]),
    ("gradient", "sharp", "falls_3", 0.8, [0]),
    ("gradient", "lab", "falls_1", 0.8, [1]),
    ("gradient", "lab", "grows_1", 0.8, [2]),
    ("wasserstein", "gp_1", "pearson", 0.8, [0]),
    ("wasserstein", "ns_lab", "pearson", 0.8, [0]),
    ("wasserstein", "gp_10", "slope", 1.3, [1]),
    ("wasserstein", "clip_0.1", "at_bound", 0.05, [2]),
    ("wasserstein", "clip_0.01", "slope", 0.2, [3]),
    ("rates", "0.0001", "0.01", 8.0, [0]),
    ("ema", "fast", "fall", 0.1, [0]),
    ("ema", "fast_r1", "ema/fall", 0.1, [0]),
    ("ema", "fast", "ema/lowest", 0.2, [1]),
    ("ema", "collapsed", "ema/modes", 5.0, [2]),
]


@every_experiment
def test_every_goal_can_be_reached(experiment: Experiment) -> None:
    assert met(experiment, GOOD[experiment.name]) == [True] * len(experiment.goals)


def test_every_goal_can_be_missed() -> None:
    spoilt = {(name, goal) for name, *_, goals in SPOILT for goal in goals}
    assert spoilt == {(one.name, place) for one in ALL for place in range(len(one.goals))}


@pytest.mark.parametrize(("name", "config", "key", "value", "goals"), SPOILT)
def test_one_value_spoils_its_goal_and_no_other(
    name: str, config: str, key: str, value: float, goals: list[int]
) -> None:
    (experiment,) = (one for one in ALL if one.name == name)
    means: dict[str, Any] = {one: dict(numbers) for one, numbers in GOOD[name].items()}
    means[config][key] = value
    wanted = [place not in goals for place in range(len(experiment.goals))]
    assert met(experiment, means) == wanted


def test_the_ridge_is_said_in_numbers_once_every_rate_has_been_run() -> None:
    assert rates.ridge(GOOD["rates"]) == (8.0, 5.5, 5.5)
    said = rates.in_words(GOOD["rates"])
    assert "one to ten times G's 8.00" in said and "5.5 at 0.01, " in said
    part = {name: row for name, row in GOOD["rates"].items() if name != "0.01"}
    assert rates.ridge(part) is None and rates.in_words(part) == ""


def test_what_an_experiment_reads_off_its_means_is_on_the_page() -> None:
    experiment = replace(
        ema.EXPERIMENT, reading=lambda means: "No mean yet.", goals=(Goal("x", lambda means: None),)
    )
    nothing = {config.name: [] for config in experiment.configs}
    assert "No mean yet." in section(experiment, nothing)
    assert section(replace(experiment, reading=lambda means: ""), nothing) == section(
        replace(experiment, reading=None), nothing
    )


def test_points_on_a_line_have_the_distance_that_they_were_moved_by() -> None:
    played = new_match({**LAB, **SMALL, "steps": 1}, 0)
    held = wasserstein.sample_of(played, 0)
    with torch.no_grad():
        for parameter in played.game.net("G").parameters():
            parameter.zero_()
        for parameter in played.game.net("D").parameters():
            parameter.zero_()
    exact, said = wasserstein.look(played, held, "wasserstein")
    # Every fake is at 0; the ring has radius 1.5.
    assert exact == pytest.approx(1.5, abs=0.01) and said == 0.0
    # A D that gives .5 to all says that nothing is apart.
    assert wasserstein.look(played, held, "nonsaturating")[1] == pytest.approx(0.0, abs=1e-6)


def test_clipped_weights_are_those_at_the_bound() -> None:
    played = new_match({**LAB, **SMALL, "steps": 1}, 0)
    with torch.no_grad():
        for number, parameter in enumerate(played.game.net("D").parameters()):
            parameter.fill_(-0.1 if number % 2 else 0.05)
    sizes = [parameter.numel() for parameter in played.game.net("D").parameters()]
    share = sum(sizes[1::2]) / sum(sizes)
    assert wasserstein.clipped(played, {"clip": 0.1})["at_bound"] == pytest.approx(share)
    assert wasserstein.clipped(played, {}) == {}
