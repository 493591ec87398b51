"""The experiments themselves: stored results, the written page, and what each needs to run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from torch import Tensor, nn

from benchmarks.reproduce import __main__ as command
from benchmarks.reproduce import adapters, plane, recipes, ring, stacked
from benchmarks.reproduce.catalogue import EXPERIMENTS
from benchmarks.reproduce.dirac import EXPERIMENT as DIRAC
from benchmarks.reproduce.experiment import NotThere
from benchmarks.reproduce.report import DOCUMENT, document
from benchmarks.reproduce.store import RESULTS, load_all, path_of
from gan_core.data.synthetic import blobs
from gan_core.inspection.probe import TITLES, Probe
from gan_core.recipes import RECIPES
from gan_core.recipes.points import RECIPE as POINTS
from tests.gan_core import tiny
from tests.gan_core.inspection.bare import bare


def test_the_page_is_what_the_stored_results_give() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(EXPERIMENTS, RESULTS), (
        "run: python -m benchmarks.reproduce --write"
    )


def test_every_stored_result_is_valid_and_names_no_host() -> None:
    valid = {
        path_of(RESULTS, r.experiment, r.config, r.seed)
        for experiment in EXPERIMENTS
        for found in load_all(RESULTS, experiment).values()
        for r in found
    }
    assert set(RESULTS.rglob("*.json")) == valid


def test_the_stored_dirac_results_are_what_the_loop_gives_today() -> None:
    stored = load_all(RESULTS, DIRAC)
    for name in ("minimax", "wgan_gp"):
        fresh = DIRAC.run(DIRAC.configs_by_name[name].settings, 0)
        assert stored[name][0].numbers == pytest.approx(fresh, rel=1e-6)


def test_the_list_names_what_is_missing() -> None:
    said = CliRunner().invoke(command.main, ["--list", "--only", "dirac"])
    assert said.exit_code == 0 and said.output == "dirac: Dirac-GAN, 0 runs missing\n"
    assert CliRunner().invoke(command.main, ["--only", "nothing"]).exit_code == 2


def test_a_recipe_without_a_trained_model_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(recipes.MODELS, str(tmp_path))
    with pytest.raises(NotThere, match="gan_core train cgan --data fashion_mnist --preset fast"):
        recipes.EXPERIMENT.run({"recipe": "cgan", "data": "fashion_mnist", "preset": "fast"}, 0)


def test_a_run_of_the_recipe_is_found_and_one_of_other_settings_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tiny.train(tmp_path / "runs" / "any") == 0
    monkeypatch.setenv(recipes.MODELS, str(tmp_path / "runs"))
    (model,) = recipes.candidates(tmp_path / "runs", "vanilla", "mnist")
    assert model.step == 12 and "D" in model.nets and model.card["seconds"] > 0
    settings = {"recipe": "vanilla", "data": "mnist", "preset": "fast"}
    assert recipes.models_of(settings) == []
    monkeypatch.setitem(
        RECIPES,
        "vanilla",
        replace(RECIPES["vanilla"], presets={"fast": model.settings.model_dump()}),
    )
    assert [found.step for found in recipes.models_of(settings)] == [12]


def test_probes_are_stored_under_the_keys_that_the_page_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [Probe(what, 10, 0.1 * i, 0.0, 5) for i, what in enumerate(TITLES)]
    monkeypatch.setattr("gan_core.inspection.probe.probe_model", lambda model, content: rows)
    found = adapters.probes(bare(nn.Identity()), blobs())
    assert set(found) <= {column.key for column in recipes.probe_columns()}
    assert list(found.values()) == [row.mean for row in rows]


def test_stacked_digits_are_trained_and_counted() -> None:
    settings = {
        "recipe": "pacgan", "steps": 2, "pack": 2, "g_width": 2, "d_width": 2, "latent": 4,
        "batch": 4,
    }  # fmt: skip
    shown: list[tuple[int, ...]] = []

    def score(pictures: Tensor) -> tuple[int, float]:
        shown.append(tuple(pictures.shape))
        return 7, 0.5

    numbers = stacked.train_and_count(settings, 0, blobs(3, 28, count=8), score, n=6)
    assert numbers == {"modes": 7.0, "kl": 0.5, "raw/modes": 7.0, "raw/kl": 0.5}
    assert shown == [(6, 3, 28, 28)] * 2


def test_a_starved_d_is_narrower_than_g() -> None:
    widths = {c.name: (c.settings["g_width"], c.settings["d_width"]) for c in stacked.configs()}
    assert widths["dcgan-equal"] == (32, 32) and widths["pacgan-quarter"] == (32, 8)
    assert widths["r3gan-equal"] == (16, 16) and len(widths) == 10


@pytest.mark.parametrize("place", ["ring", "grid"])
def test_a_batch_of_packs_gives_d_as_many_verdicts_as_the_others_have(place: str) -> None:
    settings = {config.name: config.settings for config in plane.configs(place, 100, 0.1)}
    for pack in (2, 4):
        for name in (f"pacgan{pack}_packs", f"pacgan{pack}_slow"):
            assert settings[name]["batch"] / settings[name]["pack"] == settings["ns"]["batch"]
        assert settings[f"pacgan{pack}"]["batch"] == settings["ns"]["batch"]
    verdicts = {
        c.name: c.settings.get("batch", 64) / c.settings.get("pack", 1) for c in stacked.configs()
    }
    assert verdicts["pacgan64-half"] == verdicts["dcgan-half"] == 2 * verdicts["pacgan-half"]


def test_the_games_of_the_plane_have_three_hidden_layers_each() -> None:
    # Stored results were made so; their fingerprint does not say how deep D is.
    assert POINTS.preset("source", plane.OURS).depth == plane.OURS["depth"] == 3
    assert POINTS.preset("source", plane.OURS).d_depth == 3


@pytest.mark.slow
def test_a_small_experiment_from_nothing_to_the_page(tmp_path: Path) -> None:
    own = ring.EXPERIMENT.configs_by_name["ns_r1"]
    small = {**own.settings, "steps": 600, "g_width": 64, "d_width": 64, "depth": 2}
    experiment = replace(ring.EXPERIMENT, configs=(replace(own, settings=small),), seeds=2)
    assert command.run_missing(tmp_path, [experiment]) == 2
    found = load_all(tmp_path, experiment)["ns_r1"]
    assert all(result.numbers["modes"] >= 1 for result in found)
    again = experiment.run(small, 1)
    assert again == found[1].numbers
    text = document([experiment], tmp_path)
    assert "| NS GAN + R1 0.001, EMA |" in text and "not run yet" not in text
