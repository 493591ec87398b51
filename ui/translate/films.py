"""Frames that a model predicts one after the other, played beside those that really came."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch
from torch import Tensor

from gan_core.data.sequences import sequences
from gan_core.errors import GanvasError
from gan_core.metrics.nearness import psnr
from gan_core.model import Model
from gan_core.pictures import gif, grid, png, to_bytes
from gan_core.rollout import AT, Nearness, parted, past_of, repeat_last, roll_out, scores
from gan_core.sampling import data_of
from ui.components.steps.component import steps
from ui.models.picker import model_key
from ui.shell.language import _, say

SCALE, MILLISECONDS = 4, 250


@dataclass(frozen=True)
class Film:
    """One sequence: what came, what was predicted, their difference, and the last frame again.

    sheet: PNG, a row for each frame. values: how near each of its pictures is, in words.
    before: frames that G was shown.
    """

    sheet: bytes
    moving: bytes
    values: list[list[str]]
    before: int
    size: int


def films(model: Model) -> None:
    """Draw the choice of a held-out sequence, its prediction to be played, and the scores."""
    try:
        with st.spinner(_("Reading the data …")):
            content = data_of(model)
            count = len(sequences(content))
    except GanvasError as error:
        st.info(say(error))
        return
    row = _row(count)
    film = _film(model_key(model), row, model)
    steps(
        film.sheet,
        size=(film.size, film.size),
        names=_names(),
        texts=[
            [f"{name} {value}" for name, value in zip(_names(), row, strict=True)]
            for row in film.values
        ],
        captions=_captions(film),
        label=_("Frames"),
        key="film_steps",
    )
    st.download_button("GIF", film.moving, f"frames-{row}.gif", "image/gif", key="gif_film")
    with st.spinner(_("Scoring …")):
        values = _scores(model_key(model), model)
    _table(values)


def _names() -> list[str]:
    return [_("What came"), _("Prediction"), _("Difference"), _("The last frame again")]


def _row(count: int) -> int:
    """Draw the choice of a sequence and keep it in the address."""
    link = str(st.query_params.get("from", "")).split("-")
    first = int(link[1]) if len(link) == 2 and link[1].isdecimal() and len(link[1]) < 7 else 0
    row = int(
        st.number_input(
            _("Sequence that nobody trained on"),
            min_value=0,
            max_value=count - 1,
            value=min(first, count - 1),
            step=1,
            key="film_row",
            width=260,
        )
    )
    st.query_params["from"] = f"held_out-{row}"
    return row


def _captions(film: Film) -> list[str]:
    ahead = len(film.values) - film.before
    before = [_("shown to G: frame {number}").format(number=i + 1) for i in range(film.before)]
    return before + [_("{number} ahead").format(number=i + 1) for i in range(ahead)]


@st.cache_data(max_entries=32, show_spinner=False)
def _film(key: str, row: int, _model: Model) -> Film:
    sequence = sequences(data_of(_model))[row : row + 1]
    past, truth = parted(_model, sequence, sequence.shape[1] - past_of(_model).frames)
    channels, ahead = truth.shape[2], truth.shape[1]
    predicted, still = roll_out(_model, past, ahead)[0], repeat_last(past, channels, ahead)[0]
    before = past.unflatten(1, (-1, channels))[0]  # type: ignore[no-untyped-call]
    error = (predicted - truth[0]).abs() - 1
    black = torch.full_like(before, -1)
    columns = [
        torch.cat(pair)
        for pair in ((before, truth[0]), (before, predicted), (black, error), (before, still))
    ]
    rows = torch.stack(columns, 1)
    sheet = png(grid(to_bytes(rows.flatten(0, 1)), rows.shape[1], gap=0))
    moving = [grid(to_bytes(one), len(one), 1, 90) for one in rows]
    values = _values(len(before), truth[0], predicted, still)
    film = gif(moving, SCALE, MILLISECONDS, back=False)
    return Film(sheet, film, values, len(before), truth.shape[-1])


def _values(before: int, truth: Tensor, predicted: Tensor, still: Tensor) -> list[list[str]]:
    near, nothing = psnr(predicted, truth), psnr(still, truth)
    rows = [["", f"{a:.1f} dB", "", f"{b:.1f} dB"] for a, b in zip(near, nothing, strict=True)]
    return [["", "", "", ""]] * before + rows


@st.cache_data(max_entries=16, show_spinner=False)
def _scores(key: str, _model: Model) -> dict[str, list[Nearness]]:
    return scores(_model, sequences(data_of(_model)))


def _table(values: dict[str, list[Nearness]]) -> None:
    st.caption(_("PSNR in dB of all held-out sequences; more is nearer."))
    names = {"G": _("this model")}
    st.table(
        {
            "": [names.get(name, _(name)) for name in values],
            **{
                _("{number} ahead").format(number=step): [
                    f"{one.psnr:.1f}" for row in values.values() for one in row if one.step == step
                ]
                for step in AT
            },
        }
    )
