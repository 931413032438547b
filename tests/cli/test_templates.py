"""The recipes that `init` writes: right as they are, with their media and its credits."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from nemobuild.cli.build import recipe_record, recipe_text
from nemobuild.cli.scaffold import PACKAGE, TEMPLATES
from nemobuild.recipe import load
from nemobuild.recipe.schema import load_schema

FOLDER = PACKAGE / "templates"


def test_each_is_offered() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_has_no_problems(template: str) -> None:
    [recipe] = load(FOLDER / template / "nemobuild.yaml")
    assert recipe.name == template
    assert not any(asset.outside for asset in recipe.assets)
    jsonschema.validate(recipe_record(recipe), load_schema("events"))
    assert recipe_text(recipe).startswith(f"{template}: no problems (")


@pytest.mark.parametrize("template", TEMPLATES)
def test_media_is_used_and_credited(template: str) -> None:
    folder = FOLDER / template
    [recipe] = load(folder / "nemobuild.yaml")
    media = set(folder.rglob("media/*"))
    assert {asset.path for asset in recipe.assets} == {path.resolve() for path in media}
    credits = Path(folder / "CREDITS.md")
    text = credits.read_text(encoding="utf-8") if media else ""
    assert all(f"`{path.name}`" in text for path in media)
