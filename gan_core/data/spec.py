"""What items are: pictures, points or tokens. All that a network must know of a data set."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from math import prod
from typing import Annotated, Any, ClassVar, Literal

import torch
from pydantic import AfterValidator, Field, TypeAdapter
from torch import Tensor

from gan_core.errors import N_, UserError

LABEL_LIMIT = 64
"""Characters of a label."""
Names = tuple[Annotated[str, Field(min_length=1, max_length=LABEL_LIMIT)], ...]


def _each_once(names: Names) -> Names:
    return tuple(dict.fromkeys(names))


def _grey_or_in_colour(channels: int) -> int:
    if channels == 2:
        raise ValueError("pictures are grey or in colour")
    return channels


Classes = Annotated[Names, Field(max_length=1000), AfterValidator(_each_once)]


@dataclass(frozen=True)
class Spec:
    """One kind of item; the subclasses say which. A recipe asks for one of them.

    classes: names of the labels, empty where there are none. source: what each item comes with and
    is to be made from, row by row (an outline, a caption). other: what a second domain's items are,
    which come in no order.
    """

    dtype: ClassVar[torch.dtype] = torch.float32
    kind: str = field(default="", kw_only=True, repr=False)
    classes: Classes = field(default=(), kw_only=True)
    source: AnySpec | None = field(default=None, kw_only=True)
    other: AnySpec | None = field(default=None, kw_only=True)

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the shape of one item."""
        raise NotImplementedError

    @property
    def numbers(self) -> int:
        """Return how many numbers one item has."""
        return prod(self.shape)

    def to_numbers(self, items: Tensor) -> Tensor:
        """Return items as they are kept in the form that networks take, (N, *shape)."""
        return items

    def reversed(self) -> Spec:
        """Return what the second domain's items are, these being its second domain.

        Raises:
            ValueError: there is no second domain.
        """
        if self.other is None:
            raise ValueError("there is no second domain")
        other: AnySpec = replace(self, other=None)  # type: ignore[assignment]
        return replace(self.other, other=other)

    def blank(self, n: int) -> Tensor:
        """Return `n` items of zeros in the form that networks take."""
        return self.to_numbers(torch.zeros(n, *self.shape, dtype=self.dtype))


@dataclass(frozen=True)
class Pictures(Spec):
    """Square pictures: kept as uint8, shown to networks as float32 in [-1, 1].

    frames: how many follow each other in one item, each with its channels, the oldest first.
    """

    dtype: ClassVar[torch.dtype] = torch.uint8
    kind: Literal["pictures"] = field(default="pictures", kw_only=True, repr=False)
    channels: Annotated[int, Field(ge=1, le=3), AfterValidator(_grey_or_in_colour)] = 1
    size: Annotated[int, Field(ge=4, le=512)] = 28
    frames: Annotated[int, Field(ge=1, le=16)] = field(default=1, kw_only=True)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return (channels of all frames together, height, width)."""
        return (self.channels * self.frames, self.size, self.size)

    def to_numbers(self, items: Tensor) -> Tensor:
        """Map uint8 pictures (N, C, H, W) to float32 in [-1, 1]."""
        return items.float().mul_(2 / 255).sub_(1)


@dataclass(frozen=True)
class Points(Spec):
    """Points of the plane or of a space, float, not bounded."""

    kind: Literal["points"] = field(default="points", kw_only=True, repr=False)
    dimensions: Annotated[int, Field(ge=1, le=1024)] = 2

    @property
    def shape(self) -> tuple[int]:
        """Return (dimensions,)."""
        return (self.dimensions,)


@dataclass(frozen=True)
class Tokens(Spec):
    """Sequences of `length` tokens, int64: each the number of a word in `words`.

    joint: what stands between the words of a text ("" for characters). ends: whether the first word
    is the end, so that a sequence may be shorter: behind the first end there are only ends.
    """

    dtype: ClassVar[torch.dtype] = torch.int64
    kind: Literal["tokens"] = field(default="tokens", kw_only=True, repr=False)
    length: Annotated[int, Field(ge=1, le=1024)] = 16
    words: Annotated[Names, Field(min_length=2, max_length=65_536)] = ("0", "1")
    joint: Annotated[str, Field(max_length=1)] = " "
    ends: bool = field(default=False, kw_only=True)

    @property
    def shape(self) -> tuple[int]:
        """Return (length,)."""
        return (self.length,)

    def text(self, tokens: Tensor) -> str:
        """Return one sequence (length,) as a text, up to its end."""
        return self.joint.join(self.words[token] for token in self.within(tokens).tolist())

    def within(self, tokens: Tensor) -> Tensor:
        """Return what of one sequence (length,) lies before its end, (at most length,)."""
        return tokens[self.mask(tokens) & (tokens != 0)] if self.ends else tokens

    def mask(self, tokens: Tensor) -> Tensor:
        """Return which of `tokens` (..., length) are words or the first end, bool; none is beyond.

        Losses and scores take these alone: what lies behind the end is no part of a sequence.
        """
        if not self.ends:
            return torch.ones_like(tokens, dtype=torch.bool)
        is_end = (tokens == 0).long()
        return is_end.cumsum(-1) - is_end == 0


AnySpec = Annotated[Pictures | Points | Tokens, Field(discriminator="kind")]
_SPEC: TypeAdapter[Pictures | Points | Tokens] = TypeAdapter(AnySpec)
_OLD_KEYS = {"channels", "size", "classes"}
"""What files of version 0.1 say; all of them hold pictures."""


def spec_document(spec: Spec) -> dict[str, Any]:
    """Return `spec` as plain values for a file; `read_spec` reads it."""
    document: dict[str, Any] = _SPEC.dump_python(spec, mode="json", exclude_none=True)  # type: ignore[arg-type]
    return _without_news(document)


def _without_news(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document without what files did not know at first, where it says nothing new."""
    news = ("frames", 1), ("ends", False)
    plain = {key: value for key, value in document.items() if (key, value) not in news}
    inner = {key: _without_news(plain[key]) for key in ("source", "other") if key in plain}
    return plain | inner


def read_spec(raw: object) -> Spec:
    """Return the Spec that a file describes.

    Raises:
        UserError: it is none, or out of bounds.
    """
    if isinstance(raw, dict) and raw.keys() == _OLD_KEYS:
        raw = {"kind": "pictures", **raw}
    try:
        return _SPEC.validate_json(json.dumps(raw), strict=True, extra="forbid")
    except (TypeError, ValueError, RecursionError):
        raise UserError(N_("Its description of the items makes no sense.")) from None
