"""A newcomer's first start: a new account with a terminal and a display gets the page."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[1]
pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX only")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_new_account_with_a_display_is_served_without_a_prompt(tmp_path: Path) -> None:
    port = free_port()
    seen, terminal = pty.openpty()
    # A browser that does nothing: Streamlit opens one where there is a display.
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "DISPLAY": ":99",
        "BROWSER": "true",
        "GANVAS_HOME": str(tmp_path),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    try:
        assert healthy(port, PATIENCE), os.read(seen, 4000).decode()
        assert b"mail" not in os.read(seen, 4000).lower()
    finally:
        server.terminate()
        assert server.wait(PATIENCE) is not None
        os.close(terminal)
        os.close(seen)


def test_only_the_names_that_were_allowed_are_served(tmp_path: Path) -> None:
    port = free_port()
    names = ("gan.class.local", "127.0.0.1")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    options = [f"--server.allowedHosts={name}" for name in names]
    server = subprocess.Popen(
        [*command, "--server.headless=true", *options],
        cwd=ROOT,
        env={**os.environ, "GANVAS_HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def status(host: str, path: str) -> int:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with contextlib.closing(line):
            line.request("GET", path, headers={"Host": host})
            return line.getresponse().status

    try:
        assert healthy(port, PATIENCE)
        for path, served in (("/", 200), ("/api/runs/dcgan-digits/live", 200), ("/train", 200)):
            assert [status(f"{host}:{port}", path) for host in names] == [served] * 2
            assert status(f"evil.example:{port}", path) == 400
    finally:
        server.terminate()
        assert server.wait(PATIENCE) is not None


def healthy(port: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/_stcore/health", timeout=1
            ) as answer:
                return answer.status == 200
        except OSError:
            time.sleep(0.2)
    return False
