"""The 2-D lab in a real browser: watched, stepped, drawn for, changed, rewound, linked."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from gan_core.data.plane import decode_drawing
from tests.browser.conftest import Tab, choose, window
from tests.patience import PATIENCE

SMALL = "seed=4&set=g_width:16,d_width:16,batch:32,r1:0.25"
"""Networks whose rounds cost next to nothing."""
PARTS = ("sample", "score", "loss", "gradient", "update")


@dataclass
class Lab:
    """The lab on a page, by what its component says of itself."""

    page: Page

    @property
    def root(self) -> Locator:
        return self.page.locator(".lab")

    @property
    def canvas(self) -> Locator:
        return self.root.locator("canvas.scene")

    def word(self, name: str) -> str:
        return self.root.get_attribute(f"data-{name}") or ""

    @property
    def step(self) -> int:
        return int(self.word("step"))

    def reaches(self, least: int) -> None:
        """Wait until `least` rounds are done."""
        expect(self.root).to_have_attribute("data-step", re.compile(r"\d+"))
        self.until(lambda step: step >= least)

    def until(self, met: Callable[[int], bool]) -> None:
        """Wait for a step; a run of the page's script may draw the lab anew meanwhile."""
        end = time.monotonic() + PATIENCE
        while not met(self.step):
            assert time.monotonic() < end, f"it stays at step {self.step}"
            self.page.wait_for_timeout(20)

    def goes_on(self) -> None:
        """Wait until it has played on from where it is."""
        self.reaches(self.step + 3)

    def says(self, name: str, value: str) -> None:
        expect(self.root).to_have_attribute(f"data-{name}", value)

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    def pause(self) -> None:
        self.press("Pause")
        self.says("playing", "false")

    def address(self, name: str) -> str | None:
        return parse_qs(urlparse(self.page.url).query).get(name, [None])[0]

    def curves(self) -> dict[str, Any]:
        base = self.page.url.split("/lab")[0]
        answer = self.page.request.get(f"{base}/api/lab/{self.address('lab')}/curves")
        return json.loads(answer.text())  # type: ignore[no-any-return]


def opened(tab: Tab) -> Lab:
    tab.page.goto(f"{tab.base}/lab?lang=en&{SMALL}")
    made = Lab(tab.page)
    made.reaches(1)
    tab.page.wait_for_url(re.compile(r"[?&]lab=\w+"))
    return made


@pytest.fixture(scope="module")
def kept(browser: Browser, server: str) -> Iterator[Lab]:
    """One window for the tests that leave no more behind than a reset takes away."""
    with window(browser, server) as tab:
        made = opened(tab)
        made.pause()
        yield made


@pytest.fixture
def lab(kept: Lab) -> Iterator[Lab]:
    """A lab that plays, from step 0; it rests while other tests have windows of their own."""
    kept.page.set_viewport_size({"width": 1280, "height": 1000})
    kept.root.get_by_role("combobox", name="Speed").select_option("max")
    kept.press("Reset")
    kept.says("step", "0")
    kept.press("Play")
    kept.reaches(3)
    app = kept.page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    yield kept
    if kept.word("playing") == "true":
        kept.pause()


def test_points_move_until_they_are_paused_by_mouse_or_key(tab: Tab) -> None:
    tab.page.goto(tab.base + "/lab")
    lab = Lab(tab.page)
    lab.reaches(5)
    before = lab.canvas.evaluate("node => node.toDataURL()")
    lab.goes_on()
    assert lab.canvas.evaluate("node => node.toDataURL()") != before
    lab.pause()
    at = lab.step
    tab.page.wait_for_timeout(300)
    assert lab.step == at == lab.curves()["curves"]["D/loss"][-1][0]
    lab.canvas.focus()
    tab.page.keyboard.press("Space")
    lab.says("playing", "true")
    lab.goes_on()
    tab.page.keyboard.press("Space")
    lab.says("playing", "false")
    at = lab.step
    tab.page.keyboard.press(".")
    lab.says("step", str(at + 1))


