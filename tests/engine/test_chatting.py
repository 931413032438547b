"""A recipe written by talking: what was done stands in it, what was not leaves it as it was."""

import pytest

from nemobuild import api
from nemobuild.errors import RecipeError, StepFailed, UsageError

STEPS = ["{id: show, say: Make a slideshow of the photos}  # all of them"]
WARM = "Give it a warm look"


@pytest.fixture
def talk(project):
    project.write(STEPS)
    project.recipe.chmod(0o600)
    return project


def say(project, said, emit=None):
    project.said = []
    return api.say(project.recipe, said, emit=emit or project.said.append)


def test_what_was_done_is_written_and_recorded(talk):
    before = talk.recipe.read_text()
    say(talk, WARM)
    assert talk.sent() == ["show", "give-it-a-warm-look"]
    assert talk.recipe.read_text() == before.replace(STEPS[0], f"{STEPS[0]}\n  - {WARM}")
    assert talk.recipe.stat().st_mode & 0o777 == 0o600
    assert not (talk.folder / "dist").exists()
    talk.run()
    assert talk.sent() == []
    assert (talk.folder / "dist" / "o.jpg").exists()


def test_what_is_refused_is_not_written_and_changes_no_record(talk):
    talk.run()
    before, lock = talk.recipe.read_text(), (talk.folder / "film.lock").read_text()
    with pytest.raises(StepFailed, match="Reticulate the splines"):
        say(talk, "Reticulate the splines")
    assert talk.recipe.read_text() == before
    assert (talk.folder / "film.lock").read_text() == lock
    say(talk, WARM)
    assert talk.sent() == ["give-it-a-warm-look"]


def test_a_step_is_taken_back_and_comes_back_without_a_message(talk):
    before = talk.recipe.read_text()
    done = say(talk, WARM)
    warm = talk.timeline()
    api.take_back(talk.recipe, done, emit=lambda _: None)
    assert talk.recipe.read_text() == before
    assert talk.timeline() != warm
    say(talk, WARM)
    assert talk.sent() == []
    assert talk.timeline() == warm


def test_a_recipe_that_was_edited_meanwhile_stays_as_it_is(talk):
    mine = talk.recipe.read_text() + "# mine\n"
    with pytest.raises(UsageError) as error:
        say(talk, WARM, emit=lambda event: event.kind == "step.verified" and talk.recipe.write_text(mine))
    assert error.value.what == f"{talk.recipe} was changed meanwhile, and stays as it is"
    assert error.value.hint == "look at it, and say it again"
    assert talk.recipe.read_text() == mine
    done = say(talk, WARM)
    assert talk.sent() == []
    talk.recipe.write_text(mine)
    with pytest.raises(UsageError, match="was changed meanwhile"):
        api.take_back(talk.recipe, done, emit=lambda _: None)
    assert talk.recipe.read_text() == mine


def test_an_export_is_no_step(talk):
    before = talk.recipe.read_text()
    with pytest.raises(RecipeError):
        say(talk, "export the video")
    assert talk.recipe.read_text() == before


@pytest.mark.parametrize(
    ("content", "what"),
    [(None, "the recipe does not exist"), (b"name: \xff", "byte 0xFF is not UTF-8"), (b"steps: [", "")],
)
def test_a_recipe_that_cannot_be_read(talk, content, what):
    talk.recipe.unlink() if content is None else talk.recipe.write_bytes(content)
    with pytest.raises(RecipeError) as error:
        say(talk, WARM)
    assert what in error.value.what


def test_what_is_no_text(talk):
    with pytest.raises(UsageError, match="what was said is not UTF-8") as error:
        say(talk, "Add the title \udcff")
    assert error.value.hint == "say it in UTF-8"
