"""Pictures that change step by step under one slider, each with what is said of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ui.components.load import component
from ui.components.tiles.component import columns_of
from ui.shell.language import _
from ui.shell.pictures import data_uri

_MOUNT = component("steps")


def steps(
    sheet: bytes,
    *,
    size: tuple[int, int],
    names: Sequence[str],
    texts: Sequence[Sequence[str]],
    captions: Sequence[str],
    label: str,
    key: str,
) -> None:
    """Show the pictures of one row of `sheet` (PNG), a row for each step and no gaps.

    size: (width, height) of a picture. texts: [step][picture]. captions: one for each step.
    """
    _MOUNT(
        key=key,
        data={
            "version": hashlib.sha256(sheet).hexdigest()[:16],
            "sheet": data_uri(sheet),
            "columns": columns_of(len(names)),
            "steps": len(captions) - 1,
            "width": size[0],
            "height": size[1],
            "names": list(names),
            "texts": [list(row) for row in texts],
            "captions": list(captions),
            "label": label,
            "play": _("Play"),
            "pause": _("Pause"),
        },
        height="content",
    )
