"""Style mixing: rows and columns of seeds, and which layers of G are told the column's style."""

from __future__ import annotations

import streamlit as st
import torch

from gan_core.errors import GanvasError
from gan_core.files.arrays import npy
from gan_core.latent.mixing import framed, layers_of, mixed, numbers_of
from gan_core.latent.space import space_names, space_of
from gan_core.model import Model
from gan_core.pictures import grid, png, to_bytes
from ui.components.picture_grid.component import picture_grid
from ui.latent.arithmetic import seeds_of
from ui.latent.folds import fold
from ui.latent.layer_noise import layer_noise
from ui.models.picker import model_key
from ui.shell.compute import one_thread
from ui.shell.language import _, say

ROWS, COLUMNS = "0, 1, 2, 3", "4, 5, 6, 7, 8, 9"
MOST = 10
"""Seeds down and across at most."""


@st.fragment
def styles(model: Model) -> None:
    """Draw the matrix of mixtures and the layers' noise, folded. Only of a style-based G."""
    if "w" not in space_names(model):
        return
    box = fold("styles", _("Styles and noise of the layers"), ":material/palette:")
    if not box.open:
        return
    one_thread()
    with box:
        _mixing(model)
        layer_noise(model)


def _mixing(model: Model) -> None:
    st.markdown("**" + _("Style mixing") + "**")
    st.caption(
        _(
            "Each layer of G is told a style. Here some are told the column's and the others the "
            "row's: the first layers decide form, the last ones what is fine."
        )
    )
    seeds = _seeds()
    if seeds is None:
        return
    rows, columns = seeds
    layers = _layers(layers_of(space_of(model)))
    parts = (rows, columns, [layer + 1 for layer in layers])
    st.query_params["mix"] = "-".join(".".join(map(str, part)) for part in parts)
    sheet, points = _matrix(model_key(model), rows, columns, layers, model)
    _draw(model, sheet, rows, columns)
    with st.container(horizontal=True):
        st.download_button("PNG", sheet, "styles.png", "image/png", key="png_styles")
        st.download_button(_("Styles (.npy)"), points, "styles.npy", key="npy_styles")


def _seeds() -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Draw two fields; return the seeds in them, or None (and say what is wrong)."""
    link = str(st.query_params.get("mix", "")).split("-")
    first = [part.replace(".", ", ") for part in link[:2]] if len(link) == 3 else [ROWS, COLUMNS]
    titles = (_("Seeds of the rows"), _("Seeds of the columns"))
    texts = []
    for column, title, text in zip(st.columns(2), titles, first, strict=True):
        key = f"mix_{title == titles[1]:d}"
        texts.append(str(column.text_input(title, text, max_chars=200, key=key)))
    try:
        rows, columns = (tuple(seeds_of(text, MOST)) for text in texts)
    except GanvasError as error:
        st.error(say(error), icon=":material/error:")
        return None
    return rows, columns


def _layers(count: int) -> tuple[int, ...]:
    """Draw which of the layers, from 0, are told the column's style; the finer half at first."""
    link = str(st.query_params.get("mix", "")).split("-")
    try:
        first = list(numbers_of(link[2].replace(".", ","), count)) if len(link) == 3 else None
    except GanvasError:
        first = None
    options = list(range(count))
    layers = st.pills(
        _("Layers that are told the column's style"),
        options,
        selection_mode="multi",
        format_func=lambda layer: str(layer + 1),
        default=options[count // 2 :] if first is None else first,
        key=f"mix_layers_{count}",
        help=_("1 is the coarsest, {count} the finest.").format(count=count),
    )
    return tuple(sorted(layers))


@st.cache_data(max_entries=16, show_spinner=False)
def _matrix(
    key: str,
    rows: tuple[int, ...],
    columns: tuple[int, ...],
    layers: tuple[int, ...],
    _model: Model,
) -> tuple[bytes, bytes]:
    space = space_of(_model)
    own, other = (torch.cat([space.points(1, seed) for seed in some]) for some in (rows, columns))
    points = mixed(space, own, other, layers)
    pictures = framed(*(space.pictures(some) for some in (own, other, points)))
    return png(grid(to_bytes(pictures), len(columns) + 1)), npy(points)


def _draw(model: Model, sheet: bytes, rows: tuple[int, ...], columns: tuple[int, ...]) -> None:
    """Show the sheet; each picture says what it is a mixture of."""
    heads = [_("nothing"), *(_("style of seed {seed}").format(seed=seed) for seed in columns)]
    names = heads + [
        name
        for row in rows
        for name in (
            _("style of seed {seed}").format(seed=row),
            *(
                _("seed {row} with the style of {column}").format(row=row, column=column)
                for column in columns
            ),
        )
    ]
    picture_grid(
        sheet,
        columns=len(columns) + 1,
        cell=model.pictures.size,
        names=names,
        label=_("Mixtures of {rows} by {columns} styles").format(
            rows=len(rows), columns=len(columns)
        ),
        hint=_("Rows: whose styles are kept. Columns: whose are told to the chosen layers."),
        key="mix_grid",
    )
