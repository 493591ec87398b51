"""How soon the picture follows a latent slider, and how many pictures a second the pad shows.

A real mouse drags in Chromium. The clock starts at the time stamp of the browser's input event and
stops in the second animation frame after the answer was drawn, so after the frame that shows it.
"""

from __future__ import annotations

import random
import statistics
import time

from playwright.sync_api import ElementHandle, Page

WATCH = """([node, EVENT]) => {
  const seen = window.__seen = { begun: [], painted: [], pictures: 0, waiting: null };
  const twice = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
  document.addEventListener(EVENT, (event) => seen.begun.push(event.timeStamp), true);
  new MutationObserver(async () => {
    seen.pictures += 1;
    const owed = seen.begun.length;
    if (node.decode) await node.decode();
    twice(() => {
      while (seen.painted.length < owed) seen.painted.push(performance.now());
      if (seen.waiting) { seen.waiting(); seen.waiting = null; }
    });
  }).observe(node, { attributes: true, attributeFilter: ["data-seq"] });
}"""
NEXT = """count => new Promise((done, fail) => {
  const seen = window.__seen;
  if (seen.painted.length >= count) return done();
  seen.waiting = done;
  setTimeout(() => fail(new Error("no picture came")), 5000);
})"""
PICTURE = ".two .picture img, .two .picture canvas"


def open_page(page: Page, base: str) -> ElementHandle:
    """Open the latent page and return the first slider."""
    page.goto(f"http://{base}/latent?model=shipped-dcgan-digits")
    page.locator(".two input[type=range]").first.wait_for()
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.locator(f"{PICTURE} >> visible=true").first.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    page.evaluate(WATCH, [page.locator(PICTURE).first.element_handle(), "input"])
    return page.locator(".two input[type=range]").first.element_handle()


def drags(page: Page, base: str, count: int) -> list[float]:
    """Return the milliseconds from each of `count` moves of the slider to the picture painted."""
    slider = open_page(page, base)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    if box is None:
        raise RuntimeError("the slider is not to be seen")
    middle, chance = box["y"] + box["height"] / 2, random.Random(0)
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    for number in range(count):
        count_before = page.evaluate("() => window.__seen.begun.length")
        share = 0.1 + 0.35 * (number % 2) + 0.3 * chance.random()
        page.mouse.move(box["x"] + share * box["width"], middle)
        page.evaluate(NEXT, count_before + 1)
        page.wait_for_timeout(chance.uniform(30, 130))
    page.mouse.up()
    times = page.evaluate("() => window.__seen")
    return [end - begin for begin, end in zip(times["begun"], times["painted"], strict=False)][5:]


def pad_frames(page: Page, base: str, seconds: float) -> float | None:
    """Return pictures a second while a mouse circles on the pad; None where there is no pad."""
    open_page(page, base)
    pad = page.locator(".two .pad")
    if not pad.count():
        return None
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    if box is None:
        raise RuntimeError("the pad is not to be seen")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    begin, first = time.perf_counter(), _pictures(page)
    chance = random.Random(0)
    while time.perf_counter() - begin < seconds:
        x, y = (0.1 + 0.8 * chance.random() for _ in range(2))
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=25)
    duration, last = time.perf_counter() - begin, _pictures(page)
    page.mouse.up()
    return (last - first) / duration


def _pictures(page: Page) -> int:
    return int(page.evaluate("() => window.__seen.pictures"))


def quantiles(values: list[float]) -> dict[str, float]:
    """Return the median, the 95th percentile and the worst."""
    ranked = sorted(values)
    return {
        "n": len(ranked),
        "p50": round(statistics.median(ranked), 1),
        "p95": round(ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))], 1),
        "worst": round(ranked[-1], 1),
    }
