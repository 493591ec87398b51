"""Errors that a person can act on, and the marker that makes their text translatable."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


def N_(text: str) -> str:
    """Mark `text` for translation without translating it (gettext's no-op marker)."""
    return text


STOPS = ".。"
"""What ends a sentence, in the languages that we write."""


@dataclass(frozen=True)
class Message:
    """One translatable sentence: an English template and the values that fill it.

    A value may itself be a Message; it is then translated too.
    """

    text: str
    values: dict[str, object] = field(default_factory=dict)

    def render(self, translate: Callable[[str], str] = str) -> str:
        """Return the sentence in the language of `translate` (English where it is omitted)."""
        text = translate(self.text)
        values = {
            key: _within(
                text, key, value.render(translate) if isinstance(value, Message) else value
            )
            for key, value in self.values.items()
        }
        return text.format(**values)


def _within(text: str, key: str, value: object) -> object:
    """Return `value` without its own full stop where `text` sets one behind it."""
    stopped = any(f"{{{key}}}{stop}" in text for stop in STOPS)
    return value.rstrip(STOPS) if stopped and isinstance(value, str) else value


class GanvasError(Exception):
    """Base of the errors that we raise on purpose; `exit_code` is for the command line."""

    exit_code = 1

    def __init__(self, text: str, **values: object) -> None:
        self.message = Message(text, values)
        super().__init__(self.message.render())


class UserError(GanvasError, ValueError):
    """A value from outside was wrong; the message says which, why, and what would be right."""

    exit_code = 2


def unknown(
    text: str, name: str, names: Iterable[str], also: Iterable[str] = (), **more: object
) -> UserError:
    """Return the error that there is no `name`: it says what there is, and what is near.

    text: has {name}, {known} and, where a hint is wanted, {hint}. also: names that are not listed
    but may have been meant.
    """
    there = list(names)
    near = difflib.get_close_matches(name.lower(), [*there, *also], n=1)
    hint = f" ({near[0]}?)" if near else ""
    return UserError(text, name=name, known=", ".join(there), hint=hint, **more)


def message_of(error: BaseException) -> Message:
    """Return the sentence of one of our errors; any other error is named by its type."""
    if isinstance(error, GanvasError):
        return error.message
    return Message("{what}", {"what": f"{type(error).__name__}: {error}"})


class CheckpointError(UserError):
    """A checkpoint file is missing, damaged, or not one of ours."""
