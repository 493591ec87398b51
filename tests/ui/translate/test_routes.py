"""The route behind the drawing board: the picture it sends is the model's own, or none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from starlette.requests import Request
from starlette.responses import Response

from gan_core.data.base import DataSet
from gan_core.data.spec import Pictures
from gan_core.model import Model, model_of
from gan_core.pictures import to_bytes
from gan_core.recipes import RECIPES
from gan_core.rng import Rng
from gan_core.runs.library.models import open_model
from gan_core.translation import plain, there_and_back, translate
from tests.gan_core.inspection.bare import fresh
from tests.gan_core.recipes.test_cyclegan import design as cyclegan_design
from tests.gan_core.recipes.worked.content import domains
from tests.gan_core.test_translation import model_on
from tests.loops import done
from ui.models.cache import model_cache
from ui.translate.routes import _MOST_BYTES, ROUTES


@pytest.fixture
def model() -> Model:
    return model_on("greys-28")


@pytest.fixture(scope="module")
def content() -> DataSet:
    return domains()


@pytest.fixture
def key(model: Model) -> Iterator[str]:
    model_cache.cache_clear()
    yield model_cache().put("greys", model)
    model_cache.cache_clear()


def ask(key: str, body: bytes, part: str = "") -> Response:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [],
        "query_string": b"",
    }

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    request = Request(scope | {"path_params": {"key": key, "part": part}}, receive)
    return done(ROUTES[0].endpoint(request))


def test_the_answer_is_what_the_model_makes_of_the_bytes(key: str, model: Model) -> None:
    drawn = torch.randint(0, 256, (28, 28, 1), dtype=torch.uint8)
    answer = ask(key, drawn.numpy().tobytes())
    made = to_bytes(translate(model, drawn.permute(2, 0, 1)[None]))[0]
    assert answer.status_code == 200 and answer.headers["X-Shape"] == "28,28,3"
    assert answer.headers["Cache-Control"] == "no-store"
    assert bytes(answer.body) == made.permute(1, 2, 0).contiguous().numpy().tobytes()


def test_other_bytes_are_refused_before_they_fill_memory(key: str) -> None:
    assert ask(key, b"").status_code == 400
    assert ask(key, bytes(28 * 28 * 3)).status_code == 400
    assert ask(key, bytes(_MOST_BYTES + 1)).status_code == 413


def test_a_model_that_is_gone_or_does_not_translate_says_so(key: str) -> None:
    assert ask("nobody", bytes(784)).status_code == 410
    other = model_cache().put("digits", open_model("dcgan-digits"))
    assert ask(other, bytes(784)).status_code == 400


def test_what_is_made_without_the_network_has_an_address_of_its_own() -> None:
    enlarging = fresh(RECIPES["srgan"], Pictures(3, 32), g_width=2, d_width=2)
    key = model_cache().put("enlarging", enlarging)
    body = torch.randint(0, 256, (8, 8, 3), dtype=torch.uint8)
    answer = ask(key, body.numpy().tobytes(), "plain")
    wanted = plain(enlarging, body.permute(2, 0, 1)[None])
    assert wanted is not None and answer.headers["X-Shape"] == "32,32,3"
    assert bytes(answer.body) == to_bytes(wanted)[0].permute(1, 2, 0).numpy().tobytes()


def test_where_nothing_is_made_plainly_there_is_no_answer(key: str) -> None:
    assert ask(key, bytes(784), "plain").status_code == 400


def test_of_a_model_that_fills_holes_the_bytes_say_what_is_known() -> None:
    filling = fresh(RECIPES["inpaint"], Pictures(3, 32), g_width=2, d_width=2)
    key = model_cache().put("filling", filling)
    body = torch.full((32, 32, 4), 200, dtype=torch.uint8)
    body[:16, :, 3] = 0
    answer = ask(key, body.numpy().tobytes())
    assert answer.status_code == 200
    picture = torch.frombuffer(bytearray(answer.body), dtype=torch.uint8).reshape(32, 32, 3)
    assert (picture[16:] == 200).all() and not (picture[:16] == 200).all()
    assert ask(key, bytes(32 * 32 * 3)).status_code == 400


def test_there_and_back_again_and_how_far_that_is(content: DataSet) -> None:
    plan = cyclegan_design(content)
    both = model_of(plan.game(Rng(0)), plan, 0, raw=True)
    key = model_cache().put("both", both)
    assert content.other is not None
    sources = content.other[:1]
    wanted = there_and_back(both, sources)
    body = sources[0].permute(1, 2, 0).contiguous().numpy().tobytes()
    for part, picture in zip(("", "again", "error"), wanted, strict=True):
        answer = ask(key, body, part)
        assert answer.status_code == 200
        assert bytes(answer.body) == to_bytes(picture)[0].permute(1, 2, 0).numpy().tobytes()


def test_parts_that_are_none_and_ways_back_that_are_not_there(key: str) -> None:
    assert ask(key, bytes(784), "other").status_code == 404
    assert ask(key, bytes(784), "again").status_code == 400
