"""Every scene can be begun, and is what its settings make of the preset."""

from __future__ import annotations

import pytest

from gan_core.lab.bench import Bench
from gan_core.lab.config import differing, from_link, to_link
from gan_core.lab.scenes import SCENES, Scene


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_scene_plays_and_fits_into_a_link(scene: Scene) -> None:
    made = scene.config()
    assert from_link(to_link(made)) == made
    assert differing(made.settings()) == made.changes  # nothing in it is the preset's own
    bench = Bench(made)
    bench.train_only(scene.who)
    bench.round()
    assert bench.step == 1 and bench.trouble is None


def test_no_two_scenes_are_the_same() -> None:
    assert len({str(scene.config()) for scene in SCENES}) == len(SCENES)
    assert len({scene.name for scene in SCENES}) == len(SCENES)
