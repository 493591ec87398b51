"""CycleGAN played: what its losses are, exact resume with full pools, and that it learns."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from gan_core.answers import as_fakes
from gan_core.data.base import DataSet, Rows
from gan_core.data.feed import Feed
from gan_core.data.spec import Pictures
from gan_core.design import Design
from gan_core.errors import UserError
from gan_core.game import Game, Turn
from gan_core.metrics.score import score_model
from gan_core.model import model_of
from gan_core.questions import question
from gan_core.recipes.cyclegan import RECIPE
from gan_core.rng import Rng
from gan_core.train import Progress, step, train
from tests.gan_core.play import fresh, resumed, snapshot, stir
from tests.gan_core.recipes.small import maker

SMALL = {"g_width": 4, "d_width": 4, "blocks": 1, "batch": 4, "pool": 6}


def pictures(count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Bright squares on black at random places, and the same ones black on white."""
    items = torch.zeros(count, 1, 16, 16, dtype=torch.uint8)
    places = torch.randint(10, (count, 2), generator=torch.Generator().manual_seed(seed)).tolist()
    for item, (y, x) in zip(items, places, strict=True):
        item[:, y : y + 6, x : x + 6] = 230
    return items, 255 - items


def negatives(count: int = 96) -> DataSet:
    """White on black and, of others, black on white; of those held out both are known."""
    (items, _), (_, other) = pictures(count, 1), pictures(count, 2)
    truth, partners = pictures(100, 3)
    held_out = Rows(truth, sources=partners, other=partners)
    spec = Pictures(1, 16, other=Pictures(1, 16))
    return DataSet("negatives", spec, items, held_out=held_out, other=other)


def in_colour(content: DataSet) -> DataSet:
    """Yellow squares on blue and, of others, white ones on black."""
    held_out = content.held_out
    assert held_out is not None and content.other is not None and held_out.other is not None
    light = 255 - held_out.other
    return replace(
        content,
        spec=Pictures(3, 16, other=Pictures(1, 16)),
        items=coloured(content.items),
        other=255 - content.other,
        held_out=Rows(coloured(held_out.items), sources=light, other=light),
    )


