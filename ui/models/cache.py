"""Models that pages have open, kept by an id that nobody can guess, so that a route finds them."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from functools import lru_cache

from gan_core.model import Model

MOST_BYTES = 512 * 2**20


class ModelCache:
    """Models by id; those used longest ago make room. Safe to use from several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._models: OrderedDict[str, Model] = OrderedDict()
        self._ids: dict[str, str] = {}

    def put(self, name: str, model: Model) -> str:
        """Keep `model`, and return its id: the same for the same `name` as long as it is kept.

        name: what names the model's numbers.
        """
        with self._lock:
            key = self._ids.get(name)
            if key is None:
                key = self._ids[name] = secrets.token_urlsafe(16)
                self._models[key] = model
            self._models.move_to_end(key)
            self._make_room()
            return key

    def get(self, key: str) -> Model | None:
        """Return the model of this id, None where it made room for others."""
        with self._lock:
            if key in self._models:
                self._models.move_to_end(key)
            return self._models.get(key)

    def _make_room(self) -> None:
        """Let models go until the rest fits; the newest always stays."""
        while len(self._models) > 1 and sum(map(weight, self._models.values())) > self._most:
            oldest, _model = self._models.popitem(last=False)
            self._ids = {name: key for name, key in self._ids.items() if key != oldest}


def weight(model: Model) -> int:
    """Return how many bytes the model's numbers take."""
    return sum(
        part.numel() * part.element_size()
        for net in model.nets.values()
        for part in net.state_dict().values()
    )


@lru_cache(maxsize=1)
def model_cache() -> ModelCache:
    """Return this server's cache."""
    return ModelCache()
