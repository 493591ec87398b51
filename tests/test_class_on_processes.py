"""`streamlit run` with training processes: three students' runs train, and all are saved."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.classroom.memory import children
from benchmarks.classroom.student import Student
from gan_core.runs.library.store import Store
from tests.gan_core import tiny
from tests.loops import done
from tests.patience import PATIENCE
from tests.test_first_start import ROOT, free_port, healthy


async def attended(base: str, runs: list[str]) -> list[Student]:
    """Let the students press Go on; return when each has watched its run play."""
    students = [Student(base, run) for run in runs]
    await asyncio.gather(*(one.attend(0, 0) for one in students))
    end = time.monotonic() + PATIENCE
    while any(_step(run) < 5 for run in runs) and time.monotonic() < end:
        await asyncio.sleep(0.2)
    while not all(one.polls for one in students) and time.monotonic() < end:
        now = time.monotonic()
        await asyncio.gather(*(one.attend(0, now + 3) for one in students))
    return students


def _step(run: str) -> int:
    lines, _ = Store().get(run).events()
    return max((line.get("step", 0) for line in lines), default=0)


def test_three_students_train_in_two_processes(own_home: Path) -> None:
    runs = [Store().create(tiny.config(steps=10**6)).id for _ in range(3)]
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "GANVAS_ENGINE": "processes", "GANVAS_WORKERS": "2"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert healthy(port, PATIENCE)
        students = done(attended(f"127.0.0.1:{port}", runs))
        workers = children(server.pid)
        assert len(workers) == 2
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE) is not None
    assert [one.troubles for one in students] == [[], [], []]
    assert all(one.polls for one in students)
    for run in runs:
        status = Store().get(run).status()
        assert status.state == "interrupted" and status.saved_step == status.step >= 5
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
