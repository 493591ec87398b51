"""Quatrains: what the file holds, what is held out, and that it is made as it says."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest
import torch

from gan_core import data
from gan_core.data import verse, verse_making
from gan_core.data.spec import Tokens

SIZES = {5: (5156, 573, 2492), 7: (5621, 625, 2493)}


@pytest.mark.parametrize("n", verse.QUATRAINS)
def test_the_numbers_are_those_of_the_card(n: int) -> None:
    content = data.load(f"verse_{n}")
    assert content.held_out is not None
    sizes = len(content), len(content.held_out), len(verse.spec(n).words)
    assert sizes == SIZES[n]
    assert content.items.dtype == torch.int64 and content.items.shape[1] == 4 * n
    assert f"{sum(sizes[:2]):,} Chinese poems" in verse.CARDS[n].about
    assert f"{sizes[2]:,} different" in verse.CARDS[n].about


@pytest.mark.parametrize("n", verse.QUATRAINS)
def test_a_poem_is_read_as_it_is_written(n: int) -> None:
    content, form = data.load(f"verse_{n}"), verse.spec(n)
    texts = {text for _, text in verse.poems(n)}
    assert form.text(content.items[0]) in texts
    assert {form.text(one) for one in content.items} < texts
    assert set(form.words) == set("".join(texts)) and not form.ends


def test_famous_ones_are_there() -> None:
    texts = {text: poet for poet, text in verse.poems(5)}
    assert texts["床前看月光疑是地上霜举头望山月低头思故乡"] == "李白"
    assert texts["千山鸟飞绝万径人踪灭孤舟蓑笠翁独钓寒江雪"] == "柳宗元"


@pytest.mark.parametrize("n", verse.QUATRAINS)
def test_no_two_poems_share_a_line_or_many_places(n: int) -> None:
    content = data.load(f"verse_{n}")
    assert content.held_out is not None
    lines = torch.cat([content.items, content.held_out.items]).view(-1, n)
    assert len(lines.unique(dim=0)) >= len(lines) - 4 * 4  # a poem may repeat a line of its own
    for one in content.held_out.items:
        assert (one == content.items).float().mean(1).max() < verse_making.NEAR


def test_the_file_is_made_of_the_frequent_characters(tmp_path: Path) -> None:
    def poem(author: str, *lines: str) -> dict[str, object]:
        return {"author": author, "paragraphs": [f"{line}。" for line in lines], "title": "x"}

    first = ["春眠不覺曉", "處處聞啼鳥", "夜來風雨聲", "花落知多少"]
    poems = [
        poem("孟", *first),
        poem("孟", *first[:3], "花落知幾何"),
        poem("王", "空山不見人", "但聞人語響", "返景入深林", "復照青苔上"),
        poem("王", "空山不見人", "短"),
        poem("王", "abcde", "abcde", "abcde", "abcde"),
    ]
    for dynasty in ("tang", "song"):
        path = tmp_path / f"poet.{dynasty}.0.json"
        path.write_text(json.dumps(poems if dynasty == "tang" else []), encoding="utf-8")
    target = tmp_path / "verse.txt.xz"
    verse_making.make(tmp_path, lambda text: text.replace("鳥", "鸟"), target)
    head, _, *rest = lzma.decompress(target.read_bytes()).decode().splitlines()
    assert rest == ["孟\t春眠不覺曉處處聞啼鸟夜來風雨聲花落知多少",
                    "王\t空山不見人但聞人語響返景入深林復照青苔上"]  # fmt: skip
    assert head[0] == "不" and set(head) == {c for line in rest for c in line.split("\t")[1]}


def test_a_quatrain_is_read_in_its_lines_and_other_texts_as_they_are() -> None:
    five = verse.spec(5)
    poem = "".join(five.words[:20])
    assert verse.in_lines(five, poem) == "\u3000".join(
        poem[start : start + 5] for start in (0, 5, 10, 15)
    )
    assert verse.in_lines(five, poem[:7]) == poem[:7]
    assert verse.in_lines(Tokens(20, tuple("ab"), ""), "ab" * 10).count("\u3000") == 3
    assert verse.in_lines(Tokens(20, tuple("ab")), "ab" * 10) == "ab" * 10
