"""What a discriminator sees inside: feature maps to look at, feature vectors to learn from."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import adaptive_max_pool2d
from torch.nn.modules.conv import _ConvNd

from gan_core.answers import Verdict
from gan_core.errors import N_, UserError
from gan_core.model import Model
from gan_core.nets.equal import Equal, EqualConv
from gan_core.usage import Request

FeatureKind = Literal["pooled", "last"]
POOLED_SIDE = 4
LAYERS = (_ConvNd, nn.Linear, Equal, EqualConv)


def layer_outputs(model: Model, x: Tensor, request: Request) -> list[tuple[str, Tensor]]:
    """Return (name, output) of each hidden layer of D for items `x` (N, ...), in order of use.

    D is whoever `Usage.judge` asks, told what `request` says. A layer is a convolution or a dense
    layer with what follows it in the same shape: normalisation, activation, the maximum of maxout,
    a residual sum. D's answers, the logit and the classes, are no hidden layers. It is a copy of D
    that looks, so a D that trains meanwhile notices nothing.

    Raises:
        UserError: the model came without D.
    """
    model.refuse_without_d()
    twins = copy.deepcopy({name: model.nets[name] for name in model.judges})
    outputs = listen(twins)
    answer = model.design.judge({**model.nets, **twins}, x, request)
    return [(name, out) for name, out in hidden_layers(outputs) if not _is_answer(out, answer)]


def feature_maps(model: Model, picture: Tensor, request: Request) -> list[tuple[str, Tensor]]:
    """Return (layer, maps (C, h, w)) of D's convolutions for one `picture` (C, H, W) in [-1, 1].

    A dense layer's output comes as (F, 1, 1). request: of one item, what D is told beside it. Where
    D judges packs, all of a pack are this picture.
    """
    rows = torch.zeros(model.pack, dtype=torch.int64)
    layers = layer_outputs(model, picture[None][rows], request[rows])
    return [(name, out[0] if out.ndim == 4 else out[0][:, None, None]) for name, out in layers]


def d_features(
    model: Model,
    pictures: Tensor,
    request: Request | None = None,
    *,
    kind: FeatureKind = "pooled",
    batch: int = 250,
) -> Tensor:
    """Return D's features (N, F) of `pictures` (N, C, H, W) in [-1, 1].

    pooled: every convolution's output, max-pooled to 4x4, flattened and joined: Radford et al. 2016
    (arXiv 1511.06434), section 5.1; in a D without convolutions all hidden layers, joined.
    last: what D itself calls its features (`Verdict.features`), else its last hidden layer.

    request: of N items, what D is told beside them; by default the same of all, so that the
    features do not say it. Where D judges packs, each picture is a pack of its own.

    Raises:
        UserError: D has no hidden layer, or the model came without D.
    """
    requests = untold(model, len(pictures)) if request is None else request
    parts = []
    for part, part_request in zip(torch.split(pictures, batch), requests.split(batch), strict=True):
        rows = torch.arange(len(part)).repeat_interleave(model.pack)
        features = (_last if kind == "last" else _pooled)(model, part[rows], part_request[rows])
        parts.append(features[:: len(features) // len(part)])
    return torch.cat(parts)


def untold(model: Model, n: int) -> Request:
    """Return a request for `n` items that says the same of all: the first label, a blank source."""
    label = model.classes[0] if model.classes else None
    design = model.design
    return Request(torch.zeros(n, model.latent), design.labels(n, label), design.blank_sources(n))


def _pooled(model: Model, x: Tensor, request: Request) -> Tensor:
    layers = [out for _, out in layer_outputs(model, x, request)]
    if not layers:
        raise UserError(N_("This D has no hidden layer, so it has no features."))
    maps = [out for out in layers if out.ndim == 4]
    side = POOLED_SIDE
    small = [
        adaptive_max_pool2d(out, (min(side, out.shape[2]), min(side, out.shape[3]))) for out in maps
    ]
    return torch.cat([out.flatten(1) for out in small or layers], 1)


def _last(model: Model, x: Tensor, request: Request) -> Tensor:
    answer = model.judge(x, request)
    if answer.features is not None:
        return answer.features.flatten(1)
    layers = layer_outputs(model, x, request)
    if not layers:
        raise UserError(N_("This D has no hidden layer, so it has no features."))
    return layers[-1][1].flatten(1)


def listen(nets: Mapping[str, nn.Module]) -> list[tuple[str, nn.Module, Tensor]]:
    """Return a list into which the modules of `nets` put their outputs as soon as they answer."""
    outputs: list[tuple[str, nn.Module, Tensor]] = []

    def note(name: str) -> Any:
        def hook(module: nn.Module, inputs: Any, output: Any) -> None:
            if isinstance(output, Tensor):
                outputs.append((name, module, output))

        return hook

    for net in nets.values():
        for name, module in net.named_modules():
            if "parametrizations" not in name.split("."):  # spectral norm is part of its layer
                module.register_forward_hook(note(name))
    return outputs


def hidden_layers(outputs: list[tuple[str, nn.Module, Tensor]]) -> list[tuple[str, Tensor]]:
    """Return (name, output) of each layer, with what follows it in the same shape."""
    # A module is noted when it is done, so what contains a layer comes after it.
    layers: list[tuple[str, Tensor]] = []
    for name, module, output in outputs:
        if isinstance(module, LAYERS):
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
