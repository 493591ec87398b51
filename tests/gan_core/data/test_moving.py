"""Moving digits: always the same, of digits that are held out, and in order."""

from __future__ import annotations

import pytest
import torch

from gan_core import data
from gan_core.data import moving
from gan_core.data.base import DataSet
from gan_core.data.mnist import load_mnist
from gan_core.data.moving import AHEAD, PAST, VARIANTS
from gan_core.data.sequences import sequences


@pytest.fixture(scope="module")
def content() -> DataSet:
    return data.load("moving_digits")


def test_a_name_is_always_the_same_content(content: DataSet) -> None:
    assert content.content_hash == "c3d11b64647f92b7"
    assert moving.load_moving(VARIANTS["moving_digits"]).content_hash == content.content_hash


def test_there_are_6000_windows_and_200_sequences(content: DataSet) -> None:
    assert content.items.shape == (6000, 1, 32, 32)
    assert content.sources is not None and content.sources.shape == (6000, PAST, 32, 32)
    assert sequences(content).shape == (200, PAST + AHEAD, 1, 32, 32)
    assert content.spec == data.entry("moving_digits").spec
    assert content.spec.source is not None and content.spec.source.shape == (PAST, 32, 32)


def test_the_source_of_a_window_ends_with_the_item_before_it(content: DataSet) -> None:
    for part in (content.training, content.held_out):
        assert part is not None and part.sources is not None
        items = part.items.unflatten(0, (-1, AHEAD))
        pasts = part.sources.unflatten(0, (-1, AHEAD))
        assert torch.equal(pasts[:, 1:, -1:], items[:, :-1])
        assert torch.equal(pasts[:, 1:, :-1], pasts[:, :-1, 1:])


def test_no_digit_is_trained_on_and_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    digits = load_mnist()
    assert digits.held_out is not None
    used: dict[str, set[bytes]] = {}
    real = moving._ink
    for part, origin in (("training", digits.items), ("held_out", digits.held_out.items)):
        used[part] = set()

        def ink(digit: torch.Tensor, part: str = part) -> torch.Tensor:
            used[part].add(digit.numpy().tobytes())
            return real(digit)

        monkeypatch.setattr(moving, "_ink", ink)
        moving.films(VARIANTS["moving_digits-64"], part)  # type: ignore[arg-type]
        assert used[part] <= {one.numpy().tobytes() for one in origin}
    assert len(used["training"]) > 1000 and len(used["held_out"]) > 200
    assert not used["training"] & used["held_out"]


@pytest.mark.parametrize(
    ("place", "v", "path"),
    [
        (2, 3, [2, 5, 8, 5, 2, 5, 8]),
        (1, -3, [1, 4, 7, 10, 7, 4, 1]),
        (9, 1, [9, 10, 9, 8, 7, 6, 5]),
        (4, 0, [4] * 7),
    ],
)
def test_who_would_leave_turns_round(place: int, v: int, path: list[int]) -> None:
    assert moving._path(place, v, 10, 7) == path


def test_a_digit_is_always_there_as_a_whole() -> None:
    film = torch.zeros(13, 32, 32, dtype=torch.uint8)
    ink = torch.full((4, 2), 255, dtype=torch.uint8)
    moving._draw(film, ink, 3, torch.Generator().manual_seed(1))
    assert (film.flatten(1) > 0).sum(1).tolist() == [8] * 13
    corners = torch.stack([frame.nonzero()[0] for frame in film])
    speeds = corners.diff(dim=0).abs()
    assert (speeds == speeds[0]).all() and 0 < speeds.max() <= 3


def test_where_digits_cross_the_brighter_is_there() -> None:
    film = torch.full((13, 32, 32), 100, dtype=torch.uint8)
    ink = torch.tensor([[50, 200]], dtype=torch.uint8)
    moving._draw(film, ink, 3, torch.Generator().manual_seed(1))
    assert film.unique().tolist() == [100, 200]


def test_large_frames_show_digits_as_they_are() -> None:
    large = data.load("moving_digits-64")
    assert large.items.shape[2:] == (64, 64) and large.name == "moving_digits-64"
    assert large.items.amax() == 255
    with pytest.raises(ValueError, match="is a data set already"):
        data.register(data.entry("moving_digits-64"))
