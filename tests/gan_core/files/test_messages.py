"""Sentences in files: what is written is read, and what cannot be read is none."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from pydantic import TypeAdapter

from gan_core.errors import Message
from gan_core.files.messages import PlainMessage, from_plain, to_plain


@dataclass(frozen=True)
class Holder:
    why: PlainMessage = None


HOLDER = TypeAdapter(Holder)


@pytest.mark.parametrize(
    "message", [None, Message("It is late."), Message("{n} of {name}", {"n": 3, "name": "dcgan"})]
)
def test_it_comes_back(message: Message | None) -> None:
    plain = json.loads(json.dumps(HOLDER.dump_python(Holder(message), mode="json")))
    assert HOLDER.validate_python(plain) == Holder(message)


def test_a_message_within_is_rendered_and_what_json_lacks_is_text() -> None:
    message = Message("{what} of {size}", {"what": Message("A batch"), "size": (1, 2)})
    again = from_plain(to_plain(message))
    assert again is not None and again.render() == "A batch of (1, 2)"


@pytest.mark.parametrize(
    "raw", [None, "late", {}, {"text": "{n} left", "params": {}}, {"text": "{", "params": {}}]
)
def test_what_cannot_be_read_is_none(raw: object) -> None:
    assert from_plain(raw) is None
