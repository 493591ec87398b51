"""A fixed eye: the first maps of a classifier that is shipped, to compare pictures by.

In the place of VGG's maps in Johnson et al. 2016 (arXiv 1603.08155) and Ledig et al. 2017.
"""

from __future__ import annotations

from functools import lru_cache

from torch import Tensor, nn
from torch.nn.functional import conv2d, max_pool2d, relu

from gan_core.files import container
from gan_core.files.places import shipped_root
from gan_core.files.weights import under

CLASSIFIERS = {1: "mnist_cnn", 3: "emoji_cnn"}
"""Which classifier looks at pictures of so many channels."""


class Eye(nn.Module):
    """Pictures (N, C, H, W) in [-1, 1] -> maps of the second convolution, after its ReLU.

    Convolutions take pictures of any size. It is never trained.
    """

    def __init__(self, layers: list[tuple[Tensor, Tensor]]) -> None:
        super().__init__()
        self.layers = layers

    def forward(self, x: Tensor) -> Tensor:
        """Return maps (N, K, H / 2, W / 2)."""
        for place, (weight, bias) in enumerate(self.layers):
            x = relu(conv2d(max_pool2d(x, 2) if place else x, weight, bias, padding=1))
        return x


@lru_cache(maxsize=4)
def perception(channels: int) -> Eye:
    """Return the eye for pictures of `channels`, loaded once a process.

    Raises:
        CheckpointError: its file is damaged.
    """
    path = shipped_root() / "classifiers" / f"{CLASSIFIERS[channels]}.safetensors"
    maps = under(container.read(path)[0], "net/maps")
    places = sorted({key.split(".")[0] for key in maps}, key=int)
    return Eye([(maps[f"{one}.weight"].float(), maps[f"{one}.bias"].float()) for one in places])
