"""What a run will cost here, before it starts: memory by counting, time by a few real rounds."""

from __future__ import annotations

import os
import re
import sys
import time
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from gan_core import data
from gan_core.data.base import Spec
from gan_core.data.feed import Feed
from gan_core.game import Game
from gan_core.losses.adversarial import verdict
from gan_core.recipe import Plan, Recipe
from gan_core.rng import Rng
from gan_core.train import Progress, train

FLOAT = 4
FEW = (4, 16)
QUICK = 0.3


@dataclass(frozen=True)
class _Sized:
    """What decides how large a run is; the recipe itself is only carried along."""

    key: tuple[int, str, Spec]
    recipe: Recipe = field(compare=False)
    params: Any = field(compare=False)


@lru_cache(maxsize=256)
def _sizes(of: _Sized) -> tuple[int, int]:
    """Return (bytes of training, bytes of a resume checkpoint).

    Building the networks takes half a second, and a form asks again at every click.
    """
    spec = of.key[2]
    game = meta_game(of.recipe, of.params, spec)
    numbers = {
        name: sum(p.numel() for p in player.net.parameters())
        for name, player in game.players.items()
    }
    kept = sum(
        numbers[name] * (4 if player.ema is not None else 3)
        for name, player in game.players.items()
    )
    # Weight, gradient, two moments and EMA; D holds the activations of two batches, G of one.
    held = 5 * sum(numbers.values()) + 3 * _activations(game, spec) * int(of.params.batch)
    return FLOAT * held, FLOAT * kept


def _sized(recipe: Recipe, params: Any, spec: Spec) -> _Sized:
    return _Sized((id(recipe), params.model_dump_json(), spec), recipe, params)


def memory_needed(recipe: Recipe, params: Any, spec: Spec) -> int:
    """Return about how many bytes training takes: weights, Adam, EMA, activations, batches.

    The networks are built on torch's meta device, which allocates nothing, so a size of
    terabytes is known at once.
    """
    return _sizes(_sized(recipe, params, spec))[0]


def resume_bytes(recipe: Recipe, params: Any, spec: Spec) -> int:
    """Return about how large a resume checkpoint is: weights, two moments, EMA."""
    return _sizes(_sized(recipe, params, spec))[1]


def meta_game(recipe: Recipe, params: Any, spec: Spec) -> Game:
    """Return the recipe's game with networks that have shapes but no storage."""
    with torch.device("meta"):
        return recipe.make(params, spec, Rng(0, "meta"))


def _activations(game: Game, spec: Spec) -> int:
    """Return the numbers that all layers of all networks produce for one sample."""
    count = 0

    def add(module: nn.Module, inputs: Any, output: Any) -> None:
        nonlocal count
        if isinstance(output, Tensor):
            count += output.numel()

    nets = [player.net for player in game.players.values()]
    hooks = [
        module.register_forward_hook(add)
        for net in nets
        for module in net.modules()
        if not list(module.children())
    ]
    with torch.no_grad():
        for net in nets:
            net.eval()
        labels = torch.zeros(1, dtype=torch.long, device="meta") if spec.classes else None
        g, d = game.net("G"), game.net("D")
        made = g(torch.empty(1, int(g.latent), device="meta"), labels)  # type: ignore[arg-type]
        verdict(d(made.repeat(_group(d), 1, 1, 1), labels))
    for hook in hooks:
        hook.remove()
    return count


def available_memory(device: str) -> int:
    """Return the bytes that a new run may take on `device`."""
    if device == "cuda":
        return int(torch.cuda.mem_get_info()[0])
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():  # free pages alone leave out what the system would give back
        found = re.search(r"MemAvailable:\s+(\d+) kB", meminfo.read_text(encoding="utf-8"))
        if found:
            return int(found.group(1)) * 1024
    if sys.platform != "win32" and "SC_AVPHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 4 * 2**30


def seconds_per_round(
    recipe: Recipe, params: Any, data_name: str, device: str, threads: int = 1
) -> float:
    """Return how long a round takes here, from a few real rounds of a throw-away game.

    Rounds with few pictures give the fixed cost and the cost of each; only where the whole batch
    is quick is it tried itself. So a page may call this.
    """
    batch = int(params.batch)
    content = data.load(data_name)
    group = _group(meta_game(recipe, params, content.spec).net("D"))
    # A small data set has no more than its pictures to give.
    fewest, several = (min(count, max(1, len(content) // group)) * group for count in FEW)
    before = torch.get_num_threads()
    torch.set_num_threads(threads)

    def measured(pictures: int) -> float:
        return _median_round(recipe, params, data_name, device, pictures)

    try:
        few, more = measured(fewest), measured(several)
        if several == fewest:
            return few
        each = max(0.0, more - few) / (several - fewest)
        guess = few + each * max(0, batch - fewest)
        return measured(batch) if guess < QUICK and batch > several else guess
    finally:
        torch.set_num_threads(before)


def _group(d: nn.Module) -> int:
    """Return how many pictures D judges together: a batch must be a multiple of it."""
    return int(getattr(d, "group", 1))


def _median_round(recipe: Recipe, params: Any, data_name: str, device: str, batch: int) -> float:
    content = data.load(data_name).to(device)
    params = params.model_copy(update={"batch": batch})
    rng = Rng(0, device)
    game = recipe.make(params, content.spec, rng)
    stages = recipe.stages(params, Plan(content.spec, len(content)))
    rounds = train(game, stages, Feed(content, rng), Progress(), until=50)
    next(rounds)
    times: list[float] = []
    begin = time.perf_counter()
    while not times or (time.perf_counter() - begin < 0.3 and len(times) < 20):
        start = time.perf_counter()
        next(rounds)
        _wait_for(device)
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def _wait_for(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize()
