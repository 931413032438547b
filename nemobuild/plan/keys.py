"""The keys of a step. Its ingredients are listed once, here; the hash and the explanation both read that list.

The definition key chains what was written before the step; the action key has the observed timeline in its place. A step
can use any asset that has entered, also one that no timeline shows yet, so what entered before it is an ingredient too. A
step like "undo that" or "quieter" means something by what was said before it; where the backend says so, that is an
ingredient of the action key too. In no key: comments, ids, `expect`, exports, budgets, session ids, times, the tool's version.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nemobuild.recipe.model import Recipe, Step
from nemobuild.timeline import draft

NOT_FETCHED = "not fetched yet"
"""Stands for the content of an asset that nobody has seen; no digest looks like it."""
ENTERED_BEFORE = "assets before"
SAID_BEFORE = "said before"
SAY = "say"
EMPTY_TIMELINE = draft.digest({})
FIRST_STEP = hashlib.sha256(b"nemobuild: the first step").hexdigest()
SHA256 = re.compile(r"[0-9a-f]{64}")


def is_key(text: str) -> bool:
    """Whether a text may be a key or a digest: what names files must be nothing else."""
    return SHA256.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """One thing that a step's result depends on. `name` is for people; equal values mean nothing changed."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedStep:
    """A step with what it is made of, apart from what comes before it.

    `definition` is empty from the first asset on whose content is not known; `said_before` is that of the step before.
    """

    step: Step
    entering: tuple[str, ...]  # names of the assets that enter here, in the order of the recipe
    ingredients: tuple[Ingredient, ...]
    definition: str
    said_before: str

    @property
    def with_said_before(self) -> tuple[Ingredient, ...]:
        """What it is made of if its words lean on those before it."""
        return (*self.ingredients, Ingredient(name=SAID_BEFORE, value=self.said_before))

    def actions(self, before: str) -> tuple[str, ...]:
        """The action keys under which its result on the timeline `before` may be recorded."""
        leaning = (key(before, self.with_said_before),) if self.said_before else ()
        return (key(before, self.ingredients), *leaning)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The assets among the ingredients that have not been fetched: what the step gives cannot be looked up."""
        values = {i.name: i.value for i in self.ingredients} if self.entering else {}
        return tuple(n for n in self.entering if values[_asset(n)] == NOT_FETCHED)


def normalized(say: str) -> str:
    """A step's text as it is hashed and sent: NFC, white space runs as one space, none at the ends of lines, no empty lines.

    Lines stay: a list that a step holds is one because of them.
    """
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", say).splitlines())
    return "\n".join(line for line in lines if line)


def said_in(ingredients: Iterable[Ingredient]) -> str:
    """A step's text as it was sent."""
    return next((i.value for i in ingredients if i.name == SAY), "")


def backend_identity(backend: str, language: str) -> str:
    """The backend as an ingredient. The embedded one answers the same in any language setting, a model does not."""
    return backend if backend == "local" else f"{backend} ({language})"


def entering_assets(recipe: Recipe) -> tuple[tuple[str, ...], ...]:
    """For each step the assets that enter at it: the first step whose `uses` names it, otherwise before the first."""
    first_use: dict[str, int] = {}
    for index, step in enumerate(recipe.steps):
        for name in step.uses:
            first_use.setdefault(name, index)
    entering: list[list[str]] = [[] for _ in recipe.steps]
    for asset in recipe.assets:
        if entering:
            entering[first_use.get(asset.name, 0)].append(asset.name)
    return tuple(tuple(names) for names in entering)


def keyed_steps(recipe: Recipe, digests: Mapping[str, str]) -> tuple[KeyedStep, ...]:
    """Every step with its ingredients and its definition key. `digests`: asset name to sha256, without the unknown."""
    identity = Ingredient(name="backend", value=backend_identity(recipe.backend, recipe.language))
    chained, previous = [], FIRST_STEP
    there: tuple[
        Ingredient, ...
    ] = ()  # what has entered, as one ingredient: recipes may have thousands of steps and assets
    for step, entering in zip(recipe.steps, entering_assets(recipe), strict=True):
        assets = tuple(Ingredient(name=_asset(n), value=digests.get(n, NOT_FETCHED)) for n in entering)
        ingredients = (Ingredient(name=SAY, value=normalized(step.say)), *assets, *there, identity)
        known = previous and all(name in digests for name in entering)
        definition = key(previous, ingredients) if known else ""
        chained.append(
            KeyedStep(
                step=step,
                entering=entering,
                ingredients=ingredients,
                definition=definition,
                said_before=previous,
            )
        )
        previous = definition
        if assets:
            there = (Ingredient(name=ENTERED_BEFORE, value=_all_of(there, assets)),)
    return tuple(chained)


def _all_of(before: Sequence[Ingredient], entering: Sequence[Ingredient]) -> str:
    """One value for what has entered so far; not known if one of them is not."""
    values = [i.value for i in (*before, *entering)]
    so_far = before[0].value if before else ""
    for asset in entering:  # one by one: at which step an asset entered makes no difference to those after it
        so_far = key(so_far, (asset,))
    return NOT_FETCHED if NOT_FETCHED in values else so_far


def _asset(name: str) -> str:
    return f"asset {name}"


def key(before: str, ingredients: Sequence[Ingredient]) -> str:
    """sha256 (hex) over what comes before (a definition key or a timeline's digest) and the ingredients in order."""
    return _hash([before, *([i.name, i.value] for i in ingredients)])


def export_key(draft_digest: str, wish: Mapping[str, object], identity: str) -> str:
    """What an output is made of: the timeline, what the export asks for, and who renders it."""
    return _hash([draft_digest, dict(wish), identity])


def _hash(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def explain_difference(
    old: Iterable[Ingredient], new: Iterable[Ingredient]
) -> tuple[tuple[str, str, str], ...]:
    """The ingredients that differ: name, old value, new value; an absent one is empty."""
    before = {i.name: i.value for i in old}
    after = {i.name: i.value for i in new}
    names = [*before, *(name for name in after if name not in before)]
    return tuple((n, before.get(n, ""), after.get(n, "")) for n in names if before.get(n) != after.get(n))
