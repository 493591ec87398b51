"""Own pictures and text: the form that makes a data set of them, deleting with undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from gan_core.data import own, own_text
from gan_core.data.archive import uploaded
from gan_core.data.base import PICTURE_SIZES
from gan_core.data.layouts import LAYOUTS, Layout
from gan_core.data.own_text import CUTS, Cut, TextOutcome
from gan_core.data.prepared import LEAST
from gan_core.errors import N_, GanvasError
from gan_core.runs.engine.current import engine
from gan_core.runs.library.store import Store
from ui.data.outcome import ADDED, came_of_it
from ui.shell.language import _, plain, say

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

TYPES = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "zip", "txt"]
LAYOUT_WORDS: dict[Layout, str] = {
    "auto": N_("auto: as it looks"),
    "plain": N_("plain: subfolders are labels"),
    "pairs": N_("pairs: in folders A and B"),
    "side_by_side": N_("side by side: left half and right half"),
    "unpaired": N_("unpaired: two domains in two folders"),
}
CUT_WORDS: dict[Cut, str] = {
    "auto": N_("auto: words, or characters where there are few spaces"),
    "character": N_("characters"),
    "word": N_("words"),
}


@dataclass(frozen=True)
class Choices:
    """How the files are to be taken: pictures by size, layout and grey, a text by cut."""

    size: int
    layout: Layout
    grey: bool
    cut: Cut


def add_own_pictures() -> None:
    """Draw the form, and after it was sent what became of the files."""
    came_of_it()
    # A new key empties the uploader once its files are a data set; after an error they stay.
    count = st.session_state.setdefault("own_sets_made", 0)
    with (
        st.expander(_("Add your own pictures or text"), icon=":material/add_photo_alternate:"),
        st.form(f"own_pictures_{count}", border=False),
    ):
        st.markdown(
            _(
                "A GAN can learn your pictures too. Choose at least {least}, better some hundreds "
                "that are alike, or one ZIP archive: its subfolders become labels. They are cut "
                "to a square, made small, and kept on the machine that runs this page."
            ).format(least=LEAST)
        )
        st.markdown(
            _(
                "Pairs are for GANs that make a picture of a picture: an archive with folders A "
                "and B, where A/1.png is what B/1.png is to be made from; or pictures twice as "
                "wide as high, what it is made from on the left. Folders trainA and trainB are "
                "two domains without pairs."
            )
        )
        st.markdown(
            _(
                "Text is a .txt file in UTF-8: each line is an item, such as a name, a sentence or "
                "a verse."
            )
        )
        files = st.file_uploader(
            _("Pictures, a ZIP archive, or text"),
            type=TYPES,
            accept_multiple_files=True,
            key=f"own_files_{count}",
            help=_("For more than one upload takes: python -m gan_core data --add FOLDER"),
        )
        name, choices = _choices(count)
        pressed = st.form_submit_button(
            _("Make a data set"), type="primary", icon=":material/add_photo_alternate:"
        )
        if pressed:
            _add(files or [], name, choices)


def _choices(count: int) -> tuple[str, Choices]:
    name, size = _name_and_size(count)
    left, right = st.columns(2)
    layout = left.selectbox(
        _("How the pictures lie"),
        LAYOUTS,
        format_func=lambda layout: _(LAYOUT_WORDS[layout]),
        key=f"own_layout_{count}",
    )
    cut = right.selectbox(
        _("What a line of text is cut into"),
        CUTS,
        format_func=lambda cut: _(CUT_WORDS[cut]),
        key=f"own_cut_{count}",
    )
    grey = st.toggle(_("In grey instead of in colour"), key=f"own_grey_{count}")
    return name, Choices(size, layout, grey, cut)


def _name_and_size(count: int) -> tuple[str, int]:
    left, right = st.columns(2)
    name = left.text_input(
        _("Name"),
        max_chars=40,
        placeholder="my-cats",
        key=f"own_name_{count}",
        help=_("Small letters a to z, digits, - and _."),
    )
    size = right.selectbox(
        _("Size"),
        PICTURE_SIZES,
        index=PICTURE_SIZES.index(32),
        format_func=lambda side: f"{side}×{side}",
        key=f"own_size_{count}",
        help=_("Smaller pictures train sooner."),
    )
    return name, int(size)


def _add(files: Sequence[UploadedFile], name: str, choices: Choices) -> None:
    if not files:
        st.warning(
            _("Choose pictures, a ZIP archive or text first."), icon=":material/upload_file:"
        )
        return
    slug = "-".join(name.lower().split())
    try:
        with st.spinner(_("Reading the files …")):
            make = _add_text if _are_text(files) else _add_pictures
            st.session_state[ADDED] = make(files, slug, choices)
    except GanvasError as error:
        st.error(say(error), icon=":material/error:")
        return
    st.session_state["own_sets_made"] += 1
    st.rerun()


def _are_text(files: Sequence[UploadedFile]) -> bool:
    return all(file.name.lower().endswith(".txt") for file in files)


def _add_text(files: Sequence[UploadedFile], name: str, choices: Choices) -> TextOutcome:
    return own_text.add(((file.name, file.getvalue()) for file in files), name, cut=choices.cut)


def _add_pictures(files: Sequence[UploadedFile], name: str, choices: Choices) -> own.Outcome:
    place = st.empty()

    def report(count: int) -> None:
        if count % 50 == 0:
            place.caption(_("{count} files read").format(count=f"{count:,}"))

    contents = uploaded((file.name, file.getvalue()) for file in files)
    size, layout, grey = choices.size, choices.layout, choices.grey
    return own.add(contents, name, size=size, grey=grey, layout=layout, report=report)


def delete_button(name: str) -> None:
    """Draw the button that moves an own data set to the trash; not while a run trains on it."""
    used = name in {Store().get(run).config().data for run in engine().running()}
    if st.button(
        _("Delete"),
        icon=":material/delete:",
        key=f"delete_{name}",
        disabled=used,
        help=_("A run is training on it.") if used else None,
    ):
        try:
            own.remove(name)
        except GanvasError as error:
            st.error(say(error))
            return
        st.session_state["deleted_data"] = name
        st.rerun()


def undo_bar() -> None:
    """Offer to bring the own data set back that was deleted last."""
    name = st.session_state.get("deleted_data")
    if not name:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(_("Deleted: {name}").format(name=plain(name)))
        if st.button(_("Undo"), icon=":material/undo:", key="undo_delete_data"):
            try:
                own.restore(name)
            except GanvasError as error:
                st.error(say(error))
                return
            st.session_state.pop("deleted_data")
            st.rerun()
