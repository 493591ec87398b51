"""The page "Evaluation": scores and floors, nearest pictures, birthday test, what is missing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from torch import Tensor

from gan_core import data
from gan_core.data import own
from gan_core.metrics.copying import copying
from gan_core.metrics.score import SEED, score_model
from gan_core.model import Model
from gan_core.runs.config import new_config
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.models import open_model
from gan_core.runs.library.store import Store
from gan_core.runs.training.session import open_session
from gan_core.usage import Request
from tests.gan_core.data.photos import photos
from tests.pages.conftest import Open

PAGE = "evaluation.py"
SMALL = {"latent": 4, "width": 4, "batch": 8}
CDCGAN = {"model": "shipped-cdcgan-digits", "against": "mnist"}


def tiles(app: AppTest) -> list[dict[str, Any]]:
    found = [one.proto for one in app.main.get("bidi_component")]
    return [
        dict(json.loads(proto.json)) for proto in found if proto.component_name == "ganvas_tiles"
    ]


def table(app: AppTest) -> dict[str, tuple[str, str, str]]:
    """Return {score: (value, real pictures, n)}."""
    rows = app.table[0].value.itertuples(index=False)
    return {
        str(row[0]).split("  \n")[0].replace("\\", ""): (row[1].strip("*"), row[2], row[3])
        for row in rows
    }


def trained(name: str) -> RunFolder:
    config = new_config("vanilla", name, changes=SMALL, steps=2, name="mine")
    folder = Store().create(config)
    session = open_session(folder)
    for _event in session.rounds():
        pass
    session.close("done")
    return folder


@pytest.fixture
def memorised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every model give only the same 50 training pictures of mnist."""

    def answer(model: Model, request: Request, batch: int = 256) -> Tensor:
        content = data.load("mnist")
        return content.spec.to_numbers(content.items[[i % 50 for i in range(len(request))]])

    monkeypatch.setattr(Model, "answer", answer)


def test_quick_scores_are_there_at_once_beside_their_floors(open_page: Open) -> None:
    app = open_page(PAGE, **CDCGAN)
    assert not app.exception and not app.error
    seen = table(app)
    scores = score_model(open_model("cdcgan-digits"), data.load("mnist"), 1000)
    assert list(seen) == [row.name for row in scores if not isinstance(row.value, list)]
    fd = scores[0]
    assert seen["FD (MNIST-CNN)"] == (f"{fd.value:.2f}", f"{fd.floor:.2f}", "1,000")
    assert seen["intended-class accuracy"][0].endswith("%")
    chart = app.get("plotly_chart")[0].proto
    assert "7: 10% of samples, 10% of real pictures" in chart.alt


def test_all_scores_are_added_by_a_button_at_the_chosen_n(open_page: Open) -> None:
    app = open_page(PAGE, **CDCGAN, n="1000")
    quick = table(app)
    app.button(key="all_scores").click().run()
    assert not app.exception and not app.error
    seen = table(app)
    assert set(quick) < set(seen) and seen["FD (MNIST-CNN)"] == quick["FD (MNIST-CNN)"]
    assert {"KID (MNIST-CNN)", "precision", "recall", "density", "coverage"} < set(seen)
    assert seen["distance to training (ratio)"][1] == "1.00"
    assert seen["support by the birthday test"][1] == "≥\N{NO-BREAK SPACE}32,761"
    cells = app.table[0].value.iloc[:, 0]
    assert "Caution" in next(cell for cell in cells if cell.startswith("Parzen"))
    assert not any(cell.startswith("FID") for cell in cells)


def test_samples_stand_above_their_nearest_training_pictures(open_page: Open) -> None:
    app = open_page(PAGE, **CDCGAN, seed="8")
    (row,) = tiles(app)
    assert [tile["lines"][0] for tile in row["tiles"]] == [f"seed {8 + i}" for i in range(8)]
    made, near = row["tiles"][3]["pictures"]
    assert made["alt"] == "Sample of seed 11, label 3"
    assert near["alt"].startswith("Training picture nearest to seed 11, distance ")
    assert any("not trained on mnist" in one.value for one in app.caption)


def test_the_comparison_is_that_of_the_scores(open_page: Open) -> None:
    app = open_page(PAGE, **CDCGAN)
    assert not app.metric
    app.button(key="compare_held_out").click().run()
    pictures = open_model("cdcgan-digits").sample(1000, SEED)
    wanted = copying(pictures, data.load("mnist"))
    assert app.metric[2].value == f"{wanted.ratio:.2f}"
    assert "no copying" in " ".join(text.value for text in app.markdown)


