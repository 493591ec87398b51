"""Real pictures beside a model's: those of its data set, or others of its kind."""

from __future__ import annotations

from gan_core import data
from gan_core.data.base import DataSet
from gan_core.errors import UserError
from gan_core.metrics.reference import EXTRACTORS
from gan_core.model import Model


def real_pictures(model: Model) -> DataSet | None:
    """Return a data set of the model's shape that holds pictures out; None where none is here."""
    own = str(model.card.get("data", ""))
    alike = [name for name in EXTRACTORS if EXTRACTORS[name] is EXTRACTORS.get(own)]
    for name in dict.fromkeys([own, *alike]):
        try:
            fits = data.entry(name).spec.shape == model.spec.shape and data.is_here(name)
            content = data.load(name) if fits else None
        except UserError:  # it is damaged, or there is none of that name any more
            continue
        if content is not None and content.held_out is not None:
            return content
    return None
