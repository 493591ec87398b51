"""Settings of networks that make one picture of another, and of how near they must come."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator
from torch import Tensor

from gan_core.data.spec import Pictures
from gan_core.data.views import View, aligned, mirrored
from gan_core.errors import N_, UserError
from gan_core.game import Terms
from gan_core.losses.terms import pixel_term, square_term
from gan_core.nets import patch
from gan_core.nets.layers import Init
from gan_core.nets.patch import PatchDiscriminator
from gan_core.nets.restoration import BlockNorm, Restorer
from gan_core.nets.unet import MapNorm, UNet
from gan_core.rng import Rng
from gan_core.settings.base import Section, Settings, live


class PatchSettings(Settings):
    """A D of patches (arXiv 1611.07004, section 3.2.2)."""

    section: ClassVar[Section] = "networks"
    d_width: int = Field(
        24, ge=1, le=256, title=N_("Width of D"), description=N_("Maps in its first layer.")
    )
    field: patch.Field = Field(
        "16",
        title=N_("Patches that D judges"),
        description=N_(
            "How many pixels across D sees at once. 1: colours alone. Full: the whole picture, "
            "one verdict."
        ),
    )
    norm: MapNorm = Field(
        "instance",
        title=N_("Normalisation of maps"),
        description=N_("In both networks, over each picture alone or over the batch."),
    )
    init: Init = Field("torch", title=N_("First weights"))

    def patches(self, channels: int, spec: Pictures) -> PatchDiscriminator:
        """Return D of pictures with `channels` in all, the source's too where it is shown it."""
        return PatchDiscriminator(
            channels,
            spec.size,
            width=self.d_width,
            field=self.field,
            norm=self.norm,
            init=self.init,
        )


class UNetSettings(PatchSettings):
    """A U-Net as G and a D of patches (arXiv 1611.07004, section 3.2)."""

    section: ClassVar[Section] = "networks"
    g_width: int = Field(
        24, ge=1, le=256, title=N_("Width of G"), description=N_("Maps in its first layer.")
    )
    depth: int = Field(
        5,
        ge=1,
        le=9,
        title=N_("Depth of the U-Net"),
        description=N_("How often the side is halved at most; it ends earlier at an odd side."),
    )
    dropout: float = Field(
        0.0,
        ge=0,
        le=0.9,
        title=N_("Dropout in G"),
        description=N_("In the layers next to the middle, while training. 0 is off."),
    )

    def unet(self, inputs: int, spec: Pictures, rng: Rng, outputs: int | None = None) -> UNet:
        """Return G from pictures of `inputs` channels to those of `spec`, or to `outputs` maps."""
        return UNet(
            inputs,
            outputs or spec.shape[0],
            spec.size,
            width=self.g_width,
            depth=self.depth,
            norm=self.norm,
            dropout=self.dropout,
            init=self.init,
            stream=rng["dropout"],
        )


class RestorerSettings(PatchSettings):
    """A residual G at the size of its source, and a D of patches (arXiv 1609.04802, figure 4)."""

    section: ClassVar[Section] = "networks"
    g_width: int = Field(
        32, ge=1, le=256, title=N_("Width of G"), description=N_("Maps in each layer.")
    )
    blocks: int = Field(6, ge=1, le=32, title=N_("Residual blocks"))
    g_norm: BlockNorm = Field(
        "none",
        title=N_("Normalisation in G"),
        description=N_("None is sharper; the paper of 2017 has BatchNorm."),
    )
    change: bool = Field(
        True,
        title=N_("G says the change alone"),
        description=N_("What it says is added to the picture that it is shown."),
    )

    def restorer(self, spec: Pictures, factor: int = 1) -> Restorer:
        """Return G from pictures that are `factor` times smaller than those of `spec`."""
        return Restorer(
            spec.channels,
            spec.channels,
            width=self.g_width,
            blocks=self.blocks,
            factor=factor,
            norm=self.g_norm,
            change=self.change,
            init=self.init,
        )


class Near(Settings):
    """What G's loss is made of beside D's word, and what it learns from."""

    section: ClassVar[Section] = "game"
    # With instance normalisation one picture alone is a batch (the paper's).
    batch: int = live(
        16,
        ge=1,
        le=4096,
        title=N_("Batch size"),
        description=N_("Pictures in one batch; D sees as many real as fake ones."),
    )
    l1: float = live(
        100.0,
        ge=0,
        le=1000,
        title=N_("Weight of L1"),
        description=N_("How much G is to come near the true picture, pixel by pixel. 0 is off."),
    )
    adversarial_weight: float = live(
        1.0,
        ge=0,
        le=100,
        title=N_("Weight of D's word"),
        description=N_("How much G is to please D. 0: it learns from the true picture alone."),
    )
    mirror: bool = live(
        True,
        title=N_("Mirror"),
        description=N_("Half of all pairs are seen in a mirror, which makes more of few."),
    )

    def apart(self, fakes: Tensor, truth: Tensor, weight: float) -> Terms:
        """Return weight times how far pictures (N, C, H, W) are from the true ones, by its name."""
        return {"L1": pixel_term(fakes, truth, weight)}

    @property
    def view(self) -> View:
        """Return how rows become a batch: as they are, or half of them in a mirror."""
        return mirrored if self.mirror else aligned

    def aims(self) -> tuple[float, ...]:
        """Return the weights of all that G learns from."""
        return (self.l1, self.adversarial_weight)

    @model_validator(mode="after")
    def _has_an_aim(self) -> Near:
        if not any(self.aims()):
            raise UserError(
                N_(
                    "With L1 of weight 0 and D's word of weight 0 nothing says to G what to make. "
                    "Give one of them a weight."
                )
            )
        return self


class Distance(Near):
    """As `Near`, where the distance may be chosen too."""

    section: ClassVar[Section] = "game"
    l1: float = live(
        100.0,
        ge=0,
        le=1000,
        title=N_("Weight of nearness"),
        description=N_("How much G is to come near the true picture, pixel by pixel. 0 is off."),
    )
    distance: Literal["l1", "l2"] = live(
        "l1",
        title=N_("Distance to the true picture"),
        description=N_("L1: the mean difference. L2: its square, which blurs and has more PSNR."),
    )

    def apart(self, fakes: Tensor, truth: Tensor, weight: float) -> Terms:
        """Return weight times the distance that was chosen, by its name."""
        if self.distance == "l1":
            return super().apart(fakes, truth, weight)
        return {"L2": square_term(fakes, truth, weight)}


class Perceptual(Distance):
    """As `Distance`, and how near G must come for a fixed eye."""

    section: ClassVar[Section] = "game"
    perceptual: float = live(
        0.0,
        ge=0,
        le=1000,
        title=N_("Weight of the perceptual term"),
        description=N_(
            "How much G is to look like the true picture to a fixed classifier, whose maps are "
            "compared. 0 is off."
        ),
    )

    def aims(self) -> tuple[float, ...]:
        """Return the weights of all that G learns from."""
        return (*super().aims(), self.perceptual)
