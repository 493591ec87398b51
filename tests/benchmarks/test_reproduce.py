"""What is stored counts, what has changed runs again, and the page says what is so."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.reproduce import __main__ as command
from benchmarks.reproduce.dirac import EXPERIMENT as DIRAC
from benchmarks.reproduce.experiment import (
    Column,
    Config,
    Experiment,
    Goal,
    NotThere,
    Numbers,
    Published,
    Row,
    Settings,
)
from benchmarks.reproduce.report import section
from benchmarks.reproduce.store import Result, load, load_all, missing, path_of, save

Run = Callable[[Settings, int], Numbers]


def made_up(
    run: Run = lambda settings, seed: {"hits": 3.0 + seed}, hits: float = 3.5
) -> Experiment:
    return Experiment(
        name="made_up",
        title="Made up",
        protocol="Nothing is measured.",
        columns=(Column("hits", "hits of 9", ".1f", floor="9"), Column("miss", "misses")),
        published=(Published("Theirs", {"hits": "8 ± 1"}, "a paper, table 1"),),
        configs=(
            Config("one", {"size": 1}, (Row("one"), Row("one, averaged", "ema/"))),
            Config("two", {"size": 2}, (Row("two"),)),
        ),
        run=run,
        goals=(
            Goal("hits", lambda means: means["one"]["hits"] >= hits if "one" in means else None),
        ),
        seeds=3,
    )


def result(experiment: Experiment, config: str, seed: int, **numbers: float) -> Result:
    wanted = experiment.configs_by_name[config]
    return Result(
        experiment.name, config, dict(wanted.settings), experiment.fingerprint(wanted), seed,
        {key.replace("__", "/"): value for key, value in numbers.items()},
        30.0 + seed, 1, "2 cores, a processor", "2026-01-02",
    )  # fmt: skip


def test_every_missing_seed_is_run_once_and_stored(tmp_path: Path) -> None:
    experiment = made_up()
    assert command.run_missing(tmp_path, [experiment]) == 6
    assert missing(tmp_path, [experiment]) == []
    assert command.run_missing(tmp_path, [experiment]) == 0
    stored = load_all(tmp_path, experiment)
    assert [r.numbers["hits"] for r in stored["two"]] == [3.0, 4.0, 5.0]
    assert {r.threads for r in stored["one"]} == {1}


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    ran: list[tuple[int, int]] = []

    def run(settings: Settings, seed: int) -> Numbers:
        if len(ran) == 4:
            raise KeyboardInterrupt
        ran.append((int(settings["size"]), seed))
        return {"hits": 1.0}

    with pytest.raises(KeyboardInterrupt):
        command.run_missing(tmp_path, [made_up(run)])
    # The first seed of everything comes before any second one.
    assert ran == [(1, 0), (2, 0), (1, 1), (2, 1)]
    left = missing(tmp_path, [made_up(run)])
    assert [(config.name, seed) for _, config, seed in left] == [("one", 2), ("two", 2)]


def test_a_result_is_void_when_its_settings_or_its_version_change(tmp_path: Path) -> None:
    experiment = made_up()
    command.run_missing(tmp_path, [experiment])
    other = replace(
        experiment,
        configs=(replace(experiment.configs[0], settings={"size": 9}), experiment.configs[1]),
    )
    assert {config.name for _, config, _ in missing(tmp_path, [other])} == {"one"}
    assert len(missing(tmp_path, [replace(experiment, version=2)])) == 6
    assert load_all(tmp_path, other)["one"] == [] and len(load_all(tmp_path, other)["two"]) == 3


def test_a_result_is_void_when_the_preset_that_it_names_changes() -> None:
    config = Config("one", {"preset": "fast"}, (), {"lr": 1.0})
    prints = {
        made_up().fingerprint(replace(config, preset=preset))
        for preset in ({"lr": 1.0}, {"lr": 2.0}, {"lr": 1.0, "beta1": 0.5})
    }
    assert len(prints) == 3


def test_texts_may_change_without_voiding_results() -> None:
    experiment = made_up()
    other = replace(experiment, title="Other", protocol="Other.", notes="Other.", goals=())
    for one, two in zip(experiment.configs, other.configs, strict=True):
        assert experiment.fingerprint(one) == other.fingerprint(two)


def test_more_or_fewer_seeds_may_be_asked_for(tmp_path: Path) -> None:
    assert len(missing(tmp_path, [made_up()], 1)) == 2
    assert len(missing(tmp_path, [made_up()], 5)) == 10
    assert len(missing(tmp_path, [DIRAC], 5)) == len(DIRAC.configs)


def test_no_run_begins_when_the_time_is_up(tmp_path: Path) -> None:
    assert command.run_missing(tmp_path, [made_up()], budget_s=-1.0) == 0


def test_what_cannot_run_here_is_left_out_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(settings: Settings, seed: int) -> Numbers:
        raise NotThere("no such data")

    assert command.run_missing(tmp_path, [made_up(run)]) == 0
    assert "made_up/one seed 0: no such data" in capsys.readouterr().out
    assert not (tmp_path / "made_up").exists()


def test_infinite_numbers_are_stored_and_read(tmp_path: Path) -> None:
    experiment = made_up()
    save(tmp_path, result(experiment, "one", 0, hits=math.inf))
    text = path_of(tmp_path, "made_up", "one", 0).read_text(encoding="utf-8")
    assert json.loads(text)["numbers"] == {"hits": "inf"}
    again = load(tmp_path, experiment, experiment.configs[0], 0)
    assert again is not None and again.numbers == {"hits": math.inf}


def test_the_page_shows_mean_sd_seeds_time_floor_and_what_others_printed(tmp_path: Path) -> None:
    experiment = made_up()
    for seed, hits in enumerate((3.0, 4.0, 5.0)):
        save(tmp_path, result(experiment, "one", seed, hits=hits, ema__hits=7.0, ema__miss=0.25))
    text = section(experiment, load_all(tmp_path, experiment))
    assert "| one | 4.0 ± 1.0 | – | 3 | 31 s |" in text
    assert "| one, averaged | 7.0 ± 0.0 | 0.25 ± 0.00 | 3 | 31 s |" in text
    assert "| two | – | – | 0 | not run yet |" in text
    assert "| *floor* | 9 | – |  |  |" in text
    assert "| Theirs | 8 ± 1 | – | a paper, table 1 |" in text
    assert "Run 2026-01-02 on: 2 cores, a processor; 1 thread." in text
    assert "- hits: **reached** so far" in text


def test_the_page_says_what_was_not_reached_and_what_is_not_run(tmp_path: Path) -> None:
    experiment = made_up()
    assert "- hits: not run yet" in section(experiment, load_all(tmp_path, experiment))
    save(tmp_path, result(experiment, "one", 0, hits=3.0))
    text = section(experiment, load_all(tmp_path, experiment))
    assert "- hits: **not reached** so far (seeds are missing, see the table)" in text
    assert "| one | 3.0 | – | 1 of 3 | 30 s |" in text


def test_a_goal_is_reached_without_reserve_once_every_seed_is_run(tmp_path: Path) -> None:
    experiment = made_up()
    for config in ("one", "two"):
        for seed in range(3):
            save(tmp_path, result(experiment, config, seed, hits=4.0))
    text = section(experiment, load_all(tmp_path, experiment))
    assert "- hits: **reached**\n" in text and "of 3" not in text
