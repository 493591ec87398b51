"""What the list of runs knows of each: read anew only where its files changed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from gan_core.errors import UserError
from gan_core.runs.engine.current import engine
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from ui.shell.language import _
from ui.shell.states import STATES, clock


@dataclass(frozen=True)
class Row:
    """A run in the list; `state` is None for a recorded one."""

    id: str
    name: str
    recipe: str
    data: str
    created: str
    state: str | None
    step: int
    seconds: float

    def cells(self) -> dict[str, str | int]:
        """Return the row's cells by their titles, in the session's language."""
        return {
            _("Name"): self.name,
            _("GAN"): self.recipe,
            _("Data"): self.data,
            _("State"): _(STATES[self.state]) if self.state else _("recorded"),
            _("Step"): self.step,
            _("Training time"): clock(self.seconds),
            _("Begun"): self.created.replace("T", " ")[:16],
        }

    def has(self, text: str) -> bool:
        """True where `text` is part of what a reader would look for."""
        cells = list(self.cells().values())[:4]
        return text.lower() in " ".join(str(cell) for cell in cells).lower()


_Stamp = tuple[int, ...]
_ROWS: dict[Path, tuple[_Stamp, Row]] = {}
"""The rows of runs that nobody trained, by folder, and when their files were written."""


def all_rows() -> list[Row]:
    """Return the runs of this installation, newest first, then the recorded ones."""
    store = Store()
    own, recorded = store.own(), store.recorded()
    rows = [row for folder in own if (row := _row(folder, recorded=False))]
    rows.sort(key=lambda row: (row.created, row.id), reverse=True)
    there = {folder.path for folder in (*own, *recorded)}
    for path in [path for path in list(_ROWS) if path not in there]:
        _ROWS.pop(path, None)
    return rows + [row for folder in recorded if (row := _row(folder, recorded=True))]


def _row(folder: RunFolder, *, recorded: bool) -> Row | None:
    """Return the run's row; None where another version wrote it, or it has just been deleted."""
    live = engine().live(folder.id)
    try:
        stamp = tuple(os.stat(folder.path / f).st_mtime_ns for f in ("run.json", "status.json"))
        if live is None and (entry := _ROWS.get(folder.path)) and entry[0] == stamp:
            return entry[1]
        config, status = folder.config(), folder.status()
    except (OSError, UserError):
        return None
    now = live or status
    state = None if recorded else now.state
    about = (config.name, config.recipe, config.data, config.created)
    row = Row(folder.id, *about, state, now.step, now.seconds)
    if live is None and not status.live:  # another process may end without a word
        _ROWS[folder.path] = stamp, row
    return row