def test_a_round_is_taken_apart_with_captions_and_numbers(lab: Lab) -> None:
    lab.pause()
    before, captions = lab.step, set()
    for who in "DG":
        for name in PARTS:
            assert lab.step == before
            lab.press("Part")
            lab.says("part", f"{who}/{name}")
            caption = lab.root.locator(".part-caption")
            expect(caption.locator("li[data-now]")).to_have_text(name)
            expect(caption).to_have_attribute("data-player", who)
            expect(caption.locator(".numbers")).to_have_text(re.compile(r" -?\d"))
            captions.add(caption.locator(".said").inner_text())
    assert len(captions) == 10
    lab.says("step", str(before + 1))


def test_the_graph_says_the_numbers_of_the_part_that_is_shown(lab: Lab) -> None:
    lab.pause()
    for _ in range(3):
        lab.press("Part")
    lab.says("part", "D/loss")
    caption = lab.root.locator(".part-caption .numbers")
    expect(caption).to_have_text(re.compile(r"D loss \d"))
    said = re.search(r"D loss (\d+(?:\.\d+)?)", caption.inner_text())
    assert said is not None
    box = lab.root.locator(".node.loss.d b")
    expect(box).to_have_text(f"{float(said[1]):.3f}")
    lab.press("Part")
    lab.says("part", "D/gradient")
    expect(box).to_have_text(f"{float(said[1]):.3f}")


def test_keys_work_where_a_button_was_pressed_last(lab: Lab) -> None:
    lab.pause()
    at = lab.step
    lab.press("Round")
    lab.says("step", str(at + 1))
    lab.page.keyboard.press(".")
    lab.says("step", str(at + 2))
    lab.page.keyboard.press("Space")  # of the button that has the focus: a round, not "play"
    lab.says("step", str(at + 3))
    lab.says("playing", "false")


def test_the_sheet_is_left_by_its_button_or_escape_and_the_lab_is_as_it_was(lab: Lab) -> None:
    lab.reaches(20)
    lab.pause()
    at, cancel = lab.step, lab.root.get_by_role("button", name="Cancel")
    for leave in (cancel.click, lambda: lab.page.keyboard.press("Escape")):
        lab.page.get_by_role("radio", name="Draw").click()
        expect(cancel).to_be_visible()
        lab.canvas.focus()
        leave()
        expect(cancel).to_be_hidden()
        expect(lab.page.get_by_role("radio", name="Ring of 8")).to_be_checked()
    assert lab.step == at


def began_again(lab: Lab, far: int) -> None:
    """It plays, from step 0: what was done before, `far` rounds, is not among what it did."""
    lab.says("playing", "true")
    lab.until(lambda step: step < far)
    lab.goes_on()


def test_a_data_set_is_drawn_with_the_mouse(lab: Lab) -> None:
    # Ten rounds a second: what is played before one looks is less than what was played before.
    lab.reaches(300)
    lab.root.get_by_role("combobox", name="Speed").select_option("10")
    lab.pause()
    before = lab.step
    lab.page.get_by_role("radio", name="Draw").click()
    done = lab.root.get_by_role("button", name="Done")
    expect(done).to_be_visible()
    expect(done).to_be_disabled()
    expect(lab.root.locator(".transport")).to_have_attribute("inert", "")
    box = lab.canvas.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    lab.page.mouse.move(box["x"] + 0.3 * box["width"], middle)
    lab.page.mouse.down()
    lab.page.mouse.move(box["x"] + 0.7 * box["width"], middle, steps=5)
    lab.page.mouse.up()
    done.click()
    lab.page.wait_for_url(re.compile("shape=drawn"))
    lab.says("playing", "true")
    columns, rows = zip(*decode_drawing(lab.address("drawing") or ""), strict=True)
    assert set(range(14, 34)) <= set(columns) and set(rows) <= {22, 23, 24, 25}
    began_again(lab, before)
    lab.page.get_by_role("radio", name="Ring of 8").click()
    lab.page.wait_for_url(re.compile("shape=ring8"))
    assert lab.address("drawing") is None


