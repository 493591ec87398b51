"""Tiles that wrap to the width there is: small pictures in a stack, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.components.load import component
from ui.shell.pictures import data_uri

_MOUNT = component("tiles")
MOST_COLUMNS = 8


@dataclass(frozen=True)
class Tile:
    """One tile: (PNG, alternative text) from the top down, and the lines of text below them."""

    pictures: Sequence[tuple[bytes, str]]
    lines: Sequence[str]


@dataclass(frozen=True)
class Scale:
    """A colour scale: its colours from left to right, the texts at both ends and in the middle."""

    colours: Sequence[str]
    low: str
    middle: str
    high: str
    label: str


def columns_of(count: int) -> int:
    """Return how many tiles stand side by side on a wide page; on a narrow one it is half."""
    return -(-count // -(-count // MOST_COLUMNS))


def tiles(rows: Sequence[Tile], *, key: str, scale: Scale | None = None) -> None:
    """Show the tiles side by side, and below them the colour scale."""
    _MOUNT(
        key=key,
        data={
            "columns": columns_of(len(rows)),
            "tiles": [
                {
                    "pictures": [{"src": data_uri(png), "alt": alt} for png, alt in tile.pictures],
                    "lines": list(tile.lines),
                }
                for tile in rows
            ],
            "scale": None if scale is None else {**vars(scale), "colours": list(scale.colours)},
        },
        height="content",
    )
