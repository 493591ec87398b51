"""Inpainting: is what D teaches more like a digit than a smooth fill, or than L1 alone?"""

from __future__ import annotations

from benchmarks.reproduce.experiment import (
    Column,
    Config,
    Experiment,
    Goal,
    Means,
    Numbers,
    Row,
    Settings,
)
from benchmarks.reproduce.restoring import nearness, restoring, there

ROUNDS = 3000
ALONE = {"adversarial_weight": 0.0}


def run(settings: Settings, seed: int) -> Numbers:
    """Train, and score G and a biharmonic fill on the same held-out digits with the same holes."""
    play = restoring(settings["recipe"], seed, **settings["changes"])
    query = play.query
    incomplete, truth = there(query.request.src), there(query.truth)
    degradation = play.design.degradation
    assert degradation is not None
    numbers = nearness(degradation.plain(incomplete), truth, "smooth/")
    for _step in play.played(settings["rounds"]):
        pass
    return numbers | nearness(play.answers(), truth, "ours/")


def like_digits(means: Means) -> bool | None:
    """Whether G's FD is below the smooth fill's, of each recipe."""
    if not {"inpaint", "outpaint"} <= set(means):
        return None
    return all(
        means[name]["ours/fd"] < means[name]["smooth/fd"] for name in ("inpaint", "outpaint")
    )


def d_helps(means: Means) -> bool | None:
    """Whether with D the FD is better than with L1 alone, and the PSNR worse."""
    if not {"inpaint", "inpaint_l1"} <= set(means):
        return None
    both, alone = means["inpaint"], means["inpaint_l1"]
    return both["ours/fd"] < alone["ours/fd"] and both["ours/psnr"] < alone["ours/psnr"]


def _config(recipe: str, *, alone: bool) -> Config:
    rows = [Row(f"{recipe}: L1 alone" if alone else f"{recipe}: L1 and D", "ours/")]
    if not alone:
        rows.append(Row(f"{recipe}: biharmonic fill", "smooth/"))
    changes = ALONE if alone else {}
    settings = {"recipe": recipe, "changes": changes, "rounds": ROUNDS}
    return Config(f"{recipe}_l1" if alone else recipe, settings, tuple(rows))


EXPERIMENT = Experiment(
    name="filling",
    title="In- and outpainting",
    protocol=(
        f"`inpaint` and `outpaint`, preset `fast`, {ROUNDS:,} rounds of 16 on the 4,500 digits of "
        "the package. The 500 held-out digits with holes of one seed; PSNR of whole pictures, of "
        "which what is known is exact. FD of these 500."
    ),
    columns=(
        Column("psnr", "PSNR in dB"),
        Column("ssim", "SSIM", ".3f"),
        Column("fd", "FD", ".1f"),
        Column("fd_floor", "floor", ".1f"),
    ),
    published=(),
    configs=(
        *(_config(one, alone=alone) for one in ("inpaint", "outpaint") for alone in (False, True)),
    ),
    run=run,
    goals=(
        Goal("the better FD than a biharmonic fill", like_digits),
        Goal("with D the better FD, without D the better PSNR (inpaint)", d_helps),
    ),
    seeds=3,
)
