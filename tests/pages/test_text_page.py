"""The page Text and sequences: lines of both authors, a line of one's own, what the link says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gan_core.data import DATA_SETS
from gan_core.data.base import Card, DataSet, Entry
from gan_core.data.spec import Tokens
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.library import models
from gan_core.runs.library.models import open_model
from gan_core.runs.library.shipping import ship_model
from gan_core.runs.library.store import Store
from gan_core.runs.training.session import open_session
from gan_core.writing import authors
from tests.gan_core.recipes.test_seqgan import TINY, lines
from tests.gan_core.test_illustration import content as captioned
from tests.pages.conftest import Open
from tests.pages.worked import shown

CARD = Card("Counting", "For tests.", "Ours.", "MIT", "https://opensource.org/license/mit", "Ours.")


def scales() -> DataSet:
    """The same lines, each word a note."""
    words = ("C4:1/4", "D4:1/8", "E4:1/4", "R:1/4", "G4:1/2")
    spec = Tokens(5, words)
    return DataSet("counting", spec, lines().items)


def run_until(
    monkeypatch: pytest.MonkeyPatch, steps: int, load: Callable[[], DataSet] = lines
) -> RunFolder:
    """Return a run of SeqGAN on made-up lines that is done after so many rounds."""
    entry = Entry("counting", load().spec, CARD, load)
    monkeypatch.setitem(DATA_SETS, "counting", entry)
    folder = Store().create(new_config("seqgan", "counting", changes=TINY, steps=steps, name="it"))
    session = open_session(folder)
    for _event in session.rounds():
        pass
    session.close("done")
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    return run_until(monkeypatch, 9)


def test_lines_before_and_after_the_game_stand_side_by_side(
    open_page: Open, run: RunFolder
) -> None:
    app = open_page("text.py", model=run.id)
    assert not app.exception and not app.error and not app.warning
    before, after = (table.value for table in app.table)
    assert len(before) == len(after) == 8
    assert all(share.endswith("%") for share in after["D: real"])
    assert len(app.get("plotly_chart")) == 1


def test_while_g_learns_by_likelihood_there_is_one_column(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("text.py", model=run_until(monkeypatch, 2).id)
    assert not app.exception and len(app.table) == 1
    assert any("has not begun" in one.value for one in app.caption)


def test_a_beginning_is_gone_on_with_and_is_in_the_link(open_page: Open, run: RunFolder) -> None:
    app = open_page("text.py", model=run.id)
    app.text_input(key="line_start").set_value("ab").run()
    assert all(line.startswith("ab") for line in app.table[0].value["What it writes"])
    assert app.query_params["start"] == "ab"
    again = open_page("text.py", model=run.id, start="ab", temperature="0.5", seed="8")
    assert again.text_input(key="line_start").value == "ab"
    assert again.slider(key="line_temperature").value == 0.5
    assert again.number_input(key="line_seed").value == 8


def test_words_that_it_never_saw_are_named(open_page: Open, run: RunFolder) -> None:
    app = open_page("text.py", model=run.id, start="axb", line="aby")
    assert not app.exception
    assert ["'x'" in one.value or "'y'" in one.value for one in app.warning] == [True, True]


@pytest.mark.parametrize("value", ["", "nan", "inf", "-3", "99", "x"])
def test_a_link_that_makes_no_sense_is_put_right(
    open_page: Open, run: RunFolder, value: str
) -> None:
    app = open_page("text.py", model=run.id, temperature=value, seed=value)
    assert not app.exception
    assert 0.2 <= app.slider(key="line_temperature").value <= 2
    assert app.number_input(key="line_seed").value >= 0


def test_other_lines_are_of_the_next_seeds(open_page: Open, run: RunFolder) -> None:
    app = open_page("text.py", model=run.id)
    first = list(app.table[0].value["What it writes"])
    app.button(key="other_lines").click().run()
    assert app.query_params["seed"] == "8" and list(app.table[0].value["What it writes"]) != first


def test_a_line_of_ones_own_is_graded(open_page: Open, run: RunFolder) -> None:
    app = open_page("text.py", model=run.id, line="abc")
    assert app.text_input(key="own_line").value == "abc" and not app.warning
    assert any("D holds the whole line for real" in one.value for one in app.markdown)
    app.text_input(key="own_line").set_value("").run()
    assert [one.value for one in app.warning] == ["Type a line first."]


def test_a_g_alone_is_said_to_have_nobody_who_pays(open_page: Open, run: RunFolder) -> None:
    app = open_page("text.py", model=run.id)
    first = app.selectbox(key=f"checkpoint_{run.id}").options[-1]
    app.selectbox(key=f"checkpoint_{run.id}").select(first).run()
    assert not app.exception
    assert any("D who pays" in one.value for one in app.info)


def test_melodies_are_played_and_taken_home_as_midi(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("text.py", model=run_until(monkeypatch, 9, scales).id)
    assert not app.exception and not app.table
    players = shown(app, "tune")
    assert len(players) == 2 * 3
    assert all(set(one["pitches"]) <= {60, 62, 64, 67, None} for one in players)
    assert len(players[0]["begins"]) == 6 and "seed 0" in players[0]["label"]
    assert len(app.get("download_button")) == 2


@pytest.fixture
def illustrator(monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """Return a run of StackGAN on squares with captions that is done."""
    spec = captioned().spec
    monkeypatch.setitem(DATA_SETS, "squares", Entry("squares", spec, CARD, captioned))
    small = {"g_width": 2, "d_width": 2, "batch": 4, "latent": 4, "condition": 3}
    folder = Store().create(new_config("stackgan", "squares", changes=small, steps=2, name="draws"))
    session = open_session(folder)
    for _event in session.rounds():
        pass
    session.close("done")
    return folder


def test_a_caption_is_drawn_in_two_stages_beside_what_is_near(
    open_page: Open, illustrator: RunFolder
) -> None:
    app = open_page("text.py", model=illustrator.id, caption="red heart")
    assert not app.exception and not app.error and not app.warning
    assert len(shown(app, "picture")) == 3
    assert any("stand together" in one.value for one in app.caption)
    app.text_input(key="other_caption").set_value("blue heart").run()
    assert len(shown(app, "picture")) == 6 and app.query_params["other"] == "blue heart"
    assert any("never seen these words together" in one.value for one in app.caption)


def test_unknown_words_are_named_and_nothing_known_is_refused(
    open_page: Open, illustrator: RunFolder
) -> None:
    app = open_page("text.py", model=illustrator.id, caption="red zorblax")
    assert any("zorblax" in one.value for one in app.info)
    app.text_input(key="caption").set_value("zorblax").run()
    assert any("no word is known" in one.value for one in app.warning)
    assert not shown(app, "picture")


def test_a_caption_in_chinese_is_read(open_page: Open, illustrator: RunFolder) -> None:
    app = open_page("text.py", lang="zh", model=illustrator.id)
    assert app.text_input(key="caption").value == "女消防员"
    assert not app.exception and len(shown(app, "picture")) == 3


def test_a_shipped_model_knows_that_the_game_has_begun(
    run: RunFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of its game's memory it keeps nothing, but the stage that it was in."""
    monkeypatch.setattr(models, "shipped_root", lambda: tmp_path)
    model = open_model(ship_model(run.path, "it", None))
    assert model.stage == 2 and authors(model) == ("G", "likelihood")
    snapshots = sorted((run.path / "checkpoints").glob("model_*.safetensors"))
    assert [len(authors(open_model(one))) for one in (snapshots[0], snapshots[-1])] == [1, 2]
