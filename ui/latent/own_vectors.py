"""Directions and points of one's own that sliders have open, by their id: the route finds them."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

MOST = 1000
"""What sliders have open together on a server, about."""
_store: OrderedDict[str, tuple[tuple[float, ...], ...]] = OrderedDict()


def keep_vectors(vectors: Sequence[tuple[float, ...]]) -> str:
    """Keep directions for the route; return their id, the same for the same numbers."""
    numbers = tuple(vectors)
    key = hashlib.sha256(repr(numbers).encode()).hexdigest()[:32]
    _store[key] = numbers
    _store.move_to_end(key)
    while len(_store) > MOST:
        _store.popitem(last=False)
    return key


def own_vectors(key: str, size: int) -> Tensor:
    """Return the directions (K, size) of an id.

    Raises:
        ValueError: there are none (any more), or they have another size.
    """
    import torch

    numbers = _store.get(key)
    if numbers is None or any(len(vector) != size for vector in numbers):
        raise ValueError("no such directions")
    _store.move_to_end(key)
    return torch.tensor(numbers)