def test_another_loss_applies_while_it_plays(lab: Lab) -> None:
    node = lab.canvas.element_handle()
    lab.root.evaluate(
        "root => new MutationObserver(() => { root.dataset.least = Math.min("
        "root.dataset.step, root.dataset.step - (root.last ?? 0), root.dataset.least ?? 0);"
        "root.last = root.dataset.step; }).observe(root, { attributeFilter: ['data-step'] })"
    )
    at = lab.step
    choose(lab.page, "Objective", "Hinge")
    lab.page.wait_for_url(re.compile("objective(:|%3A)hinge"))
    lab.goes_on()
    assert lab.step > at and lab.word("least") == "0", "it began again"
    assert node.evaluate("node => node.isConnected"), "the canvas was mounted anew"
    (change,) = lab.curves()["changes"]
    assert change[0] >= at and change[1:] == ["objective", "hinge"]


def test_what_follows_a_rewind_is_a_branch_of_its_own(lab: Lab) -> None:
    lab.reaches(20)
    lab.pause()
    end = lab.step
    slider = lab.root.get_by_role("slider", name="Rewind")
    expect(slider).to_be_enabled()
    drag = "node => { node.value = 0; node.dispatchEvent(new Event('input'));"
    said = slider.evaluate(drag + "return node.getAttribute('aria-valuetext'); }")
    assert said == "Step 0", "it does not say where it is dragged to"
    slider.fill(str(int(slider.get_attribute("max") or 0) // 2))
    lab.until(lambda step: 0 < step < end)
    at = lab.step
    lab.says("branch", "1")
    lab.press("Play")
    lab.says("branch", "2")
    lab.reaches(at + 3)
    branches = lab.root.get_by_role("combobox", name="Branch")
    expect(branches.locator("option")).to_have_count(2)
    first, second = lab.curves()["branches"]
    assert (first["id"], first["at"]) == (1, end)
    assert (second["parent"], second["from"]) == (1, at)


def test_the_knobs_follow_a_rewind(lab: Lab) -> None:
    knob = lab.page.get_by_role("spinbutton", name="R1 penalty")
    lab.reaches(20)
    lab.pause()
    knob.fill("0.5")
    knob.press("Enter")
    lab.page.wait_for_url(re.compile("r1(:|%3A)0.5"))
    lab.press("Play")
    lab.goes_on()
    lab.pause()
    lab.root.get_by_role("slider", name="Rewind").fill("0")
    lab.says("step", "0")
    expect(knob).to_have_value("0.25")


def test_the_key_r_asks_where_branches_would_be_lost_and_the_button_does_not(lab: Lab) -> None:
    notice = lab.root.locator(".notice.again")
    for sure in (True, False):
        lab.reaches(20)
        lab.pause()
        lab.root.get_by_role("slider", name="Rewind").fill("0")
        lab.says("step", "0")
        lab.press("Play")
        lab.says("branch", "2")
        lab.pause()
        lab.canvas.focus()
        lab.page.keyboard.press("r")
        expect(notice).to_be_visible()
        if sure:
            lab.page.keyboard.press("r")
        else:
            expect(notice).to_be_hidden()
            lab.says("branch", "2")
            lab.press("Reset")
        lab.says("step", "0")
        lab.says("branch", "1")
        expect(notice).to_be_hidden()
        lab.press("Play")
    lab.reaches(3)
    lab.pause()
    lab.canvas.focus()
    lab.page.keyboard.press("r")
    lab.says("step", "0")
    expect(notice).to_be_hidden()


def test_a_reload_finds_the_lab_as_it_was(lab: Lab) -> None:
    lab.root.get_by_role("checkbox", name="arrows").uncheck()
    lab.page.wait_for_url(re.compile("layers="))
    lab.reaches(20)
    lab.pause()
    at, words = lab.step, [lab.address(name) for name in ("shape", "seed", "layers")]
    lab.page.reload()
    lab.says("playing", "false")
    lab.says("step", str(at))
    expect(lab.page.get_by_role("spinbutton", name="R1 penalty")).to_have_value("0.25")
    assert [lab.address(name) for name in ("shape", "seed", "layers")] == words
    assert words[1] == "4"
    expect(lab.root.get_by_role("checkbox", name="fakes")).to_be_checked()
    expect(lab.root.get_by_role("checkbox", name="arrows")).not_to_be_checked()
    lab.press("Play")
    lab.goes_on()


def test_a_link_gives_others_a_lab_of_their_own(lab: Lab, tab: Tab) -> None:
    mine, theirs = lab, Lab(tab.page)
    mine.reaches(20)
    tab.page.goto(mine.page.url)
    theirs.reaches(20)
    theirs.pause()
    at = theirs.step
    mine.says("playing", "true")
    mine.reaches(max(at, mine.step) + 3)
    assert theirs.step == at
    assert theirs.address("lab") != mine.address("lab")
    settings = [set((one.address("set") or "").split(",")) for one in (mine, theirs)]
    assert settings[0] == settings[1] and "batch:32" in settings[0]


def test_a_trained_lab_and_one_from_a_file_take_the_place_of_this_one(
    tab: Tab, tmp_path: Path
) -> None:
    lab = opened(tab)
    lab.pause()
    lab.press("Part")
    fold = tab.page.get_by_text("Save this lab to a file, or open one")
    fold.click()
    with tab.page.expect_download() as taken:
        # By key: on a busy machine the fold still opens, and a click falls beside the button.
        tab.page.get_by_role("button", name="Save", exact=True).press("Enter")
    kept = tmp_path / taken.value.suggested_filename
    taken.value.save_as(kept)
    at = lab.step
    lab.press("Trained")
    lab.says("step", "6000")
    lab.says("playing", "false")
    expect(lab.root.locator("[data-row=floor] td").first).not_to_have_text("–")
    tab.page.wait_for_url(re.compile("start=trained"))
    # What the trained lab went through is in the chart, though this page never saw it.
    assert lab.curves()["curves"]["D/loss"][0][0] < 20
    tab.page.locator('input[type="file"]').set_input_files(kept)
    lab.says("step", str(at))
    tab.page.wait_for_url(re.compile("batch%3A32"))
    lab.press("Play")
    lab.goes_on()


def test_layers_are_switched_by_box_and_word_and_kept_in_the_address(lab: Lab) -> None:
    box = {
        name: lab.root.get_by_role("checkbox", name=name)
        for name in ("trails", "G's manifold", "arrows")
    }
    word = {
        name: lab.root.get_by_role("button", name=name, exact=True)
        for name in ("trails", "manifold")
    }
    box["trails"].check()
    expect(word["trails"]).to_have_attribute("aria-pressed", "true")
    expect(box["G's manifold"]).not_to_be_checked()
    word["manifold"].click()
    expect(box["G's manifold"]).to_be_checked()
    box["arrows"].uncheck()
    lab.page.wait_for_url(re.compile("layers=real%2Cfake%2Cfield%2Cmanifold%2Ctrails"))
    word["trails"].click()
    expect(box["trails"]).not_to_be_checked()
    lab.page.wait_for_url(re.compile("layers=real%2Cfake%2Cfield%2Cmanifold(&|$)"))


def test_it_is_seen_whole_and_never_wider_than_the_window(lab: Lab) -> None:
    lab.page.set_viewport_size({"width": 1280, "height": 800})
    expect(lab.root.locator(".mass")).to_be_visible()
    box = lab.root.bounding_box()
    assert box is not None and box["y"] + box["height"] <= 800
    for width in (620, 390):
        lab.page.set_viewport_size({"width": width, "height": 800})
        main = lab.page.get_by_test_id("stMain")
        lab.page.wait_for_function("width => innerWidth === width", arg=width)
        lab.goes_on()
        for node in (main, lab.root):
            assert node.evaluate("node => node.scrollWidth <= node.clientWidth"), width
        edges = "node => [...node.querySelectorAll('*')].map(one => one.getBoundingClientRect())"
        rights = lab.root.evaluate(edges + ".map(box => box.right)")
        assert max(rights) <= width
