"""Which file a person means who points at a run."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_core.errors import CheckpointError
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.library.models import find_checkpoint


def test_the_newest_with_d_is_another_where_g_alone_was_set_aside_later(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no checkpoint"):
        find_checkpoint(tmp_path, with_d=True)
    kept = Checkpoints(tmp_path / "checkpoints")
    kept.folder.mkdir()
    share = kept.save("model", 5, {"net/G/w": torch.zeros(1)}, {"step": 5})
    assert find_checkpoint(tmp_path, with_d=True) == kept.folder / share.file  # better than none
    whole = kept.save("resume", 3, {"net/G/w": torch.zeros(1)}, {"step": 3})
    assert find_checkpoint(tmp_path) == kept.folder / share.file
    assert find_checkpoint(tmp_path, with_d=True) == kept.folder / whole.file
    assert find_checkpoint(kept.folder / share.file, with_d=True) == kept.folder / share.file
