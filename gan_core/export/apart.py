"""A G as ONNX, written by a process of its own.

torch's exporter turns switches of the whole process while it works, and two at once disturb each
other: beside a run that trains, or a second person who asks, it has to work elsewhere.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

from gan_core.errors import N_, GanvasError
from gan_core.export.onnx import Drawn, written
from gan_core.model import Model

PATIENCE_SECONDS = 300


def onnx_apart(model: Model) -> bytes:
    """Return `onnx_bytes(model)`, computed by another process.

    Raises:
        UserError: the model does not make pictures from noise alone.
        GanvasError: the process failed; the message has the last line that it wrote.
    """
    order = pickle.dumps(Drawn(model))
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-m", "gan_core.export.apart"],
        input=order,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise GanvasError(
            N_("The model could not be written as ONNX: {why}."), why=" ".join(last)[:200]
        )
    return done.stdout


def main() -> None:
    """Read what `onnx_apart` sends, and write the file."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever the exporter prints is no part of the file
    drawn = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    out.write(written(drawn))
    out.flush()


if __name__ == "__main__":
    main()
