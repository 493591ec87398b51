"""The order of items: every one once an epoch, batches always full, exactly resumable."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from gan_core.data.base import Batch, DataSet
from gan_core.data.feed import Feed
from gan_core.data.spec import Points
from gan_core.data.views import aligned
from gan_core.errors import UserError
from gan_core.game import Phase, Stage
from gan_core.rng import Rng

COUNT = 10
NUMBERS = DataSet("numbers", Points(1), torch.arange(float(COUNT)).view(COUNT, 1))


def stage(batch: int, repeat: int = 1, view: object = aligned) -> Stage:
    return Stage("s", 1, (Phase({}, repeat=repeat), Phase({})), view, batch)


def draw(feed: Feed, batch: int, times: int = 1) -> list[list[float]]:
    return [b.x.flatten().tolist() for _ in range(times) for b in stage(batch).batches(feed)]


def test_every_item_comes_once_an_epoch_in_an_order_of_its_own() -> None:
    drawn = [x for batch in draw(Feed(NUMBERS, Rng(1)), 3, times=20) for x in batch]
    epochs = [drawn[i : i + COUNT] for i in range(0, len(drawn), COUNT)]
    assert len(epochs) == 6
    assert all(sorted(epoch) == list(range(COUNT)) for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) == 6


def test_batches_are_always_full_even_across_epochs() -> None:
    assert {len(batch) for batch in draw(Feed(NUMBERS, Rng(1)), 7, times=9)} == {7}
    assert sorted(draw(Feed(NUMBERS, Rng(1)), COUNT)[0]) == list(range(COUNT))


def test_a_round_draws_one_batch_for_each_repetition_of_the_busiest_phase() -> None:
    assert len(stage(2, repeat=4).batches(Feed(NUMBERS, Rng(1)))) == 4


@pytest.mark.parametrize("cut", range(8))
def test_the_order_goes_on_exactly_after_a_cut(cut: int) -> None:
    rng = Rng(1)
    feed = Feed(NUMBERS, rng)
    draw(feed, 3, times=cut)
    cursor, streams = feed.state(), rng.state()
    wanted = draw(feed, 3, times=9)
    other_rng = Rng(1)
    other = Feed(NUMBERS, other_rng)
    other_rng.load(streams)
    other.load(cursor)
    assert draw(other, 3, times=9) == wanted


def test_a_view_may_draw_from_the_same_stream_and_still_resume() -> None:
    def noisy(data: DataSet, rows: Tensor, rng: Rng) -> Batch:
        return Batch(data.items[rows] + torch.rand(len(rows), 1, generator=rng["data"]))

    rng = Rng(1)
    feed, wanted_stage = Feed(NUMBERS, rng), stage(4, view=noisy)
    for _ in range(4):
        wanted_stage.batches(feed)
    cursor, streams = feed.state(), rng.state()
    wanted = [wanted_stage.batches(feed)[0].x for _ in range(4)]
    rng.load(streams)
    feed.load(cursor)
    assert all(torch.equal(wanted_stage.batches(feed)[0].x, x) for x in wanted)


def test_seeds_shuffle_differently() -> None:
    assert draw(Feed(NUMBERS, Rng(1)), 10) != draw(Feed(NUMBERS, Rng(2)), 10)


def test_a_batch_larger_than_the_data_is_refused() -> None:
    with pytest.raises(UserError, match="Batch size 11 is more than the 10 items of numbers"):
        draw(Feed(NUMBERS, Rng(1)), 11)
