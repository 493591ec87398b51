"""Style mixing: some layers are told one w, the others another (arXiv 1812.04948, section 3.1)."""

from __future__ import annotations

from collections.abc import Collection

import torch
from torch import Tensor

from gan_core.errors import N_, UserError
from gan_core.latent.space import Space
from gan_core.styled import Styled


def layers_of(space: Space) -> int:
    """Return how many layers of G are told a style.

    Raises:
        UserError: none is: the model's space is not w.
    """
    use = space.model.recipe.use
    if space.name != "w" or not isinstance(use, Styled):
        raise UserError(
            N_("Only a style-based G, such as StyleGAN's, has layers whose styles can be mixed.")
        )
    return use.layers(space.model.nets)


def mixed(space: Space, rows: Tensor, columns: Tensor, layers: Collection[int]) -> Tensor:
    """Return points (R * C, layers, size): every row's, with every column's at `layers`.

    rows (R, size) and columns (C, size) are points of w; row by row. Layers count from 0, the
    coarsest: it decides form, the last ones decide what is fine.

    Raises:
        UserError: there is no such layer, or the space is not w.
    """
    count = layers_of(space)
    beyond = sorted(layer for layer in layers if not 0 <= layer < count)
    if beyond:
        raise UserError(
            N_("There is no layer {layer}: this G has the layers 1 to {last}."),
            layer=beyond[0] + 1,
            last=count,
        )
    is_column = torch.zeros(count, dtype=torch.bool)
    is_column[list(layers)] = True
    own = rows[:, None, None].expand(-1, len(columns), count, -1)
    other = columns[None, :, None].expand(len(rows), -1, count, -1)
    return torch.where(is_column[:, None], other, own).flatten(0, 1)


def framed(rows: Tensor, columns: Tensor, mixtures: Tensor) -> Tensor:
    """Return pictures ((R + 1) * (C + 1), ...) row by row: columns on top, each row's own first.

    rows (R, ...), columns (C, ...), mixtures (R * C, ...) in [-1, 1]; the corner is black.
    """
    head = torch.cat([torch.full_like(rows[:1], -1), columns])
    lines = mixtures.reshape(len(rows), len(columns), *mixtures.shape[1:])
    return torch.cat([head, torch.cat([rows[:, None], lines], 1).flatten(0, 1)])


def numbers_of(text: str, count: int) -> tuple[int, ...]:
    """Return the layers, from 0, that a text like "1,3-5" or "4-" names from 1; "" names none.

    Raises:
        UserError: it names no layers, or some that are not there.
    """
    layers: list[int] = []
    for part in filter(None, text.replace(" ", "").split(",")):
        first, dash, last = part.partition("-")
        try:
            begin = int(first)
            end = int(last) if last else (count if dash else begin)
        except ValueError:
            raise UserError(
                N_("Layers are numbers like 1,3-5 or 4-, not {layers!r}."), layers=text
            ) from None
        if not 1 <= begin <= end <= count:
            raise UserError(
                N_("There is no layer {layer}: this G has the layers 1 to {last}."),
                layer=part,
                last=count,
            )
        layers += range(begin - 1, end)
    return tuple(dict.fromkeys(layers))
