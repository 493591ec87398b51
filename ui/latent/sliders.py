"""One point under sliders, numbers of z or directions; the picture follows while dragging."""

from __future__ import annotations

import streamlit as st

from gan_core.errors import N_, UserError
from gan_core.inspection.influence import influence
from gan_core.latent.space import PSI, space_of
from gan_core.model import Model
from gan_core.usage import seeded_noise
from ui.components.latent_sliders.component import Slider, latent_sliders
from ui.latent.labelling import own_directions
from ui.latent.own_vectors import keep_vectors
from ui.latent.routes import ALONG, BASE, OWN, PLACE, steering_of
from ui.models.cache import model_cache
from ui.models.picker import model_key, widgets_key
from ui.shell.language import _, current, say

FEW = 6
MOST = 12
NUMBERS = "numbers"
PLANE = "plane"
MINE = "own"
WAYS = {
    NUMBERS: N_("Numbers of z"),
    "features": N_("GANSpace"),
    "pca": N_("GANSpace"),
    "weights": N_("SeFa"),
    PLANE: N_("Seed plane"),
    MINE: N_("Your own"),
}
"""What the sliders move: single numbers, or directions and how these are taken."""
ELSEWHERE = {"z": "pca", "w": "features"}
"""In z all directions vary alike; in w GANSpace is the principal components of w themselves."""


def sliders(model: Model, label: str | None, seed: int) -> None:
    """Draw the sliders of the chosen numbers or directions, starting from `seed`."""
    st.subheader(_("Move one point"), anchor=False)
    space = space_of(model).name
    kinds = [kind for kind in WAYS if kind != ELSEWHERE[space]]
    own = own_directions(model)
    kinds = kinds if own else [kind for kind in kinds if kind != MINE]
    linked = st.query_params.get("along")
    kind = st.pills(  # they wrap where a page is narrow
        _("Sliders move"),
        kinds,
        format_func=lambda name: _(WAYS[name]),
        default=linked if linked in kinds else NUMBERS,
        required=True,
        key="sliders_move",
        help=_(
            "Directions go through all numbers at once, in standard deviations. GANSpace: what "
            "moves pixels most, or of styles what varies most. SeFa: what G's weights stretch "
            "most, without any sample. Seed plane: a seed at each whole number, between them "
            "four of them blended; drag the point on the pad."
        ),
    )
    st.query_params["along"] = str(kind)
    if kind == NUMBERS:
        _numbers(model, label, seed)
    elif kind == PLANE:
        words = (_("across"), _("up"))
        rows = tuple(Slider(id, word, 0.0) for id, word in zip(PLACE, words, strict=True))
        _panel(model, label, seed, rows, PLANE)
    elif kind == MINE:
        rows = tuple(Slider(f"{ALONG}{i}", one.name, 0.0) for i, one in enumerate(own))
        _panel(model, label, seed, rows, f"{OWN}{keep_vectors([one.vector for one in own])}")
    else:
        _directions(model, label, seed, str(kind))


def _numbers(model: Model, label: str | None, seed: int) -> None:
    ranked = _ranked(model_key(model), model)
    dimensions = st.multiselect(
        _("Dimensions under sliders"),
        range(model.latent),
        default=sorted(ranked[:FEW]),
        format_func=lambda i: f"z{i}",
        max_selections=MOST,
        key=f"dimensions_{widgets_key()}",
        help=_("At first those that move the picture most, of {count}.").format(count=model.latent),
    )
    if not dimensions:
        st.info(_("Choose at least one dimension."))
        return
    z = seeded_noise(1, model.latent, seed)[0]
    rows = tuple(Slider(str(i), f"z{i}", round(float(z[i]), 2)) for i in dimensions)
    _panel(model, label, seed, rows, NUMBERS)


def _directions(model: Model, label: str | None, seed: int, how: str) -> None:
    rows = direction_sliders(model, how)
    if rows is not None:
        _panel(model, label, seed, rows, how)


def direction_sliders(model: Model, how: str) -> tuple[Slider, ...] | None:
    """Return a slider for each direction of a way; None (and say why) where there is none."""
    key = model_cache().put(model_key(model), model)
    try:
        with st.spinner(_("Looking for directions …")):
            count = len(steering_of(key, None, how, model).vectors)
    except UserError as error:
        st.info(say(error))
        return None
    name = _("direction {number}")
    return tuple(Slider(f"{ALONG}{i}", name.format(number=i + 1), 0.0) for i in range(count))


@st.fragment
def _panel(model: Model, label: str | None, seed: int, rows: tuple[Slider, ...], kind: str) -> None:
    name, space = model_key(model), "z" if kind == NUMBERS else space_of(model).name
    psi = st.slider(
        _("Truncation ψ"),
        *PSI,
        value=1.0,
        step=0.05,
        key="psi_of_point",
        help=_("How far from the centre: 0 is the centre itself, 1 the point as it is."),
    )
    more = {"space": space, "psi": f"{psi:g}"} | ({} if kind in (NUMBERS, PLANE) else {"how": kind})
    latent_sliders(
        f"{BASE}/{model_cache().put(name, model)}",
        sliders=rows,
        seed=seed,
        label=label,
        version="/".join([current(), widgets_key(), str(seed), kind, *(row.id for row in rows)]),
        more=more,
        caption=_("seed {seed}, |{space}| = {norm}").format(seed=seed, space=space, norm="{norm}"),
        key="latent_sliders",
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _ranked(key: str, _model: Model) -> list[int]:
    return influence(_model).argsort(descending=True).tolist()
