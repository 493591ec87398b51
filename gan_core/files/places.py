"""Where things lie: GANVAS_HOME for what we write, GANVAS_DATA for data that the user brings."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """Return the folder for runs and fetched data: $GANVAS_HOME, else the current folder."""
    return Path(os.environ.get("GANVAS_HOME") or ".").expanduser().resolve()


def runs_root() -> Path:
    """Return the folder of runs, $GANVAS_HOME/runs."""
    return home() / "runs"


def data_root() -> list[Path]:
    """Return the folders searched for data sets, first found wins: $GANVAS_DATA, then our own."""
    folder = os.environ.get("GANVAS_DATA")
    own = home() / "data"
    return [Path(folder).expanduser(), own] if folder else [own]


def shipped_root() -> Path:
    """Return the folder of models and recorded runs that come with the program.

    An installed package carries them in itself (pyproject.toml); a checkout beside the package.
    """
    package = Path(__file__).resolve().parents[1]
    installed = package / "shipped"
    return installed if installed.is_dir() else package.parent / "checkpoints"
