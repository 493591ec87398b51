"""Sliders and a pad for a few latent dimensions; the picture follows while they are dragged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gan_core.latent.points import REACH
from ui.components.load import component, nothing
from ui.shell.language import _

_MOUNT = component("latent_sliders")


@dataclass(frozen=True)
class Slider:
    """One slider: the dimension that it moves, and where it rests."""

    dimension: int
    value: float


def latent_sliders(
    url: str,
    *,
    sliders: Sequence[Slider],
    seed: int,
    label: str | None,
    version: str,
    key: str,
    show: int = 280,
) -> None:
    """Show the picture of `seed` beside sliders that move it; the browser asks `url` for pictures.

    label: of the picture, where the model takes one. version: names what the sliders move (model,
    seed, dimensions); with another one they begin at rest.
    """
    _MOUNT(
        key=key,
        data={
            "url": url,
            "seed": seed,
            "label": label,
            "show": show,
            "caption": _("seed {seed}, |z| = {norm}").format(seed=seed, norm="{norm}"),
            "version": version,
            "reset": _("Back to the seed"),
            "pad": _("Pad: two dimensions at once"),
            "hint": _("Drag the point, or use the arrow keys; with Shift it goes further."),
            "across": _("Across"),
            "up": _("Up"),
            "reach": REACH,
            "sliders": [{"dimension": s.dimension, "rest": s.value} for s in sliders],
        },
        on_gone_change=nothing,
        height="content",
    )
