"""Films with several keys: where they are when, in which order, and what is refused."""

from __future__ import annotations

import math

import pytest
import torch

from gan_core.errors import UserError
from gan_core.latent.timeline import Key, film, keys_of
from tests.gan_core.latent.helpers import normal


def key(second: float, seed: int) -> Key:
    return Key(second, normal(50, seed=seed))


def test_each_key_is_seen_at_its_second() -> None:
    keys = [key(0, 0), key(1, 1), key(3, 2)]
    for kind in ("lerp", "slerp"):
        points = film(keys, rate=10, kind=kind)
        assert points.shape == (31, 50)
        for one in keys:
            torch.testing.assert_close(points[int(one.second * 10)], one.point)


def test_halfway_a_slerp_keeps_the_length_that_a_lerp_loses() -> None:
    one, other = torch.eye(100)[:2] * 10
    keys = [Key(0, one), Key(2, other)]
    lengths = {kind: float(film(keys, 10, kind)[10].norm()) for kind in ("lerp", "slerp")}
    assert lengths == {"lerp": pytest.approx(10 / math.sqrt(2)), "slerp": pytest.approx(10)}


def test_keys_may_come_in_any_order_and_a_film_begins_at_its_first() -> None:
    keys = [key(2.5, 1), key(0.5, 0)]
    points = film(keys, rate=4)
    assert len(points) == 9
    torch.testing.assert_close(points[0], keys[1].point)
    torch.testing.assert_close(points[-1], keys[0].point)


def test_keys_closer_than_a_frame_are_still_a_film() -> None:
    assert len(film([key(1.0, 0), key(1.001, 1)], rate=1)) == 2


@pytest.mark.parametrize(
    ("keys", "rate", "why"),
    [
        ([key(0, 0)], 24, "at least two"),
        ([key(0, 0), key(1, 1), key(1, 2)], 24, "Two keys lie at 1 s"),
        ([key(0, 0), key(61, 1)], 24, "between 0 and 60"),
        ([key(-1, 0), key(1, 1)], 24, "between 0 and 60"),
        ([key(0, 0), key(math.nan, 1)], 24, "between 0 and 60"),
        ([key(0, 0), key(1, 1)], 0, "frames a second"),
        ([key(0, 0), key(1, 1)], 1000, "frames a second"),
    ],
)
def test_what_is_no_film_is_refused(keys: list[Key], rate: int, why: str) -> None:
    with pytest.raises(UserError, match=why):
        film(keys, rate)


def test_an_unknown_walk_is_refused() -> None:
    with pytest.raises(UserError, match="no walk 'jump'"):
        film([key(0, 0), key(1, 1)], kind="jump")


def test_keys_as_a_text() -> None:
    assert keys_of("0:3,1.5:8") == [(0.0, 3), (1.5, 8)]
    for text in ("", "3", "1:x", "0:1:2", "a:1"):
        with pytest.raises(UserError, match="Keys are seconds and seeds"):
            keys_of(text)
