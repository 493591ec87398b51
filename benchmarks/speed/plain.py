"""The training loop that people copy from tutorials, as it stands there: what ours is held against.

A DataLoader decodes, scales and collates picture by picture (torchvision's MNIST with ToTensor and
Normalize), the loss is BCE on logits, the optimizers plain Adam, layout and precision torch's
defaults; D's and G's losses share one batch of fakes. So PyTorch's DCGAN tutorial and the common
collections of GANs. Only the networks are ours, so that both train the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from gan_core.answers import Verdict


class LabelledPictures(Dataset[tuple[Tensor, int]]):
    """Grey pictures held as uint8, given out one by one as torchvision's MNIST does."""

    def __init__(self, items: Tensor, labels: Tensor) -> None:
        self.data, self.targets = items[:, 0], labels
        self.transform = transforms.Compose(
            [transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))]
        )

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        picture = Image.fromarray(self.data[index].numpy(), mode="L")
        return self.transform(picture), int(self.targets[index])


@dataclass
class Plain:
    """The loop's networks and settings."""

    g: nn.Module
    d: nn.Module
    latent: int
    lr: float
    betas: tuple[float, float]
    batch: int
    workers: int


def logits(answer: Tensor | Verdict) -> Tensor:
    """Return D's logits (N,), whatever else it says."""
    return answer.logit if isinstance(answer, Verdict) else answer


def rounds(plain: Plain, data: LabelledPictures) -> Iterator[float]:
    """Train for ever, yielding G's loss after each batch."""
    loader = DataLoader(
        data,
        plain.batch,
        shuffle=True,
        drop_last=True,
        num_workers=plain.workers,
        persistent_workers=plain.workers > 0,  # our data are small: new ones would cost a tenth
    )
    criterion = nn.BCEWithLogitsLoss()
    opt_g = torch.optim.Adam(plain.g.parameters(), lr=plain.lr, betas=plain.betas)
    opt_d = torch.optim.Adam(plain.d.parameters(), lr=plain.lr, betas=plain.betas)
    while True:
        for real, _ in loader:
            count = real.size(0)
            ones, zeros = torch.ones(count), torch.zeros(count)
            opt_d.zero_grad()
            error_real = criterion(logits(plain.d(real)), ones)
            error_real.backward()
            fake = plain.g(torch.randn(count, plain.latent))
            error_fake = criterion(logits(plain.d(fake.detach())), zeros)
            error_fake.backward()
            opt_d.step()
            opt_g.zero_grad()
            error_g = criterion(logits(plain.d(fake)), ones)
            error_g.backward()
            opt_g.step()
            yield error_g.item()
