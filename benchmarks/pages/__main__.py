"""What pages cost and how soon they answer: one table, and JSON with --json FILE.

python -m benchmarks.pages [--only sliders,latent,board,live,long,opening] [--json FILE]

Everything is measured on the real app with an empty state, most of it in Chromium:

sliders  from the browser's input event to the second animation frame after the picture was drawn,
         at rest and while a run trains; pictures a second while the pad is dragged
live     CPU of the server (training left out) for one update of a run's page
long     CPU of the server for the pages of a run with 1,000 and with 1,000,000 recorded steps
board    milliseconds from a move of the pen to the picture that the model makes of it
latent   seconds from a click to the matrix of styles, to another one, and to what a search found
opening  seconds until a page is there that this browser has seen before
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import Browser, sync_playwright

from benchmarks.pages.served import Served
from benchmarks.pages.startup import FLAGS

PORT = 8616
PARTS = ("sliders", "latent", "board", "live", "long", "opening")


def sliders(app: Served, browser: Browser, count: int) -> dict[str, Any]:
    """Return the sliders' latency and the pad's pictures a second, at rest and beside a run."""
    from benchmarks.pages.recorded_runs import endless
    from benchmarks.pages.sliders import drags, pad_frames, quantiles

    person = browser.new_context(viewport={"width": 1280, "height": 900})
    page = person.new_page()
    figures: dict[str, Any] = {"at rest": quantiles(drags(page, app.base, count))}
    figures["pad, pictures a second"] = pad_frames(page, app.base, 5)
    run_id = endless()
    app.ask("submit", run=run_id)
    page.wait_for_timeout(8000)
    figures["while a run trains"] = quantiles(drags(page, app.base, count))
    figures["pad while a run trains, pictures a second"] = pad_frames(page, app.base, 5)
    app.ask("stop", run=run_id)
    person.close()
    return figures


def measure(parts: list[str], count: int, seconds: float, times: int) -> dict[str, Any]:
    """Return the figures of the parts."""
    home = tempfile.mkdtemp()
    os.environ["GANVAS_HOME"] = home
    figures: dict[str, Any] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        app = Served(home, PORT)
        try:
            if "sliders" in parts:
                figures["sliders, ms"] = sliders(app, browser, count)
            if "board" in parts:
                from benchmarks.pages.board import strokes
                from benchmarks.pages.sliders import quantiles

                person = browser.new_context(viewport={"width": 1280, "height": 900})
                figures["board, ms"] = quantiles(strokes(person.new_page(), app.base, count))
                person.close()
            if "latent" in parts:
                from benchmarks.pages.latent import waits

                person = browser.new_context(viewport={"width": 1280, "height": 900})
                figures["latent, s"] = waits(person.new_page(), app.base, times)
                person.close()
            if "opening" in parts:
                from benchmarks.pages.opening import opening

                person = browser.new_context(viewport={"width": 1280, "height": 900})
                figures["opening, s"] = opening(person, app.base, times)
                person.close()
        finally:
            browser.close()
            app.close()
    if {"live", "long"} & set(parts):
        figures |= costs(home, parts, seconds)
    shutil.rmtree(home, ignore_errors=True)
    return figures | {"load": [round(one, 2) for one in os.getloadavg()]}


def costs(home: str, parts: list[str], seconds: float) -> dict[str, Any]:
    """Return what pages cost the server. No browser runs meanwhile: it would only disturb."""
    from benchmarks.pages.costs import live, long_runs

    figures: dict[str, Any] = {}
    app = Served(home, PORT)
    try:
        if "live" in parts:
            figures["live update"] = live(app, seconds)
        if "long" in parts:
            figures["long runs"] = long_runs(app, seconds)
    finally:
        app.close()
    return figures


def table(figures: dict[str, Any]) -> str:
    """Return the figures as a table, one row a thing measured."""
    lines: list[str] = []
    for part, rows in figures.items():
        lines.append(part)
        for name, row in rows.items() if isinstance(rows, dict) else [("", rows)]:
            text = (
                ", ".join(f"{key} {value}" for key, value in row.items())
                if isinstance(row, dict)
                else str(row)
            )
            lines.append(f"  {name:<42} {text}")
    return "\n".join(lines)


@click.command()
@click.option("--only", default=",".join(PARTS), show_default=True, help="Parts, with commas.")
@click.option("--drags", "count", type=click.IntRange(10), default=65, show_default=True)
@click.option("--seconds", type=float, default=30.0, show_default=True, help="For live updates.")
@click.option("--times", type=click.IntRange(1), default=5, show_default=True)
@click.option("--json", "file", type=click.Path(path_type=Path), default=None)
def main(only: str, count: int, seconds: float, times: int, file: Path | None) -> None:
    """Measure and print a table."""
    figures = measure(only.split(","), count, seconds, times)
    click.echo(table(figures))
    if file is not None:
        file.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
