"""CycleGAN: two kinds of pictures without pairs, and a G for each way between them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gan_core.data.spec import Pictures
from gan_core.errors import N_, UserError
from gan_core.game import Game, Memory, Phase, Player, Stage, judge, maker
from gan_core.losses.penalties import refuse_batch_statistics
from gan_core.optimizers import ROUNDS, clip_weights, falling
from gan_core.recipe import Plan, Recipe
from gan_core.recipes.shared.cycle import Way, both
from gan_core.rng import Rng
from gan_core.settings.adversarial import DuelSettings
from gan_core.settings.cycle import Cycle, ResidualSettings
from gan_core.settings.training import Falling
from gan_core.usage import FromSource


class Settings(ResidualSettings, Cycle, Falling, DuelSettings):
    """Settings of CycleGAN."""

    d_norm: Literal["none"] = Field("none", title=N_("Normalisation in D"))
    # What both Gs make is what both Ds see, by the pools.
    fakes: Literal["shared"] = Field("shared", title=N_("Fakes in a round"))

    def ways(self) -> tuple[Way, Way]:
        """Return the way to the items, and the way back to the second domain."""
        return Way(self, self.pool), Way(self, self.pool, back=True)


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return two Gs, two Ds of patches, and empty pools."""
    other = spec.other
    assert isinstance(other, Pictures)  # the recipe asks for it
    if other.size != spec.size:
        raise UserError(N_("Both kinds of pictures must be of one size."))
    players: dict[str, Player] = {}
    for name, net in {
        "G": settings.translator(other, spec),
        "G back": settings.translator(spec, other),
    }.items():
        net = net.to(rng.device)
        players[name] = maker(net, settings.optimizer_for(net, "makes"), settings.average_of(net))
    for name, kind in {"D": spec, "D back": other}.items():
        d = settings.patches(kind.shape[0], kind).to(rng.device)
        if settings.penalties():
            refuse_batch_statistics(d)
        players[name] = judge(d, settings.optimizer_for(d, "judges"))
    memory: Memory = {ROUNDS: 0} if settings.fall else {}
    for way, kind in zip(settings.ways(), (spec, other), strict=True):
        memory |= way.replay.memory(kind, rng.device)
    return Game(players, rng, memory)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """Both Ds move, then both Gs on one loss (equation 3)."""
    assert isinstance(plan.spec, Pictures) and isinstance(plan.spec.other, Pictures)
    alike = plan.spec.shape == plan.spec.other.shape
    weights = settings.cycle, settings.cycle * settings.identity * alike
    there, back = settings.ways()
    loss = both(there.making(*weights), back.making(*weights))
    rounds = plan.rounds(settings.epochs, settings.batch, settings.n_critic)
    fall = (falling(settings.rate_of, rounds, settings.fall),) if settings.fall else ()
    judging = {"D": there.judging(), "D back": back.judging()}
    clip = [clip_weights(name, settings.clip) for name in judging] if settings.clip else []
    phases = (
        Phase(judging, repeat=settings.n_critic, after=tuple(clip)),
        Phase({"G": loss, "G back": loss}, after=fall),
    )
    return (Stage("adversarial", rounds, phases, settings.view, settings.batch),)


RECIPE = Recipe(
    name="cyclegan",
    title=N_("CycleGAN"),
    about=N_("Learns to make one kind of pictures of another, and back, without a single pair."),
    paper="Zhu et al. 2017, arXiv 1703.10593, equation 3, sections 4 and 5.2, appendix 7",
    differs=N_(
        "Pictures are as large as the data set's instead of 256x256. They are mirrored but not "
        "cropped at random. An epoch is as long as the items; of the second kind as many are "
        "drawn. Normalisation has no scale and shift of its own."
    ),
    settings=Settings,
    presets={
        "fast": {
            "g_width": 16, "d_width": 24, "blocks": 3, "lr": 1e-3, "beta1": 0.5, "batch": 8,
            "epochs": 60, "field": "16", "ema": 0.99, "change": True, "objective": "least_squares",
        },
        "source": {
            "g_width": 64, "d_width": 64, "blocks": 9, "lr": 2e-4, "beta1": 0.5, "batch": 1,
            "epochs": 200, "field": "70", "init": "normal", "objective": "least_squares",
        },
    },
    origins={
        "fast": N_("Ours: narrow networks that say the change alone, more pictures in a batch, a "
                   "higher rate and EMA."),
        "source": N_("The paper's: Adam 2e-4 with beta 1 of .5, one picture in a batch, nine "
                     "residual blocks, 64 maps in the first layers, patches of 70 pixels, there "
                     "and back times 10, pools of 50; the rate falls in the last 100 epochs."),
    },
    build=build,
    stages=stages,
    use=FromSource(tell=False),
    back=FromSource("G back", "D back", tell=False),
    other=Pictures,
)  # fmt: skip
