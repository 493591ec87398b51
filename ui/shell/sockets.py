"""Small answers are sent at once: else each waits 40 ms for the client's acknowledgement."""

from __future__ import annotations

import gc
import socket


def send_at_once() -> int:
    """Switch off Nagle's algorithm (TCP_NODELAY) on this process's sockets; return on how many.

    A server writes head and body of an answer one after the other, and Nagle's algorithm keeps the
    second until the first is acknowledged, which the client delays. asyncio switches it off only
    for sockets that name their protocol, which Streamlit's and uvicorn's do not. Connections
    inherit the option from the socket that listens, so one call before serving begins is enough.
    """
    # Of its type, not `isinstance`: some objects answer that question with an import.
    sockets = [one for one in gc.get_objects() if issubclass(type(one), socket.socket)]
    tcp_sockets = [one for one in sockets if _is_tcp(one)]
    for one in tcp_sockets:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return len(tcp_sockets)


def _is_tcp(one: socket.socket) -> bool:
    internet = one.family in (socket.AF_INET, socket.AF_INET6)
    return internet and one.type == socket.SOCK_STREAM and one.fileno() >= 0
