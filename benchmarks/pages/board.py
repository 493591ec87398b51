"""How soon the picture follows the pen on the Translate page.

A real mouse draws in Chromium. The clock starts at the time stamp of the pointer's event and stops
in the second animation frame after the answer was drawn, so after the frame that shows it.
"""

from __future__ import annotations

import random

from playwright.sync_api import Page

from benchmarks.pages.sliders import NEXT, WATCH

MODEL = "shipped-pix2pix-outlines"


def strokes(page: Page, base: str, count: int) -> list[float]:
    """Return the milliseconds from each of `count` moves of the pen to the picture painted."""
    page.goto(f"http://{base}/translate?model={MODEL}&from=blank")
    page.locator("canvas.made[data-seq]").wait_for()
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_timeout(1500)
    page.evaluate(WATCH, [page.locator("canvas.made").element_handle(), "pointermove"])
    box = page.locator("canvas.draw").bounding_box()
    if box is None:
        raise RuntimeError("the board is not to be seen")
    chance = random.Random(0)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(500)
    page.evaluate("() => { window.__seen.begun = []; window.__seen.painted = []; }")
    for number in range(count):
        x, y = (0.1 + 0.4 * (number % 2) + 0.3 * chance.random(), 0.1 + 0.8 * chance.random())
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.evaluate(NEXT, number + 1)
        page.wait_for_timeout(chance.uniform(30, 130))
    page.mouse.up()
    times = page.evaluate("() => window.__seen")
    return [end - begin for begin, end in zip(times["begun"], times["painted"], strict=False)][5:]
