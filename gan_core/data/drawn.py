"""Pictures that take seconds to draw, kept in the user's folder once they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from torch import Tensor

from gan_core.errors import CheckpointError, GanvasError
from gan_core.files import container


def drawn_once(
    path: Path,
    name: str,
    shapes: Mapping[str, tuple[int, ...]],
    draw: Callable[[], Mapping[str, Tensor]],
) -> Mapping[str, Tensor]:
    """Return the pictures (uint8, of these shapes) kept at `path`, or draw them and keep them."""
    try:
        tensors = container.read(path)[0]
        if all(_fits(tensors[key], shape) for key, shape in shapes.items()):
            return tensors
    except (CheckpointError, KeyError):
        pass
    tensors = dict(draw())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        container.write(path, tensors, {"kind": "data", "name": name})
    except (OSError, GanvasError):
        pass  # a folder that cannot be written costs seconds at each start, nothing else
    return tensors


def _fits(tensor: Tensor, shape: tuple[int, ...]) -> bool:
    return tensor.shape == shape and tensor.dtype == torch.uint8
