"""One recipe of each kind in a few lines, as docs/adding-a-gan.md shows them, and data for them."""

from __future__ import annotations

from tests.gan_core.recipes.worked import began, cyclegan, infogan, pix2pix, seqgan, stackgan
from tests.gan_core.recipes.worked.content import ENTRIES

MODULES = (infogan, began, pix2pix, cyclegan, stackgan, seqgan)
RECIPES = {module.RECIPE.name: module.RECIPE for module in MODULES}
DATA = {
    "infogan": "mnist",
    "began": "mnist",
    "small_pix2pix": "pairs",
    "small_cyclegan": "domains",
    "small_stackgan": "captions",
    "small_seqgan": "sentences",
}
"""What each is tried on."""
__all__ = ["DATA", "ENTRIES", "MODULES", "RECIPES"]
