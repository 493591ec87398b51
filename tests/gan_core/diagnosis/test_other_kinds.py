"""Runs of players by other names, and runs that do not note what the doctor reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from gan_core.charts import ROLES
from gan_core.data import DATA_SETS
from gan_core.diagnosis.doctor import diagnose
from gan_core.diagnosis.symptoms import Symptoms, symptoms_of
from gan_core.game import Role
from gan_core.recipes import RECIPES
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.record.history import History
from gan_core.runs.record.recorder import Recorder
from gan_core.runs.training.session import open_session
from tests.gan_core.recipes import worked

CYCLE: dict[str, Role] = {"G": "makes", "G back": "makes", "D": "judges", "D back": "judges"}
STACK: dict[str, Role] = {"G1": "makes", "G2": "makes", "D1": "judges", "D2": "judges"}


def history(folder: Path, *rounds: dict[str, float]) -> History:
    recorder = Recorder(folder / "events.jsonl")
    for step, readings in enumerate(rounds, 1):
        recorder.readings(step, readings)
    recorder.close()
    return History(RunFolder(folder)).refresh()


def test_a_judge_without_a_separation_is_not_taken_for_a_maker(tmp_path: Path) -> None:
    seen = {"D back/loss": 1.0, "D back/grad": 8.0, "D/loss": 1.0, "D/separation": 0.7,
            "D/diversity": 0.9, "G/loss": 1.0}  # fmt: skip
    told = symptoms_of(
        history(tmp_path, {**seen, "G/grad": 4.0}, {**seen, "G/grad": 4.0, "D back/grad": 2.0}),
        CYCLE,
    )
    assert (told.separation, told.diversity, told.gradient) == (0.7, 0.9, 1.0)


def test_in_a_game_of_stages_those_who_moved_last_are_looked_at(tmp_path: Path) -> None:
    first = {"D1/loss": 1.0, "D1/separation": 0.9, "D1/diversity": 0.1, "G1/loss": 1.0}
    second = {"D2/loss": 1.0, "D2/separation": 0.6, "D2/diversity": 0.8, "G2/loss": 1.0}
    told = symptoms_of(history(tmp_path, first, first, second), STACK)
    assert (told.separation, told.diversity, told.step) == (0.6, 0.8, 3)


@pytest.mark.parametrize(
    ("separation", "diversity", "words"),
    [
        (None, None, "how often D ranks real above fake (D/separation) and how diverse the fakes"),
        (None, 0.9, "do not record how often D ranks real above fake (D/separation), by"),
        (0.7, None, "do not record how diverse the fakes are (D/diversity), by"),
    ],
)
@pytest.mark.parametrize("step", [5, 1000])
def test_it_says_what_is_missing(
    step: int, separation: float | None, diversity: float | None, words: str
) -> None:
    recipe = RECIPES["dcgan"]
    seen = Symptoms(step, separation=separation, diversity=diversity)
    found = diagnose(seen, recipe, recipe.preset())
    assert found.state == "unseen" and words in found.why.render() and not found.ill
    assert diagnose(Symptoms(0), recipe, recipe.preset()).state == "early"


def test_what_needs_no_balance_is_still_called() -> None:
    recipe = RECIPES["dcgan"]
    bad = Symptoms(1000, diverged="G/loss"), Symptoms(1000, scores={"copying": 0.2})
    states = [diagnose(one, recipe, recipe.preset()).state for one in bad]
    assert states == ["diverged", "memorising"]


def test_a_seqgan_is_told_that_there_is_nothing_to_judge_by(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(RECIPES, "small_seqgan", worked.RECIPES["small_seqgan"])
    monkeypatch.setitem(DATA_SETS, "sentences", worked.ENTRIES["sentences"])
    small = {"width": 4, "batch": 25, "epochs": 1, "rollouts": 1}
    config = new_config("small_seqgan", "sentences", changes=small, steps=8, threads=1)
    session = open_session(RunFolder.create(tmp_path / "run", config))
    for _event in session.rounds():
        pass
    session.close("done")
    assert config.roles == {"G": "makes", "G mle": "makes", "D": "judges"}
    told = symptoms_of(History(session.folder).refresh(), config.roles)
    assert diagnose(told, config.gan, config.settings).state == "unseen"


def test_where_the_data_are_gone_one_g_and_one_d_play(shared_home: Path) -> None:
    config = new_config("vanilla", "mnist", changes={"width": 4}, threads=1)
    assert config.roles == ROLES
    assert config.model_copy(update={"data": "own/gone"}).roles == ROLES
