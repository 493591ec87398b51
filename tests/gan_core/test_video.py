"""MP4 films: as many frames as were given, at their pace, with their colours."""

from __future__ import annotations

import io

import av
import pytest
import torch

from gan_core.video import mp4


@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 32, 32), (3, 64, 64), (1, 31, 45)])
def test_frames_and_their_pace_come_back(shape: tuple[int, int, int]) -> None:
    levels = [0, 80, 160, 255]
    frames = [torch.full(shape, level, dtype=torch.uint8) for level in levels]
    with av.open(io.BytesIO(mp4(iter(frames), 10))) as film:
        (stream,) = film.streams.video
        assert stream.average_rate == 10 and stream.codec_context.name == "h264"
        assert stream.width % 2 == stream.height % 2 == 0
        assert min(stream.width, stream.height) >= 256
        assert stream.width * shape[1] == stream.height * shape[2]
        back = [frame.to_ndarray(format="rgb24").mean() for frame in film.decode(stream)]
    assert back == pytest.approx(levels, abs=4)


def test_no_frame_is_no_film() -> None:
    with pytest.raises(ValueError, match="at least one frame"):
        mp4(iter(()))
