"""A run's folder: the truth about the run. Whatever lies beside the events can be rebuilt."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from filelock import lock_descriptor, unlock_descriptor

from gan_core.errors import N_, GanvasError, Message, UserError
from gan_core.files.atomic import read_json, write_json
from gan_core.files.names import require_portable
from gan_core.rendering import TYPE
from gan_core.runs.config import RunConfig
from gan_core.settings.strict import checked

State = Literal[
    "queued", "running", "paused", "stopped", "done", "failed", "diverged", "interrupted"
]
LIVE: tuple[State, ...] = ("queued", "running", "paused")
Command = Literal["pause", "resume", "step", "stop", "save", "share", "change"]


@dataclass(frozen=True)
class Status:
    """Where the run stands; `why` says what went wrong where something did."""

    state: State = "queued"
    step: int = 0
    total: int | None = None
    seconds: float = 0.0
    saved_step: int = 0
    threads: int = 0
    why: Message | None = None
    updated: float = field(default=0.0, compare=False)

    @property
    def live(self) -> bool:
        """True while a worker has it or will have it."""
        return self.state in LIVE

    @property
    def reason(self) -> str:
        """Return what went wrong as one English sentence, else nothing."""
        return self.why.render() if self.why else ""


class RunFolder:
    """Reads and writes the files of one run; one writer, any number of readers."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    @property
    def id(self) -> str:
        """Return the folder's name, which identifies the run."""
        return self.path.name

    @classmethod
    def create(cls, path: Path, config: RunConfig) -> RunFolder:
        """Make the folder of a new run.

        Raises:
            UserError: `path` holds a run already, or cannot be made, here or on Windows.
        """
        folder = cls(path)
        if (folder.path / "run.json").exists():
            raise UserError(
                N_("{path} holds a run already. Choose another folder, or resume it."),
                path=str(path),
            )
        require_portable(path)
        try:
            for name in ("samples", "checkpoints"):
                (folder.path / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                N_("{path} could not be written: {why}."), path=str(path), why=error.strerror
            ) from None
        folder.write_status(Status())
        write_json(folder.path / "run.json", config.document())
        return folder

    def config(self) -> RunConfig:
        """Return the run's configuration.

        Raises:
            UserError: there is no run here, or its file is damaged.
        """
        raw = read_json(self.path / "run.json")
        if not isinstance(raw, dict):
            raise UserError(N_("There is no run in {path}."), path=str(self.path))
        return checked(RunConfig, raw)

    def write_config(self, config: RunConfig) -> None:
        """Replace run.json (a rename, a longer limit)."""
        write_json(self.path / "run.json", config.document())

    def status(self) -> Status:
        """Return where the run stands; "interrupted" where its writer is gone without a word."""
        raw = read_json(self.path / "status.json")
        known = {f.name for f in fields(Status)}
        raw = raw if isinstance(raw, dict) else {}
        raw["why"] = read_message(raw.get("why"))
        status = Status(**{key: value for key, value in raw.items() if key in known})
        if status.live and not writer_alive(self.path):
            return Status(**{**vars(status), "state": "interrupted"})
        return status

    def write_status(self, status: Status) -> None:
        """Replace status.json."""
        why = message_document(status.why)
        values = {**vars(status), "why": why, "updated": time.time()}
        write_json(self.path / "status.json", values)

    def command(self, command: Command, settings: Mapping[str, Any] | None = None) -> None:
        """Append a command for whoever trains this run; "change" carries `settings`."""
        words = {"command": command, "time": time.time(), "settings": dict(settings or {})}
        line = json.dumps(words) + "\n"
        try:
            with open(self.path / "control.jsonl", "a", encoding="utf-8") as file:
                file.write(line)
        except OSError as error:
            raise GanvasError(
                N_("{path} could not be written: {why}."), path=self.id, why=error.strerror
            ) from error

    def commands_end(self) -> int:
        """Return the length of control.jsonl in bytes: commands beyond it are new."""
        try:
            return (self.path / "control.jsonl").stat().st_size
        except OSError:
            return 0

    def events(self, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
        """Return (events written after byte `offset`, the next offset); a torn last line waits."""
        return read_lines(self.path / "events.jsonl", offset)

    def sweep(self) -> None:
        """Delete temporary files that a crash left behind; for the run's one writer."""
        for leftover in self.path.rglob(".*.tmp"):
            leftover.unlink(missing_ok=True)

    def samples(self) -> list[tuple[int, Path]]:
        """Return (step, file) of the sample grids, oldest first."""
        found = [p for kind in TYPE for p in (self.path / "samples").glob(f"step_*.{kind}")]
        return sorted((int(file.stem.split("_")[1]), file) for file in found)


def _plain(settings: dict[str, object]) -> dict[str, object]:
    rendered = {k: v.render() if isinstance(v, Message) else v for k, v in settings.items()}
    return {k: v if isinstance(v, (int, float, str)) else str(v) for k, v in rendered.items()}


def message_document(message: Message | None) -> dict[str, object] | None:
    """Return the sentence as JSON can hold it; `read_message` reads it."""
    if message is None:
        return None
    return {"text": message.text, "params": _plain(message.values)}


def read_message(raw: object) -> Message | None:
    """Return the sentence that `message_document` wrote, None where there is none."""
    if not isinstance(raw, dict):
        return None
    try:
        made = Message(str(raw["text"]), dict(raw["params"]))
        made.render()
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    return made


def read_lines(path: Path, offset: int) -> tuple[list[dict[str, Any]], int]:
    """Return the whole JSON lines of `path` from `offset` on, and the offset behind them."""
    try:
        with open(path, "rb") as file:
            file.seek(offset)
            raw = file.read()
    except OSError:
        return [], offset
    end = raw.rfind(b"\n") + 1
    return list(_decoded(raw[:end])), offset + end


def _decoded(raw: bytes) -> Iterator[dict[str, Any]]:
    for line in raw.splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


class Lock:
    """Held by the one process that trains a run; the system frees it however that process ends."""

    def __init__(self, path: Path, tries: int = 5) -> None:
        self._file = open(path / "lock", "a+b")  # noqa: SIM115 - held for the run's lifetime
        try:
            self._take(path, tries)
        except UserError:
            self._file.close()
            raise

    def _take(self, path: Path, tries: int) -> None:
        try:
            # A page that looks whether the run is alive holds the lock for a moment.
            while not lock_descriptor(self._file.fileno(), blocking=False):
                tries -= 1
                if not tries:
                    raise UserError(
                        N_("Another process is training the run in {path}."), path=str(path)
                    )
                time.sleep(0.02)
        except OSError as error:  # a network folder that knows no locks
            raise UserError(
                N_("{path} could not be written: {why}."), path=str(path), why=error.strerror
            ) from None

    def release(self) -> None:
        """Let the next one have it."""
        if not self._file.closed:
            unlock_descriptor(self._file.fileno())  # closing alone frees it later, on Windows
            self._file.close()


_OWN: set[Path] = set()
_OWNED = threading.Lock()


def claim(path: Path) -> bool:
    """Note that this process has the run queued, so that readers here see it as live.

    Returns False where it had been noted before.
    """
    with _OWNED:
        new = path.resolve() not in _OWN
        _OWN.add(path.resolve())
    return new


def disclaim(path: Path) -> None:
    """Note that this process is done with the run."""
    with _OWNED:
        _OWN.discard(path.resolve())


def writer_alive(path: Path) -> bool:
    """True while this process has the run in hand or another process holds its lock."""
    if path.resolve() in _OWN:
        return True
    if not (path / "lock").exists():
        return False
    try:
        lock = Lock(path, tries=1)
    except UserError:
        return True
    lock.release()
    return False
