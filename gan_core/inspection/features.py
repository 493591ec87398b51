"""What a discriminator sees inside: feature maps to look at, feature vectors to learn from."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_max_pool2d
from torch.nn.modules.conv import _ConvNd

from gan_core.answers import Verdict, verdict
from gan_core.errors import N_, UserError
from gan_core.game import evaluating

Kind = Literal["pooled", "last"]
POOLED_SIDE = 4


def layer_outputs(
    net: nn.Module, x: Tensor, cond: Tensor | None = None
) -> list[tuple[str, Tensor]]:
    """Return (name, output) of each hidden layer of D for pictures `x` (N, ...), in order of use.

    A layer is a convolution or a dense layer with what follows it in the same shape:
    normalisation, activation, the maximum of maxout, a residual sum. D's answers, the logit and
    the classes, are no hidden layers. It is a copy of `net` that looks, so a net that trains
    meanwhile notices nothing.
    """
    twin = copy.deepcopy(net)
    seen: list[tuple[str, nn.Module, Tensor]] = []

    def note(name: str) -> Any:
        def hook(module: nn.Module, inputs: Any, output: Any) -> None:
            if isinstance(output, Tensor):
                seen.append((name, module, output))

        return hook

    for name, module in twin.named_modules():
        if "parametrizations" not in name.split("."):  # spectral norm is part of its layer
            module.register_forward_hook(note(name))
    with evaluating(twin):
        answer = verdict(twin(x, cond))
    return [(name, out) for name, out in _layers(seen) if not _is_answer(out, answer)]


def feature_maps(
    net: nn.Module, picture: Tensor, cond: Tensor | None = None, *, pack: int = 1
) -> list[tuple[str, Tensor]]:
    """Return (layer, maps (C, h, w)) of D's convolutions for one `picture` (C, H, W) in [-1, 1].

    A dense layer's output comes as (F, 1, 1). cond: what D is told beside the picture, a tensor
    (1, ...): its label, or what it was made from. pack: how many pictures D sees at once (PacGAN);
    all of them are this picture.
    """
    cond = None if cond is None else cond.expand(pack, *cond.shape[1:])
    layers = layer_outputs(net, picture[None].expand(pack, *picture.shape).clone(), cond)
    return [(name, out[0] if out.ndim == 4 else out[0][:, None, None]) for name, out in layers]


def d_features(
    net: nn.Module,
    pictures: Tensor,
    cond: Tensor | None = None,
    *,
    kind: Kind = "pooled",
    pack: int = 1,
    batch: int = 250,
) -> Tensor:
    """Return D's features (N, F) of `pictures` (N, C, H, W) in [-1, 1].

    pooled: every convolution's output, max-pooled to 4x4, flattened and joined: Radford et al. 2016
    (arXiv 1511.06434), section 5.1; in a D without convolutions all hidden layers, joined.
    last: what D itself calls its features (`Verdict.features`), else its last hidden layer.

    cond: labels (N,) for a D that is told the class; give one label to all, else the features say
    it. pack: how many rows D sees at once; each picture is then repeated so often.

    Raises:
        UserError: D has no hidden layer.
    """
    conds: Iterator[Tensor | None] = iter(() if cond is None else torch.split(cond, batch))
    parts = []
    for part in torch.split(pictures, batch):
        label = next(conds, None)
        many = part.repeat_interleave(pack, 0)
        labels = None if label is None else label.repeat_interleave(pack, 0)
        found = _last(net, many, labels) if kind == "last" else _pooled(net, many, labels)
        parts.append(found if len(found) == len(part) else found[::pack])
    return torch.cat(parts)


def _pooled(net: nn.Module, x: Tensor, cond: Tensor | None) -> Tensor:
    layers = [out for _, out in layer_outputs(net, x, cond)]
    if not layers:
        raise UserError(N_("This D has no hidden layer, so it has no features."))
    maps = [out for out in layers if out.ndim == 4]
    side = POOLED_SIDE
    small = [
        adaptive_max_pool2d(out, (min(side, out.shape[2]), min(side, out.shape[3]))) for out in maps
    ]
    return torch.cat([out.flatten(1) for out in small or layers], 1)


def _last(net: nn.Module, x: Tensor, cond: Tensor | None) -> Tensor:
    with evaluating(net):
        answer = verdict(net(x, cond))
    if answer.features is not None:
        return answer.features.flatten(1)
    layers = layer_outputs(net, x, cond)
    if not layers:
        raise UserError(N_("This D has no hidden layer, so it has no features."))
    return layers[-1][1].flatten(1)


def _layers(seen: list[tuple[str, nn.Module, Tensor]]) -> list[tuple[str, Tensor]]:
    # A module is noted when it is done, so what contains a layer comes after it.
    layers: list[tuple[str, Tensor]] = []
    for name, module, output in seen:
        if isinstance(module, (_ConvNd, nn.Linear)):
            layers.append((name, output))
        elif layers and _same_kind(layers[-1][1], output):
            layers[-1] = (layers[-1][0], output)
    return layers


def _same_kind(before: Tensor, after: Tensor) -> bool:
    if before.ndim == after.ndim == 2:  # maxout makes a dense layer narrower
        return len(before) == len(after) and after.shape[1] <= before.shape[1]
    return before.shape == after.shape


def _is_answer(out: Tensor, answer: Verdict) -> bool:
    one_number = out.ndim > 1 and out.shape[1] == 1
    return one_number or out.ndim not in (2, 4) or out is answer.classes
