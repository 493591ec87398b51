"""The spaces that a model's pictures are moved in: z, and w where its layers are told styles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from gan_core.errors import N_, UserError, unknown
from gan_core.game import evaluating
from gan_core.model import Model
from gan_core.nets.equal import Equal
from gan_core.styled import Styled
from gan_core.usage import Request, seeded_noise

SpaceName = Literal["z", "w"]


@dataclass(frozen=True, eq=False)
class Space:
    """Points (n, size) of one space of a model, and the pictures that belong to them.

    z: the noise, N(0, I). w: what the mapping network makes of it (Karras et al. 2019, arXiv
    1812.04948, section 2).
    """

    model: Model
    name: SpaceName

    @property
    def size(self) -> int:
        """Return how many numbers a point has."""
        return self.model.latent if self.name == "z" else len(self.centre())

    def points(self, n: int, seed: int = 0) -> Tensor:
        """Return the points of the seeds `seed`, `seed` + 1, ...: (n, size)."""
        z = seeded_noise(n, self.model.latent, seed)
        return z if self.name == "z" else self._styles(z)

    def _styles(self, z: Tensor) -> Tensor:
        nets = self.model.nets
        with evaluating(*nets.values()):
            return _styled(self.model).style(nets, z)

    def centre(self) -> Tensor:
        """Return the middle (size,): 0 in z, in w the mean that was followed in training."""
        if self.name == "z":
            return torch.zeros(self.model.latent)
        return _styled(self.model).mean(self.model.nets)

    def weights(self) -> Tensor:
        """Return the weights (outputs, size) that a point meets first: of G's first dense layer, or
        of all layers that are told w.

        Raises:
            UserError: the first layer of G is not dense.
        """
        model = self.model
        if self.name == "w":
            return _styled(model).weights(model.nets)
        makers = [net for name, net in model.nets.items() if name not in model.judges]
        layers = (layer for net in makers for layer in net.modules())
        first = next((one for one in layers if isinstance(one, (nn.Linear, Equal))), None)
        if first is None or first.weight.shape[1] < self.size:
            raise UserError(N_("The first layer of G has no weights for each number of z."))
        return first.weight[:, : self.size].detach()

    def request(self, points: Tensor, label: str | int | None = None) -> Request:
        """Return the request for the pictures of `points`: (n, size) or, in w, one point a layer.

        Raises:
            UserError: there is no such label, or a point has another size.
        """
        if points.shape[-1] != self.size or not points.isfinite().all():
            raise UserError(
                N_("A point of {space} has {size} finite numbers here."),
                space=self.name,
                size=self.size,
            )
        y = self.model.design.labels(len(points), label)
        return Request(points, y) if self.name == "z" else Request(None, y, w=points)

    def pictures(self, points: Tensor, label: str | int | None = None) -> Tensor:
        """Return the pictures of `points`, (n, C, H, W) in [-1, 1]; see `request`."""
        return self.model.answer(self.request(points, label))

    def truncated(self, points: Tensor, psi: float) -> Tensor:
        """Return points moved to `psi` of their distance from the centre; 0: all are the centre.

        Truncation of Karras et al. 2019, appendix B. Negative: the other side.

        Raises:
            UserError: psi is out of range.
        """
        if not PSI[0] <= psi <= PSI[1]:  # also refuses what is no number
            raise UserError(
                N_("Truncation must be from {low:g} to {high:g}, not {value:g}."),
                low=PSI[0],
                high=PSI[1],
                value=psi,
            )
        return torch.lerp(self.centre().expand_as(points), points, psi)


PSI = (-1.0, 2.0)
"""From where to where points may be truncated: 1 leaves them as they are."""


def space_names(model: Model) -> tuple[SpaceName, ...]:
    """Return the spaces of a model; none where it does not draw from noise."""
    if not model.draws_from_noise:
        return ()
    return ("z", "w") if isinstance(model.recipe.use, Styled) else ("z",)


def space_of(model: Model, name: str | None = None) -> Space:
    """Return the space `name` of a model; without a name w where there is one, else z.

    Raises:
        UserError: the model has no such space.
    """
    names = space_names(model)
    if not names:
        raise UserError(N_("This model does not make pictures from noise: it has no latent space."))
    if name is None:
        return Space(model, names[-1])
    for one in names:
        if one == name:
            return Space(model, one)
    raise unknown(N_("This model has no space {name!r}. There are: {known}.{hint}"), name, names)


def _styled(model: Model) -> Styled:
    use = model.recipe.use
    assert isinstance(use, Styled)  # w is among the names
    return use
