"""The weights of what makes items, as a file that Ganvas opens."""

from __future__ import annotations

from gan_core.files.container import pack
from gan_core.model import Model
from gan_core.model_file import pack_looked


def weights_bytes(model: Model) -> bytes:
    """Return a model file (safetensors) of the nets that make items, with the model's card."""
    return pack(*pack_looked(model))
