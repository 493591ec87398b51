"""What a page calls a sample: by what it was made from."""

from __future__ import annotations

from gan_core.data.spec import Tokens
from gan_core.model import Model
from gan_core.usage import Request
from ui.shell.language import _


def source_text(model: Model, request: Request, index: int) -> str:
    """Return the text that the sample `index` is made from, "" where it is made from none."""
    source = model.design.source
    if not isinstance(source, Tokens) or request.src is None:
        return ""
    return source.text(request.src[index])


def quoted(text: str) -> str:
    """Return the text as a page quotes it."""
    return _("“{text}”").format(text=text)


def sample_name(model: Model, seed: int, index: int, text: str = "") -> str:
    """Return the name of the sample `index` of those asked for from `seed` on.

    Its seed where it was made from noise alone, else its `text`, or the number of its source.
    """
    if model.recipe.from_noise:
        return _("seed {seed}").format(seed=seed + index)
    if text:
        return quoted(text)
    return _("source {number}").format(number=index + 1)
