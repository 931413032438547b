"""From a timeline to a finished, checked file: plan, render what is not there yet, join, mux.

The work is described by values (`plan.RenderPlan`); this module has it done and keeps what was made in a folder, so
that a second render does only what differs.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Lock
from typing import Any

from nemobuild.backend.render import check, mux, sound, still
from nemobuild.backend.render.compile import Command
from nemobuild.backend.render.encode import suffix_of
from nemobuild.backend.render.output import Output
from nemobuild.backend.render.plan import RenderPlan, plan_with
from nemobuild.backend.render.prune import RECENT_S, prune
from nemobuild.backend.render.run import FfmpegFailed, Ran, damage_in, run
from nemobuild.backend.render.sidecar import words_file
from nemobuild.backend.render.store import Piece, Store, write_whole
from nemobuild.backend.render.studio import Studio
from nemobuild.errors import AssetError, Interrupted, NemobuildError
from nemobuild.timeline.model import Media, Timeline

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A finished file. `reused` of its `chunks` were there already."""

    path: Path
    duration_ms: int
    bytes: int
    width: int
    height: int
    warnings: tuple[str, ...] = ()
    chunks: int = 0
    reused: int = 0


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
    told = _Told(progress)
    if output.kind == "words":
        path = words_file(timeline, output, folder)
        return Rendered(
            path=path, duration_ms=timeline.duration_ms, bytes=path.stat().st_size, width=0, height=0
        )
    plan = plan_with(timeline, media, output, studio.typeset)
    told.share(0.01)
    work = _Work(
        plan=plan, studio=studio, store=Store(folder / "pieces"), folder=folder, told=told, stop=cancelled
    )
    rendered = work.done()
    now = time.time()
    prune(folder, now, recent_s=max(RECENT_S, now - begun))
    progress(1.0)
    return rendered


