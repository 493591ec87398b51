"""The next frame: its source preset, what it refuses, its roll-outs in training, and learning."""

from __future__ import annotations

import pytest
import torch

from gan_core import recipes
from gan_core.data.base import DataSet
from gan_core.data.feed import Feed
from gan_core.data.spec import Pictures
from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.events import Stepped
from gan_core.game import Turn
from gan_core.losses.terms import edge_term, pixel_term
from gan_core.metrics.nearness import psnr
from gan_core.model import model_of
from gan_core.questions import question
from gan_core.recipes.nextframe import RECIPE
from gan_core.rng import Rng
from gan_core.train import Progress, train
from tests.gan_core.recipes import films
from tests.gan_core.recipes.worked import pairs

SMALL = {"g_width": 8, "d_width": 4, "batch": 8, "epochs": 6, "reach": 2, "ahead": 2}


def design(content: DataSet, **changes: object) -> Design:
    return Design(RECIPE, RECIPE.preset("fast", {**SMALL, **changes}), content.spec)


def first_turn(content: DataSet, plan: Design) -> Turn:
    game = plan.game(Rng(0))
    stage = plan.stages(len(content))[0]
    return Turn(game, stage.batches(Feed(content, game.rng))[0])


@pytest.fixture(scope="module")
def content() -> DataSet:
    return films.load()


def test_the_source_preset_is_the_papers() -> None:
    settings = RECIPE.preset("source")
    assert (settings.optimizer, settings.lr, settings.rate_of("judges")) == ("sgd", 0.04, 0.02)
    assert (settings.batch, settings.l1, settings.edges) == (8, 1.0, 1.0)
    assert (settings.adversarial_weight, settings.objective) == (0.05, "nonsaturating")
    assert (settings.reach, settings.ahead, settings.mirror, settings.ema) == (0, 1, False, 0)


@pytest.mark.parametrize(
    "spec",
    [
        pairs.SPEC,
        Pictures(3, 16, source=Pictures(1, 16, frames=3)),
        Pictures(1, 16, source=Pictures(1, 32, frames=3)),
    ],
)
def test_data_without_frames_before_are_refused(spec: Pictures) -> None:
    assert not RECIPE.fits(spec)
    with pytest.raises(UserError, match="nextframe needs a data set whose items come with the"):
        RECIPE.refuse(spec)
    RECIPE.refuse(films.SPEC)


def test_pix2pix_learns_from_frames_too(content: DataSet) -> None:
    recipe = recipes.get("pix2pix")
    plan = Design(recipe, recipe.preset("fast", {"g_width": 2, "d_width": 2}), content.spec)
    asked = question(plan, content, 3)
    answer = model_of(plan.game(Rng(0)), plan, 0, raw=True).answer(asked.request)
    assert answer.shape == (3, 1, films.SIZE, films.SIZE)


@pytest.mark.parametrize("reach", [0, 2])
def test_g_comes_nearer_to_films_that_it_never_saw(content: DataSet, reach: int) -> None:
    plan = design(content, reach=reach, ema=0.9)
    game = plan.game(Rng(0))
    asked = question(plan, content, 32)
    assert asked.truth is not None

    def nearness() -> float:
        answers = model_of(game, plan, 0, raw=False).answer(asked.request)
        return float(psnr(answers, asked.truth).mean())  # type: ignore[arg-type]

    before = nearness()
    for event in train(game, plan.stages(len(content)), Feed(content, game.rng), Progress()):
        if isinstance(event, Stepped):
            assert all(value.isfinite() for value in event.readings.values())
    assert nearness() > before + 6


def test_in_training_g_is_fed_what_it_predicted(content: DataSet) -> None:
    plan = design(content, ahead=3)
    turn = first_turn(content, plan)
    pasts: list[torch.Tensor] = []
    g = turn.net("G")
    g.register_forward_pre_hook(lambda _, inputs: pasts.append(inputs[0]))
    answers: list[torch.Tensor] = []
    g.register_forward_hook(lambda _, inputs, answer: answers.append(answer))
    loss = plan.stages(len(content))[0].phases[1].moves["G"](turn)
    assert turn.batch.src is not None and turn.batch.src.shape[1] == films.PAST + 2
    whole = torch.cat([turn.batch.src[:, : films.PAST], *answers], 1)
    assert [torch.equal(past, whole[:, at : at + films.PAST]) for at, past in enumerate(pasts)] == [
        True
    ] * 3
    truth = torch.cat([turn.batch.src[:, films.PAST :], turn.batch.x], 1)
    frames = torch.cat(answers, 1)
    weights = plan.settings.l1, plan.settings.edges
    torch.testing.assert_close(loss["L1"], pixel_term(frames, truth, weights[0]))
    torch.testing.assert_close(loss["edges"], edge_term(frames, truth, weights[1]))


def test_d_sees_the_true_frames_before_the_one_it_judges(content: DataSet) -> None:
    plan = design(content, ahead=3)
    turn = first_turn(content, plan)
    shown: list[torch.Tensor] = []
    turn.net("D").register_forward_pre_hook(lambda _, inputs: shown.extend(inputs))
    plan.stages(len(content))[0].phases[0].moves["D"](turn)
    assert turn.batch.src is not None
    assert all(torch.equal(one, turn.batch.src[:, -films.PAST :]) for one in shown[1::2])
    assert any(torch.equal(one[: len(turn.batch)], turn.batch.x) for one in shown[::2])


@pytest.mark.parametrize(
    ("changes", "terms"),
    [
        ({"l1": 0.0}, {"adversarial", "edges"}),
        ({"edges": 0.0}, {"adversarial", "L1"}),
        ({"l1": 0.0, "edges": 0.0}, {"adversarial"}),
    ],
)
def test_each_part_of_gs_loss_can_be_off(
    content: DataSet, changes: dict[str, float], terms: set[str]
) -> None:
    plan = design(content, **changes)
    loss = plan.stages(len(content))[0].phases[1].moves["G"](first_turn(content, plan))
    assert loss.keys() == terms


def test_films_that_are_too_short_to_learn_from_are_refused(content: DataSet) -> None:
    with pytest.raises(UserError, match="fewer than 6 frames"):
        first_turn(content, design(content, ahead=6))
