"""Reader of IDX files (the format of MNIST and Fashion-MNIST), plain or gzipped."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from gan_core.errors import N_, UserError

LIMIT = 256 * 2**20


def read_idx(path: Path) -> Tensor:
    """Return the uint8 array in `path` (or `path`.gz).

    Raises:
        UserError: no such file, or it is not a whole uint8 IDX file.
    """
    packed = path.with_name(path.name + ".gz")
    if path.exists():
        raw = path.read_bytes()
    elif packed.exists():
        try:
            with gzip.open(packed) as file:
                raw = file.read(LIMIT)
        except (OSError, EOFError, zlib.error):
            raise UserError(N_("{path} is not a whole gzip file."), path=str(packed)) from None
    else:
        raise UserError(N_("There is no file {path} (or {path}.gz)."), path=str(path))
    if len(raw) < 4 or raw[:3] != b"\x00\x00\x08":
        raise UserError(N_("{path} is not an IDX file of bytes."), path=str(path))
    rank = raw[3]
    header = 4 + 4 * rank
    shape = struct.unpack(f">{rank}I", raw[4:header]) if len(raw) >= header else ()
    if not shape or len(raw) != header + int(np.prod(shape, dtype=np.int64)):
        raise UserError(N_("{path} is cut off or has a wrong header."), path=str(path))
    return torch.from_numpy(np.frombuffer(raw, np.uint8, offset=header).reshape(shape).copy())
