"""A filmstrip: frames, pictures or texts, that play or are scrubbed in the browser alone."""

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
    _mount(
        key,
        version=_version(sprite),
        sprite=data_uri(sprite, kind),
        frames=frames,
        columns=columns,
        size=size,
        show=show,
        captions=captions,
        label=label,
        autoplay=autoplay,
        start=start,
        fps=fps,
    )


def text_strip(
    texts: Sequence[str],
    *,
    captions: Sequence[str],
    label: str,
    key: str,
    fps: int = 12,
    start: int = 0,
) -> None:
    """Show `texts`, one at a time, as `filmstrip` does pictures."""
    _mount(
        key,
        version=_version("\0".join(texts).encode()),
        texts=texts,
        frames=len(texts),
        captions=captions,
        label=label,
        start=start,
        fps=fps,
    )


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _mount(
    key: str,
    *,
    version: str,
    frames: int,
    captions: Sequence[str],
    label: str,
    start: int,
    fps: int,
    sprite: str | None = None,
    texts: Sequence[str] | None = None,
    columns: int = 1,
    size: tuple[int, int] = (1, 1),
    show: int = 1,
    autoplay: bool = False,
) -> None:
    _MOUNT(
        key=key,
        data={
            "version": version,
            "sprite": sprite,
            "texts": None if texts is None else list(texts),
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
