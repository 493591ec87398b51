"""Scores during training: they are noted at the interval and the training does not notice them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from gan_core import data
from gan_core.data.base import Rows
from gan_core.data.spec import Pictures
from gan_core.data.synthetic import blobs
from gan_core.design import Design
from gan_core.events import Scored, Stepped
from gan_core.metrics.overfitting import overfitting
from gan_core.model import model_of
from gan_core.recipes import RECIPES
from gan_core.runs.folder import RunFolder
from gan_core.runs.record.history import History
from gan_core.runs.training.scoring import scores_now
from gan_core.runs.training.session import Session

NewRun = Callable[..., RunFolder]


def advance(session: Session, until: int) -> list[Scored]:
    seen = []
    for event in session.rounds():
        if isinstance(event, Scored):
            seen.append(event)
        if isinstance(event, Stepped) and event.step > until:
            break
    return seen


@pytest.mark.parametrize("recipe", ["vanilla", "cdcgan", "pacgan"])
def test_a_scored_run_trains_exactly_as_one_without_scores(new_run: NewRun, recipe: str) -> None:
    scored, plain = Session(new_run(recipe, score_every=3)), Session(new_run(recipe))
    seen = advance(scored, 7)
    assert [event.step for event in seen] == [3, 6] and advance(plain, 7) == []
    assert scored.step == plain.step == 8
    hashes = {s.trainer.hash() for s in (scored, plain)}
    assert len(hashes) == 1
    for session in (scored, plain):
        session.close("stopped")
    assert seen[-1].floors["fd"] > 0 == seen[-1].floors["overfitting"]
    names = {"fd", "confident", "histogram", "copying", "overfitting"}
    assert names <= seen[-1].scores.keys()
    assert ("intended" in seen[-1].scores) == (recipe == "cdcgan")
    history = History(scored.folder).refresh()
    assert history.curves["score/fd"].steps == [3, 6]
    assert history.floors() == {f"score/{key}": value for key, value in seen[-1].floors.items()}


def test_scores_are_those_of_the_same_samples_each_time(new_run: NewRun) -> None:
    session = Session(new_run())
    advance(session, 2)
    model = model_of(session.trainer.game, session.design, 2, raw=False)
    first, second = (scores_now(model, session.content) for _ in range(2))
    assert first == second
    session.close("stopped")


def test_data_without_a_classifier_has_the_scores_that_need_none(new_run: NewRun) -> None:
    session = Session(new_run())
    content = blobs(count=64)
    held = data.DataSet("blobs", content.spec, content.items, None, Rows(content.items[:32]))
    model = model_of(session.trainer.game, session.design, 0, raw=False)
    assert [row.key for row in scores_now(model, held)] == ["copying", "overfitting"]
    session.close("stopped")


class Judge(torch.nn.Module):
    """A D that gives pictures of one brightness a fixed logit."""

    def __init__(self, logits: dict[int, float]) -> None:
        super().__init__()
        self.logits = logits

    def forward(self, x: torch.Tensor, cond: torch.Tensor | None = None) -> torch.Tensor:
        shade = ((x.flatten(1).mean(1) + 1) * 127.5).round().int().tolist()
        return torch.tensor([self.logits[value] for value in shade])


@pytest.mark.parametrize(
    ("train", "held", "fake", "expected"),
    [(4.0, 4.0, -4.0, 0.0), (4.0, -4.0, -4.0, 1.0), (4.0, 0.0, -4.0, 0.5), (-1.0, 0.0, 1.0, 0.0)],
)
def test_overfitting_is_adas_ratio(
    shared_home: Path, train: float, held: float, fake: float, expected: float
) -> None:
    from gan_core.game import Game, judge
    from gan_core.rng import Rng

    def shade(value: int, count: int = 8) -> torch.Tensor:
        return torch.full((count, 1, 4, 4), value, dtype=torch.uint8)

    spec = Pictures(1, 4)
    content = data.DataSet("shades", spec, shade(255), None, Rows(shade(0)))
    game = Game({"D": judge(Judge({255: train, 0: held, 128: fake}))}, Rng(0))
    design = Design(RECIPES["vanilla"], RECIPES["vanilla"].preset(), spec)
    fakes = torch.full((8, 1, 4, 4), 128 / 127.5 - 1)
    got = overfitting(model_of(game, design, 0, raw=True), content, fakes, design.ask(8))
    assert got == pytest.approx(expected)


def test_a_damaged_classifier_costs_the_scores_and_not_the_run(
    new_run: NewRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gan_core.errors import CheckpointError
    from gan_core.events import NotScored
    from gan_core.runs.training import scoring

    def damaged(*_: object, **__: object) -> None:
        raise CheckpointError("mnist_cnn.safetensors is damaged.")

    monkeypatch.setattr(scoring, "take_scores", damaged)
    session = Session(new_run(score_every=2))
    seen = []
    for event in session.rounds():
        seen.append(event)
        if session.step > 4:
            break
    assert [type(e) for e in seen if e.step == 2 and not isinstance(e, Stepped)].count(
        NotScored
    ) == 1
    assert session.trouble is None and session.step == 5
    session.close("stopped")
