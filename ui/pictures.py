"""Pictures on a page: always as data URIs, since media files vanish before a busy browser has them."""

from __future__ import annotations

import base64
import io

import streamlit as st
from PIL import Image

from gan_core import pictures as files


def data_uri(content: bytes, kind: str = "png") -> str:
    """Return `content` as a data URI."""
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def enlarged(content: bytes, scale: int) -> bytes:
    """Return a PNG enlarged by a whole number with hard edges."""
    with Image.open(io.BytesIO(content), formats=("PNG",)) as small:
        size = (small.width * scale, small.height * scale)
        big = small.resize(size, Image.Resampling.NEAREST)
    buffer = io.BytesIO()
    big.save(buffer, "PNG")
    return buffer.getvalue()


def show_grid(content: bytes, alt: str, scale: int = 2) -> None:
    """Draw a sample grid, enlarged with hard edges."""
    st.image(data_uri(enlarged(content, scale)), alt=alt, width="stretch")


def sheet(pictures: object, columns: int) -> bytes:
    """Return pictures (N, C, H, W) in [-1, 1] as a PNG grid."""
    return files.png(files.grid(files.to_bytes(pictures), columns))  # type: ignore[arg-type]
