"""A G as one HTML file: it runs without a server and without a network, on a phone too.

The file holds the model as ONNX, ONNX Runtime's WebAssembly build (MIT, see NOTICE.md) and the
script of the page, packed; the browser unpacks them.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

import torch
from torch import Tensor

from gan_core.errors import N_
from gan_core.export.onnx import onnx_bytes
from gan_core.inspection.influence import influence
from gan_core.model import Model
from gan_core.usage import seeded_noise

SEEDS = 48
"""Whose latents lie in the file: the same pictures as everywhere else."""
SLIDERS = 8
RUNTIME, ASSEMBLY = "ort.wasm.bundle.min.mjs.gz", "ort-wasm-simd-threaded.wasm.gz"
TEXTS = {
    "label": N_("Label"),
    "seeds": N_("Seeds"),
    "seed": N_("seed {seed}"),
    "random": N_("Another one"),
    "move": N_("Move it"),
    "moveHelp": N_("The numbers of z that move the picture most."),
    "reset": N_("Reset"),
    "walk": N_("Walk between two"),
    "from": N_("From seed"),
    "to": N_("To seed"),
    "way": N_("On the way"),
    "play": N_("Play"),
    "pause": N_("Pause"),
    "save": N_("Save the picture"),
    "loading": N_("Unpacking the model …"),
    "failed": N_("This browser cannot run the model: {why}"),
    "picture": N_("The picture of this point"),
    "offline": N_("Everything is in this file: it needs no server and no network."),
}
"""What the page says, by the name that its script knows."""


def html_page(
    model: Model,
    title: str,
    language: str = "en",
    translate: Callable[[str], str] = str,
    onnx: Callable[[Model], bytes] = onnx_bytes,
) -> str:
    """Return the page of `model`, one HTML text; `translate` gives its words in `language`.

    onnx: who writes the model; beside others `apart.onnx_apart`.

    Raises:
        UserError: the model does not make pictures from noise alone.
    """
    about = {
        "title": title,
        "latent": model.latent,
        "classes": list(model.classes),
        "shape": list(model.pictures.shape),
        "dimensions": influence(model).argsort(descending=True)[:SLIDERS].sort().values.tolist(),
        "seeds": _numbers(seeded_noise(SEEDS, model.latent)),
        "texts": {name: translate(text) for name, text in TEXTS.items()},
    }
    parts = {
        "language": html.escape(language),
        "title": html.escape(title),
        "style": _text("page.css"),
        "script": _joined("network.js", "page.js"),
        "about": json.dumps(about, ensure_ascii=False).replace("<", "\\u003c"),
        "runtime": _packed(RUNTIME),
        "assembly": _packed(ASSEMBLY),
        "model": _in_letters(gzip.compress(onnx(model), mtime=0)),
    }
    page = _text("page.html")
    for name, part in parts.items():
        page = page.replace(f"<!--{name}-->", part)
    return page


def _numbers(values: Tensor) -> str:
    little_endian = values.contiguous().to(torch.float32).numpy().astype("<f4")
    return _in_letters(little_endian.tobytes())


def _in_letters(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _file(name: str) -> bytes:
    return (files("gan_core.export") / "web" / name).read_bytes()


def _text(name: str) -> str:
    return _file(name).decode("utf-8")


def _joined(*names: str) -> str:
    """Return scripts as one: a page opened from disk may import no other file."""
    return "\n".join(_LINKS.sub("", _text(name)) for name in names)


_LINKS = re.compile(r"^(import \{[^}]*\} from [^\n]*\n|export )", re.MULTILINE)


@lru_cache(maxsize=2)
def _packed(name: str) -> str:
    return _in_letters(_file(name))
