"""The route beside Streamlit that turns a point into its picture while a slider is dragged.

GET /api/latent/{id}?seed=1&label=3&at=17:0.52,d0:-1.3&how=weights&space=z&psi=0.7 answers the
picture's bytes, row by row and channels last, as a PNG of it would hold them; `X-Shape` says
height, width and channels, `X-Norm` the length of the point. "17" is a number of z, "d0" the first
direction of the way `how`. A script run would cost three times as much and hold up the page.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui.latent.own_vectors import Gone, own_vectors

if TYPE_CHECKING:
    from torch import Tensor

    from gan_core.latent.space import Space
    from gan_core.latent.steering import Steering
    from gan_core.model import Model

BASE = "/api/latent"
GONE = Response(status_code=410)
MOST_MOVED = 64
DIRECTIONS = 6
"""How many directions of each way there are at most."""
OWN = "own-"
"""What a way begins with that is one's own directions; their id follows."""
ALONG = "d"
"""What a direction's number begins with, where a number of z has none."""
PLACE = ("px", "py")
"""How a place of the seed plane is called, across and up."""
_NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Query:
    """A point: a seed, what is moved of it, and the label where the model takes one.

    how: the way that directions are taken by; None: there are none. space: None: the model's own.
    base: the id of a point in place of the seed's. plane: a place of the seed plane around it.
    """

    seed: int
    label: str | None
    replacements: dict[int, float] = field(default_factory=dict)
    along: dict[int, float] = field(default_factory=dict)
    how: str | None = None
    space: str | None = None
    psi: float = 1.0
    base: str | None = None
    plane: tuple[float, float] | None = None


def query_of(query: Mapping[str, str]) -> Query:
    """Return the point that an address asks for.

    Raises:
        ValueError: it says no point.
    """
    pairs = [pair.split(":") for pair in query.get("at", "").split(",") if pair]
    if len(pairs) > MOST_MOVED:
        raise ValueError("too many numbers are moved")
    moves = {name: float(value) for name, value in pairs}
    on_plane = not moves.keys().isdisjoint(PLACE)
    across, up = (moves.pop(name, 0.0) for name in PLACE)
    along = {int(n.removeprefix(ALONG)): at for n, at in moves.items() if n.startswith(ALONG)}
    numbers = {int(n): at for n, at in moves.items() if not n.startswith(ALONG)}
    return Query(
        int(query["seed"]),
        query.get("label"),
        numbers,
        along,
        query.get("how"),
        query.get("space"),
        float(query.get("psi", 1.0)),
        query.get("base"),
        (across, up) if on_plane else None,
    )


def picture_of(model: Model, what: Query, key: str) -> Response:
    """Return the picture of a point as the route sends it; `key` names the model's numbers.

    Raises:
        UserError: a number, a direction, the space or the label is none of this model's.
    """
    from gan_core.pictures import to_bytes

    ways = steering_of(key, what.space, what.how, model)
    start = _start(ways.space, what)
    point = ways.point(
        what.seed, replacements=what.replacements, along=what.along, psi=what.psi, start=start
    )
    items = ways.space.pictures(point.unsqueeze(0), what.label)
    picture = to_bytes(items)[0].permute(1, 2, 0).contiguous()
    about = {"X-Shape": ",".join(map(str, picture.shape)), "X-Norm": f"{float(point.norm()):.2f}"}
    kind = "application/octet-stream"
    return Response(picture.numpy().tobytes(), media_type=kind, headers=about | _NO_STORE)


def _start(space: Space, what: Query) -> Tensor | None:
    """Return the point that stands in place of the seed's, if any."""
    from gan_core.latent.plane import blended

    if what.base is not None:
        return own_vectors(what.base, space.size)[0]
    return None if what.plane is None else blended(space, what.seed, *what.plane)


class _ById:
    """A model that is known by its id: what was computed of it outlives it in memory."""

    def __init__(self, key: str, model: Model) -> None:
        self.key, self.model = key, weakref.ref(model)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and self.key == other.key


def steering_of(key: str, space: str | None, how: str | None, model: Model) -> Steering:
    """Return the steering of a model, from memory where its `key` had it before.

    Raises:
        UserError: there is no such space or way.
    """
    from gan_core.latent.space import space_of
    from gan_core.latent.steering import Steering

    here = space_of(model, space)
    return Steering(here, *_directions(_ById(key, model), here.name, how))


@lru_cache(maxsize=64)
def _directions(by_id: _ById, space: str, how: str | None) -> tuple[Tensor, Tensor]:
    from gan_core.latent.space import space_of
    from gan_core.latent.steering import reaches, steering

    model = by_id.model()
    assert model is not None  # whoever asks has it
    here = space_of(model, space)
    if how is not None and how.startswith(OWN):
        vectors = own_vectors(how.removeprefix(OWN), here.size)
        return vectors, reaches(here, vectors)
    ways = steering(here, how, DIRECTIONS)
    return ways.vectors, ways.scale


@lru_cache(maxsize=1)
def _drawer() -> ThreadPoolExecutor:
    from ui.shell.compute import one_thread

    return ThreadPoolExecutor(1, thread_name_prefix="latent", initializer=one_thread)


async def _picture(request: Request) -> Response:
    from gan_core.errors import UserError
    from ui.models.cache import model_cache

    key = request.path_params["key"]
    model = model_cache().get(key)
    if model is None:
        return GONE
    try:
        what = query_of(request.query_params)
        return await asyncio.wrap_future(_drawer().submit(picture_of, model, what, key))
    except Gone:
        return GONE
    except (KeyError, ValueError, UserError):
        return Response(status_code=400)


ROUTES = [Route(BASE + "/{key}", _picture)]
