"""Grid of 25."""

from __future__ import annotations

from benchmarks.reproduce.experiment import Experiment, Goal, Means, Published
from benchmarks.reproduce.plane import columns, configs, run

VEEGAN = "VEEGAN (arXiv 1705.07761), table 1"
PACGAN = "PacGAN (arXiv 1712.04086), table 1"


def every_mode(means: Means) -> bool | None:
    """Whether some G of ours finds all 25 modes on every seed with 90 % of high quality."""
    found = [
        (numbers[f"{prefix}modes"], numbers[f"{prefix}high_quality"])
        for numbers in means.values()
        for prefix in ("", "ema/")
    ]
    return any(modes == 25 and clean >= 0.9 for modes, clean in found) if found else None


EXPERIMENT = Experiment(
    name="grid",
    title="Grid of 25",
    protocol=(
        "Modes {-4, -2, 0, 2, 4}^2, sigma .05, 100,000 training points, 2,500 samples, scored as "
        "the ring; KL of 26 bins counts what is off the modes as one more bin."
    ),
    columns=columns(25),
    published=(
        Published("GAN", {"modes": "3.3", "high_quality": ".5"}, VEEGAN),
        Published("Unrolled GAN", {"modes": "23.6", "high_quality": "16"}, VEEGAN),
        Published("VEEGAN", {"modes": "24.6", "high_quality": "40"}, VEEGAN),
        Published(
            "GAN", {"modes": "17.3 ± .8", "high_quality": "94.8 ± .7", "kl": ".70 ± .07"}, PACGAN
        ),
        Published(
            "PacGAN2", {"modes": "23.8 ± .7", "high_quality": "91.3 ± .8", "kl": ".13"}, PACGAN
        ),
        Published(
            "PacGAN4", {"modes": "24.8 ± .2", "high_quality": "93.6", "kl": ".04 ± .01"}, PACGAN
        ),
    ),
    configs=configs("grid", 10000, 0.03),
    run=run,
    goals=(Goal("25 modes on every seed and 90 % of high quality by one of ours", every_mode),),
)
