"""The order in which items are drawn: shuffled epochs, exactly resumable."""

from __future__ import annotations

import torch
from torch import Tensor

from gan_core.data.base import Batch, DataSet
from gan_core.data.views import View
from gan_core.errors import N_, UserError
from gan_core.rng import Rng, set_stream


class Feed:
    """Draws batches of a data set in shuffled order; every item comes once an epoch.

    Batches are always full: one that begins near the end of an epoch goes on into the next.
    """

    def __init__(self, data: DataSet, rng: Rng) -> None:
        self.data = data
        self._rng = rng
        self._shuffle(rng["data"])

    def draw(self, view: View, size: int, count: int = 1) -> list[Batch]:
        """Return the next `count` batches of `size` items, as `view` makes them."""
        return [view(self.data, self._rows(size), self._rng) for _ in range(count)]

    def state(self) -> dict[str, Tensor]:
        """Return the cursor: the shuffling stream before this epoch, and the position in it."""
        return {"epoch": self._epoch, "position": torch.tensor(self._position)}

    def load(self, state: dict[str, Tensor]) -> None:
        """Go back to a saved cursor; the stream itself is restored with all other streams.

        Raises:
            ValueError: it lies outside these data.
        """
        position = int(state["position"])
        if not 0 <= position <= len(self.data):
            raise ValueError(f"{position} is no place in {len(self.data)} items")
        stream = torch.Generator(device=self._rng["data"].device)
        set_stream(stream, state["epoch"])
        self._shuffle(stream)
        self._position = position

    def _rows(self, count: int) -> Tensor:
        if count > len(self.data):
            raise UserError(
                N_("Batch size {batch} is more than the {count} items of {data}."),
                batch=count,
                count=len(self.data),
                data=self.data.name,
            )
        rows = self._order[self._position : self._position + count]
        self._position += len(rows)
        if len(rows) < count:
            self._shuffle(self._rng["data"])
            self._position = count - len(rows)
            rows = torch.cat([rows, self._order[: self._position]])
        return rows

    def _shuffle(self, stream: torch.Generator) -> None:
        self._epoch = stream.get_state()
        self._order = torch.randperm(
            len(self.data), generator=stream, device=self.data.items.device
        )
        self._position = 0
