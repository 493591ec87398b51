"""What the first visitor would wait for, done before the server answers."""

from __future__ import annotations

from importlib import import_module

from PIL import Image

WAITED_FOR = (
    "gan_core.lab.registry",  # torch
    "gan_core.runs.engine.current",
    "gan_core.runs.engine.threads",
    "pandas",  # Streamlit imports it for the first component of the first page
    "ui.components.spoken.component",
    "ui.shell.compute",
    "ui.components.lab.component",
    "ui.lab.article",
    "ui.lab.file",
    "ui.lab.intro",
    "ui.lab.knobs",
    "ui.lab.own",
    "ui.lab.scenes",
)


def preload() -> None:
    """Import what every page needs, and what the 2-D lab needs: its first picture is awaited."""
    for name in WAITED_FOR:
        import_module(name)
    Image.init()  # the formats that Streamlit tries for the page's icon
