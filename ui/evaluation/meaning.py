"""What each score asks, and which direction is better; and how its number is written."""

from __future__ import annotations

from gan_core.errors import N_
from gan_core.metrics.score import measure_of
from ui.shell.language import _

MEANING = {
    "fd": N_(
        "Distance between the features of samples and those of real pictures. Lower is better. "
        "No FID: the features are our classifier's."
    ),
    "kid": N_(
        "The same question by a distance that n does not bias. Lower is better, near real pictures "
        "is best."
    ),
    "precision": N_("Share of samples that lie among real pictures: quality. Higher is better."),
    "recall": N_("Share of real pictures that lie among samples: variety. Higher is better."),
    "density": N_(
        "How many real pictures surround a sample: quality, steadier than precision. Higher is "
        "better, 1 is as real pictures."
    ),
    "coverage": N_("Share of real pictures with a sample nearby: variety. Higher is better."),
    "diversity": N_(
        "Variety within each class. 1: as real pictures; 0: all pictures of a class are equal."
    ),
    "confident": N_(
        "Share of samples that the classifier is sure of. Higher is better, but it says nothing "
        "of variety."
    ),
    "modes": N_("Classes that occur at all. Fewer than real pictures have: modes are lost."),
    "fair_modes": N_("Classes with at least a tenth of an equal share. Higher is better."),
    "intended": N_("Share of samples read as the label that G was asked for. Higher is better."),
    "kl": N_(
        "How unequally often the numbers occur. Lower is better; chance alone keeps a perfect "
        "sampler above 0."
    ),
    "psnr": N_(
        "How near samples are to what would have been right, in decibels: 10 more is a tenth of "
        "the squared error. Higher is better; beside it stands the answer to another question."
    ),
    "ssim": N_(
        "How alike samples and what would have been right are in brightness, contrast and "
        "structure, window by window. 1: the same. Beside it stands the answer to another question."
    ),
    "l1": N_(
        "How far a number of a sample is from what would have been right, of -1 to 1. Lower is "
        "better; beside it stands the answer to another question."
    ),
    "new": N_("Share of sequences that the training data lack. 0: all are learned by heart."),
    "different": N_("Share of different sequences. Far below that of real ones: G repeats itself."),
    "nll": N_("How held-out sequences surprise G, in nats a word. Lower: it leaves out less."),
    "nll_oracle": N_(
        "How unlikely the oracle holds what G writes. Lower is better down to real lines; far "
        "below, G writes the likeliest alone."
    ),
    "bleu": N_("How many runs of words held-out sequences share. Near real ones is best."),
    "self_bleu": N_("How alike samples are in their runs of words. Above real ones: less varied."),
    "retrieval": N_("How often a picture's own caption is nearest of 100. Chance: 1 %."),
    "copying": N_(
        "Median distance to the nearest training picture, samples / unseen real pictures. About "
        "1: no copying. Much less: memorised. More: unlike real pictures."
    ),
    "overfitting": N_(
        "How far D treats unseen real items as fakes. 0: as those that it trained on; 1: as fakes. "
        "Lower is better."
    ),
    "support": N_(
        "About how many different pictures there are, from near-duplicates. Higher is better; "
        "≥: more than the test can tell at this n."
    ),
    "parzen": N_(
        "Caution: a score of the first GAN papers that says little about likelihood or looks in so "
        "many dimensions. Above real pictures, higher is not better."
    ),
}


def written(key: str, value: float | list[float] | None, most: float | None = None) -> str:
    """Return a score's number as text, "–" where there is none.

    most: the largest support that the test could tell; from there on it is "at least".
    """
    if value is None or isinstance(value, list):
        return "–"
    measure = measure_of(key)
    scale = "own" if measure is None else measure.scale
    if scale == "share":
        return f"{value:.1%}"
    if scale == "count":
        text = f"{value:,.0f}"
        return f"≥\N{NO-BREAK SPACE}{text}" if most is not None and value >= most else text
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}"


def meaning(key: str) -> str:
    """Return the one line that says how to read the score."""
    line = MEANING.get(key)
    return "" if line is None else _(line)
