"""Every page opens in both languages, with something on it and nothing wrong."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ROUTER, Open
from tests.patience import PATIENCE

TITLES = {
    "home.py": "See a generative adversarial network learn to write",
    "lab.py": "2-D lab",
    "dirac.py": "Dirac-GAN",
    "train.py": "Train",
    "runs.py": "Runs",
    "latent.py": "Latent space",
    "text.py": "Text and sequences",
    "discriminator.py": "What D sees",
    "evaluation.py": "Evaluation",
    "data.py": "Data",
    "models.py": "Models",
    "credits.py": "Credits",
}


def heading(app: AppTest) -> str:
    """Return what the page is called: the lab has a low heading, to be seen whole."""
    return str((app.title or app.header)[0].value)


@pytest.mark.parametrize("page", TITLES)
def test_a_page_opens_in_english(open_page: Open, page: str) -> None:
    app = open_page(page)
    assert not app.exception
    assert heading(app) == TITLES[page]
    assert not app.error


@pytest.mark.parametrize("page", TITLES)
def test_a_page_opens_in_chinese(open_page: Open, page: str) -> None:
    app = open_page(page, lang="zh")
    assert not app.exception
    assert any("\u4e00" <= letter <= "\u9fff" for letter in heading(app))
    assert not app.error


@pytest.mark.parametrize("page", TITLES)
def test_no_first_screen_is_empty(open_page: Open, page: str) -> None:
    app = open_page(page)
    seen = {"home.py": 1, "lab.py": 1, "runs.py": 1, "latent.py": 4, "data.py": 1, "models.py": 1}
    seen["discriminator.py"] = 7  # real, fakes, followed, pictures to choose, maps of 3 layers
    assert len(app.main.get("bidi_component")) >= seen.get(page, 0)
    if page == "train.py":
        assert not app.button(key="start").disabled and len(app.metric) >= 2
    if page == "models.py":
        assert len(app.dataframe[0].value) >= 2
    if page == "evaluation.py":
        assert len(app.table) == len(app.get("plotly_chart")) == 1
    if page == "credits.py":
        assert "MNIST" in app.markdown[0].value


def test_the_language_follows_the_browser_and_a_link_overrides_it(open_page: Open) -> None:
    app = AppTest.from_file(ROUTER, default_timeout=PATIENCE)
    app.context = {"locale": "zh-CN"}
    assert "生成" in app.run().title[0].value
    app.query_params["lang"] = "en"
    assert app.run().title[0].value == TITLES["home.py"]
