from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from gan_core import data
from gan_core.data.base import DataSet, Rows
from gan_core.data.spec import Pictures
from gan_core.data.synthetic import blobs
from gan_core.errors import UserError
from gan_core.inspection.probe import (
    PIXELS,
    UNTRAINED,
    D,
    Split,
    draw_labelled,
    linear_probe,
    probe_d,
    probe_model,
)
from gan_core.runs.library.models import open_model
from tests.gan_core.inspection.bare import bare
from tests.gan_core.metrics.draws import clusters


def bars(n: int, seed: int) -> tuple[Tensor, Tensor]:
    """Pictures with one bright bar at a random place; the class is whether it lies or stands.

    No weighing of pixels can tell, but a net with both bars as filters sees it at once.
    """
    stream = torch.Generator().manual_seed(seed)
    items = torch.randint(0, 60, (n, 1, 16, 16), generator=stream, dtype=torch.uint8)
    labels = torch.arange(n) % 2
    places = torch.randint(0, 11, (n, 2), generator=stream).tolist()
    for row, (top, left) in enumerate(places):
        if labels[row]:
            items[row, 0, top + 2, left : left + 5] = 255
        else:
            items[row, 0, top : top + 5, left + 2] = 255
    return items, labels


class Bars(nn.Module):
    """A D whose only convolution has the two bars as filters."""

    def __init__(self) -> None:
        super().__init__()
        self.look = nn.Conv2d(1, 2, 5, padding=2)
        weight = torch.full((2, 1, 5, 5), -0.1)
        weight[0, 0, 2], weight[1, 0, :, 2] = 1, 1
        self.look.weight.data = weight
        nn.init.zeros_(self.look.bias)
        self.relu = nn.ReLU()

    def forward(self, x: Tensor, cond: Tensor | None = None) -> Tensor:
        return self.relu(self.look(x)).sum((1, 2, 3))


def split_of(x: Tensor, fourth: int) -> Split:
    return Split(x[: 2 * fourth], x[2 * fourth : 3 * fourth], x[3 * fourth :])


def test_features_that_suit_the_task_beat_pixels() -> None:
    items, labels = bars(800, 1)
    held, held_labels = bars(300, 2)
    content = DataSet(
        "bars", Pictures(1, 16, classes=("stands", "lies")), items, labels, Rows(held, held_labels)
    )
    blind = Bars()
    nn.init.zeros_(blind.look.weight)
    found = probe_d(bare(Bars()), bare(blind), content, per_class=(10, 50), draws=2)
    mean = {(row.what, row.per_class): row.mean for row in found}
    assert mean[D, 10] > 0.9 and mean[D, 50] > 0.95
    assert mean[D, 50] > mean[PIXELS, 50] + 0.1
    assert mean[UNTRAINED, 50] < 0.6
    assert all(row.n == 300 and row.sd >= 0 for row in found)


def test_more_labels_help_and_the_same_seed_gives_the_same() -> None:
    features, labels = clusters(1200, 6, seed=4)
    noisy = split_of(
        features + 14 * torch.randn(1200, 8, generator=torch.Generator().manual_seed(5)), 300
    )
    known = split_of(labels, 300)
    few, many, again = (
        linear_probe("x", noisy, known, per_class=count, draws=3) for count in (2, 60, 60)
    )
    assert many == again
    assert many.mean > few.mean + 0.05
    other = linear_probe("x", noisy, known, per_class=2, draws=3, seed=1)
    assert other.mean != few.mean


def test_scaling_the_features_changes_nothing() -> None:
    features, labels = clusters(400, 4, seed=4)
    known = split_of(labels, 100)
    plain, scaled = (
        linear_probe("x", split_of(part, 100), known, per_class=5, draws=2)
        for part in (features, 1000 * features + 7)
    )
    assert scaled.mean == pytest.approx(plain.mean, abs=0.01)


def test_labelled_pictures_are_as_many_of_each_class() -> None:
    labels = torch.arange(100) % 5
    rows = draw_labelled(labels, 4, seed=1)
    assert len(set(rows.tolist())) == 20
    assert torch.bincount(labels[rows]).tolist() == [4] * 5
    assert draw_labelled(labels, 4, seed=1).equal(rows)
    assert not draw_labelled(labels, 4, seed=2).equal(rows)
    with pytest.raises(UserError, match="has 20 pictures"):
        draw_labelled(labels, 21, seed=1)


def test_a_models_d_is_probed_beside_an_untrained_one(conditional: Path) -> None:
    found = probe_model(open_model(conditional), data.load("mnist"), per_class=(5,), draws=1)
    assert [row.what for row in found] == [D, UNTRAINED, PIXELS]
    assert found[2].mean > 0.5 and all(0 < row.mean < 1 for row in found)


def test_what_cannot_be_probed_is_said(trained: Path, model_file: Path) -> None:
    with pytest.raises(UserError, match="holds only G"):
        probe_model(open_model(model_file), data.load("mnist"))
    with pytest.raises(UserError, match="another shape"):
        probe_model(open_model(trained), blobs(3, 32))
    with pytest.raises(UserError, match="blobs lacks them"):
        probe_model(open_model(trained), blobs())
