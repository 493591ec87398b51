"""How trained networks are used: what G is asked and answers, and what D is told and says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from gan_core.answers import Fakes, Verdict, as_fakes, verdict
from gan_core.data.spec import Spec
from gan_core.errors import N_, UserError
from gan_core.rng import derive_seed

Nets = Mapping[str, nn.Module]
"""The networks of a game by the names of their players."""
LAST_SEED = 2**53
MOST_ITEMS = 100_000


@dataclass(frozen=True)
class Request:
    """What G is asked for, n times: noise z, labels y, sources src, each (n, ...) where wanted.

    w: styles in z's place, (n, style) for all layers or (n, layers, style); see `styled.py`.
    """

    z: Tensor | None = None
    y: Tensor | None = None
    src: Tensor | None = None
    w: Tensor | None = None

    def __post_init__(self) -> None:
        # Not as a set, and not by len(): these fix the length where the model is traced.
        lengths = [part.shape[0] for part in self._parts().values()]
        if not lengths or any(length != lengths[0] for length in lengths):
            raise ValueError(f"a request has one length, not {sorted(set(lengths))}")

    def __len__(self) -> int:
        return len(next(iter(self._parts().values())))

    def _parts(self) -> dict[str, Tensor]:
        parts = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: part for name, part in parts.items() if part is not None}

    def to(self, device: torch.device | str) -> Request:
        """Return the same request on `device`."""
        return replace(self, **{name: part.to(device) for name, part in self._parts().items()})

    def split(self, size: int) -> Iterator[Request]:
        """Yield requests of at most `size`, in order."""
        for start in range(0, len(self), size):
            yield self[start : start + size]

    def __getitem__(self, rows: slice | Tensor) -> Request:
        return replace(self, **{name: part[rows] for name, part in self._parts().items()})


def refuse_count(n: int) -> None:
    """Raise UserError where `n` items are none, or too many to ask for at once."""
    if not 1 <= n <= MOST_ITEMS:
        raise UserError(N_("n must be from 1 to {limit}, not {n}."), limit=MOST_ITEMS, n=n)


def seeded_noise(n: int, numbers: int, seed: int = 0) -> Tensor:
    """Return the noise of the seeds `seed`, `seed` + 1, ...: (n, numbers), each from N(0, 1).

    Row i depends on seed + i alone, so "seed 7" is one picture wherever it is shown.

    Raises:
        UserError: the seed is out of range.
    """
    if not 0 <= seed <= LAST_SEED:
        raise UserError(N_("A seed is a whole number from 0 to {limit}."), limit=LAST_SEED)
    rows = [
        torch.randn(
            numbers, generator=torch.Generator().manual_seed(derive_seed(seed + i, "sample"))
        )
        for i in range(n)
    ]
    return torch.stack(rows) if rows else torch.empty(0, numbers)


class Usage(Protocol):
    """What a recipe says of its trained networks, so that anybody can use them."""

    def latent(self, settings: Any, spec: Any) -> int:
        """Return how many numbers z has; 0: G wants none."""

    def make(self, nets: Nets, request: Request) -> Fakes:
        """Return what G makes for `request`, items in the numbers of the spec, (n, *shape)."""

    def judge(self, nets: Nets, items: Tensor, request: Request) -> Verdict:
        """Return D's verdict on `items` (n, *shape), told what `request` says beside noise."""


@dataclass(frozen=True)
class FromNoise:
    """G(z, y) and D(x, y); z has as many numbers as the setting `latent`."""

    g: str = "G"
    d: str = "D"

    def latent(self, settings: Any, spec: Spec) -> int:
        """Return the setting `latent`."""
        return int(settings.latent)

    def make(self, nets: Nets, request: Request) -> Fakes:
        """Return G(z, y)."""
        return as_fakes(nets[self.g](request.z, request.y), z=request.z)

    def judge(self, nets: Nets, items: Tensor, request: Request) -> Verdict:
        """Return D(x, y)."""
        return verdict(nets[self.d](items, request.y))


@dataclass(frozen=True)
class FromSource:
    """G(source) and D(x, source), without noise; in a picture's place there may be a text.

    tell: whether D is told the source.
    """

    g: str = "G"
    d: str = "D"
    tell: bool = True

    def latent(self, settings: Any, spec: Spec) -> int:
        """Return 0."""
        return 0

    def make(self, nets: Nets, request: Request) -> Fakes:
        """Return G(source)."""
        return as_fakes(nets[self.g](request.src), source=request.src)

    def judge(self, nets: Nets, items: Tensor, request: Request) -> Verdict:
        """Return D(x, source), or D(x) where it is not told."""
        return verdict(nets[self.d](items, request.src if self.tell else None))


@dataclass(frozen=True)
class FromWords:
    """A G that writes sequences (n, length), one number of z for each word; D reads them."""

    g: str = "G"
    d: str = "D"

    def latent(self, settings: Any, spec: Spec) -> int:
        """Return the length of a sequence."""
        return spec.numbers

    def make(self, nets: Nets, request: Request) -> Fakes:
        """Return whole sequences."""
        assert request.z is not None
        empty = torch.zeros(len(request), 0, dtype=torch.long, device=request.z.device)
        complete: Callable[..., Tensor] = nets[self.g].complete  # type: ignore[assignment]
        return as_fakes(complete(empty, request.z), z=request.z)

    def surprise(self, nets: Nets, items: Tensor) -> Tensor:
        """Return minus the log-likelihood that G gives each word of `items`, nats, (n, length)."""
        surprise: Callable[[Tensor], Tensor] = nets[self.g].surprise  # type: ignore[assignment]
        return surprise(items)

    def judge(self, nets: Nets, items: Tensor, request: Request) -> Verdict:
        """Return D(x)."""
        return verdict(nets[self.d](items))


@dataclass(frozen=True)
class Bounded:
    """As `use`, but pictures are cut to [-1, 1]: of a G whose last layer is linear."""

    use: Usage

    def latent(self, settings: Any, spec: Any) -> int:
        """Return how many numbers z has."""
        return self.use.latent(settings, spec)

    def make(self, nets: Nets, request: Request) -> Fakes:
        """Return what G makes, cut."""
        fake = self.use.make(nets, request)
        return replace(fake, x=fake.x.clamp(-1, 1))

    def judge(self, nets: Nets, items: Tensor, request: Request) -> Verdict:
        """Return D's verdict."""
        return self.use.judge(nets, items, request)
