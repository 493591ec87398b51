"""The worked recipes on the pages: registered, trained for a few rounds, shipped into a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.data import DATA_SETS
from gan_core.recipes import RECIPES
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.library import models, shipping, store
from gan_core.runs.library.store import Store
from gan_core.runs.training.session import open_session
from tests.gan_core.recipes import worked

SMALL = {"width": 4, "batch": 8, "epochs": 1}
STEPS = {"small_stackgan": 30, "small_seqgan": 20}
"""Rounds that reach a recipe's last stage, by its name; others have one stage."""
FEW = 12


def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer the worked recipes and their data beside our own."""
    for name, recipe in worked.RECIPES.items():
        monkeypatch.setitem(RECIPES, name, recipe)
    for name, entry in worked.ENTRIES.items():
        monkeypatch.setitem(DATA_SETS, name, entry)


def trained(name: str, steps: int | None = None) -> RunFolder:
    """Return a run that is done, scored twice."""
    rounds = steps or STEPS.get(name, FEW)
    config = new_config(
        name, worked.DATA[name], changes=SMALL, steps=rounds, threads=1, score_every=rounds // 2
    )
    folder = Store().create(config)
    session = open_session(folder)
    for _event in session.rounds():
        pass
    session.close("done")
    return folder


def ship_into(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let shipped models lie in `folder`; the classifiers stay where they are."""
    for module in (models, shipping, store):
        monkeypatch.setattr(module, "shipped_root", lambda: folder)


def shown(app: AppTest, component: str) -> list[dict[str, Any]]:
    """Return what each such component of ours on the page was given."""
    found = [one.proto for one in app.main.get("bidi_component")]
    name = f"ganvas_{component}"
    return [dict(json.loads(one.json)) for one in found if one.component_name == name]


def words(app: AppTest) -> str:
    """Return all that the page says in running text."""
    parts = (app.title, app.subheader, app.markdown, app.caption, app.info, app.warning, app.error)
    return "\n".join(one.value for part in parts for one in part)
