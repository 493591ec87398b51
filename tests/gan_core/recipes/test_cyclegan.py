"""CycleGAN: both ways, its pools, its identity term, its falling rate, and its source preset."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch

from gan_core.data.base import DataSet, Rows
from gan_core.data.feed import Feed
from gan_core.data.spec import Pictures
from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.events import Stepped
from gan_core.model import model_of
from gan_core.questions import knows_truth, question
from gan_core.recipes import RECIPES
from gan_core.recipes.cyclegan import RECIPE
from gan_core.rng import Rng
from gan_core.train import Progress, train
from gan_core.translation import there_and_back
from tests.gan_core.recipes.worked.content import domains

SMALL = {"g_width": 4, "d_width": 4, "blocks": 1, "batch": 4, "epochs": 2, "pool": 6}


@pytest.fixture(scope="module")
def content() -> DataSet:
    return domains()


def design(content: DataSet, **changes: Any) -> Design:
    return Design(RECIPE, RECIPE.preset("fast", {**SMALL, **changes}), content.spec)


def played(plan: Design, content: DataSet, rounds: int) -> list[dict[str, float]]:
    game = plan.game(Rng(0))
    stages = plan.stages(len(content))
    events = train(game, stages, Feed(content, game.rng), Progress(), rounds)
    readings = [event.readings for event in events if isinstance(event, Stepped)]
    return [{key: float(value) for key, value in each.items()} for each in readings]


def test_both_ways_are_learned_by_one_loss_and_each_has_its_d(content: DataSet) -> None:
    (first,) = played(design(content), content, 1)
    for term in ("adversarial", "cycle", "identity"):
        assert first[f"G/{term}"] == first[f"G back/{term}"]
        assert f"G/{term} back" in first
    assert {"D/loss", "D back/loss", "D/separation", "D back/separation"} <= first.keys()


def test_without_equal_channels_there_is_nothing_to_leave_alone(content: DataSet) -> None:
    assert isinstance(content.spec, Pictures) and content.other is not None
    other = content.other.expand(-1, 3, -1, -1).contiguous()
    held_out = Rows(content.items[:8], other=other[:8])
    spec = replace(content.spec, other=Pictures(3, content.spec.size))
    colour = replace(content, spec=spec, other=other, held_out=held_out)
    (first,) = played(design(colour), colour, 1)
    assert not any("identity" in key for key in first) and "G/cycle back" in first


def test_terms_that_are_off_are_not_there(content: DataSet) -> None:
    (first,) = played(design(content, cycle=0.0), content, 1)
    assert not any("cycle" in key or "identity" in key for key in first)


def test_pools_fill_and_then_exchange(content: DataSet) -> None:
    plan = design(content)
    game = plan.game(Rng(0))
    seen = []
    for event in train(game, plan.stages(200), Feed(content, game.rng), Progress(), 4):
        if isinstance(event, Stepped):
            seen.append([int(game.memory[f"replayed {name}"]) for name in ("D", "D back")])
    assert seen == [[4, 4], [6, 6], [6, 6], [6, 6]]
    pool = game.memory["replay D"]
    assert isinstance(pool, torch.Tensor) and pool.shape == (6, *content.spec.shape)
    assert not design(content, pool=0).game(Rng(0)).memory.keys() & {"replay D", "replayed D"}


def test_rates_stay_for_half_of_the_run_and_then_fall_to_almost_nothing(content: DataSet) -> None:
    plan = design(content, epochs=1, lr=0.01)
    game, stages = plan.game(Rng(0)), plan.stages(40)
    assert stages[0].steps == 10
    rates = []
    for event in train(game, stages, Feed(content, game.rng), Progress()):
        if isinstance(event, Stepped):
            opt = game.players["D back"].opt
            assert opt is not None
            rates.append(opt.param_groups[0]["lr"])
    assert rates[:5] == pytest.approx([0.01] * 5)
    assert rates[5:] == pytest.approx([0.008, 0.006, 0.004, 0.002, 0.002])


def test_the_way_back_is_the_same_networks_asked_the_other_way(content: DataSet) -> None:
    plan = design(content)
    model = model_of(plan.game(Rng(0)), plan, 0, raw=True)
    back = model.reversed()
    assert back.spec.shape == content.spec.other.shape  # type: ignore[union-attr]
    pictures = torch.rand(2, 1, 16, 16) * 2 - 1
    with torch.no_grad():
        wanted = model.nets["G back"](pictures)
    assert torch.equal(back.sample(2, sources=pictures), wanted)
    assert torch.equal(
        back.reversed().sample(2, sources=pictures), model.sample(2, sources=pictures)
    )
    other = RECIPES["pix2pix"]
    with pytest.raises(UserError, match="pix2pix has no way back"):
        other.reversed()


def test_there_and_back_says_how_far_a_picture_is_from_what_it_was(content: DataSet) -> None:
    plan = design(content)
    model = model_of(plan.game(Rng(0)), plan, 0, raw=True)
    assert content.other is not None
    sources = content.other[:3]
    there, again, error = there_and_back(model, sources)
    assert there.shape == again.shape == error.shape == (3, 1, 16, 16)
    wanted = (again - (sources.float() / 127.5 - 1)).abs() - 1
    assert torch.allclose(error, wanted, atol=1e-6) and error.min() >= -1


def test_the_truth_is_known_only_where_the_held_out_part_has_pairs(content: DataSet) -> None:
    plan = design(content)
    assert not knows_truth(plan, content) and question(plan, content, 4).truth is None
    assert content.held_out is not None and content.held_out.other is not None
    count = min(len(content.held_out.items), len(content.held_out.other))
    items, other = content.held_out.items[:count], content.held_out.other[:count]
    paired = replace(content, held_out=Rows(items, sources=other, other=other))
    assert knows_truth(plan, paired)
    query = question(plan, paired, 4)
    assert query.truth is not None and query.request.src is not None
    rows = [
        next(i for i in range(count) if torch.equal(paired.spec.to_numbers(items[i : i + 1])[0], x))
        for x in query.truth
    ]
    assert torch.equal(query.request.src, paired.spec.to_numbers(other[rows]))


def test_the_source_preset_is_the_papers() -> None:
    settings = RECIPE.preset("source")
    assert (settings.lr, settings.beta1, settings.batch, settings.epochs) == (2e-4, 0.5, 1, 200)
    assert (settings.cycle, settings.identity, settings.pool, settings.fall) == (10, 0.5, 50, 0.5)
    assert (settings.blocks, settings.g_width, settings.field) == (9, 64, "70")
    assert settings.objective == "least_squares" and settings.mirror
