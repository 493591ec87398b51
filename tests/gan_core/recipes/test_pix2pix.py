"""pix2pix: its source preset, its loss patch by patch, and that it learns from pairs."""

from __future__ import annotations

import pytest
import torch

from gan_core.data.base import DataSet
from gan_core.data.feed import Feed
from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.events import Stepped
from gan_core.game import Turn
from gan_core.losses.adversarial import by_item
from gan_core.losses.objectives import NONSATURATING
from gan_core.metrics.nearness import psnr
from gan_core.model import model_of
from gan_core.questions import question
from gan_core.recipes.pix2pix import RECIPE
from gan_core.rng import Rng
from gan_core.train import Progress, train
from tests.gan_core.recipes.worked import pairs

SMALL = {"g_width": 8, "d_width": 4, "batch": 8, "epochs": 12}


def design(content: DataSet, **changes: object) -> Design:
    return Design(RECIPE, RECIPE.preset("fast", {**SMALL, **changes}), content.spec)


@pytest.fixture(scope="module")
def content() -> DataSet:
    return pairs.load()


def test_the_source_preset_is_the_papers() -> None:
    settings = RECIPE.preset("source")
    assert (settings.lr, settings.beta1, settings.beta2) == (2e-4, 0.5, 0.999)
    assert (settings.batch, settings.epochs, settings.l1) == (1, 200, 100.0)
    assert (settings.field, settings.dropout, settings.init) == ("70", 0.5, "normal")
    assert settings.objective == "nonsaturating" and settings.adversarial_weight == 1
    assert settings.mirror and settings.ema == 0 and settings.d_norm == "none"


def test_g_comes_nearer_to_pictures_that_it_never_saw(content: DataSet) -> None:
    plan = design(content)
    game = plan.game(Rng(0))
    asked = question(plan, content, 32)
    assert asked.truth is not None

    def nearness() -> float:
        answers = model_of(game, plan, 0, raw=True).answer(asked.request)
        return float(psnr(answers, asked.truth).mean())  # type: ignore[arg-type]

    before = nearness()
    for event in train(game, plan.stages(len(content)), Feed(content, game.rng), Progress()):
        if isinstance(event, Stepped):
            assert all(value.isfinite() for value in event.readings.values())
    assert nearness() > before + 6


def test_d_is_asked_of_every_patch_and_half_of_its_loss_counts(content: DataSet) -> None:
    plan = design(content, l1=0.0)
    game = plan.game(Rng(0))
    stage = plan.stages(len(content))[0]
    batch = stage.batches(Feed(content, game.rng))[0]
    turn = Turn(game, batch)
    with torch.no_grad():
        said = game.players["D"].net(batch.x, batch.src)
        terms = stage.phases[0].moves["D"](turn)
    assert said.patches is not None and said.patches.shape[1] > 1
    expected = NONSATURATING.d(said.patches, said.patches)["real"].mean(1) / 2
    torch.testing.assert_close(terms["real"], expected)
    assert terms["real"].shape == (len(batch),)


def test_terms_of_patches_become_one_number_an_item() -> None:
    terms = by_item({"a": torch.tensor([[1.0, 3.0]]), "b": torch.tensor([5.0])})
    assert terms["a"].tolist() == [2.0] and terms["b"].tolist() == [5.0]


@pytest.mark.parametrize(
    ("changes", "terms"),
    [({"l1": 0.0}, {"adversarial"}), ({"adversarial_weight": 0.0}, {"adversarial", "L1"})],
)
def test_either_part_of_gs_loss_can_be_off(
    content: DataSet, changes: dict[str, float], terms: set[str]
) -> None:
    plan = design(content, **changes)
    game = plan.game(Rng(0))
    stage = plan.stages(len(content))[0]
    loss = stage.phases[1].moves["G"](Turn(game, stage.batches(Feed(content, game.rng))[0]))
    assert loss.keys() == terms
    if "adversarial_weight" in changes:
        assert not loss["adversarial"].any()


def test_a_penalty_does_not_go_with_batchnorm_in_d(content: DataSet) -> None:
    with pytest.raises(UserError, match="BatchNorm"):
        design(content, norm="batch", r1=1.0).game(Rng(0))
