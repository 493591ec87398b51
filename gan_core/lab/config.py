"""What a lab begins with: the data, the GAN's settings, the seed. Plain values, for links."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from gan_core.data.plane import Shape, painted_shape, shape
from gan_core.errors import N_, UserError
from gan_core.lab.limits import check_cost
from gan_core.lab.who import Who
from gan_core.recipes.points import RECIPE, Settings
from gan_core.settings.base import names_that_apply
from gan_core.settings.strict import Strict, checked

DRAWN = "drawn"
"""The shape that the user draws; its points are in the configuration itself."""
PRESET = "lab"


class LabSettings(Settings):
    """The settings of a lab's GAN: each player has fakes of its own, computed in float32."""

    fakes: Literal["fresh"] = Field("fresh", title=N_("Fakes in a round"))
    precision: Literal["float32"] = Field("float32", title=N_("Precision of numbers"))


LAB = replace(RECIPE, settings=LabSettings)
"""The recipe that a lab plays."""
LIVE = names_that_apply(LabSettings, "live")
"""What applies at the next round."""
STRUCTURE = names_that_apply(LabSettings, "built")
"""What makes other networks: the lab begins again at step 0 with the same seed."""


WORDS = ("shape", "drawing", "seed", "who", "set")
"""What an address says of it."""
START, TRAINED = "start", "trained"
"""`start=trained` in an address begins with the lab that comes trained on its data."""


class LabConfig(Strict):
    """Data, settings and seed of a lab, and who trains.

    shape: a name of `gan_core.data.plane.SHAPES`, or "drawn" with the cells in `drawing`.
    changes: the GAN's settings that differ from the preset "lab" of the recipe `points`.
    """

    shape: str = Field("ring8", max_length=40)
    who: Who = "both"
    drawing: str = Field("", max_length=2000)
    seed: int = Field(0, ge=0, le=2**31 - 1)
    changes: dict[str, Any] = Field(default_factory=dict)

    def place(self) -> Shape:
        """Return the data.

        Raises:
            UserError: there is no such shape, or the drawing cannot be read.
        """
        if self.shape == DRAWN:
            return painted_shape(self.drawing)
        return shape(self.shape)

    def settings(self) -> LabSettings:
        """Return the GAN's settings.

        Raises:
            UserError: one of them is wrong, or they make no sense together.
        """
        return LAB.preset(PRESET, self.changes)  # type: ignore[no-any-return]


def lab_config(values: Mapping[str, Any]) -> LabConfig:
    """Return the checked configuration of `values`, which come from a link or a command line.

    Raises:
        UserError: the first thing that is wrong with them.
    """
    config = checked(LabConfig, values)
    config.place()
    check_cost(config.settings())
    return config


def differing(settings: Settings) -> dict[str, Any]:
    """Return what differs from the preset: the shortest way to say these settings."""
    plain, own = LAB.preset(PRESET).model_dump(), settings.model_dump()
    return {key: own[key] for key in (*LIVE, *STRUCTURE) if own[key] != plain[key]}


def to_link(config: LabConfig) -> dict[str, str]:
    """Return `config` as the few words that an address holds; what is default is left out."""
    words = {"shape": config.shape}
    if config.shape == DRAWN:
        words["drawing"] = config.drawing
    if config.who != "both":
        words["who"] = config.who
    if config.seed:
        words["seed"] = str(config.seed)
    if config.changes:
        words["set"] = ",".join(f"{key}:{_word(value)}" for key, value in config.changes.items())
    return words


def from_link(words: Mapping[str, str]) -> LabConfig:
    """Return the configuration that an address says; what it does not say is default.

    Raises:
        UserError: it says something that cannot be.
    """
    values: dict[str, Any] = {
        key: words[key] for key in ("shape", "drawing", "who") if words.get(key)
    }
    if words.get("seed"):
        values["seed"] = _number(words["seed"])
    changes: dict[str, Any] = {}
    for pair in filter(None, words.get("set", "").split(",")):
        key, colon, word = pair.partition(":")
        if not colon or key not in (*LIVE, *STRUCTURE):
            raise UserError(N_("The address says {pair!r}, which is no setting."), pair=pair)
        changes[key] = _number(word)
    return lab_config({**values, "changes": changes})


def _word(value: object) -> str:
    # repr, so that it is read back as the very same number.
    return repr(value) if isinstance(value, float) else str(value)


def _number(word: str) -> int | float | str:
    for kind in (int, float):
        try:
            value = kind(word)
        except ValueError:
            continue
        return value if math.isfinite(value) else word
    return word
