"""How the file of quatrains was made, once: from the npm package chinese-poetry 2.0.1.

Unpacked (`npm pack chinese-poetry`), and with OpenCC 1.4.2 for simplified characters, neither of
which Ganvas needs, `make(Path("package/dist/quantangshi"), OpenCC("t2s").convert)` writes it again.
"""

from __future__ import annotations

import json
import lzma
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import torch
from torch import Tensor

from gan_core.data.verse import FILE, LINES, QUATRAINS

Poem = tuple[str, str]
"""Its poet, and its characters without punctuation."""
WORDS = 2500
"""Characters that the poems of one length are made of: the most frequent ones."""
COLLECTIONS = {5: ("tang", "song"), 7: ("tang",)}
"""Of which dynasties: there are too few of five characters a line from Tang alone."""
POETS = 60
"""Of the Song, quatrains of the so many poets who have most of them."""
NEAR = 0.25
"""Poems that have so much in common, place by place, are versions of one."""
_VARIANTS = str.maketrans(
    "隠疎簷鴈祇浄慙徧劒猨粧蘂堦媿櫂髪妬斲怱煖秖臯頼馿鬭嬾暎懃筯踈歛隄廻桮棃呌巵牋鏁壻帬顇顦僊彊隣鼇竝醆栢罇飜鵶牓燄讐麤悮缾邨"
    "椀鲙姮秪牀隂歳逺緑毎樷藂揔蹔煑寃鷰覔氷囬凴冝窻峯鷄逈濶磵臥衘疋箇恠躭笻靑敎觧鑪閙脩皁袴菓菴筍涙盃兎鷗鬪",
    "隐疏檐雁只净惭遍剑猿妆蕊阶愧棹发妒斫匆暖只皋赖驴斗懒映勤箸疏敛堤回杯梨叫卮笺锁婿裙悴憔仙强邻鳌并盏柏樽翻鸦榜焰仇粗误瓶村"
    "碗脍嫦只床阴岁远绿每丛丛总暂煮冤燕觅冰回凭宜窗峰鸡迥阔涧卧衔匹个怪耽筇青教解炉闹修皂裤果庵笋泪杯兔鸥斗",
)
"""Older forms of a character that simplification leaves, and the one in use."""
_STOPS = re.compile("[，。！？；、：,.!?;:]")
_HAN = re.compile("[㐀-䶿一-鿿]+")


def make(folder: Path, simplified: Callable[[str], str], path: Path = FILE) -> None:
    """Write the file of quatrains from the collection in `folder`, converted by `simplified`."""

    def plain(text: str) -> str:
        return simplified(text).translate(_VARIANTS)

    usual = {n: _usual(_distinct(list(_of_length(folder, n, plain)))) for n in QUATRAINS}
    heads = ["".join(_frequent(poems)) for poems in usual.values()]
    poems = ["\t".join(poem) for of_length in usual.values() for poem in sorted(of_length)]
    content = "".join(f"{line}\n" for line in heads + poems)
    path.write_bytes(lzma.compress(content.encode(), preset=9 | lzma.PRESET_EXTREME))


def _of_length(folder: Path, n: int, simplified: Callable[[str], str]) -> Iterator[Poem]:
    """Yield the quatrains of `n` characters a line."""
    for dynasty in COLLECTIONS[n]:
        poems = list(_quatrains(folder, dynasty, n))
        most = Counter(poet for poet, _ in poems).most_common(None if dynasty == "tang" else POETS)
        poets = {poet for poet, _ in most}
        yield from ((simplified(poet), simplified(text)) for poet, text in poems if poet in poets)


def _quatrains(folder: Path, dynasty: str, n: int) -> Iterator[Poem]:
    for number in sorted(int(p.name.split(".")[2]) for p in folder.glob(f"poet.{dynasty}.*.json")):
        content = (folder / f"poet.{dynasty}.{number}.json").read_text(encoding="utf-8")
        for poem in json.loads(content):
            lines = [line for line in _STOPS.split("".join(poem["paragraphs"])) if line]
            text = "".join(lines)
            if [len(line) for line in lines] == [n] * LINES and _HAN.fullmatch(text):
                yield poem["author"], text


def _distinct(poems: list[Poem]) -> list[Poem]:
    """Return the poems without those that share a line, or NEAR of all places, with an earlier."""
    codes = torch.tensor([[ord(character) for character in text] for _, text in poems])
    lines: set[tuple[int, ...]] = set()
    rows: list[int] = []
    for row, text in enumerate(codes):
        own = set(map(tuple, text.view(LINES, -1).tolist()))
        if not own & lines and not _near(text, codes[rows]):
            rows.append(row)
            lines |= own
    return [poems[row] for row in rows]


def _near(text: Tensor, others: Tensor) -> bool:
    return len(others) > 0 and float((text == others).float().mean(1).max()) >= NEAR


def _usual(poems: list[Poem]) -> list[Poem]:
    """Return the poems of the WORDS most frequent characters alone."""
    words = set(_frequent(poems)[:WORDS])
    return [poem for poem in poems if words.issuperset(poem[1])]


def _frequent(poems: Iterable[Poem]) -> list[str]:
    """Return all characters, the most frequent first."""
    counts = Counter("".join(text for _, text in poems))
    return sorted(counts, key=lambda character: (-counts[character], character))
