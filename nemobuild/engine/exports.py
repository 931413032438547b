"""Renders exports, checks what came, and puts it in place. No message is sent here."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event as Flag
from typing import Any

from nemobuild.client.model import RenderStatus
from nemobuild.client.session import Client
from nemobuild.engine.check import check_output, look
from nemobuild.engine.disk import sync_folder, writing
from nemobuild.engine.hints import OutputNotes
from nemobuild.engine.options import NEVER
from nemobuild.errors import BackendError, Interrupted, OutputError
from nemobuild.events import Emit, ExportDone, RenderProgressed, Warned
from nemobuild.plan.decide import export_wish
from nemobuild.recipe.model import Export
from nemobuild.timeline import draft as drafts
from nemobuild.timeline.summary import seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    notes: OutputNotes
    emit: Emit
    clock: Callable[[], float]
    stop: Flag = NEVER  # set while a film is rendered, it cancels that
    traced: Callable[[str], str] = str  # a finding with the step that it goes back to

    def deliver(
        self, client: Client, export: Export, session_id: str, draft: Mapping[str, Any], key: str
    ) -> Path:
        """Renders `draft` as the export asks and puts the file at its path, checked. Raises OutputError."""
        started = self.clock()
        if not drafts.has_content(draft):
            raise OutputError(
                f"{export.shown}: the timeline is empty",
                where=export.where,
                hint="add a step that puts media on it",
            )
        timeline = drafts.decode(draft)
        if export.at_ms is not None and export.at_ms > timeline.duration_ms:
            raise OutputError(
                f"{export.shown}: {seconds(export.at_ms)} is after the end of the film, which is "
                f"{seconds(timeline.duration_ms)} long",
                where=export.where,
                hint="choose an earlier moment with `at`",
            )
        with _beside(export.path) as partial:
            status = self._render(client, export, session_id, draft)
            client.download(status, partial)
            for warning in status.warnings:
                self.emit(Warned(what=f"{export.shown}: {self.traced(warning)}"))
            found = look(partial, export)
            check_output(export, timeline, found, partial.stat().st_size)
            with writing(export.path):
                partial.replace(export.path)
                sync_folder(export.path.parent)
        self.notes.put(export.shown, export.path, key, found.as_record(export.path))
        self._done(export, self.notes.facts_of(export.shown), cached=False, started=started)
        return export.path

    def kept(self, export: Export) -> None:
        """Says of an export that its file is up to date."""
        self._done(export, self.notes.facts_of(export.shown), cached=True, started=self.clock())

    def _done(self, export: Export, found: Mapping[str, Any], *, cached: bool, started: float) -> None:
        self.emit(
            ExportDone(
                export=export.shown,
                path=str(export.path),
                bytes=int(found.get("bytes", 0)),
                duration_ms=int(found.get("duration_ms", 0)),
                width=int(found.get("width", 0)),
                height=int(found.get("height", 0)),
                cached=cached,
                elapsed_ms=round((self.clock() - started) * 1000),
            )
        )

    def _render(
        self, client: Client, export: Export, session_id: str, draft: Mapping[str, Any]
    ) -> RenderStatus:
        wish = export_wish(export)
        started = self.clock()
        render_id = ""

        def named(new: str) -> None:
            nonlocal render_id
            render_id = new

        def progressed(status: RenderStatus) -> None:
            elapsed = self.clock() - started
            share = status.progress / 100
            left = round(elapsed * (1 - share) / share * 1000) if share > 0.05 and elapsed > 1 else None
            self.emit(RenderProgressed(export=export.shown, progress=status.progress, remaining_ms=left))

        try:
            return client.render(
                session_id, draft, wish, on_id=named, on_status=progressed, stopped=self.stop.is_set
            )
        except (Interrupted, KeyboardInterrupt) as ended:
            with contextlib.suppress(BackendError):
                client.cancel_render(render_id)
            if isinstance(ended, Interrupted):
                raise _cancelled(export) from ended
            raise


def _cancelled(export: Export) -> Interrupted:
    return Interrupted(
        f"stopped: the render of {export.shown} was cancelled",
        hint="all steps are recorded, and so are the finished parts of the film; run again to go on",
    )


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A file in the folder of `path`, gone at the end unless it was moved away."""
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.")
    partial = Path(folder) / f"partial{path.suffix}"
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)
        Path(folder).rmdir()
