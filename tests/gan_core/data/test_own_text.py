"""Own text: lines become sequences; what cannot be is refused, what is left out is counted."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_core import data
from gan_core.data import lines, own, own_file, own_text, texts
from gan_core.data.lines import read_lines
from gan_core.data.spec import Tokens
from gan_core.errors import UserError

NAMES = [f"name{chr(97 + i)}{chr(97 + j)}" for i in range(5) for j in range(5)]
SENTENCES = [f"the {a} cat saw a {b} dog" for a in ["red", "big", "old", "shy", "sad"]
             for b in ["fat", "thin", "wet", "tiny"]]  # fmt: skip
VERSE = ["床前明月光，疑是地上霜" + chr(0x4E00 + i) for i in range(16)]


def text(each: list[str], encoding: str = "utf-8") -> bytes:
    return "\n".join(each).encode(encoding)


def added(content: bytes, **options: object) -> own_text.TextOutcome:
    return own_text.add([("x.txt", content)], "mine", **options)  # type: ignore[arg-type]


def refused(content: bytes, **options: object) -> str:
    with pytest.raises(UserError) as error:
        added(content, **options)
    assert own.names() == []
    return str(error.value)


def test_lines_are_a_data_set_like_any_other() -> None:
    outcome = added(text(SENTENCES))
    assert (outcome.name, outcome.lines, outcome.unit) == ("own/mine", 20, "word")
    assert (outcome.words, outcome.length, outcome.notes) == (14, 7, ())
    content = data.load("own/mine")
    assert content.spec == data.entry("own/mine").spec
    assert isinstance(content.spec, Tokens) and content.spec.ends and content.spec.joint == " "
    assert content.items.shape == (18, 7) and content.held_out.items.shape == (2, 7)
    shown = {content.spec.text(one) for part in (content.items, content.held_out.items)
             for one in part}  # fmt: skip
    assert shown == set(SENTENCES)
    assert content.card.title == "Own text" and data.names()[-1] == "own/mine"
    own.remove("own/mine")
    assert "own/mine" not in data.names()
    own.restore("own/mine")
    assert data.load("own/mine").content_hash == content.content_hash


@pytest.mark.parametrize(
    ("each", "unit"), [(SENTENCES, "word"), (NAMES, "character"), (VERSE, "character")]
)
def test_few_spaces_or_a_script_without_them_mean_characters(each: list[str], unit: str) -> None:
    assert added(text(each)).unit == unit


def test_a_script_without_spaces_is_cut_into_characters_also_where_some_are_there() -> None:
    assert added(text([line.replace("，", " ") for line in VERSE])).unit == "character"
    assert data.load("own/mine").spec.joint == ""


def test_what_it_is_cut_into_can_be_chosen() -> None:
    assert added(text(SENTENCES), cut="character").length == 26
    assert refused_choice(cut="line") == "A text is cut by auto, character, word, not 'line'."


def refused_choice(**options: object) -> str:
    with pytest.raises(UserError) as error:
        own_text.add([("x.txt", text(NAMES))], "other", **options)  # type: ignore[arg-type]
    return str(error.value)


@pytest.mark.parametrize("length", [0, -1, 257])
def test_a_length_that_cannot_be_is_refused(length: int) -> None:
    assert "must have 1 to 256" in refused(text(NAMES), length=length)


def test_a_line_that_is_longer_is_left_out_and_counted() -> None:
    outcome = added(text([*NAMES, "x" * 40, "y" * 41]), length=39)
    assert (outcome.lines, outcome.length) == (25, 6)
    assert [note.render() for note in outcome.notes] == [
        "Lines of more than 39 words or characters, left out: 2."
    ]


def test_without_a_choice_one_in_a_hundred_and_what_is_very_long_is_left_out() -> None:
    usual = [f"{i:03}" for i in range(98)]
    assert added(text([*usual, "4444", "0" * 50])).length == 4
    own.remove("own/mine")
    long = [f"{i:03}" * 30 for i in range(10)]
    assert added(text(usual + long)).notes[0].values["length"] == own_text.USUAL_LENGTH


def test_lines_of_rare_words_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_text, "WORDS", 14)
    outcome = added(text([*SENTENCES, "the cat saw a unicorn", f"the {'x' * 25}"]))
    assert (
        outcome.words == 14
        and "rare or very long words or characters, left out: 2." in outcome.notes[0].render()
    )


def test_lines_that_are_there_twice_count_once() -> None:
    outcome = added(text([*NAMES, NAMES[0], f"  {NAMES[1]}\t", "", " "]))
    assert outcome.lines == 25 and "there before: 2." in outcome.notes[0].render()


def test_a_text_is_tidied() -> None:
    content = "\ufeffa  b\u200bc\r\n\r\ne\u0301\nd\u0007".encode()
    assert read_lines([("x.txt", content)]) == (["a bc", "é", "d"], 0)
    assert read_lines([("x", b"a\n"), ("y", b"b\na")]) == (["a", "b"], 1)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no line of text"),
        (b" \n\n\t", "no line of text"),
        (text(NAMES[:15]), "at least 16 different lines. Of 15 lines 15 have at most 6"),
        (text(["aaaa"[:i] for i in range(5)] * 9), "at least 16"),
        (text(["a" * i for i in range(1, 20)]), "nothing to learn"),
        (text(NAMES, "utf-16"), "x.txt is not a text in UTF-8; it may be UTF-16."),
        (text(NAMES, "utf-16-le"), "may be UTF-16."),
        (text(VERSE, "gb18030"), "may be GB 18030 (GBK)."),
        (text(["Müßiggang ist aller Laster Anfang"], "latin-1"), "may be Windows-1252 (Latin-1)."),
        (b"PK\x03\x04 " + bytes(range(256)), "may be no text at all."),
    ],
    ids=str,
)
def test_what_cannot_be_a_data_set_is_refused(content: bytes, says: str) -> None:
    assert says in refused(content)


def test_too_many_bytes_or_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LINES", 20)
    assert "at most 20 lines; this one has 25" in refused(text(NAMES))
    monkeypatch.setattr(lines, "TEXT_BYTES", 100)
    assert "at most 0 MiB" in refused(text(NAMES))


def test_a_name_that_is_taken_is_refused() -> None:
    added(text(NAMES))
    with pytest.raises(UserError, match="already"):
        added(text(SENTENCES))


def test_the_largest_vocabulary_can_be_read_again() -> None:
    wide = [chr(0x20000 + i) * own_text.WORD for i in range(own_text.WORDS)]
    outcome = added(text(wide), cut="word")
    assert outcome.words == own_text.WORDS
    assert len(data.entry("own/mine").spec.words) == own_text.WORDS + 1


def test_a_file_whose_numbers_are_no_words_is_refused(tmp_path: Path) -> None:
    spec = texts.closed(3, ["a", "b"], "word")
    for items in (torch.full((16, 3), 3), torch.full((16, 3), -1), torch.zeros(16, 2).long(),
                  torch.zeros(16, 3), torch.zeros(15, 3).long()):  # fmt: skip
        own_file.write_rows(tmp_path / "x", own_file.Rows(items), spec, {})
        with pytest.raises(UserError, match="do not fit"):
            own_file.read(tmp_path / "x")
    own_file.write_rows(tmp_path / "x", own_file.Rows(torch.zeros(16, 3).long()), spec, {})
    assert own_file.read(tmp_path / "x")[1] == spec
