"""StackGAN: two stages, the first of which rests in the second, and what a text does."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch.nn.functional import interpolate

from gan_core.data.base import DataSet
from gan_core.data.feed import Feed
from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.events import StageDone
from gan_core.files.weights import Tensors
from gan_core.game import Turn
from gan_core.model import model_of
from gan_core.questions import question
from gan_core.recipes.shared.stack import STREAM
from gan_core.recipes.stackgan import RECIPE
from gan_core.rng import Rng
from gan_core.runs.state import capture
from gan_core.train import Progress, train
from tests.gan_core.play import Play, fresh, resumed, snapshots
from tests.gan_core.recipes.small import fitting, maker
from tests.gan_core.recipes.worked.content import captions

SHORT = {"batch": 8, "epochs": 1, "refine_epochs": 1, "condition": 3, "blocks": 1}
ROUNDS = 6


@pytest.fixture(scope="module")
def content() -> DataSet:
    return fitting(RECIPE)


def play(**changes: object) -> Play:
    return fresh(maker("stackgan", **{**SHORT, **changes}))


def state(game: Play) -> Tensors:
    return capture(game.game, game.feed, game.progress)[0]


def design(content: DataSet, **changes: object) -> Design:
    settings = {"g_width": 2, "d_width": 2, "latent": 4, **SHORT, **changes}
    return Design(RECIPE, RECIPE.preset("fast", settings), content.spec)


def test_the_source_preset_is_the_papers() -> None:
    settings = RECIPE.preset("source")
    assert (settings.lr, settings.beta1, settings.batch) == (2e-4, 0.5, 64)
    assert (settings.epochs, settings.refine_epochs) == (600, 600)
    assert (settings.latent, settings.condition, settings.blocks) == (100, 128, 4)
    assert settings.times == 4 and not settings.change and settings.augment_text
    assert settings.objective == "nonsaturating" and settings.d_norm == "batch"
    assert (settings.kl, settings.mismatch, settings.ema) == (2.0, 0.5, 0)


@pytest.mark.parametrize("changes", [{}, {"preset": "source"}, {"fakes": "fresh", "r1": 1.0}])
def test_both_stages_resume_bit_for_bit_at_every_cut(changes: dict[str, object]) -> None:
    make = maker("stackgan", **{**SHORT, **changes})
    whole = fresh(make)
    cuts = snapshots(whole, ROUNDS)
    assert {cut.document["progress"]["stage"] for cut in cuts} == {0, 1}
    for cut in cuts:
        assert resumed(make, cut.tensors, cut.document).advance(ROUNDS).hash == whole.hash, cut.step


def test_the_first_stage_and_the_reader_rest_in_the_second_bit_for_bit() -> None:
    game = play()
    before = {}
    for event in game.rounds(ROUNDS):
        if isinstance(event, StageDone):
            before = {
                k: v.clone() for k, v in capture(game.game, game.feed, game.progress)[0].items()
            }
    after = capture(game.game, game.feed, game.progress)[0]
    for name in ("G1", "D1", "T"):
        keys = [key for key in before if f"/{name}/" in key]
        assert keys and all(torch.equal(before[key], after[key]) for key in keys)
    moved = [key for key in before if key.startswith("net/G2/") and key.endswith("weight")]
    assert any(not torch.equal(before[key], after[key]) for key in moved)


def test_an_answer_is_the_second_stages_and_has_the_first_ones_beside_it(content: DataSet) -> None:
    plan = design(content)
    assert plan.latent == 4 + 2 * 3
    model = model_of(play().advance(ROUNDS).game, plan, ROUNDS, raw=False)
    asked = question(plan, content, 5)
    answer = model.make(asked.request)
    assert answer.x.shape == (5, 1, 16, 16) and answer.of["sketch"].shape == (5, 1, 8, 8)
    assert torch.equal(model.make(asked.request).x, answer.x)
    other = replace(asked.request, src=asked.request.src.roll(1, 0))  # type: ignore[union-attr]
    assert not torch.equal(model.make(other).x, answer.x)
    assert model.judge(answer.x, asked.request).logit.shape == (5,)


def test_what_conditioning_augmentation_draws_has_a_stream_of_its_own() -> None:
    assert STREAM in play().advance(1).game.rng.state()
    ablation = play(augment_text=False, kl=0.0).advance(1)
    assert STREAM not in ablation.game.rng.state()


def test_without_augmentation_there_is_no_kl_and_z_is_the_noise_alone(content: DataSet) -> None:
    readings = next(play(augment_text=False).rounds(1)).readings  # type: ignore[attr-defined]
    assert "G1/KL" not in readings and "D1/wrong text" in readings
    assert design(content, augment_text=False).latent == 4
    assert "G1/KL" in next(play().rounds(1)).readings  # type: ignore[attr-defined]
    off = next(play(mismatch=0.0).rounds(1)).readings  # type: ignore[attr-defined]
    assert "D1/wrong text" not in off and "D1/right text" not in off


def test_both_stages_loss_terms_are_per_sample() -> None:
    game = play()
    for stage in game.stages:
        turn = Turn(game.game, stage.batches(game.feed)[0])
        for phase in stage.phases:
            for loss in phase.moves.values():
                assert all(term.shape == (8,) for term in loss(turn).values())


def test_pictures_that_cannot_be_so_much_smaller_are_refused(content: DataSet) -> None:
    odd = replace(content.spec, size=18)
    with pytest.raises(UserError, match="18x18 cannot be 4 times smaller"):
        Design(RECIPE, RECIPE.preset("source"), odd).without_storage()


def test_both_stages_draw_what_the_text_says() -> None:
    """Nine places of a square by their captions: chance is 1 in 9."""
    data = captions()
    assert data.labels is not None and data.sources is not None
    sizes = {"g_width": 12, "d_width": 16, "condition": 8, "epochs": 32, "refine_epochs": 4}
    plan = design(data, batch=16, lr=1.5e-3, ema=0.95, **sizes)
    game = plan.game(Rng(0))
    pictures = data.spec.to_numbers(data.items)
    means = torch.stack([pictures[data.labels == label].mean(0) for label in range(9)])
    places = {
        tuple(text.tolist()): int(y) for text, y in zip(data.sources, data.labels, strict=True)
    }
    asked = question(plan, data, 36)
    assert asked.request.src is not None
    right = torch.tensor([places[tuple(text.tolist())] for text in asked.request.src])
    for _ in train(game, plan.stages(len(data)), Feed(data, game.rng), Progress()):
        pass
    answer = model_of(game, plan, 0, raw=False).make(asked.request)
    for drawn in (interpolate(answer.of["sketch"], 16), answer.x):
        nearest = (drawn[:, None] - means).square().flatten(2).sum(2).argmin(1)
        assert (nearest == right).double().mean() > 0.5
