"""Next frame: what comes after some frames, and D sees it after them."""

from __future__ import annotations

from functools import partial

from torch import Tensor, cat, nn

from gan_core.answers import Fakes, Verdict
from gan_core.data.sequences import is_next_frame, moved_on, unrolled
from gan_core.data.spec import Pictures
from gan_core.data.views import View, aligned, mirrored
from gan_core.errors import N_
from gan_core.game import Game, Stage, Terms, Turn
from gan_core.losses.terms import edge_term, pixel_term
from gan_core.nets.motion import Motion
from gan_core.recipe import Plan, Recipe, Requirement
from gan_core.recipes.shared.noise import adversarial_stage, two_players
from gan_core.rng import Rng
from gan_core.settings.frames import Ahead, FrameDuel
from gan_core.settings.translation import Near, UNetSettings
from gan_core.usage import FromSource


class Settings(UNetSettings, Ahead, Near, FrameDuel):
    """Settings of the prediction of frames."""


def build(settings: Settings, spec: Pictures, rng: Rng) -> Game:
    """Return a U-Net, and a D of patches that is shown the frames before the one it judges."""
    assert isinstance(spec.source, Pictures)  # the recipe asks for it
    inputs, channels = spec.source.shape[0], spec.shape[0]

    def network(sees: int, draws: int) -> nn.Module:
        return settings.unet(sees, spec, rng, draws)

    frames, reach = spec.source.frames, settings.reach
    g = Motion(network, channels, frames, reach) if reach else network(inputs, channels)
    d = settings.patches(channels + inputs, spec)
    return two_players(g, d, rng, settings)


def stages(settings: Settings, plan: Plan) -> tuple[Stage, ...]:
    """D moves, then G, who is also to come near the truth in pixels and edges (section 3.4)."""
    assert isinstance(plan.spec.source, Pictures)
    context = plan.spec.source.shape[0]

    def before(turn: Turn) -> Tensor:
        assert turn.batch.src is not None
        return turn.batch.src

    def rolled(turn: Turn) -> Fakes:
        """Predict one frame after the other, each from those before; the last is the fake."""
        past, frames = before(turn)[:, :context], []
        for _ in range(settings.ahead):
            frames.append(turn.net("G")(past))
            past = moved_on(past, frames[-1])
        return Fakes(frames[-1], {"frames": cat(frames, 1)})

    def just_before(turn: Turn) -> Tensor:
        return before(turn)[:, -context:]

    def near(turn: Turn, on_fake: Verdict, fake: Fakes) -> Terms:
        truth = cat([before(turn)[:, context:], turn.batch.x], 1)
        terms = {"L1": (pixel_term, settings.l1), "edges": (edge_term, settings.edges)}
        frames = fake.of.get("frames", fake.x)  # who looks into D gives the next frame alone
        return {key: term(frames, truth, weight) for key, (term, weight) in terms.items() if weight}

    more = settings.ahead - 1
    view: View = partial(unrolled, more=more) if more else aligned
    return adversarial_stage(
        settings,
        plan,
        g_scale=settings.adversarial_weight,
        make=rolled,
        tell=just_before,
        more_g=near,
        view=partial(mirrored, view=view) if settings.mirror else view,
    )


RECIPE = Recipe(
    name="nextframe",
    title=N_("Next frame"),
    about=N_("Learns from films to predict the next frame from the last ones; D sees both."),
    paper="Mathieu et al. 2016, arXiv 1511.05440, sections 3.2 to 3.4",
    differs=N_(
        "One scale alone: a U-Net and a D of patches in place of four networks each, on whole "
        "frames of the data set's size. Losses are means over pixels, not sums; rates do not fall."
    ),
    settings=Settings,
    presets={
        "fast": {
            "g_width": 24, "d_width": 16, "lr": 3e-3, "beta1": 0.5, "batch": 8, "epochs": 20,
            "reach": 3, "depth": 4, "norm": "batch", "ahead": 2, "fakes": "shared", "ema": 0.998,
            "l1": 20.0, "edges": 10.0, "adversarial_weight": 0.1,
        },
        "source": {
            "g_width": 128, "d_width": 64, "optimizer": "sgd", "lr": 0.04, "d_rate": 0.5,
            "beta1": 0.0, "batch": 8, "epochs": 200, "l1": 1.0, "edges": 1.0,
            "adversarial_weight": 0.05, "mirror": False, "field": "full",
        },
    },
    origins={
        "fast": N_("Ours: G moves pixels instead of drawing them, and learns from frames that it "
                   "predicted itself."),
        "source": N_("The paper's: SGD 0.04 and half of it for D, batches of 8, L1 and edges "
                     "times 1, D's word times .05."),
    },
    build=build,
    stages=stages,
    use=FromSource(),
    source=Pictures,
    requires=(
        Requirement(
            is_next_frame, N_("{recipe} needs a data set whose items come with the frames before.")
        ),
    ),
)  # fmt: skip
