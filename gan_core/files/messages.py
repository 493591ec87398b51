"""A sentence in a file or a pipe: its English template and the values that fill it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

from gan_core.errors import Message


def _plain(values: dict[str, object]) -> dict[str, object]:
    rendered = {k: v.render() if isinstance(v, Message) else v for k, v in values.items()}
    return {k: v if isinstance(v, (int, float, str)) else str(v) for k, v in rendered.items()}


def to_plain(message: Message | None) -> dict[str, object] | None:
    """Return the sentence as JSON can hold it; a Message among its values is rendered."""
    if message is None:
        return None
    return {"text": message.text, "params": _plain(message.values)}


def from_plain(raw: object) -> Message | None:
    """Return the sentence that `to_plain` wrote, None where there is none that can be read."""
    if isinstance(raw, Message):
        return raw
    if not isinstance(raw, dict):
        return None
    try:
        message = Message(str(raw["text"]), dict(raw["params"]))
        message.render()
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    return message


PlainMessage = Annotated[Message | None, BeforeValidator(from_plain), PlainSerializer(to_plain)]
"""The type of a field that pydantic reads and writes as `to_plain` says."""
