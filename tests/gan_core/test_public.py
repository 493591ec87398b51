"""What the package offers by its own name."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import gan_core
from gan_core import data, recipes
from gan_core.data.base import Card, DataSet, Entry
from gan_core.data.synthetic import blobs
from gan_core.errors import GanvasError, UserError
from gan_core.events import Event, Stepped
from gan_core.recipes import RECIPES
from gan_core.runs.folder import RunFolder
from tests.gan_core.recipes import example_small

CARD = Card("Squares", "Made up.", "Ours.", "MIT", "https://opensource.org/license/mit", "Ours.")
SMALL = {"width": 4, "latent": 4, "batch": 10}


def squares(name: str = "squares", size: int = 8) -> Entry:
    content = blobs(size=size, count=30)
    return Entry(name, content.spec, CARD, lambda: DataSet(name, content.spec, content.items))


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A GAN and a data set of one's own, for the length of a test."""
    monkeypatch.setattr(recipes, "RECIPES", dict(RECIPES))
    monkeypatch.setattr(data, "DATA_SETS", dict(data.DATA_SETS))
    recipes.register(example_small.RECIPE)
    data.register(squares())
    yield
    data._load.cache_clear()


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    assert sorted(set(gan_core.__all__)) == gan_core.__all__
    assert set(gan_core.__all__) <= set(dir(gan_core))
    for name in gan_core.__all__:
        assert getattr(gan_core, name).__doc__, name


def test_a_name_that_is_not_there_is_said_so() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'train_modle'"):
        gan_core.train_modle  # noqa: B018


def test_types_know_the_same_names_as_the_running_package() -> None:
    text = Path(gan_core.__file__).read_text(encoding="utf-8")
    typed = text.partition("if TYPE_CHECKING:")[2].partition("\n\n")[0]
    names = set(re.findall(r"(\w+)(?:,|\n|$)", typed))
    assert names == set(gan_core.__all__) - {"__version__"}


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys, gan_core; print([n for n in sys.modules if n.startswith('gan_core.')])"
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_the_example_of_the_docstring_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert doctest.testmod(gan_core).failed == 0


@pytest.mark.usefixtures("own")
def test_a_gan_of_ones_own_is_trained_watched_and_resumed(tmp_path: Path) -> None:
    seen: list[Event] = []
    model = gan_core.train_model(
        "small", "squares", tmp_path / "run", settings=SMALL, steps=4, threads=1, watch=seen.append
    )
    assert [event.step for event in seen if isinstance(event, Stepped)] == [1, 2, 3, 4]
    assert model.step == 4 and model.sample(3).shape == (3, 1, 8, 8)
    assert gan_core.resume_model(tmp_path / "run", steps=6).step == 6
    assert RunFolder(tmp_path / "run").status().state == "done"


@pytest.mark.usefixtures("own")
def test_an_interrupted_run_is_stopped_and_goes_on(tmp_path: Path) -> None:
    def interrupt(event: Event) -> None:
        if event.step == 3:
            raise KeyboardInterrupt

    out = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        gan_core.train_model(
            "small", "squares", out, settings=SMALL, steps=5, threads=1, watch=interrupt
        )
    assert (RunFolder(out).status().state, RunFolder(out).status().step) == ("stopped", 3)
    assert gan_core.resume_model(out).step == 5


@pytest.mark.usefixtures("own")
def test_a_run_that_diverges_says_so(tmp_path: Path) -> None:
    wild = {**SMALL, "lr": 1.0, "optimizer": "sgd", "objective": "wasserstein", "r2": 1000.0}
    with pytest.raises(GanvasError, match=r"diverged at step .* not a finite number") as told:
        gan_core.train_model(
            "small", "squares", tmp_path / "run", settings=wild, steps=500, threads=1
        )
    assert RunFolder(tmp_path / "run").status().reason == str(told.value)  # as on its page


def test_what_is_wrong_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no recipe 'dcgna'"):
        gan_core.train_model("dcgna", "mnist", tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.usefixtures("own")
def test_newer_content_of_a_name_takes_the_place_of_the_old() -> None:
    assert data.load("squares").spec.shape == (1, 8, 8)
    data.register(squares(size=12))
    assert data.load("squares").spec.shape == (1, 12, 12)


@pytest.mark.parametrize("name", ["mnist", "emoji-36", "own/cats", "No Spaces"])
def test_a_name_that_is_taken_or_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        data.register(squares(name))


@pytest.mark.parametrize("name", ["dcgan", "", "no-hyphens", "a/b"])
def test_so_is_that_of_a_recipe(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        recipes.register(replace(example_small.RECIPE, name=name))
