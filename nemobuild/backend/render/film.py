"""From a timeline to a finished, checked file: plan, render what is not there yet, join, mux.

The work is described by values (`plan.RenderPlan`); this module has it done and keeps what was made in a folder, so
that a second render does only what differs.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from nemobuild.backend.render import check, costs, mux, still
from nemobuild.backend.render.encode import coding_of
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.pieces import Made, NotCopied, Told, Workshop
from nemobuild.backend.render.plan import RenderPlan, in_chunks, in_one_pass, plan_with
from nemobuild.backend.render.prune import RECENT_S, prune
from nemobuild.backend.render.sidecar import words_file
from nemobuild.backend.render.silence import silences
from nemobuild.backend.render.store import Piece, Store, write_whole
from nemobuild.backend.render.studio import Studio
from nemobuild.errors import AssetError, OutputError
from nemobuild.timeline.model import Media, Timeline

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A finished file. `reused` of its `chunks` were there already; `way` is how its picture was made, `why` so."""

    path: Path
    duration_ms: int
    bytes: int
    width: int
    height: int
    warnings: tuple[str, ...] = ()
    chunks: int = 0
    reused: int = 0
    way: str = ""
    why: str = ""


def render(
    timeline: Timeline,
    media: Mapping[str, Media],
    output: Output,
    folder: Path,
    *,
    progress: Progress = lambda _: None,
    cancelled: Cancelled = lambda: False,
) -> Rendered:
    """Renders a timeline. `progress` is told a share from 0 to 1, never less than before.

    Everything that is kept lies in `folder`; the file is below it too. Raises AssetError, OutputError or BackendError
    with the segment at fault, and Interrupted when `cancelled` says so.
    """
    folder, begun = folder.absolute(), time.time()
    studio = Studio(folder, media)
    studio.link_lookup_tables()
    told = Told(progress)
    if output.kind == "words":
        path = words_file(timeline, output, folder)
        return Rendered(
            path=path, duration_ms=timeline.duration_ms, bytes=path.stat().st_size, width=0, height=0
        )
    plan = plan_with(timeline, media, output, studio.typeset)
    told.share(0.01)
    shop = Workshop(studio=studio, store=Store(folder / "pieces"), folder=folder, told=told, stop=cancelled)
    rendered = _Work(plan=plan, shop=shop).done()
    now = time.time()
    prune(folder, now, recent_s=max(RECENT_S, now - begun))
    progress(1.0)
    return rendered


@dataclass(slots=True, kw_only=True)
class _Work:
    plan: RenderPlan
    shop: Workshop

    def done(self) -> Rendered:
        match self.plan.output.kind:
            case "still":
                return self._still()
            case "sound":
                return self._sound()
            case _:
                return self._film()

    def _still(self) -> Rendered:
        commands, shop = self.plan.stills, self.shop
        shop.prepare(self.plan, commands)
        path = still.make(commands, self.plan.output, shop.store, shop.folder, shop.stop)
        width, height = check.picture_size(path)
        return self._rendered(path, 0, width, height, ())

    def _sound(self) -> Rendered:
        piece = self.shop.heard(self.plan)
        if piece is None:
            raise AssetError(
                "there is nothing to hear in this timeline", hint="add music, or a clip with sound"
            )
        target = mux.sound_alone(self.plan, piece, self.shop.folder)
        found = (*check.sound(target, self.plan), *check.heard_well(piece, self.plan))
        return self._rendered(target, self.plan.duration_ms, 0, 0, found)

    def _film(self) -> Rendered:
        made = self._made()
        film = self._joined(made.chunks, made.heard)
        self.shop.told.share(0.99)
        scene = self.plan.scene
        found = (
            *check.damaged(self.plan, made.chunks),
            *check.black(self.plan, made.chunks),
            *check.frozen(self.plan, made.chunks),
            *check.heard_well(made.heard, self.plan),
            *check.unheard(self.plan, film),
        )
        done = self._rendered(film.path, self.plan.duration_ms, scene.width, scene.height, found)
        return replace(
            done, chunks=len(made.chunks), reused=made.reused, way=self.plan.way, why=self.plan.why
        )

    def _made(self) -> Made:
        """All pieces: copied, in chunks or in one pass, whichever can be and is quicker."""
        if self.plan.way == "copy":
            try:
                return self.shop.film(self.plan)
            except NotCopied as error:
                self.plan = in_chunks(self.plan, error.what)
        past = self.shop.folder / "costs.json"
        cut, record = self.plan, costs.read(past)
        self.plan = self._quicker(cut, record)
        made = self.shop.film(self.plan)
        if self.plan.way == "one pass":
            record = record.with_passed(c.key for c in cut.commands)
        if made.runs:
            with contextlib.suppress(OSError, OutputError):  # without it the next estimate is a worse one
                costs.write(past, record.with_runs(made.runs))
        return made

    def _quicker(self, cut: RenderPlan, record: costs.Record) -> RenderPlan:
        """A plan in chunks, or the same film in one pass."""
        whole = in_one_pass(cut, "it was made so before")
        if self.shop.present(whole):
            return whole
        pixels = cut.scene.width * cut.scene.height
        better, why = costs.one_pass_is_better(
            costs.learnt(record, coding_of(cut.output), pixels),
            [c.frames for c in cut.commands],
            pixels,
            sum(c.args.count("-i") for c in whole.commands),
            present=self.shop.present(cut),
            edited=record.knows(c.key for c in cut.commands),
        )
        return replace(whole, why=why) if better else replace(cut, why=f"{cut.why}; {why}")

    def _joined(self, chunks: tuple[Piece, ...], heard: Piece | None) -> Piece:
        """The film of these pieces: the one that is there already and was checked then, or a new one."""
        folder = self.shop.folder
        films = Store(folder / "films")
        key, suffix = mux.key_of_film(self.plan, heard), f".{self.plan.output.format}"
        known = films.get(key, suffix)
        if known is not None:
            return known
        picture = films.folder / f"{mux.key_of_picture(self.plan)}.film"
        seen = films.get(_line_of(picture), suffix) if self.plan.output.format != "gif" else None

        def make(target: Path) -> dict[str, object]:
            seconds = self.plan.duration_ms / 1000
            with ThreadPoolExecutor(max_workers=1) as beside:
                quiet = heard and beside.submit(silences, heard.path, seconds, folder, self.shop.stop)
                mux.film(self.plan, seen or chunks, heard, target, folder, self.shop.stop)
            self.shop.told.share(0.98)
            try:
                check.film(target, self.plan, heard is not None)
            except BaseException:
                target.unlink(missing_ok=True)
                raise
            return {"silent": quiet.result() if quiet else ()}

        made = films.put(key, suffix, make)
        write_whole(picture, key)
        return made

    def _rendered(
        self, path: Path, duration: int, width: int, height: int, found: tuple[str, ...]
    ) -> Rendered:
        return Rendered(
            path=path,
            duration_ms=duration,
            bytes=path.stat().st_size,
            width=width,
            height=height,
            warnings=(*self.plan.scene.warnings, *found),
        )


def _line_of(path: Path) -> str:
    """The key of the film that has a picture already; none for anything else that a file may hold."""
    try:
        text = path.read_text("ascii").strip()
    except (OSError, ValueError):
        return "none"
    return text if text.isalnum() else "none"
