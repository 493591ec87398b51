"""The route behind the latent sliders: the picture it sends is the model's own, or none."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import torch
from starlette.requests import Request
from starlette.responses import Response

from gan_core.latent import steering as steering_module
from gan_core.model import Model
from gan_core.pictures import to_bytes
from gan_core.runs.library.models import open_model
from gan_core.usage import seeded_noise
from tests.loops import done
from ui.latent import own_vectors as own_vectors_module
from ui.latent.own_vectors import Gone, keep_vectors, own_vectors
from ui.latent.routes import MOST_MOVED, OWN, ROUTES, steering_of
from ui.models.cache import ModelCache, model_cache, weight


@pytest.fixture(scope="module")
def digits() -> Model:
    return open_model("cdcgan-digits")


@pytest.fixture
def key(digits: Model) -> Iterator[str]:
    model_cache.cache_clear()
    yield model_cache().put("digits", digits)
    model_cache.cache_clear()


def ask(key: str, **words: object) -> Response:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "headers": [],
        "query_string": urlencode(words).encode(),
        "path_params": {"key": key},
    }
    return done(ROUTES[0].endpoint(Request(scope)))


def test_an_untouched_point_is_the_picture_of_the_seed(key: str, digits: Model) -> None:
    answer = ask(key, seed=7, label="3", at="")
    picture = to_bytes(digits.sample(1, 7, "3"))[0]
    assert answer.status_code == 200 and answer.headers["X-Shape"] == "28,28,1"
    assert bytes(answer.body) == picture.permute(1, 2, 0).numpy().tobytes()


def test_a_moved_point_is_what_the_model_makes_of_it(key: str, digits: Model) -> None:
    request = digits.ask(1, 7, "4")
    z = request.z
    assert z is not None
    z[0, 3], z[0, 90] = 2.5, -3.0
    expected = to_bytes(digits.answer(request))[0]
    answer = ask(key, seed=7, label="4", at="3:2.5,90:-3")
    assert bytes(answer.body) == expected.numpy().tobytes()
    assert answer.headers["X-Norm"] == f"{float(z.norm()):.2f}"


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"seed": "x"},
        {"seed": -1},
        {"seed": "9" * 5000},
        {"seed": 1, "label": "eleven"},
        {"seed": 1, "at": "3"},
        {"seed": 1, "at": "3:1:2"},
        {"seed": 1, "at": "-1:0"},
        {"seed": 1, "at": "100:0"},
        {"seed": 1, "at": "3:3.01"},
        {"seed": 1, "at": "3:nan"},
        {"seed": 1, "at": "3:inf"},
        {"seed": 1, "at": ",".join(f"{i}:0" for i in range(MOST_MOVED + 1))},
    ],
)
def test_what_is_no_point_of_this_model_is_refused(key: str, words: dict[str, object]) -> None:
    assert ask(key, **words).status_code == 400


def test_an_id_that_nobody_has_is_gone(key: str) -> None:
    assert ask("nobody", seed=1).status_code == 410


def test_a_shelf_keeps_ids_and_lets_the_longest_unused_go(digits: Model) -> None:
    kept = ModelCache(most_bytes=2 * weight(digits))
    first, second = kept.put("a", digits), kept.put("b", digits)
    assert kept.put("a", digits) == first != second
    third = kept.put("c", digits)
    assert kept.get(second) is None
    assert kept.get(first) is digits and kept.get(third) is digits
    assert kept.put("b", digits) != second


def test_a_model_too_large_for_the_shelf_is_kept_alone(digits: Model) -> None:
    kept = ModelCache(most_bytes=1)
    first = kept.put("a", digits)
    assert kept.get(first) is digits
    second = kept.put("b", digits)
    assert kept.get(first) is None and kept.get(second) is digits


def test_a_point_moves_along_a_direction_and_is_truncated(key: str, digits: Model) -> None:
    ways = steering_of(key, None, "weights", digits)
    point = ways.point(7, along={1: -2.0}, psi=0.5)
    expected = to_bytes(ways.space.pictures(point[None], "3"))[0]
    answer = ask(key, seed=7, label="3", at="d1:-2", how="weights", psi="0.5")
    assert bytes(answer.body) == expected.numpy().tobytes()
    assert answer.headers["X-Norm"] == f"{float(point.norm()):.2f}"


def test_directions_are_taken_once_for_a_model(
    key: str, digits: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = steering_of(key, "z", "weights", digits).vectors
    monkeypatch.setattr(steering_module, "directions_of", lambda *_: pytest.fail("taken again"))
    assert steering_of(key, None, "weights", digits).vectors is first


@pytest.mark.parametrize(
    "words",
    [
        {"at": "d0:1"},
        {"at": "d9:1", "how": "weights"},
        {"at": "d0:4", "how": "weights"},
        {"at": "dd:1", "how": "weights"},
        {"at": "d0:nan", "how": "weights"},
        {"how": "magic"},
        {"space": "w"},
        {"psi": "x"},
        {"psi": "nan"},
        {"psi": "9"},
    ],
)
def test_what_is_no_move_of_this_model_is_refused(key: str, words: dict[str, object]) -> None:
    assert ask(key, seed=1, label="3", **words).status_code == 400


def test_a_point_of_ones_own_takes_the_seeds_place(key: str, digits: Model) -> None:
    point = seeded_noise(1, digits.latent, 77)[0]
    base = keep_vectors([tuple(point.tolist())])
    answer = ask(key, seed=0, label="3", base=base)
    assert bytes(answer.body) == bytes(ask(key, seed=77, label="3").body)
    moved = ask(key, seed=0, label="3", base=base, how="features", at="d0:2")
    assert moved.status_code == 200 and bytes(moved.body) != bytes(answer.body)
    assert ask(key, seed=0, label="3", base=base, at="3:1").status_code == 400


def test_directions_of_ones_own_move_a_point(key: str, digits: Model) -> None:
    along = torch.eye(digits.latent)[3]
    how = OWN + keep_vectors([tuple(along.tolist())])
    answer = ask(key, seed=5, label="3", how=how, at="d0:2")
    norm = (seeded_noise(1, digits.latent, 5)[0] + 2 * along).norm()
    assert float(answer.headers["X-Norm"]) == pytest.approx(float(norm), abs=0.3)
    other = OWN + keep_vectors([(1.0, 0.0)])
    assert ask(key, seed=5, label="3", how=other, at="d0:2").status_code == 400
    for away in (OWN, OWN + "x"):  # the page keeps it anew
        assert ask(key, seed=5, label="3", how=away, at="d0:2").status_code == 410
    assert ask(key, seed=5, label="3", base="x").status_code == 410


def test_of_ones_own_as_many_are_remembered_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_vectors_module, "MOST", 2)
    ids = [keep_vectors([(float(number), 0.0)]) for number in range(3)]
    assert own_vectors(ids[2], 2).tolist() == [[2.0, 0.0]]
    with pytest.raises(Gone):
        own_vectors(ids[0], 2)


def test_a_place_of_the_seed_plane_is_a_seed_or_a_blend(key: str) -> None:
    at = ask(key, seed=5, label="3", at="px:2,py:0")
    assert bytes(at.body) == bytes(ask(key, seed=7, label="3").body)
    between = ask(key, seed=5, label="3", at="px:1.5,py:-0.5")
    assert between.status_code == 200 and bytes(between.body) != bytes(at.body)
    for wrong in ("px:nan", "px:9999", "px:x"):
        assert ask(key, seed=5, label="3", at=wrong).status_code == 400
