"""A - B + C: what some seeds have in common, taken off others and put on a third kind."""

from __future__ import annotations

import streamlit as st
import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.latent.arithmetic import EXEMPLARS, concept, sum_of
from gan_core.latent.space import Space, space_of
from gan_core.model import Model
from gan_core.pictures import png, to_bytes
from ui.components.tiles.component import Tile, tiles
from ui.latent.folds import fold
from ui.shell.compute import one_thread
from ui.shell.language import _, say

TERMS = ("A", "B", "C")
MOST_SEEDS, DIGITS = 24, 9
FIRST = {"A": "0, 1, 2", "B": "3, 4, 5", "C": "6, 7, 8"}


@st.fragment
def arithmetic(model: Model, label: str | None) -> None:
    """Draw three concepts and their sum, folded; computed only when opened."""
    box = fold("sum", _("Arithmetic: A − B + C"), ":material/calculate:")
    if not box.open:
        return
    one_thread()
    with box:
        st.caption(
            _(
                "Write the seeds of pictures that have something in common, {count} or more of "
                "each: the mean of their points is the concept. One picture alone brings all its "
                "other traits along, so the sum of single ones is less steady; it is the last."
            ).format(count=EXEMPLARS)
        )
        seeds = _seeds()
        if seeds is not None:
            _draw(space_of(model), label, seeds)


def _seeds() -> list[list[int]] | None:
    """Draw three fields; return the seeds in them, or None (and say what is wrong)."""
    link = str(st.query_params.get("sum", "")).split("-")
    linked = dict(zip(TERMS, (part.replace(".", ", ") for part in link), strict=False))
    texts = []
    for column, term in zip(st.columns(3), TERMS, strict=True):
        first = (linked.get(term) or FIRST[term]) if len(link) == 3 else FIRST[term]
        text = column.text_input(
            _("Seeds of {term}").format(term=term), first, max_chars=200, key=f"sum_{term}"
        )
        texts.append(str(text))
    try:
        seeds = [seeds_of(text) for text in texts]
    except UserError as error:
        st.error(say(error), icon=":material/error:")
        return None
    st.query_params["sum"] = "-".join(".".join(map(str, some)) for some in seeds)
    return seeds


def seeds_of(text: str, most: int = MOST_SEEDS) -> list[int]:
    """Return the seeds that a text like "3, 8 12" names.

    Raises:
        UserError: it names none, too many, or something else.
    """
    words = text.replace(",", " ").split()
    if not 1 <= len(words) <= most or not all(
        word.isascii() and word.isdecimal() and len(word) <= DIGITS for word in words
    ):
        raise UserError(
            N_("Seeds are from 1 to {most} whole numbers with commas, not {seeds!r}."),
            most=most,
            seeds=text[:40],
        )
    return [int(word) for word in words]


def _draw(space: Space, label: str | None, seeds: list[list[int]]) -> None:
    try:
        means = [concept(space, some) for some in seeds]
        single = [concept(space, some[:1]) for some in seeds]
        points = torch.stack([*means, _sum(space, means), _sum(space, single)])
        pictures = space.pictures(points, label)
    except UserError as error:
        st.error(say(error), icon=":material/error:")
        return
    names = [*TERMS, "A − B + C", _("of single pictures")]
    lines = [", ".join(map(str, some)) for some in seeds] + ["", ""]
    tiles(
        [
            Tile([(png(to_bytes(picture)), name)], [name, line])
            for picture, name, line in zip(pictures, names, lines, strict=True)
        ],
        key="sum_tiles",
    )


def _sum(space: Space, terms: list[Tensor]) -> Tensor:
    a, b, c = terms
    return sum_of(space, [a, c], [b])
