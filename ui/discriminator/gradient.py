"""The fakes, and what D wants changed in each: the gradient that reaches G, as colours."""

from __future__ import annotations

import streamlit as st

from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.inspection.gradient import GradientField, objective_of
from gan_core.losses.objectives import OBJECTIVES
from gan_core.model import Model
from gan_core.pictures import png, to_bytes
from ui.components.tiles.component import Scale, Tile, tiles
from ui.discriminator.choices import own_title
from ui.discriminator.seen import OWN, Choices, Look
from ui.discriminator.verdicts import lines_of, name_of
from ui.models.names import sample_name, source_text
from ui.shell.colours import STOPS, coloured, limits, overlaid
from ui.shell.language import _
from ui.shell.palette import G_COLOUR

_AS_IT_IS = N_(
    "G's loss is −logit. Each fake receives D's slope as it is, however sure D is. So D's slope "
    "must be kept in bounds: by spectral norm, a gradient penalty or clipping."
)
WHAT_CHANGES = {
    "nonsaturating": N_(
        "G's loss is −log D. Each fake receives D's slope times 1 − D: most where D is sure that "
        "it is a fake. So G learns also when D is far ahead."
    ),
    "minimax": N_(
        "G's loss is log(1 − D). Each fake receives D's slope times D: the surer D is that it is "
        "a fake, the less arrives, and at last nothing. So G stops learning when D is far ahead: "
        "the loss saturates."
    ),
    "least_squares": N_(
        "G's loss is (logit − 1)². Each fake receives D's slope times 2 (1 − logit): the further "
        "below 1, the more. Beyond 1 the direction turns round."
    ),
    "hinge": _AS_IT_IS,
    "wasserstein": _AS_IT_IS,
    "relativistic": N_(
        "Each fake is compared with one real picture, in the order shown. It receives D's slope "
        "times σ(real logit − fake logit): most where the real one is far ahead."
    ),
}


def fakes_row(model: Model, look: Look, choices: Choices) -> None:
    """Draw each fake, its gradient field and both together, with verdict and norm."""
    st.subheader(_("Fakes, and what D wants changed in them"), anchor=False)
    _explain(model, choices)
    shared = _choose_scale()
    field, fakes = look.chosen.field, to_bytes(look.chosen.fakes)
    limit = limits(field, shared=shared)
    maps, both = coloured(field, limit), overlaid(fakes, field, limit)
    lines = lines_of(model, look.on_fake, len(fakes))
    rows = []
    for i, norm in enumerate(look.chosen.norm.tolist()):
        short_name = _short_name(model, look, choices, i)
        name = fake_name(model, look, choices, i)
        line = [*lines[i], _("norm {norm}").format(norm=short(norm))]
        alts = (
            _("{name}, a fake. {verdict}").format(name=name, verdict=", ".join(line)),
            _("Gradient at {name}: {where}").format(name=name, where=_where(look.chosen, i)),
            _("{name} with its gradient over it").format(name=name),
        )
        pictures = [png(one) for one in (fakes[i], maps[i], both[i])]
        stack = [*_source(model, look, i, name), *zip(pictures, alts, strict=True)]
        rows.append(Tile(stack, [short_name, *line]))
    tiles(rows, key="fakes_row", scale=_scale(float(limit.max()), shared))


def _source(model: Model, look: Look, index: int, name: str) -> list[tuple[bytes, str]]:
    """Return the picture that the fake is made from, with its words; none of a text or of noise."""
    if not isinstance(model.design.source, Pictures) or look.request.src is None:
        return []
    content = png(to_bytes(look.request.src[index : index + 1])[0])
    return [(content, _("What {name}, the fake below, is made from").format(name=name))]


def fake_name(model: Model, look: Look, choices: Choices, index: int) -> str:
    """Return a fake's name: its seed, and its label where it has one."""
    return name_of(model, _short_name(model, look, choices, index), index, look.y)


def _short_name(model: Model, look: Look, choices: Choices, index: int) -> str:
    return sample_name(model, choices.seed, index, source_text(model, look.request, index))


def norms_chart(model: Model, look: Look, choices: Choices) -> None:
    """Draw the norm of each fake's gradient, beside that of the model's own objective."""
    count = len(look.chosen.fakes)
    names = [_short_name(model, look, choices, i) for i in range(count)]
    chosen = _("this objective") if choices.objective != OWN else _("this model's own objective")
    series = [(chosen, look.chosen, G_COLOUR)]
    if choices.objective != OWN and look.own is not None:
        series.append((_("this model's own objective"), look.own, "#7F7F7F"))
    said = "; ".join(
        f"{title}: {', '.join(short(value) for value in field.norm.tolist())}"
        for title, field, _colour in series
    )
    option: dict[str, object] = {
        "animation": False,
        "legend": {"top": 0, "right": 0, "itemHeight": 8},
        "grid": {"left": 56, "right": 12, "top": 30, "bottom": 22},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": names, "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "value"},
        "series": [
            {
                "type": "bar",
                "name": title,
                "itemStyle": {"color": colour},
                "data": [float(f"{value:.4g}") for value in field.norm.tolist()],
            }
            for title, field, colour in series
        ],
    }
    st.markdown("**" + _("Norm of the gradient at each fake") + "**")
    st.echarts_chart(
        option,
        key="gradient_norms",
        height=180,
        alt=_("Norm of the gradient at each fake. {values}").format(values=said),
    )
    st.caption(
        _(
            "On average D's slope is {slope}, and the objective passes on {pull} times that. The "
            "loss has further terms, so the two do not make up all of the norm."
        ).format(
            slope=short(float(look.chosen.slope.mean())),
            pull=short(float(look.chosen.pull.abs().mean())),
        )
        if _more_than_the_objective(look)
        else _(
            "The norm is D's slope times what the objective passes on of it: on average {slope} "
            "and {pull}."
        ).format(
            slope=short(float(look.chosen.slope.mean())),
            pull=short(float(look.chosen.pull.abs().mean())),
        )
    )


def short(value: float) -> str:
    """Return a number in three digits; tiny ones keep their exponent."""
    return f"{value:.2f}" if value == 0 or abs(value) >= 0.1 else f"{value:.2g}"


def _more_than_the_objective(look: Look) -> bool:
    """True where the field is more than D's slope times what the objective passes on."""
    chosen = look.chosen
    pull = chosen.pull.abs().repeat_interleave(len(chosen.fakes) // len(chosen.pull))
    product = pull * chosen.slope
    return not bool((chosen.norm - product).abs().max() <= 1e-3 * product.max().clamp_min(1e-9))


def _explain(model: Model, choices: Choices) -> None:
    own = objective_of(model)
    name = choices.objective if choices.objective != OWN else own.name if own is not None else ""
    if name in WHAT_CHANGES:
        title, text = _(OBJECTIVES[name].title), _(WHAT_CHANGES[name])
    else:
        title, text = (
            _(model.recipe.title),
            _("This GAN has a loss of its own: {about}").format(about=_(model.recipe.about)),
        )
    if choices.objective != OWN and (own is None or name != own.name):
        text += " " + _(
            "This D was trained with another objective: {own}. Shown is what G would receive "
            "from it."
        ).format(own=own_title(model))
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
    chosen = st.segmented_control(
        _("Colour scale"),
        ["shared", "own"],
        format_func=lambda kind: _("the same for all") if kind == "shared" else _("each its own"),
        default="shared",
        required=True,
        key="field_scale",
        help=_("The same for all shows which fake receives most; each its own shows where."),
    )
    return chosen == "shared"


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
