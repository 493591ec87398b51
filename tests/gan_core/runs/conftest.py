"""An engine of two slots that ends with its test, and runs for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gan_core.runs.engine.threads import ThreadEngine
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from tests.gan_core import tiny
from tests.patience import PATIENCE


@pytest.fixture
def engine(shared_home: Path) -> Iterator[ThreadEngine]:
    made = ThreadEngine(slots=2)
    yield made
    made.close(PATIENCE)


@pytest.fixture
def new_run(shared_home: Path) -> Callable[..., RunFolder]:
    def make(recipe: str = "vanilla", **more: Any) -> RunFolder:
        return Store().create(tiny.config(recipe, **{"steps": 1_000_000, **more}))

    return make
