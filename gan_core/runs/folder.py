"""A run's folder: the truth about the run. Whatever lies beside the events can be rebuilt."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from gan_core.errors import N_, UserError
from gan_core.files.atomic import read_json, write_json, writing
from gan_core.files.messages import PlainMessage
from gan_core.files.names import require_portable
from gan_core.rendering import TYPE
from gan_core.runs.config import RunConfig
from gan_core.runs.lock import writer_alive
from gan_core.settings.strict import Strict, checked

State = Literal[
    "queued", "running", "paused", "stopped", "done", "failed", "diverged", "interrupted"
]
LIVE: tuple[State, ...] = ("queued", "running", "paused")
Command = Literal["pause", "resume", "step", "stop", "save", "share", "change"]


CONTROL = "control.jsonl"


class Order(Strict):
    """One line of control.jsonl: a command, when it was given, and what a "change" changes."""

    command: Command
    time: float
    settings: dict[str, Any] = Field(default_factory=dict)


def _read_order(line: Mapping[str, Any]) -> Order | None:
    try:
        return Order.model_validate(line)
    except ValidationError:
        return None  # of another version, or no command at all


@dataclass(frozen=True)
class Status:
    """Where the run stands; `why` says what went wrong where something did."""

    state: State = "queued"
    step: int = 0
    total: int | None = None
    seconds: float = 0.0
    saved_step: int = 0
    threads: int = 0
    why: PlainMessage = None
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
        with writing(path, UserError):
            for name in ("samples", "checkpoints"):
                (folder.path / name).mkdir(parents=True, exist_ok=True)
        folder.write_status(Status())
        folder.write_config(config)
        return folder

    def config(self) -> RunConfig:
        """Return the run's configuration.

        Raises:
            UserError: there is no run here, or its file is damaged.
        """
        file = self.path / "run.json"
        try:
            now = file.stat()
        except OSError:
            raise UserError(N_("There is no run in {path}."), path=str(self.path)) from None
        return _config_in(file, (now.st_mtime_ns, now.st_size, now.st_ino))

    def write_config(self, config: RunConfig) -> None:
        """Replace run.json (a rename, a longer limit)."""
        write_json(self.path / "run.json", config.document())
        _config_in.cache_clear()  # the clock of a file's stamp may be coarse

    def status(self) -> Status:
        """Return where the run stands; "interrupted" where its writer is gone without a word."""
        status = _read_status(read_json(self.path / "status.json"))
        if status.live and not writer_alive(self.path):
            return Status(**{**vars(status), "state": "interrupted"})
        return status

    def write_status(self, status: Status) -> None:
        """Replace status.json."""
        now = replace(status, updated=time.time())
        write_json(self.path / "status.json", STATUS.dump_python(now, mode="json"))

    def command(self, command: Command, settings: Mapping[str, Any] | None = None) -> None:
        """Append a command for whoever trains this run; "change" carries `settings`."""
        order = Order(command=command, time=time.time(), settings=dict(settings or {}))
        with writing(self.path), open(self.path / CONTROL, "a", encoding="utf-8") as file:
            file.write(order.model_dump_json() + "\n")

    def commands_end(self) -> int:
        """Return the length of control.jsonl in bytes: commands beyond it are new."""
        try:
            return (self.path / CONTROL).stat().st_size
        except OSError:
            return 0

    def commands(self, offset: int) -> tuple[list[Order], int]:
        """Return (commands given after byte `offset`, the next offset)."""
        lines, end = read_lines(self.path / CONTROL, offset)
        return [order for line in lines if (order := _read_order(line)) is not None], end

    def events(self, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
        """Return (events written after byte `offset`, the next offset); a torn last line waits."""
        return read_lines(self.path / "events.jsonl", offset)

    def sweep(self) -> None:
        """Delete temporary files that a crash left behind; for the run's one writer."""
        for leftover in self.path.rglob(".*.tmp"):
            leftover.unlink(missing_ok=True)

    def samples(self) -> list[tuple[int, Path]]:
        """Return (step, file) of the sample grids, oldest first."""
        files = [p for kind in TYPE for p in (self.path / "samples").glob(f"step_*.{kind}")]
        return sorted((int(file.stem.split("_")[1]), file) for file in files)


@lru_cache(maxsize=256)
def _config_in(file: Path, stamp: tuple[int, int, int]) -> RunConfig:
    """Return what run.json says; a page asks for it again at every look."""
    raw = read_json(file)
    if not isinstance(raw, dict):
        raise UserError(N_("There is no run in {path}."), path=str(file.parent))
    return checked(RunConfig, raw)


STATUS = TypeAdapter(Status)


def _read_status(raw: object) -> Status:
    """Return what status.json says; of a damaged file, what nothing is known of."""
    try:
        return STATUS.validate_python(raw)
    except ValidationError:
        return Status()


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
