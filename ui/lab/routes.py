"""The lab's own routes: frames out, commands in, without a run of the page's script."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from ui.shell.language import translator

if TYPE_CHECKING:
    from concurrent.futures import Future

    from gan_core.errors import Message
    from gan_core.lab.registry import Labs
    from gan_core.lab.showing import FrameRequest
    from gan_core.lab.task import LabTask

BASE = "/api/lab"
WAIT_SECONDS = 1.0
ANSWER_SECONDS = 10.0
GONE = Response(status_code=410)
GONE_CODE = 4410
MOST_BYTES = 10_000


@lru_cache(maxsize=1)
def labs() -> Labs:
    """Return this server's labs."""
    from gan_core.lab.registry import Labs
    from gan_core.runs.engine.current import shared_slots

    return Labs(shared_slots())


async def _frames(socket: WebSocket) -> None:
    """Answer each question with a frame, or with its number where nothing is new.

    A new question takes the place of one that still waits for its frame.
    """
    await socket.accept()
    task = labs().get(socket.path_params["key"])
    waiting: Future[bytes] | None = None
    try:
        async with asyncio.TaskGroup() as answers:
            while task is not None and not task.finished:
                look = _look(await _question(socket))
                if waiting is not None:
                    waiting.cancel()
                waiting = task.look(look)
                labs().wake()
                answers.create_task(_answer(socket, task, waiting, look.number))
    except* WebSocketDisconnect:
        pass
    if WebSocketState.DISCONNECTED not in (socket.application_state, socket.client_state):
        await socket.close(GONE_CODE)


async def _question(socket: WebSocket) -> QueryParams:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    return QueryParams((message.get("text") or "")[:MOST_BYTES])


async def _answer(socket: WebSocket, task: LabTask, waiting: Future[bytes], number: int) -> None:
    try:
        content = await asyncio.wait_for(asyncio.wrap_future(waiting), WAIT_SECONDS)
    except TimeoutError:
        await socket.send_text(str(number))
    except asyncio.CancelledError:
        if task.finished:
            await socket.close(GONE_CODE)
        elif not waiting.cancelled():
            raise
    else:
        await socket.send_bytes(content)


_NO_STORE = {"Cache-Control": "no-store"}


def _look(query: Mapping[str, str]) -> FrameRequest:
    from gan_core.lab.showing import LAYERS, FrameRequest

    return FrameRequest(
        number=_whole(query.get("number", "0")),
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
    return await _reply(request, task, lambda: curves(task))


async def _do(request: Request) -> Response:
    from gan_core.errors import UserError
    from gan_core.lab.commands import read_command

    task = _task(request)
    if task is None:
        return GONE
    try:
        command = read_command(await _document(request))
    except UserError as error:
        return _refused(request, error.message, 400)

    def obey() -> dict[str, bool]:
        task.obey(command)
        return {"ok": True}

    return await _reply(request, task, obey)


async def _document(request: Request) -> dict[str, object]:
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            return {}
    import json

    try:
        document = json.loads(content)
    except (ValueError, RecursionError):  # nested too deeply
        return {}
    return document if isinstance(document, dict) else {}


async def _reply(request: Request, task: LabTask, what: Callable[[], object]) -> Response:
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
    WebSocketRoute(BASE + "/{key}/frames", _frames),
    Route(BASE + "/{key}/curves", _curves),
    Route(BASE + "/{key}/do", _do, methods=["POST"]),
]
