"""A browser's part of a Streamlit session without a browser: it answers the page's timers."""

from __future__ import annotations

import argparse
import asyncio
import time

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


async def watch(base: str, path: str, query: str, seconds: float) -> tuple[int, int]:
    """Open a page and ask for its timed fragments as a browser would; return (updates, bytes)."""
    async with websockets.connect(
        f"ws://{base}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        origin=f"http://{base}",
    ) as socket:
        await socket.send(rerun(path, query).SerializeToString())
        timers: dict[str, float] = {}
        end, updates, received = time.monotonic() + seconds, 0, 0
        ticking: list[asyncio.Task[None]] = []
        while time.monotonic() < end:
            try:
                raw = await asyncio.wait_for(socket.recv(), 0.1)
            except TimeoutError:
                continue
            received += len(raw)
            message = ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode())
            kind = message.WhichOneof("type")
            if kind == "auto_rerun":
                timer = message.auto_rerun
                if timer.fragment_id not in timers:
                    timers[timer.fragment_id] = timer.interval
                    ticking.append(
                        asyncio.create_task(
                            tick(socket, path, query, timer.fragment_id, timer.interval)
                        )
                    )
            elif kind == "script_finished":
                updates += 1
        for task in ticking:
            task.cancel()
        return updates, received


async def look(base: str, path: str, query: str) -> int:
    """Open a page, wait until its script has run and leave; return the bytes received."""
    async with websockets.connect(
        f"ws://{base}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        origin=f"http://{base}",
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
    given = parser.parse_args()
    updates, received = asyncio.run(watch(given.base, given.path, given.query, given.seconds))
    print(f"{updates} updates, {received / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
