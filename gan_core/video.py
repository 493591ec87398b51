"""Films as MP4 files (H.264), which every browser and phone plays."""

from __future__ import annotations

import io
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
from torch import Tensor

from gan_core.pictures import image

LEAST_SIDE = 256
"""Pixels of a film's side at least: players blur small ones."""


def mp4(frames: Iterable[Tensor], rate: int = 24) -> bytes:
    """Return uint8 pictures (C, H, W), of one size, as an MP4 of `rate` frames a second.

    Enlarged with hard edges to an even side, as H.264 wants. Frames are taken one at a time.

    Raises:
        ValueError: there is no frame.
    """
    import av  # not at start: only a film needs it

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = None
        for frame in frames:
            height, width = frame.shape[1:]
            scale = -(-LEAST_SIDE // min(height, width) // 2) * 2
            if stream is None:
                stream = container.add_stream("libx264", rate=Fraction(rate))
                stream.width, stream.height = width * scale, height * scale
                stream.pix_fmt, stream.options = "yuv420p", {"crf": "18"}
            colours = np.asarray(image(frame, scale).convert("RGB"))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(colours, format="rgb24")))
        if stream is None:
            raise ValueError("a film needs at least one frame")
        container.mux(stream.encode())
    return buffer.getvalue()
