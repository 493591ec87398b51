"""Frames predicted one after the other, each from those predicted before, and how near they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from gan_core.data.sequences import is_next_frame, moved_on
from gan_core.data.spec import Pictures
from gan_core.errors import N_, UserError
from gan_core.metrics.nearness import PSNR_MOST, difference, psnr
from gan_core.model import Model
from gan_core.usage import Request

AT = (1, 5, 10)
"""Steps that scores are said of."""
Baseline = Callable[[Tensor, int, int], Tensor]
"""(past (N, C x frames, S, S), C, steps) -> frames (N, steps, C, S, S)."""


@dataclass(frozen=True)
class Nearness:
    """How near the frame `step` steps ahead comes: mean PSNR in dB and mean L1, of [-1, 1]."""

    step: int
    psnr: float
    l1: float


def past_of(model: Model) -> Pictures:
    """Return what the frames are that a model predicts the next one from.

    Raises:
        UserError: it predicts no frames.
    """
    past = model.design.source
    if not is_next_frame(model.spec) or not isinstance(past, Pictures):
        raise UserError(N_("This model predicts no frames."))
    return past


def roll_out(model: Model, past: Tensor, steps: int) -> Tensor:
    """Return the next `steps` frames, (N, steps, C, S, S) in [-1, 1], from the past.

    past: (N, C x frames, S, S) in [-1, 1], the oldest first. Each predicted frame becomes the last
    of the past of the next one (Mathieu et al. 2016, arXiv 1511.05440, section 4).

    Raises:
        UserError: the model predicts no frames.
    """
    past_of(model)
    frames = []
    for _ in range(steps):
        frames.append(model.answer(Request(src=past)))
        past = moved_on(past, frames[-1])
    return torch.stack(frames, 1)


def repeat_last(past: Tensor, channels: int, steps: int) -> Tensor:
    """Return the last frame as often as asked, (N, steps, C, S, S): nothing moves."""
    return past[:, None, -channels:].repeat(1, steps, 1, 1, 1)


def extrapolate(past: Tensor, channels: int, steps: int) -> Tensor:
    """Return what comes if each pixel goes on to change as it did last, (N, steps, C, S, S)."""
    before, last = past[:, -2 * channels :].chunk(2, 1)
    frames = [last + step * (last - before) for step in range(1, steps + 1)]
    return torch.stack(frames, 1).clamp(-1, 1)


BASELINES: Mapping[str, Baseline] = {
    N_("the last frame again"): repeat_last,
    N_("each pixel goes on to change"): extrapolate,
}


def nearness(frames: Tensor, truth: Tensor) -> list[Nearness]:
    """Return how near frames (N, steps, C, S, S) come to the truth at the steps `AT` they have."""
    rows = []
    for step in [at for at in AT if at <= frames.shape[1]]:
        pair = frames[:, step - 1], truth[:, step - 1]
        decibels = psnr(*pair).clamp_max(PSNR_MOST).mean()
        rows.append(Nearness(step, float(decibels), float(difference(*pair).mean())))
    return rows


def scores(model: Model, sequences: Tensor, steps: int = max(AT)) -> dict[str, list[Nearness]]:
    """Return how near the model and each baseline come on true sequences, by name; "G": the model.

    sequences: (N, frames before + steps or more, C, S, S) in [-1, 1].

    Raises:
        UserError: the model predicts no frames, or the sequences are shorter.
    """
    past, truth = parted(model, sequences, steps)
    channels = truth.shape[2]
    answers = {"G": roll_out(model, past, steps)}
    answers |= {name: one(past, channels, steps) for name, one in BASELINES.items()}
    return {name: nearness(frames, truth) for name, frames in answers.items()}


def parted(model: Model, sequences: Tensor, steps: int) -> tuple[Tensor, Tensor]:
    """Return (past (N, C x frames, S, S), the true next `steps` frames) of sequences.

    Raises:
        UserError: the model predicts no frames, or the sequences are shorter.
    """
    before = past_of(model).frames
    most = sequences.shape[1] - before
    if not 1 <= steps <= most:
        raise UserError(N_("steps must be from 1 to {limit}, not {n}."), limit=most, n=steps)
    return sequences[:, :before].flatten(1, 2), sequences[:, before : before + steps]
