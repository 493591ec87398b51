"""All runs of this installation: finding, naming, copying, deleting with a way back."""

from __future__ import annotations

import itertools
import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gan_core.errors import N_, GanvasError, UserError
from gan_core.files.atomic import replace
from gan_core.files.places import runs_root, shipped_root
from gan_core.runs.config import NAME_LIMIT, RunConfig, clean_name
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.branching import branch_run, copy_run

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
"""What a run's folder may be called: an identifier of ours, or what `--out runs/NAME` made."""

TRASH_DAYS = 7


def new_id() -> str:
    """Return an identifier that nobody can guess."""
    return f"run_{secrets.token_hex(8)}"


def recorded_root() -> Path:
    """Return the folder of the recorded runs that come with the program."""
    return shipped_root() / "recorded"


class Store:
    """The runs below one folder. Paths are made from identifiers of our own, never from names."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or runs_root()

    def create(self, config: RunConfig) -> RunFolder:
        """Make a new run's folder."""
        return RunFolder.create(self.root / new_id(), config)

    def get(self, run_id: str) -> RunFolder:
        """Return the run `run_id`, own or recorded.

        Raises:
            UserError: there is no such run (or it was deleted).
        """
        for folder in self._places(run_id):
            if (folder / "run.json").is_file():
                return RunFolder(folder)
        raise UserError(N_("This run does not exist, or it was deleted."))

    def is_recorded(self, run_id: str) -> bool:
        """True for a run that came with the program: it can be replayed, not changed."""
        return self.get(run_id).path.parent == recorded_root()

    def own(self) -> list[RunFolder]:
        """Return this installation's runs, newest first."""
        return sorted(_runs_in(self.root), key=lambda run: -_creation_time(run))

    def recorded(self) -> list[RunFolder]:
        """Return the recorded runs that come with the program."""
        return sorted(_runs_in(recorded_root()), key=lambda run: run.id)

    def rename(self, run_id: str, name: str) -> None:
        """Give the run another display name."""
        folder = self._changeable(run_id)
        folder.write_config(folder.config().model_copy(update={"name": clean_name(name)}))

    def unused_name(self, name: str) -> str:
        """Return `name`, numbered from 2 on where runs of this installation are called so."""
        names = {_name_of(run) for run in self.own()}
        if name not in names:
            return name
        ends = (f" {number}" for number in itertools.count(2))
        numbered = (name[: NAME_LIMIT - len(end)].rstrip() + end for end in ends)
        return next(one for one in numbered if one not in names)

    def duplicate(self, run_id: str, name: str) -> RunFolder:
        """Return a copy of the run with all its checkpoints, which goes its own way from here.

        Raises:
            UserError: the run changed while it was copied, or the disk is full.
        """
        return copy_run(self.get(run_id), self.root / new_id(), name)

    def branch(self, run_id: str, name: str, changes: Mapping[str, Any]) -> RunFolder:
        """Return a copy of the run that goes on from its newest checkpoint with other settings.

        Raises:
            UserError: a setting is wrong or fixed, or the run could not be copied.
        """
        return branch_run(self.get(run_id), self.root / new_id(), name, changes)

    def delete(self, run_id: str) -> None:
        """Move the run to the trash, from where `restore` brings it back for a week.

        Raises:
            UserError: it is training, or it came with the program.
        """
        folder = self._changeable(run_id)
        if folder.status().live:
            raise UserError(N_("This run is training. Stop it before you delete it."))
        try:
            self._trash.mkdir(parents=True, exist_ok=True)
            replace(folder.path, self._trash / run_id)
        except OSError as error:
            raise UserError(
                N_("The run could not be moved to the trash: {why}."), why=error.strerror
            ) from None
        os.utime(self._trash / run_id)
        self._empty_old_trash()

    def restore(self, run_id: str) -> RunFolder:
        """Bring a deleted run back.

        Raises:
            UserError: it is not in the trash.
        """
        path = self._trash / run_id
        if not _ID.fullmatch(run_id) or not path.is_dir():
            raise UserError(N_("This run is not in the trash any more."))
        replace(path, self.root / run_id)
        return RunFolder(self.root / run_id)

    @property
    def _trash(self) -> Path:
        return self.root / ".trash"

    def _empty_old_trash(self) -> None:
        for path in self._trash.iterdir():
            if _ID.fullmatch(path.name) and time.time() - path.stat().st_mtime > TRASH_DAYS * 86400:
                shutil.rmtree(path, ignore_errors=True)

    def _changeable(self, run_id: str) -> RunFolder:
        folder = self.get(run_id)
        if folder.path.parent != self.root:
            raise UserError(N_("This run came with the program and cannot be changed."))
        return folder

    def _places(self, run_id: str) -> list[Path]:
        if not _ID.fullmatch(run_id):
            return []
        return [self.root / run_id, recorded_root() / run_id]


def _runs_in(root: Path) -> list[RunFolder]:
    if not root.is_dir():
        return []
    return [
        RunFolder(path)
        for path in root.iterdir()
        if _ID.fullmatch(path.name) and (path / "run.json").is_file()
    ]


def _creation_time(run: RunFolder) -> float:
    try:
        return (run.path / "run.json").stat().st_mtime
    except OSError:  # deleted meanwhile
        return 0.0


def _name_of(run: RunFolder) -> str | None:
    """Return the run's name; None for one of another version, a damaged or a vanished one."""
    try:
        return run.config().name
    except (GanvasError, OSError):
        return None
