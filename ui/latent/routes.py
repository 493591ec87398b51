"""The route beside Streamlit that turns a point into its picture while a slider is dragged.

GET /api/latent/{id}?seed=1&label=3&at=17:0.52,4:-1.3 answers the picture's bytes, row by row and
channels last, as a PNG of it would hold them; `X-Shape` says height, width and channels, `X-Norm`
the length of z. A script run would cost three times as much and hold up the page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from gan_core.model import Model

BASE = "/api/latent"
GONE = Response(status_code=410)
MOST_MOVED = 64
_NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Query:
    """A point: a seed, what is moved of it, and the label where the model takes one."""

    seed: int
    label: str | None
    replacements: dict[int, float] = field(default_factory=dict)


def query_of(query: Mapping[str, str]) -> Query:
    """Return the point that an address asks for.

    Raises:
        ValueError: it says no point.
    """
    pairs = [pair.split(":") for pair in query.get("at", "").split(",") if pair]
    if len(pairs) > MOST_MOVED:
        raise ValueError("too many dimensions are moved")
    replacements = {int(dimension): float(value) for dimension, value in pairs}
    return Query(int(query["seed"]), query.get("label"), replacements)


def picture_of(model: Model, what: Query) -> Response:
    """Return the picture of a point as the route sends it.

    Raises:
        UserError: the seed, a dimension, a value or the label is none of this model's.
    """
    from gan_core.latent.points import point
    from gan_core.pictures import to_bytes
    from gan_core.usage import Request

    z = point(model, what.seed, what.replacements)
    items = model.answer(Request(z.unsqueeze(0), model.design.labels(1, what.label)))
    picture = to_bytes(items)[0].permute(1, 2, 0).contiguous()
    about = {"X-Shape": ",".join(map(str, picture.shape)), "X-Norm": f"{float(z.norm()):.2f}"}
    kind = "application/octet-stream"
    return Response(picture.numpy().tobytes(), media_type=kind, headers=about | _NO_STORE)


@lru_cache(maxsize=1)
def _drawer() -> ThreadPoolExecutor:
    from ui.shell.compute import one_thread

    return ThreadPoolExecutor(1, thread_name_prefix="latent", initializer=one_thread)


async def _picture(request: Request) -> Response:
    from gan_core.errors import UserError
    from ui.models.cache import model_cache

    model = model_cache().get(request.path_params["key"])
    if model is None:
        return GONE
    try:
        what = query_of(request.query_params)
        future = _drawer().submit(picture_of, model, what)
        return await asyncio.wrap_future(future)
    except (KeyError, ValueError, UserError):
        return Response(status_code=400)


ROUTES = [Route(BASE + "/{key}", _picture)]
