"""What a run will cost here, before it starts: memory by counting, time by a few real rounds."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from gan_core.answers import pack_of
from gan_core.data.base import DataSet
from gan_core.design import Design
from gan_core.game import Game, Stage, distinct_nets
from gan_core.runs.trainer import Trainer
from gan_core.train import Progress

FLOAT = 4
FEW = (4, 16)
QUICK = 0.3
"""Seconds that one measurement may take, of all stages together."""


@lru_cache(maxsize=256)
def _sizes(design: Design) -> tuple[int, int]:
    """Return (bytes of training, bytes of a resume checkpoint).

    Building the networks takes half a second, and a form asks again at every click.
    """
    game = design.without_storage()
    numbers = {
        name: sum(p.numel() for p in net.parameters())
        for name, net in distinct_nets(game.players.items())
    }
    in_file = sum(
        numbers[name] * (4 if game.players[name].ema is not None else 3) for name in numbers
    )
    batch = max(stage.batch for stage in design.stages(1))
    # Weight, gradient, two moments and EMA; D holds the activations of two batches, G of one.
    in_memory = 5 * sum(numbers.values()) + 3 * _activations(design, game) * batch
    return FLOAT * in_memory, FLOAT * in_file


def memory_needed(design: Design) -> int:
    """Return about how many bytes training takes: weights, Adam, EMA, activations, batches.

    The networks are built on torch's meta device, which allocates nothing, so a size of
    terabytes is known at once.
    """
    return _sizes(design)[0]


def resume_bytes(design: Design) -> int:
    """Return about how large a resume checkpoint is: weights, two moments, EMA."""
    return _sizes(design)[1]


def _activations(design: Design, game: Game) -> int:
    """Return the numbers that all layers produce when one item is made and judged."""
    count = 0

    def add(module: nn.Module, inputs: Any, output: Any) -> None:
        nonlocal count
        if isinstance(output, Tensor):
            count += output.numel()

    nets = {name: player.net for name, player in game.players.items()}
    hooks = [
        module.register_forward_hook(add)
        for _, net in distinct_nets(game.players.items())
        for module in net.modules()
        if not list(module.children())
    ]
    pack = pack_of(*nets.values())
    request = design.ask(pack, sources=design.blank_sources(pack)).to("meta")
    answer = design.answer(nets, request)
    design.judge(nets, answer, request)
    for hook in hooks:
        hook.remove()
    return count // pack


def available_memory(device: str) -> int:
    """Return the bytes that a new run may take on `device`."""
    if device == "cuda":
        return int(torch.cuda.mem_get_info()[0])
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():  # free pages alone leave out what the system would give back
        match = re.search(r"MemAvailable:\s+(\d+) kB", meminfo.read_text(encoding="utf-8"))
        if match:
            return int(match.group(1)) * 1024
    if sys.platform != "win32" and "SC_AVPHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 4 * 2**30


def stage_seconds(
    design: Design, content: DataSet, device: str, threads: int | None = None
) -> tuple[float, ...]:
    """Return how long a round of each stage takes here, from a few of a throw-away game's.

    Rounds with few items give the fixed cost and the cost of each; only where the whole batch is
    quick is it tried itself. The stages share the time, so a page may call this. threads: None:
    as many as there are.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(threads or before)
    try:
        trainer = Trainer(design, content.to(device), device=device)
        quick = QUICK / len(trainer.stages)
        return tuple(_of_stage(trainer, stage, device, quick) for stage in trainer.stages)
    finally:
        torch.set_num_threads(before)


def seconds_of(rounds: Sequence[int], each: Sequence[float]) -> float:
    """Return how long so many rounds of each stage take."""
    return sum(count * seconds for count, seconds in zip(rounds, each, strict=True))


def rounds_within(seconds: float, rounds: Sequence[int], each: Sequence[float]) -> int:
    """Return how many rounds are played in so much time, the last stage going on to its end."""
    total = 0
    for count, cost in zip(rounds[:-1], each[:-1], strict=True):
        if count * cost > seconds:
            return total + int(seconds / cost)
        total, seconds = total + count, seconds - count * cost
    return total + int(seconds / each[-1]) if each[-1] else total


def _of_stage(trainer: Trainer, stage: Stage, device: str, quick: float) -> float:
    """Return how long a round of `stage` takes, measured for about thrice `quick` seconds."""
    pack = pack_of(*(player.net for player in trainer.game.players.values()))
    # A small data set has no more than its items to give.
    fewest, several = (min(count, max(1, len(trainer.data) // pack)) * pack for count in FEW)

    def measure(items: int) -> float:
        return _median_round(trainer, replace(stage, batch=items), device, quick)

    few, more = measure(fewest), measure(several)
    if several == fewest:
        return few
    each = max(0.0, more - few) / (several - fewest)
    guess = few + each * max(0, stage.batch - fewest)
    return measure(stage.batch) if guess < quick and stage.batch > several else guess


def _median_round(trainer: Trainer, stage: Stage, device: str, quick: float) -> float:
    trainer.progress = Progress()
    rounds = trainer.play(until=50, stages=[stage])
    next(rounds)
    times: list[float] = []
    begin = time.perf_counter()
    while not times or (time.perf_counter() - begin < quick and len(times) < 20):
        start = time.perf_counter()
        next(rounds)
        _wait_for(device)
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def _wait_for(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize()
