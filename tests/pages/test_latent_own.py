"""A direction of one's own on the Latent page: marked, fitted, compared, kept, brought back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open


@pytest.fixture
def opened(open_page: Open) -> AppTest:
    app = open_page("latent.py", model="shipped-mlp-digits")
    app.session_state["own_fold"] = True
    app.run()
    assert not app.exception and app.button(key="own_fit").disabled
    return app


def mark(app: AppTest, count: int) -> None:
    (name,) = app.session_state["marked_seeds"]
    app.session_state["marked_seeds"] = {name: set(range(count))}
    app.run()


def fit(app: AppTest, name: str, count: int = 9) -> None:
    mark(app, count)
    app.text_input(key="own_name").set_value(name).run()
    app.button(key="own_fit").click().run()
    assert not app.exception


def panel(app: AppTest) -> dict[str, Any]:
    found = next(
        item.proto
        for item in app.main.get("bidi_component")
        if "sliders" in item.proto.component_name
    )
    return dict(json.loads(found.json))


def test_marks_are_fitted_compared_with_chance_and_put_under_a_slider(opened: AppTest) -> None:
    fit(opened, "thick")
    assert any("tells" in one.value and "%" in one.value for one in opened.caption)
    (table,) = [one.value for one in opened.dataframe if "by chance" in one.value.columns]
    assert {"ink", "stroke width", "slant", "class that is read"} <= set(table["What"])
    opened.button_group(key="sliders_move").set_value("own").run()
    assert not opened.exception
    sliders = panel(opened)
    assert [one["name"] for one in sliders["sliders"]] == ["thick"]
    assert sliders["more"]["how"].startswith("own-")


def test_too_few_marks_say_what_is_missing(opened: AppTest) -> None:
    mark(opened, 4)
    assert opened.button(key="own_fit").disabled
    assert any("Mark 5 or more" in one.value for one in opened.caption)


def test_directions_are_added_up_made_orthogonal_and_removed(opened: AppTest) -> None:
    fit(opened, "a")
    fit(opened, "b", 15)
    opened.multiselect(key="own_others").set_value(["a"]).run()
    opened.button(key="own_sum").click().run()
    names = [one.name for one in opened.session_state["own_directions"]]
    assert not opened.exception and names == ["a", "b", "b + a"]
    opened.selectbox(key="own_direction").set_value("b").run()
    opened.multiselect(key="own_others").set_value(["a"]).run()
    opened.button(key="own_without").click().run()
    names = [one.name for one in opened.session_state["own_directions"]]
    assert not opened.exception and names[-1] == "b - a"
    opened.button(key="own_remove").click().run()
    assert [one.name for one in opened.session_state["own_directions"]] == names[:-1]


def test_a_file_comes_back_and_one_of_another_model_is_refused(
    opened: AppTest, open_page: Open
) -> None:
    fit(opened, "thick")
    content = opened.session_state["own_directions"][0].content()
    other = open_page("latent.py", model="shipped-mlp-digits")
    other.session_state["own_fold"] = True
    other.run()
    uploader = next(one for one in other.get("file_uploader") if one.key == "own_file")
    uploader.upload("thick.json", content).run()
    assert not other.exception and not other.error
    assert [one.name for one in other.session_state["own_directions"]] == ["thick"]
    foreign = open_page("latent.py", model="shipped-vanilla-digits")
    foreign.session_state["own_fold"] = True
    foreign.run()
    uploader = next(one for one in foreign.get("file_uploader") if one.key == "own_file")
    uploader.upload("thick.json", content).run()
    assert not foreign.exception and "of another model" in foreign.error[0].value


@pytest.mark.parametrize("name", ["{0}", "{x}", "{", "a}b", "%s"])
def test_a_name_is_taken_as_it_is(opened: AppTest, name: str) -> None:
    fit(opened, name)
    assert [one.name for one in opened.session_state["own_directions"]] == [name]


def test_a_name_that_is_taken_gets_a_number_and_nothing_is_lost(opened: AppTest) -> None:
    for count in (9, 12, 15):
        fit(opened, "thick", count)
    names = [one.name for one in opened.session_state["own_directions"]]
    assert names == ["thick", "thick 2", "thick 3"]


def strip(app: AppTest) -> str:
    (part,) = [one for one in app.main.get("bidi_component") if one.key == "own_strip"]
    return str(json.loads(part.proto.json)["picture"])


def test_each_direction_has_a_strip_of_its_own(opened: AppTest) -> None:
    fit(opened, "a")
    first = strip(opened)
    fit(opened, "b", 20)
    assert strip(opened) != first
    opened.selectbox(key="own_direction").set_value("a").run()
    assert strip(opened) == first


def test_the_table_is_in_the_language_of_the_page(open_page: Open) -> None:
    for language, word in (("en", "ink"), ("zh", "墨量")):
        app = open_page("latent.py", lang=language, model="shipped-mlp-digits")
        app.session_state["own_fold"] = True
        fit(app.run(), "x")
        assert any(word in set(table.value.iloc[:, 0]) for table in app.dataframe)


def test_a_refused_file_is_read_again_where_it_belongs(opened: AppTest, open_page: Open) -> None:
    fit(opened, "thick")
    content = opened.session_state["own_directions"][0].content()
    app = open_page("latent.py", model="shipped-vanilla-digits")
    app.session_state["own_fold"] = True
    app.run()
    uploader = next(one for one in app.get("file_uploader") if one.key == "own_file")
    uploader.upload("thick.json", content).run()
    assert "of another model" in app.error[0].value
    app.run()
    assert "of another model" in app.error[0].value, "the refusal stays as long as the file"
