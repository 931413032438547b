"""The plan: what would be done and why, as frozen values. Says nothing of how it is carried out or shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nemobuild.plan.keys import KeyedStep
from nemobuild.plan.records import Lock, StepRecord
from nemobuild.recipe.model import Export, Recipe
from nemobuild.timeline.model import Timeline

Action = Literal["cached", "run", "maybe", "failed", "unreached"]
"""What becomes of a step or an export. `failed`: it is recorded that it did, and the run stops there."""

SENDS = ("run", "maybe")
Route = Literal["none", "continue", "restore", "new", "replay"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """A session that the last run left: the digest of its timeline then and the assets it holds (digests)."""

    session_id: str
    digest: str
    holds: frozenset[str]


def nothing_remembered(action: str) -> StepRecord | None:
    """For a plan without a cache."""
    del action
    return None


def no_timelines(digest: str) -> Timeline | None:
    """For a plan that cannot look whether recorded steps are as expected."""
    del digest
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the engine has found out about the world before planning. Credits are per message, times in ms."""

    digests: Mapping[str, str]  # asset name to sha256; those that are not here have not been fetched
    lock: Lock = field(default_factory=Lock)
    remembered: Callable[[str], StepRecord | None] = nothing_remembered  # the cache's records by action key
    live: LiveSession | None = None
    restores: bool = True
    charges: bool = False
    timeline: Callable[[str], Timeline | None] = no_timelines  # the recorded timelines by digest
    usual_credits: int = 0
    usual_ms: int = 0
    outputs: Mapping[str, str] = field(
        default_factory=dict
    )  # export as shown to the key its file was made with
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPlan:
    keyed: KeyedStep
    action: Action
    reason: str
    record: StepRecord | None = None  # of a cached or failed step
    before: str = ""  # digest of the timeline before it, empty if only running tells
    key: str = ""  # action key, empty if only running tells


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPlan:
    export: Export
    action: Action
    reason: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What `run` does. `replays` counts recorded steps that the route sends once more."""

    recipe: Recipe
    cell: str
    steps: tuple[StepPlan, ...]
    exports: tuple[ExportPlan, ...]
    route: Route
    replays: int = 0
    estimated_credits: int = 0
    estimated_ms: int = 0
    charges: bool = False
    outside: tuple[str, ...] = ()

    @property
    def messages(self) -> tuple[StepPlan, ...]:
        """The steps that would or might be sent."""
        return tuple(s for s in self.steps if s.action in SENDS)

    @property
    def failed(self) -> StepPlan | None:
        """The step at which the run stops, because it is recorded that it failed."""
        return next((s for s in self.steps if s.action == "failed"), None)

    @property
    def nothing_to_do(self) -> bool:
        actions = [*(s.action for s in self.steps), *(e.action for e in self.exports)]
        return all(action == "cached" for action in actions)

    def as_record(self) -> dict[str, Any]:
        """The plan as JSON, for `--json`, `--out` and the comparison that refuses a stale one."""
        return {
            "recipe": str(self.recipe.path.name),
            "cell": dict(self.recipe.cell),
            "backend": self.recipe.backend,
            "route": self.route,
            "replays": self.replays,
            "estimated_credits": self.estimated_credits,
            "estimated_seconds": round(self.estimated_ms / 1000, 1),
            "steps": [
                {
                    "step": s.keyed.step.id,
                    "say": s.keyed.step.say,
                    "action": s.action,
                    "reason": s.reason,
                    "definition_key": s.keyed.definition,
                    "action_key": s.key,
                }
                for s in self.steps
            ],
            "exports": [
                {"export": e.export.shown, "action": e.action, "reason": e.reason} for e in self.exports
            ],
            "outside_assets": list(self.outside),
        }
