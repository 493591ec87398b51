"""A listening socket hands TCP_NODELAY on to its connections, once it has been set."""

from __future__ import annotations

import socket

from ui.shell.sockets import send_at_once


def delay(one: socket.socket) -> bool:
    return not one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_connections_of_a_socket_that_listens_do_not_wait() -> None:
    with socket.socket(socket.AF_INET) as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        assert delay(server)
        assert send_at_once() >= 1
        assert not delay(server)
        with socket.create_connection(server.getsockname()) as client:
            accepted, _ = server.accept()
            with accepted:
                assert not delay(accepted)
            assert delay(client)


def test_closed_sockets_and_others_are_left_alone() -> None:
    closed = socket.socket(socket.AF_INET)
    closed.close()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM):
        send_at_once()
    assert closed.fileno() == -1
