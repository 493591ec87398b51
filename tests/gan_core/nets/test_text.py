"""The shipped encoders: both languages in one space, other words, what is unknown."""

from __future__ import annotations

import torch

from gan_core.data import captioned, openmoji
from gan_core.data.captions import caption_tokens, tokens_of
from gan_core.data.spec import Tokens
from gan_core.files import container
from gan_core.nets.text import FEATURES, TextEncoder, encoder_path, picture_encoder, text_encoder

SPEC = caption_tokens()


def read(*texts: str) -> torch.Tensor:
    return text_encoder(SPEC)(torch.stack([tokens_of(text, SPEC)[0] for text in texts]))


def test_vectors_have_length_1_and_what_is_behind_the_end_does_not_count() -> None:
    net = TextEncoder(10)
    tokens = torch.tensor([[3, 4, 0, 0], [5, 6, 7, 8]])
    vectors = net(tokens)
    assert torch.allclose(vectors.norm(dim=1), torch.ones(2))
    assert torch.allclose(net(tokens[:1, :2]), vectors[:1], atol=1e-6)
    assert net(torch.zeros(1, 4, dtype=torch.int64)).isfinite().all()


def test_a_caption_lies_near_its_translation_and_near_its_picture() -> None:
    texts = read("cat", "red heart", "woman firefighter", "猫", "红心", "女消防员")
    nearest = (texts[:3] @ texts[3:].T).argmax(1)
    assert nearest.tolist() == [0, 1, 2]
    codes = ((0x1F408,), (0x2764,), (0x1F469, 0x200D, 0x1F692))
    names = {tuple(c for c in one if c != 0xFE0F): one for one in captioned.drawings()}
    pictures = [openmoji.render(openmoji.svg_of(names[one]), 64) for one in codes]
    images = picture_encoder()(torch.stack(pictures).float() / 127.5 - 1)
    assert (texts[:3] @ images.T).argmax(1).tolist() == [0, 1, 2]
    assert images.shape == (3, FEATURES)


def test_words_of_other_data_are_read_by_what_they_are() -> None:
    other = Tokens(3, ("never", "red", "heart", "qqq"))
    vectors = text_encoder(other)(torch.tensor([[1, 2], [0, 3], [3, 0]]))
    assert torch.allclose(vectors[0], read("red heart")[0], atol=1e-5)
    assert torch.allclose(vectors[1], vectors[2], atol=1e-6)  # both are unknown


def test_the_file_is_small_and_says_how_it_was_tested() -> None:
    _, document = container.read(encoder_path())
    assert encoder_path().stat().st_size < 2 * 2**20
    held_out = document["held_out"]
    for language in ("en", "zh"):
        for kind in ("concepts", "combinations"):
            for top in ("top 1", "top 5"):
                assert held_out[language][kind][top] > 5 * held_out["chance"][top]
