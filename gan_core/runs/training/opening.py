"""What a run goes on with: its data, the settings in force, its newest sound checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gan_core import data
from gan_core.data.base import DataSet
from gan_core.design import Design
from gan_core.errors import N_, GanvasError
from gan_core.files.weights import Tensors
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.config import RunConfig, choose_device
from gan_core.runs.folder import RunFolder


@dataclass(frozen=True)
class Opening:
    """A run that is about to be taken up. state: (tensors, document), None where it begins."""

    content: DataSet
    design: Design
    state: tuple[Tensors, dict[str, Any]] | None


def opening(folder: RunFolder, config: RunConfig) -> Opening:
    """Return what the run goes on with; what a crash left behind in its folder is removed.

    Raises:
        GanvasError: its device is not here, its data are gone or have changed, or a setting is
            out of bounds.
    """
    choose_device(config.device)
    content = data.load(config.data)
    if not content.is_content(config.data_hash):
        raise GanvasError(
            N_("The data set {data} has changed since this run began."), data=config.data
        )
    settings = config.settings
    folder.sweep()
    state = Checkpoints(folder.path / "checkpoints").newest_sound()
    if state is not None:
        # A crash between a change and its note in run.json: the checkpoint knows.
        params = state[1].get("params")
        settings = settings if params is None else config.gan.read(params)
    return Opening(content, Design(config.gan, settings, content.spec), state)
