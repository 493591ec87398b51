"""The Latent page: models to choose, seeds, sliders, walks."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.files.places import shipped_root
from gan_core.recipes import RECIPES
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.config import new_config
from gan_core.runs.engine.current import engine
from gan_core.runs.library.shipping import shipped_models
from gan_core.runs.library.store import Store
from gan_core.runs.reading.view import view
from gan_core.runs.training.session import open_session
from gan_core.usage import seeded_noise
from tests.pages.conftest import Open
from tests.pages.test_train_page import until
from ui.latent import unusual
from ui.models import picker
from ui.models.cache import model_cache

PARTS = 4
"""Seeds, sliders, the walks, and the picture that would be looked for."""


@pytest.mark.parametrize(
    "name", [name for name, card in shipped_models() if RECIPES[card["recipe"]].has_latent_space]
)
def test_each_shipped_model_is_explored(open_page: Open, name: str) -> None:
    app = open_page("latent.py", model=f"shipped-{name}")
    assert not app.exception and not app.error
    assert len(app.main.get("bidi_component")) == PARTS
    assert any("|z| from" in caption.value for caption in app.caption)


def panel(app: AppTest) -> dict[str, Any]:
    found = next(
        item.proto
        for item in app.main.get("bidi_component")
        if "sliders" in item.proto.component_name
    )
    return dict(json.loads(found.json))


def test_the_sliders_ask_for_pictures_of_the_model_that_the_page_shows(open_page: Open) -> None:
    shown = panel(open_page("latent.py", model="shipped-dcgan-digits", seeds="3-5"))
    model = model_cache().get(shown["url"].rsplit("/", 1)[1])
    assert model is not None and model.card["recipe"] == "dcgan" and shown["seed"] == 5
    noise = seeded_noise(1, model.latent, 5)
    rest = {int(slider["id"]): slider["rest"] for slider in shown["sliders"]}
    assert len(rest) == 6
    assert all(abs(value - float(noise[0, i])) < 0.006 for i, value in rest.items())


def test_a_model_that_made_room_on_the_shelf_is_put_back_by_the_next_run(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-dcgan-digits")
    before = panel(app)["url"]
    model_cache.cache_clear()
    after = panel(app.run())["url"]
    assert before != after and model_cache().get(after.rsplit("/", 1)[1]) is not None


def shown_step(app: AppTest) -> int:
    found = re.search(r"step ([\d,]+)", app.caption[1].value)
    assert found is not None
    return int(found.group(1).replace(",", ""))


@pytest.mark.parametrize("seeds", ["1-" + "9" * 5000, "a-b", "-1", "1-1", "²-³", "<script>-2"])
def test_a_hostile_list_of_seeds_is_ignored(open_page: Open, seeds: str) -> None:
    app = open_page("latent.py", seeds=seeds)
    assert not app.exception
    assert any("0 → 1" in caption.value for caption in app.caption)


def test_an_own_file_is_explored_and_a_foreign_one_gets_one_sentence(open_page: Open) -> None:
    app = open_page("latent.py", model="file")
    assert any("Choose a checkpoint file" in text.value for text in app.info)
    content = (shipped_root() / "dcgan-digits.safetensors").read_bytes()
    app.get("file_uploader")[0].upload("mine.safetensors", content).run()
    assert not app.exception and len(app.main.get("bidi_component")) == PARTS
    for wrong in (b"", b"PK junk", content[:1000], content[:-5]):
        other = open_page("latent.py", model="file")
        other.get("file_uploader")[0].upload("mine.safetensors", wrong).run()
        assert not other.exception
        assert len(other.error) == 1 and "mine.safetensors" in other.error[0].value.replace(
            "\\", ""
        )


def test_one_seed_is_seen_through_a_run_and_an_earlier_checkpoint_is_explored(
    open_page: Open,
) -> None:
    config = new_config("vanilla", "mnist", changes={"width": 8}, steps=12, name="mine")
    folder = Store().create(config)
    session = open_session(folder)
    for _event in session.rounds():
        pass
    session.close("done")
    app = open_page("latent.py", model=folder.id)
    assert shown_step(app) == 12
    app.session_state["time_fold"] = True
    app.run()
    (strip,) = [one for one in app.main.get("bidi_component") if one.key == "time_strip"]
    steps = [entry.step for entry in Checkpoints(folder.path / "checkpoints").entries()]
    captions = json.loads(strip.proto.json)["captions"]
    assert captions == [f"step {step}" for step in sorted(set(steps))] and len(captions) > 2
    app.selectbox(key=f"checkpoint_{folder.id}").select("model_00000004.safetensors").run()
    assert shown_step(app) == 4


def test_a_conditional_model_has_a_label_picker(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-cdcgan-digits")
    picker = app.get("button_group")
    assert any(group.key == "label" for group in picker)


def test_a_run_that_is_training_can_be_explored(open_page: Open) -> None:
    folder = Store().create(new_config("vanilla", "mnist", changes={"width": 8}, name="live"))
    engine().submit(folder)
    until(lambda: view(folder.id).step > 3)
    app = open_page("latent.py", model=folder.id)
    assert any("still training" in text.value for text in app.info)
    before = shown_step(app)
    until(lambda: view(folder.id).step > before + 5)
    app.button(key="freshen").click().run()
    assert not app.exception
    assert shown_step(app) > before


def test_a_page_that_follows_a_run_shows_its_newest_g(open_page: Open) -> None:
    folder = Store().create(new_config("vanilla", "mnist", changes={"width": 8}, name="live"))
    engine().submit(folder)
    until(lambda: view(folder.id).step > 3)
    app = open_page("latent.py", model=folder.id)
    app.toggle(key="follow_run").set_value(True).run()
    before = shown_step(app)
    until(lambda: view(folder.id).step > before + 5)
    app.run()  # as the page does by itself every few seconds
    assert not app.exception and shown_step(app) > before


def test_the_clock_runs_the_page_again_and_the_page_itself_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs: list[str] = []
    state = {picker._AT_PAGE: True}
    monkeypatch.setattr(picker.st, "session_state", state)
    monkeypatch.setattr(picker.st, "rerun", lambda: runs.append("again"))
    picker._again()
    assert runs == [] and state == {}
    picker._again()
    assert runs == ["again"]


def test_the_model_is_chosen_on_the_page_itself(open_page: Open) -> None:
    for page in ("latent.py", "discriminator.py", "evaluation.py"):
        app = open_page(page)
        assert "Model" in [one.label for one in app.main.selectbox], page
        assert "Model" not in [one.label for one in app.sidebar.selectbox], page


def test_a_link_to_a_model_that_is_gone_shows_another_and_says_so(open_page: Open) -> None:
    app = open_page("latent.py", model="run_0123456789abcdef")
    assert "not here" in app.warning[0].value
    assert len(app.main.get("bidi_component")) == PARTS


def test_a_picture_of_gs_own_is_found_again(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-mlp-digits")
    app.segmented_control(key="target").set_value("fake").run()
    app.button(key="search").click().run(timeout=60)
    assert not app.exception and not app.error
    tile = next(
        dict(json.loads(item.proto.json))
        for item in app.main.get("bidi_component")
        if "tiles" in item.proto.component_name
    )
    psnr = next(line for line in tile["tiles"][1]["lines"] if line.startswith("PSNR"))
    assert float(psnr.split()[1]) >= 30


def test_real_pictures_are_offered_where_the_model_has_data_here_or_others_alike(
    open_page: Open,
) -> None:
    app = open_page("latent.py", model="shipped-dcgan-digits")  # of mnist_full, which is not here
    assert app.segmented_control(key="target").options[0] == "a real picture"
    assert app.number_input(key="target_row").max == 499


def test_a_file_that_is_no_picture_says_so(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-mlp-digits")
    app.segmented_control(key="target").set_value("file").run()
    app.file_uploader(key="target_file").set_value(("a.png", b"no picture", "image/png")).run()
    assert "not a picture that can be read" in app.error[0].value


def test_a_model_is_taken_home_in_three_forms(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-vanilla-digits")
    assert not app.exception
    labels = [one.label for one in app.get("download_button")]
    assert [one for one in labels if one in ("One HTML page", "ONNX", "safetensors")] == [
        "One HTML page", "ONNX", "safetensors",
    ]  # fmt: skip


def test_directions_take_the_place_of_numbers_and_are_in_the_link(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-vanilla-digits")
    app.button_group(key="sliders_move").set_value("weights").run()
    shown = panel(app)
    assert [slider["id"] for slider in shown["sliders"]] == [f"d{i}" for i in range(6)]
    assert shown["sliders"][0] == {"id": "d0", "name": "direction 1", "rest": 0.0}
    assert shown["more"] == {"space": "z", "psi": "1", "how": "weights"}
    assert app.query_params["along"] == "weights"
    linked = open_page("latent.py", model="shipped-vanilla-digits", along="weights")
    assert panel(linked)["sliders"] == shown["sliders"]
    app.slider(key="psi_of_point").set_value(0.5).run()
    assert panel(app)["more"]["psi"] == "0.5"


def test_a_link_to_a_way_that_there_is_not_shows_numbers(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-vanilla-digits", along="pca")  # it has no w
    assert not app.exception
    assert {slider["id"][0] for slider in panel(app)["sliders"]} <= set("0123456789")


def test_what_was_found_goes_when_something_else_is_looked_for(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-vanilla-digits")
    app.button(key="search").click().run(timeout=60)
    parts = [one.key for one in app.main.get("bidi_component")]
    assert {"search_found", "edit_sliders"} <= set(parts) and "search_for" not in parts
    app.number_input(key="target_row").set_value(3).run()
    parts = [one.key for one in app.main.get("bidi_component")]
    assert "search_for" in parts and "search_found" not in parts and "search_film" not in parts


def test_unusual_pictures_are_found_and_the_errors_shown(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unusual, "COUNT", 8)
    app = open_page("latent.py", model="shipped-vanilla-digits")
    app.button_group(key="odd_kind").set_value("spotted").run()
    app.button(key="odd_start").click().run(timeout=60)
    assert not app.exception
    assert 0.5 < float(app.metric[0].value) <= 1
    assert any("without any G" in caption.value for caption in app.caption)
    assert "odd_errors" in [one.key for one in app.main.get("bidi_component")]
    app.button_group(key="odd_kind").set_value("letters").run()  # not compared yet
    assert not app.metric


def test_inside_g_is_computed_when_opened(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-dcgan-digits")
    assert not any(str(one.key).startswith("maps_") for one in app.main.get("bidi_component"))
    app.session_state["inside_fold"] = True
    app.run()
    assert not app.exception
    assert sum(str(one.key).startswith("maps_") for one in app.main.get("bidi_component")) == 2
    assert any("Checkerboard" in caption.value for caption in app.caption)
    app.button_group(key="inside_what").set_value("spectra").run()
    assert not app.exception
    dense = open_page("latent.py", model="shipped-vanilla-digits")
    dense.session_state["inside_fold"] = True
    dense.run()
    assert any("no convolutions" in one.value for one in dense.info)


def summed(app: AppTest) -> list[list[str]]:
    """What is said below each picture of the sum."""
    parts = [one for one in app.main.get("bidi_component") if one.key == "sum_tiles"]
    return [tile["lines"] for part in parts for tile in json.loads(part.proto.json)["tiles"]]


def test_concepts_are_added_and_are_in_the_link(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-vanilla-digits")
    assert not summed(app)
    app.session_state["sum_fold"] = True
    app.run()
    app.text_input(key="sum_A").set_value("3, 8 12").run()
    assert not app.exception
    assert summed(app)[0] == ["A", "3, 8, 12"]
    assert [lines[0] for lines in summed(app)[3:]] == ["A − B + C", "of single pictures"]
    assert app.query_params["sum"] == "3.8.12-3.4.5-6.7.8"
    linked = open_page("latent.py", model="shipped-vanilla-digits", sum="1-2.3-4")
    linked.session_state["sum_fold"] = True
    assert [lines[1] for lines in summed(linked.run())[:3]] == ["1", "2, 3", "4"]


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "²", ", ".join(["1"] * 25), "9" * 30])
def test_what_are_no_seeds_is_one_line(open_page: Open, text: str) -> None:
    app = open_page("latent.py", model="shipped-vanilla-digits")
    app.session_state["sum_fold"] = True
    app.run()
    app.text_input(key="sum_B").set_value(text).run()
    assert not app.exception and len(app.error) == 1
    assert not summed(app)


def test_the_seed_plane_is_under_the_pad(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-vanilla-digits", along="plane")
    panel_of = panel(app)
    assert [one["id"] for one in panel_of["sliders"]] == ["px", "py"]
    assert panel_of["more"] == {"space": "z", "psi": "1"}


def test_who_opens_a_link_finds_open_what_was_open(open_page: Open) -> None:
    app = open_page("latent.py", model="shipped-mlp-digits")
    assert "open" not in app.query_params
    app.session_state["inside_fold"] = app.session_state["film_fold"] = True
    app.run()
    assert app.query_params["open"] == "film.inside"
    other = open_page("latent.py", model="shipped-mlp-digits", open="film.nonsense.<b>")
    assert not other.exception and other.session_state["film_fold"]
    assert not other.session_state["inside_fold"]
    other.session_state["film_fold"] = False
    other.run()
    assert "film" not in other.query_params["open"]
