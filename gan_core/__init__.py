"""GANs as games: recipes, one loop, exact resume, honest scores. Knows nothing of the pages.

Train a GAN, draw from it, and open it again later:

>>> import gan_core
>>> model = gan_core.train_model("vanilla", "mnist", "my-run", steps=20, threads=1)
>>> model.sample(6, seed=7).shape  # pictures in [-1, 1]
torch.Size([6, 1, 28, 28])
>>> gan_core.open_model("my-run").step
20

train_model, resume_model: train, and go on. open_model, load_model: a `Model`, which has `sample`,
`ask` and `answer`. data, recipes, metrics: what there is, and `register` for your own; a GAN is a
`Recipe`, a data set an `Entry` that loads a `DataSet` of `Pictures`, `Points` or `Tokens`. Errors
that a person can act on are `UserError` and `GanvasError`. What is not named here may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gan_core import data as data
    from gan_core import metrics as metrics
    from gan_core import recipes as recipes
    from gan_core.data.base import Card, DataSet, Entry
    from gan_core.data.spec import Pictures, Points, Tokens
    from gan_core.errors import GanvasError, UserError
    from gan_core.model import Model
    from gan_core.model_file import load_model
    from gan_core.recipe import Recipe
    from gan_core.runs.config import RunConfig
    from gan_core.runs.foreground import resume_model, train_model
    from gan_core.runs.library.models import open_model

__version__ = "0.1.0"

__all__ = [
    "Card",
    "DataSet",
    "Entry",
    "GanvasError",
    "Model",
    "Pictures",
    "Points",
    "Recipe",
    "RunConfig",
    "Tokens",
    "UserError",
    "__version__",
    "data",
    "load_model",
    "metrics",
    "open_model",
    "recipes",
    "resume_model",
    "train_model",
]

_HOME = {
    "Card": "data.base",
    "DataSet": "data.base",
    "Entry": "data.base",
    "GanvasError": "errors",
    "Model": "model",
    "Pictures": "data.spec",
    "Points": "data.spec",
    "Recipe": "recipe",
    "RunConfig": "runs.config",
    "Tokens": "data.spec",
    "UserError": "errors",
    "load_model": "model_file",
    "open_model": "runs.library.models",
    "resume_model": "runs.foreground",
    "train_model": "runs.foreground",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the package itself loads nothing (PEP 562)."""
    if name in ("data", "metrics", "recipes"):
        return import_module(f"gan_core.{name}")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"gan_core.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
