"""Pictures for a page, as data URIs: media files vanish before a busy browser has them."""

from __future__ import annotations

import base64

from torch import Tensor

from gan_core.pictures import grid, png, to_bytes


def data_uri(content: bytes, kind: str = "png") -> str:
    """Return `content` as a data URI."""
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def sheet(pictures: Tensor, columns: int) -> bytes:
    """Return pictures (N, C, H, W) in [-1, 1] as a PNG grid."""
    return png(grid(to_bytes(pictures), columns))
