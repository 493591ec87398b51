"""Texts and pictures in one space: a caption lies near its picture, in whichever language it is.

Two small encoders, trained together (`metrics/ship_text.py`) by the loss of CLIP (Radford et al.
2021, arXiv 2103.00020, figure 3). StackGAN reads captions with the first, frozen; the second
tells how well a picture fits its caption.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate, normalize

from gan_core.data.captions import UNKNOWN
from gan_core.data.spec import Tokens
from gan_core.errors import N_, CheckpointError
from gan_core.files import container
from gan_core.files.places import shipped_root
from gan_core.files.weights import load_weights, under

FILE = "caption_encoder"
FEATURES = 64
SIDE = 32
_WORD, _HIDDEN, _WIDTH = 64, 128, 24


class TextEncoder(nn.Module):
    """Sequences of words (N, T) -> unit vectors (N, FEATURES).

    Each word is seen with its two neighbours; of all words the mean and the maximum count, so that
    the order matters little. padding: whether word 0 is the end, behind which nothing counts.
    """

    def __init__(self, words: int, *, padding: bool = True) -> None:
        super().__init__()
        self.padding = padding
        self.embed = nn.Embedding(words, _WORD)
        self.neighbours = nn.Conv1d(_WORD, _HIDDEN, 3, padding=1)
        self.last = nn.Linear(2 * _HIDDEN + _WORD, FEATURES)

    def forward(self, tokens: Tensor) -> Tensor:
        """Return vectors of length 1."""
        counts = tokens != 0 if self.padding else torch.ones_like(tokens, dtype=torch.bool)
        weight = counts[:, None].float()
        words = self.embed(tokens).transpose(1, 2) * weight
        around = self.neighbours(words).relu() * weight
        number = weight.sum(2).clamp_min(1)
        mean = around.sum(2) / number
        parts = [mean, around.amax(2), words.sum(2) / number]
        return normalize(self.last(torch.cat(parts, 1)))


class PictureEncoder(nn.Module):
    """Pictures (N, 3, S, S) in [-1, 1] of any side -> unit vectors (N, FEATURES)."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inside = 3
        for level in range(3):
            outside = _WIDTH * 2**level
            layers += [nn.Conv2d(inside, outside, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
            inside = outside
        self.maps = nn.Sequential(*layers, nn.Flatten())
        self.last = nn.Linear(inside * (SIDE // 8) ** 2, FEATURES)

    def forward(self, pictures: Tensor) -> Tensor:
        """Return vectors of length 1; pictures are brought to 32 pixels, antialiased."""
        if pictures.shape[-1] != SIDE:
            pictures = interpolate(pictures, (SIDE, SIDE), mode="bilinear", antialias=True)
        return normalize(self.last(self.maps(pictures)))


def encoder_path() -> Path:
    """Return where the shipped encoders are."""
    return shipped_root() / "encoders" / f"{FILE}.safetensors"


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[str, Tensor], dict[str, Tensor], tuple[str, ...]]:
    tensors, document = container.read(encoder_path())
    words = document.get("words")
    if not isinstance(words, list) or UNKNOWN.strip() not in words:
        raise CheckpointError(N_("{file} does not say which words it reads."), file=FILE)
    full = {key: value.float() for key, value in tensors.items()}
    return under(full, "text"), under(full, "picture"), tuple(map(str, words))


def text_encoder(spec: Tokens) -> TextEncoder:
    """Return the shipped encoder of texts, frozen, for the words of `spec`.

    Words that it never saw all have the vector of what is unknown. Where networks are built without
    storage it has none either.

    Raises:
        CheckpointError: its file is missing or damaged.
    """
    weights, _, words = _shipped()
    places = {word: place for place, word in enumerate(words)}
    strange = places[UNKNOWN.strip()]
    rows = [places.get(word.strip(), strange) for word in spec.words]
    net = TextEncoder(len(rows), padding=spec.ends)
    if not net.last.weight.is_meta:
        load_weights(net, {**weights, "embed.weight": weights["embed.weight"][rows]})
    return net.eval().requires_grad_(False)


@lru_cache(maxsize=1)
def picture_encoder() -> PictureEncoder:
    """Return the shipped encoder of pictures, frozen, loaded once a process.

    Raises:
        CheckpointError: its file is missing or damaged.
    """
    net = PictureEncoder()
    load_weights(net, _shipped()[1])
    return net.eval().requires_grad_(False)
