"""The main job in a real browser: train for real, come back to it, explore what came out."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Tab, choose

STEP = "[data-part=numbers][data-step]"


def step(page: Page) -> int:
    return int(page.locator(STEP).get_attribute("data-step") or 0)


def wait_for_step(page: Page, least: int) -> None:
    node = page.locator(STEP).element_handle()
    seen = "([node, least]) => Number(node.dataset.step) >= least"
    page.wait_for_function(seen, arg=[node, least])


def start_run(tab: Tab, recipe: str = "Vanilla GAN") -> Page:
    page = tab.open("/train")
    choose(page, "GAN", recipe)
    tab.settled()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url(re.compile(r"/train\?.*run=run_[0-9a-f]{16}"))
    return page


def test_a_deep_link_is_the_very_first_request(tab: Tab) -> None:
    page = tab.open("/latent?model=shipped-dcgan-digits")
    expect(page.get_by_role("heading", name="Latent space", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Train", exact=True)).to_be_visible()


def test_a_run_trains_and_losses_and_pictures_change_in_place(tab: Tab) -> None:
    page = start_run(tab)
    wait_for_step(page, 20)
    picture = page.get_by_role("img", name=re.compile("^Samples from fixed noise"))
    chart = page.get_by_role("img", name=re.compile("^Loss of each player by step: G "))
    before, drawn = picture.get_attribute("src"), chart.evaluate("node => node.toDataURL()")
    node = chart.element_handle()
    wait_for_step(page, step(page) + 100)
    expect(picture).not_to_have_attribute("src", before or "")
    assert chart.evaluate("node => node.toDataURL()") != drawn
    assert node.evaluate("node => node.isConnected"), "the chart was mounted anew"
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(chart).to_be_visible()
    expect(page.locator("[data-part=numbers]")).to_contain_text("stopped")


def test_what_one_page_does_to_a_run_another_page_shows_by_itself(tab: Tab) -> None:
    page = start_run(tab)
    wait_for_step(page, 5)
    other = page.context.new_page()
    other.goto(page.url)
    wait_for_step(other, 10)
    other.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Single step")).to_be_visible()
    numbers = page.locator("[data-part=numbers]")
    expect(numbers).to_contain_text("paused")
    other.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()


def test_a_setting_counts_when_its_fold_is_closed_again(tab: Tab) -> None:
    page = tab.open("/train")
    fold = page.get_by_text("Rates and length", exact=True)
    latent = page.get_by_role("spinbutton", name=re.compile("^Latent dimension"))
    expect(latent).to_have_count(0)
    fold.click()
    latent.fill("32")
    latent.press("Enter")
    changed = page.get_by_text("Latent dimension 100 → 32")
    expect(changed).to_be_visible()
    fold.click()
    expect(latent).to_have_count(0)
    expect(changed).to_be_visible()


def test_single_steps_one_after_the_other(tab: Tab) -> None:
    page = start_run(tab)
    wait_for_step(page, 5)
    page.get_by_role("button", name="Pause").click()
    single = page.get_by_role("button", name="Single step")
    numbers = page.locator("[data-part=numbers]")
    expect(numbers).to_contain_text("paused")
    for _ in range(3):
        expect(single).to_be_visible()
        tab.settled()
        at = step(page)
        single.click()
        wait_for_step(page, at + 1)
        expect(numbers).to_contain_text("paused")
        assert step(page) == at + 1
    expect(page.get_by_role("button", name="Go on")).to_be_visible()


def test_a_run_survives_a_page_switch_a_reload_and_a_closed_tab(tab: Tab) -> None:
    page = start_run(tab)
    wait_for_step(page, 10)
    link = page.url
    page.get_by_role("link", name="Credits").click()
    expect(page.get_by_role("heading", name="Credits", exact=True)).to_be_visible()
    page.get_by_role("link", name="Train", exact=True).click()
    page.wait_for_url(link)
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
    expect(tab.page.get_by_role("button", name="Single step")).to_be_visible()
    tab.page.get_by_role("button", name="Stop").click()
    expect(tab.page.get_by_role("button", name="Go on")).to_be_visible()


def pixels(picture: Locator) -> str:
    return str(picture.evaluate("node => node.toDataURL()"))


def drawn(picture: Locator, before: str) -> str:
    """Return the picture as soon as it is another one than `before`."""
    other = "([node, before]) => node.toDataURL() !== before"
    picture.page.wait_for_function(other, arg=[picture.element_handle(), before])
    return pixels(picture)


def latent(tab: Tab) -> tuple[Page, Locator]:
    page = tab.open("/latent?model=shipped-dcgan-digits")
    picture = page.locator(".two canvas[data-seq]")
    picture.scroll_into_view_if_needed()
    return page, picture


def test_a_latent_slider_changes_the_picture_while_it_is_dragged(tab: Tab) -> None:
    page, picture = latent(tab)
    expect(picture).to_have_attribute("aria-label", re.compile(r"^seed 1, \|z\| = \d+\.\d\d$"))
    slider = page.get_by_role("slider", name=re.compile("^z[0-9]+$")).first
    before, box, sent = pixels(picture), slider.bounding_box(), len(tab.sent)
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.95, middle, steps=8)
    drawn(picture, before)
    page.mouse.up()
    assert len(tab.sent) == sent, "a drag is no run of the page's script"
    page.get_by_role("button", name="Back to the seed").click()
    page.wait_for_function(
        "([node, before]) => node.toDataURL() === before", arg=[picture.element_handle(), before]
    )


def test_the_pad_moves_two_sliders_by_mouse_and_by_keyboard(tab: Tab) -> None:
    page, picture = latent(tab)
    pad = page.get_by_role("slider", name="Pad: two sliders at once")
    sliders = page.get_by_role("slider", name=re.compile("^z[0-9]+$"))
    pad.scroll_into_view_if_needed()
    before, box = pixels(picture), pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.2, steps=4)
    page.mouse.up()
    moved = drawn(picture, before)
    across, up = (float(sliders.nth(i).input_value()) for i in (0, 1))
    assert abs(across - 2.4) < 0.1 and abs(up - 1.8) < 0.1
    pad.focus()
    for _press in range(4):
        page.keyboard.press("Shift+ArrowLeft")
    drawn(picture, moved)
    assert abs(float(sliders.nth(0).input_value()) - (across - 2)) < 0.03
    assert float(sliders.nth(1).input_value()) == up


def test_the_filmstrip_is_scrubbed_without_a_round_trip(tab: Tab) -> None:
    page = tab.open("/latent?model=shipped-dcgan-digits")
    strip = page.get_by_role("img", name=re.compile(r"lerp, slerp"))
    slider = page.get_by_role("slider", name=re.compile(r"lerp, slerp"))
    slider.scroll_into_view_if_needed()
    tab.settled()
    before, sent = strip.evaluate("node => node.toDataURL()"), len(tab.sent)
    assert sent, "the websocket's messages are not seen"
    slider.focus()
    for _press in range(6):
        page.keyboard.press("ArrowRight")
    drawn(strip, before)
    assert len(tab.sent) == sent


def test_home_moves_by_itself_and_speaks_chinese(tab: Tab) -> None:
    page = tab.open("/?lang=zh")
    expect(page.get_by_role("heading", level=1)).to_contain_text("生成")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    strip = page.get_by_role("slider").first
    first = strip.input_value()
    expect(strip).not_to_have_value(first)


def long_until_asked_again(route: Route) -> None:
    """Have the page of a run that has ended ask in ten minutes: sooner only where it has reason."""
    response = route.fetch()
    told = response.json()
    if told["again"] >= 5:
        told["again"] = 600
    route.fulfill(response=response, json=told)


def test_a_run_at_its_end_is_made_longer_and_its_page_follows_at_once(tab: Tab) -> None:
    page = start_run(tab)
    wait_for_step(page, 5)
    page.route(re.compile(r"/api/runs/\w+/live"), long_until_asked_again)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    numbers = page.locator("[data-part=numbers]")
    expect(numbers).not_to_contain_text("stopped")
    page.unroute_all(behavior="wait")
    wait_for_step(page, step(page) + 5)
    page.get_by_role("button", name="Stop").click()
    expect(numbers).to_contain_text("stopped")


def test_the_list_of_runs_follows_them_and_a_chosen_row_is_shown(tab: Tab) -> None:
    page = start_run(tab)
    wait_for_step(page, 5)
    page.get_by_role("link", name="Runs", exact=True).click()
    page.wait_for_url(re.compile(r"/runs\?.*show="))
    tab.settled()
    steps, other = (page.get_by_test_id(f"glide-cell-{cell}") for cell in ("5-0", "1-1"))
    before = steps.text_content() or ""
    expect(steps).not_to_have_text(before)
    name, box = other.text_content() or "", page.get_by_test_id("stDataFrame").bounding_box()
    assert name and box is not None
    expect(page.get_by_role("heading", name=name, exact=True)).to_have_count(0)
    row = box["height"] // page.locator("[role=grid] tr").count()
    page.mouse.click(box["x"] + row / 2, box["y"] + 2.5 * row)
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_another_gan_that_wants_other_data_shows_which(tab: Tab) -> None:
    page = tab.open("/train")
    data = page.get_by_role("combobox", name="Data set")
    expect(data).to_have_value("MNIST (5,000 digits)")
    choose(page, "GAN", "pix2pix")
    expect(data).to_have_value("Emoji from their outlines")
