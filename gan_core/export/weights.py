"""The weights of what makes items, as a file that Ganvas opens."""

from __future__ import annotations

from gan_core.files.container import pack
from gan_core.model import Model


def weights_bytes(model: Model) -> bytes:
    """Return a model file (safetensors) of the nets that make items, with the model's card."""
    kind = "ema" if model.averaged else "net"
    tensors = {
        f"{kind}/{name}/{key}": value.cpu()
        for name, net in model.nets.items()
        if name not in model.judges
        for key, value in net.state_dict().items()
    }
    return pack(tensors, {**model.card, "kind": "model", "step": model.step})
