"""A drawn lab as bytes for a browser: a JSON header, then small integer arrays.

uint32 (little endian) length of the header, the header as UTF-8 padded with spaces to a multiple of
4, then the arrays one after the other. Coordinates are int16 in units that the header names.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gan_core.lab.bench import Bench
from gan_core.lab.drawing import BOX, REACH, Drawing

FULL = 32767
UNIT = BOX / FULL
Arrays = dict[str, np.ndarray[Any, Any]]


def coordinates(points: Tensor, unit: float = UNIT) -> np.ndarray[Any, Any]:
    """Return `points` as int16 multiples of `unit`; what lies outside is put on the border."""
    scaled = torch.nan_to_num(points.detach() / unit).clamp(-FULL, FULL).round()
    return scaled.to(torch.int16).numpy()


def packed(header: Mapping[str, Any], arrays: Arrays) -> bytes:
    """Return one frame: `header`, with where each array lies, and the arrays."""
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = {"at": at, "shape": list(array.shape), "type": str(array.dtype)}
        at += array.nbytes + (-array.nbytes) % 2
    text = json.dumps({**header, "arrays": places}, allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    body = b"".join(array.tobytes() + b"\0" * (array.nbytes % 2) for array in arrays.values())
    return len(text).to_bytes(4, "little") + text + body


def drawn_arrays(
    bench: Bench, drawing: Drawing, layers: frozenset[str], *, raw: bool, with_data: bool
) -> tuple[dict[str, Any], Arrays]:
    """Return (header entries, arrays) of the layers that are wanted.

    layers: of "field", "manifold", "arrows"; the fakes are always there.
    """
    header: dict[str, Any] = {"unit": UNIT}
    fakes = drawing.fakes(raw=raw)
    arrays: Arrays = {"fake": coordinates(fakes)}
    if with_data:
        arrays["real"] = coordinates(drawing.real)
    if "manifold" in layers:
        arrays["manifold"] = coordinates(drawing.manifold(raw=raw))
        reach = REACH if bench.settings.prior == "normal" else 1.0
        arrays["zgrid"] = coordinates(drawing.noise_grid(), reach / FULL)
        header["z_unit"] = reach / FULL
    if "field" in layers:
        field = drawing.field()
        arrays["field"] = (255 * field.values).nan_to_num().round().to(torch.uint8).numpy()
        header["field"] = finite({"low": field.low, "mid": field.middle, "high": field.high})
    if "arrows" in layers:
        arrows = drawing.arrows(fakes)
        longest = float(arrows.of.abs().max())
        unit = longest / FULL if math.isfinite(longest) and longest > 0 else 1 / FULL
        arrays["arrows"] = coordinates(arrows.of, unit)
        header |= {"arrow_unit": unit, **finite({"arrow_mean": arrows.mean})}
    if bench.part is not None:
        arrays["batch_real"] = coordinates(bench.part.real)
        arrays["batch_fake"] = coordinates(bench.part.fake)
    return header, arrays


def finite(values: Mapping[str, float]) -> dict[str, float | None]:
    """Return `values` with None where JSON has no number."""
    return {key: value if math.isfinite(value) else None for key, value in values.items()}
