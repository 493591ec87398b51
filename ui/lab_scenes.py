"""Scenes: settings that show one thing each."""

from __future__ import annotations

from gan_core.lab.task import LabTask


def scenes(task: LabTask) -> None:
    """Draw them."""
