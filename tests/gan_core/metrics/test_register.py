"""A score of one's own, which looks into the model: the likelihood of sentences under a SeqGAN."""

from __future__ import annotations

from pathlib import Path

import pytest

from gan_core import data, metrics
from gan_core.data import DATA_SETS
from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.events import Scored
from gan_core.metrics import score
from gan_core.metrics.curves import charts_of_scores
from gan_core.metrics.measure import Measure
from gan_core.metrics.score import compared, measures_for, score_items, score_model
from gan_core.model import model_of
from gan_core.recipes import RECIPES
from gan_core.rng import Rng
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.models import open_model
from gan_core.runs.record.history import History
from gan_core.runs.training.session import open_session
from tests.gan_core.recipes import worked
from tests.gan_core.recipes.worked.likelihood import NLL, nll


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure, a SeqGAN and sentences for it, for the length of a test."""
    monkeypatch.setattr(score, "MEASURES", dict(score.MEASURES))
    for name in ("small_seqgan", "infogan"):
        monkeypatch.setitem(RECIPES, name, worked.RECIPES[name])
    monkeypatch.setitem(DATA_SETS, "sentences", worked.ENTRIES["sentences"])
    assert metrics.register(NLL) is NLL


@pytest.fixture
def spoken(tmp_path: Path) -> RunFolder:
    small = {"width": 8, "batch": 25, "epochs": 10, "rollouts": 1}
    config = new_config(
        "small_seqgan", "sentences", changes=small, steps=40, threads=1, score_every=20
    )
    session = open_session(RunFolder.create(tmp_path / "run", config))
    seen = [event for event in session.rounds() if isinstance(event, Scored)]
    session.close("done")
    scores = {"likelihood", "new", "different", "overfitting"}
    assert [event.scores.keys() for event in seen] == [scores, scores]
    assert seen[0].floors.keys() == scores - {"different"}  # too few sentences to compare with
    return session.folder


def test_it_is_scored_in_a_run_and_drawn(spoken: RunFolder) -> None:
    history = History(spoken).refresh()
    curve = history.curves["score/likelihood"]
    assert curve.steps == [20, 40] and curve.mean[1] < curve.mean[0]
    charts = charts_of_scores(list(history.curves), "sentences", history.floors())
    told = {one.key: [line.name.render() for line in one.lines] for one in charts}
    assert told["score-likelihood"] == ["NLL ↓"]
    assert len(told["scores-share"]) == 3 and len(told) == 2
    (drawn,) = (one for one in charts if one.key == "score-likelihood")
    assert drawn.title.render() == "NLL ↓ (dashed: of real items)"


def test_it_is_among_the_scores_of_a_model(spoken: RunFolder) -> None:
    model, content = open_model(spoken.path), data.load("sentences")
    (row,) = score_model(model, content, 100, which="likelihood")
    assert isinstance(row.value, float) and 0 < row.value < 3
    assert row.value == pytest.approx(History(spoken).refresh().curves["score/likelihood"].mean[-1])
    keys = [one.key for one in score_model(model, content, 100)]
    assert keys == ["new", "different", "likelihood"]


def test_its_own_need_refuses_with_its_own_reason() -> None:
    items = data.load("sentences").items[:100]
    with pytest.raises(UserError, match="the sentences of sentences are"):
        score_items(items, "sentences", which="likelihood")
    assert [one.key for one in score_items(items, "sentences")] == ["new", "different"]


def test_another_kind_of_model_does_not_have_it() -> None:
    recipe = RECIPES["infogan"]
    design = Design(recipe, recipe.preset(None, {"width": 2}), data.entry("mnist").spec)
    model = model_of(design.game(Rng(0)), design, 0, raw=True)
    assert "likelihood" not in {one.key for one in measures_for(compared(model, "mnist"), "quick")}


@pytest.mark.parametrize("key", ["fd", "overfitting", "BLEU", "", "a b"])
def test_a_key_that_is_taken_or_no_name_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="score"):
        metrics.register(Measure(key, "Name", (), nll))


def test_a_newer_one_of_its_key_takes_its_place() -> None:
    newer = Measure("likelihood", "NLL, newer", NLL.needs, nll)
    metrics.register(newer)
    assert score.MEASURES["likelihood"] == (newer,)
