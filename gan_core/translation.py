"""Pictures of one's own made into others by a model that translates: one, or a folder of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import torch
from torch import Tensor

from gan_core.data import pairs
from gan_core.data.archive import File
from gan_core.data.prepare import prepared_picture
from gan_core.data.spec import Pictures
from gan_core.errors import N_, Message, UserError
from gan_core.model import Model


@dataclass(frozen=True)
class Translated:
    """A file and the picture made of it, (C, H, W) in [-1, 1]; or None, and why.

    name: what the picture is to be called: the file's path with the ending .png.
    """

    path: str
    name: str
    picture: Tensor | None = None
    why: Message | None = None


def translates(model: Model) -> bool:
    """Return whether a model makes pictures of pictures."""
    return isinstance(model.spec, Pictures) and isinstance(model.design.source, Pictures)


def sources_of(model: Model) -> Pictures:
    """Return what a model's sources are.

    Raises:
        UserError: it makes nothing of pictures.
    """
    source = model.design.source
    if not isinstance(model.spec, Pictures) or not isinstance(source, Pictures):
        raise UserError(N_("This model does not make pictures of pictures."))
    return source


def task_of(model: Model) -> pairs.Task | None:
    """Return which of our tasks a model has learned; None: another one."""
    variant = pairs.VARIANTS.get(str(model.card.get("data", "")))
    return None if variant is None else variant.task


def source_of_file(model: Model, content: bytes) -> Tensor:
    """Return a picture of any kind and size as a source of `model`, uint8 (C, S, S).

    Raises:
        UserError: it cannot be read, is too large, or the model makes nothing of pictures.
    """
    source = sources_of(model)
    return prepared_picture(content, source.size, grey=source.channels == 1)


def translate(model: Model, sources: Tensor) -> Tensor:
    """Return what `model` makes of sources, uint8 (N, C, S, S): (N, channels, S, S) in [-1, 1].

    What is drawn softly where the model has learned from pure colours becomes pure first.

    Raises:
        UserError: sources of another shape, or the model makes nothing of pictures.
    """
    source = sources_of(model)
    if sources.shape[1:] != source.shape or sources.dtype != torch.uint8 or not len(sources):
        raise UserError(
            N_("The sources of this model are {channels} by {size} by {size} bytes."),
            channels=source.channels,
            size=source.size,
        )
    task = task_of(model)
    tidy = sources if task is None else torch.stack([task.tidy(one) for one in sources])
    return model.sample(len(tidy), sources=source.to_numbers(tidy))


def translate_files(model: Model, files: Iterable[File]) -> Iterator[Translated]:
    """Yield what `model` makes of each file, in order; a file that is no picture says why.

    Raises:
        UserError: the model makes nothing of pictures.
    """
    sources_of(model)
    names: set[str] = set()
    for path, content in files:
        name = _free(path, names)
        try:
            source = source_of_file(model, content or b"")
        except UserError as error:
            yield Translated(path, name, why=error.message)
            continue
        names.add(name.casefold())
        yield Translated(path, name, translate(model, source[None])[0])


def _free(path: str, names: set[str]) -> str:
    """Return the path with the ending .png, with a number where a.jpg and a.gif would be one.

    An archive says the path: it never leads out of the folder that it is put into.
    """
    parts = path.replace("\\", "/").replace(":", "/").split("/")
    plain = PurePosixPath(*[part for part in parts if part not in ("", ".", "..")] or ["picture"])
    name, number = plain.with_suffix(".png"), 1
    while str(name).casefold() in names:
        number += 1
        name = plain.with_name(f"{plain.stem}-{number}.png")
    return str(name)
