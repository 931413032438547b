"""The interpreter of the schema says yes and no as jsonschema does; and the schema is fit for editors."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from nemobuild.recipe import structure
from nemobuild.recipe.findings import problem_of
from nemobuild.recipe.schema import load_schema, schema_path
from nemobuild.recipe.source import Source
from nemobuild.recipe.structure import check, compile_schema
from nemobuild.recipe.syntax import parse

SCHEMA = load_schema()
ORACLE = Draft202012Validator(SCHEMA)
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FULL: dict[str, Any] = {
    "nemobuild": 1,
    "name": "release-video",
    "backend": "http://127.0.0.1:8765",
    "skill": {"name": "ai-video-editor-link", "version": "1.2.0"},
    "language": "pt-BR",
    "vars": {"version": "1.4.0", "loud": True, "n": 1.5},
    "env": ["HOME"],
    "budget": {"max_credits": 200, "x-why": "small"},
    "assets": {
        "talk": "media/talk.mp4",
        "logo": {"path": "media/logo.png"},
        "theme": {"url": "https://example.org/theme.mp3", "sha256": DIGEST},
    },
    "steps": [
        "trim the pauses",
        {
            "id": "title",
            "say": "Add a title",
            "uses": ["talk"],
            "expect": {"duration": "15s..25s", "tracks": {"video": 1, "text": ">= 1"}, "text": ["a", "b"]},
        },
        {"say": "{{ version }}", "uses": "logo", "expect": {"text": "a"}},
    ],
    "exports": [
        "dist/a.mp4",
        {"path": "dist/b.mp4", "aspect": "9:16", "resolution": "1080p", "fps": 30, "quality": "high"},
        {"path": "dist/c.jpg", "at": "1s"},
        {"path": "d.mp4", "aspect": "{{ matrix.a }}", "fps": "{{ matrix.fps }}", "quality": "{{ q }}"},
    ],
    "matrix": {"lang": ["en", "de", 1, 1.5, True]},
    "x-mine": {"anything": [None]},
}


def ours(value: Any) -> list[str]:
    """What the interpreter finds. JSON is YAML, so the value keeps its types."""
    source = Source(json.dumps(value, ensure_ascii=False), "r.yaml")
    root, wrong = parse(source)
    assert not wrong
    assert root is not None
    return [problem_of(finding, source, root).what for finding in check(root)]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert schema_path().name == "recipe.schema.json"


def test_a_schema_that_is_not_there_is_said() -> None:
    with pytest.raises(FileNotFoundError, match=re.escape("nothing.schema.json is in none of")):
        schema_path("nothing")


def test_the_full_recipe_is_right() -> None:
    assert ours(FULL) == []
    ORACLE.validate(FULL)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(inner, (*path, key))


PLACES = [place for place in places(FULL) if place and place[0] != "x-mine"]
WRONG = (None, True, 0, 1, -1, 1.0, 2.5, 1e9, "", "x", "15s", ">= 1", "{{ x }}", "local", "a b", "9:16", "X" * 90,
         [], ["talk"], ["a", "a"], [1, True], [None], {}, {"path": "a"}, {"url": "https://e.org"}, {"say": "x"},
         {"name": "a"}, {"x-a": 1}, {"nope": 1}, {"a": "b"}, {"path": "a", "url": "https://e.org"})  # fmt: skip


def replaced(place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    recipe = copy.deepcopy(FULL)
    inner: Any = recipe
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return recipe


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_the_verdict_is_jsonschemas_for_every_field(place: tuple[Any, ...]) -> None:
    for value in WRONG:
        recipe = replaced(place, value)
        assert bool(ours(recipe)) == (not ORACLE.is_valid(recipe)), value


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_the_verdict_is_jsonschemas_for_every_missing_field(place: tuple[Any, ...]) -> None:
    recipe = copy.deepcopy(FULL)
    inner: Any = recipe
    for key in place[:-1]:
        inner = inner[key]
    del inner[place[-1]]
    assert bool(ours(recipe)) == (not ORACLE.is_valid(recipe))


_json = st.recursive(
    st.sampled_from(WRONG[:18]) | st.integers(-3, 10**6) | st.text("az1{}: .s", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["path", "url", "say", "id", "uses", "x-a", "name", "zz"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@given(st.lists(st.tuples(st.sampled_from(PLACES), _json), min_size=1, max_size=3))
@settings(max_examples=250)
def test_the_verdict_is_jsonschemas_for_random_recipes(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    recipe = FULL
    for place, value in changes[:1]:
        recipe = replaced(place, value)
    assert bool(ours(recipe)) == (not ORACLE.is_valid(recipe))


def fields(schema: Any, name: str = "the recipe") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field that an author can write, with its schema."""
    for key, inner in schema.get("properties", {}).items():
        yield f"{name}.{key}", inner
        yield from fields(inner, f"{name}.{key}")
    for key, inner in schema.get("$defs", {}).items():
        yield f"$defs.{key}", inner
        yield from fields(inner, f"$defs.{key}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from fields(schema[key], f"{name}.{key}")
    for inner in schema.get("anyOf", ()):
        yield from fields(inner, name)


@pytest.mark.parametrize(("name", "schema"), list(fields(SCHEMA)))
def test_every_field_has_a_description_and_examples_that_are_right(name: str, schema: dict[str, Any]) -> None:
    assert schema["description"].endswith((".", "?"))
    assert schema["examples"]
    whole = {**schema, "$defs": SCHEMA["$defs"]}
    for example in schema["examples"]:
        Draft202012Validator(whole).validate(example)


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for inner in schema.values():
            yield from objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from objects(inner)


def test_unknown_keys_are_refused_everywhere_but_x() -> None:
    for schema in objects(SCHEMA):
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False
            assert list(schema["patternProperties"]) == ["^x-"]


def test_a_keyword_that_is_not_understood_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="the schema keyword oneOf"):
        compile_schema({"oneOf": []})
    with pytest.raises(ValueError, match="additionalProperties: true"):
        compile_schema({"properties": {}})


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("nemobuild: 1\nsteps: []", '"steps" is empty', ""),
        ("nemobuild: 1\nsteps: [a]\nname: []", '"name" must be text, not a list', "for example: release-video"),
        ("nemobuild: 1\nsteps: [{say: a, uses: [b, b]}]", '"b" stands in "uses" twice', "remove one of them"),
        ("nemobuild: 1\nsteps: [{say: a}, {}]", 'missing key "say" in step 2', ""),
        ("nemobuild: 1\nsteps: [{sya: a}]", 'unknown key "sya" in step 1', 'did you mean "say"?'),
        ("nemobuild: 1\nsteps: [a]\nname: " + "x" * 201, '"name" has 201 characters, at most 200 are allowed', ""),
        ("nemobuild: 1\nsteps: [a]\nvars: {a-b: 1}", 'a name must be letters, digits and _, not "a-b"', ""),
        ("nemobuild: 1\nsteps: [a]\nexports: [{path: a.mp4, fps: 0}]", '"fps" must be at least 1, not 0', ""),
        *((f"nemobuild: 1\nsteps: [a]\nbackend: {url}",
           f'"backend" must be local, nemo or an http(s) URL without a user name, ? or #, not "{url}"', "")
          for url in ("https://h.example/?token=x", "https://h.example#x", "https://h.example/a?b", "https://me@h.example", "nmeo.example")),
        ("nemobuild: 1\nsteps: [a]\nbackend: nmeo", '"backend" must be one of local, nemo, not "nmeo"', 'did you mean "nemo"?'),
        ("nemobuild: 1\nsteps: [a]\nwhatever: 1", 'unknown key "whatever" in the recipe',
         "known here: nemobuild, name, backend, skill, language, vars, env, budget, assets, steps, exports, matrix"),
        ("nemobuild: 1\nsteps: [a]\n<<: {name: b}", 'unknown key "<<" in the recipe',
         "known here: nemobuild, name, backend, skill, language, vars, env, budget, assets, steps, exports, matrix"),
    ],
)  # fmt: skip
def test_what_is_said(text: str, what: str, hint: str) -> None:
    source = Source(text, "r.yaml")
    root, _ = parse(source)
    assert root is not None
    (problem,) = (problem_of(finding, source, root) for finding in check(root))
    assert (problem.what, problem.hint) == (what, hint)


def test_a_field_that_a_template_gave_is_checked_like_a_written_one() -> None:
    from nemobuild.recipe.nodes import Scalar

    findings: list[Any] = []
    check_quality = structure.field_check("exports", "quality")
    check_quality(Scalar(value="hihg", text="hihg", style="", start=0, end=4), findings)
    assert [(finding.what, finding.hint) for finding in findings] == [
        ('"quality" must be one of draft, standard, high, not "hihg"', 'did you mean "high"?')
    ]
