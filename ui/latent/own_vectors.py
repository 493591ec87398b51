"""Directions and points of one's own that sliders have open, by their id: the route finds them."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

MOST = 300
"""What sliders have open together on a server, about; what was used longest ago makes way."""


class Gone(Exception):
    """What an id named made way: the page that knows it keeps it anew."""


_store: OrderedDict[str, Tensor] = OrderedDict()
_lock = threading.Lock()


def keep_vectors(vectors: Sequence[tuple[float, ...]]) -> str:
    """Keep directions for the route; return their id, the same for the same numbers."""
    import torch

    numbers = torch.tensor(vectors)
    key = hashlib.sha256(f"{tuple(numbers.shape)}".encode() + numbers.numpy().tobytes()).hexdigest()
    with _lock:
        _store[key] = numbers
        _store.move_to_end(key)
        while len(_store) > MOST:
            _store.popitem(last=False)
    return key


def own_vectors(key: str, size: int) -> Tensor:
    """Return the directions (K, size) of an id.

    Raises:
        Gone: there are none (any more). ValueError: they have another size.
    """
    with _lock:
        numbers = _store.get(key)
        if numbers is None:
            raise Gone
        _store.move_to_end(key)
    if numbers.shape[1] != size:
        raise ValueError("these directions are of another space")
    return numbers
