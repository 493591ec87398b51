"""Which layout a user's files have is read from their paths alone, and nothing is guessed twice."""

from __future__ import annotations

import pytest

from gan_core.data.layouts import NO_PARTNER, OUTSIDE, SEVERAL, partners, places, recognise
from gan_core.errors import UserError


def within(*folders: str, names: range = range(20)) -> list[str]:
    return [f"{folder}/{name}.png" for folder in folders for name in names]


@pytest.mark.parametrize(
    ("paths", "layout"),
    [
        (within("A", "B"), "pairs"),
        (within("b", "a"), "pairs"),
        (within("top/A", "top/B"), "pairs"),
        (within("SOURCE", "Target"), "pairs"),
        (within("A/train", "A/val", "B/train", "B/val"), "pairs"),
        ([*within("A", "B"), "readme.png"], "pairs"),
        (within("trainA", "trainB"), "unpaired"),
        (within("horses/trainA", "horses/testA", "horses/trainB", "horses/testB"), "unpaired"),
        (within("cats", "dogs"), "plain"),
        (within("A", "B", "C"), "plain"),
        (within("A", "target"), "plain"),
        (within("A"), "plain"),
        (within("testA", "testB"), "plain"),
        (["1.png", "2.png"], "plain"),
        ([], "plain"),
    ],
    ids=range(15),
)
def test_a_layout_is_recognised_by_its_folders(paths: list[str], layout: str) -> None:
    assert recognise(paths, wide=False) == (layout, ())


def test_pictures_all_twice_as_wide_as_high_are_pairs_and_the_guess_is_said() -> None:
    for paths in (["1.png"], within("train", "val")):
        layout, (note,) = recognise(paths, wide=True)
        assert layout == "side_by_side" and "choose the layout plain" in note.render()
    assert recognise(within("A", "B"), wide=True) == ("pairs", ())


def test_two_folders_without_common_names_stay_labels_and_it_is_said() -> None:
    paths = [*within("A"), *within("B", names=range(11, 40))]  # 9 of 20 names are in both
    layout, (note,) = recognise(paths, wide=False)
    assert layout == "plain" and "A and B are taken as labels" in note.render()
    assert recognise([*paths, "B/10.png"], wide=False)[0] == "pairs"


def test_two_layouts_at_once_are_refused_and_named() -> None:
    paths = within("A", "B", "trainA", "trainB")
    with pytest.raises(UserError, match="Two layouts are there: A and B, and trainA and trainB"):
        recognise(paths, wide=False)
    family, sides = places(paths, domains=False)
    assert family.names == ("A", "B")
    assert [place is None for place in sides] == [False] * 40 + [True] * 40
    family, sides = places(paths, domains=True)
    assert family.names == ("trainA", "trainB") and sum(place is None for place in sides) == 40


def test_without_two_folders_it_is_said_which_are_there() -> None:
    with pytest.raises(UserError, match="there are: cats, dogs"):
        places(within("cats", "dogs"), domains=False)
    with pytest.raises(UserError, match="there are: none"):
        places(["1.png"], domains=True)
    with pytest.raises(UserError, match="there are: 0, 1, 10, 11, 12, 13, 14, 15 …"):
        places([f"{name}/x.png" for name in range(99)], domains=True)


def pairs_of(paths: list[str]) -> tuple[list[tuple[str, str]], dict[str, str]]:
    rows, alone = partners(paths, places(paths, domains=False)[1])
    pairs = [(paths[first], paths[second]) for first, second in rows]
    return pairs, {paths[row]: why for row, why in alone.items()}


def test_partners_have_the_same_name_whatever_their_ending_case_and_order() -> None:
    paths = ["B/x.JPG", "B/Y.png", "a/x.png", "a/sub/z.png", "a/y.gif", "b/SUB/z.webp"]
    pairs, alone = pairs_of(paths)
    assert sorted(pairs) == [
        ("a/sub/z.png", "b/SUB/z.webp"),
        ("a/x.png", "B/x.JPG"),
        ("a/y.gif", "B/Y.png"),
    ]
    assert alone == {}


def test_only_the_last_ending_is_no_part_of_a_name() -> None:
    pairs, alone = pairs_of(["A/1.a.png", "A/1.b.png", "B/1.a.jpg", "B/1.b.jpg"])
    assert pairs == [("A/1.a.png", "B/1.a.jpg"), ("A/1.b.png", "B/1.b.jpg")] and not alone


def test_letters_with_accents_are_one_however_a_system_writes_them() -> None:
    pairs, _alone = pairs_of(["A/caf\u00e9.png", "B/cafe\u0301.png", "A/1.png", "B/1.png"])
    assert len(pairs) == 2


def test_who_has_no_partner_or_several_is_named_and_nobody_is_paired_wrongly() -> None:
    paths = ["A/1.png", "A/2.png", "A/x.png", "A/X.png", "B/1.png", "B/3.png", "B/x.png", "4.png"]
    pairs, alone = pairs_of(paths)
    assert pairs == [("A/1.png", "B/1.png")]
    assert alone == {
        "A/2.png": NO_PARTNER,
        "B/3.png": NO_PARTNER,
        **dict.fromkeys(["A/x.png", "A/X.png", "B/x.png"], SEVERAL),
        "4.png": OUTSIDE,
    }


@pytest.mark.parametrize(
    "name", ["", "/", ".", "..", "../..", "A/..", "A/.", "a\0b", "A//x.", "é" * 999]
)
def test_hostile_paths_are_only_names(name: str) -> None:
    paths = [*within("A", "B"), name]
    recognise(paths, wide=False)
    pairs, _alone = pairs_of(paths)
    assert len(pairs) == 20
