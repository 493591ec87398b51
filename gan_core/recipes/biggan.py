"""BigGAN: every layer of G is told the class and its own piece of z; D compares label and sight."""

from __future__ import annotations

from gan_core.answers import Fakes, Verdict
from gan_core.data.spec import Pictures
from gan_core.errors import N_
from gan_core.game import Game, Stage, Terms, Turn
from gan_core.losses.orthogonal import orthogonal
from gan_core.nets.big import BigShape, Discriminator, Generator
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import adversarial_stage, equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings
from gan_core.settings.big import BigNetworks, Smoothness


class Settings(BigNetworks, Smoothness, AdversarialSettings):
    """Settings of BigGAN."""

    def d_shape(self) -> BigShape:
        """Return how D is built."""
        return BigShape(self.d_width, self.most, self.d_norm, self.attention)


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return the residual G and D, both told the class."""
    g = Generator(settings.latent, spec, settings.g_shape())
    return two_players(g, Discriminator(spec, settings.d_shape()), rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, then G, whose filters are kept apart where that is wanted."""

    def apart(turn: Turn, _verdict: Verdict, _fakes: Fakes) -> Terms:
        weight = settings.orthogonal
        return {"orthogonal": orthogonal(turn.net("G"), weight)} if weight else {}

    return adversarial_stage(settings, plan, more_g=apart)


RECIPE = Recipe(
    name="biggan",
    title=N_("BigGAN"),
    about=N_("You choose the class. Each layer of G is told it, with a piece of the noise."),
    paper=(
        "Brock et al. 2019, arXiv 1809.11096; ajbrock/BigGAN-PyTorch, scripts/launch_cifar_ema.sh"
    ),
    differs=N_(
        "Narrow networks for a CPU: 32 channels instead of 256 in the code's script for CIFAR-10, "
        "which leaves out the shared embedding and the pieces of z; here they are as in the paper. "
        "A smallest side of 7 or 8 instead of 4, one block fewer in D, and far smaller batches "
        "than the paper's, whose gain comes from 2,048 pictures in each."
    ),
    settings=Settings,
    presets={
        "fast": {
            "objective": "hinge", "latent": 60, "lr": 1e-3, "d_rate": 1.0, "beta1": 0.0,
            "beta2": 0.99, "batch": 32, "epochs": 100, "ema": 0.998, "fakes": "shared",
            "precision": "mixed", "g_norm": "none",
        },
        "source": {
            "objective": "hinge", "latent": 120, "shared": 128, "g_width": 32, "d_width": 32,
            "most": 32, "n_critic": 4, "lr": 2e-4, "d_rate": 1.0, "beta1": 0.0, "beta2": 0.999,
            "batch": 50, "epochs": 500, "ema": 0.9999,
        },
    },
    origins={
        "fast": N_("Ours: narrow networks, a higher rate and shared fakes for a CPU."),
        "source": N_("The code's script for CIFAR-10, narrower: Adam 2e-4 (0, .999) for both, "
                     "batch 50, four D moves, spectral norm in G and D, no attention."),
    },
    build=build,
    stages=stages,
    references=equilibrium,
    conditional=True,
)  # fmt: skip
