"""D's verdict in words, and the row of real pictures with it."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from gan_core.answers import Verdict
from gan_core.inspection.g_loss import objective_of
from gan_core.losses.augmentation import as_it_is
from gan_core.model import Model
from gan_core.pictures import png, to_bytes
from gan_core.settings.adversarial import Augmentation
from ui.components.tiles.component import Tile, tiles
from ui.discriminator.look import Look
from ui.models.names import quoted, source_text
from ui.shell.language import _, plain


def in_words(model: Model, logits: Tensor) -> list[str]:
    """Return D's output in words for logits (K,): a probability where it was trained as one."""
    objective = objective_of(model)
    if objective is not None and objective.display == "sigmoid":
        return [_("D: {value}").format(value=_share(float(p))) for p in objective.show(logits)]
    return [_("logit {value:+.2f}").format(value=float(value)) for value in logits]


def lines_of(model: Model, verdict: Verdict, count: int) -> list[list[str]]:
    """Return the lines below each of `count` pictures: D's output, and the label that it reads."""
    words = in_words(model, verdict.logit)
    lines = [[words[i * len(words) // count]] for i in range(count)]
    if verdict.classes is not None:
        for line, label in zip(lines, verdict.classes.argmax(1).tolist(), strict=True):
            line.append(_("reads {label}").format(label=_label(model, label)))
    return lines


def name_of(model: Model, text: str, index: int, y: Tensor | None) -> str:
    """Return a picture's name, `text`, with its label where it has one."""
    if y is None:
        return text
    return _("{name}, label {label}").format(name=text, label=_label(model, int(y[index])))


def notes(model: Model, look: Look) -> list[str]:
    """Return what is special about how this D looks at pictures."""
    lines = []
    pack = len(look.fakes) // len(look.on_fake.logit)
    if pack > 1:
        lines.append(
            _(
                "This D judges {pack} pictures together: each {pack} neighbours are a pack and "
                "share one verdict."
            ).format(pack=pack)
        )
    settings = model.settings
    if isinstance(settings, Augmentation) and settings.augmentation() is not as_it_is:
        lines.append(
            _(
                "In training this D sees pictures only after random changes (augmentation, noise). "
                "Here it sees them as they are."
            )
        )
    return lines


def real_row(model: Model, look: Look, data_name: str) -> None:
    """Draw the real pictures, those of a data set, with D's verdict; or say that none are here."""
    st.subheader(_("Real pictures"), anchor=False)
    own_data = str(model.card.get("data", ""))
    if look.real is None or look.on_real is None:
        st.info(
            _(
                "The data set {data} is not on this machine, so D's verdict on real pictures "
                "cannot be shown. The Data page says how to fetch it."
            ).format(data=plain(own_data)),
            icon=":material/dataset:",
        )
        return
    count = len(look.real)
    lines = [
        [*_text_beside(model, look, i), *verdict]
        for i, verdict in enumerate(lines_of(model, look.on_real, count))
    ]
    content = to_bytes(look.real.x)
    names = [
        name_of(model, _("Real picture {number}").format(number=i + 1), i, look.real.y)
        for i in range(count)
    ]
    tiles(
        [
            Tile([(png(picture), f"{name}: {', '.join(line)}")], line)
            for picture, name, line in zip(content, names, lines, strict=True)
        ],
        key="real_row",
    )
    st.caption(_caption(look, data_name, own_data))


def _text_beside(model: Model, look: Look, index: int) -> list[str]:
    """Return the text that D is told beside the real picture, where the two belong together."""
    text = source_text(model, look.request, index) if model.recipe.source is not None else ""
    return [quoted(text)] if text else []


def _caption(look: Look, data_name: str, own_data: str) -> str:
    parts = [
        _("From {data}.").format(data=plain(data_name))
        if data_name == own_data
        else _("From {data}, which is of the same kind: {wanted} is not on this machine.").format(
            data=plain(data_name), wanted=plain(own_data)
        )
    ]
    if look.on_real is not None:
        ahead = look.on_real.logit[:, None] - look.on_fake.logit[None]
        share = float((ahead.sign().mean() + 1) / 2)
        parts.append(
            _(
                "Of all pairs of a real picture and a fake on this page, D scores the real one "
                "higher in {share:.0%}."
            ).format(share=share)
        )
    return " ".join(parts)


def _label(model: Model, index: int) -> str:
    return model.spec.classes[index]


def _share(p: float) -> str:
    """Return a probability in words; how near to 0 it is matters for what arrives at G."""
    return f"{p:.1g}" if p < 0.01 else "> 0.99" if p > 0.99 else f"{p:.2f}"
