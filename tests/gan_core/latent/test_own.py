"""Directions of one's own: a file holds all of one, and what is none of this model's is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import torch

from gan_core.errors import UserError
from gan_core.latent.directions import fitted
from gan_core.latent.own import (
    Direction,
    along,
    direction_of,
    fitted_direction,
    named,
    origin,
    sum_named,
)
from gan_core.latent.space import Space
from tests.gan_core.latent.helpers import untrained

SPACE = Space(untrained("mlp"), "z")


def unit(number: int, name: str = "thick") -> Direction:
    vector = tuple(torch.eye(8)[number].tolist())
    return Direction(name=name, of=origin(SPACE.model), space="z", vector=vector)


def test_what_was_fitted_comes_back_from_its_file_and_steers() -> None:
    points = SPACE.points(200)
    direction = fitted_direction(SPACE, "left" * 20, fitted(points, points[:, 2] > 0))
    back = direction_of(direction.content(), SPACE)
    assert back == direction and len(back.name) == 40
    assert back.accuracy is not None and back.accuracy > 0.9 > 0.6 > (back.chance or 1)
    steering = along(SPACE, [back])
    moved = steering.point(5, along={0: 2.0}) - steering.point(5)
    assert float(moved[2]) == pytest.approx(2, abs=0.4)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"of": "vanilla mnist 1"}, "direction of another model: vanilla mnist 1"),
        ({"space": "w"}, "8 numbers of w; a point has 8 of z"),
        ({"vector": [1.0]}, "1 numbers of z; a point has 8"),
        ({"vector": [3.0] * 8}, "not of length 1"),
        ({"vector": [float("nan")] * 8}, "no file of a direction"),
        ({"vector": ["1"] * 8}, "no file of a direction"),
        ({"vector": [0.0] * 9000}, "no file of a direction"),
        ({"name": ""}, "no file of a direction"),
        ({"more": 1}, "no file of a direction"),
        ({"schema_version": 2}, "no file of a direction"),
    ],
)
def test_a_file_of_something_else_gets_one_sentence(change: dict[str, Any], text: str) -> None:
    document = json.loads(unit(0).content()) | change
    with pytest.raises(UserError, match=text):
        direction_of(json.dumps(document).encode(), SPACE)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 10**5, b" " * 2**21])
def test_content_that_is_no_document_is_refused(content: bytes) -> None:
    with pytest.raises(UserError, match="no file of a direction"):
        direction_of(content, SPACE)


def test_checkpoints_of_one_run_share_directions_and_other_runs_do_not() -> None:
    card = {"recipe": "mlp", "data": "mnist", "seed": 1, "created": "2026"}
    early, late = (replace(SPACE.model, card=card, step=step) for step in (1, 2))
    other = replace(SPACE.model, card=card | {"seed": 2})
    assert origin(early) == origin(late) != origin(other)


def test_a_sum_goes_along_both_and_is_named_after_them() -> None:
    total = sum_named([unit(0, "a"), unit(1, "b")])
    assert total.name == "a + b"
    assert total.vector[:2] == pytest.approx([0.5**0.5] * 2) and not any(total.vector[2:])


def test_sums_that_are_none_are_refused() -> None:
    first = unit(0)
    with pytest.raises(UserError, match="Two directions or more"):
        sum_named([first])
    with pytest.raises(UserError, match="two models"):
        sum_named([first, first.model_copy(update={"of": "other"})])
    with pytest.raises(UserError, match="nothing is left"):
        sum_named([first, named(first, "back", -first.tensor())])
