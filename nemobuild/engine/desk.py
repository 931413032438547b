"""One recipe cell's records on disk, and the facts that a plan is made from. Sends nothing, and starts nothing."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nemobuild.engine.cache import Cache
from nemobuild.engine.disk import pretty, read_json, write_atomically
from nemobuild.engine.download import fetch, fetched_path
from nemobuild.engine.hints import AssetMemo, CostNotes, OutputNotes, SessionHints, asset_digest
from nemobuild.engine.lockfile import read_lock
from nemobuild.engine.options import Options
from nemobuild.engine.project import Project
from nemobuild.engine.stage import HISTORY, Material, names_of
from nemobuild.plan.decide import cell_name, plan
from nemobuild.plan.model import Facts, Plan, nothing_remembered
from nemobuild.plan.records import Lock, StepRecord, record_from_json
from nemobuild.recipe.model import Asset, Recipe
from nemobuild.timeline import draft
from nemobuild.timeline.model import Timeline

HOSTED_USUAL = (
    50,
    60_000,
)  # credits and ms of an edit by the vendor's documents, until this project has its own
EMBEDDED_USUAL = (0, 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is at hand for a recipe's cells. Reading it takes no lock."""

    project: Project
    cache: Cache
    memo: AssetMemo
    hints: SessionHints
    outputs: OutputNotes
    costs: CostNotes

    @classmethod
    def of(cls, recipe_path: Path) -> Desk:
        """Raises UsageError if another recipe beside it keeps its records in the same files."""
        project = Project(recipe=recipe_path.resolve())
        project.check_alone()
        return cls(
            project=project,
            cache=Cache(project.cache, project.drafts),
            memo=AssetMemo(project.home / "assets.json"),
            hints=SessionHints(project.note("sessions")),
            outputs=OutputNotes(project.note("outputs")),
            costs=CostNotes(project.note("costs")),
        )

    def material(self, recipe: Recipe) -> dict[str, Material]:
        """Every asset with its digest, as far as that is known without asking anyone: a URL's from its pin or its file."""
        return {asset.name: self._material(asset) for asset in recipe.assets}

    def _material(self, asset: Asset) -> Material:
        path = asset.path or fetched_path(self.project.home, asset)
        known = asset.sha256 if asset.path is None else ""
        if not known and (asset.path or path.exists()):
            known = asset_digest(asset, self.memo, path)
        return Material(asset=asset, digest=known, path=path)

    def fetched(self, material: Mapping[str, Material]) -> dict[str, Material]:
        """The same with every URL's content on disk, and so with every digest. Raises AssetError."""
        return {name: self._fetched(m) for name, m in material.items()}

    def _fetched(self, material: Material) -> Material:
        asset, path = material.asset, material.path
        if asset.path or (path.exists() and asset_digest(asset, self.memo, path) == material.digest):
            return material
        self.project.prepare()
        fetch(asset, path)
        return replace(material, digest=asset_digest(asset, self.memo, path))

    def lock(self) -> Lock:
        """The lock without the records whose drafts are gone: they cannot be used."""
        lock = read_lock(self.project)
        usable = {a: r for a, r in lock.records.items() if self.cache.has_draft(r.after)}
        return lock if len(usable) == len(lock.records) else Lock(records=usable, cells=lock.cells)

    def remembered(self, action: str) -> StepRecord | None:
        record = self.cache.record(action)
        return record if record and self.cache.has_draft(record.after) else None

    def note_drift(self, record: StepRecord) -> None:
        """Keeps a different answer to a recorded action until the user takes it or not."""
        path = self.project.note("drift")
        drifted = {**self.drifted(), record.action: record}
        write_atomically(path, pretty({action: r.as_json() for action, r in drifted.items()}))

    def drifted(self) -> dict[str, StepRecord]:
        """Different answers that wait, by action key. What is damaged was not accepted, and is none."""
        raw = read_json(self.project.note("drift"))
        found = {a: _record(r) for a, r in raw.items()} if isinstance(raw, dict) else {}
        return {action: record for action, record in found.items() if record and record.action == action}

    def planned(
        self,
        recipe: Recipe,
        material: Mapping[str, Material],
        lock: Lock,
        options: Options,
        anew: Set[str] = frozenset(),
    ) -> tuple[Facts, Plan]:
        """The plan, and the facts that it is made from. A recorded timeline that it needs and that is damaged is a miss.

        The actions in `anew` are planned as if they were not recorded.
        """
        damaged: set[str] = set()
        while True:
            facts = _without(self.facts(recipe, material, lock, options), anew, damaged)
            made = plan(recipe, facts)
            found = {digest for digest in _timelines_of(made) if self.cache.draft(digest) is None}
            if not found:
                return facts, made
            damaged |= found

    def facts(self, recipe: Recipe, material: Mapping[str, Material], lock: Lock, options: Options) -> Facts:
        """What is known without asking anyone: a backend restores if it is the embedded one or said so last time.

        Nobody but the embedded one is known to be free.
        """
        embedded = recipe.backend == "local"
        cell = cell_name(recipe)
        hint = self.hints.get(cell, recipe.backend)
        default = EMBEDDED_USUAL if embedded else HOSTED_USUAL
        credits, elapsed_ms = self.costs.usual(recipe.backend, default)
        made = ((e.shown, self.outputs.key_of(e.shown, e.path)) for e in recipe.exports)
        return Facts(
            digests={name: m.digest for name, m in material.items() if m.digest},
            lock=Lock(cells=lock.cells) if options.no_cache else lock,
            remembered=nothing_remembered if options.no_cache else self.remembered,
            live=hint.live() if hint and hint.is_of(names_of(material)) else None,
            restores=embedded or (hint is not None and hint.restores),
            charges=not embedded,
            timeline=self._timeline,
            usual_credits=credits,
            usual_ms=elapsed_ms,
            outputs={shown: key for shown, key in made if key is not None},
            outside=tuple(a.shown for a in recipe.assets if a.outside),
        )

    def _timeline(self, digest: str) -> Timeline | None:
        recorded = self.cache.draft(digest)
        return None if recorded is None else draft.decode(recorded)


def _record(raw: Any) -> StepRecord | None:
    try:
        return record_from_json(raw)
    except ValueError:
        return None


def _without(facts: Facts, actions: Set[str], timelines: Set[str]) -> Facts:
    """The facts as if neither these actions nor steps that led to these timelines were recorded."""
    if not actions and not timelines:
        return facts

    def usable(record: StepRecord | None) -> bool:
        return record is not None and record.action not in actions and record.after not in timelines

    def remembered(action: str) -> StepRecord | None:
        record = facts.remembered(action)
        return record if usable(record) else None

    records = {action: record for action, record in facts.lock.records.items() if usable(record)}
    return replace(facts, lock=replace(facts.lock, records=records), remembered=remembered)


def _timelines_of(made: Plan) -> set[str]:
    """The recorded timelines that carrying the plan out reads: to check, to go on from, to restore with its history."""
    cached = [s for s in made.steps if s.record]
    read = cached[-1:] if made.nothing_to_do else cached[-HISTORY - 1 :]
    checked = [s for s in cached if s.keyed.step.expect]
    return {s.record.after for s in (*read, *checked) if s.record}
