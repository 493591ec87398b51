"""How long each page takes to open in a browser that has seen it once: by a click, by its address.

From the click (or the address) until its script has run, what the page is about is there, and two
animation frames have passed.
"""

from __future__ import annotations

import statistics
import time

from playwright.sync_api import BrowserContext, Page

PAGES = {
    "home": ("Home", "/", "canvas"),
    "lab": ("2-D lab", "/lab", ".lab[data-step]"),
    "dirac": ("Dirac-GAN", "/dirac", '[data-testid="stEChartsChart"] canvas >> nth=0'),
    "train": ("Train", "/train", 'button:has-text("Start")'),
    "runs": ("Runs", "/runs", "[data-part=charts][data-step] canvas >> nth=0"),
    "latent": ("Latent space", "/latent", ".two .picture >> nth=0"),
    "discriminator": ("What D sees", "/discriminator", ".tiles canvas >> nth=0"),
    "evaluation": ("Evaluation", "/evaluation", 'h3, [data-testid="stMetric"] >> nth=0'),
    "data": ("Data", "/data", ".root img >> nth=0"),
    "models": ("Models", "/models", ".root img >> nth=0"),
    "credits": ("Credits", "/credits", "h1"),
}
"""What its link says, its address, and what it is about."""
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def opening(person: BrowserContext, base: str, times: int) -> dict[str, dict[str, float]]:
    """Return median and worst seconds for each page, by a click and by its address."""
    page = person.new_page()
    for name in PAGES:
        _by_address(page, base, name)
    clicked: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(times):
        for name in PAGES:
            clicked[name].append(_by_click(page, name))
    page.close()
    addressed: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(times):
        for name in PAGES:
            tab = person.new_page()
            addressed[name].append(_by_address(tab, base, name))
            tab.close()
    return {
        name: {
            "click_median": round(statistics.median(clicked[name]), 2),
            "click_worst": round(max(clicked[name]), 2),
            "address_median": round(statistics.median(addressed[name]), 2),
            "address_worst": round(max(addressed[name]), 2),
        }
        for name in PAGES
    }


def _by_address(page: Page, base: str, name: str) -> float:
    begin = time.perf_counter()
    page.goto(f"http://{base}{PAGES[name][1]}", wait_until="commit")
    return _there(page, name) - begin


def _by_click(page: Page, name: str) -> float:
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=PAGES[name][0], exact=True)
    begin = time.perf_counter()
    link.click()
    path = PAGES[name][1]
    page.wait_for_function("path => location.pathname === path", arg=path)
    return _there(page, name) - begin


def _there(page: Page, name: str) -> float:
    page.locator(PAGES[name][2]).first.wait_for(timeout=60_000)
    page.wait_for_selector(SETTLED)
    page.locator(PAGES[name][2]).first.wait_for(timeout=60_000)
    page.evaluate(PAINTED)
    return time.perf_counter()
