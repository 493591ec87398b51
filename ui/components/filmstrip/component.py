"""A filmstrip: frames, pictures or texts, that play or are scrubbed in the browser alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

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
    shown = {
        "version": hashlib.sha256(sprite).hexdigest()[:16],
        "sprite": data_uri(sprite, kind),
        "texts": None,
        "frames": frames,
        "columns": columns,
        "width": size[0],
        "height": size[1],
        "show": show,
        "autoplay": autoplay,
        "start": start,
        "fps": fps,
    }
    _mount(shown, captions, label, key)


def text_strip(
    texts: Sequence[str], *, captions: Sequence[str], label: str, key: str, fps: int, start: int = 0
) -> None:
    """Show `texts`, one at a time, as `filmstrip` does pictures."""
    shown = {
        "version": hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16],
        "sprite": None,
        "texts": list(texts),
        "frames": len(texts),
        "columns": 1,
        "width": 1,
        "height": 1,
        "show": 0,
        "autoplay": False,
        "start": start,
        "fps": fps,
    }
    _mount(shown, captions, label, key)


def _mount(shown: Mapping[str, object], captions: Sequence[str], label: str, key: str) -> None:
    words = {"captions": list(captions), "label": label, "play": _("Play"), "pause": _("Pause")}
    _MOUNT(key=key, data={**shown, **words}, height="content")
