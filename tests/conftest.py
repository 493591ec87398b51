"""Every test runs on one thread, writes only below its own folder, and replaces no open file."""

import os
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, settings

from tests import windows

torch.set_num_threads(1)

# The same examples on any day, however busy the machine is.
settings.register_profile(
    "ganvas", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ganvas")


def pytest_configure(config: pytest.Config) -> None:
    # Read when an interpreter starts, so it reaches the workers of -n 2: they say EncodingWarning
    # where a text is opened without its encoding (pyproject.toml says of whom it is an error).
    # What a test starts is spared: others' code would say it there, where no filter knows whose.
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ.pop("PYTHONWARNDEFAULTENCODING", None)
    elif config.getoption("numprocesses", default=None):
        os.environ["PYTHONWARNDEFAULTENCODING"] = "1"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("GANVAS_HOME", str(home))
    monkeypatch.delenv("GANVAS_DATA", raising=False)
    return home


@pytest.fixture(autouse=True)
def open_files_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    windows.keep_open_files(monkeypatch)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    # A run changes the process's thread count; sums on two threads have other last bits.
    torch.set_num_threads(1)
