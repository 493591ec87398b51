"""The routes beside Streamlit by which a page follows a training run: numbers, curves, picture.

GET /api/runs/{id}/live?lang=en answers JSON (&picture=0: the page shows no sample grid, so none is
drawn for it); GET /api/runs/{id}/frame?raw=0&step=N the sample grid that it told of, a PNG, or the
newest. Whoever has a run's link may look at it, as on its page. What one viewer was told serves all
others for a moment, so that a class costs little more than one.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui.shell.language import LANGUAGES, translator
from ui.train.page_state import ChartState, FrameState, LineState, PageState

if TYPE_CHECKING:
    from gan_core.charts import Chart, Line
    from gan_core.runs.reading.levels import Level
    from gan_core.runs.reading.view import RunView
    from gan_core.runs.training.preview import Frame
    from ui.shell.language import Words

BASE = "/api/runs"
FRESH_SECONDS = 0.2
SECONDS = 0.5
ENDED_FRESH_SECONDS = 1.0
RECORDED_SECONDS = 3600.0
ENDED_SECONDS = 5.0
"""How often the page of a run that nobody trains asks whether somebody does."""
EACH_TURN = 8
"""With more runs than this, each has its turn seldom, and its page asks half as often."""
MOST_CACHED = 256
K = TypeVar("K")
V = TypeVar("V")
_NO_STORE = {"Cache-Control": "no-store"}


@lru_cache(maxsize=1)
def _teller() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="live")


async def _live(request: Request) -> Response:
    lang = request.query_params.get("lang", "")
    lang = lang if lang in LANGUAGES else "en"
    pictured = request.query_params.get("picture") != "0"
    parts = request.query_params.get("parts") == "1"
    future = _teller().submit(message, request.path_params["run"], lang, pictured, parts)
    content = await asyncio.wrap_future(future)
    if content is None:
        return Response(status_code=410)
    return Response(content, media_type="application/json", headers=_NO_STORE)


async def _frame(request: Request) -> Response:
    query = request.query_params
    version = (query.get("raw") == "1", query.get("step", ""))
    from gan_core.rendering import TYPE

    future = _teller().submit(_picture, request.path_params["run"], *version)
    content = await asyncio.wrap_future(future)
    if content is None:
        return Response(status_code=410)
    kind, sheet = content
    return Response(sheet, media_type=TYPE[kind], headers=_NO_STORE)


_MESSAGES: OrderedDict[tuple[str, str, bool], tuple[float, bool, bytes]] = OrderedDict()
"""When, whether it trained, and what was told last, by run, language and whether with all parts.

Only `_teller`'s thread touches it.
"""


_FRAMES: OrderedDict[str, Frame | None] = OrderedDict()
"""The sample grid of which was told last, by run: a page asks for it next."""


def message(run_id: str, lang: str, pictured: bool = True, parts: bool = False) -> bytes | None:
    """Return what a page is told of a run, as JSON; None where there is no such run.

    pictured: the page shows the sample grid, so new ones are wanted. parts: it draws every reading.
    """
    from gan_core.errors import UserError
    from gan_core.runs.engine.current import engine
    from gan_core.runs.reading.view import view

    key, now = (run_id, lang, parts), time.monotonic()
    at, trained, content = _MESSAGES.get(key, (-math.inf, False, b""))
    trains = engine().live(run_id, watch=pictured) is not None
    if trains == trained and now - at < (FRESH_SECONDS if trains else ENDED_FRESH_SECONDS):
        return content
    try:
        run = view(run_id)
        body = json.dumps(page_state(run, translator(lang), parts), separators=(",", ":"))
    except UserError:
        return None
    content = body.encode()
    _keep(_FRAMES, run_id, run.frame)
    _keep(_MESSAGES, key, (now, run.live is not None, content))
    return content


def _keep(cache: OrderedDict[K, V], key: K, value: V) -> None:
    cache[key] = value
    cache.move_to_end(key)
    while len(cache) > MOST_CACHED:
        cache.popitem(last=False)


def seconds_between(running: int) -> float:
    """Return how often the page of one of `running` runs asks for news: seldom in a full class."""
    return SECONDS * 2.0 ** math.ceil(math.log2(max(1.0, running / EACH_TURN)))


def _again(now: RunView) -> float:
    from gan_core.runs.engine.current import engine
    from gan_core.runs.library.store import Store

    if now.live:
        return seconds_between(len(engine().running()))
    return RECORDED_SECONDS if Store().is_recorded(now.folder.id) else ENDED_SECONDS


def page_state(now: RunView, _: Words, parts: bool = False) -> PageState:
    """Return what the page's parts draw: numbers, where the picture stands, curves."""
    from ui.train.curves import charts_of, levels_of, numbers_of, trouble_of

    levels = levels_of(now)
    return {
        "state": now.situation,
        "step": now.step,
        "numbers": list(numbers_of(now, _).items()),
        "done": now.share_done(),
        "trouble": trouble_of(now, _),
        "frame": None if now.frame is None else _grid(now, now.frame, _),
        "charts": [_chart(now, one, levels, _) for one in charts_of(now, parts=parts)],
        "changes": _changes(now, _),
        "steps": _("step"),
        "again": _again(now),
    }


def _grid(now: RunView, frame: Frame, _: Words) -> FrameState:
    from ui.train.grids import grid_words

    words = grid_words(now.config.gan, _)
    return {
        "step": frame.step,
        "alt": words.alt.format(step=frame.step),
        "caption": words.caption.format(step=f"{frame.step:,}"),
        "kind": frame.kind,
    }


def _changes(now: RunView, _: Words) -> list[tuple[int, str]]:
    """Return at which steps settings were changed, and to what; those of one step together."""
    from ui.settings.words import in_words

    at: dict[int, dict[str, str]] = {}
    for one in now.changes():
        at.setdefault(one["step"], {})[one["what"]] = one["value"]
    return [(step, in_words(now.config.gan, changes, _)) for step, changes in sorted(at.items())]


def _chart(now: RunView, chart: Chart, levels: Mapping[str, Level], _: Words) -> ChartState:
    from ui.shell.palette import line_colours

    colours = line_colours([line.colour for line in chart.lines])
    lines = [
        _line(now, line, colour, levels.get(line.reading), _)
        for line, colour in zip(chart.lines, colours, strict=True)
    ]
    title, alt = chart.title.render(_), chart.alt.render(_)
    return {"key": chart.key, "title": title, "alt": alt, "lines": lines}


def _line(now: RunView, line: Line, colour: str, level: Level | None, _: Words) -> LineState:
    from ui.train.curves import POINTS

    curve = now.curve(line.reading, POINTS)
    points = [
        (step, round(value, 4))
        for step, value in zip(curve.steps, curve.mean, strict=True)
        if math.isfinite(value)
    ]
    newest = now.newest(line.reading)
    return {
        "name": line.name.render(_),
        "colour": colour,
        "level": None if level is None else level.value,
        "since": 0 if level is None else level.since,
        "newest": newest if newest is None or math.isfinite(newest) else None,
        "points": points,
    }


def _picture(run_id: str, raw: bool, step: str = "") -> tuple[str, bytes] | None:
    from gan_core.errors import UserError
    from gan_core.runs.reading.view import view

    frame = _FRAMES.get(run_id)
    if frame is None or str(frame.step) != step:
        try:
            frame = view(run_id, watch=True).frame
        except UserError:
            return None
    return None if frame is None else (frame.kind, frame.sheet(raw=raw))


ROUTES = [Route(BASE + "/{run}/live", _live), Route(BASE + "/{run}/frame", _frame)]
