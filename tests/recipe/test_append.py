"""A step at the end of a recipe's text: it means one more step, and every other character stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.errors import RecipeError, UsageError
from nemobuild.recipe.append import with_step
from nemobuild.recipe.nodes import plain
from nemobuild.recipe.source import Source
from nemobuild.recipe.syntax import parse

HEAD = "nemobuild: 1\n"


def value(text):
    root, problems = parse(Source(text, "film.yaml"))
    assert problems == []
    return plain(root)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("steps:\n  - a\n", "steps:\n  - a\n  - new\n"),
        ("steps:\n- a\n- b", "steps:\n- a\n- b\n- new"),
        ("steps:\n  - a  # why\n  # more\n\nexports: [o.mp4]\n", "steps:\n  - a  # why\n  - new\n  # more\n\nexports: [o.mp4]\n"),
        ("steps:\r\n  - a\r\nname: x\r\n", "steps:\r\n  - a\r\n  - new\r\nname: x\r\n"),
        ("steps:\n    - say: a\n      expect:\n        text: [b,\n          c]\n", "steps:\n    - say: a\n      expect:\n        text: [b,\n          c]\n    - new\n"),
        ("steps:\n  - {say: a,\n     id: b\n    }\nname: x\n", "steps:\n  - {say: a,\n     id: b\n    }\n  - new\nname: x\n"),
        ("steps:\n  - |\n    a\n    b\n\n\nname: x\n", "steps:\n  - |\n    a\n    b\n  - new\n\n\nname: x\n"),
        ("steps:\n  - a\n    b\n  - 'c\n\n    d'\n", "steps:\n  - a\n    b\n  - 'c\n\n    d'\n  - new\n"),
        ("steps: [a, 'b']  # flow\n", "steps: [a, 'b', new]  # flow\n"),
        ("steps: [\n  a, # first\n  b,\n]\n", "steps: [\n  a, # first\n  b, new,\n]\n"),
        ("steps: []\n", "steps: [new]\n"),
        ("steps:\nname: x\n", "steps:\n  - new\nname: x\n"),
        ("name: x\n\n# the end\n", "name: x\n\n# the end\nsteps:\n  - new\n"),
    ],
)  # fmt: skip
def test_only_the_step_is_put_in(before, after):
    assert with_step(HEAD + before, "new", "film.yaml") == HEAD + after


@pytest.mark.parametrize(
    ("say", "written"),
    [
        ('Add the title "Hello" for 3 seconds', 'Add the title "Hello" for 3 seconds'),
        ("Add a title: Hello", '"Add a title: Hello"'),
        ("Take #1 out", '"Take #1 out"'),
        ('"Hello" at the start', '"\\"Hello\\" at the start"'),
        ("{{ title }} as a title", '"{{ title }} as a title"'),
        ("true", '"true"'),
        ("片尾加“谢谢观看”", "片尾加“谢谢观看”"),
    ],
)
def test_it_is_quoted_where_it_has_to_be(say, written):
    assert with_step(f"{HEAD}steps:\n  - a\n", say, "film.yaml").endswith(f"  - a\n  - {written}\n")


def test_a_byte_order_mark_stays_where_it_is():
    assert with_step("\ufeffsteps: [a]\n", "new", "film.yaml") == "\ufeffsteps: [a, new]\n"


LAYOUTS = ["steps:\n  - a\n", "steps: [a]\n", "steps:\n- {say: a}\nname: x\n", "steps:\n"]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"])), st.sampled_from(LAYOUTS))
def test_whatever_is_said_is_what_the_step_says(say, layout):
    say = " ".join(say.split())
    before = value(HEAD + layout)
    longer = value(with_step(HEAD + layout, say, "film.yaml"))
    assert longer == {**before, "steps": [*(before["steps"] or []), say]}


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}x-more: &s later\nsteps:\n  - a\n  - *s\n",
        f"{HEAD}steps: &s [a]\n",
        '{"nemobuild": 1}\n',
        "- a\n",
        "",
    ],
)
def test_where_it_is_not_known_how_nothing_is_given(text):
    with pytest.raises(UsageError) as error:
        with_step(text, "new", "film.yaml")
    assert error.value.what == "nemobuild does not know how to add a step to film.yaml"
    assert error.value.hint == "write it into the recipe: - new"


def test_a_text_that_is_no_yaml_says_where():
    with pytest.raises(RecipeError) as error:
        with_step("steps: [a\nname: x\n", "new", "film.yaml")
    assert error.value.where.file == "film.yaml"
