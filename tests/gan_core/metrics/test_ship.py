from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_core import data
from gan_core.data.base import DataSet, Rows
from gan_core.data.synthetic import blobs
from gan_core.errors import UserError
from gan_core.files import container
from gan_core.metrics import ship
from gan_core.metrics.kernel import kernel_mean_of_others
from gan_core.metrics.measures import WITH_FLOOR
from gan_core.metrics.ship import refresh_classifier, ship_classifier


@pytest.fixture
def squares(monkeypatch: pytest.MonkeyPatch) -> DataSet:
    monkeypatch.setattr(ship, "FLOOR_SIZES", (20, 40, 10_000))
    made = blobs(classes=4)
    rows = slice(0, 64)
    return data.DataSet(
        "squares",
        made.spec,
        made.items,
        made.labels,
        Rows(made.items[rows], made.labels[rows]),
    )


def test_a_refresh_keeps_the_net_bit_for_bit_and_makes_the_same_floors(
    squares: DataSet, tmp_path: Path
) -> None:
    path = tmp_path / "net.safetensors"
    told: list[int] = []
    made = ship_classifier(
        squares, path, epochs=2, seed=1, report=lambda epoch, share: told.append(epoch)
    )
    assert told == [1, 2] and made["seed"] == 1
    first, _ = container.read(path)
    # A file of an earlier version: its net, but fewer floors and no labels.
    old = {key: value for key, value in first.items() if key != "reference/labels"}
    container.write(path, old, {**made, "floors": {"20": 1.0}})
    again = refresh_classifier(squares, path)
    second, document = container.read(path)
    assert set(first) == set(second)
    assert all(torch.equal(first[key], second[key]) for key in first)
    assert again == made
    held = second["reference/features"].float()
    assert document["real"]["kernel_mean"] == pytest.approx(kernel_mean_of_others(held))
    assert {key: document[key] for key in made} == made


def test_floors_are_there_for_every_score_at_the_sizes_that_the_data_have(
    squares: DataSet, tmp_path: Path
) -> None:
    made = ship_classifier(
        squares, tmp_path / "net.safetensors", epochs=1, seed=1, report=lambda epoch, share: None
    )
    assert {key: list(table) for key, table in made["floors"].items()} == {
        key: ["20", "40"] for key in WITH_FLOOR
    }
    assert made["floors"]["fd"]["20"] > made["floors"]["fd"]["40"] > 0


def test_other_data_than_the_nets_are_refused(squares: DataSet, tmp_path: Path) -> None:
    path = tmp_path / "net.safetensors"
    ship_classifier(squares, path, epochs=1, seed=1, report=lambda epoch, share: None)
    other = blobs(classes=4, count=250)
    with pytest.raises(UserError, match="trained on squares"):
        refresh_classifier(
            data.DataSet(
                "squares", other.spec, other.items, other.labels, Rows(other.items, other.labels)
            ),
            path,
        )
    with pytest.raises(UserError, match="lacks them"):
        refresh_classifier(blobs(), path)
