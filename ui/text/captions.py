"""Pictures of a caption: both stages, several noises, what changed with a word, what is near."""

from __future__ import annotations

import streamlit as st

from gan_core.data import load
from gan_core.data.captions import listed
from gan_core.errors import GanvasError, UserError
from gan_core.illustration import Illustration, illustrate, nearest, remembered
from gan_core.model import Model
from gan_core.pictures import grid, png, to_bytes
from ui.components.picture.component import picture
from ui.models.picker import model_key
from ui.shell.language import _, current, say
from ui.shell.links import linked, remember

COUNT, SIDE, WHITE = 6, 96, 255
LAST_SEED = 10**9 - 1
EXAMPLES = {
    "en": ("woman firefighter", "red heart", "cat face", "blue circle", "angry face"),
    "zh": ("女消防员", "红心", "猫脸", "蓝色圆", "生气的脸"),
}


def captions(model: Model) -> None:
    """Draw the field for a caption, and under it what the model draws for it."""
    caption, other, seed = _wishes()
    _show(model, caption, seed, "caption")
    if other:
        st.caption(_("The same noise, told other words:"))
        _show(model, other, seed, "other")
    st.caption(
        _(
            "It knows the words of emoji's names in English and Chinese, and draws small emoji "
            "alone. What it saw rarely it draws badly, and no word order is understood: only "
            "which words there are."
        )
    )


def _wishes() -> tuple[str, str, int]:
    """Draw the captions and the seed; they are in the address too."""
    examples = EXAMPLES["zh" if current() == "zh" else "en"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        caption = st.text_input(
            _("Caption"),
            value=linked("caption") or examples[0],
            key="caption",
            max_chars=300,
            width=300,
            help=_("For instance: {examples}.").format(examples=", ".join(examples)),
        )
        other = st.text_input(
            _("The same in other words"),
            value=linked("other"),
            key="other_caption",
            max_chars=300,
            placeholder=_("change one word"),
            width=300,
        )
        text = linked("seed", "captions")
        first = min(LAST_SEED, int(text)) if text.isascii() and text.isdecimal() else 0
        seed = int(st.number_input(_("First seed"), 0, LAST_SEED, first, COUNT, key="caption_seed"))
    remember("caption", caption)
    remember("other", other)
    remember("seed", str(seed), "captions")
    return caption, other, seed


def _show(model: Model, caption: str, seed: int, key: str) -> None:
    try:
        with st.spinner(_("Drawing …")):
            drawing = _drawing(model_key(model), caption, seed, model)
    except UserError as error:
        st.warning(say(error), icon=":material/error:")
        return
    if drawing.unknown:
        text = _("Never seen, so passed over: {words}.")
        st.info(text.format(words=listed(drawing.unknown)), icon=":material/help:")
    rows = [
        (_("First stage"), drawing.sketches),
        (_("Second stage"), drawing.pictures),
    ]
    for number, (title, pictures) in enumerate(rows):
        if pictures is not None:
            st.markdown(f"**{title}**")
            alt = _("{title}: {count} pictures of “{caption}”").format(
                title=title, count=COUNT, caption=caption
            )
            scale = max(1, SIDE // pictures.shape[-1])
            content = png(grid(to_bytes(pictures), COUNT, 2, WHITE), scale)
            picture(content, alt=alt, key=f"{key}_{number}")
    _near(model, caption, seed, drawing, key)


def _near(model: Model, caption: str, seed: int, drawing: Illustration, key: str) -> None:
    """Draw the training picture nearest to each; say whether the words stood together there."""
    try:
        content, together = _neighbours(model_key(model), caption, seed, drawing, model)
    except GanvasError as error:
        st.info(say(error))
        return
    st.markdown("**{}**".format(_("Nearest training emoji")))
    picture(content, alt=_("The training picture nearest to each"), key=f"{key}_near")
    if together:
        st.caption(_("These words stand together in a caption that it was trained on."))
    else:
        st.caption(_("It has never seen these words together: what it draws is its own."))


@st.cache_data(max_entries=64, show_spinner=False)
def _drawing(key: str, caption: str, seed: int, _model: Model) -> Illustration:
    return illustrate(_model, caption, COUNT, seed)


@st.cache_data(max_entries=64, show_spinner=False)
def _neighbours(
    key: str, caption: str, seed: int, _drawing: Illustration, _model: Model
) -> tuple[bytes, bool]:
    data = load(str(_model.card.get("data", "")))
    rows = nearest(data, _drawing.pictures)
    pictures = data.spec.to_numbers(data.items[rows])
    scale = max(1, SIDE // pictures.shape[-1])
    return png(grid(to_bytes(pictures), COUNT, 2, WHITE), scale), remembered(data, caption)
