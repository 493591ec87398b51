"""A filmstrip: frames that play, or are scrubbed, in the browser alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ui.components.load import component
from ui.shell.language import _
from ui.shell.pictures import data_uri

_MOUNT = component("filmstrip")
COLUMNS = 8


def filmstrip(
    sprite: bytes,
    *,
    frames: int,
    size: tuple[int, int],
    captions: Sequence[str],
    label: str,
    key: str,
    kind: str = "png",
    show: int = 320,
    columns: int = COLUMNS,
    autoplay: bool = False,
    fps: int = 12,
    start: int = 0,
) -> None:
    """Show `frames` pictures of `size` (width, height), laid out in `sprite` by `columns`.

    kind: what the sprite is, "png" or "jpeg".
    """
    _MOUNT(
        key=key,
        data={
            "version": hashlib.sha256(sprite).hexdigest()[:16],
            "sprite": data_uri(sprite, kind),
            "frames": frames,
            "columns": columns,
            "width": size[0],
            "height": size[1],
            "show": show,
            "captions": list(captions),
            "label": label,
            "play": _("Play"),
            "pause": _("Pause"),
            "autoplay": autoplay,
            "start": start,
            "fps": fps,
        },
        height="content",
    )
