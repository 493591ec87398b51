"""Pictures that go together: two folders of pairs, pairs side by side, two domains.

The first side is what is made from, the second what is made. Each is grey where all of its
pictures are, else in colour.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from gan_core.data.layouts import OUTSIDE, Place, partners, places
from gan_core.data.prepared import LEAST, Collection, Prepared, Skipped
from gan_core.errors import N_, Message, UserError

NEAR = 0.02
"""Aspects that differ by no more than this share are one: sides are rounded to pixels."""


def as_pairs(pictures: Collection) -> Prepared:
    """Return the pairs that two folders hold: pictures of the same name, whatever their ending.

    Raises:
        UserError: there are no two such folders, or fewer than LEAST pairs.
    """
    _family, sides = places(pictures.paths, domains=False)
    pairs, alone = partners(pictures.paths, sides)
    skipped = [*pictures.skipped, *_skipped(pictures, alone)]
    if len(pairs) < LEAST:
        raise _too_few_pairs(len(pairs), pictures.files, skipped)
    return Prepared(
        _side([pictures.wholes[second] for _first, second in pairs]),
        skipped=tuple(skipped),
        notes=_unlike(pictures, pairs),
        sources=_side([pictures.wholes[first] for first, _second in pairs]),
        layout="pairs",
    )


def as_halves(pictures: Collection) -> Prepared:
    """Return the pairs that lie side by side: the right half is to be made from the left.

    Raises:
        UserError: fewer than LEAST pictures are twice as wide as high.
    """
    if len(pictures.halves) < LEAST:
        raise _too_few_pairs(len(pictures.halves), pictures.files, pictures.skipped)
    return Prepared(
        _side([right for _left, right in pictures.halves]),
        skipped=tuple(pictures.skipped),
        sources=_side([left for left, _right in pictures.halves]),
        layout="side_by_side",
    )


def as_domains(pictures: Collection) -> Prepared:
    """Return two domains: items are those of the second folder, `other` those of the first.

    Raises:
        UserError: there are no two such folders, or one has fewer than LEAST pictures.
    """
    family, sides = places(pictures.paths, domains=True)
    alone = {row: OUTSIDE for row, place in enumerate(sides) if place is None}
    other, items = (_rows(sides, side) for side in (0, 1))
    first, second = family.names
    if min(len(other), len(items)) < LEAST:
        raise UserError(
            N_(
                "Each domain needs at least {least} pictures that can be used; {first} has "
                "{there}, {second} has {here}."
            ),
            least=LEAST,
            first=first,
            second=second,
            there=len(other),
            here=len(items),
        )
    return Prepared(
        _side([pictures.wholes[row] for row in items]),
        skipped=(*pictures.skipped, *_skipped(pictures, alone)),
        notes=_of_tests(sides),
        other=_side([pictures.wholes[row] for row in other]),
        layout="unpaired",
    )


def _side(pictures: Sequence[Tensor]) -> Tensor:
    """Return pictures (C, S, S) as (N, C, S, S), with C = 1 where all of them are grey."""
    stacked = torch.stack(list(pictures))
    if stacked.shape[1] == 3 and all(stacked[:, 0].equal(stacked[:, c]) for c in (1, 2)):
        return stacked[:, :1].clone()
    return stacked


def _rows(sides: Sequence[Place | None], side: int) -> list[int]:
    return [row for row, place in enumerate(sides) if place is not None and place.side == side]


def _skipped(pictures: Collection, alone: dict[int, str]) -> list[Skipped]:
    return [Skipped(pictures.paths[row], why) for row, why in sorted(alone.items())]


def _too_few_pairs(usable: int, files: int, skipped: Sequence[Skipped]) -> UserError:
    if not skipped:
        return UserError(
            N_("A data set needs at least {least} pairs; {given} files give {usable}."),
            least=LEAST,
            given=files,
            usable=usable,
        )
    last = skipped[-1]
    return UserError(
        N_(
            "A data set needs at least {least} pairs; {given} files give {usable}. One of those "
            "that were skipped is {file}: {why}."
        ),
        least=LEAST,
        given=files,
        usable=usable,
        file=last.path[:80],
        why=Message(last.why),
    )


def _unlike(pictures: Collection, pairs: Sequence[tuple[int, int]]) -> tuple[Message, ...]:
    """Return what is to be said where the two pictures of a pair have different aspects."""
    unlike = [first for first, second in pairs if _differ(pictures, first, second)]
    if not unlike:
        return ()
    text = N_(
        "Pairs whose two pictures have different shapes: {count}, for one that of {file}. Each "
        "picture is cut to its own middle, so what belongs together may not lie together."
    )
    return (Message(text, {"count": len(unlike), "file": pictures.paths[unlike[0]][:80]}),)


def _differ(pictures: Collection, first: int, second: int) -> bool:
    one, two = (
        width / height for width, height in map(pictures.shapes.__getitem__, (first, second))
    )
    return abs(one - two) > NEAR * max(one, two)


def _of_tests(sides: Sequence[Place | None]) -> tuple[Message, ...]:
    """Return what is to be said where the folders for testing were used too."""
    if all(place is None or not place.name.startswith(("test/", "val/")) for place in sides):
        return ()
    return (
        Message(
            N_(
                "The folders for testing are used too: of all pictures together every tenth is "
                "held out here."
            )
        ),
    )
