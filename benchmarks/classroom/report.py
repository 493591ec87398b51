"""What a class was like: how its runs trained, how its pages were, what the server took."""

from __future__ import annotations

import math
import os
from typing import Any

from benchmarks.classroom.attendance import Attendance
from benchmarks.classroom.figures import (
    Sample,
    growth_an_hour,
    longest_wait,
    percentile,
    rates,
    slowest_to_fastest,
    together,
)
from benchmarks.classroom.serving import Server
from gan_core.recipes import RECIPES


def report(
    server: Server, kinds: dict[str, str], single: dict[str, float], attendance: Attendance
) -> dict[str, Any]:
    """Return the figures of a class. kinds: the recipe of each run; single: its rate alone."""
    samples = server.between(attendance["start"], attendance["end"])
    return {
        **_training(samples, kinds, single),
        "cores_of_server": _cores(attendance, server.process.pid),
        "cores_of_workers": _cores(attendance, None, server.process.pid),
        "cores_of_students": round(
            attendance["own_cpu"] / (attendance["end"] - attendance["start"]), 2
        ),
        **_pages(attendance),
        **_memory(server, attendance["start"]),
        "troubles": sorted({t for one in attendance["students"] for t in one.troubles}),
        "load": [round(one, 2) for one in os.getloadavg()],
    }


def _training(
    samples: list[Sample], kinds: dict[str, str], single: dict[str, float]
) -> dict[str, Any]:
    """Return how fast the runs trained, beside the same alone, and how fairly."""
    gaps = [gap for one in samples[1:] for gap in one.gaps]
    each = {run: rate for run, rate in rates(samples).items() if run in kinds}
    own = {run: single[kind] for run, kind in kinds.items()}
    return {
        "runs_training": len(each),
        "alone_images_s": {k: round(v * images_a_round(k), 1) for k, v in single.items()},
        "class_images_s": round(sum(r * images_a_round(kinds[run]) for run, r in each.items()), 1),
        "together_to_alone": round(together(each, own), 3),
        "slowest_to_fastest": round(slowest_to_fastest(each, kinds), 3),
        "longest_wait_s": round(longest_wait(samples), 2),
        "turns_apart_p50_s": round(percentile(gaps, 50), 2),
        "turns_apart_p95_s": round(percentile(gaps, 95), 2),
        "turns_apart_p99_s": round(percentile(gaps, 99), 2),
    }


def _pages(attendance: Attendance) -> dict[str, Any]:
    """Return how often and how soon the pages had their answers."""
    start, seconds = attendance["start"], attendance["end"] - attendance["start"]
    polls = [s for one in attendance["students"] for at, s in one.polls if at >= start]
    reruns = [s for one in attendance["students"] for at, s in one.reruns if at >= start]
    received = sum(one.received for one in attendance["students"])
    return {
        "updates_s": round(len(polls) / seconds, 1),
        "update_p50_ms": _ms(percentile(polls, 50)),
        "update_p95_ms": _ms(percentile(polls, 95)),
        "update_max_ms": _ms(max(polls, default=math.nan)),
        "page_p50_ms": _ms(percentile(reruns, 50)),
        "page_p95_ms": _ms(percentile(reruns, 95)),
        "received_kib_s": round(received / 1024 / seconds),
    }


def _memory(server: Server, start: float) -> dict[str, Any]:
    """Return what the server and its workers took from the moment `start` on."""
    weighed = [(at, size) for at, size in server.memory if at >= start]
    times, private = [at for at, _ in weighed], [size.own for _, size in weighed]
    return {
        "memory_pss_mib": round(max((size.pss for _, size in weighed), default=math.nan)),
        "memory_rss_mib": round(max((size.rss for _, size in weighed), default=math.nan)),
        "memory_each_mib": dict(weighed[-1][1].each) if weighed else {},
        "growth_mib_h": round(growth_an_hour(times, private), 1),
    }


def images_a_round(recipe: str) -> int:
    """Return how many pictures a round is counted as: one batch, as on the Train page."""
    return int(RECIPES[recipe].preset("fast").model_dump()["batch"])


def _cores(attendance: Attendance, pid: int | None, but: int | None = None) -> float:
    """Return how many cores a process (or all others than `but`) kept busy."""
    before, after = attendance["cpu"]
    seconds = [
        after[one] - before.get(one, 0.0)
        for one in after
        if (one == pid if pid is not None else one != but)
    ]
    return round(sum(seconds) / (attendance["end"] - attendance["start"]), 2)


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)
