"""The nearest training picture of each chosen seed: is it made, or remembered?"""

from __future__ import annotations

import streamlit as st

from gan_core.data.base import DataSet
from gan_core.metrics.copying import nearest_training
from gan_core.model import Model
from gan_core.pictures import png, to_bytes
from ui.components.tiles.component import Tile, tiles
from ui.latent.folds import fold
from ui.latent.real import real_pictures
from ui.models.picker import model_key
from ui.shell.compute import one_thread
from ui.shell.language import _, plain


@st.fragment
def nearest(model: Model, label: str | None, seeds: list[int]) -> None:
    """Draw each of `seeds` above the training picture that is nearest to it; folded."""
    box = fold("nearest", _("Nearest training pictures"), ":material/compare:")
    if not box.open:
        return
    one_thread()
    with box:
        content = real_pictures(model)
        if content is None:
            st.info(_("The pictures that this model was trained on are not on this machine."))
            return
        with st.spinner(_("Looking for the nearest training pictures …")):
            row = _row(model_key(model), content.name, label, tuple(seeds), model, content)
        tiles(row, key="nearest_tiles")
        text = _(
            "Above the seed, below the nearest of {count} pictures of {data}, by the distance of "
            "pixels, brightness from 0 to 1. The page Evaluation compares it with that of held-out "
            "pictures."
        )
        st.caption(text.format(count=f"{len(content):,}", data=plain(content.name)))
        if content.name != model.card.get("data"):
            st.caption(_("The model was trained on others: it need not have seen these."))


@st.cache_data(max_entries=32, show_spinner=False)
def _row(
    key: str,
    name: str,
    label: str | None,
    seeds: tuple[int, ...],
    _model: Model,
    _content: DataSet,
) -> list[Tile]:
    row = []
    for seed in seeds:
        picture = _model.sample(1, seed, label)
        near = nearest_training(picture, _content)
        training = _content.items[int(near.index[0])]
        row.append(
            Tile(
                [
                    (png(to_bytes(picture)[0]), _("seed {seed}").format(seed=seed)),
                    (png(training), _("The nearest training picture")),
                ],
                [_("seed {seed}").format(seed=seed), f"{float(near.distance[0]):.2f}"],
            )
        )
    return row
