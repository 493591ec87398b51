"""How much memory and time a server and the processes that it started take (Linux)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Memory:
    """MiB of a process and its children. `pss` counts a page that n processes share 1/n times.

    own: pages of no file, which do not change when another program opens the same libraries.
    """

    rss: float = 0.0
    pss: float = 0.0
    own: float = 0.0
    each: Mapping[int, int] = field(default_factory=dict)


def memory_of(pid: int) -> Memory:
    """Return what the process and its children hold now; a process that has ended holds nothing."""
    sizes = {one: rollup(one) for one in [pid, *children(pid)]}
    return Memory(
        sum(size["Rss"] for size in sizes.values()),
        sum(size["Pss"] for size in sizes.values()),
        sum(size["Pss_Anon"] for size in sizes.values()),
        {one: round(size["Pss"]) for one, size in sizes.items()},
    )


def seconds_of(pid: int) -> dict[int, float]:
    """Return the seconds of CPU that the process and its children have taken so far."""
    return {one: _seconds(Path(f"/proc/{one}")) for one in [pid, *children(pid)]}


def _seconds(path: Path) -> float:
    try:
        words = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return 0.0


def children(pid: int) -> list[int]:
    """Return the processes that `pid` has started and that live."""
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if _parent(path) == pid]


def _parent(path: Path) -> int:
    try:
        # The name before it stands in brackets and may hold anything.
        return int((path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return 0


def rollup(pid: int) -> dict[str, float]:
    """Return Rss, Pss and Pss_Anon of one process in MiB."""
    sizes = {"Rss": 0.0, "Pss": 0.0, "Pss_Anon": 0.0}
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return sizes
    for line in lines:
        key, value = line.split(":")
        if key in sizes:
            sizes[key] = int(value.split()[0]) / 1024
    return sizes
