"""The film with keys on the Latent page: its table, its link, its files, its refusals."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open


def opened(open_page: Open, **query: str) -> AppTest:
    app = open_page("latent.py", model="shipped-mlp-digits", **query)
    app.session_state["film_fold"] = True
    return app.run()


def strip(app: AppTest) -> dict[str, Any]:
    (found,) = [one for one in app.main.get("bidi_component") if one.key == "film_strip"]
    return dict(json.loads(found.proto.json))


def test_the_chosen_seeds_are_the_first_keys_and_are_in_the_link(open_page: Open) -> None:
    app = opened(open_page, seeds="3-5")
    assert not app.exception and app.query_params["keys"] == "0:3,1.5:5,3:3"
    assert strip(app)["frames"] == 49
    assert strip(app)["captions"][16] == "second 1.00"


def test_a_link_says_the_keys_and_a_broken_one_is_ignored(open_page: Open) -> None:
    app = opened(open_page, keys="0:1,0.5:2")
    assert strip(app)["frames"] == 9
    for broken in ("x", "0:1:2", "<b>", "0:" + "9" * 25 + ",1:2", "0:-1,1:2", "0:1," * 200 + "1:2"):
        assert not opened(open_page, keys=broken).exception


@pytest.mark.parametrize(
    ("keys", "text"),
    [("0:1,0:2", "Two keys lie at 0 s"), ("0:1", "at least two keys"), ("0:1,99:2", "60 seconds")],
)
def test_keys_that_make_no_film_get_one_sentence(open_page: Open, keys: str, text: str) -> None:
    app = opened(open_page, keys=keys)
    assert not app.exception and len(app.error) == 1 and text in app.error[0].value


@pytest.mark.parametrize("ending", ["mp4", "gif"])
def test_a_file_is_made_when_asked_for_and_forgotten_with_its_keys(
    open_page: Open, ending: str
) -> None:
    app = opened(open_page, keys="0:1,0.5:2")
    assert not [one for one in app.get("download_button") if one.key == "film_download"]
    app.button(key=f"film_{ending}").click().run()
    assert not app.exception
    job = app.session_state["film_job"]
    job.wait(30)
    app.run()
    assert job.ending == ending
    assert job.content[:12].find(b"ftyp" if ending == "mp4" else b"GIF") >= 0
    assert [one for one in app.get("download_button") if one.key == "film_download"]
    app.slider(key="film_rate").set_value(8).run()
    assert not [one for one in app.get("download_button") if one.key == "film_download"]


def test_captions_begin_at_the_first_key(open_page: Open) -> None:
    captions = strip(opened(open_page, keys="2:3,3:8"))["captions"]
    assert (captions[0], captions[-1]) == ("second 2.00", "second 3.00")
