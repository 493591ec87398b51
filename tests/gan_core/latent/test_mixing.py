"""Style mixing, and the noise of layers: who decides what of a picture."""

from __future__ import annotations

import pytest
import torch

from gan_core.errors import UserError
from gan_core.latent.layer_noise import noises, variation, with_noise
from gan_core.latent.mixing import framed, layers_of, mixed, numbers_of
from gan_core.latent.space import Space, space_of
from gan_core.model import Model
from tests.gan_core.latent.helpers import untrained

STYLES = {"g_width": 2, "d_width": 2, "most": 4, "style": 6}


def styled() -> Model:
    return untrained("stylegan", **STYLES)


def test_without_layers_each_row_is_the_row_and_with_all_the_column() -> None:
    space = space_of(styled())
    rows, columns = space.points(2, 0), space.points(3, 10)
    pictures = space.pictures(mixed(space, rows, columns, []))
    torch.testing.assert_close(pictures, space.pictures(rows).repeat_interleave(3, 0))
    everything = space.pictures(mixed(space, rows, columns, range(layers_of(space))))
    torch.testing.assert_close(everything, space.pictures(columns).repeat(2, 1, 1, 1))


def test_the_chosen_layers_and_no_others_are_the_columns() -> None:
    space = space_of(styled())
    rows, columns = space.points(2, 0), space.points(3, 10)
    points = mixed(space, rows, columns, [1, 3]).reshape(2, 3, layers_of(space), 6)
    for row in range(2):
        for column in range(3):
            one = points[row, column]
            assert torch.equal(one[[1, 3]], columns[column].expand(2, -1))
            assert torch.equal(one[[0, 2, 4]], rows[row].expand(3, -1))


def test_a_sheet_has_the_columns_on_top_and_each_rows_own_first() -> None:
    rows, columns = torch.tensor([[1.0], [2.0]]), torch.tensor([[3.0], [4.0], [5.0]])
    sheet = framed(rows, columns, torch.arange(10.0, 16.0)[:, None])
    assert sheet.reshape(3, 4).tolist() == [[-1, 3, 4, 5], [1, 10, 11, 12], [2, 13, 14, 15]]


def test_only_styles_are_mixed() -> None:
    for space in (space_of(untrained("mlp")), Space(styled(), "z")):
        with pytest.raises(UserError, match="Only a style-based G"):
            mixed(space, space.points(1), space.points(1), [0])


@pytest.mark.parametrize("layers", [[-1], [5], [0, 99]])
def test_a_layer_that_is_not_there_is_refused(layers: list[int]) -> None:
    space = space_of(styled())
    with pytest.raises(UserError, match="layers 1 to 5"):
        mixed(space, space.points(1), space.points(1), layers)


@pytest.mark.parametrize(
    ("text", "layers"),
    [("", ()), ("1", (0,)), ("1,3-5", (0, 2, 3, 4)), ("4-", (3, 4)), (" 2 , 2-3 ", (1, 2))],
)
def test_layers_as_a_text(text: str, layers: tuple[int, ...]) -> None:
    assert numbers_of(text, 5) == layers


@pytest.mark.parametrize("text", ["x", "4-2", "6", "0", "-1", "1-9", "1.5", "--"])
def test_a_text_that_names_no_layers_is_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"Layers are numbers|There is no layer"):
        numbers_of(text, 5)


def loud() -> Model:
    model = styled()
    for layer in noises(model):
        torch.nn.init.constant_(layer.strength, 0.5)
    return model


def test_without_noise_nothing_of_it_is_left_and_another_draw_is_another_picture() -> None:
    model = loud()
    plain = model.sample(2)
    silent = with_noise(model, off=range(5)).sample(2)
    untouched = styled().sample(2)  # its strengths are 0
    torch.testing.assert_close(silent, untouched)
    first, second = with_noise(model, seed=1).sample(2), with_noise(model, seed=2).sample(2)
    assert not torch.allclose(first, second) and not torch.allclose(first, plain)
    assert torch.equal(first, with_noise(model, seed=1).sample(2))
    assert torch.equal(model.sample(2), plain), "the model itself was changed"


def test_one_layer_is_switched_off_alone() -> None:
    layers = noises(with_noise(loud(), off=[2]))
    assert [float(one.strength.detach()) for one in layers] == [0.5, 0.5, 0.0, 0.5, 0.5]


def test_a_g_without_noise_or_without_that_layer_says_so() -> None:
    for model, layer in ((untrained("mlp"), 0), (loud(), 7)):
        with pytest.raises(UserError, match=f"no layer {layer}"):
            with_noise(model, off=[layer])


def test_a_seed_varies_where_noise_is_let_in_and_nowhere_else() -> None:
    assert float(variation(loud(), 0, draws=4).mean()) > 0.01
    assert float(variation(loud(), 0, off=range(5), draws=4).abs().max()) == 0
    assert float(variation(styled(), 0, draws=4).abs().max()) == 0, "its strengths are 0"
