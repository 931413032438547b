"""What the documents and the package's own description say is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from nemobuild import __version__, client
from nemobuild.cli.main import VERBS

ROOT = Path(__file__).parents[1]
READ_BY_TESTS = ("action.yml", "docs", "examples", "schemas")


def described() -> Any:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def name_of(requirement: str) -> str:
    return re.split(r"[>=<\[ ]", requirement)[0].lower()


def test_every_dependency_is_explained_and_no_other() -> None:
    """By the name that it has on PyPI, or in brackets."""
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## Dependencies")[2]
    rows = re.findall(r"^\| ([a-z][^|]*) \|", table.replace("| package | for |", ""), re.MULTILINE)
    explained = {name.partition(" ")[0] for row in rows for name in row.split(", ")}
    assert explained == {name_of(x) for x in described()["project"]["dependencies"]}


def test_the_source_distribution_holds_what_its_tests_and_its_readme_need() -> None:
    held = set(described()["tool"]["hatch"]["build"]["targets"]["sdist"]["include"])
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / "README.md").read_text("utf-8"))
    assert links
    assert {*READ_BY_TESTS, *(link.partition("/")[0] for link in links)} <= held
    assert all((ROOT / name).exists() for name in held)


def test_the_changelog_begins_with_this_version_and_names_every_verb() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(r"^## \[([^]]+)\]", text, re.MULTILINE)[1] == __version__  # type: ignore[index]
    assert [verb for verb in VERBS if f"`{verb}`" not in text] == []


def test_the_client_says_what_each_of_its_modules_is() -> None:
    modules = {path.stem for path in Path(client.__file__).parent.glob("*.py")} - {"__init__"}
    assert modules - set(re.findall(r"\w+", client.__doc__ or "")) == set()
