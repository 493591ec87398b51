"""Numbers as a .npy file."""

from __future__ import annotations

import io

import numpy as np
from torch import Tensor


def npy(values: Tensor) -> bytes:
    """Return `values` as the bytes of a .npy file."""
    buffer = io.BytesIO()
    np.save(buffer, values.numpy())
    return buffer.getvalue()
