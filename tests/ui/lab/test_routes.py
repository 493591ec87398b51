"""The lab's routes: frames, curves, commands; and what is no request of ours."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from gan_core.lab.config import lab_config
from gan_core.lab.task import LabTask
from gan_core.runs.engine.current import close_engine
from tests.gan_core.runs.helpers import wait
from tests.loops import done
from ui.lab import routes as lab_routes
from ui.lab.routes import GONE_CODE, labs

SMALL = {"g_width": 8, "d_width": 8, "depth": 1, "d_depth": 1, "batch": 16}
ENDPOINTS = {route.path.rsplit("/", 1)[1]: route.endpoint for route in lab_routes.ROUTES}
Sent = dict[str, Any]


@pytest.fixture
def key() -> Iterator[str]:
    labs.cache_clear()
    made = labs().create(lab_config({"changes": SMALL}))
    yield made
    close_engine()
    labs.cache_clear()


def ask(what: str, key: str, query: str = "", body: bytes = b"") -> Response:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http",
        "method": "POST" if body else "GET",
        "path": "/",
        "headers": [],
        "query_string": query.encode(),
        "path_params": {"key": key},
    }
    return done(ENDPOINTS[what](Request(scope, receive)))


def do(key: str, query: str = "", **told: Any) -> Response:
    return ask("do", key, query, json.dumps(told).encode())


def converse(
    key: str, *told: Sent, at_once: bool = False, between: Callable[[], None] = lambda: None
) -> list[Sent]:
    """Return what the socket says to messages, each told after an answer unless `at_once`.

    between: done before the last message is told.
    """
    said: list[Sent] = []
    left: list[Sent] = [{"type": "websocket.connect"}, *told]

    async def receive() -> Sent:
        told_already = 1 + len(told) - len(left)
        enough = told_already if not at_once else 0 if left else 2
        while len(said) < enough:
            await asyncio.sleep(0.002)
        if len(left) == 1:
            between()
        return left.pop(0) if left else {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Sent) -> None:
        said.append(message)

    scope = {"type": "websocket", "path": "/", "headers": [], "path_params": {"key": key}}
    done(ENDPOINTS["frames"](WebSocket(scope, receive, send)))
    assert said[0]["type"] == "websocket.accept"
    return said[1:]


def question(query: str) -> Sent:
    return {"type": "websocket.receive", "text": query}


def frame(key: str, query: str) -> dict[str, Any]:
    (answer,) = converse(key, question(query))
    return header(answer["bytes"])


def header(content: bytes) -> dict[str, Any]:
    length = int.from_bytes(content[:4], "little")
    return json.loads(content[4 : 4 + length])  # type: ignore[no-any-return]


def test_a_frame_a_command_and_the_next_frame(key: str) -> None:
    assert do(key, do="pause").status_code == 200
    first = frame(key, "after=-1&data=&layers=field,arrows&raw=0")
    assert {"field", "arrows", "real"} <= set(first["arrays"])
    assert do(key, do="step", level="round").status_code == 200
    second = frame(key, f"after={first['seq']}&data={first['data']}&layers=&raw=1")
    assert second["step"] == first["step"] + 1
    assert set(second["arrays"]) == {"fake"} and second["raw"]


def test_one_connection_asks_many_times(key: str) -> None:
    answers = converse(key, *(question(f"after=-1&number={n}") for n in (1, 2, 3)))
    assert [header(one["bytes"])["number"] for one in answers] == [1, 2, 3]


def test_nothing_new_is_the_questions_number(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_routes, "WAIT_SECONDS", 0.05)
    do(key, do="pause")
    seq = frame(key, "after=-1")["seq"]
    (answer,) = converse(key, question(f"after={seq}&number=7"))
    assert answer == {"type": "websocket.send", "text": "7"}


def test_a_new_question_takes_the_place_of_one_that_waits(key: str) -> None:
    do(key, do="pause")
    seq = frame(key, "after=-1")["seq"]
    waits, now = question(f"after={seq}&number=1"), question("after=-1&number=2")
    (answer,) = converse(key, waits, now, at_once=True)
    assert header(answer["bytes"])["number"] == 2


def test_a_lab_that_ends_closes_its_connections(key: str) -> None:
    do(key, do="pause")
    seq = frame(key, "after=-1")["seq"]
    task = labs().get(key)
    threading.Timer(0.1, task.retire).start()
    (answer,) = converse(key, question(f"after={seq}"))
    assert answer == {"type": "websocket.close", "code": GONE_CODE, "reason": ""}


def test_curves_are_json(key: str) -> None:
    do(key, do="step")
    told = json.loads(bytes(ask("curves", key).body))
    assert set(told) == {"branch", "branches", "curves", "scores", "changes"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("told", [{"do": "fly"}, {"do": "line", "id": 99}])
def test_a_wrong_command_says_why(key: str, language: str, told: dict[str, Any]) -> None:
    response = do(key, f"lang={language}", **told)
    words = json.loads(bytes(response.body))["error"]
    assert response.status_code == 400 and len(words) > 5
    assert bool(re.search("[\u4e00-\u9fff]", words)) == (language == "zh")


NESTED = [b"[" * 9_999, b'{"do":' + b"[" * 900 + b"]" * 900 + b"}"]


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"x" * 20_000, b"null", *NESTED])
def test_a_body_that_is_no_command_is_refused(key: str, body: bytes) -> None:
    assert ask("do", key, body=body).status_code == 400


def test_a_lab_that_is_not_here_is_gone() -> None:
    for what in ("curves", "do"):
        assert ask(what, "nobody", body=b"{}").status_code == 410
    assert [one["code"] for one in converse("nobody")] == [GONE_CODE]


STRANGE = [
    "after=x", "after=9" + "9" * 30, "after=²", "after=" + "9" * 5000, "layers=magic", "raw=7",
    "number=many", "x" * 100_000, "",
]  # fmt: skip


def test_a_question_after_the_end_is_told_so_once(key: str) -> None:
    task = labs().get(key)
    assert task is not None
    first, late = question("after=-1"), question("after=-1")
    answers = converse(key, first, late, between=lambda: retired(task))
    assert [one["type"] for one in answers] == ["websocket.send", "websocket.close"]
    assert answers[-1]["code"] == GONE_CODE


def retired(task: LabTask) -> None:
    task.retire()
    wait(lambda: task.finished, "the end")


@pytest.mark.parametrize("told", [*map(question, STRANGE), {**question(""), "text": None}])
def test_a_strange_question_still_gets_a_frame(key: str, told: Sent) -> None:
    (answer,) = converse(key, told)
    assert header(answer["bytes"])["number"] == 0


def test_a_lab_that_does_not_answer_is_503(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_routes, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(LabTask, "ask", lambda task, what: Future())
    for what, body in (("curves", b""), ("do", b'{"do": "play"}')):
        response = ask(what, key, body=body)
        assert response.status_code == 503 and json.loads(bytes(response.body))["error"]


def test_a_lab_that_ends_meanwhile_is_gone(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    task = labs().get(key)
    assert task is not None
    close_engine()
    monkeypatch.setattr(lab_routes, "_task", lambda request: task)
    for what, body in (("curves", b""), ("do", b'{"do": "play"}')):
        assert ask(what, key, body=body).status_code == 410
