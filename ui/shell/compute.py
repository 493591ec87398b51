"""Computing on a page's own thread: one core, so that a slider never fights the training."""

from __future__ import annotations

import torch


def one_thread() -> None:
    """Let this thread's sums use one core.

    A fresh thread takes over the last value set anywhere unless it has asked once. On busy cores
    two threads that wait for each other are many times slower than one.
    """
    torch.get_num_threads()
    torch.set_num_threads(1)
