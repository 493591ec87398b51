"""A browser's part of a Streamlit session without a browser: it answers the page's timers."""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import time

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Origin, Subprotocol

LIVE = "ganvas_live"
"""The component whose parts ask a route for what is new."""


async def watch(base: str, path: str, query: str, seconds: float) -> tuple[int, int]:
    """Watch a page as a browser would; return (updates, bytes).

    Its timed fragments are asked for, and the route of its live parts. Updates are the route's
    answers, or where there is none the script runs.
    """
    async with websockets.connect(
        f"ws://{base}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        origin=Origin(f"http://{base}"),
    ) as socket:
        await socket.send(rerun(path, query).SerializeToString())
        page = Watched(socket, base, path, query)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                raw = await asyncio.wait_for(socket.recv(), 0.1)
            except TimeoutError:
                continue
            page.hear(raw if isinstance(raw, bytes) else raw.encode())
        return page.leave()


class Watched:
    """A page that is watched: its timers tick, and its live parts are followed."""

    def __init__(
        self, socket: websockets.ClientConnection, base: str, path: str, query: str
    ) -> None:
        self._socket, self._base, self._page = socket, base, (path, query)
        self._timers: set[str] = set()
        self._ticking: list[asyncio.Task[None]] = []
        self._follower: Follower | None = None
        self._runs = self._received = 0

    def hear(self, raw: bytes) -> None:
        """Take a message of the server in."""
        self._received += len(raw)
        message = ForwardMsg.FromString(raw)
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            timer = message.auto_rerun
            if timer.fragment_id not in self._timers:
                self._timers.add(timer.fragment_id)
                asking = tick(self._socket, *self._page, timer.fragment_id, timer.interval)
                self._ticking.append(asyncio.create_task(asking))
        elif kind == "delta" and self._follower is None and (address := live_address(message)):
            self._follower = Follower(self._base, *address)
            self._ticking.append(asyncio.create_task(self._follower.follow()))
        elif kind == "script_finished":
            self._runs += 1

    def leave(self) -> tuple[int, int]:
        """Stop watching and return (updates, bytes)."""
        for task in self._ticking:
            task.cancel()
        if self._follower is None:
            return self._runs, self._received
        self._follower.close()
        return self._follower.updates, self._received + self._follower.received


def live_address(message: ForwardMsg) -> tuple[str, str, float] | None:
    """Return (address, language, seconds between questions) of a live part; None if it is none."""
    part = message.delta.new_element.bidi_component
    if LIVE not in part.component_name:
        return None
    data = json.loads(part.json)
    return data["url"], data["lang"], data["seconds"]


class Follower:
    """The live parts of one page: they ask for what is new, and for each new picture."""

    def __init__(self, base: str, url: str, lang: str, seconds: float) -> None:
        self._line = http.client.HTTPConnection(base, timeout=30)
        self._url, self._lang, self._least = url, lang, seconds
        self._step = -1
        self.seconds = seconds
        self.updates = self.received = 0

    async def follow(self) -> None:
        """Ask again and again, as the browser's timer does."""
        while True:
            await asyncio.to_thread(self.ask)
            await asyncio.sleep(self.seconds)

    def ask(self) -> None:
        """Ask once for the numbers, and for the picture where there is a new one."""
        now = json.loads(self._get(f"{self._url}/live?lang={self._lang}"))
        frame = now["frame"]
        if frame and frame["step"] != self._step:
            self._step = frame["step"]
            self._get(f"{self._url}/frame?raw=0&step={self._step}")
        self.seconds = max(self._least, now["again"])
        self.updates += 1

    def close(self) -> None:
        """Close the connection; another question opens one anew."""
        self._line.close()

    def _get(self, path: str) -> bytes:
        self._line.request("GET", path)
        content = self._line.getresponse().read()
        self.received += len(content)
        return content


async def look(base: str, path: str, query: str) -> int:
    """Open a page, wait until its script has run and leave; return the bytes received."""
    async with websockets.connect(
        f"ws://{base}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        origin=Origin(f"http://{base}"),
    ) as socket:
        await socket.send(rerun(path, query).SerializeToString())
        received = 0
        async for raw in socket:
            received += len(raw)
            message = ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode())
            if message.WhichOneof("type") == "script_finished":
                break
        return received


def rerun(path: str, query: str, fragment: str = "") -> BackMsg:
    """Return the message that asks for a script run."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = path
    message.rerun_script.fragment_id = fragment
    message.rerun_script.is_auto_rerun = bool(fragment)
    return message


async def tick(
    socket: websockets.ClientConnection, path: str, query: str, fragment: str, interval: float
) -> None:
    """Ask for the fragment again and again, as the browser's timer does."""
    while True:
        await asyncio.sleep(interval)
        await socket.send(rerun(path, query, fragment).SerializeToString())


def main() -> None:
    """Watch a page for a while and print how many updates came."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("base")
    parser.add_argument("path")
    parser.add_argument("query")
    parser.add_argument("seconds", type=float)
    arguments = parser.parse_args()
    updates, received = asyncio.run(
        watch(arguments.base, arguments.path, arguments.query, arguments.seconds)
    )
    print(f"{updates} updates, {received / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
