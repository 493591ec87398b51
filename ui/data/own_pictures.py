"""Own pictures: the form that makes a data set of them, deleting with undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from gan_core.data import own
from gan_core.data.archive import uploaded
from gan_core.data.base import PICTURE_SIZES
from gan_core.data.layouts import LAYOUTS, Layout
from gan_core.data.prepared import LEAST
from gan_core.errors import N_, GanvasError
from gan_core.runs.engine.current import engine
from gan_core.runs.library.store import Store
from ui.data.outcome import ADDED, came_of_it
from ui.shell.language import _, plain, say

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

TYPES = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "zip"]
LAYOUT_WORDS: dict[Layout, str] = {
    "auto": N_("auto: as it looks"),
    "plain": N_("plain: subfolders are labels"),
    "pairs": N_("pairs: in folders A and B"),
    "side_by_side": N_("side by side: left half and right half"),
    "unpaired": N_("unpaired: two domains in two folders"),
}


def add_own_pictures() -> None:
    """Draw the form, and after it was sent what became of the pictures."""
    came_of_it()
    # A new key empties the uploader once its files are a data set; after an error they stay.
    count = st.session_state.setdefault("own_sets_made", 0)
    with (
        st.expander(_("Add your own pictures"), icon=":material/add_photo_alternate:"),
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
        files = st.file_uploader(
            _("Pictures, or a ZIP archive"),
            type=TYPES,
            accept_multiple_files=True,
            key=f"own_files_{count}",
            help=_("For more than one upload takes: python -m gan_core data --add FOLDER"),
        )
        name, size = _name_and_size(count)
        layout = st.selectbox(
            _("How the pictures lie"),
            LAYOUTS,
            format_func=lambda layout: _(LAYOUT_WORDS[layout]),
            key=f"own_layout_{count}",
        )
        grey = st.toggle(_("In grey instead of in colour"), key=f"own_grey_{count}")
        pressed = st.form_submit_button(
            _("Make a data set"), type="primary", icon=":material/add_photo_alternate:"
        )
        if pressed:
            _add(files or [], name, size, grey, layout)


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


def _add(files: Sequence[UploadedFile], name: str, size: int, grey: bool, layout: Layout) -> None:
    if not files:
        st.warning(_("Choose pictures or a ZIP archive first."), icon=":material/upload_file:")
        return
    place = st.empty()

    def report(count: int) -> None:
        if count % 50 == 0:
            place.caption(_("{count} files read").format(count=f"{count:,}"))

    try:
        with st.spinner(_("Reading the pictures …")):
            contents = uploaded((file.name, file.getvalue()) for file in files)
            slug = "-".join(name.lower().split())
            outcome = own.add(contents, slug, size=size, grey=grey, layout=layout, report=report)
    except GanvasError as error:
        st.error(say(error), icon=":material/error:")
        return
    st.session_state[ADDED] = outcome
    st.session_state["own_sets_made"] += 1
    st.rerun()


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
