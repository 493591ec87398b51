"""The lab's own HTTP routes: frames out, commands in, without a run of the page's script."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui.language import translator

if TYPE_CHECKING:
    from gan_core.lab.registry import Labs
    from gan_core.lab.task import LabTask

BASE = "/api/lab"
WAIT_SECONDS = 1.0
GONE = Response(status_code=410)
MOST_BYTES = 10_000


@lru_cache(maxsize=1)
def labs() -> Labs:
    """Return this server's labs."""
    from gan_core.lab.registry import Labs
    from gan_core.runs.engine import shared_slots

    return Labs(shared_slots())


async def _frame(request: Request) -> Response:
    task = _task(request)
    if task is None:
        return GONE
    future = task.look(_look(request.query_params))
    labs().wake()
    try:
        content = await asyncio.wait_for(asyncio.wrap_future(future), WAIT_SECONDS)
    except TimeoutError:
        return Response(status_code=204)
    except asyncio.CancelledError:
        if task.finished:
            return GONE
        raise
    return Response(content, media_type="application/octet-stream", headers=_NO_STORE)


_NO_STORE = {"Cache-Control": "no-store"}


def _look(query: Mapping[str, str]) -> Any:
    from gan_core.lab.showing import LAYERS, Look

    after = query.get("after", "0")
    return Look(
        after=int(after) if after.isdigit() else 0,
        data=query.get("data", ""),
        layers=LAYERS & set(query.get("layers", "").split(",")),
        raw=query.get("raw") == "1",
    )


async def _curves(request: Request) -> Response:
    from gan_core.lab.showing import curves

    task = _task(request)
    if task is None:
        return GONE
    return JSONResponse(await _asked(task, lambda: curves(task)), headers=_NO_STORE)


async def _do(request: Request) -> Response:
    from gan_core.errors import GanvasError
    from gan_core.lab.commands import command

    task = _task(request)
    if task is None:
        return GONE
    try:
        told = command(await _document(request))
        await _asked(task, lambda: task.obey(told))
    except GanvasError as error:
        words = error.message.render(translator(request.query_params.get("lang", "en")))
        return JSONResponse({"error": words}, status_code=400)
    return JSONResponse({"ok": True})


async def _document(request: Request) -> dict[str, Any]:
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            return {}
    import json

    try:
        told = json.loads(content)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


async def _asked(task: LabTask, what: Any) -> Any:
    future = task.ask(what)
    labs().wake()
    return await asyncio.wrap_future(future)


def _task(request: Request) -> LabTask | None:
    return labs().get(request.path_params["key"])


ROUTES = [
    Route(BASE + "/{key}/frame", _frame),
    Route(BASE + "/{key}/curves", _curves),
    Route(BASE + "/{key}/do", _do, methods=["POST"]),
]
