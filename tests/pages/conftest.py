"""The real pages on the real router, without a browser; runs go into a folder of the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gan_core.runs.engine.current import close_engine
from tests.patience import PATIENCE
from ui.lab import own as lab_own
from ui.lab.routes import labs
from ui.settings.form import FOLDS

ROUTER = str(Path(__file__).resolve().parents[2] / "pages" / "_router.py")
Open = Callable[..., AppTest]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Open a page: open_page("train.py", lang="zh", run="run_…"), its settings unfolded."""
    monkeypatch.setattr(lab_own, "PATIENCE_SECONDS", 0.0)  # no browser will ask for a picture

    def opened(page: str | None = None, lang: str = "en", **query: str) -> AppTest:
        app = AppTest.from_file(ROUTER, default_timeout=PATIENCE)
        app.query_params["lang"] = lang
        for key, value in query.items():
            app.query_params[key] = value
        for fold in FOLDS.values():
            app.session_state[fold] = True
        if page is not None:
            app.switch_page(page)
        return app.run()

    yield opened
    close_engine(timeout=PATIENCE)  # the labs' threads too
    labs.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()
