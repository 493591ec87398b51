"""The main job in a real browser: train for real, come back to it, explore what came out."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab

SOON = 30_000


def step(page: Page) -> int:
    shown = page.get_by_test_id("stMetricValue").nth(1).inner_text()
    return int(shown.replace(",", ""))


def wait_for_step(page: Page, least: int) -> None:
    page.wait_for_function(
        "least => Number(document.querySelectorAll('[data-testid=stMetricValue]')[1]"
        "?.innerText.replaceAll(',', '')) >= least",
        arg=least,
        timeout=60_000,
    )


def start_run(tab: Tab, recipe: str = "Vanilla GAN") -> Page:
    page = tab.open("/train")
    page.get_by_role("combobox", name="GAN").click()
    page.get_by_role("option", name=recipe, exact=True).click()
    tab.settled()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url(re.compile(r"/train\?.*run=run_[0-9a-f]{16}"), timeout=SOON)
    return page


def test_a_deep_link_is_the_very_first_request(tab: Tab) -> None:
    page = tab.open("/latent?model=shipped-dcgan-digits")
    expect(page.get_by_role("heading", name="Latent space", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Train", exact=True)).to_be_visible()


def test_a_run_trains_and_losses_and_pictures_change_in_place(tab: Tab) -> None:
    page = start_run(tab)
    wait_for_step(page, 20)
    picture = page.get_by_role("img", name=re.compile("^Samples from fixed noise"))
    chart = page.get_by_test_id("stEChartsChart").locator("canvas").first
    before, drawn = picture.get_attribute("src"), chart.evaluate("node => node.toDataURL()")
    node = chart.element_handle()
    wait_for_step(page, step(page) + 100)
    expect(picture).not_to_have_attribute("src", before or "", timeout=SOON)
    assert chart.evaluate("node => node.toDataURL()") != drawn
    assert node.evaluate("node => node.isConnected"), "the chart was mounted anew"
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible(timeout=SOON)


def test_a_run_survives_a_page_switch_a_reload_and_a_closed_tab(tab: Tab) -> None:
    page = start_run(tab)
    wait_for_step(page, 10)
    link = page.url
    page.get_by_role("link", name="Credits").click()
    expect(page.get_by_role("heading", name="Credits", exact=True)).to_be_visible(timeout=SOON)
    page.get_by_role("link", name="Train", exact=True).click()
    page.wait_for_url(link, timeout=SOON)
    wait_for_step(page, 20)
    page.reload()
    wait_for_step(page, 30)
    reached = step(page)
    context = page.context
    page.close()
    tab.page = context.new_page()
    tab.page.goto(link)
    wait_for_step(tab.page, reached)
    tab.page.get_by_role("button", name="Pause").click()
    expect(tab.page.get_by_role("button", name="Single step")).to_be_visible(timeout=SOON)
    tab.page.get_by_role("button", name="Stop").click()
    expect(tab.page.get_by_role("button", name="Go on")).to_be_visible(timeout=SOON)


def test_a_latent_slider_changes_the_picture_while_it_is_dragged(tab: Tab) -> None:
    page = tab.open("/latent?model=shipped-dcgan-digits")
    slider = page.get_by_role("slider", name=re.compile("^z[0-9]+$")).first
    picture = page.get_by_role("img", name=re.compile(r"^seed 1, "))
    slider.scroll_into_view_if_needed()
    before, box = picture.get_attribute("src"), slider.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.95, middle, steps=8)
    expect(picture).not_to_have_attribute("src", before or "", timeout=SOON)
    page.mouse.up()


def test_the_filmstrip_is_scrubbed_without_a_round_trip(tab: Tab) -> None:
    page = tab.open("/latent?model=shipped-dcgan-digits")
    strip = page.get_by_role("img", name=re.compile(r"\(slerp\)"))
    slider = page.get_by_role("slider", name=re.compile(r"\(slerp\)"))
    slider.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    before, sent = strip.evaluate("node => node.toDataURL()"), len(tab.sent)
    assert sent, "the websocket's messages are not seen"
    slider.focus()
    for _press in range(6):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert strip.evaluate("node => node.toDataURL()") != before
    assert len(tab.sent) == sent


def test_home_moves_by_itself_and_speaks_chinese(tab: Tab) -> None:
    page = tab.open("/?lang=zh")
    expect(page.get_by_role("heading", level=1)).to_contain_text("生成")
    strip = page.get_by_role("slider").first
    first = strip.input_value()
    page.wait_for_timeout(1500)
    assert strip.input_value() != first
