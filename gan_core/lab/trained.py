"""Labs that come with the program: one for each kind of data, trained, as files."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from gan_core.errors import N_, CheckpointError, UserError
from gan_core.files import container
from gan_core.files.places import shipped_root
from gan_core.lab.bench import Bench
from gan_core.lab.saving import read_lab

log = logging.getLogger(__name__)


def trained_path(shape: str) -> Path:
    """Return where the trained lab on `shape` lies, if there is one."""
    return shipped_root() / "lab" / f"{shape}.safetensors"


@lru_cache(maxsize=32)
def trained_rounds(shape: str) -> int:
    """Return how many rounds the trained lab on `shape` has played; 0: there is none."""
    path = trained_path(shape)
    if not path.is_file():
        return 0
    try:
        return int(container.read_document(path)["state"]["progress"]["step"])
    except (CheckpointError, LookupError, TypeError, ValueError):
        log.exception("a trained lab cannot be read")  # the page does without it
        return 0


def begin_trained(shape: str) -> Bench:
    """Return the trained lab on `shape`, to go on from.

    Raises:
        UserError: there is none.
    """
    if not trained_rounds(shape):
        raise UserError(N_("There is no trained lab on these data."))
    return read_lab(trained_path(shape))
