"""How a user's files lie: plain, in labelled folders, as pairs, side by side, as two domains.

Only paths are looked at. Pairs lie in two folders, and the same name in both is a pair (as the
scripts of pix2pix and CycleGAN want them: github.com/junyanz/pytorch-CycleGAN-and-pix2pix,
docs/datasets.md); their two domains in trainA and trainB.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Literal, get_args

from gan_core.errors import N_, Message, UserError

Layout = Literal["auto", "plain", "pairs", "side_by_side", "unpaired"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)

NO_PARTNER = N_("no picture of the same name in the other folder")
SEVERAL = N_("its name is there more than once in one folder, but for capitals or ending")
OUTSIDE = N_("it lies in neither of the two folders")

_TRAIN = ("train", "test", "val")


@dataclass(frozen=True)
class Family:
    """Two folders that belong together: of what the items are made, and of the items.

    folders: by its name in small letters, the side of each (0 or 1), and its part of the data.
    """

    names: tuple[str, str]
    folders: dict[str, tuple[int, str]]
    domains: bool = False


_LETTERS = Family(("A", "B"), {"a": (0, ""), "b": (1, "")})
_WORDS = Family(("source", "target"), {"source": (0, ""), "target": (1, "")})
_DOMAINS = Family(
    ("trainA", "trainB"),
    {part + side: (row, part) for part in _TRAIN for row, side in enumerate("ab")},
    domains=True,
)
FAMILIES = (_LETTERS, _WORDS, _DOMAINS)


@dataclass(frozen=True)
class Place:
    """Where a picture lies: its side (0 or 1), and the name that its partner has too."""

    side: int
    name: str


def shared_depth(paths: Sequence[str]) -> int:
    """Return how many folders all paths have in common."""
    folders = [PurePosixPath(path).parts[:-1] for path in paths]
    return len(list(takewhile(lambda names: len(set(names)) == 1, zip(*folders, strict=False))))


def recognise(paths: Sequence[str], wide: bool) -> tuple[Layout, tuple[Message, ...]]:
    """Return which layout the pictures at `paths` have, and what is to be said of the choice.

    wide: whether each of them is twice as wide as high.

    Raises:
        UserError: there are two layouts.
    """
    folders = _first_folders(paths)
    families = _complete(folders)
    usual = {name for family in families for name in family.folders}
    if families and folders - {""} <= usual:
        if len(families) > 1:
            raise _two_layouts(families)
        return _of_folders(paths, families[0])
    if not wide:
        return "plain", ()
    return "side_by_side", (
        Message(
            N_(
                "Every picture is twice as wide as high, so the left half is taken as the source "
                "of the right half. If they are no pairs, choose the layout plain."
            )
        ),
    )


def places(paths: Sequence[str], *, domains: bool) -> tuple[Family, list[Place | None]]:
    """Return the two folders, and where each picture lies; None: in neither of them.

    domains: whether trainA and trainB are meant first, else A and B.

    Raises:
        UserError: no two such folders are there.
    """
    folders = _first_folders(paths)
    families = sorted(_complete(folders), key=lambda family: family.domains is not domains)
    if not families:
        raise UserError(
            N_(
                "This layout needs two folders, A and B, source and target, or trainA and trainB; "
                "there are: {folders}."
            ),
            folders=_listed(folders) or Message(N_("none")),
        )
    depth = shared_depth(paths)
    return families[0], [_place(path, depth, families[0]) for path in paths]


def partners(
    paths: Sequence[str], sides: Sequence[Place | None]
) -> tuple[list[tuple[int, int]], dict[int, str]]:
    """Return the pairs (rows of `paths`, source first), and why each other row is in none."""
    rows: dict[str, tuple[list[int], list[int]]] = {}
    alone: dict[int, str] = {}
    for row, place in enumerate(sides):
        if place is None:
            alone[row] = OUTSIDE
        else:
            rows.setdefault(place.name, ([], []))[place.side].append(row)
    pairs = []
    for both in rows.values():
        first, second = both
        if len(first) == len(second) == 1:
            pairs.append((first[0], second[0]))
        else:
            why = SEVERAL if max(map(len, both)) > 1 else NO_PARTNER
            alone.update(dict.fromkeys(first + second, why))
    return pairs, alone


def _of_folders(paths: Sequence[str], family: Family) -> tuple[Layout, tuple[Message, ...]]:
    if family.domains:
        return "unpaired", ()
    _family, sides = places(paths, domains=False)
    names: tuple[set[str], set[str]] = (set(), set())
    for place in sides:
        if place is not None:
            names[place.side].add(place.name)
    if 2 * len(names[0] & names[1]) >= min(map(len, names)):
        return "pairs", ()
    first, second = family.names
    text = N_(
        "{first} and {second} are taken as labels, since few file names are in both. If they are "
        "two domains, choose the layout unpaired."
    )
    return "plain", (Message(text, {"first": first, "second": second}),)


def _first_folders(paths: Sequence[str]) -> set[str]:
    """Return the folders in which the paths differ first, in small letters; "" for none."""
    depth = shared_depth(paths)
    return {_folder(path, depth).casefold() for path in paths}


def _folder(path: str, depth: int) -> str:
    return next(iter(PurePosixPath(path).parts[depth:-1]), "")


def _place(path: str, depth: int, family: Family) -> Place | None:
    side, part = family.folders.get(_folder(path, depth).casefold(), (None, ""))
    if side is None:
        return None
    below = PurePosixPath(*PurePosixPath(path).parts[depth + 1 :]).with_suffix("")
    # macOS takes letters with accents apart in the names of files, other systems do not.
    return Place(side, unicodedata.normalize("NFC", f"{part}/{below}").casefold())


def _complete(folders: set[str]) -> list[Family]:
    return [family for family in FAMILIES if folders >= {name.casefold() for name in family.names}]


def _two_layouts(families: Sequence[Family]) -> UserError:
    (one, two), (three, four) = (family.names for family in families[:2])
    text = N_(
        "Two layouts are there: {one} and {two}, and {three} and {four}. Choose pairs or unpaired, "
        "or leave one of them out."
    )
    return UserError(text, one=one, two=two, three=three, four=four)


def _listed(folders: set[str], most: int = 8) -> str:
    names = sorted(folder[:40] for folder in folders if folder)
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")
