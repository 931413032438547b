"""Where editing takes place: brings a session to the timeline that a step starts from, by the cheapest route.

Knows sessions and uploads; what is sent and recorded is `sending`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nemobuild.client.model import Session, UploadFile, digests_of
from nemobuild.client.session import Client
from nemobuild.engine.cache import Cache
from nemobuild.engine.hints import SessionHint, SessionHints
from nemobuild.errors import AssetError, BackendError, SessionDrifted, SessionNotFound
from nemobuild.events import AssetUploaded, Emit
from nemobuild.plan.keys import EMPTY_TIMELINE, FIRST_STEP, said_in
from nemobuild.plan.records import StepRecord
from nemobuild.recipe.model import Asset, Recipe
from nemobuild.timeline import draft
from nemobuild.timeline.diff import changes

HISTORY = 50  # how many timelines an undo can go back to in a restored session


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """An asset with its digest (empty: not known before it is fetched) and where its bytes lie or will."""

    asset: Asset
    digest: str
    path: Path


def names_of(material: Mapping[str, Material]) -> dict[str, str]:
    """Asset digest to the names by which steps find it: the recipe's, and that of its file."""
    return {m.digest: f"{m.asset.name} {m.asset.file_name}" for m in material.values() if m.digest}


class Stage:
    """The session of one recipe cell. `digest` is that of its timeline as last seen, `said` the definition key of the last
    step that it heard, empty if that is not known."""

    def __init__(
        self,
        *,
        client: Client,
        recipe: Recipe,
        cell: str,
        cache: Cache,
        hints: SessionHints,
        material: Mapping[str, Material],
        emit: Emit,
        clock: Callable[[], float],
    ) -> None:
        self._client, self._recipe, self._cell, self._cache = client, recipe, cell, cache
        self._hints, self._material, self._emit, self._clock = hints, material, emit, clock
        self._session: Session | None = None
        self._uploads: dict[str, str] = {}
        self.digest = ""
        self.said = ""

    @property
    def session(self) -> Session | None:
        return self._session

    @property
    def opened(self) -> Session:
        if self._session is None:
            raise AssertionError("no session was opened")
        return self._session

    @property
    def session_id(self) -> str:
        return self.opened.session_id

    @property
    def urls(self) -> Mapping[str, str]:
        """URL without query to asset digest, as canonical drafts need it."""
        return {url: digest for digest, url in self._uploads.items()}

    @property
    def _names(self) -> dict[str, str]:
        return names_of(self._material)

    def take_up(self, expected: str, *, strict: bool) -> bool:
        """Goes on in the session that the last run left, if it is there and its timeline has the digest `expected`.

        A session that is gone is a hint that failed. One that changed raises SessionDrifted if `strict`, else is left.
        """
        hint = self._hints.get(self._cell, self._recipe.backend)
        if hint is None or not hint.is_of(self._names):
            return False
        hint = hint.moved_to(self._client.base_url)
        try:
            state = self._client.state(hint.session_id)
        except SessionNotFound:
            return False
        urls = {url: digest for digest, url in hint.uploads.items()}
        seen = draft.canonical(state.draft, urls)
        if draft.digest(seen) != expected:
            self._drifted(expected, seen, strict=strict and expected == hint.digest)
            return False
        self._session = Session(session_id=hint.session_id, task_id=hint.task_id)
        self._uploads, self.digest, self.said = dict(hint.uploads), expected, hint.said
        return True

    def _drifted(self, expected: str, seen: Mapping[str, Any], *, strict: bool) -> None:
        recorded = self._cache.draft(expected)
        what = "; ".join(changes(draft.decode(recorded or {}), draft.decode(seen))) or "its timeline differs"
        if strict:
            raise SessionDrifted(
                f"the session was changed since the last run: {what}",
                hint="undo that in the browser, or build in a new session: nemobuild run --allow-replay",
            )

    def open(self) -> None:
        """A new, empty session."""
        self._session = self._client.open_session(self._recipe.name, self._recipe.language)
        self._uploads, self.digest, self.said = {}, draft.digest({}), FIRST_STEP

    def upload(self, names: Iterable[str]) -> None:
        """Uploads assets that the session does not hold, in order, one request each.

        One after the other, and not in threads: a backend lists a session's files in the order in which they came, and
        where a step names none ("make a slideshow of the photos") that order is the film's.
        """
        for name in names:
            material = self._material[name]
            if material.digest not in self._uploads:
                self._upload(material)

    def _upload(self, material: Material) -> None:
        name, started = material.asset.file_name, self._clock()
        try:
            size = material.path.stat().st_size
        except OSError as error:
            raise AssetError(
                f'asset "{material.asset.name}": {name} cannot be read any more: {error.strerror}',
                where=material.asset.where,
                hint="put it back, or correct the path",
            ) from error
        file = UploadFile(
            path=material.path, name=name, sha256=material.digest, bytes=size, alias=material.asset.name
        )
        try:
            uploaded = self._client.upload(self.session_id, [file])
        except AssetError as error:
            raise AssetError(
                error.what, where=error.where or material.asset.where, hint=error.hint
            ) from error
        self._uploads.update({digest: url for url, digest in digests_of(uploaded).items()})
        elapsed_ms = round((self._clock() - started) * 1000)
        self._emit(AssetUploaded(asset=material.asset.name, name=name, bytes=size, elapsed_ms=elapsed_ms))

    def restore(self, records: Sequence[StepRecord]) -> None:
        """Puts recorded drafts into the session, whose assets are there, the last one as its timeline.

        The others, and the words that brought them, are what later steps go on with and an "undo" goes back to, as in a
        session that was edited step by step.
        """
        *earlier, last = records[-HISTORY - 1 :]
        self._client.restore(
            self.session_id,
            self.localized(last.after),
            history=[self.localized(r.after) for r in earlier],
            said=[said_in(r.ingredients) for r in (*earlier, last)],
        )
        digest = last.after
        if self._client.state(self.session_id).digest(self.urls) != digest:
            raise BackendError(
                "the restored timeline is not the recorded one", hint="run with --no-cache to record it anew"
            )
        self.digest, self.said = digest, last.definition

    def localized(self, digest: str) -> dict[str, Any]:
        """A recorded draft with this session's URLs, to be rendered."""
        recorded = self._cache.draft(digest)
        if recorded is None:
            raise BackendError(f"the recorded timeline {digest[:12]} is gone", hint="run with --no-cache")
        return draft.localized(recorded, self._uploads)

    def for_rendering(self, recipe: Recipe, records: Sequence[StepRecord]) -> None:
        """A session that holds every asset. A new one is put to the last timeline where the backend can do that."""
        names = [asset.name for asset in recipe.assets]
        final = records[-1].after if records else EMPTY_TIMELINE
        if self._session is not None or self.take_up(final, strict=False):
            self.upload(names)
            return
        self.open()
        self.upload(names)
        if records and self._client.capabilities().restore:
            self.restore(records)

    def remember(self) -> None:
        """Leaves a hint for the next run."""
        if self._session is None:
            return
        self._hints.put(
            self._cell,
            self._recipe.backend,
            SessionHint(
                session_id=self._session.session_id,
                task_id=self._session.task_id,
                base_url=self._client.base_url,
                digest=self.digest,
                uploads=self._uploads,
                restores=self._client.capabilities().restore,
                names={d: n for d, n in self._names.items() if d in self._uploads},
                said=self.said,
            ),
        )
