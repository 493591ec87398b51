"""Hyper-parameters: frozen, bounded models, from which form, command line and file are made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from gan_core.data import did_you_mean
from gan_core.errors import N_, UserError
from gan_core.objectives import OBJECTIVES, Adversarial, smoothed
from gan_core.penalties import Penalty, interpolated, r1

ObjectiveName = Literal[
    "nonsaturating", "minimax", "least_squares", "hinge", "wasserstein", "relativistic"
]


class Params(BaseModel):
    """Base of every settings model: frozen, strict, no unknown keys, no nan or inf."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class Switches(Params):
    """What every two-player recipe shares; each recipe's own model adds its networks and rates."""

    objective: ObjectiveName = Field(
        "nonsaturating",
        title=N_("Objective"),
        description=N_("What D and G minimise. Non-saturating is the usual first choice."),
    )
    smoothing: float = Field(
        0.0,
        ge=0,
        le=0.5,
        title=N_("Label smoothing"),
        description=N_("One-sided: real pictures get the target 1 minus this. 0 is off."),
    )
    n_critic: int = Field(
        1,
        ge=1,
        le=20,
        title=N_("D moves per round"),
        description=N_("How often D moves, each time on new pictures, before G moves once."),
    )
    r1: float = Field(
        0.0,
        ge=0,
        le=1000,
        title=N_("R1 penalty"),
        description=N_("Keeps D flat around real pictures, so that training settles. 0 is off."),
    )
    gp: float = Field(
        0.0,
        ge=0,
        le=1000,
        title=N_("Gradient penalty"),
        description=N_("Keeps D's slope near 1 between real and fake (WGAN-GP uses 10). 0 is off."),
    )
    ema: float = Field(
        0.0,
        ge=0,
        le=0.99999,
        title=N_("EMA of G"),
        description=N_("Share of the old average kept at each step. 0 is off; .998 is steady."),
    )

    @model_validator(mode="after")
    def _smoothing_has_labels(self) -> Switches:
        smoothed(OBJECTIVES[self.objective], self.smoothing)
        return self

    def adversarial(self) -> Adversarial:
        """Return the chosen objective with its smoothing."""
        return smoothed(OBJECTIVES[self.objective], self.smoothing)

    def penalties(self) -> tuple[Penalty, ...]:
        """Return the penalties that are switched on."""
        chosen = [r1(self.r1)] if self.r1 > 0 else []
        if self.gp > 0:
            chosen.append(interpolated(self.gp))
        return tuple(chosen)


def latent_field(default: int) -> Any:
    """Return the field of the latent dimension."""
    return Field(
        default,
        ge=1,
        le=1024,
        title=N_("Latent dimension"),
        description=N_("How many numbers z has, each drawn from N(0, 1)."),
    )


def batch_field(default: int) -> Any:
    """Return the field of the batch size. One picture alone has no batch statistics: at least 2."""
    return Field(
        default,
        ge=2,
        le=4096,
        title=N_("Batch size"),
        description=N_("Pictures in one batch; D sees as many real as fake ones."),
    )


def rate_field(default: float) -> Any:
    """Return the field of a learning rate."""
    return Field(
        default,
        gt=0,
        le=1,
        title=N_("Learning rate"),
        description=N_("Step size of Adam for both players."),
    )


def beta_field(default: float, first: bool) -> Any:
    """Return the field of one of Adam's two averaging shares."""
    return Field(
        default,
        ge=0,
        lt=1,
        title=N_("Adam beta 1") if first else N_("Adam beta 2"),
        description=N_("Share of the past in Adam's mean of gradients.")
        if first
        else N_("Share of the past in Adam's mean of squared gradients."),
    )


def epochs_field(default: int) -> Any:
    """Return the field of the run's length."""
    return Field(
        default,
        ge=1,
        le=100_000,
        title=N_("Epochs"),
        description=N_("How often D sees each training picture."),
    )


P = TypeVar("P", bound=BaseModel)


def checked(model: type[P], values: Mapping[str, Any]) -> P:
    """Return `model` made of `values`.

    Raises:
        UserError: the first thing that is wrong, in one sentence.
    """
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise first_problem(error, model) from None


def first_problem(error: ValidationError, model: type[BaseModel]) -> UserError:
    """Turn pydantic's first complaint into our one sentence, which can be translated."""
    detail = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in detail["loc"])
    inner = detail.get("ctx", {}).get("error")
    if isinstance(inner, UserError):
        return inner
    shown = _short(detail.get("input"))
    bounds = detail.get("ctx", {})
    for bound, text in _BOUNDS.items():
        if bound in bounds:
            return UserError(text, key=key, limit=_short(bounds[bound]), value=shown)
    kind = str(detail["type"])
    if kind == "extra_forbidden":
        names = list(model.model_fields)
        return UserError(
            N_("There is no setting {key!r}. There are: {known}.{hint}"),
            key=key,
            known=", ".join(names),
            hint=did_you_mean(key, names),
        )
    if kind == "literal_error":
        return UserError(
            N_("{key} must be one of {known}, not {value}."),
            key=key,
            known=str(bounds["expected"]).replace("'", "").replace(" or ", ", "),
            value=shown,
        )
    text = next((text for start, text in _KINDS.items() if kind.startswith(start)), _OTHER)
    return UserError(text, key=key, value=shown)


_BOUNDS = {
    "ge": N_("{key} must be at least {limit}, not {value}."),
    "gt": N_("{key} must be more than {limit}, not {value}."),
    "le": N_("{key} must be at most {limit}, not {value}."),
    "lt": N_("{key} must be less than {limit}, not {value}."),
}
_KINDS = {
    "finite": N_("{key} must be a finite number, not {value}."),
    "int": N_("{key} must be a whole number, not {value}."),
    "float": N_("{key} must be a number, not {value}."),
    "bool": N_("{key} must be true or false, not {value}."),
    "missing": N_("{key} is missing."),
}
_OTHER = N_("{key} cannot be {value}.")


def _short(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def parse_settings(pairs: Iterable[str]) -> dict[str, Any]:
    """Return {key: value} of "key=value" strings; a value is read as JSON, else kept as text.

    Raises:
        UserError: an entry has no "=".
    """
    settings: dict[str, Any] = {}
    for pair in pairs:
        key, found, text = pair.partition("=")
        if not found:
            raise UserError(N_("A setting is written key=value, not {pair!r}."), pair=pair)
        settings[key.strip()] = _read(text.strip())
    return settings


def _read(text: str) -> Any:
    # JSON knows NaN and Infinity by these names only; people type nan and inf.
    named = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    try:
        return json.loads(named.get(text.lower(), text))
    except (ValueError, RecursionError):
        return text
