"""The route behind the drawing board: the picture it sends is the model's own, or none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from starlette.requests import Request
from starlette.responses import Response

from gan_core.model import Model
from gan_core.pictures import to_bytes
from gan_core.runs.library.models import open_model
from gan_core.translation import translate
from tests.gan_core.test_translation import model_on
from tests.loops import done
from ui.models.cache import model_cache
from ui.translate.routes import _MOST_BYTES, ROUTES


@pytest.fixture
def model() -> Model:
    return model_on("greys-28")


@pytest.fixture
def key(model: Model) -> Iterator[str]:
    model_cache.cache_clear()
    yield model_cache().put("greys", model)
    model_cache.cache_clear()


def ask(key: str, body: bytes) -> Response:
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    request = Request(scope | {"path_params": {"key": key}}, receive)
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