@pytest.mark.usefixtures("memorised")
def test_a_model_that_memorised_is_found_out(open_page: Open) -> None:
    app = open_page(PAGE, **CDCGAN)
    assert all(tile["lines"][1] == "distance 0.00" for tile in tiles(app)[0]["tiles"])
    app.button(key="compare_held_out").click().run()
    assert app.metric[0].value == "0.00"
    app.button(key="birthday").click().run()
    said = " ".join(text.value for text in app.markdown)
    assert "memorised" in said and "Duplicates: " in said
    pairs = tiles(app)[1]["tiles"]
    assert all(tile["lines"] == ["distance 0.00"] for tile in pairs)
    assert all(tile["pictures"][0]["src"] == tile["pictures"][1]["src"] for tile in pairs)


@pytest.mark.usefixtures("memorised")
def test_near_can_mean_the_classifiers_features(open_page: Open) -> None:
    app = open_page(PAGE, **CDCGAN, near="features")
    assert not app.exception
    assert all(tile["lines"][1] == "distance 0.00" for tile in tiles(app)[0]["tiles"])


def test_without_the_data_the_scores_by_classifier_are_there(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "is_here", lambda name: False)
    app = open_page(PAGE, model=CDCGAN["model"], n="1000")
    assert not app.exception and not app.error and "FD (MNIST-CNN)" in table(app)
    assert sum("Data page" in one.value for one in app.info) == 3  # all scores, nearest, birthday
    app.button(key="all_scores").click().run()
    assert not app.exception and "KID (MNIST-CNN)" in table(app)
    assert "Parzen log-likelihood (nats)" not in table(app)


def test_data_without_a_classifier_are_compared_by_pixels(open_page: Open) -> None:
    own.add(photos(24), "mine", size=32)
    app = open_page(PAGE, model=trained("own/mine").id, n="1000")
    assert not app.exception and not app.error
    assert "no shipped classifier" in app.info[0].value and not app.table
    assert len(tiles(app)[0]["tiles"]) == 8
    app.button(key="all_scores").click().run()
    assert not app.exception and not app.error
    assert "support by the birthday test" in table(app)


def test_a_model_of_data_that_are_gone_says_what_is_missing(open_page: Open) -> None:
    own.add(photos(24), "mine", size=32)
    folder = trained("own/mine")
    own.remove("own/mine")
    app = open_page(PAGE, model=folder.id)
    assert not app.exception and not app.error
    assert "nothing to score this model against" in app.info[0].value


def test_stacked_digits_are_scored_by_their_modes(open_page: Open) -> None:
    app = open_page(PAGE, model=trained("stacked_mnist").id)
    assert not app.exception and not app.error
    seen = table(app)
    assert list(seen) == ["modes", "KL to uniform (nats)"]
    assert int(seen["modes"][0]) < int(seen["modes"][1]) < 1000
    assert app.select_slider[0].value == 26_000


def test_what_is_chosen_stays_in_the_address(open_page: Open) -> None:
    app = open_page(PAGE, model=CDCGAN["model"])
    app.selectbox(key="against_mnist_full").select("mnist_full").run()
    app.select_slider[0].set_value(2000).run()
    assert dict(app.query_params).items() >= {"against": "mnist_full", "n": "2000"}.items()
    app.selectbox(key="against_mnist_full").select("mnist").run()
    assert "against" not in app.query_params


def test_data_that_are_here_serve_where_the_models_own_are_not(open_page: Open) -> None:
    app = open_page(PAGE, model=CDCGAN["model"])
    assert app.selectbox(key="against_mnist_full").value == "mnist"
    assert "serves instead" in app.info[0].value and table(app)
    app.selectbox(key="against_mnist_full").select("mnist_full").run()
    assert not any("serves instead" in one.value for one in app.info)


@pytest.mark.parametrize("text", ["<script>", "9" * 5000, "²", "-1"])
def test_a_hostile_address_is_ignored(open_page: Open, text: str) -> None:
    app = open_page(PAGE, model="shipped-dcgan-digits", against=text, n=text, near=text, seed=text)
    assert not app.exception and not app.error
    assert app.select_slider[0].value == 5000
    assert app.selectbox(key="against_mnist_full").value == "mnist"


def test_without_a_file_the_page_says_what_to_do(open_page: Open) -> None:
    app = open_page(PAGE, model="file")
    assert not app.exception and any("Choose a checkpoint file" in one.value for one in app.info)
