"""Settings are checked once: how often a page, or an answer to it, has anything validated."""

from __future__ import annotations

from typing import Any

import pytest

from gan_core.runs import folder as folders
from gan_core.runs.folder import RunFolder
from gan_core.runs.library.store import Store
from gan_core.runs.training.session import open_session
from gan_core.settings.strict import Strict
from tests.gan_core import tiny
from tests.pages.conftest import Open
from ui.train import live_routes
from ui.train.live_routes import message


@pytest.fixture
def validated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the models that something was checked by, in order."""
    names: list[str] = []
    plain = Strict.model_validate.__func__

    def counted(cls: type[Strict], *args: Any, **more: Any) -> Any:
        names.append(cls.__name__)
        return plain(cls, *args, **more)

    monkeypatch.setattr(Strict, "model_validate", classmethod(counted))
    return names


def ended() -> RunFolder:
    folder = Store().create(tiny.config(steps=3))
    session = open_session(folder)
    for _event in session.rounds():
        pass
    session.close("done")
    folders._config_in.cache_clear()
    return folder


def test_the_set_up_checks_settings_and_configuration_once_a_run(
    open_page: Open, validated: list[str]
) -> None:
    app = open_page("train.py")
    app.selectbox(key="recipe").select("vanilla").run()
    validated.clear()
    app.run()
    assert validated == ["RunConfig"]  # a preset as it is was checked before
    validated.clear()
    rate = next(one for one in app.number_input if one.label.startswith("Learning rate"))
    rate.set_value(0.0005).run()
    assert not app.exception and validated == ["Settings", "RunConfig"]


@pytest.mark.parametrize("parts", [False, True])
def test_news_of_a_run_read_its_file_once(validated: list[str], parts: bool) -> None:
    run = ended()
    validated.clear()
    assert message(run.id, "en", parts=parts) is not None
    assert validated == ["RunConfig", "Settings"]
    validated.clear()
    live_routes._MESSAGES.clear()
    assert message(run.id, "en", parts=parts) is not None
    assert validated == []


def test_the_page_of_a_run_reads_its_file_once(open_page: Open, validated: list[str]) -> None:
    run = ended()
    app = open_page("train.py", run=run.id)
    assert not app.exception
    validated.clear()
    folders._config_in.cache_clear()
    app.run()
    assert validated == ["RunConfig", "Settings"]


def test_a_file_that_was_replaced_is_read_anew(validated: list[str]) -> None:
    run = ended()
    first = run.config()
    run.write_config(first.model_copy(update={"name": "n" * len(first.name)}))
    assert run.config().name != first.name
