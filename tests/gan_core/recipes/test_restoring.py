"""What makes its sources of the items themselves: enhancement, SRGAN, in- and outpainting."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gan_core.data.base import DataSet, Rows
from gan_core.data.degradation.holes import presence
from gan_core.data.feed import Feed
from gan_core.data.spec import Pictures
from gan_core.data.synthetic import blobs
from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.events import StageDone, Stepped
from gan_core.game import Turn
from gan_core.metrics import score
from gan_core.metrics.nearness import psnr
from gan_core.model import model_of
from gan_core.questions import Question, question
from gan_core.recipes import RECIPES
from gan_core.rng import Rng
from gan_core.train import Progress, train

SMALL = {"g_width": 8, "d_width": 4, "batch": 8, "epochs": 8}
NAMES = [name for name, recipe in RECIPES.items() if recipe.degradation is not None]
every = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def content() -> DataSet:
    whole = blobs(size=16, count=240, classes=9)
    return DataSet("blobs", whole.spec, whole.items[40:], held_out=Rows(whole.items[:40]))


def design(name: str, content: DataSet, **changes: object) -> Design:
    recipe = RECIPES[name]
    own = {"first_epochs": 4, "perceptual": 0.0} if name == "srgan" else {}
    own |= {"blocks": 1} if "blocks" in recipe.settings.model_fields else {}
    return Design(recipe, recipe.preset("fast", {**SMALL, **own, **changes}), content.spec)


def nearness(answers: Tensor, truth: Tensor | None) -> float:
    assert truth is not None
    return float(psnr(answers, truth).clamp_max(60).mean())


def as_shown(plan: Design, query: Question) -> Tensor:
    """What was asked, as large as the truth and grey where it is unknown."""
    src = query.request.src
    assert src is not None
    large = torch.nn.functional.interpolate(src.nan_to_num(0), plan.spec.shape[1:], mode="bicubic")
    return large.clamp(-1, 1)


@every
def test_g_undoes_what_was_done_to_pictures_that_it_never_saw(name: str, content: DataSet) -> None:
    plan = design(name, content)
    game = plan.game(Rng(0))
    query = question(plan, content, 32)
    for event in train(game, plan.stages(len(content)), Feed(content, game.rng), Progress()):
        if isinstance(event, Stepped):
            assert all(value.isfinite() for value in event.readings.values())
    answers = model_of(game, plan, 0, raw=True).answer(query.request)
    assert answers.abs().max() <= 1
    assert nearness(answers, query.truth) > nearness(as_shown(plan, query), query.truth) + 1


@every
def test_questions_are_held_out_pictures_degraded_by_the_seed_alone(
    name: str, content: DataSet
) -> None:
    plan = design(name, content)
    first, again, other = (question(plan, content, 8, seed) for seed in (1, 1, 2))
    source = plan.source
    assert isinstance(source, Pictures) and first.request.src is not None
    assert first.request.src.shape == (8, *source.shape)
    sources = [one.request.src.nan_to_num(9) for one in (first, again, other)]  # type: ignore[union-attr]
    assert torch.equal(sources[0], sources[1]) and not torch.equal(sources[0], sources[2])
    held_out = {row.tobytes() for row in content.held_out.items.numpy()}  # type: ignore[union-attr]
    assert first.truth is not None
    truth = ((first.truth + 1) * 127.5).round().to(torch.uint8)
    assert {row.tobytes() for row in truth.numpy()} <= held_out


@every
def test_each_batch_is_degraded_anew_and_the_truth_beside_it_is_not(
    name: str, content: DataSet
) -> None:
    plan = design(name, content)
    view, rows = plan.stages(len(content))[-1].view, torch.arange(8)
    rng = Rng(3)
    first, second = view(content, rows, rng), view(content, rows, rng)
    assert torch.equal(first.x, content.spec.to_numbers(content.items[rows]))
    assert first.src is not None and second.src is not None
    same = torch.equal(first.src.nan_to_num(9), second.src.nan_to_num(9))
    assert same == (name == "srgan")  # shrinking knows no chance


@pytest.mark.parametrize("name", ["inpaint", "outpaint"])
def test_what_is_known_stays_exactly_as_it_was(name: str, content: DataSet) -> None:
    plan = design(name, content)
    query = question(plan, content, 16)
    answers = model_of(plan.game(Rng(0)), plan, 0, raw=True).answer(query.request)
    src, truth = query.request.src, query.truth
    assert src is not None and truth is not None
    there = presence(src).expand_as(truth)
    assert torch.equal(answers[there], truth[there])
    assert not torch.equal(answers[~there], truth[~there])


@pytest.mark.parametrize("name", ["inpaint", "outpaint"])
def test_nearness_counts_the_pixels_of_the_hole_alone(name: str, content: DataSet) -> None:
    plan = design(name, content, l1=1.0)
    game, (stage,) = plan.game(Rng(0)), plan.stages(len(content))
    turn = Turn(game, stage.batches(Feed(content, game.rng))[0])
    loss = next(phase.moves["G"] for phase in stage.phases if "G" in phase.moves)
    term = loss(turn)["L1"]
    assert turn.batch.src is not None
    fake = game.net("G")(turn.batch.src)
    hole = (~presence(turn.batch.src)).flatten(1)
    apart = (fake - turn.batch.x).abs().flatten(1)
    wanted = torch.stack([row[at].mean() for row, at in zip(apart, hole, strict=True)])
    assert torch.allclose(term, wanted, atol=1e-6)


def test_srgan_comes_near_first_and_d_learns_only_then(content: DataSet) -> None:
    plan = design("srgan", content)
    game = plan.game(Rng(0))
    d = [weight.clone() for weight in game.net("D").parameters()]
    g = [weight.clone() for weight in game.net("G").parameters()]
    for event in train(game, plan.stages(len(content)), Feed(content, game.rng), Progress()):
        if isinstance(event, StageDone):
            assert event.step == 100 and event.stage == "near"
            assert all(map(torch.equal, d, game.net("D").parameters()))
            assert not all(map(torch.equal, g, game.net("G").parameters()))
            return
    raise AssertionError("the first stage did not end")


def test_what_adam_remembers_of_the_first_stage_is_gone_in_the_second(content: DataSet) -> None:
    """Else steps would be as many times larger as the new loss is, and undo the first stage."""
    plan = design("srgan", content, l1=100.0)
    game = plan.game(Rng(0))
    stages = plan.stages(len(content))
    feed, progress = Feed(content, game.rng), Progress()
    for event in train(game, stages, feed, progress, stages[0].steps + 1):
        if isinstance(event, StageDone):
            before = [weight.detach().clone() for weight in game.net("G").parameters()]
    moved = [
        float((weight.detach() - old).abs().max())
        for weight, old in zip(game.net("G").parameters(), before, strict=True)
    ]
    assert 0 < max(moved) < 1.01 * plan.settings.lr


def test_srgan_without_a_first_stage_begins_with_the_game(content: DataSet) -> None:
    assert [one.name for one in design("srgan", content, first_epochs=0).stages(200)] == [
        "adversarial"
    ]


def test_srgan_refuses_pictures_that_cannot_be_shrunk() -> None:
    recipe = RECIPES["srgan"]
    with pytest.raises(UserError, match="cannot be shrunk 4 times"):
        recipe.make(recipe.preset("fast"), Pictures(1, 30), Rng(0))


def test_the_perceptual_term_draws_g_to_the_truth_in_the_eyes_of_the_classifier() -> None:
    digits = blobs(size=28, count=30)
    plan = design("srgan", digits, first_epochs=0, l1=0.0, perceptual=3.0)
    game, (stage,) = plan.game(Rng(0)), plan.stages(len(digits))
    turn = Turn(game, stage.batches(Feed(digits, game.rng))[0])
    loss = next(phase.moves["G"] for phase in stage.phases if "G" in phase.moves)
    terms = loss(turn)
    assert terms.keys() == {"adversarial", "perceptual"} and (terms["perceptual"] > 0).all()
    grads = torch.autograd.grad(terms["perceptual"].mean(), game.players["G"].parameters())
    assert any(grad.abs().max() > 0 for grad in grads)


@every
def test_scores_are_against_the_truth(name: str, content: DataSet) -> None:
    plan = design(name, content)
    model = model_of(plan.game(Rng(0)), plan, 0, raw=True)
    subject = score.answers(model, content, 16)
    measure = score.measure_of("psnr")
    assert measure is not None
    query = question(plan, content, 16, score.SEED)
    wanted = nearness(model.answer(query.request), query.truth)
    assert measure.take(subject).value == pytest.approx(wanted, rel=1e-4)


def test_the_source_presets_are_the_papers() -> None:
    srgan = RECIPES["srgan"].preset("source")
    assert (srgan.lr, srgan.batch, srgan.adversarial_weight) == (1e-4, 16, 1e-3)
    assert (srgan.distance, srgan.blocks, srgan.g_width, srgan.change) == ("l2", 16, 64, False)
    inpaint = RECIPES["inpaint"].preset("source")
    assert (inpaint.l1, inpaint.adversarial_weight, inpaint.distance) == (0.999, 1e-3, "l2")
    assert (inpaint.shape, inpaint.views, inpaint.lr, inpaint.d_rate) == (
        "centre",
        "hole",
        2e-3,
        0.1,
    )
    outpaint = RECIPES["outpaint"].preset("source")
    assert (outpaint.adversarial_weight, outpaint.lr, outpaint.batch) == (4e-4, 1e-4, 16)
    enhance = RECIPES["enhance"].preset("source")
    assert (enhance.lr, enhance.beta1, enhance.batch, enhance.l1) == (2e-4, 0.5, 1, 100.0)
