"""The small classifier that reads samples, and its training."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, pad

from gan_core.data.base import DataSet
from gan_core.game import evaluating
from gan_core.rng import Rng, derive_seed, seeded

FEATURES = 128


class Classifier(nn.Module):
    """Two convolutions (32, 64), a hidden layer, whose output is the features, logits."""

    def __init__(
        self, channels: int = 1, size: int = 28, classes: int = 10, features: int = FEATURES
    ) -> None:
        super().__init__()
        side = size // 4
        self.maps = nn.Sequential(
            nn.Conv2d(channels, 32, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
        )
        self.hidden = nn.Sequential(nn.Linear(64 * side * side, features), nn.ReLU())
        self.head = nn.Linear(features, classes)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return (features (N, F), logits (N, K)) of pictures (N, C, H, W) in [-1, 1]."""
        features = self.hidden(self.maps(x))
        return features, self.head(features)


def read(net: Classifier, pictures: Tensor, batch: int = 100) -> tuple[Tensor, Tensor]:
    """Return (features, logits) of pictures in [-1, 1], in batches, without gradients."""
    with evaluating(net):
        parts = [net(part) for part in torch.split(pictures, batch)]
    return torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts])


def accuracy(net: Classifier, items: Tensor, labels: Tensor, data: DataSet) -> float:
    """Return the share of uint8 `items` whose label `net` reads correctly."""
    logits = torch.cat(
        [read(net, data.spec.to_numbers(part))[1] for part in torch.split(items, 1000)]
    )
    return float((logits.argmax(1) == labels).float().mean())


def _shifted(x: Tensor, most: int, rng: Rng) -> Tensor:
    """Move the whole batch by up to `most` pixels: digits are not always centred."""
    dy, dx = torch.randint(0, 2 * most + 1, (2,), generator=rng["augment"]).tolist()
    height, width = x.shape[2:]
    return pad(x, (most,) * 4, value=-1.0)[:, :, dy : dy + height, dx : dx + width]


def _mirrored(x: Tensor, rng: Rng) -> Tensor:
    """Mirror each picture left to right with probability 1/2."""
    turned = torch.rand(len(x), 1, 1, 1, generator=rng["augment"]) < 0.5
    return torch.where(turned, x.flip(3), x)


def fit(
    data: DataSet,
    *,
    epochs: int = 6,
    batch: int = 128,
    lr: float = 2e-3,
    seed: int = 0,
    shift: int = 2,
    mirror: bool = False,
    features: int = FEATURES,
) -> Iterator[tuple[int, float, Classifier]]:
    """Train a classifier with Adam and a rate that falls linearly, dropout .4 on its features.

    shift: also show pictures moved by up to so many pixels. mirror: also mirrored, for kinds whose
    mirror image is as real (clothes, not digits). features: width of the hidden layer.

    Yields (epoch, accuracy on the held-out part, net) after each epoch.
    """
    held_out = data.held_out
    if data.labels is None or held_out is None or held_out.labels is None:
        raise ValueError("a classifier needs labels and a held-out part")
    rng = Rng(seed)
    shape = (*data.spec.shape[:2], len(data.spec.classes), features)
    net = seeded(derive_seed(seed, "classifier"), lambda: Classifier(*shape))
    net.to(memory_format=torch.channels_last)  # faster on a CPU
    opt = torch.optim.Adam(net.parameters(), lr=lr, fused=True)
    rounds = len(data) // batch
    schedule = torch.optim.lr_scheduler.LinearLR(opt, 1.0, 0.01, epochs * rounds)
    for epoch in range(1, epochs + 1):
        net.train()
        order = torch.randperm(len(data), generator=rng["data"])
        for rows in torch.split(order[: rounds * batch], batch):
            pictures = _shifted(data.spec.to_numbers(data.items[rows]), shift, rng)
            seen_by_head, _ = net(_mirrored(pictures, rng) if mirror else pictures)
            mask = torch.empty_like(seen_by_head).bernoulli_(0.6, generator=rng["dropout"]) / 0.6
            loss = cross_entropy(net.head(seen_by_head * mask), data.labels[rows])
            opt.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            opt.step()
            schedule.step()
        yield epoch, accuracy(net, held_out.items, held_out.labels, data), net
