"""Text and sequences in a real browser: begin a line, grade one, play a tune, draw a caption."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab

VERSE, TUNES, CAPTIONS = (
    f"/text?model=shipped-{name}" for name in ("seqgan-verse", "seqgan-tunes", "stackgan-emoji")
)
LISTEN = """() => {
  window.tones = [];
  const plain = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () {
    const tone = plain.call(this), connect = tone.connect.bind(tone), start = tone.start.bind(tone);
    tone.connect = (node) => { tone.through = node.constructor.name; return connect(node); };
    tone.start = (at) => { window.tones.push([tone.frequency.value, tone.through]); start(at); };
    return tone;
  };
}"""
"""Remembers each tone that starts, and what it goes through: sound itself nobody hears here."""


def lines(page: Page) -> list[str]:
    """Return the first cells of the last table."""
    table = page.get_by_test_id("stTable").last
    expect(table).to_be_visible()
    return [text.strip() for text in table.locator("tbody tr td:first-of-type").all_inner_texts()]


@pytest.mark.parametrize(("language", "label"), [("en", "Begin with"), ("zh", "从什么开始")])
def test_a_line_that_was_begun_is_gone_on_with(tab: Tab, language: str, label: str) -> None:
    page = tab.open(f"{VERSE}&lang={language}")
    assert len(lines(page)) == 8
    field = page.get_by_label(label, exact=True)
    field.fill("春风")
    field.press("Enter")
    expect(page.get_by_test_id("stTable").last.locator("tbody tr").first).to_contain_text("春风")
    assert all(line.startswith("春风") for line in lines(page))
    expect(page).to_have_url(re.compile("start="))


def test_a_line_of_ones_own_is_graded_and_one_of_unknown_words_is_refused(tab: Tab) -> None:
    page = tab.open(f"{VERSE}&lang=en&line=床前明月光疑是地上霜举头望明月低头思故乡")
    expect(page.get_by_text("D holds the whole line for real")).to_be_visible()
    field = page.get_by_label("A line of yours", exact=True)
    field.fill("hello")
    field.press("Enter")
    expect(page.get_by_text(re.compile("never seen 'h'"))).to_be_visible()


@pytest.mark.parametrize(
    ("language", "play", "stop"), [("en", "Play", "Stop"), ("zh", "播放", "停止")]
)
def test_a_tune_plays_as_tones_and_stops(tab: Tab, language: str, play: str, stop: str) -> None:
    page = tab.open(f"{TUNES}&lang={language}")
    page.evaluate(LISTEN)
    page.get_by_role("button", name=play, exact=True).first.click()
    button = page.get_by_role("button", name=stop, exact=True)
    expect(button).to_be_visible()
    tones = page.evaluate("window.tones")
    assert len(tones) > 10 and {through for _pitch, through in tones} == {"GainNode"}
    assert all(60 < pitch < 5000 for pitch, _through in tones)
    button.click()
    expect(page.get_by_role("button", name=stop, exact=True)).to_have_count(0)


def test_a_caption_is_drawn_and_a_word_is_swapped(tab: Tab) -> None:
    page = tab.open(f"{CAPTIONS}&lang=en&caption=woman%20firefighter")
    expect(page.get_by_text("Second stage")).to_have_count(1)
    field = page.get_by_label("The same in other words", exact=True)
    field.fill("man firefighter")
    field.press("Enter")
    expect(page.get_by_text("Second stage")).to_have_count(2)
    expect(page).to_have_url(re.compile("other=man"))
