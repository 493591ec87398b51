"""How a lab is said at the command line: options, an address, and changes while it plays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, get_args
from urllib.parse import parse_qsl, quote

import click

from gan_core.errors import N_, UserError, unknown
from gan_core.lab.bench import Bench
from gan_core.lab.config import (
    DRAWN,
    LIVE,
    START,
    STRUCTURE,
    TRAINED,
    WORDS,
    LabConfig,
    differing,
    from_link,
    lab_config,
)
from gan_core.lab.scenes import SCENES, Scene
from gan_core.lab.who import Who
from gan_core.settings.base import parse_settings

WHO = get_args(Who)
Changes = dict[int, dict[str, Any]]
F = TypeVar("F", bound=Callable[..., Any])


def of_a_lab(command: F) -> F:
    """Give `command` the options that `config_of` turns into a configuration."""
    for option in (
        click.option("--seed", type=int, help="Decides all randomness.  [default: 0]"),
        click.option(
            "--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a setting."
        ),
        click.option("--drawing", metavar="CODE", help="Data drawn by hand, as in an address."),
        click.option("--shape", metavar="NAME", help="Data; see lab shapes.  [default: ring8]"),
        click.option("--scene", metavar="NAME", help="A scene; the other options go on top."),
        click.option(
            "--link", metavar="WORDS", help="The page's address; the other options go on top."
        ),
    ):
        command = option(command)
    return command


def config_of(
    link: str | None,
    scene: str | None,
    shape: str | None,
    drawing: str | None,
    settings: tuple[str, ...],
    seed: int | None,
) -> LabConfig:
    """Return the lab that the options say: the link's or the scene's, and the others on top.

    Raises:
        UserError: one of them is wrong, or two do not go together.
    """
    if shape is not None and drawing is not None:
        raise UserError(N_("Give --shape or --drawing, not both."))
    if link is not None and scene is not None:
        raise UserError(N_("Give --link or --scene, not both."))
    began = lab_config({}) if scene is None else scene_named(scene).config()
    values = (began if link is None else linked(link)).model_dump()
    if shape is not None:
        values |= {"shape": shape, "drawing": ""}
    elif drawing is not None:
        values |= {"shape": DRAWN, "drawing": drawing}
    if seed is not None:
        values["seed"] = seed
    changes = parse_settings(settings)
    refuse_unknown(changes)
    config = lab_config({**values, "changes": {**values["changes"], **changes}})
    return config.model_copy(update={"changes": differing(config.settings())})


def scene_named(name: str) -> Scene:
    """Return the scene `name`.

    Raises:
        UserError: there is none.
    """
    scenes = {scene.name: scene for scene in SCENES}
    if name not in scenes:
        raise unknown(N_("There is no scene {name!r}. There are: {known}.{hint}"), name, scenes)
    return scenes[name]


def refuse_unknown(keys: Iterable[str]) -> None:
    """Raise a UserError at the first of `keys` that is no knob of the lab."""
    knobs = (*LIVE, *STRUCTURE)
    for key in keys:
        if key not in knobs:
            text = N_("The lab has no setting {name!r}. There are: {known}.{hint}")
            raise unknown(text, key, knobs)


def linked(address: str) -> LabConfig:
    """Return the lab that an address says, whole or from its `?` on.

    Raises:
        UserError: it says nothing of a lab, or something that cannot be.
    """
    query = dict(parse_qsl(address.strip().rpartition("?")[2].partition("#")[0]))
    words = {key: query[key] for key in WORDS if key in query}
    if query.get(START) == TRAINED:
        raise UserError(
            N_("This address begins with a trained lab: say --trained --shape {shape} instead."),
            shape=words.get("shape", lab_config({}).shape),
        )
    if not words:
        raise UserError(
            N_("{address!r} says nothing of a lab. Write it as shape=ring8&set=lr:0.01."),
            address=address if len(address) <= 60 else address[:57] + "...",
        )
    return from_link(words)


def address(words: dict[str, str]) -> str:
    """Return `words` as the part of an address after its `?`."""
    return "&".join(f"{key}={quote(word, safe=',:')}" for key, word in words.items())


def schedule_of(pairs: Iterable[str], config: LabConfig, rounds: int, first: int = 0) -> Changes:
    """Return {step: {key: value}} of "STEP:key=value" strings, tried before anything is played.

    The lab plays from step `first` to step `rounds`.

    Raises:
        UserError: one is not written so, comes after the last round, or cannot be made.
    """
    schedule: Changes = {}
    for pair in pairs:
        step, colon, change = pair.partition(":")
        if not colon or not step.strip().isdecimal():
            raise UserError(N_("A change is written STEP:key=value, not {pair!r}."), pair=pair)
        at = int(step)
        if at >= rounds:
            raise UserError(
                N_("The change {pair!r} would come after the last of {rounds} rounds."),
                pair=pair,
                rounds=rounds,
            )
        if at < first:
            raise UserError(
                N_("The change {pair!r} would come before step {first}, where this lab begins."),
                pair=pair,
                first=first,
            )
        schedule.setdefault(at, {}).update(parse_settings([change]))
    by_step = dict(sorted(schedule.items()))
    trial = Bench(config)
    for changes in by_step.values():
        put(trial, changes)
    return by_step


def put(bench: Bench, changes: dict[str, Any]) -> None:
    """Put settings into force in `bench`; the key `who` says who trains.

    Raises:
        UserError: one cannot be changed so.
    """
    others = {key: value for key, value in changes.items() if key != "who"}
    refuse_unknown(others)
    if others:
        bench.change(others)
    if "who" in changes:
        if changes["who"] not in WHO:
            raise UserError(
                N_("{key} must be one of {known}, not {value}."),
                key="who",
                known=", ".join(WHO),
                value=str(changes["who"]),
            )
        bench.train_only(changes["who"])
