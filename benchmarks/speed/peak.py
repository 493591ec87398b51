"""python -m benchmarks.speed.peak JSON: the peak memory (MiB) of a few rounds of one loop.

Of this process and its loader's workers, each counted whole.
"""

from __future__ import annotations

import json
import resource
import sys

import torch

from benchmarks.speed.loops import Case, Way, pictures
from benchmarks.speed.measure import MAKERS

ROUNDS = 4


def main() -> None:
    """Play, and print the peak."""
    order = json.loads(sys.argv[1])
    way = Way(**order["way"])
    torch.set_num_threads(way.threads)
    loop = MAKERS[order["kind"]](Case(**order["case"]), way, pictures())
    for _ in range(ROUNDS):
        next(loop.steps)
    loop.steps = iter(())  # the workers end and are counted
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    each = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print((own + way.workers * each) / 1024)


if __name__ == "__main__":
    main()
