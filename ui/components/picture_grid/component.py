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
    selection: Sequence[int] = (),
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
            "chosen": list(selection),
            "label": label,
            "hint": hint,
        },
        on_picked_change=nothing,
        height="content",
    )
    index: float | None = result.picked
    return int(index) if index is not None and 0 <= int(index) < len(names) else None
