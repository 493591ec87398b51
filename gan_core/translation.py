"""Pictures of one's own made into others by a model that translates: one, or a folder of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import torch
from torch import Tensor

from gan_core.data import edges, pairs, unpaired
from gan_core.data.archive import File
from gan_core.data.base import Rows
from gan_core.data.degradation.holes import Holes, filled_in, presence, with_holes
from gan_core.data.degradation.scale import Shrinking
from gan_core.data.framing import Side, widened
from gan_core.data.prepare import prepared_picture
from gan_core.data.spec import Pictures
from gan_core.data.tasks import Task
from gan_core.errors import N_, Message, UserError
from gan_core.model import Model
from gan_core.pictures import to_bytes
from gan_core.questions import sources_of as sources_of_rows

HALF = 128
"""Pixels less opaque than this are unknown."""


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
    """Return whether a model makes pictures of pictures, each of a single one."""
    source = model.design.source
    return isinstance(model.spec, Pictures) and isinstance(source, Pictures) and source.frames == 1


def sources_of(model: Model) -> Pictures:
    """Return what a model's sources are.

    Raises:
        UserError: it makes nothing of pictures.
    """
    source = model.design.source
    if not isinstance(model.spec, Pictures) or not isinstance(source, Pictures):
        raise UserError(N_("This model does not make pictures of pictures."))
    if source.frames > 1:
        raise UserError(N_("This model makes each picture of several that follow each other."))
    return source


def task_of(model: Model) -> Task | None:
    """Return which of our tasks a model has learned; None: another one."""
    name = str(model.card.get("data", ""))
    if name == edges.TASK.name:
        return edges.TASK
    if name in unpaired.VARIANTS:
        # The way back begins with a picture in colour, which is no task of ours.
        is_there = model.spec.other is not None and model.spec == unpaired.VARIANTS[name].spec
        return unpaired.VARIANTS[name].domains.task if is_there else None
    variant = pairs.VARIANTS.get(name)
    return None if variant is None else variant.task


def fills(model: Model) -> bool:
    """Return whether a model fills what is unknown: its sources then say in a further channel
    where they are known.
    """
    return isinstance(model.design.degradation, Holes)


def paints_beyond(model: Model) -> bool:
    """Return whether a model has learned to paint all around what is known."""
    degradation = model.design.degradation
    return isinstance(degradation, Holes) and degradation.shape == "frame"


def shape_of_sources(model: Model) -> tuple[int, int, int]:
    """Return the shape of a source as bytes: (channels, height, width).

    Raises:
        UserError: the model makes nothing of pictures.
    """
    spec = sources_of(model)
    return (spec.channels + fills(model), spec.size, spec.size)


def source_of_file(model: Model, content: bytes) -> Tensor:
    """Return a picture of any kind and size as a source of `model`, uint8, see `shape_of_sources`.

    Where the model fills what is unknown, that is what is transparent.

    Raises:
        UserError: it cannot be read, is too large, or the model makes nothing of pictures.
    """
    source = sources_of(model)
    grey = source.channels == 1
    return prepared_picture(content, source.size, grey=grey, alpha=fills(model))


def own_source(model: Model, content: bytes) -> tuple[Tensor, Tensor | None]:
    """Return a picture as a source, see `source_of_file`, and its truth where that is known.

    It is known where a model enlarges: the picture is read at full size and shrunk here.

    Raises:
        UserError: as `source_of_file`.
    """
    if not isinstance(model.design.degradation, Shrinking):
        return source_of_file(model, content), None
    spec = model.pictures
    return example(model, prepared_picture(content, spec.size, grey=spec.channels == 1)[None], 0)


def example(model: Model, items: Tensor, row: int) -> tuple[Tensor, Tensor]:
    """Return (a source, its truth) of the pictures uint8 (N, C, S, S) that the model is to restore.

    The source is as `source_of_file`, degraded by the number of the row; truth: in [-1, 1].
    """
    one = torch.tensor([row])
    source = sources_of_rows(model.design, Rows(items), one, seed=row)
    assert source is not None  # whoever asks has looked
    return _bytes_of(source, fills(model))[0], model.pictures.to_numbers(items[one])[0]


def plain(model: Model, sources: Tensor) -> Tensor | None:
    """Return what can be made of such sources without a network; None where that is nothing."""
    degradation = model.design.degradation
    if degradation is None or not degradation.plainly:
        return None
    return degradation.plain(_numbers_of(model, sources))


def _numbers_of(model: Model, sources: Tensor) -> Tensor:
    """Return sources as the network takes them: NaN where they say that they are unknown."""
    spec = sources_of(model)
    if not fills(model):
        return spec.to_numbers(sources)
    return with_holes(spec.to_numbers(sources[:, :-1]), sources[:, -1:] < HALF)


def _bytes_of(sources: Tensor, with_alpha: bool) -> Tensor:
    if not with_alpha:
        return to_bytes(sources)
    alpha = presence(sources).to(torch.uint8) * 255
    return torch.cat([to_bytes(filled_in(sources)), alpha], 1)


def translate(model: Model, sources: Tensor) -> Tensor:
    """Return what `model` makes of sources, uint8 (N, C, S, S): (N, channels, S, S) in [-1, 1].

    C: see `shape_of_sources`.

    What is drawn softly where the model has learned from pure colours becomes pure first.

    Raises:
        UserError: sources of another shape, or the model makes nothing of pictures.
    """
    shape = shape_of_sources(model)
    if sources.shape[1:] != shape or sources.dtype != torch.uint8 or not len(sources):
        raise UserError(
            N_("The sources of this model are {channels} by {size} by {size} bytes."),
            channels=shape[0],
            size=shape[1],
        )
    task = task_of(model)
    tidy = sources if task is None else torch.stack([task.tidy(one) for one in sources])
    return model.sample(len(tidy), sources=_numbers_of(model, tidy))


def there_and_back(model: Model, sources: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return what `model` makes of sources, what its way back makes of that, and the cycle error.

    sources: uint8 (N, C, S, S). All in [-1, 1]; the error is -1 where a source came back as it was
    (CycleGAN's cycle term, arXiv 1703.10593, equation 2).

    Raises:
        UserError: as `translate`, or the model knows no way back.
    """
    there = translate(model, sources)
    again = translate(model.reversed(), to_bytes(there))
    return there, again, (again - sources_of(model).to_numbers(sources)).abs() - 1


def translate_files(
    model: Model, files: Iterable[File], beyond: float = 0, side: Side = "all"
) -> Iterator[Translated]:
    """Yield what `model` makes of each file, in order; a file that is no picture says why.

    beyond: by how many per cent of its side the frame is drawn wider at `side`; see `widened`.

    Raises:
        UserError: the model makes nothing of pictures, or the frame is drawn wider and it fills
            nothing.
    """
    sources_of(model)
    if beyond and not fills(model):
        raise UserError(N_("This model paints nothing beyond a frame. Choose one that fills."))
    names: set[str] = set()
    for path, content in files:
        name = _free(path, names)
        try:
            source = source_of_file(model, content or b"")
        except UserError as error:
            yield Translated(path, name, why=error.message)
            continue
        names.add(name.casefold())
        if beyond:
            source = widened(source[:-1], beyond, side)
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
