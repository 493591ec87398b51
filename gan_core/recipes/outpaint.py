"""Outpainting: a picture goes on beyond its frame, and the inside stays as it was."""

from __future__ import annotations

from gan_core.errors import N_
from gan_core.recipe import Recipe
from gan_core.recipes.shared.filling import FAST, Settings, build, holes, stages
from gan_core.usage import FromSource

RECIPE = Recipe(
    name="outpaint",
    title=N_("Outpainting"),
    about=N_("Paints on beyond the frame of a picture; D looks at the whole and at what is new."),
    paper=(
        "Sabini and Rusak 2018, arXiv 1808.08483, sections 3 and 4; Iizuka et al. 2017, ACM TOG "
        "36(4), section 3.3 (D's two views)"
    ),
    differs=N_(
        "What is known is a box anywhere in the picture instead of its middle columns. G is a "
        "U-Net with skips instead of dilated convolutions, and both learn from the first round on "
        "instead of G first, then D, then both."
    ),
    settings=Settings,
    presets={
        "fast": {**FAST, "shape": "frame", "depth": 6},
        "source": {
            "g_width": 64, "d_width": 32, "depth": 6, "norm": "batch", "shape": "frame",
            "views": "both", "distance": "l2", "l1": 1.0, "adversarial_weight": 4e-4, "lr": 1e-4,
            "batch": 16, "epochs": 100, "fakes": "shared", "mirror": False,
        },
    },
    origins={
        "fast": N_("Ours: narrow networks, a higher rate and EMA."),
        "source": N_("The paper's: squared distance, D's word times .0004, Adam 1e-4, 16 pictures "
                     "in a batch."),
    },
    build=build,
    stages=stages,
    use=FromSource(),
    degradation=holes,
)  # fmt: skip
