"""The lab's page without a browser: knobs that steer a live lab, links that begin one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.data.plane import encode_drawing
from gan_core.lab.bench import Bench
from gan_core.lab.commands import read_command
from gan_core.lab.config import lab_config
from gan_core.lab.saving import pack_lab
from gan_core.lab.task import LabTask
from tests.pages.conftest import Open
from tests.patience import PATIENCE
from ui.lab import own as lab_own
from ui.lab.article import FOLDS
from ui.lab.knobs import GROUPS
from ui.lab.routes import labs
from ui.shell.language import translator

KNOBS = [key for _, keys in GROUPS for key in keys]


def lab_of(app: AppTest) -> LabTask:
    task = labs().get(app.session_state["lab_own"])
    assert task is not None
    return task


def told(task: LabTask, **order: Any) -> None:
    future = task.ask(lambda: task.obey(read_command(order)))
    labs().wake()
    future.result(PATIENCE)


def played_to(task: LabTask, step: int) -> None:
    """Watch until `step` rounds are done; fail where it does not play."""
    while task.status.step < step:
        assert task.playing
        told(task, do="who", who="both")  # changes nothing, but whoever asks is watching


def component(app: AppTest) -> dict[str, Any]:
    return json.loads(app.main.get("bidi_component")[0].proto.json)  # type: ignore[no-any-return]


def word(app: AppTest, name: str) -> str | None:
    values = app.query_params.get(name)
    return values[0] if isinstance(values, list) else values


def turn(app: AppTest, key: str, value: float | int) -> AppTest:
    return app.number_input(key=f"lab_{key}").set_value(value).run()


def objective(app: AppTest, title: str) -> AppTest:
    return app.selectbox(key="lab_objective").set_value(title).run()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_opens_on_a_lab_that_plays(open_page: Open, lang: str) -> None:
    app = open_page("lab.py", lang=lang)
    assert not app.exception and not app.error and not app.warning
    task = lab_of(app)
    assert task.playing and task.status.config.shape == "ring8"
    shown = component(app)
    assert shown["base"] == f"/api/lab/{word(app, 'lab')}" and shown["language"] == lang
    assert word(app, "shape") == "ring8" and word(app, "set") is None
    words = [*(knob.label for knob in app.number_input), app.header[0].value]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in "".join(words)) is (lang == "zh")


def test_the_knobs_show_what_is_in_force(open_page: Open) -> None:
    app = open_page("lab.py", set="r1:0.25,lr:0.002,d_rate:4,batch:64,objective:hinge")
    values = {key: _knob(app, key).value for key in KNOBS}
    assert values["r1"] == 0.25 and values["batch"] == 64 and values["objective"] == "hinge"
    assert values["lr"] == 0.002 and values["d_lr"] == pytest.approx(0.008)
    assert values["optimizer"] == "adam" and values["n_critic"] == 1
    assert values["d_optimizer"] == "same"


def _knob(app: AppTest, key: str) -> Any:
    if key in ("objective", "optimizer", "d_optimizer"):
        return app.selectbox(key=f"lab_{key}")
    return app.number_input(key=f"lab_{key}")


def test_a_knob_changes_the_lab_while_it_plays_and_the_address(open_page: Open) -> None:
    app = open_page("lab.py")
    task = lab_of(app)
    bench = task.bench
    app = turn(app, "r1", 0.5)
    assert task.status.config.changes == {"r1": 0.5} and task.playing
    assert task.bench is bench and word(app, "set") == "r1:0.5"
    assert [change.what for change in bench.branches.current.changes] == ["r1"]
    app = objective(app, "least_squares")
    assert task.status.config.settings().objective == "least_squares"
    assert word(app, "set") == "objective:least_squares,r1:0.5"
    assert component(app)["settings"] == str(task.status.config.changes)
    app = turn(objective(app, "nonsaturating"), "r1", 0.1)
    assert word(app, "set") is None and not app.error


def test_a_combination_without_sense_says_why_and_the_knob_goes_back(open_page: Open) -> None:
    app = objective(open_page("lab.py"), "wasserstein")
    assert not app.error
    app = turn(app, "r1", 0.0)
    assert "Wasserstein" in app.error[0].value and "R1" in app.error[0].value
    assert app.number_input(key="lab_r1").value == 0.1
    assert lab_of(app).status.config.changes == {"objective": "wasserstein"}
    assert word(app, "set") == "objective:wasserstein"
    assert not app.run().error


def test_the_reason_is_in_chinese_on_the_chinese_page(open_page: Open) -> None:
    # By a link: AppTest cannot run a page with select boxes twice in another language.
    app = open_page("lab.py", lang="zh", set="objective:wasserstein,r1:0")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in app.warning[0].value)


@pytest.mark.parametrize("key, value", [("lr", 0.0), ("lr", 5.0), ("d_lr", -1.0), ("batch", 1)])
def test_a_value_out_of_range_is_refused(open_page: Open, key: str, value: float) -> None:
    app = open_page("lab.py")
    before = app.number_input(key=f"lab_{key}").value
    app = turn(app, key, value)
    assert not app.exception and len(app.error) == 1
    assert app.number_input(key=f"lab_{key}").value == before
    assert lab_of(app).status.config.changes == {}


def test_the_rate_of_one_player_leaves_the_others(open_page: Open) -> None:
    app = turn(open_page("lab.py"), "lr", 0.004)
    settings = lab_of(app).status.config.settings()
    assert settings.lr == 0.004 and settings.lr * settings.d_rate == pytest.approx(0.001)
    assert app.number_input(key="lab_d_lr").value == 0.001
    app = turn(app, "d_lr", 0.002)
    settings = lab_of(app).status.config.settings()
    assert settings.lr == 0.004 and settings.lr * settings.d_rate == pytest.approx(0.002)


@pytest.mark.parametrize(("key", "rate"), [("d_lr", 0.9), ("lr", 1e-6)])
def test_rates_too_far_apart_are_refused_in_the_words_of_the_knobs(
    open_page: Open, key: str, rate: float
) -> None:
    app = open_page("lab.py")
    task = lab_of(app)
    app = turn(app, key, rate)
    assert "a hundredth to a hundred times" in app.error[0].value
    assert task.status.config.changes == {} and _knob(app, key).value == 0.001


def test_other_networks_begin_again_at_step_0_with_the_seed_that_is_set(open_page: Open) -> None:
    app = open_page("lab.py", set="g_width:8,d_width:8,batch:16")
    task = lab_of(app)
    told(task, do="pause")
    told(task, do="step")
    assert task.status.step > 0
    form = {field.label: field for field in app.number_input}
    form["Latent dimension"].set_value(5)
    form["Seed"].set_value(7)
    app = next(one for one in app.button if one.label == "Begin again with these").click().run()
    assert lab_of(app) is task and task.status.step == 0 and not task.playing
    made = task.status.config
    assert made.settings().latent == 5 and made.seed == 7 and made.settings().g_width == 8
    assert word(app, "seed") == "7" and "latent:5" in str(word(app, "set"))


def test_other_data_begin_again_at_step_0_and_play_at_once(open_page: Open) -> None:
    app = open_page("lab.py", set="r1:0.5,g_width:8,d_width:8,batch:16")
    task = lab_of(app)
    played_to(task, 100)
    told(task, do="pause")
    told(task, do="speed", speed="1")  # rounds a second: what is played meanwhile are few
    ring, far = task.bench, task.status.step
    app = app.button_group(key="lab_data").set_value("moons").run()
    assert task.playing and task.bench is not ring and task.status.step < far
    assert task.status.config.shape == "moons" and task.status.config.settings().r1 == 0.5
    assert word(app, "shape") == "moons" and "r1:0.5" in str(word(app, "set"))
    played_to(task, task.status.step + 2)


def test_the_sheet_is_opened_and_left_with_the_lab_as_it_was(open_page: Open) -> None:
    app = open_page("lab.py")
    task = lab_of(app)
    bench = task.bench
    app = app.button_group(key="lab_data").set_value("drawn").run()
    assert component(app)["draw"] is True and component(app)["cells"] == []
    app = app.button_group(key="lab_data").set_value("ring8").run()
    assert component(app)["draw"] is False and task.bench is bench


def test_a_linked_drawing_is_on_the_sheet_when_it_is_opened_again(open_page: Open) -> None:
    cells = [(3, 4), (20, 30)]
    app = open_page("lab.py", shape="drawn", drawing=encode_drawing(cells))
    bench = lab_of(app).bench
    assert component(app)["draw"] is False and app.button_group(key="lab_data").value == "drawn"
    for sheet in (True, False):  # pressed twice: the segment that is on is switched off
        app = app.button_group(key="lab_data").set_value(None).run()
        assert component(app)["draw"] is sheet
        assert component(app)["cells"] == [list(cell) for cell in cells]
    assert lab_of(app).bench is bench and app.button_group(key="lab_data").value == "drawn"


def test_a_link_begins_the_lab_that_it_says(open_page: Open) -> None:
    words = {"shape": "moons", "seed": "11", "set": "latent:1,r1:0.3", "layers": "fake", "raw": "1"}
    app = open_page("lab.py", **words)
    made = lab_of(app).status.config
    assert (made.shape, made.seed, made.changes) == ("moons", 11, {"latent": 1, "r1": 0.3})
    assert component(app)["view"] == {"layers": ["fake"], "raw": True}
    assert {name: word(app, name) for name in words} == words


@pytest.mark.parametrize(
    "words",
    [
        {"shape": "triangle"},
        {"seed": "-3"},
        {"seed": "x"},
        {"set": "r1"},
        {"set": "colour:3"},
        {"set": "latent:0"},
        {"set": "objective:wasserstein,r1:0"},
        {"shape": "drawn", "drawing": "!!"},
    ],
)
def test_a_wrong_link_is_named_and_the_default_shown(
    open_page: Open, words: dict[str, str]
) -> None:
    app = open_page("lab.py", **words)
    assert not app.exception and len(app.warning) == 1
    made = lab_of(app).status.config
    assert made.shape == "ring8" and made.seed == 0 and made.changes == {}
    assert word(app, "shape") == "ring8" and word(app, "set") is None
    assert word(app, "drawing") is None and word(app, "seed") is None


def test_a_link_to_somebody_elses_lab_gives_a_copy(open_page: Open) -> None:
    first = open_page("lab.py", set="r1:0.5", seed="3")
    source = lab_of(first)
    told(source, do="pause")
    told(source, do="step")
    second = open_page("lab.py", lab=str(word(first, "lab")))
    copy = lab_of(second)
    assert copy is not source and copy.status.config == source.status.config
    assert copy.status.step == source.status.step and not copy.playing
    assert word(second, "lab") != word(first, "lab") and word(second, "seed") == "3"
    turn(second, "r1", 0.7)
    assert source.status.config.changes == {"r1": 0.5}


def test_a_link_to_a_lab_that_has_ended_begins_it_anew(open_page: Open) -> None:
    app = open_page("lab.py", lab="0" * 24, shape="spiral", set="r1:0.5")
    made = lab_of(app).status.config
    assert made.shape == "spiral" and made.changes == {"r1": 0.5} and not app.warning
    assert "not on this server any more" in app.info[0].value


def test_a_lab_that_ended_is_followed_by_another_of_its_kind(open_page: Open) -> None:
    app = open_page("lab.py", shape="spiral", set="r1:0.5")
    old = lab_of(app)
    future = old.ask(lambda: old.close("stopped"))
    labs().wake()
    future.result(PATIENCE)
    app = app.run()
    made = lab_of(app).status.config
    assert lab_of(app) is not old and not app.exception
    assert made.shape == "spiral" and made.changes == {"r1": 0.5}


def test_a_session_keeps_its_lab_from_run_to_run(open_page: Open) -> None:
    app = open_page("lab.py")
    task = lab_of(app)
    assert lab_of(app.run()) is task


def test_the_page_waits_once_for_a_browsers_picture_and_then_goes_on(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[LabTask] = []
    real = lab_own.wait_for_first_picture

    def noted(key: str, task: LabTask) -> None:
        wait = task.first_picture.wait

        def waiting(timeout: float | None = None) -> bool:
            waited.append(task)
            return wait(timeout)

        task.first_picture.wait = waiting  # type: ignore[method-assign]
        real(key, task)

    monkeypatch.setattr(lab_own, "wait_for_first_picture", noted)
    app = open_page("lab.py")
    assert waited == [lab_of(app)] and not app.exception
    app.run()
    assert len(waited) == 1
    assert app.selectbox(key="lab_objective")


def test_a_link_begins_with_the_lab_that_comes_trained(open_page: Open) -> None:
    app = open_page("lab.py", shape="moons", start="trained")
    task = lab_of(app)
    assert task.status.step >= 6000 and task.playing and not app.warning
    assert word(app, "shape") == "moons" and word(app, "start") == "trained"
    told(task, do="reset")
    assert word(app.run(), "start") is None and not task.status.config.changes


def test_a_link_to_a_trained_lab_says_what_is_changed_in_it(open_page: Open) -> None:
    app = open_page("lab.py", shape="grid25", start="trained", who="D", set="r1:0.5,batch:64")
    shown = lab_of(app).status
    assert shown.step >= 12000 and shown.who == "D"
    assert shown.config.changes == {"r1": 0.5, "batch": 64}
    again = open_page("lab.py", lab="0" * 24, start="trained", shape="grid25", set="r1:0.5")
    assert lab_of(again).status.step >= 12000 and "not on this server" in again.info[0].value
    plain = open_page("lab.py", shape="grid25", start="trained")
    assert lab_of(plain).status.config.changes == {"r1": 0.02, "batch": 512}


@pytest.mark.parametrize(
    ("words", "why"),
    [({"seed": "5"}, "has seed 0"), ({"set": "depth:1"}, "makes other networks")],
)
def test_what_a_trained_lab_has_not_is_begun_at_step_0_after_saying_so(
    open_page: Open, words: dict[str, str], why: str
) -> None:
    app = open_page("lab.py", shape="moons", start="trained", **words)
    assert why in app.warning[0].value
    task = lab_of(app)
    assert task.status.step < 6000 and word(app, "start") is None
    assert task.status.config.seed == int(words.get("seed", 0))


def test_a_link_to_a_trained_lab_that_there_is_not_begins_at_step_0(open_page: Open) -> None:
    code = encode_drawing([(3, 4)])
    app = open_page("lab.py", shape="drawn", drawing=code, start="trained")
    assert "no trained lab" in app.warning[0].value
    assert lab_of(app).status.config.drawing == code and word(app, "start") is None


def test_a_lab_from_a_file_takes_the_place_of_this_one(open_page: Open) -> None:
    bench = Bench(lab_config({"shape": "spiral", "changes": {"lr": 0.002, "batch": 16}}))
    for _ in range(3):
        bench.round()
    app = open_page("lab.py")
    assert lab_of(app).status.playing
    name = "lab.safetensors"
    app = app.file_uploader(key="lab_file").set_value((name, pack_lab(bench), "")).run()
    assert not app.exception and not app.error
    shown = lab_of(app).status
    assert (shown.step, shown.config.shape, shown.playing) == (3, "spiral", False)
    assert _knob(app, "lr").value == 0.002 and word(app, "shape") == "spiral"


def test_a_file_that_is_no_lab_changes_nothing_and_says_why(open_page: Open) -> None:
    app = open_page("lab.py")
    task = lab_of(app)
    bench = task.bench
    name = "../../my lab/für mich.safetensors"
    app = app.file_uploader(key="lab_file").set_value((name, b"x" * 99, "")).run()
    (said,) = app.error
    assert "für mich.safetensors is not a Ganvas checkpoint" in said.value
    assert lab_of(app) is task and task.bench is bench
    (fold,) = [one for one in app.expander if one.label.startswith("Save this lab")]
    assert said.value in [one.value for one in fold.error]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_there_to_read_is_in_the_session_language(open_page: Open, lang: str) -> None:
    app = open_page("lab.py", lang=lang)
    folds = [fold for fold in app.expander if fold.label in map(translator(lang), dict(FOLDS))]
    assert len(folds) == len(FOLDS) == 6
    for fold, (_, text) in zip(sorted(folds, key=_order(lang)), FOLDS, strict=True):
        assert [one.value for one in fold.markdown] == [translator(lang)(text)]


def _order(lang: str) -> Callable[[Any], int]:
    titles = [translator(lang)(title) for title, _ in FOLDS]
    return lambda fold: titles.index(fold.label)
