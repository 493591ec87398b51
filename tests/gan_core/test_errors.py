"""Messages: filled in each language, and with one full stop."""

from __future__ import annotations

from gan_core.errors import Message, UserError, message_of, unknown

TOGETHER = "{file} cannot be opened: {why}."
CHINESE = {TOGETHER: "无法打开 {file}：{why}。", "It is {what}.": "它{what}。"}


def chinese(text: str) -> str:
    return CHINESE.get(text, text)


def test_a_sentence_within_another_leaves_the_full_stop_to_it() -> None:
    inner = message_of(UserError("It is {what}.", what="空的"))
    message = Message(TOGETHER, {"file": "a.b", "why": inner})
    assert message.render() == "a.b cannot be opened: It is 空的."
    assert message.render(chinese) == "无法打开 a.b：它空的。"
    assert Message(TOGETHER, {"file": "a.", "why": "x..."}).render() == "a. cannot be opened: x."


def test_an_error_of_others_is_named_by_its_type() -> None:
    assert message_of(KeyError("recipe")).render() == "KeyError: 'recipe'"


def test_what_is_unknown_is_answered_with_what_there_is_and_what_is_near() -> None:
    error = unknown("No {name!r}. There are: {known}.{hint}", "dcgam", ["cgan", "dcgan"])
    assert str(error) == "No 'dcgam'. There are: cgan, dcgan. (dcgan?)"
