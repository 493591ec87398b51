"""GANs of every kind on every page: from noise, from pictures, from texts; pictures and texts."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest
from torch import Tensor

from gan_core import data
from gan_core.pictures import to_bytes
from gan_core.questions import Question
from gan_core.runs.engine.current import engine
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.models import open_model
from gan_core.runs.library.shipping import ship_model
from gan_core.runs.reading.view import view
from gan_core.runs.training.preview import PAIRS, question_of
from tests.gan_core.recipes import worked
from tests.gan_core.recipes.worked.content import SIZE
from tests.pages.conftest import Open
from tests.pages.test_latent_page import PARTS
from tests.pages.test_train_page import followed, linked_run, news, until
from tests.pages.worked import FEW, STEPS, register, ship_into, shown, trained, words
from ui.train.curves import charts_of
from ui.train.live_routes import _picture

every_worked = pytest.mark.parametrize("name", worked.RECIPES)
FROM_SOURCES = ("small_pix2pix", "small_cyclegan", "small_stackgan")
EXPLORED = ("infogan", "began")
CHARTS = {
    "infogan": {"loss": ["G", "D"], "own-code missed": ["code missed"]},
    "began": {"loss": ["G", "D"], "convergence": ["convergence"]},
    "small_pix2pix": {"loss": ["G", "D"], "output": ["on real", "on fake"], "grad": ["G", "D"]},
    "small_cyclegan": {"loss": ["D", "D back"]},
    "small_stackgan": {"loss": ["G1", "G2", "D1", "D2"], "grad": ["G1", "G2", "D1", "D2"]},
    "small_seqgan": {"nll": ["G"], "reward": ["G"]},
}
"""Charts that a run must have, with the names of their lines."""
LEGENDS = {
    "small_pix2pix": "Left to right: source, output of G, ground truth.",
    "small_cyclegan": "Left to right: source, output of G, and ground truth where it is known.",
    "small_stackgan": "Below each text, left to right: output of G, ground truth.",
}
SCORES = {
    "infogan": "FD (MNIST-CNN)",
    "began": "FD (MNIST-CNN)",
    "small_pix2pix": "PSNR (dB)",
    "small_cyclegan": "distance to training (ratio)",
    "small_stackgan": "PSNR (dB)",
    "small_seqgan": "sequences that are not in the training data",
}


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    register(monkeypatch)


def fine(app: AppTest) -> AppTest:
    """Return `app`, which shows no error and no traceback."""
    assert not app.exception, app.exception[0].message
    assert not app.error, app.error[0].value
    return app


def has(app: AppTest, label: str) -> bool:
    return any(button.label == label for button in app.button)


def started(open_page: Open, name: str) -> str:
    """Set a run up on the page, start it, and wait for its end."""
    app = open_page("train.py")
    app.selectbox(key="recipe").select(name).run()
    app.selectbox(key="data_set").select(worked.DATA[name]).run()
    for setting, value in (("width", 4), ("batch", 8), ("epochs", 1)):
        app.number_input(key=f"set_{name}_fast_{setting}").set_value(value)
    app.session_state["length"] = "steps"
    app.run()
    app.number_input(key="steps").set_value(STEPS.get(name, FEW)).run()
    fine(app).button(key="start").click().run()
    run_id = linked_run(fine(app))
    until(lambda: view(run_id).live is None)
    assert view(run_id).state == "done" and view(run_id).config.data == worked.DATA[name]
    return run_id


@every_worked
def test_it_is_set_up_started_and_followed(open_page: Open, name: str) -> None:
    run_id = started(open_page, name)
    app = fine(open_page("train.py", run=run_id))
    assert followed(app) == dict.fromkeys(("numbers", "picture", "charts"), run_id)
    assert has(app, "Explore its latent space") == (name in EXPLORED)
    told = news(run_id)
    charts = {one["key"]: one["lines"] for one in told["charts"]}
    for key, wanted in CHARTS[name].items():
        assert [line["name"] for line in charts[key]] == wanted
        assert len({line["colour"] for line in charts[key]}) == len(wanted)
    assert all(any(line["points"] for line in lines) for lines in charts.values())
    drawn = {line.reading for one in charts_of(view(run_id), parts=True) for line in one.lines}
    assert drawn >= set(view(run_id).readings())
    frame = told["frame"]
    origin = "sources" if name in FROM_SOURCES else "noise"
    assert f"same {origin}" in frame["caption"] and f"fixed {origin}" in frame["alt"]
    assert LEGENDS.get(name, "") in frame["caption"]
    check_grid(name, *(_picture(run_id, False) or ("", b"")), asked=questions(run_id))


def questions(run_id: str) -> Question:
    """Return what the grid of the run shows."""
    config, model = view(run_id).config, open_model(view(run_id).folder.path)
    return question_of(model.design, data.load(config.data), config.seed)


def check_grid(name: str, kind: str, content: bytes, asked: Question) -> None:
    """Look at the grid: 64 samples or sentences, or pairs with what they were made from."""
    if name == "small_seqgan":
        lines = content.decode().splitlines()
        assert kind == "txt" and [len(line) for line in lines] == [6] * 64
        assert set("".join(lines)) <= set("abcde")
        return
    seen = np.asarray(Image.open(io.BytesIO(content)))
    assert kind == "png"
    if name in EXPLORED:
        assert seen.shape == (8 * 30 - 2, 8 * 30 - 2)
    elif name == "small_stackgan":
        of_truth = seen[seen.shape[0] // 6 - 40 :: seen.shape[0] // 6][0]
        assert seen[:20].max() == 255 and of_truth.max() > 0
    else:
        assert seen[:SIZE, :SIZE].tolist() == pixels(asked.request.src)
        if asked.truth is not None:
            third = 2 * (SIZE + 1)
            assert seen[:SIZE, third : third + SIZE].tolist() == pixels(asked.truth)


def pixels(items: Tensor | None) -> Any:
    """Return the first picture as it is shown."""
    assert items is not None and len(items) == PAIRS
    return to_bytes(items)[0, 0].tolist()


def test_what_several_stages_cost_is_said_of_each(open_page: Open) -> None:
    app = open_page("train.py")
    app.selectbox(key="recipe").select("small_seqgan").run()
    said = words(fine(app))
    assert all(f"{stage}: " in said for stage in ("likelihood", "listening", "adversarial"))


@every_worked
def test_a_finished_run_is_replayed(open_page: Open, name: str) -> None:
    run = trained(name)
    app = fine(open_page("runs.py", show=run.id))
    assert has(app, "Explore its latent space") == (name in EXPLORED)
    assert has(app, "Score its model") == (name not in EXPLORED)
    (strip,) = shown(app, "filmstrip")
    samples = run.samples()
    assert strip["frames"] == len(samples) == len(strip["captions"]) > 2
    assert strip["captions"][-1] == f"step {STEPS.get(name, FEW)}"
    assert strip["label"].endswith("fixed sources" if name in FROM_SOURCES else "fixed noise")
    assert LEGENDS.get(name, "") in words(app)
    if name == "small_seqgan":
        assert strip["sprite"] is None
        assert strip["texts"] == [path.read_text(encoding="utf-8") for _step, path in samples]
    else:
        sprite = decoded(strip["sprite"])
        assert strip["texts"] is None and strip["width"] > 30
        assert sprite.width == strip["columns"] * strip["width"]


def decoded(uri: str) -> Image.Image:
    """Return the picture of a data URI."""
    return Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))


@every_worked
def test_its_model_has_a_card(
    open_page: Open, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ship_into(monkeypatch, tmp_path / "shipped")
    ship_model(trained(name).path, "mine", worked.DATA[name])
    app = fine(open_page("models.py"))
    table, scores = (one.value for one in app.dataframe)
    thumbnail = decoded(table["Samples"][0])
    assert np.asarray(thumbnail).std() > 0 and thumbnail.height < 64
    real = "Real sequences" if name == "small_seqgan" else "Real pictures"
    assert real in scores.columns and SCORES[name] in list(scores["Score"])
    assert has(app, "Explore its latent space") == (name in EXPLORED)
    assert LEGENDS.get(name, "") in words(app)
    if name == "small_seqgan":
        assert len(app.code[0].value.split()) == 100
    else:
        assert decoded(shown(app, "picture")[0]["picture"]).height > 100


@every_worked
def test_its_latent_space_is_explored_or_the_page_says_why_not(open_page: Open, name: str) -> None:
    app = fine(open_page("latent.py", model=trained(name).id))
    assert len(app.main.get("bidi_component")) == (PARTS if name in EXPLORED else 0)
    assert ("it has no latent space here" in words(app)) == (name not in EXPLORED)


def described(app: AppTest) -> list[str]:
    """Return the names of the scores on the page."""
    cells = app.table[0].value.iloc[:, 0]
    return [str(cell).split("  \n")[0].replace("\\", "") for cell in cells]


@every_worked
def test_it_is_scored_by_what_its_items_allow(open_page: Open, name: str) -> None:
    app = fine(open_page("evaluation.py", model=trained(name).id, n="1000"))
    if name == "small_cyclegan":
        assert "no shipped classifier" in words(app) and not app.table
        app.button(key="all_scores").click().run()
    assert SCORES[name] in described(fine(app))
    real = "Real sequences" if name == "small_seqgan" else "Real pictures"
    assert real in app.table[0].value.columns and f"“{real}”" in words(app)
    said = words(app)
    assert ("This model makes no pictures" in said) == (name == "small_seqgan")
    assert ("the test would only count sources" in said) == (name in FROM_SOURCES)
    if name != "small_seqgan":
        tile = shown(app, "tiles")[0]["tiles"][1]
        called = {
            "small_pix2pix": "source 2",
            "small_cyclegan": "source 2",
            "small_stackgan": "“a square ",
        }
        assert tile["lines"][0].startswith(called.get(name, "seed 1"))


@pytest.mark.parametrize("name", FROM_SOURCES)
def test_what_only_noise_allows_is_not_scored(open_page: Open, name: str) -> None:
    app = open_page("evaluation.py", model=trained(name).id, n="1000")
    app.button(key="all_scores").click().run()
    found = described(fine(app))
    assert "distance to training (ratio)" in found
    assert "support by the birthday test" not in found


OWN_LOSS = {
    "infogan": "**Non-saturating + code.** G's loss is the sum adversarial + code. Its adversarial",
    "began": "**BEGAN.** D rebuilds pictures: well where they are real, badly where they are fake. "
    "G's loss is this GAN's own. Its terms: fake.",
    "small_pix2pix": "**Non-saturating + L1.** G's loss is the sum adversarial + L1. Its",
    "small_cyclegan": "**Non-saturating.** G's loss is −log D.",
    "small_stackgan": "G's loss is this GAN's own. Its terms: adversarial.",
}
"""How the page explains the loss that it begins with."""


@every_worked
def test_what_d_sees_is_shown_or_the_page_says_why_not(open_page: Open, name: str) -> None:
    app = fine(open_page("discriminator.py", model=trained(name).id))
    if name == "small_seqgan":
        assert "this model makes none" in words(app) and not app.main.get("bidi_component")
        return
    real, fakes = shown(app, "tiles")
    assert len(real["tiles"]) == len(fakes["tiles"]) == 8
    assert all(tile["lines"][-1].startswith("norm ") for tile in fakes["tiles"])
    stack = (
        4 if name in ("small_pix2pix", "small_cyclegan") else 3
    )  # the source first, where it is a picture
    assert all(len(tile["pictures"]) == stack for tile in fakes["tiles"])
    if name == "small_stackgan":
        assert real["tiles"][0]["lines"][0] == fakes["tiles"][0]["lines"][0] != ""
    (steps,) = shown(app, "steps")
    assert steps["texts"][0] == [tile["lines"][-2] for tile in fakes["tiles"]]  # of the same D
    assert OWN_LOSS[name] in words(app)
    assert bool(shown(app, "picture_grid")) == (
        name in ("small_pix2pix", "small_cyclegan")
    )  # has convolutions
    own = [one for one in app.selectbox(key="lens_objective").options if "own: " in one]
    assert len(own) == (name != "small_cyclegan")  # its loss does not go through one verdict
    series = app.get("echarts_chart")[0].proto.spec.count('"bar"')
    assert series == 1
    app.selectbox(key="lens_objective").select("relativistic").run()
    assert "compared with one real picture" in words(fine(app))


def test_each_kind_of_data_has_its_card(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "DATA_SETS", worked.ENTRIES)
    app = fine(open_page("data.py"))
    pictures = [one["alt"] for one in shown(app, "picture")]
    assert pictures == [
        "Items of pairs",
        "Items of films",
        "Items of domains, one label a row",
        "Items of the second domain of domains",
        "Items of captions",
    ]
    (sentences,) = [one.value for one in app.code if one.value.strip()]
    loaded = data.load("sentences")
    texts = {worked.ENTRIES["sentences"].spec.text(one) for one in loaded.items}
    assert len(sentences.splitlines()) > 3 and set(sentences.splitlines()) <= texts
    said = words(app)
    assert "Sequences of 6 tokens, of 5 different ones." in said
    assert "Each picture below the text that it is to be made from." in said
    assert "Each item to the right of what it is to be made from." in said


@pytest.mark.parametrize("name", ["small_pix2pix", "small_stackgan", "small_seqgan"])
def test_what_the_pages_say_of_it_is_translated(open_page: Open, name: str) -> None:
    run = trained(name)
    for page, word in (("train.py", "run"), ("runs.py", "show"), ("evaluation.py", "model")):
        app = fine(open_page(page, lang="zh", **{word: run.id}))
        assert LEGENDS.get(name, "no legend") not in words(app)
        assert all("\u4e00" <= one.value[0] <= "\u9fff" for one in app.title)


def test_a_run_that_trains_is_followed(open_page: Open) -> None:
    run = RunFolder(trained("small_seqgan").path)
    app = fine(open_page("train.py", run=run.id))
    app.number_input(key=f"longer_steps_{run.id}_20").set_value(10**6).run()
    app.button(key="longer").click().run()
    until(lambda: view(run.id, watch=True).step > 40)
    told = news(run.id)
    assert told["state"].startswith("running") and told["frame"]["kind"] == "txt"
    fine(app.run())
    engine().command(run, "stop")
    until(lambda: view(run.id).live is None)
