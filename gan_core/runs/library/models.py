"""What a person may point at: a checkpoint file, a run's folder, or the name of a shipped model."""

from __future__ import annotations

from pathlib import Path

from gan_core.errors import N_, CheckpointError
from gan_core.files.places import shipped_root
from gan_core.model import Model
from gan_core.model_file import load_model
from gan_core.runs.checkpoints import Checkpoints


def shipped_file(name: str) -> Path:
    """Return where the model `name` that comes with the program lies, if there is one."""
    return shipped_root() / f"{name}.safetensors"


def find_checkpoint(where: str | Path, *, with_d: bool = False) -> Path:
    """Return the checkpoint file that `where` means: the newest one of a run's folder.

    with_d: of a folder rather the newest that holds D too, where there is one.

    Raises:
        CheckpointError: there is none.
    """
    path = Path(where)
    if not path.exists() and path.name == str(path) and shipped_file(path.name).exists():
        return shipped_file(path.name)
    if path.is_dir():
        checkpoints = Checkpoints(path / "checkpoints")
        newest = (checkpoints.newest("resume") if with_d else None) or checkpoints.newest()
        if newest is None:
            raise CheckpointError(N_("There is no checkpoint in {path} yet."), path=str(path))
        return newest
    return path


def open_model(where: str | Path, *, raw: bool = False, with_d: bool = False) -> Model:
    """Return the model that `where` means, see `find_checkpoint`; its EMA unless `raw`.

    Raises:
        CheckpointError: there is none, or the file is damaged or foreign.
    """
    return load_model(find_checkpoint(where, with_d=with_d), raw=raw)
