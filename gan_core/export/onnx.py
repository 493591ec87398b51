"""A G as ONNX: (z, label) -> pictures, for any runtime that knows the format."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from gan_core.errors import N_, UserError
from gan_core.model import Model
from gan_core.usage import Request

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto

INPUTS = ("z", "label")
OUTPUT = "pictures"
ROWS = "n"
"""How many pictures are asked for at once: any number."""


def refuse_without_noise(model: Model) -> None:
    """Raise UserError where a model does not make pictures from noise alone."""
    if not model.draws_from_noise:
        raise UserError(N_("Only a model that makes pictures from noise can be taken along so."))


class Drawn(nn.Module):
    """What `Model.answer` does, as one network: z (n, latent), label (n,) -> (n, C, H, W).

    A copy on the CPU.

    Raises:
        UserError: the model does not make pictures from noise alone.
    """

    def __init__(self, model: Model) -> None:
        super().__init__()
        refuse_without_noise(model)
        self.latent, self.classes = model.latent, len(model.classes)
        makers = {name: net for name, net in model.nets.items() if name not in model.judges}
        self.nets = nn.ModuleDict(copy.deepcopy(makers))
        self.use = model.recipe.use
        self.cpu().eval().requires_grad_(False)

    def forward(self, z: Tensor, label: Tensor | None = None) -> Tensor:
        """Return pictures in [-1, 1]."""
        nets = dict(self.nets.items())
        return self.use.make(nets, Request(z, label)).x


def onnx_bytes(model: Model) -> bytes:
    """Return the G of `model` as an ONNX file: inputs "z" and, of a conditional model, "label".

    Weights that half precision holds exactly, as those of shipped models, lie in the file as such:
    the file is half as large and computes the same. Not beside what trains in the same process: see
    `apart.py`.

    Raises:
        UserError: the model does not make pictures from noise alone.
    """
    return written(Drawn(model))


def written(drawn: Drawn) -> bytes:
    """Return the ONNX file of `drawn`."""
    example: tuple[Tensor, ...] = (torch.zeros(2, drawn.latent),)
    if drawn.classes:
        example += (torch.arange(2) % drawn.classes,)
    names = INPUTS[: len(example)]
    program = torch.onnx.export(
        drawn,
        example,
        dynamo=True,
        input_names=list(names),
        output_names=[OUTPUT],
        dynamic_shapes=({0: ROWS}, {0: torch.export.Dim.AUTO})[: len(names)],
        optimize=False,
        verbose=False,
    )
    assert program is not None  # it is None only where a file is written
    content: bytes = halved(program.model_proto).SerializeToString()
    return content


def halved(file: ModelProto) -> ModelProto:
    """Return `file` with each float32 weight that float16 holds exactly kept as float16."""
    from onnx import TensorProto, helper, numpy_helper

    graph: GraphProto = file.graph
    for weight in graph.initializer:
        if weight.data_type != TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(weight)
        with np.errstate(over="ignore"):
            half = values.astype(np.float16)
        if values.size < FEW or not np.array_equal(half.astype(np.float32), values):
            continue
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(half, f"{name}.half"))
        cast = helper.make_node("Cast", [weight.name], [name], to=TensorProto.FLOAT)
        graph.node.insert(0, cast)
    return file


FEW = 64
"""A weight of fewer numbers is left as it is."""
