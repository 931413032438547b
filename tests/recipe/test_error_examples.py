"""Every recipe under examples/errors fails with exactly the text beside it: places, carets and hints included."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemobuild.cli.present.problems import render
from nemobuild.errors import RecipeError
from nemobuild.recipe import Context, load

FOLDER = Path(__file__).parents[2] / "examples" / "errors"
RECIPES = sorted(path.name for path in FOLDER.glob("*.yaml"))


def test_there_are_examples_of_every_kind() -> None:
    assert len(RECIPES) >= 40
    assert {path.stem for path in FOLDER.glob("*.txt")} == {Path(name).stem for name in RECIPES}


@pytest.mark.parametrize("name", RECIPES)
def test_the_example_fails_as_written(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    with pytest.raises(RecipeError) as caught:
        load(Path(name), context=Context(environ={"GITHUB_REF_NAME": "v1"}))
    assert render(caught.value.problems) + "\n" == Path(name).with_suffix(".txt").read_text(encoding="utf-8")
    assert caught.value.exit_code == 3
