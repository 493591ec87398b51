from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gan_core.errors import CheckpointError, UserError
from gan_core.files import container
from gan_core.model_file import load_model
from gan_core.runs.checkpoints import Checkpoints
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.models import find_checkpoint, open_model
from gan_core.usage import MOST_ITEMS


def test_samples_have_the_data_sets_shape_and_range(trained: Path) -> None:
    pictures = open_model(trained).sample(5)
    assert (pictures.shape, pictures.dtype) == ((5, 1, 28, 28), torch.float32)
    assert pictures.abs().max() <= 1


def test_a_seed_is_one_picture_wherever_it_is_drawn(trained: Path) -> None:
    model = open_model(trained)
    many = model.sample(6, seed=10)
    assert torch.equal(model.ask(6, 10).z[4], model.ask(1, 14).z[0])
    torch.testing.assert_close(many[4:5], model.sample(1, seed=14))
    assert not torch.equal(many[0], many[1])


def test_sampling_does_not_depend_on_the_batch_it_is_done_in(trained: Path) -> None:
    model = open_model(trained)
    request = model.ask(7)
    torch.testing.assert_close(model.answer(request, batch=3), model.answer(request))


def test_sampling_leaves_torchs_own_generator_alone(trained: Path) -> None:
    model = open_model(trained)
    before = torch.get_rng_state()
    model.sample(3)
    assert torch.equal(torch.get_rng_state(), before)


def test_average_and_plain_weights_are_two_models(trained: Path) -> None:
    average, plain = open_model(trained), open_model(trained, raw=True)
    assert (average.averaged, plain.averaged) == (True, False)
    assert not torch.equal(average.sample(2), plain.sample(2))
    tensors, _ = container.read(find_checkpoint(trained))
    for model, start in ((average, "ema/G/"), (plain, "net/G/")):
        for key, value in model.nets["G"].state_dict().items():
            assert torch.equal(value, tensors[start + key])


def test_share_file_and_resume_file_of_one_step_draw_the_same(trained: Path) -> None:
    kept = Checkpoints(trained / "checkpoints")
    share, full = kept.newest("model"), kept.newest("resume")
    assert share is not None and full is not None
    first, second = load_model(share), load_model(full)
    assert first.step == second.step == 12
    assert torch.equal(first.sample(3), second.sample(3))
    assert "D" not in first.nets and "D" in second.nets


def test_loaded_networks_are_ready_for_use_not_for_training(trained: Path) -> None:
    for net in open_model(trained).nets.values():
        assert not any(module.training for module in net.modules())
        assert not any(p.requires_grad for p in net.parameters())


def test_card_says_how_the_model_was_made(trained: Path) -> None:
    card, made = open_model(trained).card, RunFolder(trained).config()
    assert card["params"] == made.settings.model_dump()
    assert (card["recipe"], card["data_hash"]) == ("vanilla", made.data_hash)
    assert card["licence"] and card["attribution"]


def test_conditional_model_draws_its_classes_in_turn_or_the_one_asked_for(
    conditional: Path,
) -> None:
    model = open_model(conditional)
    assert model.classes == tuple("0123456789")
    turn = model.ask(12).y
    assert turn is not None and turn.tolist() == [*range(10), 0, 1]
    assert torch.equal(model.ask(2, label="7").y, torch.tensor([7, 7]))
    assert not torch.equal(model.sample(1, label="7"), model.sample(1, label="8"))
    with pytest.raises(UserError, match="no label 'x'"):
        model.ask(1, label="x")


def test_unconditional_model_takes_no_label(trained: Path) -> None:
    model = open_model(trained)
    assert (model.classes, model.ask(3).y) == ((), None)
    with pytest.raises(UserError, match="takes no label"):
        model.sample(1, label="3")


@pytest.mark.parametrize(("n", "seed"), [(0, 0), (-1, 0), (MOST_ITEMS + 1, 0), (1, -1)])
def test_impossible_requests_are_refused(trained: Path, n: int, seed: int) -> None:
    with pytest.raises(UserError):
        open_model(trained).sample(n, seed)


def test_run_without_a_checkpoint_says_so(tmp_path: Path) -> None:
    (tmp_path / "checkpoints").mkdir()
    with pytest.raises(CheckpointError, match="no checkpoint"):
        open_model(tmp_path)


def test_networks_too_large_for_the_file_are_refused_before_they_are_allocated(
    model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tensors, document = container.read(model_file)
    document["params"] |= {"width": 8192}
    container.write(tmp_path / "x.safetensors", tensors, document)
    monkeypatch.setattr(torch.nn.Module, "to_empty", lambda *a, **k: pytest.fail("allocated"))
    with pytest.raises(CheckpointError, match="in the checkpoint"):
        load_model(tmp_path / "x.safetensors")
