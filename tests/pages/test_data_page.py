"""The Data page: adding own pictures and text, what is said of bad ones, emoji, sequences."""

from __future__ import annotations

import base64
import io
import json

import pytest
import torch
from PIL import Image
from streamlit.testing.v1 import AppTest

from gan_core import data
from gan_core.data import emoji, own
from gan_core.data.base import DataSet
from gan_core.data.spec import Pictures, Tokens
from tests.gan_core.data.photos import beside, paired, photo, photos, zipped
from tests.pages.conftest import Open
from ui.data import look

File = tuple[str, bytes, str]


def only(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The page loads what it shows: leave one of the sets of ours."""
    monkeypatch.setattr(data, "DATA_SETS", {name: data.DATA_SETS[name]})


@pytest.fixture
def only_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "mnist")


@pytest.fixture
def only_emoji(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "emoji")
    monkeypatch.setattr(emoji, "draw", lambda code, size, font: torch.zeros(3, size, size).byte())
    monkeypatch.setattr(data, "_load", lambda name, stamp: data.entry(name).loader())


def uploads(count: int) -> list[File]:
    return [(name, content, "image/png") for name, content in photos(count)]


def filled_in(app: AppTest, files: list[File], name: str) -> AppTest:
    app.file_uploader[0].set_value(files)
    app.text_input(key="own_name_0").set_value(name)
    return app


def sent(app: AppTest) -> AppTest:
    next(b for b in app.button if b.label == "Make a data set").click()
    return app.run()


def texts(elements: object) -> str:
    return " ".join(element.value for element in elements).replace("\\", "")  # type: ignore[attr-defined]


@pytest.mark.usefixtures("only_mnist")
def test_uploaded_pictures_become_a_data_set_that_train_offers(open_page: Open) -> None:
    app = sent(filled_in(open_page("data.py"), uploads(20), "My cats"))
    assert not app.exception
    assert "own/my-cats is made of 20 pictures. Labels: none." in texts(app.success)
    assert "Own pictures: own/my-cats" in texts(app.subheader)
    made = data.load("own/my-cats")
    assert made.spec.shape == (3, 32, 32) and len(made) + len(made.held_out) == 20
    app.button(key="train_on_own/my-cats").click().run()
    assert not app.exception
    assert app.title[0].value == "Train"
    assert app.selectbox(key="data_set").value == "own/my-cats"
    recipe = app.selectbox(key="recipe").value
    batch = [w for w in app.number_input if w.key == f"set_{recipe}_fast_16_batch"]
    assert [w.value for w in batch] == [16]  # as many of the 20 pictures as a power of two holds
    assert not app.error and not app.button(key="start").disabled


@pytest.mark.usefixtures("only_mnist")
def test_size_and_grey_are_chosen_and_a_zip_gives_labels(open_page: Open) -> None:
    content = zipped({f"{kind}/{i}.png": photo(i) for kind in ("cats", "dogs") for i in range(10)})
    app = filled_in(open_page("data.py"), [("pets.zip", content, "application/zip")], "pets")
    app.selectbox(key="own_size_0").select(28)
    app.toggle(key="own_grey_0").set_value(True)
    assert "Labels: cats, dogs" in texts(sent(app).success)
    assert data.entry("own/pets").spec == Pictures(1, 28, classes=("cats", "dogs"))


def pictures(app: AppTest) -> list[str]:
    """Return what is said of the pictures on the page."""
    return [json.loads(one.proto.json)["alt"] for one in app.main.get("bidi_component")]


@pytest.mark.usefixtures("only_mnist")
def test_an_archive_of_two_folders_becomes_pairs_that_pix2pix_is_offered(open_page: Open) -> None:
    files = {f"maps/{path}": content for path, content in paired(20)}
    files |= {"maps/A/lonely.png": photo(1), "maps/B/broken.png": b"no"}
    files |= {"maps/A/high.png": photo(1, (30, 60)), "maps/B/high.png": photo(1)}
    app = filled_in(open_page("data.py"), [("maps.zip", zipped(files), "application/zip")], "maps")
    app = sent(app)
    assert not app.exception and not app.error
    assert "own/maps is made of 21 pairs. Train offers it now." in texts(app.success)
    assert "different shapes: 1, for one that of maps/A/high.png" in texts(app.info)
    assert "2 files were skipped (not a picture that can be read: 1; no picture of the same" in (
        texts(app.warning)
    )
    assert list(app.dataframe[0].value["File"]) == ["maps/B/broken.png", "maps/A/lonely.png"]
    assert pictures(app).count("Items of own/maps") == 2  # at once, and in its card
    assert texts(app.caption).count("Each item to the right of what it is to be made from.") == 2
    app.button(key="train_on_own/maps").click().run()
    assert not app.exception
    assert app.selectbox(key="data_set").value == "own/maps"
    app.switch_page("train.py").run()
    app.selectbox(key="recipe").select("pix2pix").run()
    assert app.selectbox(key="data_set").value == "own/maps"
    assert not app.exception and not app.error and not app.button(key="start").disabled


@pytest.mark.usefixtures("only_mnist")
def test_a_new_set_of_pairs_is_shown_once_and_then_only_in_its_card(open_page: Open) -> None:
    app = sent(filled_in(open_page("data.py"), wide(16), "halves"))
    assert "16 pairs" in texts(app.success) and "left half is taken" in texts(app.info)
    app.run()
    assert not app.success and not app.info
    assert texts(app.caption).count("Each item to the right of what it is to be made from.") == 1


def wide(count: int) -> list[File]:
    return [(name, content, "image/png") for name, content in beside(count)]


@pytest.mark.usefixtures("only_mnist")
def test_the_layout_is_chosen(open_page: Open) -> None:
    app = filled_in(open_page("data.py"), wide(16), "plain")
    app.selectbox(key="own_layout_0").select("plain")
    assert "16 pictures. Labels: none." in texts(sent(app).success)
    assert data.entry("own/plain").spec.source is None
    content = zipped(dict(paired(17)))
    app.file_uploader[0].set_value([("maps.zip", content, "application/zip")])
    app.text_input(key="own_name_1").set_value("domains")
    app.selectbox(key="own_layout_1").select("unpaired")
    app = sent(app)
    assert "made of 17 pictures, and 17 of a second domain." in texts(app.success)
    assert data.entry("own/domains").spec == Pictures(3, 32, other=Pictures(1, 32))
    assert "Items of the second domain of own/domains" in pictures(app)


@pytest.mark.usefixtures("only_mnist")
def test_files_that_are_no_pictures_are_counted_and_named(open_page: Open) -> None:
    files = [
        *uploads(16),
        ("broken.png", photo(1)[:60], "image/png"),
        ("a.jpg", b"x", "image/jpeg"),
    ]
    app = sent(filled_in(open_page("data.py"), files, "most"))
    assert "2 files were skipped" in texts(app.warning)
    skipped = app.dataframe[0].value
    assert list(skipped["File"]) == ["broken.png", "a.jpg"]
    assert "own/most" in data.names()


@pytest.mark.usefixtures("only_mnist")
@pytest.mark.parametrize(
    ("files", "name", "says"),
    [
        (uploads(15), "few", "at least 16 pictures; of 15 files 15 can be used"),
        ([("x.png", b"no", "image/png")], "none", "None of the 1 files is a picture"),
        ([("x.zip", b"PK no", "application/zip")], "zip", "x.zip is not a whole ZIP archive"),
        (
            [("x.zip", zipped(dict(paired(15))), "application/zip")],
            "pairs",
            "at least 16 pairs; 30 files give 15",
        ),
        (
            [
                (
                    "x.zip",
                    zipped(dict(paired(16)) | {f"train{p}": c for p, c in paired(16)}),
                    "application/zip",
                )
            ],
            "two",
            "Two layouts are there: A and B, and trainA and trainB",
        ),
        (uploads(16), "../up", "small letters a to z"),
        (uploads(16), "", "small letters a to z"),
    ],
    ids=["few", "none", "no-zip", "few-pairs", "two-layouts", "path", "no-name"],
)
def test_what_cannot_be_is_said_and_makes_nothing(
    open_page: Open, files: list[File], name: str, says: str
) -> None:
    app = sent(filled_in(open_page("data.py"), files, name))
    assert not app.exception
    assert says in texts(app.error)
    assert own.names() == []


@pytest.mark.usefixtures("only_mnist")
def test_sending_an_empty_form_asks_for_pictures(open_page: Open) -> None:
    assert "Choose pictures" in texts(sent(open_page("data.py")).warning)


@pytest.mark.usefixtures("only_mnist")
def test_an_own_data_set_is_deleted_and_comes_back_by_undo(open_page: Open) -> None:
    own.add(photos(16), "mine")
    app = open_page("data.py")
    app.button(key="delete_own/mine").click().run()
    assert own.names() == [] and "own/mine" not in texts(app.subheader)
    app.button(key="undo_delete_data").click().run()
    assert not app.exception
    assert own.names() == ["own/mine"] and "own/mine" in texts(app.subheader)


@pytest.mark.usefixtures("only_mnist")
def test_a_damaged_own_data_set_is_said_to_be_so_and_can_be_deleted(open_page: Open) -> None:
    own.add(photos(16), "mine")
    (path,) = (own._root()).glob("*.safetensors")
    path.write_bytes(path.read_bytes()[:-1])
    app = open_page("data.py")
    assert not app.exception
    assert "own/mine cannot be read" in texts(app.error)
    app.button(key="delete_own/mine").click().run()
    assert own.names() == []


@pytest.mark.usefixtures("only_mnist")
def test_a_choice_of_data_that_was_deleted_falls_back_on_train(open_page: Open) -> None:
    app = open_page("data.py")
    app.session_state["data_set"] = "own/gone"
    app.switch_page("train.py").run()
    assert not app.exception
    assert app.selectbox(key="data_set").value == "mnist"


@pytest.mark.usefixtures("only_emoji")
def test_emoji_of_a_group_and_size_are_drawn_and_then_offered(open_page: Open) -> None:
    app = open_page("data.py")
    next(b for b in app.selectbox if b.label == "Group of emoji").select("faces")
    next(b for b in app.selectbox if b.label == "Size" and b.value == 32 and not b.key).select(28)
    next(b for b in app.button if b.label == "Draw these emoji").click().run()
    assert not app.exception
    assert "emoji-faces-28 is ready" in texts(app.success)
    assert "Emoji (OpenMoji): emoji-faces-28" in texts(app.subheader)


@pytest.mark.usefixtures("only_mnist")
def test_pictures_in_colour_are_shown_in_colour(open_page: Open) -> None:
    own.add(photos(16), "mine", size=28)
    found = [json.loads(one.proto.json) for one in open_page("data.py").main.get("bidi_component")]
    (mine,) = [one for one in found if "own/mine" in one["alt"]]
    image = Image.open(io.BytesIO(base64.b64decode(mine["picture"].split(",")[1])))
    assert (image.mode, image.size) == ("RGB", (12 * 30 - 2, 2 * 30 - 2))
    assert image.getpixel((0, 0)) == tuple(data.load("own/mine").items[0, :, 0, 0].tolist())


@pytest.mark.usefixtures("only_mnist")
def test_an_uploaded_text_becomes_a_data_set_of_its_lines(open_page: Open) -> None:
    lines = [f"name{chr(97 + i)}" for i in range(20)]
    content = "\n".join([*lines, lines[0]]).encode()
    app = sent(filled_in(open_page("data.py"), [("x.txt", content, "text/plain")], "My names"))
    assert not app.exception and not app.error
    said = "own/my-names is made of 20 lines of at most 5 characters, 20 different ones."
    assert said in texts(app.success) and "there before: 1" in texts(app.info)
    assert "Own text: own/my-names" in texts(app.subheader)
    assert "namea\nnameb" in texts(app.code)
    assert "Sequences of at most 5 tokens, of 20 different ones." in texts(app.caption)


@pytest.mark.usefixtures("only_mnist")
def test_a_text_is_cut_as_chosen_and_another_encoding_is_refused(open_page: Open) -> None:
    content = "\n".join(f"ab {chr(97 + i)} é" for i in range(20))
    latin = [("x.txt", content.encode("latin-1"), "text/plain")]
    app = sent(filled_in(open_page("data.py"), latin, "texts"))
    assert "not a text in UTF-8; it may be Windows-1252" in texts(app.error)
    app.selectbox(key="own_cut_0").select("word")
    app.file_uploader[0].set_value([("x.txt", content.encode(), "text/plain")])
    assert "20 lines of at most 3 words, 22 different ones" in texts(sent(app).success)


@pytest.mark.parametrize("name", ["emoji_words", "verse_5", "tunes"])
def test_sequences_are_shown_as_lines_with_their_lengths(
    name: str, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch, name)
    app = open_page("data.py")
    assert not app.exception
    content = data.load(name)
    lines = app.code[0].value.splitlines()
    assert 50 < len(lines) <= 96
    assert set(lines) <= {content.spec.text(one) for one in content.items}
    charts = app.main.get("arrow_vega_lite_chart") or app.main.get("vega_lite_chart")
    assert len(charts) == int(content.spec.ends)
    assert (f"Melodies of {name}" in pictures(app)) == (name == "tunes")


def test_lengths_are_counted_up_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = Tokens(3, ("<end>", "a", "b"), ends=True)
    items = torch.tensor([[1, 2, 0], [0, 0, 0], [2, 0, 0], [1, 1, 1], [2, 2, 2]])
    assert look._lengths(DataSet("x", spec, items)) == [1, 1, 1, 2]
    assert look._lengths(DataSet("x", Tokens(3, ("a", "b")), items)) == []
