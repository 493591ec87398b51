"""A G as ONNX: the same numbers in another runtime, the label, any number of pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from onnx import ModelProto, TensorProto, load_from_string
from onnx.reference import ReferenceEvaluator

from gan_core.data.spec import Pictures
from gan_core.errors import GanvasError, UserError
from gan_core.export import apart
from gan_core.export.apart import onnx_apart
from gan_core.export.onnx import halved, onnx_bytes
from gan_core.export.weights import weights_bytes
from gan_core.files.places import shipped_root
from gan_core.model import Model
from gan_core.model_file import load_model
from gan_core.recipes import biggan, cdcgan, r3gan, stylegan
from gan_core.runs.library.models import open_model
from tests.gan_core.inspection.bare import fresh
from tests.gan_core.recipes import worked
from tests.gan_core.recipes.worked.play import OWN, content_of

SMALL = {"latent": 6, "g_width": 2, "d_width": 2}
DIGITS = Pictures(1, 28, classes=("a", "b", "c"))


def pictures_of(content: bytes, model: Model, n: int, seed: int = 0) -> torch.Tensor:
    request = model.ask(n, seed, label=model.classes[1] if model.classes else None)
    feed = {"z": request.z.numpy()}
    if request.y is not None:
        feed["label"] = request.y.numpy()
    (pictures,) = ReferenceEvaluator(load_from_string(content)).run(None, feed)
    wanted = model.answer(request)
    torch.testing.assert_close(torch.from_numpy(pictures), wanted, atol=1e-4, rtol=0)
    return wanted


@pytest.mark.parametrize(
    "model",
    [
        lambda: fresh(cdcgan.RECIPE, DIGITS, **SMALL),
        lambda: fresh(r3gan.RECIPE, Pictures(3, 32), **SMALL),
        lambda: fresh(stylegan.RECIPE, Pictures(1, 28), **SMALL, style=5, most=4),
        lambda: fresh(biggan.RECIPE, DIGITS, **SMALL, shared=3, most=4, g_norm="spectral"),
    ],
    ids=["conditional", "colour, cut", "styles", "spectral norm"],
)
def test_it_makes_the_same_pictures_elsewhere(model: Callable[[], Model]) -> None:
    one = model()
    for net in one.nets.values():
        net.eval()
    content = onnx_bytes(one)
    for n in (1, 5):
        assert len(pictures_of(content, one, n)) == n
    names = [value.name for value in load_from_string(content).graph.input]
    assert names == (["z", "label"] if one.classes else ["z"])


def test_weights_of_half_precision_take_half_the_room_and_lose_nothing() -> None:
    model = open_model("vanilla-digits")  # shipped in half precision
    content = onnx_bytes(model)
    pictures_of(content, model, 2)
    numbers = sum(p.numel() for p in model.nets["G"].parameters())
    assert len(content) < 2.5 * numbers


def weight(values: list[float]) -> ModelProto:
    from onnx import helper, numpy_helper

    array = np.array(values, np.float32)
    initial = numpy_helper.from_array(array, "w")
    node = helper.make_node("Identity", ["w"], ["out"])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, array.shape)
    graph = helper.make_graph([node], "g", [], [out], [initial])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([0.5, -2.0] * 50, TensorProto.FLOAT16),
        ([0.1] * 100, TensorProto.FLOAT),
        ([1e6] * 100, TensorProto.FLOAT),
        ([0.5] * 3, TensorProto.FLOAT),
    ],
    ids=["exact", "not exact", "too large", "few"],
)
def test_only_what_half_precision_holds_exactly_is_halved(values: list[float], kind: int) -> None:
    file = halved(weight(values))
    assert file.graph.initializer[0].data_type == kind
    (out,) = ReferenceEvaluator(file).run(None, {})
    assert out.dtype == np.float32 and out.tolist() == np.float32(values).tolist()


def test_what_does_not_draw_from_noise_is_refused() -> None:
    model = fresh(worked.RECIPES["small_pix2pix"], content_of("small_pix2pix").spec, batch=4)
    with pytest.raises(UserError, match="pictures from noise"):
        onnx_bytes(model)


def test_another_process_writes_the_same_file_and_leaves_this_one_alone() -> None:
    model = open_model("cdcgan-digits")
    flags = torch._C._get_mkldnn_enabled(), torch._C._get_cudnn_enabled()
    content = onnx_apart(model)
    assert (torch._C._get_mkldnn_enabled(), torch._C._get_cudnn_enabled()) == flags
    pictures_of(content, model, 3)


def test_a_process_that_fails_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "weights_bytes", lambda _model: b"no model")
    with pytest.raises(GanvasError, match="could not be written as ONNX") as caught:
        onnx_apart(open_model("vanilla-digits"))
    assert "\n" not in str(caught.value)


def test_weights_that_were_taken_home_open_again(tmp_path: Path) -> None:
    model = open_model("cgan-digits")
    path = tmp_path / "mine.safetensors"
    path.write_bytes(weights_bytes(model))
    assert path.stat().st_size < 1.1 * (shipped_root() / "cgan-digits.safetensors").stat().st_size
    again = load_model(path)
    assert again.averaged == model.averaged and again.step == model.step
    assert torch.equal(again.sample(3, label="7"), model.sample(3, label="7"))


def test_players_that_share_a_net_are_written_once() -> None:
    model = fresh(
        worked.RECIPES["small_seqgan"],
        content_of("small_seqgan").spec,
        **OWN.get("small_seqgan", {}),
    )
    assert len(weights_bytes(model)) > 0
