"""What a person may point at: a checkpoint file, a run's folder, or the name of a shipped model."""

from __future__ import annotations

from pathlib import Path

from gan_core.errors import N_, CheckpointError
from gan_core.files.places import shipped_root
from gan_core.model import Model, load_model
from gan_core.runs.checkpoints import Checkpoints


def find_checkpoint(where: str | Path) -> Path:
    """Return the checkpoint file that `where` means: the newest one of a run's folder.

    Raises:
        CheckpointError: there is none.
    """
    path = Path(where)
    shipped = shipped_root() / f"{path}.safetensors"
    if not path.exists() and path.name == str(path) and shipped.exists():
        return shipped
    if path.is_dir():
        newest = Checkpoints(path / "checkpoints").newest()
        if newest is None:
            raise CheckpointError(N_("There is no checkpoint in {path} yet."), path=str(path))
        return newest
    return path


def open_model(where: str | Path, *, raw: bool = False) -> Model:
    """Return the model that `where` means; its EMA unless `raw`.

    Raises:
        CheckpointError: there is none, or the file is damaged or foreign.
    """
    return load_model(find_checkpoint(where), raw=raw)
