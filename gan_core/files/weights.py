"""Weights by name, put into a network only where they are exactly its own."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from gan_core.errors import N_, CheckpointError

Tensors = dict[str, Tensor]


def under(tensors: Mapping[str, Tensor], name: str) -> Tensors:
    """Return the entries below `name`/, without that prefix."""
    start = f"{name}/"
    return {key[len(start) :]: value for key, value in tensors.items() if key.startswith(start)}


def load_weights(net: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Copy `weights` into `net`; keys, shapes and types must be exactly the network's own.

    Raises:
        CheckpointError: naming the first key that is missing, unknown or of another shape.
    """
    check_weights(net, weights)
    net.load_state_dict(dict(weights))


def check_weights(net: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Compare keys, shapes and types of `weights` with `net`, which may be without storage.

    Raises:
        CheckpointError: naming the first key that is missing, unknown or of another shape.
    """
    own = net.state_dict()
    for key in sorted(own.keys() | weights.keys()):
        if key not in weights:
            raise CheckpointError(N_("The checkpoint lacks {key}."), key=key)
        if key not in own:
            raise CheckpointError(N_("The checkpoint has {key}, which the network lacks."), key=key)
        if own[key].shape != weights[key].shape or own[key].dtype != weights[key].dtype:
            raise CheckpointError(
                N_("{key} is {found} in the checkpoint and {wanted} in the network."),
                key=key,
                found=f"{tuple(weights[key].shape)} {weights[key].dtype}",
                wanted=f"{tuple(own[key].shape)} {own[key].dtype}",
            )
