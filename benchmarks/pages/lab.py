"""The 2-D lab's speed: headless, and with its page open in Chromium, side by side.

python -m benchmarks.pages.lab [--pairs 5] [--seconds 10]

Headless: `Bench.round` of the lab's preset (two hidden layers of 128, batch 256) on one thread in
this process, while the lab's page is paused. Page: rounds a second of the same lab as fast as it
goes, as the page counts them, with frames a second painted. Both in turn, so that the ratio does
not depend on how fast the machine is at the moment. Also: seconds from opening the page to its
first painted frame (a first visit, then later ones).
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import time

import click
import torch
from playwright.sync_api import BrowserContext, Page, sync_playwright

from benchmarks.pages.startup import BASE, FLAGS, start, wait_until_served
from gan_core.lab.bench import Bench
from gan_core.lab.config import lab_config

WARM_UP = 50


def headless(bench: Bench, seconds: float) -> float:
    """Return rounds a second of the bench alone."""
    begin, first = time.perf_counter(), bench.step
    while time.perf_counter() - begin < seconds:
        bench.round()
    return (bench.step - first) / (time.perf_counter() - begin)


def on_the_page(page: Page, seconds: float) -> tuple[float, float]:
    """Return (rounds a second, frames painted a second) while the lab plays on its page."""
    page.keyboard.press("Space")
    page.wait_for_selector('.lab[data-playing="true"]')
    page.wait_for_timeout(1000)
    begin, first = time.perf_counter(), _count(page)
    page.wait_for_timeout(1000 * seconds)
    duration, last = time.perf_counter() - begin, _count(page)
    page.keyboard.press("Space")
    page.wait_for_selector('.lab[data-playing="false"]')
    return (last[0] - first[0]) / duration, (last[1] - first[1]) / duration


def _count(page: Page) -> tuple[int, int]:
    lab = page.locator(".lab")
    return int(lab.get_attribute("data-step") or 0), int(lab.get_attribute("data-frames") or 0)


FIRST_PICTURE = """() => {
  const [mark] = performance.getEntriesByName("lab-first-picture");
  return mark && (performance.timeOrigin + mark.startTime) / 1000;
}"""
"""The page notes the time itself: whoever asks it from outside waits while it builds its fields."""


def open_page(person: BrowserContext) -> tuple[Page, float]:
    """Return the lab's page and the seconds from its address to its first painted frame."""
    page = person.new_page()
    begin = time.time()
    page.goto(f"{BASE}/lab")
    at = page.wait_for_function(FIRST_PICTURE).json_value()
    return page, float(at) - begin


def open_once(person: BrowserContext) -> float:
    """Open the page and close it; return the seconds to its first painted frame."""
    page, duration = open_page(person)
    page.close()
    return duration


def paused(person: BrowserContext) -> Page:
    """Return the lab's page, its lab standing still."""
    page, _ = open_page(person)
    page.locator(".lab canvas").first.click()
    page.keyboard.press("Space")
    page.wait_for_selector('.lab[data-playing="false"]')
    return page


def measure(pairs: int, seconds: float) -> dict[str, object]:
    """Return the figures."""
    torch.set_num_threads(1)
    bench = Bench(lab_config({}))
    for _ in range(WARM_UP):
        bench.round()
    rows: list[tuple[float, float, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        server = start()
        try:
            wait_until_served()
            person = browser.new_context(viewport={"width": 1280, "height": 800})
            first = open_once(person)
            visits = [open_once(person) for _ in range(3)]
            page = paused(person)
            for _ in range(pairs):
                alone = headless(bench, seconds)
                rows.append((alone, *on_the_page(page, seconds)))
        finally:
            server.terminate()
            server.wait(30)
            browser.close()
    return {
        "first_frame_first_visit_s": round(first, 2),
        "first_frame_later_s": [round(one, 2) for one in visits],
        "headless_rounds_s": [round(row[0], 1) for row in rows],
        "page_rounds_s": [round(row[1], 1) for row in rows],
        "page_frames_s": [round(row[2], 1) for row in rows],
        "ratio_median": round(statistics.median(row[1] / row[0] for row in rows), 3),
        "frames_median": round(statistics.median(row[2] for row in rows), 1),
        "load": [round(one, 2) for one in os.getloadavg()],
    }


@click.command()
@click.option("--pairs", type=click.IntRange(1), default=5, show_default=True)
@click.option("--seconds", type=float, default=10.0, show_default=True)
def main(pairs: int, seconds: float) -> None:
    """Measure and print one JSON object."""
    click.echo(json.dumps(measure(pairs, seconds)))


if __name__ == "__main__":
    main()
