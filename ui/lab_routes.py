"""The lab's own HTTP routes: frames out, commands in, without a run of the page's script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui.language import translator

if TYPE_CHECKING:
    from gan_core.errors import Message
    from gan_core.lab.registry import Labs
    from gan_core.lab.task import LabTask

BASE = "/api/lab"
WAIT_SECONDS = 1.0
ANSWER_SECONDS = 10.0
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
    return Response(content, media_type="application/octet-stream", headers=_AS_IT_IS)


_NO_STORE = {"Cache-Control": "no-store"}
# Small numbers without a pattern: packing them would take longer than sending them.
_AS_IT_IS = {**_NO_STORE, "Content-Encoding": "identity"}


def _look(query: Mapping[str, str]) -> Any:
    from gan_core.lab.showing import LAYERS, Look

    return Look(
        after=_whole(query.get("after", "0")),
        data=query.get("data", ""),
        layers=LAYERS & set(query.get("layers", "").split(",")),
        raw=query.get("raw") == "1",
    )


def _whole(word: str) -> int:
    try:
        return int(word)
    except ValueError:
        return 0


async def _curves(request: Request) -> Response:
    from gan_core.lab.showing import curves

    task = _task(request)
    if task is None:
        return GONE
    return await _asked(request, task, lambda: curves(task))


async def _do(request: Request) -> Response:
    from gan_core.errors import UserError
    from gan_core.lab.commands import command

    task = _task(request)
    if task is None:
        return GONE
    try:
        told = command(await _document(request))
    except UserError as error:
        return _refused(request, error.message, 400)
    return await _asked(request, task, lambda: task.obey(told) or {"ok": True})


async def _document(request: Request) -> dict[str, Any]:
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            return {}
    import json

    try:
        told = json.loads(content)
    except (ValueError, RecursionError):  # nested too deeply
        return {}
    return told if isinstance(told, dict) else {}


async def _asked(request: Request, task: LabTask, what: Callable[[], Any]) -> Response:
    """Have the lab do `what` and answer with its result, or say why there is none."""
    from gan_core.errors import N_, GanvasError, Message

    future = task.ask(what)
    labs().wake()
    try:
        content = await asyncio.wait_for(asyncio.wrap_future(future), ANSWER_SECONDS)
    except TimeoutError:
        return _refused(request, Message(N_("The lab did not answer; try again.")), 503)
    except GanvasError as error:
        return _refused(request, error.message, 400)
    except asyncio.CancelledError:
        if task.finished:
            return GONE
        raise
    return JSONResponse(content, headers=_NO_STORE)


def _refused(request: Request, why: Message, status: int) -> Response:
    words = why.render(translator(request.query_params.get("lang", "en")))
    return JSONResponse({"error": words}, status_code=status)


def _task(request: Request) -> LabTask | None:
    return labs().get(request.path_params["key"])


ROUTES = [
    Route(BASE + "/{key}/frame", _frame),
    Route(BASE + "/{key}/curves", _curves),
    Route(BASE + "/{key}/do", _do, methods=["POST"]),
]
