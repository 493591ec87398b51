"""The Latent page of a style-based G: the matrix of styles, and the noise of its layers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.runs.config import new_config
from gan_core.runs.library.store import Store
from gan_core.runs.training.session import open_session
from tests.pages.conftest import Open

SMALL = {"latent": 4, "style": 5, "g_width": 2, "d_width": 2, "most": 4, "batch": 4}


@pytest.fixture
def open_styles(open_page: Open) -> Any:
    """Open the page on a StyleGAN of two rounds, its fold of styles open."""

    def opened(**query: str) -> AppTest:
        config = new_config("stylegan", "mnist", changes=SMALL, steps=2, name="styled")
        folder = Store().create(config)
        session = open_session(folder)
        for _event in session.rounds():
            pass
        session.close("done")
        app = open_page("latent.py", model=folder.id, **query)
        assert not app.exception
        app.session_state["styles_fold"] = True
        return app.run()

    return opened


def part(app: AppTest, key: str) -> dict[str, Any]:
    (found,) = [one for one in app.main.get("bidi_component") if one.key == key]
    return dict(json.loads(found.proto.json))


def test_styles_are_mixed_and_are_in_the_link(open_styles: Any) -> None:
    app = open_styles()
    assert not app.exception and not app.error
    grid = part(app, "mix_grid")
    assert (grid["columns"], grid["count"]) == (7, 5 * 7)
    assert grid["names"][8] == "seed 0 with the style of 4"
    assert app.query_params["mix"] == "0.1.2.3-4.5.6.7.8.9-3.4.5"
    app.text_input(key="mix_0").set_value("11").run()
    other = part(app, "mix_grid")
    assert other["count"] == 2 * 7 and other["sheet"] != grid["sheet"]


def test_a_link_says_seeds_and_layers_and_a_broken_one_is_ignored(open_styles: Any) -> None:
    app = open_styles(mix="5-6.7-1")
    assert part(app, "mix_grid")["names"][4:] == [
        "seed 5 with the style of 6", "seed 5 with the style of 7"
    ]  # fmt: skip
    assert app.session_state["mix_layers_5"] == [0]
    for broken in ("x", "1-2-99", "--", "1-2-<b>", "9" * 20 + "-1-0"):
        assert not open_styles(mix=broken).exception


def test_seeds_that_are_none_get_one_sentence(open_styles: Any) -> None:
    app = open_styles()
    app.text_input(key="mix_1").set_value("1.5, x").run()
    assert [error.value for error in app.error] == [
        "Seeds are from 1 to 10 whole numbers with commas, not '1.5, x'."
    ]
    app.text_input(key="mix_1").set_value("9" * 20).run()
    assert not app.exception and len(app.error) == 1


def test_noise_is_switched_off_by_layer_and_drawn_anew(open_styles: Any) -> None:
    app = open_styles()
    before = part(app, "noise_tiles")["tiles"]
    assert [tile["lines"][0] for tile in before] == [
        "as it is", "without noise", "another draw", "varies"
    ]  # fmt: skip
    app.button(key="noise_again").click().run()
    after = part(app, "noise_tiles")["tiles"]
    assert after[2]["lines"][1] == "draw 2"
    app.button_group(key="noise_layers_5").set_value([]).run()
    assert app.query_params["noise"] == "1.2.3.4.5-2"
    silent = part(app, "noise_tiles")["tiles"]
    assert silent[0]["pictures"][0]["src"] == silent[1]["pictures"][0]["src"]
    assert silent[3]["lines"][1] == "± 0.000"


def test_a_g_without_styles_has_no_such_fold(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-dcgan-digits")
    assert "Styles and noise of the layers" not in [fold.label for fold in app.expander]
