"""Settings of two ways between two kinds of pictures: residual Gs, there and back."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from gan_core.data.spec import Pictures
from gan_core.data.views import View, unpaired, unpaired_mirrored
from gan_core.errors import N_
from gan_core.nets.residual_translator import ResidualTranslator
from gan_core.settings.base import Section, Settings, live
from gan_core.settings.translation import PatchSettings


class ResidualSettings(PatchSettings):
    """Residual blocks in the middle of G (arXiv 1703.10593, appendix 7.2)."""

    section: ClassVar[Section] = "networks"
    g_width: int = Field(
        16, ge=1, le=256, title=N_("Width of G"), description=N_("Maps in its first layer.")
    )
    blocks: int = Field(
        6,
        ge=0,
        le=16,
        title=N_("Residual blocks"),
        description=N_("In the middle of each G, where the maps are smallest."),
    )
    downs: int = Field(
        2,
        ge=0,
        le=4,
        title=N_("Halvings"),
        description=N_("How often G halves the side before the blocks, while it is even."),
    )
    change: bool = Field(
        False,
        title=N_("G says the change alone"),
        description=N_("What it says is added to the picture that it is shown."),
    )

    def translator(self, source: Pictures, spec: Pictures) -> ResidualTranslator:
        """Return G from pictures of `source` to those of `spec`, which are as large."""
        return ResidualTranslator(
            source.shape[0],
            spec.shape[0],
            spec.size,
            width=self.g_width,
            downs=self.downs,
            blocks=self.blocks,
            norm=self.norm,
            init=self.init,
            change=self.change,
        )


class Cycle(Settings):
    """What both Gs' loss is made of beside the Ds' word (arXiv 1703.10593, sections 3 and 5.2)."""

    section: ClassVar[Section] = "game"
    # With instance normalisation one picture alone is a batch (the paper's).
    batch: int = live(
        8,
        ge=1,
        le=4096,
        title=N_("Batch size"),
        description=N_("Pictures in one batch; D sees as many real as fake ones."),
    )
    mirror: bool = live(
        True,
        title=N_("Mirror"),
        description=N_("Half of all pictures are seen in a mirror, which makes more of few."),
    )
    cycle: float = live(
        10.0,
        ge=0,
        le=100,
        title=N_("Weight of there and back"),
        description=N_("How much a picture is to come back as it was, pixel by pixel. 0 is off."),
    )
    identity: float = live(
        0.5,
        ge=0,
        le=10,
        title=N_("Weight of leaving alone"),
        description=N_(
            "A G that is given what it should make is to leave it as it is: this times the weight "
            "of there and back. Off where the two kinds have other channels; 0 is off."
        ),
    )
    pool: int = Field(
        50,
        ge=0,
        le=1000,
        title=N_("Older fakes"),
        description=N_("Half of what each D is shown is drawn from so many older fakes. 0 is off."),
    )

    @property
    def view(self) -> View:
        """Return how rows become a batch: as they are, or half of all pictures in a mirror."""
        return unpaired_mirrored if self.mirror else unpaired
