"""Whom the work is attributed to: the `skill` field, and the front matter of a SKILL.md that it may name."""

from __future__ import annotations

import re

from nemobuild import __version__
from nemobuild.errors import Problem, Where
from nemobuild.recipe.context import Context, unreadable
from nemobuild.recipe.disk import Project
from nemobuild.recipe.findings import span_of
from nemobuild.recipe.model import Skill
from nemobuild.recipe.nodes import Mapping, Node, Scalar, child
from nemobuild.recipe.reader import Reader
from nemobuild.recipe.source import Source
from nemobuild.recipe.syntax import parse

OURSELVES = Skill(name="nemobuild", version=__version__)
"""The attribution of a recipe that names no skill."""
UNVERSIONED = "1.0.0"
"""The version of a skill that is named without one."""

# Not compiled here: most recipes name no file.
_FRONT_MATTER = r"(?sm)---[ \t]*\r?\n(.*?)^---[ \t]*$"
_NAME = r"[a-z0-9]+(-[a-z0-9]+)*\Z"
_VERSION = r"[0-9A-Za-z][\w.+-]{0,39}\Z"


def read_skill(reader: Reader, node: Node | None, project: Project, context: Context) -> Skill:
    """The skill; ourselves for none, or for one that is wrong."""
    if node is None:
        return OURSELVES
    if isinstance(node, Mapping):
        name = reader.field(child(node, "name"), "skill", "name")
        version = reader.field(child(node, "version"), "skill", "version")
        return Skill(name=name or OURSELVES.name, version=version or UNVERSIONED)
    text = reader.field(node, "skill")
    if text is None:
        return OURSELVES
    if not text.lower().endswith(".md"):
        return Skill(name=text, version=UNVERSIONED)
    return _from_file(reader, node, text, project, context) or OURSELVES


def _from_file(reader: Reader, node: Node, shown: str, project: Project, context: Context) -> Skill | None:
    found = project.find(shown)
    if not found.is_file:
        reader.wrong(node, f'there is no file "{shown}"', "paths are relative to the recipe's folder")
        return None
    try:
        text = context.read_text(found.path)
    except (OSError, UnicodeDecodeError) as error:
        reader.wrong(node, *unreadable(shown, error))
        return None
    skill, problems = skill_of(text, shown)
    reader.elsewhere.extend(problems)
    return skill


def skill_of(text: str, shown: str) -> tuple[Skill | None, list[Problem]]:
    """The skill that the front matter of a SKILL.md names, and what is wrong with it."""
    match = re.match(_FRONT_MATTER, text)
    if not match:
        hint = 'begin it with "---", "name: …", "version: …", "---"'
        return None, [
            Problem(what="there is no front matter", where=Where(file=shown, line=1, column=1), hint=hint)
        ]
    source = Source(text[: match.end(1)], shown)
    root, problems = parse(source)
    if problems:
        return None, problems
    if not isinstance(root, Mapping):
        return None, [_problem(source, root, "the front matter must be a mapping", 'write "name: …"')]
    name, problems = _field(source, root, "name", _NAME, "in kebab case, such as ai-video-editor-link")
    version, more = _field(source, root, "version", _VERSION, "such as 1.2.0")
    problems += more
    return (None, problems) if problems else (Skill(name=name, version=version), [])


def _field(source: Source, root: Mapping, key: str, form: str, wanted: str) -> tuple[str, list[Problem]]:
    """A field as it is written, so that a version 1.10 stays one."""
    node = root.get(key)
    if node is None:
        return "", [_problem(source, root, f'the front matter has no "{key}"', f'add "{key}: …", {wanted}')]
    if not isinstance(node, Scalar) or not re.match(form, node.text):
        return "", [_problem(source, node, f'"{key}" must be text {wanted}', "")]
    return node.text, []


def _problem(source: Source, node: Node | None, what: str, hint: str) -> Problem:
    start, end = span_of(node) if node else (0, 1)
    return Problem(what=what, where=source.where(start, end), hint=hint)
