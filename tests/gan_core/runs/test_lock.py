"""Who has a run's lock, also another process; what else can be wrong with it."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gan_core.errors import UserError
from gan_core.runs import folder
from gan_core.runs.folder import Lock, writer_alive

HOLDER = """
import sys
from pathlib import Path
from gan_core.runs.folder import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_one_has_it_until_it_lets_go(tmp_path: Path) -> None:
    first = Lock(tmp_path)
    assert writer_alive(tmp_path)
    with pytest.raises(UserError, match="Another process is training"):
        Lock(tmp_path)
    first.release()
    first.release()  # nothing happens
    assert not writer_alive(tmp_path)
    Lock(tmp_path).release()


def test_another_process_has_it_until_it_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        assert writer_alive(tmp_path)
        with pytest.raises(UserError, match="Another process is training"):
            Lock(tmp_path)
        holder.kill()
        holder.wait()
        assert not writer_alive(tmp_path)
    Lock(tmp_path).release()


def test_looking_leaves_no_trace_where_nobody_ever_trained(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert not writer_alive(run) and not run.exists()
    run.mkdir()
    assert not writer_alive(run) and list(run.iterdir()) == []


def test_a_folder_that_knows_no_locks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(handle: int, *, blocking: bool) -> bool:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(folder, "lock_descriptor", unknown)
    with pytest.raises(UserError, match="could not be written: No locks available"):
        Lock(tmp_path)
