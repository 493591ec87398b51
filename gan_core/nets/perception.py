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

CLASSIFIER = "mnist_cnn"


class Eye(nn.Module):
    """Pictures (N, C, H, W) in [-1, 1] -> maps of the second convolution, after its ReLU.

    Each channel is looked at alone, by the strokes and edges that tell digits apart. Convolutions
    take pictures of any size. It is never trained.
    """

    def __init__(self, layers: list[tuple[Tensor, Tensor]]) -> None:
        super().__init__()
        self.layers = layers

    def forward(self, x: Tensor) -> Tensor:
        """Return maps (N, C x K, H / 2, W / 2)."""
        maps = x.flatten(0, 1)[:, None]
        for place, (weight, bias) in enumerate(self.layers):
            below = max_pool2d(maps, 2) if place else maps
            maps = relu(conv2d(below, weight.to(x.device), bias.to(x.device), padding=1))
        return maps.reshape(len(x), -1, *maps.shape[2:])


@lru_cache(maxsize=1)
def perception() -> Eye:
    """Return the eye, loaded once a process.

    Raises:
        CheckpointError: its file is damaged.
    """
    path = shipped_root() / "classifiers" / f"{CLASSIFIER}.safetensors"
    net = under(container.read(path)[0], "net")
    places = sorted({int(key.split(".")[1]) for key in net if key.startswith("maps.")})
    return Eye([(net[f"maps.{one}.weight"], net[f"maps.{one}.bias"]) for one in places])
