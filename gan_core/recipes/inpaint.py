"""Inpainting: a hole of any shape is filled, and the rest stays as it was."""

from __future__ import annotations

from gan_core.errors import N_
from gan_core.recipe import Recipe
from gan_core.recipes.shared.filling import FAST, Settings, build, holes, stages
from gan_core.usage import FromSource

RECIPE = Recipe(
    name="inpaint",
    title=N_("Inpainting"),
    about=N_("Fills a hole of any shape; D looks at the whole picture and at the filling."),
    paper=(
        "Pathak et al. 2016, arXiv 1604.07379, equations 1 to 3, section 4; Iizuka et al. 2017, "
        "ACM TOG 36(4), section 3.3 (D's two views)"
    ),
    differs=N_(
        "G is a U-Net with skips instead of an encoder with a dense middle; it makes the whole "
        "picture, of which the hole is taken. D is also shown where the hole is."
    ),
    settings=Settings,
    presets={
        "fast": FAST,
        "source": {
            "g_width": 64, "d_width": 64, "depth": 6, "norm": "batch", "init": "normal",
            "shape": "centre", "views": "hole", "distance": "l2", "l1": 0.999,
            "adversarial_weight": 1e-3, "lr": 2e-3, "d_rate": 0.1, "beta1": 0.5, "batch": 64,
            "epochs": 500,
            "fakes": "shared", "mirror": False,
        },
    },
    origins={
        "fast": N_("Ours: drawn holes, both views of D, narrow networks, a higher rate and EMA."),
        "source": N_("The paper's: a square in the middle, whose filling alone D judges, squared "
                     "distance times .999, D's word times .001, Adam 2e-3 with beta 1 of .5, for D "
                     "a tenth of that rate."),
    },
    build=build,
    stages=stages,
    use=FromSource(),
    degradation=holes,
)  # fmt: skip
