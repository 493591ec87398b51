"""A G as ONNX, written by a process of its own.

torch's exporter turns switches of the whole process while it works, and two at once disturb each
other: beside a run that trains, or a second person who asks, it has to work elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from gan_core.errors import N_, GanvasError
from gan_core.export.onnx import refuse_without_noise
from gan_core.export.weights import weights_bytes
from gan_core.model import Model

PATIENCE_SECONDS = 300


def onnx_apart(model: Model) -> bytes:
    """Return `onnx_bytes(model)`, as `python -m gan_core export` writes it.

    Raises:
        UserError: the model does not make pictures from noise alone.
        GanvasError: the command failed, for instance at a recipe that was registered in this
            process alone; the message has its last line.
    """
    refuse_without_noise(model)
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    with tempfile.TemporaryDirectory() as folder:
        weights, out = Path(folder) / "model.safetensors", Path(folder) / "model.onnx"
        weights.write_bytes(weights_bytes(model))
        done = subprocess.run(
            [sys.executable, "-m", "gan_core", "export", str(weights), "--out", str(out)],
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        )
        if done.returncode == 0:
            return out.read_bytes()
    last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
    why = " ".join(last).removeprefix("error: ").rstrip(".")[:200]
    raise GanvasError(N_("The model could not be written as ONNX: {why}."), why=why)
