"""The route beside Streamlit that makes a picture of a drawing while it is drawn.

POST /api/translate/{id} with the source's bytes, row by row and channels last, answers the
picture's bytes in the same order; `X-Shape` says height, width and channels. With /plain it is
what can be made without a network, with /again what the way back makes of the answer, and with
/error how far that is from the source. A script run would take longer than a stroke of the pen.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from torch import Tensor

    from gan_core.model import Model

BASE = "/api/translate"
PARTS = ("", "plain", "again", "error")
GONE = Response(status_code=410)
_MOST_BYTES = 4 * 512 * 512
_NO_STORE = {"Cache-Control": "no-store"}


def picture_of(model: Model, drawn: bytes, part: str = "") -> Response:
    """Return the picture that the model makes of a source as the browser sends it.

    part: "plain", "again" or "error", see above.

    Raises:
        UserError: the model makes nothing of pictures.
        ValueError: as many bytes are no source of this model, or it has no such part.
    """
    import torch

    from gan_core.pictures import to_bytes
    from gan_core.translation import shape_of_sources

    channels, height, width = shape_of_sources(model)
    if len(drawn) != channels * height * width:
        raise ValueError("no source of this model")
    pixels = torch.frombuffer(bytearray(drawn), dtype=torch.uint8)
    source = pixels.reshape(height, width, channels).permute(2, 0, 1)[None]
    answer = _answer(model, source, part)
    if answer is None:
        raise ValueError("nothing is made of it so")
    picture = to_bytes(answer)[0].permute(1, 2, 0).contiguous()
    headers = {"X-Shape": ",".join(map(str, picture.shape))} | _NO_STORE
    kind = "application/octet-stream"
    return Response(picture.numpy().tobytes(), media_type=kind, headers=headers)


def _answer(model: Model, source: Tensor, part: str) -> Tensor | None:
    from gan_core.translation import plain, there_and_back, translate

    if part == "plain":
        return plain(model, source)
    if not part:
        return translate(model, source)
    if model.recipe.back is None:
        return None
    _there, again, error = there_and_back(model, source)
    return again if part == "again" else error


@lru_cache(maxsize=1)
def _drawer() -> ThreadPoolExecutor:
    from ui.shell.compute import one_thread

    return ThreadPoolExecutor(1, thread_name_prefix="translate", initializer=one_thread)


async def _translate(request: Request) -> Response:
    from gan_core.errors import UserError
    from ui.models.cache import model_cache

    part = request.path_params.get("part", "")
    if part not in PARTS:
        return Response(status_code=404)
    model = model_cache().get(request.path_params["key"])
    if model is None:
        return GONE
    drawn = bytearray()
    async for chunk in request.stream():
        drawn += chunk
        if len(drawn) > _MOST_BYTES:
            return Response(status_code=413)
    try:
        job = _drawer().submit(picture_of, model, bytes(drawn), part)
        return await asyncio.wrap_future(job)
    except (ValueError, UserError):
        return Response(status_code=400)


ROUTES = [
    Route(BASE + "/{key}", _translate, methods=["POST"]),
    Route(BASE + "/{key}/{part}", _translate, methods=["POST"]),
]
