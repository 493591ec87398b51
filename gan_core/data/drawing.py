"""A drawing as a piece of a link: which cells of a grid are painted, as URL-safe text."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable

import numpy as np

from gan_core.errors import N_, UserError

CELLS, SIDE = 48, 4.0
"""A drawing is CELLS x CELLS cells over [-2, 2]^2; cell (0, 0) is at the bottom left."""
LONGEST = 512
"""Characters of a code. One bit a cell is 288 bytes: 299 at worst in zlib, 399 in base64."""
_BYTES = CELLS * CELLS // 8


def encode_drawing(cells: Iterable[tuple[int, int]]) -> str:
    """Return the text of the painted `cells`, (column, row) in 0..47 with row 0 at the bottom.

    Bit row * 48 + column, the first in the highest bit of the first byte; zlib (RFC 1950);
    base64url (RFC 4648, section 5) without padding.

    Raises:
        UserError: nothing is painted, or a cell is outside the grid.
    """
    painted = np.zeros((CELLS, CELLS), dtype=bool)
    for column, row in cells:
        if not (0 <= column < CELLS and 0 <= row < CELLS):
            raise UserError(
                N_("Cell ({column}, {row}) is outside the drawing: both count from 0 to {last}."),
                column=column,
                row=row,
                last=CELLS - 1,
            )
        painted[row, column] = True
    if not painted.any():
        raise _nothing_painted()
    packed = zlib.compress(np.packbits(painted).tobytes(), 9)
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode_drawing(code: str) -> list[tuple[int, int]]:
    """Return the painted cells (column, row) of `encode_drawing`'s text, row by row.

    Raises:
        UserError: the text is none of ours, or nothing is painted.
    """
    bits = np.unpackbits(np.frombuffer(_unpacked(code), dtype=np.uint8))
    rows, columns = bits.reshape(CELLS, CELLS).nonzero()
    if not len(rows):
        raise _nothing_painted()
    return list(zip(columns.tolist(), rows.tolist(), strict=True))


def _unpacked(code: str) -> bytes:
    # Both bounds come before the work: a stranger's link must not make us allocate.
    if len(code) > LONGEST:
        raise _damaged()
    unzip = zlib.decompressobj()
    try:
        packed = base64.b64decode(code + "=" * (-len(code) % 4), b"-_", validate=True)
        raw = unzip.decompress(packed, _BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise _damaged() from None
    if len(raw) != _BYTES or not unzip.eof or unzip.unused_data:
        raise _damaged()
    return raw


def _damaged() -> UserError:
    return UserError(
        N_("The drawing in this link is damaged. Copy the whole link again, or draw anew.")
    )


def _nothing_painted() -> UserError:
    return UserError(N_("Nothing is drawn yet. Paint some cells; the points then lie on them."))
