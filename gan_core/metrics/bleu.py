"""BLEU: how many runs of one to four words a line shares with others."""

from __future__ import annotations

from collections.abc import Sequence

LINES, REFERENCES = 200, 400
"""How many lines are compared, with how many others."""
RUNS = (0.25, 0.25, 0.25, 0.25)
"""Runs of one, two, three and four words count alike: BLEU-4."""
Line = Sequence[int]


def bleu(lines: Sequence[Line], references: Sequence[Line]) -> float:
    """Return the mean BLEU-4 of `lines` against all of `references`, 0 to 1.

    Papineni et al. 2002; runs that never occur count a little (smoothing method 1 of Chen and
    Cherry 2014), as in Texygen (arXiv 1802.01886), section 3.
    """
    return sum(_of_one(line, references) for line in lines) / len(lines)


def self_bleu(lines: Sequence[Line]) -> float:
    """Return the mean BLEU-4 of each of `lines` against all others: 1 where all are the same.

    Zhu et al. 2018 (Texygen), arXiv 1802.01886, section 3.2.

    Raises:
        ValueError: there are fewer than two lines.
    """
    if len(lines) < 2:
        raise ValueError("one line alone has no others to compare with")
    others = ([*lines[:row], *lines[row + 1 :]] for row in range(len(lines)))
    return sum(map(_of_one, lines, others)) / len(lines)


def _of_one(line: Line, references: Sequence[Line]) -> float:
    from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu  # takes seconds to load

    smooth = SmoothingFunction().method1
    return float(sentence_bleu(references, line, RUNS, smoothing_function=smooth))
