"""StyleGAN: z becomes w, and w tells every layer of G what to draw."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field
from torch import Tensor, nn
from torch.optim import Optimizer

from gan_core.answers import Made, made
from gan_core.data.spec import Pictures
from gan_core.data.views import aligned
from gan_core.errors import N_
from gan_core.game import Game, Phase, Role, Stage
from gan_core.losses.adversarial import Duel, critic_loss, generator_loss, penalty_loss
from gan_core.losses.path_length import MEMORY, path_length
from gan_core.losses.penalties import r1
from gan_core.nets.style import Form, Generator, StyleShape
from gan_core.nets.style_critic import Discriminator
from gan_core.optimizers import optimizer
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.noise import equilibrium, two_players
from gan_core.rng import Rng
from gan_core.settings.adversarial import AdversarialSettings
from gan_core.settings.base import live
from gan_core.usage import FromNoise, Nets, Request


class Settings(AdversarialSettings):
    """Settings of StyleGAN."""

    d_norm: Literal["none"] = Field("none", title=N_("Normalisation in D"))
    form: Form = Field(
        "demodulated",
        title=N_("How w tells a layer"),
        description=N_(
            "Demodulated: w scales the weights, whose length is then made 1 (2020). AdaIN: w sets "
            "mean and deviation of each map (2019)."
        ),
    )
    style: int = Field(64, ge=2, le=1024, title=N_("Numbers in w"))
    depth: int = Field(
        3, ge=1, le=8, title=N_("Layers of the mapping"), description=N_("From z to w.")
    )
    g_width: int = Field(
        16, ge=1, le=512, title=N_("Width of G"), description=N_("Channels at the full size.")
    )
    d_width: int = Field(
        16, ge=1, le=512, title=N_("Width of D"), description=N_("Channels at the full size.")
    )
    most: int = Field(
        64,
        ge=1,
        le=1024,
        title=N_("Most channels"),
        description=N_("Each halving of the side doubles the channels, up to this many."),
    )
    layer_noise: bool = Field(
        True,
        title=N_("Noise in each layer"),
        description=N_("For what is random in a picture: hair, grain, the wobble of a stroke."),
    )
    mixing: float = Field(
        0.9,
        ge=0,
        le=1,
        title=N_("Style mixing"),
        description=N_("Share of fakes whose later layers are told another w while it trains."),
    )
    r1_every: int = live(
        16, ge=1, le=64, title=N_("Rounds between R1"), description=N_("Lazily: it costs less.")
    )
    path: float = live(
        0.0,
        ge=0,
        le=100,
        title=N_("Path length penalty"),
        description=N_("Steps in w move all pictures equally far. 0 is off; the paper has 2."),
    )
    path_every: int = live(8, ge=1, le=64, title=N_("Rounds between path lengths"))

    def optimizer_for(self, net: nn.Module, role: Role) -> Optimizer:
        """Return Adam's rates for phases that come lazily (appendix B of the second paper)."""
        every = self.path_every if role == "makes" and self.path else 0
        every = self.r1_every if role == "judges" and self.r1 else every
        share = every / (every + 1) if every else 1.0
        betas = self.beta1**share, self.beta2**share
        return optimizer(self.optimizer_of(role), net, self.rate_of(role) * share, betas)

    def shape(self) -> StyleShape:
        """Return how G is built."""
        return StyleShape(
            self.g_width, self.most, self.style, self.depth, self.form, self.layer_noise
        )


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return the style-based G, the residual D, and the mean path length."""
    g = Generator(
        settings.latent,
        spec,
        settings.shape(),
        noise=rng["noise"],
        mixing=settings.mixing,
        stream=rng["mixing"],
    )
    d = Discriminator(spec, settings.d_width, settings.most)
    return replace(two_players(g, d, rng, settings), memory={MEMORY: 0.0})


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, lazily on R1; then G, lazily on its path length."""
    objective = settings.adversarial()
    duel = Duel(
        share="fakes" if settings.fakes == "shared" else "nothing",
        augment=settings.augmentation(),
        precision=settings.precision,
    )
    phases = [Phase({"D": critic_loss(objective, duel)}, repeat=settings.n_critic)]
    if settings.r1:
        lazy = penalty_loss(r1(settings.r1), duel=duel)
        phases.append(Phase({"D": lazy}, every=settings.r1_every))
    phases.append(Phase({"G": generator_loss(objective, duel)}))
    if settings.path:
        phases.append(Phase({"G": path_length(settings.path)}, every=settings.path_every))
    steps = plan.rounds(settings.epochs, settings.batch, settings.n_critic)
    return (Stage("adversarial", steps, tuple(phases), aligned, settings.batch),)


class FromStyles(FromNoise):
    """G(z), or what it draws where its layers are told w; cut to [-1, 1]: its end is linear."""

    def make(self, nets: Nets, request: Request) -> Made:
        """Return pictures."""
        g, w = nets[self.g], request.w
        if w is None:
            fake = super().make(nets, request)
        else:
            fake = made(g.synthesize(g.for_layers(w)), w=w)  # type: ignore[operator]
        return replace(fake, x=fake.x.clamp(-1, 1))

    def style(self, nets: Nets, z: Tensor) -> Tensor:
        """Return w."""
        w: Tensor = nets[self.g].map(z)  # type: ignore[operator]
        return w

    def mean(self, nets: Nets) -> Tensor:
        """Return the mean of w that G followed in training."""
        mean: Tensor = nets[self.g].mean  # type: ignore[assignment]
        return mean


RECIPE = Recipe(
    name="stylegan",
    title=N_("StyleGAN"),
    about=N_("z becomes w, and w tells each layer of G: coarse form first, then the details."),
    paper="Karras et al. 2019, arXiv 1812.04948; 2020, arXiv 1912.04958",
    differs=N_(
        "Small pictures and narrow networks; no progressive growing; the second paper's skips in "
        "G and residual D in both forms; halving by averages instead of [1, 3, 3, 1]."
    ),
    settings=Settings,
    presets={
        "fast": {
            "r1": 0.1, "latent": 64, "lr": 2e-3, "beta1": 0.0, "beta2": 0.99, "batch": 64,
            "epochs": 200, "ema": 0.998, "fakes": "shared", "precision": "mixed",
        },
    },
    origins={"fast": N_("Ours: narrow networks for a CPU.")},
    build=build,
    stages=stages,
    use=FromStyles(),
    references=equilibrium,
)  # fmt: skip
