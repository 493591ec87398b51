"""A film that is made beside the page: it counts, it ends, and it is stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import torch
from torch import Tensor

from tests.patience import PATIENCE
from ui.latent.film_job import FilmJob

FRAME = torch.zeros(1, 28, 28, dtype=torch.uint8)


@pytest.mark.parametrize(("ending", "mark"), [("mp4", b"ftyp"), ("gif", b"GIF")])
def test_a_film_is_made_and_its_frames_counted(ending: str, mark: bytes) -> None:
    job = FilmJob("x", ending, iter([FRAME] * 5), 5, 10)
    job.wait(PATIENCE)
    assert not job.running and job.done == 5
    assert job.content is not None and mark in job.content[:12]


def test_a_film_that_is_stopped_ends_at_the_next_frame_and_leaves_nothing() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def frames() -> Iterator[Tensor]:
        yield FRAME
        begun.set()
        go_on.wait(PATIENCE)
        yield from [FRAME] * 10_000

    job = FilmJob("x", "mp4", frames(), 10_001, 10)
    assert begun.wait(PATIENCE) and job.running
    job.stop()
    go_on.set()
    job.wait(PATIENCE)
    assert not job.running and job.content is None and job.done == 1
