"""Texts as sequences of numbers: cut into words or characters, and closed by an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

import torch
from torch import Tensor

from gan_core.data.spec import Tokens

END = "<end>"
"""The word 0 of what may be shorter than the longest; it is never shown."""
Unit = Literal["character", "word"]
UNITS: tuple[Unit, ...] = get_args(Unit)
JOINTS: dict[Unit, str] = {"character": "", "word": " "}
"""What stands between the words of a text."""
ONE_IN = 100
"""Texts of which the longest one is left out."""

Words = Sequence[str]


def split(text: str, unit: Unit) -> Words:
    """Return a text's characters, or what stands between its spaces."""
    return list(text) if unit == "character" else text.split()


def usual_length(texts: Iterable[Words]) -> int:
    """Return how long the longest is but for one text in ONE_IN; 0 where there are none."""
    lengths = sorted(map(len, texts))
    return lengths[-(len(lengths) // ONE_IN) - 1] if lengths else 0


def frequent(texts: Iterable[Words]) -> list[str]:
    """Return all words, the most frequent first."""
    counts = Counter(word for text in texts for word in text)
    return sorted(counts, key=lambda word: (-counts[word], word))


def closed(length: int, words: Iterable[str], unit: Unit) -> Tokens:
    """Return the spec of texts of at most `length` of `words`, which end before where shorter."""
    return Tokens(length, (END, *words), joint=JOINTS[unit], ends=True)


def numbered(texts: Sequence[Words], spec: Tokens) -> Tensor:
    """Return the texts as int64 (N, length), the end behind each; all of their words are known."""
    numbers = {word: number for number, word in enumerate(spec.words)}
    items = torch.zeros(len(texts), spec.length, dtype=torch.int64)
    for row, text in zip(items, texts, strict=True):
        row[: len(text)] = torch.tensor([numbers[word] for word in text])
    return items