class _Told:
    """Progress that never goes back."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._last, self._lock = progress, 0.0, Lock()

    def share(self, value: float) -> None:
        with self._lock:
            if value > self._last:
                self._last = min(value, 0.999)
                self._progress(self._last)


@dataclass(slots=True, kw_only=True)
class _Work:
    plan: RenderPlan
    studio: Studio
    store: Store
    folder: Path
    told: _Told
    stop: Cancelled

    def done(self) -> Rendered:
        match self.plan.output.kind:
            case "still":
                return self._still()
            case "sound":
                return self._sound()
            case _:
                return self._film()

    def _still(self) -> Rendered:
        commands = self.plan.stills
        self._prepare(commands)
        path = still.make(commands, self.plan.output, self.store, self.folder, self.stop)
        width, height = check.picture_size(path)
        return self._rendered(path, 0, width, height, ())

    def _sound(self) -> Rendered:
        piece = self._heard()
        if piece is None:
            raise AssetError(
                "there is nothing to hear in this timeline", hint="add music, or a clip with sound"
            )
        target = mux.sound_alone(self.plan, piece, self.folder)
        found = (*check.sound(target, self.plan), *check.heard_well(piece, self.plan))
        return self._rendered(target, self.plan.duration_ms, 0, 0, found)

    def _film(self) -> Rendered:
        chunks, reused, heard = self._pieces()
        path = self._joined(chunks, heard)
        self.told.share(0.99)
        scene = self.plan.scene
        found = (
            *check.damaged(self.plan, chunks),
            *check.black(self.plan, chunks),
            *check.heard_well(heard, self.plan),
        )
        done = self._rendered(path, self.plan.duration_ms, scene.width, scene.height, found)
        return replace(done, chunks=len(chunks), reused=reused)

    def _joined(self, chunks: tuple[Piece, ...], heard: Piece | None) -> Path:
        """The film of these pieces: the one that is there already and was checked then, or a new one."""
        films = Store(self.folder / "films")
        key, suffix = mux.key_of_film(self.plan, heard), f".{self.plan.output.format}"
        known = films.get(key, suffix)
        if known is not None:
            return known.path
        picture = films.folder / f"{mux.key_of_picture(self.plan)}.film"
        seen = films.get(_line_of(picture), suffix) if self.plan.output.format != "gif" else None

        def make(target: Path) -> None:
            mux.film(self.plan, seen or chunks, heard, target, self.folder, self.stop)
            self.told.share(0.98)
            try:
                check.film(target, self.plan, heard is not None)
            except BaseException:
                target.unlink(missing_ok=True)
                raise

        path = films.put(key, suffix, make).path
        write_whole(picture, key)
        return path

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

    def _prepare(self, commands: tuple[Command, ...]) -> None:
        self.studio.link(dict.fromkeys(d for c in commands for d in c.digests))
        self.studio.draw(dict.fromkeys(k for c in commands for k in c.drawn), self.plan.scene.drawings)

    def _pieces(self) -> tuple[tuple[Piece, ...], int, Piece | None]:
        """All chunks in order, how many were there already, and the sound; side by side on all cores."""
        commands = {c.key: c for c in self.plan.commands}
        suffix = suffix_of(self.plan.output)
        found = {key: self.store.get(key, suffix) for key in commands}
        missing = [commands[key] for key, piece in found.items() if piece is None]
        count = Counter(sum(c.frames for c in missing), self.told)
        stop = Event()
        workers = max(1, min(_cores(), len(missing) + 1))
        threads = max(1, _cores() // max(1, min(len(missing), _cores())))
        with ThreadPoolExecutor(max_workers=workers) as pool:
            heard = pool.submit(self._heard)
            jobs = {
                c.key: pool.submit(self._chunk, c, threads, count, lambda: stop.is_set() or self.stop())
                for c in sorted(missing, key=lambda c: -c.frames)
            }
            _all_or_none([heard, *jobs.values()], stop)
        pieces = {**found, **{key: job.result() for key, job in jobs.items()}}
        ordered = tuple(p for c in self.plan.commands if (p := pieces[c.key]) is not None)
        return ordered, len(self.plan.commands) - len(missing), heard.result()

    def _chunk(self, command: Command, threads: int, count: Counter, stop: Cancelled) -> Piece:
        if stop():
            raise Interrupted("the render was cancelled")
        self._prepare((command,))
        what = f"rendering {', '.join(command.origins[:3]) or 'the background'}"

        def make(path: Path) -> dict[str, object]:
            before, progress = self._stamps(command), count.of(command.key)
            ran = run(
                command.args,
                path,
                folder=self.folder,
                what=what,
                threads=threads,
                frames=progress,
                cancelled=stop,
            )
            try:
                self._whole(ran, command, what)
                self._unchanged(before, command, what)
                black = check.black_frames(path, float(self.plan.scene.rate))
            except NemobuildError:
                path.unlink(missing_ok=True)
                raise
            return {"damage": damage_in(ran.complaints), "black": black}

        try:
            return self.store.put(command.key, command.suffix, make)
        except FfmpegFailed as error:
            raise blamed(error, command, self.studio.media) from error

    def _stamps(self, command: Command) -> dict[str, tuple[int, int]]:
        stats = {d: Path(self.studio.media[d].path).stat() for d in command.digests}
        return {d: (s.st_size, s.st_mtime_ns) for d, s in stats.items()}

    def _unchanged(self, before: dict[str, tuple[int, int]], command: Command, what: str) -> None:
        """A piece is kept under the digests of its sources, so they must still be what they were."""
        after = self._stamps(command)
        for digest, stamp in before.items():
            if after[digest] != stamp:
                name = self.studio.media[digest].name
                raise AssetError(f"{what}: {name} changed meanwhile", hint="upload it again and render again")

    def _whole(self, ran: Ran, command: Command, what: str) -> None:
        if ran.frames != command.frames:
            names = " or ".join(self.studio.media[d].name for d in command.digests[:3]) or "a picture"
            found = f"{ran.frames} of {command.frames} frames came"
            raise AssetError(
                f"{what}: {names} ends before this place ({found})",
                hint="trim the segment, or upload a whole file",
            )

    def _heard(self) -> Piece | None:
        if self.plan.mix is None:
            return None
        self._prepare((self.plan.mix, *self.plan.mix.parts))
        try:
            return sound.encoded(self.plan, self.plan.mix, self.store, self.folder, self.stop)
        except FfmpegFailed as error:
            raise blamed(error, self.plan.mix, self.studio.media) from error


def _line_of(path: Path) -> str:
    """The key of the film that has a picture already; none for anything else that a file may hold."""
    try:
        text = path.read_text("ascii").strip()
    except (OSError, ValueError):
        return "none"
    return text if text.isalnum() else "none"


class Counter:
    """Frames done by several processes, as one share."""

    def __init__(self, total: int, told: _Told) -> None:
        self._total, self._told, self._frames, self._lock = max(total, 1), told, dict[str, int](), Lock()

    def of(self, key: str) -> Callable[[int], None]:
        def frames(done: int) -> None:
            with self._lock:
                self._frames[key] = done
                share = sum(self._frames.values()) / self._total
            self._told.share(0.02 + 0.94 * share)

        return frames


def blamed(error: FfmpegFailed, command: Command, media: Mapping[str, Media]) -> AssetError | FfmpegFailed:
    """An error of a source that cannot be read names the source; any other stays what it is."""
    names = [media[d].name for d in command.digests if d in media]
    unreadable = ("Invalid data", "moov atom", "No such file", "could not find codec", "matches no streams")
    if names and any(sign in error.reason for sign in unreadable):
        what = f"{error.what.partition(':')[0]}: {' or '.join(names[:3])} cannot be read: {error.reason}"
        return AssetError(what, hint="check that the file plays, and upload it again")
    return error


def _all_or_none(jobs: Sequence[Future[Any]], stop: Event) -> None:
    """Waits for all jobs; the first that fails stops the others, and its error is raised."""
    done, rest = wait(jobs, return_when=FIRST_EXCEPTION)
    failed = [error for job in done if (error := job.exception()) is not None]
    if not failed:
        return
    stop.set()
    for job in rest:
        job.cancel()
    wait(rest)
    raise next((e for e in failed if not isinstance(e, Interrupted)), failed[0])


def _cores() -> int:
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:
        return os.cpu_count() or 1
