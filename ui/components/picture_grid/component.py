"""A grid of pictures whose cells say their name on hover and can be chosen by click or keyboard."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from ui.components.load import component, nothing
from ui.shell.pictures import data_uri

_MOUNT = component("picture_grid")


def picture_grid(
    sheet: bytes,
    *,
    columns: int,
    cell: int,
    names: Sequence[str],
    label: str,
    hint: str,
    key: str,
    chosen: Sequence[int] = (),
    gap: int = 2,
    show: int = 560,
) -> int | None:
    """Show the grid PNG and return the cell that was just picked, else None."""
    result = _MOUNT(
        key=key,
        data={
            "version": hashlib.sha256(sheet).hexdigest()[:16],
            "sheet": data_uri(sheet),
            "columns": columns,
            "count": len(names),
            "cell": cell,
            "gap": gap,
            "show": show,
            "names": list(names),
            "chosen": list(chosen),
            "label": label,
            "hint": hint,
        },
        on_picked_change=nothing,
        height="content",
    )
    picked: float | None = result.picked
    return int(picked) if picked is not None and 0 <= int(picked) < len(names) else None
