"""Frozen, bounded models of values from outside, and their first error as one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from gan_core.errors import N_, UserError, unknown


class Strict(BaseModel):
    """Base of every model of values from outside: frozen, no unknown keys, no nan or inf."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


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
    value = _short(detail.get("input"))
    bounds = detail.get("ctx", {})
    for bound, text in _BOUNDS.items():
        if bound in bounds:
            return UserError(text, key=key, limit=_short(bounds[bound]), value=value)
    kind = str(detail["type"])
    if kind == "extra_forbidden":
        names = list(model.model_fields)
        return unknown(N_("There is no setting {name!r}. There are: {known}.{hint}"), key, names)
    if kind == "literal_error":
        return UserError(
            N_("{key} must be one of {known}, not {value}."),
            key=key,
            known=str(bounds["expected"]).replace("'", "").replace(" or ", ", "),
            value=value,
        )
    text = next((text for start, text in _KINDS.items() if kind.startswith(start)), _OTHER)
    return UserError(text, key=key, value=value)


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
