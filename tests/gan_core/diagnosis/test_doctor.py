"""Each state is provoked by a run made ill on purpose; healthy runs draw no alarm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from gan_core import data
from gan_core.charts import ROLES
from gan_core.data.base import DataSet
from gan_core.diagnosis.doctor import Diagnosis, diagnose
from gan_core.diagnosis.states import TITLES
from gan_core.diagnosis.symptoms import Symptoms, swings, symptoms_of
from gan_core.events import Diverged, Scored
from gan_core.recipes import RECIPES
from gan_core.runs.changing import with_changes
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.record.history import History
from gan_core.runs.record.recorder import Recorder
from gan_core.runs.training.session import open_session
from tests.gan_core.recipes.small import DUEL_CASES, DUEL_IDS

STEPS = 400


def examined(folder: RunFolder) -> Diagnosis:
    config = folder.config()
    symptoms = symptoms_of(History(folder).refresh(), config.roles)
    return diagnose(symptoms, config.gan, config.settings)


@pytest.fixture
def patient(shared_home: Path, tmp_path: Path) -> Callable[..., RunFolder]:
    """Train a small run to its end and return its folder."""

    def train(recipe: str = "vanilla", name: str = "run", **more: Any) -> RunFolder:
        changes = {"width": 64, **more.pop("changes", {})}
        config = new_config(
            recipe, more.pop("data_name", "mnist"), preset="fast", changes=changes,
            threads=1, **{"steps": STEPS, **more},
        )  # fmt: skip
        torch.set_num_threads(1)
        session = open_session(RunFolder.create(tmp_path / name, config))
        last = None
        for last in session.rounds():  # noqa: B007
            pass
        session.close("diverged" if isinstance(last, Diverged) else "done")
        return session.folder

    return train


ILL: dict[str, dict[str, Any]] = {
    "diverged": {"lr": 1.0, "optimizer": "sgd", "objective": "least_squares"},
    "collapse": {"lr": 0.02, "d_rate": 0.2, "beta1": 0.9},
    "vanishing": {"lr": 2e-5, "d_rate": 100.0, "n_critic": 3, "objective": "minimax"},
    "d_too_strong": {"width": 128, "lr": 2e-4, "d_rate": 20.0},
    "oscillation": {"lr": 0.02},
}


@pytest.mark.parametrize("state", ILL)
def test_a_run_made_ill_on_purpose_is_recognised(
    patient: Callable[..., RunFolder], state: str
) -> None:
    steps = 320 if state == "oscillation" else STEPS  # later it settles by itself
    found = examined(patient(changes={"smoothing": 0.0, **ILL[state]}, steps=steps))
    assert found.state == state and found.ill
    said = found.why.render()
    assert 1 <= said.count(". ") + said.count(": ") <= 4 and "{" not in said
    assert found.paper and found.remedies


@pytest.mark.parametrize("recipe", ["vanilla", "mlp"])
def test_a_healthy_run_draws_no_alarm_at_any_moment(
    patient: Callable[..., RunFolder], recipe: str
) -> None:
    width = {"vanilla": 64, "mlp": 16}[recipe]
    history = History(patient(recipe, changes={"width": width}, score_every=200)).refresh()
    settings = RECIPES[recipe].preset("fast")
    for step in range(0, STEPS, 20):
        young = cut(history, step)
        found = diagnose(symptoms_of(young, ROLES), RECIPES[recipe], settings)
        assert not found.ill, (step, found)
        assert found.state == ("early" if step < 300 else "healthy")


def cut(history: History, step: int) -> History:
    """The same history as it was at `step`."""
    young = History.__new__(History)
    young.curves = {}
    for name, curve in history.curves.items():
        shorter = curve.thinned(10**9)
        shorter.cut(step)
        young.curves[name] = shorter
    young.events = [event for event in history.events if event["step"] <= step]
    return young


def test_sixteen_pictures_are_learnt_by_heart(
    patient: Callable[..., RunFolder], monkeypatch: pytest.MonkeyPatch
) -> None:
    digits = data.load("mnist")
    assert digits.held_out is not None
    few = DataSet("few", digits.spec, digits.items[::250][:16], None, digits.held_out)
    entry = replace(data.DATA_SETS["mnist"], name="few", loader=lambda: few)
    monkeypatch.setitem(data.DATA_SETS, "few", entry)
    folder = patient(
        "mlp", data_name="few", changes={"width": 32, "batch": 16}, steps=1200, score_every=400
    )
    found = examined(folder)
    assert found.state == "memorising"
    assert {"augment": "translation_cutout"} in [dict(one.changes) for one in found.remedies]


def test_nan_never_overwrites_the_last_good_checkpoint_of_a_diverged_run(
    patient: Callable[..., RunFolder],
) -> None:
    from gan_core.runs.checkpoints import Checkpoints

    folder = patient(changes={"smoothing": 0.0, **ILL["diverged"]})
    assert folder.status().state == "diverged"
    for kind in ("resume", "model"):
        newest = Checkpoints(folder.path / "checkpoints").newest(kind)  # type: ignore[arg-type]
        if newest is not None:
            from gan_core.files import container

            tensors, _ = container.read(newest)
            assert all(bool(t.isfinite().all()) for t in tensors.values() if t.is_floating_point())


def healthy(**changes: Any) -> Symptoms:
    base = Symptoms(1000, None, 0.8, 0.6, 0.9, 1.0, 0, None)
    return replace(base, **changes)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "healthy"),
        ({"step": 299}, "early"),
        ({"step": 299, "diversity": 0.0}, "early"),
        ({"step": 3, "diverged": "G/loss"}, "diverged"),
        ({"diversity": 0.1}, "collapse"),
        ({"scores": {"histogram": [0.5, 0.5] + [0.0] * 8, "confident": 0.6}}, "collapse"),
        ({"scores": {"histogram": [0.7] + [0.3 / 9] * 9, "confident": 0.6}}, "collapse"),
        ({"scores": {"histogram": [1.0] + [0.0] * 9, "confident": 0.1}}, "healthy"),
        ({"scores": {"histogram": [0.15, 0.05] * 5, "confident": 0.9}}, "healthy"),
        ({"scores": {"copying": 0.2}}, "memorising"),
        ({"scores": {"overfitting": 0.9}}, "memorising"),
        ({"scores": {"copying": 0.9, "overfitting": 0.3}}, "healthy"),
        ({"always": 0.999, "gradient": 0.001}, "vanishing"),
        ({"always": 0.999, "gradient": 1.5}, "d_too_strong"),
        ({"always": 0.9, "gradient": 0.001}, "healthy"),
        ({"swings": 10}, "oscillation"),
        ({"swings": 5}, "healthy"),
        ({"separation": None, "always": None, "diversity": None, "gradient": None}, "unseen"),
    ],
)
def test_the_signs_decide(changes: dict[str, Any], state: str) -> None:
    recipe = RECIPES["dcgan"]
    assert diagnose(healthy(**changes), recipe, recipe.preset("fast")).state == state


def test_a_wasserstein_critic_may_rank_perfectly() -> None:
    recipe = RECIPES["wgan_gp"]
    assert diagnose(healthy(always=1.0), recipe, recipe.preset("fast")).state == "healthy"


@pytest.mark.parametrize(("name", "preset"), DUEL_CASES, ids=DUEL_IDS)
def test_every_remedy_changes_something_and_is_allowed(name: str, preset: str) -> None:
    recipe = RECIPES[name]
    settings = recipe.preset(preset)
    ill = [
        {"diverged": "G/loss"}, {"diversity": 0.1}, {"scores": {"overfitting": 0.9}},
        {"always": 0.999, "gradient": 0.001}, {"swings": 12},
    ]  # fmt: skip
    if settings.objective == "wasserstein":
        ill.pop()  # a critic may swing
    for changes in ill:
        found = diagnose(healthy(**changes), recipe, settings)
        assert found.ill and found.remedies, (changes, found)
        for remedy in found.remedies:
            assert with_changes(recipe, settings, remedy.changes) != settings
            assert "{" not in remedy.text.render()


def test_a_remedy_that_is_in_force_is_not_offered_again() -> None:
    recipe = RECIPES["vanilla"]
    settings = recipe.preset("fast", {"objective": "minimax", "smoothing": 0.0})
    found = diagnose(healthy(always=1.0, gradient=0.0), recipe, settings)
    first = {"objective": "nonsaturating"}
    assert found.remedies[0].changes == first
    again = diagnose(
        healthy(always=1.0, gradient=0.0), recipe, with_changes(recipe, settings, first)
    )
    assert first not in [dict(one.changes) for one in again.remedies]


def test_swings_count_changes_between_the_two_sides_only() -> None:
    assert swings([0.9, 0.5, 0.1, 0.5, 0.9, 0.1]) == 3
    assert swings([0.7, 0.3, 0.7, 0.3]) == 0 == swings([])
    assert swings([0.9, 0.1] * 400) == 200  # per 200 rounds, however long the run is


def test_a_run_resumed_after_it_diverged_is_judged_by_what_came_after(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    recorder = Recorder(tmp_path / "events.jsonl")
    recorder.readings(1, {"D/loss": 1.0})
    recorder.event(Diverged(2, "G/loss"))
    recorder.event(Scored(1000, {"histogram": [1.0]}))
    recorder.flush()
    assert symptoms_of(History(folder).refresh(), ROLES).diverged == "G/loss"
    recorder.resumed(1)
    recorder.close()
    seen = symptoms_of(History(folder).refresh(), ROLES)
    assert seen.diverged is None and seen.scores == {"histogram": [1.0]}


def test_every_state_has_a_title() -> None:
    assert set(TITLES) == {"early", "healthy", "unseen", *ILL, "memorising", "source_ignored"}
