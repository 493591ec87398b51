"""What networks answer: what G made and from what, and D's verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import lcm

from torch import Tensor, nn

from gan_core.precision import at_least_float32


@dataclass(frozen=True)
class Verdict:
    """What D says of a batch: `logit` (N,), and where it has them `classes` (N, K), `features`.

    patches: (N, P) logits of each item's parts, whose mean `logit` is; None: it judges the whole.
    """

    logit: Tensor
    classes: Tensor | None = None
    features: Tensor | None = None
    patches: Tensor | None = None

    @property
    def votes(self) -> Tensor:
        """Return what an objective is taken of: (N, P) logits of patches, else the logit (N,)."""
        return self.logit if self.patches is None else self.patches


def verdict(answer: Tensor | Verdict) -> Verdict:
    """Return D's answer as a Verdict, at least in float32; a bare tensor (N,) is the logit."""
    if not isinstance(answer, Verdict):
        return Verdict(at_least_float32(answer.flatten()))
    parts = (answer.classes, answer.features, answer.patches)
    beside = (None if part is None else at_least_float32(part) for part in parts)
    return Verdict(at_least_float32(answer.logit), *beside)


@dataclass(frozen=True)
class Fakes:
    """What G made: items `x` (N, ...), and by name what they were made from: z, w, a code."""

    x: Tensor
    of: Mapping[str, Tensor] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.x)

    def detached(self) -> Fakes:
        """Return the same without G's graph."""
        return Fakes(self.x.detach(), {name: value.detach() for name, value in self.of.items()})


def as_fakes(answer: Tensor | Fakes, **of: Tensor | None) -> Fakes:
    """Return G's answer as Fakes, at least in float32, with what it was made from beside it."""
    origin = {name: value for name, value in of.items() if value is not None}
    if isinstance(answer, Fakes):
        return Fakes(at_least_float32(answer.x), {**origin, **answer.of})
    return Fakes(at_least_float32(answer), origin)


def pack_of(*nets: nn.Module) -> int:
    """Return how many items make whole packs for each of `nets`: 1 unless one judges packs.

    PacGAN's D judges several items together (arXiv 1712.04086).
    """
    return lcm(*(int(getattr(net, "pack", 1)) for net in nets))
