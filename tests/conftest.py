"""Every test runs on one thread, writes only below its own folder, and has what the project has."""

from pathlib import Path

import pytest
import torch

torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("GANVAS_HOME", str(home))
    monkeypatch.delenv("GANVAS_DATA", raising=False)
    return home


@pytest.fixture(autouse=True)
def one_thread() -> None:
    # A run changes the process's thread count; sums on two threads have other last bits.
    torch.set_num_threads(1)
