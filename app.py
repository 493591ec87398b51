"""The launcher: `streamlit run app.py` serves pages/_router.py.

A router outside pages/ would let Streamlit's old discovery run a page by itself when a deep link
is the first request; with this launcher there is no folder pages/ beside the main script.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from gan_core.errors import UserError
from gan_core.runs.engine.configuration import from_environment
from ui.lab import routes as lab_routes
from ui.latent import routes as latent_routes
from ui.shell.preload import preload
from ui.shell.sockets import send_at_once
from ui.train import live_routes
from ui.translate import routes as translate_routes

ROUTES = [
    *lab_routes.ROUTES,
    *latent_routes.ROUTES,
    *live_routes.ROUTES,
    *translate_routes.ROUTES,
]
SWITCH_SECONDS = 0.0005


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[dict[str, object]]:
    """Import what is heavy once, before the first visitor; save all runs when the server ends."""
    from gan_core.runs.engine.current import close_engine, engine

    send_at_once()
    preload()
    engine()  # its processes, if it has any, start before the first visitor comes
    # Streamlit collects all garbage after every script run. Frozen, torch's own objects (a
    # quarter of a second's worth) are left out; and pages get the interpreter soon while a
    # training thread is busy.
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield {}
    finally:
        close_engine(timeout=20)


try:
    from_environment()
except UserError as error:
    sys.exit(f"ganvas: {error}")
# Streamlit asks only WebSockets for their host; our routes and the first page need it as well.
HOSTS = Middleware(
    TrustedHostMiddleware,
    allowed_hosts=st.get_option("server.allowedHosts") or ["*"],
    www_redirect=False,
)
app = st.App("pages/_router.py", lifespan=lifespan, routes=ROUTES, middleware=[HOSTS])
