"""Sliders and a pad that move a point; its picture follows while they are dragged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gan_core.latent.points import REACH
from ui.components.load import component, nothing
from ui.shell.language import _

_MOUNT = component("latent_sliders")


@dataclass(frozen=True)
class Slider:
    """One slider: what it moves, as the address and as the page say it, and where it rests."""

    id: str
    name: str
    rest: float


def latent_sliders(
    url: str,
    *,
    sliders: Sequence[Slider],
    seed: int,
    label: str | None,
    version: str,
    key: str,
    more: Mapping[str, str],
    caption: str,
    show: int = 280,
    reset: str | None = None,
) -> None:
    """Show the picture of `seed` beside sliders that move it; the browser asks `url` for pictures.

    label: of the picture, where the model takes one. version: names what the sliders move (model,
    seed, numbers); with another one they begin at rest. more: what else the address says. caption:
    below the picture, with {norm} where the length of the point goes. reset: what takes all back.
    """
    _MOUNT(
        key=key,
        data={
            "url": url,
            "seed": seed,
            "label": label,
            "show": show,
            "caption": caption,
            "more": dict(more),
            "version": version,
            "reset": reset or _("Back to the seed"),
            "pad": _("Pad: two sliders at once"),
            "hint": _("Drag the point, or use the arrow keys; with Shift it goes further."),
            "across": _("Across"),
            "up": _("Up"),
            "reach": REACH,
            "sliders": [vars(slider) for slider in sliders],
        },
        on_gone_change=nothing,
        height="content",
    )
