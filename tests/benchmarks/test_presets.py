"""Every preset is played: what a play measures, what it draws, and the first 300 rounds of each."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import torch

from benchmarks.reproduce import play as playing
from benchmarks.reproduce import presets, whole
from benchmarks.reproduce.chart import Panel, picture
from benchmarks.reproduce.experiment import NotThere
from benchmarks.reproduce.report import DOCUMENT, figures, means_of, section
from benchmarks.reproduce.store import RESULTS, Result
from gan_core.events import Stepped
from gan_core.recipes import RECIPES
from gan_core.recipes.points import RECIPE as POINTS
from gan_core.runs.folder import RunFolder
from tests.gan_core import tiny

SVG = "{http://www.w3.org/2000/svg}"


def played(rounds: int, broken: int = 0, **own: object) -> playing.Play:
    """A play of so many rounds whose score is the round; at the round `broken` a loss is not."""

    class Made(playing.Play):
        def rounds(self) -> Iterator[Stepped]:
            for step in range(1, rounds + 1):
                loss = math.nan if step == broken else 1.0
                readings = {"D/loss": torch.tensor(loss), "D/separation": torch.tensor(step / 100)}
                yield Stepped(step, readings)

    small = playing.match({"recipe": "points", "preset": "lab", "data": "ring8"}, 0)
    stage = replace(small.stages[0], steps=rounds)
    return Made(small.game, (stage,), small.feed, lambda step: {"fd": float(step)})


def test_a_play_is_scored_at_log_spaced_rounds_and_at_its_end() -> None:
    assert list(itertools.islice(playing.log_spaced(), 7)) == [10, 20, 50, 100, 200, 500, 1000]
    numbers = playing.follow(played(60), 100.0)
    assert {k: v for k, v in numbers.items() if k.startswith("fd@")} == {
        "fd@10": 10, "fd@20": 20, "fd@50": 50, "fd@60": 60
    }  # fmt: skip
    assert numbers["fd"] == 60 and numbers["rounds"] == 60 and numbers["whole"] == 1
    # Means since the look before: rounds 1 to 10, 11 to 20, ... of step / 100.
    assert numbers["separation@20"] == pytest.approx(0.155)
    assert numbers["separation"] == pytest.approx(0.555) and numbers["diverged"] == 0


def test_a_play_ends_when_its_time_is_up() -> None:
    numbers = playing.follow(played(60), 0.0)
    assert numbers["rounds"] == 1 and numbers["fd@1"] == 1 and numbers["whole"] == 1 / 60


def test_a_play_that_diverges_says_when() -> None:
    numbers = playing.follow(played(60, broken=25), 100.0)
    assert numbers["diverged"] == numbers["rounds"] == 25
    assert "fd@20" in numbers and "fd" not in numbers


def test_every_preset_of_every_recipe_has_its_configuration() -> None:
    wanted = {f"{name}-{preset}" for name, recipe in RECIPES.items() for preset in recipe.presets}
    wanted |= {f"points-{preset}" for preset in POINTS.presets}
    assert {config.name for config in presets.configs()} == wanted


def test_a_stage_without_d_is_scored_too_and_separates_nothing() -> None:
    config = presets.EXPERIMENT.configs_by_name["srgan-fast"]
    settings = {**config.settings, "data": "mnist", "minutes": 0.02}
    numbers = presets.run(settings, 0)
    assert numbers["psnr"] > 0 and numbers["rounds"] >= 1 and "separation" not in numbers


@pytest.mark.parametrize("name", ["vanilla-source", "points-lab"])
def test_a_short_play_gives_every_number_that_the_goals_and_the_curves_need(name: str) -> None:
    config = presets.EXPERIMENT.configs_by_name[name]
    numbers = presets.run({**config.settings, "minutes": 0.02}, 0)
    shown = {"modes", "high_quality"} if name.startswith("points") else {"fd", "fd_floor"}
    keys = {"rounds", "whole", "diverged", "separation", *shown}
    assert keys <= numbers.keys() and all(math.isfinite(v) for v in numbers.values())
    assert f"separation@{int(numbers['rounds'])}" in numbers


def test_what_has_learned_fell_to_half_and_what_has_not_says_so() -> None:
    learned = {"fd": 40.0, "fd@10": 100.0, "diverged": 0.0}
    means = {config.name: dict(learned) for config in presets.configs()}
    for preset in POINTS.presets:
        means[f"points-{preset}"] = {"modes": 25.0, "diverged": 0.0}
    assert presets.all_learn(means) is True and presets.none_diverged(means) is True
    means["mlp-fast"]["fd"] = 51.0
    assert presets.all_learn(means) is False
    means["mlp-fast"]["diverged"] = 7.0
    assert presets.none_diverged(means) is False
    del means["mlp-fast"]
    assert presets.all_learn(means) is None and presets.none_diverged(means) is None


def test_curves_are_drawn_from_left_to_right_better_ones_lower() -> None:
    svg = picture([
        Panel("FD & more", {"one": [(10, 1000.0), (100, 100.0), (1000, 10.0)]}, log=True, floor=2),
        Panel("share", {"one": [(10, 0.0), (1000, 1.0)], "two": [(10, math.nan)]}, low=0, high=1),
    ])  # fmt: skip
    tree = ElementTree.fromstring(svg)
    fd, share, empty = [
        [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]
        for line in tree.iter(f"{SVG}polyline")
    ]
    xs, ys = zip(*fd, strict=True)
    assert list(xs) == sorted(xs) and list(ys) == sorted(ys)
    # Decades are as far apart on both axes.
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.2)
    assert ys[1] - ys[0] == pytest.approx(ys[2] - ys[1], abs=0.2)
    assert share[0][1] > share[1][1] and empty == []
    texts = [text.text for text in tree.iter(f"{SVG}text")]
    assert {"FD & more", "one", "two", "100", "1,000", "rounds"} <= set(texts)


def test_a_panel_without_curves_is_left_empty() -> None:
    assert "polyline" not in picture([Panel("FD", {}, log=True)])


def test_the_page_shows_the_curves_of_what_has_been_run() -> None:
    experiment = presets.EXPERIMENT
    wanted = experiment.configs_by_name["mlp-fast"]
    numbers = {
        "rounds": 20.0, "whole": 0.5, "diverged": 0.0, "fd": 90.0, "fd_floor": 9.0, "fd@10": 900.0,
        "fd@20": 90.0, "separation@10": 1.0, "separation@20": 0.9,
    }  # fmt: skip
    result = Result(
        experiment.name, wanted.name, dict(wanted.settings), experiment.fingerprint(wanted), 0,
        numbers, 900.0, 1, "2 cores", "2026-01-02",
    )  # fmt: skip
    results = {config.name: [] for config in experiment.configs} | {wanted.name: [result]}
    text = section(experiment, results)
    assert "![Curves of mlp](images/reproduction/presets-mlp.svg)" in text
    assert "Curves of cgan" not in text and "| mlp, fast | 20 | 50 | 900 |" in text
    (name,) = presets.figures(means_of(results))
    assert name == "mlp"


def test_the_pictures_of_the_page_are_those_of_the_stored_results() -> None:
    drawn = figures([presets.EXPERIMENT], RESULTS)
    folder = DOCUMENT.parent
    there = {path.relative_to(folder) for path in folder.glob("images/reproduction/*.svg")}
    assert there == set(drawn), "run: python -m benchmarks.reproduce --write"
    for place, svg in drawn.items():
        assert (folder / place).read_text(encoding="utf-8") == svg, place


def test_a_whole_run_is_begun_once_and_then_resumed(tmp_path: Path) -> None:
    settings = whole.EXPERIMENT.configs_by_name["cgan_cube"].settings
    begun = whole.command(settings, 2, tmp_path / "cgan-source-cube-2")
    assert begun[2:8] == ["gan_core", "train", "cgan", "--data", "mnist", "--preset"]
    assert begun[begun.index("--seed") + 1] == "2"
    assert begun[begun.index("--set") + 1] == "prior=cube"
    maxout = whole.EXPERIMENT.configs_by_name["maxout"].settings
    assert "--set" not in whole.command(maxout, 2, tmp_path)
    folder = tmp_path / "there"
    assert tiny.train(folder) == 0
    assert whole.command(settings, 2, folder)[2:] == ["gan_core", "resume", str(folder)]


def test_a_whole_run_is_scored_at_its_end_and_one_that_was_stopped_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(whole.RUNS, str(tmp_path))
    settings = {"recipe": "vanilla", "preset": "fast", "data": "mnist", "score_every": 0}
    folder = tmp_path / "vanilla-fast-0"
    assert tiny.train(folder) == 0
    numbers = whole.run(settings, 0)
    length = RunFolder(folder).config().steps
    assert numbers["rounds"] == numbers["length"] == length and numbers["diverged"] == 0
    assert numbers["fd"] > numbers["fd_floor"] > 0 and numbers["diversity"] >= 0
    monkeypatch.setattr(whole, "command", lambda *args: ["false"])
    with pytest.raises(NotThere, match="resumes it"):
        whole.run(settings, 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", [config.name for config in presets.configs()])
def test_the_first_300_rounds_of_every_preset_stay_finite(name: str) -> None:
    play = playing.match(presets.EXPERIMENT.configs_by_name[name].settings, 0)
    done = 0
    for event in itertools.islice(play.rounds(), 300):
        wrong = {key for key, value in event.readings.items() if not value.isfinite()}
        assert not wrong, (event.step, wrong)
        assert {"D/loss", "G/loss"} <= event.readings.keys()
        done = event.step
    assert done == min(300, sum(stage.steps for stage in play.stages))
