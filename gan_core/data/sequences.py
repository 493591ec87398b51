"""Frames that follow each other: each row is the next frame, its source the frames before it."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.data.base import Batch, DataSet, Rows
from gan_core.data.spec import Pictures, Spec
from gan_core.errors import N_, UserError
from gan_core.rng import Rng


def is_next_frame(spec: Spec) -> bool:
    """True where an item is one frame and its source several of the same form before it."""
    past = spec.source
    return (
        isinstance(spec, Pictures)
        and isinstance(past, Pictures)
        and spec.frames == 1 < past.frames
        and (past.channels, past.size) == (spec.channels, spec.size)
    )


def moved_on(past: Tensor, frame: Tensor) -> Tensor:
    """Return (N, C x frames, S, S) without its oldest frame, with `frame` (N, C, S, S) the last."""
    return torch.cat([past[:, frame.shape[1] :], frame], 1)


def follow(rows: Rows, before: Tensor, after: Tensor) -> Tensor:
    """Return whether the rows `after` go on where the rows `before` end, bool (N,)."""
    assert rows.sources is not None
    expected = moved_on(rows.sources[before], rows.items[before])
    return (rows.sources[after] == expected).flatten(1).all(1)


def unrolled(data: DataSet, rows: Tensor, rng: Rng, *, more: int) -> Batch:
    """Items as `aligned` has them, each with `more` frames more before it in `src`.

    A row that is too near the beginning of its sequence is replaced by the first that is not.

    Raises:
        UserError: the sequences of the data set are shorter.
    """
    part, start = data.training, rows
    for _ in range(more):
        start = start - follow(part, (start - 1).clamp_min(0), start).long()
    places = start[:, None] + torch.arange(more + 1, device=rows.device)
    one_film = bool((places[:, -1] < len(part)).all()) and all(
        bool(follow(part, places[:, at], places[:, at + 1]).all()) for at in range(more)
    )
    if not one_film:
        text = N_("The sequences of {data} have fewer than {n} frames to predict.")
        raise UserError(text, data=data.name, n=more + 1)
    assert part.sources is not None
    frames = part.items[places].flatten(1, 2)
    strip = data.spec.to_numbers(torch.cat([part.sources[start], frames], 1))
    ahead = data.spec.shape[0]
    return Batch(strip[:, -ahead:], None, strip[:, :-ahead])


def sequences(data: DataSet, n: int | None = None) -> Tensor:
    """Return the first `n` held-out sequences (None: all), (n, frames, C, S, S) in [-1, 1].

    Rows that go on where the one before ends are one sequence: the frames that its first row is
    made from, then the item of each. Longer ones are cut to the length of the shortest.

    Raises:
        UserError: the data set holds out no sequences.
    """
    part = data.held_out
    if part is None or not len(part) or not is_next_frame(data.spec):
        raise UserError(N_("{data} has no sequences held out."), data=data.name)
    assert part.sources is not None
    every = torch.arange(len(part))
    starts = torch.cat([every[:1], every[1:][~follow(part, every[:-1], every[1:])]])
    length = int(torch.cat([starts[1:], every[-1:] + 1]).sub(starts).min())
    starts = starts[:n]
    frames = part.items[starts[:, None] + torch.arange(length)].flatten(1, 2)
    strips = data.spec.to_numbers(torch.cat([part.sources[starts], frames], 1))
    return strips.view(len(strips), -1, *data.spec.shape)
