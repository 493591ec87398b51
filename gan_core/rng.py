"""Named random streams: the only randomness in training, all of it saved and restored."""

from __future__ import annotations

import hashlib
import struct
import threading
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor

T = TypeVar("T")
_BUILD_LOCK = threading.Lock()


def derive_seed(seed: int, name: str) -> int:
    """Return a 63-bit seed for the stream `name` of a run with `seed`; streams are independent."""
    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "little") & (2**63 - 1)


class Rng:
    """Random streams by name ("z", "data", "dropout", ...), each a `torch.Generator` of its own.

    A stream is made at its first use from the run's seed and its name, so a stream that was
    never used needs no saving. Nothing here touches torch's process-wide generator.
    """

    def __init__(self, seed: int, device: torch.device | str = "cpu") -> None:
        self.seed = seed
        self.device = torch.device(device)
        self._streams: dict[str, torch.Generator] = {}
        self._fresh: dict[str, Tensor] = {}

    def __getitem__(self, name: str) -> torch.Generator:
        if name not in self._streams:
            # The meta device (shape checks only) has no generator of its own.
            kind = "cpu" if self.device.type == "meta" else self.device
            stream = torch.Generator(device=kind)
            stream.manual_seed(derive_seed(self.seed, name))
            self._streams[name], self._fresh[name] = stream, stream.get_state()
        return self._streams[name]

    def normal(self, *shape: int, stream: str = "z") -> Tensor:
        """Draw N(0, 1) of `shape` on the run's device."""
        return torch.randn(*shape, generator=self[stream], device=self.device)

    def state(self) -> dict[str, Tensor]:
        """Return each used stream's state as a uint8 tensor."""
        states = {name: self._streams[name].get_state() for name in sorted(self._streams)}
        return {name: s for name, s in states.items() if not torch.equal(s, self._fresh[name])}

    def load(self, state: dict[str, Tensor]) -> None:
        """Restore exactly the streams in `state`; others start afresh at their next use.

        Raises:
            ValueError: one of them is no state of a stream.
        """
        for name in set(self._streams) - set(state):
            self._streams[name].manual_seed(derive_seed(self.seed, name))
        for name, value in state.items():
            set_stream(self[name], value)


def set_stream(stream: torch.Generator, state: Tensor) -> None:
    """Put a stream into a saved state.

    Raises:
        ValueError: it is none. torch takes a Mersenne twister whose two places contradict each
            other, and would then draw from the memory behind it.
    """
    state = state.cpu()
    like = stream.get_state()
    if state.dtype != like.dtype or state.shape != like.shape:
        raise ValueError("that is no state of a random stream")
    # Where a sound state does not look so, torch writes it otherwise: then there is no check.
    if stream.device.type == "cpu" and _agrees(like) and not _agrees(state):
        raise ValueError("that is no state of a random stream")
    stream.set_state(state)


def _agrees(state: Tensor) -> bool:
    """Whether the places of a twister agree: seed (8 bytes), left, seeded (4 each), next (8)."""
    content = state.numpy().tobytes()
    (left,), (place,) = struct.unpack_from("<i", content, 8), struct.unpack_from("<Q", content, 16)
    return bool(left + place == 625 or (left, place) == (1, 0))


def seeded(seed: int, make: Callable[[], T]) -> T:
    """Call `make` with torch's process-wide generator seeded, then put that generator back.

    torch's layers initialise from the process-wide generator and take no other. The lock keeps
    two runs that build at the same moment from mixing their draws.
    """
    with _BUILD_LOCK, torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return make()