def coloured(pictures: Tensor) -> Tensor:
    return torch.cat([pictures, pictures, 200 - pictures // 2], 1)


def design(content: DataSet, **changes: object) -> Design:
    return Design(RECIPE, RECIPE.preset("fast", {**SMALL, **changes}), content.spec)


def begun(content: DataSet, **changes: object) -> tuple[Game, Design, Turn]:
    plan = design(content, **changes)
    game = plan.game(Rng(0))
    (stage,) = plan.stages(len(content))
    return game, plan, Turn(game, stage.batches(Feed(content, game.rng))[0])


def test_both_gs_minimise_equation_3_and_each_d_half_of_its_squares() -> None:
    content = negatives(24)
    game, plan, turn = begun(content)
    (stage,) = plan.stages(len(content))
    of_d, of_g = (phase.moves for phase in stage.phases)
    real, source = turn.batch.x, turn.batch.src
    g, back = (lambda x, n=name: as_fakes(game.net(n)(x)).x for name in ("G", "G back"))
    with torch.no_grad():
        terms = of_g["G"](turn)
        there, home = g(source), back(real)
        on_there, on_home = game.net("D")(there).patches, game.net("D back")(home).patches
        expected = {
            "adversarial": (on_there - 1).square().mean(1),
            "cycle": 10 * (back(there) - source).abs().flatten(1).mean(1),
            "identity": 5 * (g(real) - real).abs().flatten(1).mean(1),
            "adversarial back": (on_home - 1).square().mean(1),
            "cycle back": 10 * (g(home) - real).abs().flatten(1).mean(1),
            "identity back": 5 * (back(source) - source).abs().flatten(1).mean(1),
        }
        judged = of_d["D"](turn)
        half = (game.net("D")(real).patches - 1).square().mean(1) / 2
    assert of_g["G"] is of_g["G back"] and terms.keys() == expected.keys()
    for name, term in expected.items():
        torch.testing.assert_close(terms[name], term)
    torch.testing.assert_close(judged["real"], half)
    torch.testing.assert_close(judged["fake"], on_there.square().mean(1) / 2)


def test_between_other_channels_nothing_can_be_left_alone() -> None:
    content = in_colour(negatives(24))
    _game, plan, turn = begun(content)
    terms = plan.stages(len(content))[0].phases[1].moves["G"](turn)
    assert terms.keys() == {"adversarial", "cycle", "adversarial back", "cycle back"}
    answered = model_of(turn.game, plan, 0, raw=True).reversed()
    assert answered.spec == Pictures(1, 16, other=Pictures(3, 16))
    request = question(answered.design, content.reversed(), 3).request
    assert answered.answer(request).shape == (3, 1, 16, 16)


def test_kinds_of_another_size_are_refused() -> None:
    spec = Pictures(1, 16, other=Pictures(1, 8))
    with pytest.raises(UserError, match="of one size"):
        RECIPE.make(RECIPE.preset("fast", SMALL), spec, Rng(0))


def test_a_penalty_does_not_go_with_batchnorm_in_d() -> None:
    with pytest.raises(UserError, match="BatchNorm"):
        design(negatives(24), norm="batch", r1=1.0).game(Rng(0))


def test_each_d_has_a_pool_of_what_its_own_g_made() -> None:
    content = in_colour(negatives(24))
    plan = design(content, pool=6)
    game = plan.game(Rng(0))
    (stage,) = plan.stages(len(content))
    feed = Feed(content, game.rng)
    with torch.no_grad():
        batch = stage.batches(feed)[0]
        expected = game.net("G")(batch.src), game.net("G back")(batch.x)
    step(game, stage, [batch], 0)
    pools = game.memory["replay D"], game.memory["replay D back"]
    assert [tuple(pool.shape) for pool in pools] == [(6, 3, 16, 16), (6, 1, 16, 16)]
    for pool, fakes in zip(pools, expected, strict=True):
        torch.testing.assert_close(pool[:4], fakes)
        assert not pool[4:].any()
    step(game, stage, stage.batches(feed), 1)
    assert game.memory["replayed D"] == game.memory["replayed D back"] == 6


def test_it_resumes_at_every_cut_with_full_pools_while_rates_fall() -> None:
    # 22 items in batches of 4, twice: 11 rounds, and rates fall from the sixth on.
    make = maker("cyclegan", None, negatives(22), blocks=0, pool=6, epochs=2)
    whole = fresh(make)
    cut, rates = snapshot(whole), [1e-3]
    for event in whole.rounds(13):
        stir(event.step)
        # Equal hashes mean equal futures, so one round from each cut is as good as all.
        again = resumed(make, cut.tensors, cut.document)
        assert again.advance(event.step).hash == whole.hash, cut.step
        cut = snapshot(whole)
        rates.append(cut.document["opt"]["G"][0]["lr"])
    assert whole.game.memory["replayed D"] == 6 and len(rates) == 14
    assert rates[:6] == [1e-3] * 6 and rates[10:] == pytest.approx([1e-3 / 6] * 4)
    assert rates[5:11] == sorted({*rates[5:11]}, reverse=True)


def test_clipping_bounds_both_ds_and_they_may_move_more_often() -> None:
    content = negatives(24)
    plan = design(content, clip=0.01, n_critic=2, objective="wasserstein")
    game = plan.game(Rng(0))
    (stage,) = plan.stages(len(content))
    step(game, stage, stage.batches(Feed(content, game.rng)), 0)
    for name in ("D", "D back"):
        assert all(one.abs().max() <= 0.01 for one in game.net(name).parameters())
    assert stage.draws == 2 and game.memory["replayed D"] == 6  # two batches of four


def test_without_pools_and_fall_nothing_is_remembered() -> None:
    game = design(negatives(24), pool=0, fall=0.0).game(Rng(0))
    assert game.memory == {}


def test_it_learns_both_ways_without_a_pair_and_the_held_out_pairs_score_it() -> None:
    content = in_colour(negatives())
    nets = {"g_width": 8, "d_width": 8, "blocks": 0, "downs": 1, "change": False}
    plan = design(content, epochs=8, batch=8, lr=4e-3, ema=0.9, **nets)
    game = plan.game(Rng(0))

    def scores() -> list[float]:
        there = model_of(game, plan, 0, raw=False)
        both = ((there, content), (there.reversed(), content.reversed()))
        return [
            score.value
            for model, data in both
            for score in score_model(model, data, 100, which="psnr")
        ]

    before = scores()
    for _event in train(game, plan.stages(len(content)), Feed(content, game.rng), Progress()):
        pass
    after = scores()
    assert len(before) == 2
    assert all(now > then + 8 for then, now in zip(before, after, strict=True)), (before, after)
