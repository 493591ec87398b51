"""Coroutines in tests: each in a loop of its own thread, since Playwright keeps one in the main."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def done(what: Coroutine[Any, Any, T]) -> T:
    """Return what the coroutine returns."""
    with ThreadPoolExecutor(1) as own_loop:
        return own_loop.submit(asyncio.run, what).result()
