"""Measured on the Latent page: truncation's trade, and how far walks go."""

from __future__ import annotations

import json
import math

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.latent.truncation import Trade
from gan_core.metrics.manifold import Manifold
from tests.pages.conftest import Open
from ui.latent import how_far, truncating

ROWS = [Trade(0.5, Manifold(0.9, 0.2, 1.0, 0.3)), Trade(1.0, Manifold(0.7, 0.6, 0.8, 0.7))]


def opened(open_page: Open, **query: str) -> AppTest:
    app = open_page("latent.py", model="shipped-cdcgan-digits", **query)
    app.session_state["truncation_fold"] = True
    return app.run()


def words(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def test_seeds_at_a_psi_that_the_link_says(open_page: Open) -> None:
    app = opened(open_page, psi="-0.5")
    assert not app.exception and app.slider(key="psi_of_all").value == -0.5
    app.slider(key="psi_of_all").set_value(0.0).run()
    assert app.query_params["psi"] == "0"


@pytest.mark.parametrize(("psi", "shown"), [("nan", 0.7), ("x", 0.7), ("99", 2.0), ("-inf", -1.0)])
def test_a_psi_that_is_none_is_put_right(open_page: Open, psi: str, shown: float) -> None:
    app = opened(open_page, psi=psi)
    assert not app.exception and math.isclose(app.slider(key="psi_of_all").value, shown)


def test_precision_and_recall_are_scored_when_asked_for(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(truncating, "trades", lambda *_args, **_more: iter(ROWS))
    app = opened(open_page)
    assert "At ψ =" not in words(app)
    app.button(key="score_psi").click().run()
    assert not app.exception and "At ψ = 0.5: 0.90 and 0.20" in words(app)
    app.slider(key="psi_of_all").set_value(1.2).run()
    assert "At ψ = 1: 0.70 and 0.60" in words(app)


def test_noise_without_tails_is_a_way_of_its_own_that_the_link_says(open_page: Open) -> None:
    app = opened(open_page, tails="0.5", fitted="0")
    assert not app.exception and app.slider(key="tails_of_all").value == 0.5
    assert not app.checkbox(key="cut_fitted").value
    app.checkbox(key="cut_fitted").check().run()
    assert dict(app.query_params).keys() & {"tails", "psi", "fitted"} == {"tails"}
    app.button_group(key="cut_kind").set_value("psi").run()
    assert not app.exception and "tails" not in app.query_params
    assert app.query_params["psi"] == "0.7"


def test_how_far_walks_go_is_a_table_beside_its_floor(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = how_far.path_length
    monkeypatch.setattr(how_far, "path_length", lambda *a, **more: real(*a, pairs=4, **more))
    app = open_page("latent.py", model="shipped-cdcgan-digits")
    app.button(key="measure_walks").click().run()
    assert not app.exception
    (table,) = [one.value for one in app.dataframe if "Floor" in one.value.columns]
    assert list(table["Walk"]) == ["z, lerp", "z, slerp"]
    assert (table["Times the floor"] >= 1).all()


def test_a_model_without_a_classifier_says_so(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(truncating, "reader_of", lambda _name: None)
    app = opened(open_page)
    assert any("no classifier for mnist_full" in info.value for info in app.info)


def test_each_seed_stands_above_its_nearest_training_picture(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-vanilla-digits", seeds="3-5")
    app.session_state["nearest_fold"] = True
    app.run()
    assert not app.exception
    (part,) = [one for one in app.main.get("bidi_component") if one.key == "nearest_tiles"]
    tiles = json.loads(part.proto.json)["tiles"]
    assert [tile["lines"][0] for tile in tiles] == ["seed 3", "seed 5"]
    assert all(float(tile["lines"][1]) > 0 for tile in tiles)
    assert "it need not have seen these" in words(app)  # trained on mnist_full, which is not here
