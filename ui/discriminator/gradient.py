"""The fakes, and what D wants changed in each: the gradient that reaches G, as colours."""

from __future__ import annotations

import streamlit as st

from gan_core.data.spec import Pictures
from gan_core.inspection.gradient import GradientField
from gan_core.model import Model
from gan_core.pictures import png, to_bytes
from gan_core.rendering import tiles as pictures_of
from ui.components.tiles.component import Scale, Tile, tiles
from ui.discriminator.explaining import explained
from ui.discriminator.look import Choices, Look
from ui.discriminator.verdicts import lines_of, name_of
from ui.models.names import sample_name, source_text
from ui.shell.colours import STOPS, coloured, limits, overlaid
from ui.shell.language import _


def fakes_row(model: Model, look: Look, choices: Choices) -> None:
    """Draw each fake, its gradient field and both together, with verdict and norm."""
    st.subheader(_("Fakes, and what D wants changed in them"), anchor=False)
    _explain(model, choices)
    shared = _choose_scale()
    field, fakes = look.gradient.field, to_bytes(look.gradient.fakes)
    limit = limits(field, shared=shared)
    maps, both = coloured(field, limit), overlaid(fakes, field, limit)
    lines = lines_of(model, look.on_fake, len(fakes))
    rows = []
    for i, norm in enumerate(look.gradient.norm.tolist()):
        name = fake_name(model, look, choices, i)
        line = [*lines[i], _("norm {norm}").format(norm=short(norm))]
        alts = (
            _("{name}, a fake. {verdict}").format(name=name, verdict=", ".join(line)),
            _("Gradient at {name}: {where}").format(name=name, where=_where(look.gradient, i)),
            _("{name} with its gradient over it").format(name=name),
        )
        pictures = [png(one) for one in (fakes[i], maps[i], both[i])]
        stack = [*_source(model, look, i, name), *zip(pictures, alts, strict=True)]
        rows.append(Tile(stack, [short_name(model, look, choices, i), *line]))
    tiles(rows, key="fakes_row", scale=_scale(float(limit.max()), shared))


def _source(model: Model, look: Look, index: int, name: str) -> list[tuple[bytes, str]]:
    """Return the picture that the fake is made from, with its words; none of a text or of noise."""
    source = model.design.source
    if not isinstance(source, Pictures) or look.request.src is None:
        return []
    content = png(pictures_of(source, look.request.src[index : index + 1])[0])
    return [(content, _("What {name}, the fake below, is made from").format(name=name))]


def fake_name(model: Model, look: Look, choices: Choices, index: int) -> str:
    """Return a fake's name: its seed, and its label where it has one."""
    return name_of(model, short_name(model, look, choices, index), index, look.y)


def short_name(model: Model, look: Look, choices: Choices, index: int) -> str:
    """Return a fake's name without its label."""
    return sample_name(model, choices.seed, index, source_text(model, look.request, index))


def short(value: float) -> str:
    """Return a number in three digits; tiny ones keep their exponent."""
    return f"{value:.2f}" if value == 0 or abs(value) >= 0.1 else f"{value:.2g}"


def _explain(model: Model, choices: Choices) -> None:
    title, text = explained(model, choices)
    st.markdown(f"**{title}.** {text}")
    st.caption(
        _(
            "From the top: the source, the fake, its gradient −∂L/∂pixel, the last two together. "
            "Orange: L falls if the pixel becomes brighter. Blue: if it becomes darker. White: it "
            "makes no difference."
        )
        if isinstance(model.design.source, Pictures)
        else _(
            "From the top: the fake, its gradient −∂L/∂pixel, the two together. Orange: L falls if "
            "the pixel becomes brighter. Blue: if it becomes darker. White: it makes no difference."
        )
    )


def _choose_scale() -> bool:
    """Draw the choice of the colour scale; return True for the same in all maps."""
    scale = st.segmented_control(
        _("Colour scale"),
        ["shared", "own"],
        format_func=lambda kind: _("the same for all") if kind == "shared" else _("each its own"),
        default="shared",
        required=True,
        key="field_scale",
        help=_("The same for all shows which fake receives most; each its own shows where."),
    )
    return scale == "shared"


def _scale(limit: float, shared: bool) -> Scale:
    end = short(limit) if shared else _("its own largest")
    return Scale(
        STOPS,
        low=_("darker ({end})").format(end=f"−{end}" if shared else end),
        middle="0",
        high=_("brighter ({end})").format(end=f"+{end}" if shared else end),
        label=_("Colour scale: blue for darker, white for no change, orange for brighter"),
    )


def _where(field: GradientField, index: int) -> str:
    """Return in words where D asks for the most: for who does not see the map."""
    brightness = field.field[index].mean(0)
    height, width = brightness.shape
    return _("most wanted brighter at {bright}, most wanted darker at {dark}").format(
        bright=_place(int(brightness.argmax()), width, height),
        dark=_place(int(brightness.argmin()), width, height),
    )


def _place(index: int, width: int, height: int) -> str:
    return _("column {x} of {width}, row {y} of {height}").format(
        x=index % width + 1, width=width, y=index // width + 1, height=height
    )
