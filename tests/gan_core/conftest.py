"""Tiny trained runs, made once and never changed by a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gan_core import data
from gan_core.cli.main import run
from gan_core.runs.checkpoints import Checkpoints
from tests.gan_core import tiny


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A GANVAS_HOME in which the digits are parsed already; read-only by agreement."""
    home = tmp_path_factory.mktemp("shared_home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GANVAS_HOME", str(home))
        data._load.cache_clear()
        data.load("mnist")
        yield home


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, shared_home: Path) -> Path:
    """The folder of a finished vanilla run with EMA."""
    folder = tmp_path_factory.mktemp("trained") / "vanilla"
    assert tiny.train(folder) == 0
    return folder


@pytest.fixture(scope="session")
def conditional(tmp_path_factory: pytest.TempPathFactory, shared_home: Path) -> Path:
    """The folder of a finished conditional run."""
    folder = tmp_path_factory.mktemp("trained") / "cdcgan"
    assert tiny.train(folder, recipe="cdcgan", steps=3) == 0
    return folder


@pytest.fixture(scope="session")
def model_file(trained: Path) -> Path:
    """A share file (G and its EMA) of the finished vanilla run."""
    found = Checkpoints(trained / "checkpoints").newest("model")
    assert found is not None
    return found


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that must be refused as a wrong value; return its one line."""

    def check(*args: object, code: int = 2) -> str:
        capsys.readouterr()
        got = run([str(arg) for arg in args])
        said = capsys.readouterr()
        assert (got, said.out) == (code, ""), said
        assert said.err.startswith("error: ") and said.err.count("\n") == 1, said.err
        assert "Traceback" not in said.err and len(said.err) < 600
        return said.err

    return check
