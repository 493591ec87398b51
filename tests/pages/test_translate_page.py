"""The Translate page: who is offered, what one begins with, and what the link says."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.data import DATA_SETS
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from gan_core.runs.training.session import open_session
from tests.gan_core.recipes.worked import pairs
from tests.pages.conftest import Open
from tests.pages.worked import shown
from ui.models.cache import model_cache

SMALL = {"g_width": 2, "d_width": 2, "batch": 4}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """Return a run of pix2pix on made-up pairs that is done."""
    monkeypatch.setitem(DATA_SETS, "pairs", pairs.ENTRY)
    folder = Store().create(new_config("pix2pix", "pairs", changes=SMALL, steps=2, name="paired"))
    session = open_session(folder)
    for _event in session.rounds():
        pass
    session.close("done")
    return folder


def board(app: AppTest) -> dict[str, Any]:
    assert not app.exception and not app.error
    (one,) = shown(app, "drawing_board")
    return one


def test_models_that_make_pictures_of_noise_are_not_offered(
    open_page: Open, run: RunFolder
) -> None:
    app = open_page("translate.py", model=run.id)
    offered = app.selectbox[0].options
    assert "paired" in offered and not any("dcgan" in name for name in offered)


def test_the_board_begins_with_a_held_out_source_beside_its_truth(
    open_page: Open, run: RunFolder
) -> None:
    app = open_page("translate.py", model=run.id)
    first = board(app)
    assert (first["size"], first["channels"]) == (16, 1) and first["base"] and first["truth"]
    assert app.query_params["from"] == "held_out-0"
    app.number_input(key="start_row").set_value(7).run()
    other = board(app)
    assert other["base"] != first["base"] and app.query_params["from"] == "held_out-7"
    assert other["version"] != first["version"]
    app.button_group(key="start_kind").set_value("blank").run()
    blank = board(app)
    assert blank["base"] is None and blank["truth"] is None
    assert app.query_params["from"] == "blank"


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("held_out-99999999", "held_out-0"),
        ("held_out-9999", "held_out-39"),
        ("held_out-<b>", "held_out-0"),
        ("own", "own"),
        ("x", "held_out-0"),
        ("", "held_out-0"),
    ],
)
def test_a_start_that_is_none_is_put_right(
    open_page: Open, run: RunFolder, said: str, start: str
) -> None:
    app = open_page("translate.py", model=run.id, **{"from": said})
    assert board(app) and app.query_params["from"] == start


def test_a_drawing_in_the_link_is_drawn_again(open_page: Open, run: RunFolder) -> None:
    app = open_page("translate.py", model=run.id, drawing="0-0-7-0-AQID")
    assert board(app)["first"] == "0-0-7-0-AQID"
    assert app.query_params["drawing"] == "0-0-7-0-AQID"


def test_the_same_drawing_at_every_moment_of_a_run(open_page: Open, run: RunFolder) -> None:
    app = open_page("translate.py", model=run.id)
    assert board(app)["others"] == []
    app.toggle(key="translate_moments").set_value(True).run()
    moments = board(app)["others"]
    assert [one["text"] for one in moments] == ["step 0", "step 1", "step 2"]
    assert len({one["url"] for one in moments}) == 3 and app.query_params["moments"] == "1"


def test_sources_outputs_and_truth_are_shown_side_by_side(open_page: Open, run: RunFolder) -> None:
    app = open_page("translate.py", model=run.id)
    assert any("ground truth" in one.value for one in app.caption)
    before = shown(app, "picture")
    app.button(key="gallery_more").click().run()
    assert shown(app, "picture") != before


def test_strokes_stay_with_a_model_and_go_with_what_they_were_drawn_on(
    open_page: Open, run: RunFolder
) -> None:
    app = open_page("translate.py", model=run.id, drawing="0-0-7-0-AQID")
    app.toggle(key="translate_moments").set_value(True).run()
    assert board(app)["first"] == "0-0-7-0-AQID"
    app.number_input(key="start_row").set_value(3).run()
    assert board(app)["first"] == "" and board(app)["base"]


def test_the_other_pages_keep_their_own_model(open_page: Open, run: RunFolder) -> None:
    app = open_page("latent.py", model="shipped-mlp-digits")
    app.switch_page("translate.py")
    del app.query_params["model"]
    app.run()
    assert board(app) and not app.warning
    translator = app.query_params["model"]
    app.switch_page("latent.py")
    del app.query_params["model"]
    app.run()
    assert app.query_params["model"] == "shipped-mlp-digits" != translator


def restoring(name: str, data: str, **changes: object) -> RunFolder:
    """Return a run of two rounds of a GAN that restores pictures."""
    folder = Store().create(new_config(name, data, changes={**SMALL, **changes}, steps=2))
    session = open_session(folder)
    for _event in session.rounds():
        pass
    session.close("done")
    return folder


def test_a_picture_with_holes_is_filled_beside_a_smooth_fill(open_page: Open) -> None:
    app = open_page("translate.py", model=restoring("inpaint", "mnist").id)
    first = board(app)
    assert first["holes"] and first["base"] and first["truth"] and first["size"] == 28
    assert [one["text"] for one in first["others"]] == ["filled smoothly"]
    assert first["others"][0]["url"] == first["url"] + "/plain"
    assert first["texts"]["pen"] == "Make a hole"
    options = app.button_group(key="start_kind").options
    assert list(options) == ["a picture nobody trained on", "a picture of mine"]


def test_a_frame_is_drawn_wider_and_the_link_says_so(open_page: Open) -> None:
    run_id = restoring("outpaint", "mnist").id
    app = open_page("translate.py", model=run_id)
    first = board(app)
    app.slider(key="frame_margin").set_value(30).run()
    wider = board(app)
    assert wider["base"] != first["base"] and wider["truth"] is None
    assert app.query_params["frame"] == "all-30"
    app.button_group(key="frame_side").set_value("left").run()
    assert board(app)["base"] != wider["base"] and app.query_params["frame"] == "left-30"
    again = open_page("translate.py", model=run_id, frame="left-30")
    assert board(again)["base"] == board(app)["base"]


@pytest.mark.parametrize("frame", ["x", "all-99", "up-20", "all-", "left--3"])
def test_a_frame_that_is_none_is_put_right(open_page: Open, frame: str) -> None:
    app = open_page("translate.py", model=restoring("outpaint", "mnist").id, frame=frame)
    assert board(app)["holes"] and 0 <= app.slider(key="frame_margin").value <= 60


def test_small_pictures_are_enlarged_beside_bicubic(open_page: Open) -> None:
    app = open_page("translate.py", model=restoring("srgan", "mnist", first_epochs=0).id)
    shown_first = board(app)
    assert (shown_first["size"], shown_first["holes"]) == (7, False) and shown_first["truth"]
    assert [one["text"] for one in shown_first["others"]] == ["bicubic"]
    assert not app.slider


def test_worn_pictures_have_nothing_beside_them(open_page: Open) -> None:
    app = open_page("translate.py", model=restoring("enhance", "mnist", blocks=1).id)
    first = board(app)
    assert first["others"] == [] and first["base"] and first["truth"] and not first["holes"]


def test_predicted_frames_play_beside_those_that_came(open_page: Open) -> None:
    run_id = restoring("nextframe", "moving_digits", reach=0).id
    app = open_page("translate.py", model=run_id, **{"from": "held_out-7"})
    assert not app.exception and not app.error
    (player,) = shown(app, "steps")
    assert player["steps"] == 12 and player["names"][1] == "Prediction"  # 3 before, 10 ahead
    assert player["captions"][0] == "shown to G: frame 1" and player["captions"][-1] == "10 ahead"
    assert player["texts"][-1][1].startswith("Prediction ") and "dB" in player["texts"][-1][1]
    assert app.query_params["from"] == "held_out-7"
    other = app.number_input(key="film_row").set_value(8).run()
    assert shown(other, "steps")[0]["version"] != player["version"]
    table = app.table[0].value
    assert list(table.iloc[:, 0])[:2] == ["this model", "the last frame again"]


def test_a_model_that_learned_both_ways_goes_back_too(open_page: Open) -> None:
    run_id = restoring("cyclegan", "outlines_unpaired-28", blocks=0).id
    app = open_page("translate.py", model=run_id)
    there = board(app)
    assert (there["channels"], len(there["inks"])) == (1, 1) and there["truth"]
    assert [one["url"] for one in there["others"]] == [
        f"{there['url']}/{x}" for x in ("again", "error")
    ]
    app.button_group(key="translate_way").set_value("back").run()
    back = board(app)
    assert back["channels"] == 3 and len(back["inks"]) > 1 and back["truth"]
    assert back["url"] != there["url"] and back["version"] != there["version"]
    assert app.query_params["way"] == "back"
    again = open_page("translate.py", model=run_id, way="back", moments="1")
    assert board(again)["base"] == back["base"]
    keys = [one["url"].split("/")[-1] for one in board(again)["others"] if "step" in one["text"]]
    assert keys
    for key in keys:  # of the run's moments too it is the way back
        moment = model_cache().get(key)
        assert moment is not None and moment.backwards
