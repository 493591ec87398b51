"""pyproject.toml says what is needed, constraints.txt which releases: the other files follow."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def lines(name: str) -> list[str]:
    """The lines of a requirements file that say something."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [
        line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]


def exact(name: str) -> dict[str, list[str]]:
    """The releases that a file holds each package to; every line must be an exact one."""
    held: dict[str, list[str]] = {}
    for line in lines(name):
        requirement = Requirement(line)
        (only,) = requirement.specifier
        assert only.operator == "==" and "*" not in only.version, line
        held.setdefault(canonicalize_name(requirement.name), []).append(only.version)
    return held


def test_requirements_are_those_of_the_project() -> None:
    base = PROJECT["dependencies"]
    assert lines("requirements.txt") == ["-c constraints.txt", *base, *EXTRAS["app"]]
    assert lines("requirements-dev.txt") == ["-r requirements.txt", *EXTRAS["dev"]]


def test_each_requirement_is_held_to_releases_that_it_allows() -> None:
    held = exact("constraints.txt")
    assert len(held) > 60
    for line in [*PROJECT["dependencies"], *EXTRAS["app"], *EXTRAS["dev"]]:
        wanted = Requirement(line)
        releases = held[canonicalize_name(wanted.name)]
        assert [release for release in releases if release not in wanted.specifier] == []


def test_releases_held_back_are_those_installed() -> None:
    held = exact("constraints.txt")
    assert {name: held[name] for name in exact(".ci/held.txt")} == exact(".ci/held.txt")


def test_the_readme_names_the_same_torch() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"\b(torch|torchvision)==([\w.]+)", text))
    assert {name: [release] for name, release in named.items()} == exact(".ci/held.txt")
