"""Copying a run: as it is, or to go on from its newest checkpoint with other settings."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gan_core.errors import N_, GanvasError, UserError
from gan_core.files.names import require_portable
from gan_core.runs.changing import with_changes
from gan_core.runs.config import clean_name
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.longer import as_long_again, is_over, lengthen


def copy_run(source: RunFolder, target: Path, name: str) -> RunFolder:
    """Return a copy of the run with all its checkpoints, which goes its own way from here.

    Raises:
        UserError: `target` exists or cannot be a folder on Windows, the run changed while it was
            copied, or the disk is full.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    update = {"name": clean_name(name), "parent": source.id, "created": now}
    if target.exists():
        raise UserError(
            N_("{path} holds a run already. Choose another folder, or resume it."), path=str(target)
        )
    require_portable(target)
    skip = shutil.ignore_patterns("lock", "control.jsonl", ".*.tmp")
    try:
        shutil.copytree(source.path, target, ignore=skip)
    except (OSError, shutil.Error):
        shutil.rmtree(target, ignore_errors=True)
        raise UserError(
            N_("The run could not be copied: it is changing, or the disk is full. Try again.")
        ) from None
    copy = RunFolder(target)
    copy.write_config(copy.config().model_copy(update=update))
    status = copy.status()
    if source.status().live and not status.live:
        # A run in training is copied as it was saved: the copy was not interrupted, it never began.
        status = replace(status, state="stopped")
    copy.write_status(status)
    return copy


def branch_run(
    source: RunFolder, target: Path, name: str | None, changes: Mapping[str, Any]
) -> RunFolder:
    """Return a copy of the run that goes on from its newest checkpoint with other settings.

    Raises:
        UserError: a setting is wrong or fixed, or the run could not be copied.
    """
    from gan_core.runs.training.session import open_session  # it needs what the store needs

    config = source.config()
    with_changes(config.gan, config.settings, changes)  # before anything is copied
    copy = copy_run(source, target, name or config.name)
    try:
        if is_over(copy):
            steps, minutes = as_long_again(copy)
            lengthen(copy, steps=steps, minutes=minutes)
        session = open_session(copy)
        try:
            session.change(changes)
        finally:
            session.close("stopped")
    except GanvasError:
        shutil.rmtree(copy.path, ignore_errors=True)
        raise
    return copy
