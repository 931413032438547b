"""The names that a template can use, and what to say of one that it cannot.

`vars` are seen bare and as `vars.version`; `env`, `git` and `matrix` with their dot; `changelog(path, version)` is the
only function of ours. Knows nothing about Jinja.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nemobuild.recipe.context import Git
from nemobuild.recipe.nearest import did_you_mean, listed, nearest

if TYPE_CHECKING:
    from nemobuild.recipe.changelog import Section

GROUPS = ("vars", "matrix", "env", "git")
FUNCTIONS = ("changelog", "range")
_CALLS = {"changelog": 'changelog("CHANGELOG.md", version)', "range": "range(3)"}
GIT_NAMES = ("tag", "commit", "branch", "date")
_KEYWORDS = "true false none True False None and or not if else elif in is for set loop self super caller import include"
RESERVED = frozenset((*GROUPS, *FUNCTIONS, *_KEYWORDS.split()))
"""Names that a variable cannot have: they mean something else in a template."""


class Unknown(Exception):
    """A name, or something asked of it, that there is not. `certain` if no default in the template can mend it."""

    def __init__(self, what: str, hint: str, *, certain: bool = True) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.certain = certain


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Everything a template of one cell can see. `later` are variables that are defined further down."""

    vars: Mapping[str, str]
    matrix: Mapping[str, str]
    listed_env: tuple[str, ...]
    environ: Mapping[str, str]
    git: Callable[[], Git]
    changelog: Callable[[str, str], Section]
    later: frozenset[str] = field(default=frozenset())
    asked: dict[str, str] = field(default_factory=dict)
    """What templates wanted to know of the machine, filled as they ask: {"env.CITY": "Bern", "git.tag": ""}."""

    def value(self, path: tuple[str, ...]) -> tuple[str, str]:
        """The full name and the value of `version` or `vars.version`. Unknown for anything else."""
        first, *rest = path
        if first in GROUPS and len(rest) == 1:
            return f"{first}.{rest[0]}", self.member(first, rest[0])
        if first in GROUPS and not rest:
            raise Unknown(f'"{first}" is a group of names', f"name one of them: {first}.{self._some(first)}")
        if not rest and first in self.vars:
            return f"vars.{first}", self.vars[first]
        if not rest or first not in self.vars:
            raise self.unknown(first)
        raise Unknown(f'"{first}" is text and has no "{rest[0]}"', "")

    def member(self, group: str, name: str) -> str:
        """The value of `group.name`. Unknown if it has none."""
        self.expect_member(group, name)
        match group:
            case "vars":
                return self.vars[name]
            case "matrix":
                return self.matrix[name]
            case "env":
                return self._env(name)
            case _:
                return self._git(name)

    def expect_member(self, group: str, name: str) -> None:
        """Unknown if no such name can ever be in the group, whatever the machine looks like."""
        known = self._members(group)
        if name in known:
            return
        if group == "env":
            raise Unknown(
                f'"env.{name}" is not listed under "env:"',
                did_you_mean(name, known, f'add "env: [{name}]" to the recipe'),
            )
        if group == "vars" and name in self.later:
            raise self._too_early(name)
        if group == "matrix" and not known:
            raise Unknown(f'undefined name "matrix.{name}"', "the recipe has no matrix")
        raise Unknown(f'undefined name "{group}.{name}"', _suggest(name, {n: f"{group}.{n}" for n in known}))

    def unknown(self, name: str) -> Unknown:
        """What is said of a bare name that there is not."""
        if name in self.later:
            return self._too_early(name)
        if name in FUNCTIONS:
            return Unknown(f'"{name}" is a function', f"call it: {_CALLS[name]}")
        members = {member: f"{group}.{member}" for group in GROUPS[1:] for member in self._members(group)}
        every = members | {word: word for word in (*GROUPS, *FUNCTIONS)} | {word: word for word in self.vars}
        return Unknown(f'undefined name "{name}"', _suggest(name, every, f'define it: "vars: {{{name}: …}}"'))

    def _too_early(self, name: str) -> Unknown:
        return Unknown(
            f'"{name}" is defined further down', "a variable can use the ones above it; move it up"
        )

    def _members(self, group: str) -> tuple[str, ...]:
        match group:
            case "vars":
                return tuple(self.vars)
            case "matrix":
                return tuple(self.matrix)
            case "env":
                return self.listed_env
            case _:
                return GIT_NAMES

    def _some(self, group: str) -> str:
        return next(iter(self._members(group)), "NAME")

    def _env(self, name: str) -> str:
        self.asked[f"env.{name}"] = self.environ.get(name, "")
        if name not in self.environ:
            hint = f'set it, or write {{{{ env.{name} | default("…") }}}}'
            raise Unknown(f"the environment variable {name} is not set", hint, certain=False)
        return self.environ[name]

    def _git(self, name: str) -> str:
        git = self.git()
        value: str = getattr(git, name)
        self.asked[f"git.{name}"] = value
        if not value:
            why = git.why or f"this checkout has no {name}"
            hint = f'write {{{{ git.{name} | default("…") }}}} if that is all right'
            raise Unknown(f"git.{name} is not known: {why}", hint, certain=False)
        return value


def _suggest(name: str, known: Mapping[str, str], otherwise: str = "") -> str:
    """Did you mean, over short names that stand for longer ones."""
    close = nearest(name, known)
    if close:
        return f'did you mean "{known[close]}"?'
    return otherwise or (f"known: {listed(known.values())}" if known else "there are none")
