"""GANs that make their items from sources: what is an alarm for noise is none for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from gan_core.charts import ROLES
from gan_core.data import DATA_SETS
from gan_core.data.base import DataSet, Entry
from gan_core.diagnosis.doctor import Diagnosis, diagnose
from gan_core.diagnosis.symptoms import Symptoms, fall, symptoms_of
from gan_core.errors import UserError
from gan_core.events import Changed, Scored
from gan_core.recipes import RECIPES
from gan_core.runs.changing import with_changes
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.record.history import History
from gan_core.runs.record.recorder import Recorder
from gan_core.runs.training.session import open_session
from tests.gan_core.recipes.worked import RECIPES as WORKED
from tests.gan_core.recipes.worked import pairs

PIX2PIX = RECIPES["pix2pix"]
Played = Callable[..., tuple[Symptoms, Diagnosis]]
FINE = Symptoms(
    1000, separation=0.9, always=0.8, diversity=0.9, gradient=1.0, fall=0.03, psnr=(16.0, 17.0),
    above=7.0,
)  # fmt: skip
WINS = {"separation": 0.999, "always": 1.0}


def called(settings: dict[str, Any] | None = None, **changes: Any) -> Diagnosis:
    return diagnose(replace(FINE, **changes), PIX2PIX, PIX2PIX.preset("fast", settings))


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "healthy"),
        ({"step": 299, "diversity": 0.0}, "early"),
        ({"step": 3, "diverged": "G/loss"}, "diverged"),
        ({"diversity": 0.1, "above": None}, "source_ignored"),
        ({"diversity": 0.1, "above": 2.9}, "source_ignored"),
        ({"diversity": 0.1, "above": 3.1}, "healthy"),
        ({"diversity": 0.9, "above": 0.5}, "healthy"),
        ({"diversity": 0.9, "above": -0.1}, "source_ignored"),
        ({"diversity": None, "above": -0.1}, "source_ignored"),
        ({"diversity": None}, "healthy"),
        ({"diversity": None, "above": None}, "unseen"),
        (WINS, "healthy"),
        ({**WINS, "gradient": 0.001}, "healthy"),
        ({**WINS, "fall": 0.0}, "healthy"),  # PSNR still rises
        ({**WINS, "psnr": (17.0, 17.0)}, "healthy"),  # L1 still falls
        ({**WINS, "fall": 0.0, "psnr": (17.0, 17.05)}, "d_too_strong"),
        ({**WINS, "fall": -0.01, "psnr": ()}, "d_too_strong"),
        ({"fall": 0.0, "psnr": (17.0, 17.0)}, "healthy"),
        ({"always": 1.0, "separation": 0.95, "fall": 0.0, "psnr": ()}, "healthy"),
        ({"psnr": (18.5, 17.0)}, "memorising"),
        ({"psnr": (18.5, 17.0), "fall": 0.0}, "healthy"),
        ({"scores": {"overfitting": 0.9}}, "memorising"),
        ({"scores": {"copying": 0.2}}, "healthy"),  # a blurred answer lies near to everything
        ({"scores": {"histogram": [1.0] + [0.0] * 7, "confident": 0.9}}, "healthy"),
        ({"swings": 12}, "oscillation"),
    ],
)
def test_the_signs_decide(changes: dict[str, Any], state: str) -> None:
    found = called(**changes)
    assert found.state == state
    assert "{" not in found.why.render()
    assert not found.ill or (found.paper and found.remedies)


@pytest.mark.parametrize(
    ("settings", "changes", "state"),
    [
        ({"l1": 0.0}, {**WINS, "fall": None, "psnr": ()}, "d_too_strong"),
        ({"l1": 0.0}, {**WINS, "fall": None}, "healthy"),
        ({"l1": 0.0}, {**WINS, "fall": None, "gradient": 0.01}, "vanishing"),
        ({"l1": 0.0, "objective": "wasserstein", "r1": 1.0}, {**WINS, "psnr": ()}, "healthy"),
        ({"adversarial_weight": 0.0}, {**WINS, "fall": 0.0, "psnr": ()}, "healthy"),
        ({"adversarial_weight": 0.0}, {"scores": {"overfitting": 0.9}}, "healthy"),
        ({"adversarial_weight": 0.0}, {"swings": 12}, "healthy"),
        ({"adversarial_weight": 0.0}, {"diversity": 0.1, "above": 0.0}, "source_ignored"),
        ({"batch": 1}, {"swings": 80}, "healthy"),
    ],
)
def test_what_g_learns_from_decides_which_signs_count(
    settings: dict[str, Any], changes: dict[str, Any], state: str
) -> None:
    assert called(settings, **changes).state == state


def test_without_ds_word_the_doctor_says_what_l1_alone_asks_for() -> None:
    assert "blurred" in called({"adversarial_weight": 0.0}).why.render()
    assert "blurred" not in called().why.render()


def test_remedies_are_changes_that_a_run_takes_while_it_trains() -> None:
    settings = PIX2PIX.preset("fast", {"mirror": False})
    ill: list[dict[str, Any]] = [
        {"diversity": 0.1, "above": 0.0}, {**WINS, "fall": 0.0, "psnr": ()},
        {"psnr": (18.5, 17.0)}, {"scores": {"overfitting": 0.9}}, {"swings": 12},
    ]  # fmt: skip
    offers = []
    for changes in ill:
        found = diagnose(replace(FINE, **changes), PIX2PIX, settings)
        assert found.ill and len(found.remedies) > 1
        for remedy in found.remedies:
            assert with_changes(PIX2PIX, settings, remedy.changes) != settings
            assert "{" not in remedy.text.render()
            offers.append(dict(remedy.changes))
    assert {"l1": 100.0} in offers and {"adversarial_weight": 0.25} in offers
    assert {"mirror": True} in offers and {"d_rate": 0.25} in offers
    assert not any("augment" in offer for offer in offers)


def test_of_gs_two_aims_one_must_count() -> None:
    with pytest.raises(UserError, match="what to make"):
        PIX2PIX.preset("fast", {"l1": 0.0, "adversarial_weight": 0.0})


def test_unpaired_translation_has_no_truth_and_is_judged_by_the_players_alone() -> None:
    recipe = WORKED["small_cyclegan"]
    settings = recipe.preset()
    plain = Symptoms(1000, separation=0.8, always=0.6, diversity=0.9, gradient=1.0)
    assert diagnose(plain, recipe, settings).state == "healthy"
    alike = replace(plain, diversity=0.05)
    assert diagnose(alike, recipe, settings).state == "source_ignored"


def test_the_rules_of_noise_stay_those_of_noise() -> None:
    recipe = RECIPES["dcgan"]
    seen = replace(FINE, diversity=0.1, above=None)
    assert diagnose(seen, recipe, recipe.preset()).state == "collapse"


def test_l1_is_compared_within_the_rounds_of_the_same_settings(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "events.jsonl")
    for step in range(1, 401):
        recorder.readings(step, {"G/loss": 1.0, "D/loss": 1.0, "G/L1": 5.0 if step <= 300 else 9.0})
    recorder.flush()
    folder = RunFolder(tmp_path)
    assert symptoms_of(History(folder).refresh(), ROLES).fall == pytest.approx(1 - 9 / 5)
    recorder.event(Changed(300, "l1", "90", "50"))
    recorder.event(Scored(200, {"psnr": 15.0}, {"psnr": 9.0}))
    recorder.event(Scored(400, {"psnr": 17.5}, {"psnr": 9.0}))
    recorder.close()
    told = symptoms_of(History(folder).refresh(), ROLES)
    assert told.fall == 0.0
    assert (told.psnr, told.above) == ((15.0, 17.5), 8.5)


def test_a_fall_needs_enough_rounds() -> None:
    assert fall([2.0] * 10 + [1.0] * 10) == 0.5
    assert fall([2.0, 1.0]) is None and fall([0.0] * 40) is None


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Played:
    """Train a small pix2pix on some content and ask the doctor."""

    def play(content: DataSet, **changes: Any) -> tuple[Symptoms, Diagnosis]:
        entry = Entry(content.name, content.spec, pairs.CARD, lambda: content)
        monkeypatch.setitem(DATA_SETS, content.name, entry)
        small = {"g_width": 8, "d_width": 8, "batch": 8, "epochs": 1, **changes}
        config = new_config(
            "pix2pix", content.name, preset="fast", changes=small, steps=400, threads=1,
            score_every=200,
        )  # fmt: skip
        session = open_session(RunFolder.create(tmp_path / "run", config))
        for _event in session.rounds():
            pass
        session.close("done")
        seen = symptoms_of(History(session.folder).refresh(), config.roles)
        return seen, diagnose(seen, config.gan, config.settings)

    return play


def test_a_g_whose_sources_say_nothing_is_recognised(played: Played) -> None:
    content = pairs.load()
    assert content.sources is not None and content.held_out is not None
    held_out = replace(content.held_out, sources=torch.zeros_like(content.held_out.items))
    blank = replace(
        content, name="blank", sources=torch.zeros_like(content.sources), held_out=held_out
    )
    seen, found = played(blank, l1=0.0)
    assert seen.diversity is not None and seen.diversity < 0.01
    assert seen.above is not None and seen.above < 3
    assert found.state == "source_ignored"
    assert {"l1": 100.0} in [dict(one.changes) for one in found.remedies]


@pytest.mark.parametrize("batch", [1, 8])
def test_a_g_that_follows_its_sources_draws_no_alarm(played: Played, batch: int) -> None:
    seen, found = played(replace(pairs.load(), name="fine"), batch=batch)
    assert (seen.diversity is None) == (batch == 1)  # one picture alone has no spread
    assert seen.above is not None and seen.above > 5
    assert found.state == "healthy"
