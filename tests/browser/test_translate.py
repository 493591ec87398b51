"""The drawing board in a real browser: draw, see a picture, take back, fill, and find it again."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab

MODEL = "/translate?model=shipped-pix2pix-outlines&from=blank"
LINE = [(0.25, 0.3), (0.75, 0.3), (0.75, 0.7), (0.25, 0.7), (0.25, 0.3)]


def answered(page: Page, least: int) -> int:
    """Wait until the model has answered `least` states of the drawing; return how many."""
    node = page.locator("canvas.made").element_handle()
    page.wait_for_function("([n, least]) => Number(n.dataset.seq ?? 0) >= least", arg=[node, least])
    return int(page.locator("canvas.made").get_attribute("data-seq") or 0)


def made(page: Page) -> str:
    return str(page.locator("canvas.made").evaluate("node => node.toDataURL()"))


def drawn(page: Page) -> str:
    return str(page.locator("canvas.draw").evaluate("node => node.toDataURL()"))


def draw(page: Page, places: list[tuple[float, float]]) -> None:
    box = page.locator("canvas.draw").bounding_box()
    assert box is not None
    first, *others = [
        (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places
    ]
    before = answered(page, 1)
    page.mouse.move(*first)
    page.mouse.down()
    for place in others:
        page.mouse.move(*place, steps=5)
    page.mouse.up()
    answered(page, before + 1)


def test_a_drawing_becomes_a_picture_and_is_taken_back_and_done_again(tab: Tab) -> None:
    page = tab.open(MODEL)
    answered(page, 1)
    blank = made(page)
    draw(page, LINE)
    expect(page).to_have_url(re.compile("drawing="))
    picture, sheet = made(page), drawn(page)
    assert picture != blank
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page).not_to_have_url(re.compile("drawing="))
    page.get_by_role("button", name="Redo", exact=True).click()
    expect(page).to_have_url(re.compile("drawing="))
    assert drawn(page) == sheet


def test_whoever_opens_the_link_finds_the_drawing(tab: Tab) -> None:
    page = tab.open(MODEL)
    answered(page, 1)
    draw(page, LINE)
    expect(page).to_have_url(re.compile("drawing="))
    sheet = drawn(page)
    page.goto(page.url)
    tab.settled()
    answered(page, 1)
    assert drawn(page) == sheet


def test_a_closed_line_is_filled_and_the_eraser_takes_away(tab: Tab) -> None:
    page = tab.open(MODEL)
    answered(page, 1)
    draw(page, LINE)
    inside = "node => [...node.getContext('2d').getImageData(256, 256, 1, 1).data].slice(0, 3)"
    corner = inside.replace("256, 256", "20, 20")
    board = page.locator("canvas.draw")
    assert board.evaluate(inside) == [255, 255, 255]
    page.get_by_role("button", name="Fill", exact=True).click()
    draw(page, [(0.5, 0.5)])
    assert board.evaluate(inside) == [0, 0, 0] and board.evaluate(corner) == [255, 255, 255]
    page.get_by_role("button", name="Eraser", exact=True).click()
    draw(page, [(0.45, 0.5), (0.55, 0.5)])
    assert board.evaluate(inside) == [255, 255, 255]


def test_one_draws_by_keyboard_alone(tab: Tab) -> None:
    page = tab.open(MODEL)
    answered(page, 1)
    blank = drawn(page)
    page.locator("canvas.draw").focus()
    page.keyboard.press(" ")
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)
    page.keyboard.press(" ")
    expect(page).to_have_url(re.compile("drawing="))
    assert drawn(page) != blank
    page.keyboard.press("Control+z")
    expect(page).not_to_have_url(re.compile("drawing="))
    assert drawn(page) == blank


def test_a_finger_draws(tab: Tab) -> None:
    page = tab.open(MODEL)
    answered(page, 1)
    blank = drawn(page)
    page.locator("canvas.draw").evaluate(
        """node => {
          const box = node.getBoundingClientRect();
          const at = (kind, x, y) => node.dispatchEvent(new PointerEvent(kind, {
            pointerId: 1, pointerType: "touch", button: 0, bubbles: true,
            clientX: box.left + x * box.width, clientY: box.top + y * box.height }));
          node.setPointerCapture = () => {}; node.hasPointerCapture = () => true;
          at("pointerdown", .2, .2); at("pointermove", .8, .8); at("pointerup", .8, .8);
        }"""
    )
    expect(page).to_have_url(re.compile("drawing="))
    assert drawn(page) != blank


def test_a_map_of_regions_is_painted_in_pure_colours(tab: Tab) -> None:
    page = tab.open("/translate?model=shipped-pix2pix-regions&from=blank")
    answered(page, 1)
    page.get_by_role("radio", name="sun").click()
    draw(page, [(0.2, 0.2), (0.8, 0.75)])
    page.get_by_role("radio", name="sky").click()
    draw(page, [(0.8, 0.2), (0.2, 0.75)])
    colours = page.locator("canvas.draw").evaluate(
        """node => {
          const { data } = node.getContext("2d").getImageData(0, 0, node.width, node.height);
          const seen = new Set();
          for (let i = 0; i < data.length; i += 4) seen.add(data.slice(i, i + 3).join(" "));
          return [...seen].sort();
        }"""
    )
    assert colours == ["146 211 245", "252 234 43", "255 255 255"]


HOLES = "/translate?model=shipped-inpaint-emoji&from=held_out-3"


def test_a_hole_is_made_filled_put_back_and_found_again_by_its_link(tab: Tab) -> None:
    page = tab.open(HOLES)
    answered(page, 1)
    alpha = """([node, x, y]) => node.getContext("2d").getImageData(
        x * node.width, y * node.height, 1, 1).data[3]"""
    board = page.locator("canvas.draw")

    def there(x: float, y: float) -> bool:
        return bool(board.evaluate(f"node => ({alpha})([node, {x}, {y}])"))

    place = next((x, 0.9) for x in (0.1, 0.3, 0.5, 0.7, 0.9) if there(x, 0.9))
    before = made(page)
    draw(page, [place, (place[0] + 0.05, 0.9)])
    assert not there(*place)
    filled = made(page)
    opaque = """node => { const { data } = node.getContext("2d").getImageData(
        0, 0, node.width, node.height); return data.every((n, i) => i % 4 < 3 || n === 255); }"""
    assert page.locator("canvas.made").evaluate(opaque)
    expect(page).to_have_url(re.compile("drawing="))
    page.goto(page.url)
    tab.settled()
    answered(page, 1)
    assert not there(*place) and made(page) == filled
    page.get_by_role("button", name="Put back", exact=True).click()
    draw(page, [(place[0] - 0.1, 0.9), (place[0] + 0.15, 0.9)])
    assert there(*place) and made(page) == before


def test_one_loupe_looks_at_the_same_place_of_every_picture(tab: Tab) -> None:
    page = tab.open(HOLES)
    answered(page, 1)
    page.locator(".glasses summary").click()
    glasses = page.locator(".loupe canvas")
    expect(glasses).to_have_count(3)  # what was made, the truth, the smooth fill
    picture = "nodes => nodes.map((node) => node.toDataURL())"
    first = glasses.evaluate_all(picture)
    page.locator("canvas.made").focus()
    for _ in range(6):
        page.keyboard.press("ArrowUp")
    moved = glasses.evaluate_all(picture)
    assert all(a != b for a, b in zip(first, moved, strict=True))
