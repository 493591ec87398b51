"""A model as one HTML file, opened from disk without a network: its pictures are PyTorch's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from playwright.sync_api import Browser, Page, expect

from gan_core.export.html import TEXTS, html_page
from gan_core.model import Model
from gan_core.runs.library.models import open_model
from tests.browser.conftest import is_fault
from tests.patience import PATIENCE

MOST_BYTES = 8_000_000
RUN = "async ([z, label]) => Array.from(await window.ganvas.run(Float32Array.from(z), label))"


@pytest.fixture(scope="module")
def model() -> Model:
    return open_model("cdcgan-digits")


@pytest.fixture
def page(browser: Browser, model: Model, tmp_path: Path) -> Iterator[Page]:
    """The page, opened from disk on a phone without a network."""
    file = tmp_path / "mine.html"
    file.write_text(html_page(model, "My digits <1>"), encoding="utf-8")
    assert file.stat().st_size <= MOST_BYTES
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 800})
    context.set_default_timeout(1000 * PATIENCE)
    faults: list[str] = []
    tab = context.new_page()
    tab.on("console", lambda line: faults.append(line.text) if is_fault(line) else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.goto(file.as_uri())
    tab.wait_for_selector("body[data-filled]")
    yield tab
    context.close()
    assert not faults


def test_it_computes_what_pytorch_does(page: Page, model: Model) -> None:
    for label in ("0", "7"):
        request = model.ask(3, seed=5, label=label)
        assert request.z is not None
        numbers = page.evaluate(RUN, [request.z.flatten().tolist(), int(label)])
        wanted = model.answer(request).flatten()
        torch.testing.assert_close(torch.tensor(numbers), wanted, atol=1e-4, rtol=0)


def test_seeds_labels_sliders_and_walks_change_the_picture(page: Page) -> None:
    expect(page).to_have_title("My digits <1>")
    picture, caption = page.locator("#picture"), page.locator("#caption")

    def pixels() -> str:
        return picture.evaluate("node => node.toDataURL()")

    def after(before: str, says: str) -> str:
        expect(caption).to_have_text(re.compile(says))
        page.wait_for_function(
            "before => document.querySelector('#picture').toDataURL() !== before", arg=before
        )
        return pixels()

    first = pixels()
    page.get_by_role("button", name="seed 5", exact=True).click()
    seed = after(first, "0 · seed 5")
    page.get_by_role("button", name="7", exact=True).click()
    seven = after(seed, "7 · seed 5")
    page.wait_for_selector('body[data-filled="7"]')
    page.locator("#sliders input").first.fill("2.5")
    moved = after(seven, "7 · seed 5")
    page.get_by_role("button", name=TEXTS["reset"]).click()
    assert after(moved, "7 · seed 5") == seven
    page.locator("#way").fill("0.5")
    half = after(seven, "0 → 1: 50 %")
    page.get_by_role("button", name=TEXTS["play"]).click()
    after(half, "0 → 1: (5[1-9]|[6-9].|100) %")
    page.get_by_role("button", name=TEXTS["pause"]).click()


def test_it_fits_a_phone(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
