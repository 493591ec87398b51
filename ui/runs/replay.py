"""Replaying a run from its sample grids, scrubbed in the browser."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import streamlit as st
from PIL import Image

from gan_core.runs.folder import RunFolder
from ui.components.filmstrip.component import COLUMNS, filmstrip, text_strip
from ui.shell.language import _
from ui.train.grids import grid_words

MOST_FRAMES = 24
FPS = 6
ROUGH, FINE = 60, 90
"""Qualities of JPEG: rough ones blur the lines and words beside what is made from sources."""


def replay_strip(
    folder: RunFolder,
    *,
    key: str,
    autoplay: bool = False,
    show: int = 420,
    most: int = MOST_FRAMES,
    pixels: int | None = None,
) -> None:
    """Play the run's sample grids; says so where there are none yet.

    pixels: only the upper left corner of that size, for a page that must come up fast.
    """
    samples = thinned(folder.samples(), most)
    if not samples:
        st.info(_("This run has no sample grid yet."))
        return
    recipe = folder.config().gan
    words = grid_words(recipe, _)
    captions = [_("step {step}").format(step=f"{step:,}") for step, _path in samples]
    files = tuple(str(path) for _step, path in samples)
    options: dict[str, Any] = {"captions": captions, "label": words.label, "key": key, "fps": FPS}
    options["start"] = 0 if autoplay else len(samples) - 1
    if samples[-1][1].suffix == ".txt":
        text_strip(_texts(files), **options)
    else:
        sprite, size = _sprite(files, pixels, ROUGH if recipe.from_noise else FINE)
        strip: dict[str, Any] = {"frames": len(samples), "size": size, "kind": "jpeg", "show": show}
        filmstrip(sprite, **strip, **options, autoplay=autoplay)
    if words.legend:
        st.caption(words.legend)


def thinned(samples: list[tuple[int, Path]], most: int) -> list[tuple[int, Path]]:
    """Return at most `most` of the samples, the first and the last among them."""
    if len(samples) <= most:
        return samples
    picks = [round(i * (len(samples) - 1) / (most - 1)) for i in range(most)]
    return [samples[i] for i in picks]


@st.cache_data(max_entries=16, show_spinner=False)
def _texts(files: tuple[str, ...]) -> list[str]:
    texts: list[str] = []
    for file in files:
        try:
            texts.append(Path(file).read_text(encoding="utf-8", errors="replace"))
        except OSError:
            texts.append(texts[-1] if texts else "")
    return texts


@st.cache_data(max_entries=16, show_spinner=False)
def _sprite(
    files: tuple[str, ...], pixels: int | None, quality: int
) -> tuple[bytes, tuple[int, int]]:
    pictures: list[Image.Image] = []
    for file in files:
        try:
            with Image.open(file, formats=("PNG",)) as image:
                width, height = (min(side, pixels or side) for side in image.size)
                pictures.append(image.crop((0, 0, width, height)))
        except (OSError, SyntaxError):  # a damaged grid is shown as the one before it
            pictures.append(pictures[-1] if pictures else Image.new("L", (1, 1)))
    width, height = pictures[-1].size
    rows = -(-len(pictures) // COLUMNS)
    sheet = Image.new(pictures[0].mode, (COLUMNS * width, rows * height))
    for index, picture in enumerate(pictures):
        sheet.paste(picture, (index % COLUMNS * width, index // COLUMNS * height))
    buffer = io.BytesIO()
    sheet.convert("RGB").save(
        buffer, "JPEG", quality=quality, subsampling=0
    )  # noise makes large PNGs
    return buffer.getvalue(), (width, height)
