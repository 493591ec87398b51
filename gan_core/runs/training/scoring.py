"""Scores of a run while it trains: read from the running game, which they do not touch."""

from __future__ import annotations

from gan_core.data.base import DataSet
from gan_core.design import Design
from gan_core.game import Game
from gan_core.metrics.result import Score
from gan_core.metrics.score import answers, compared, measures, take_scores
from gan_core.model import Model, model_of

SAMPLES = 1000


def scores_now(model: Model, data: DataSet) -> list[Score]:
    """Return the scores of 1,000 answers of the running `model`, always to the same questions.

    All that the data allow and that are quick, or that few of the samples are enough for.
    """
    at_home = data.to("cpu")
    there = compared(model, data.name, at_home)
    candidates = [one for one in measures() if one.quick or one.few]
    selection = [one for one in candidates if one.missing(there) is None]
    return take_scores(answers(model, at_home, SAMPLES), selection, few=True) if selection else []


def scores_of(game: Game, design: Design, data: DataSet, step: int) -> list[Score]:
    """Return the scores of the game as it is now, of the average where there is one."""
    return scores_now(model_of(game, design, step, raw=False), data)
