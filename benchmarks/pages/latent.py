"""How long one waits on the Latent page: for the matrix of styles, and for a search.

From the click to the script's end with the picture that was asked for on the page.
"""

from __future__ import annotations

import statistics
import time

from playwright.sync_api import Locator, Page

REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
STYLED, SEARCHED = "shipped-stylegan-digits", "shipped-dcgan-digits"


def waits(page: Page, base: str, times: int) -> dict[str, float]:
    """Return the median seconds of each wait over `times` clicks."""
    figures = {}
    _open(page, base, STYLED)
    fold = page.get_by_text("Styles and noise of the layers")
    figures["matrix of styles, first"] = _clicked(page, fold, ".st-key-mix_grid")
    layers = (
        page.get_by_test_id("stButtonGroup")
        .filter(has_text="told the column")
        .get_by_role("button")
    )
    turns = [_clicked(page, layers.nth(turn % 4), ".st-key-mix_grid") for turn in range(times)]
    figures["matrix of styles, other layers"] = statistics.median(turns)
    searches = []
    for _turn in range(times):
        _open(page, base, SEARCHED)
        button = page.get_by_role("button", name="Search", exact=True)
        searches.append(_clicked(page, button, ".st-key-search_found"))
    figures["search of 200 steps"] = statistics.median(searches)
    return {name: round(seconds, 2) for name, seconds in figures.items()}


def _open(page: Page, base: str, model: str) -> None:
    page.goto(f"http://{base}/latent?model={model}")
    page.locator(".two input[type=range]").first.wait_for()
    page.wait_for_selector(REST)
    page.wait_for_timeout(1500)


def _clicked(page: Page, target: Locator, shown: str) -> float:
    target.scroll_into_view_if_needed()
    begin = time.perf_counter()
    target.click()
    page.wait_for_timeout(30)  # the script begins
    page.locator(shown).first.wait_for(timeout=60_000)
    page.wait_for_selector(REST, timeout=60_000)
    return time.perf_counter() - begin
