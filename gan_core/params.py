"""Hyper-parameters: frozen, bounded models, from which form, command line and file are made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from gan_core.data import did_you_mean
from gan_core.errors import N_, UserError


class Params(BaseModel):
    """Base of every settings model: frozen, strict, no unknown keys, no nan or inf."""

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
