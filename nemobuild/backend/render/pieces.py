"""Makes the pieces of a film: its chunks and its sound, side by side, each kept by its key as soon as it is whole.

Whatever goes wrong with one of them names the segment, its place and its source; the others are stopped.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import Any

from nemobuild.backend.render import check, frozen, sound
from nemobuild.backend.render.chunks import Placed
from nemobuild.backend.render.compile import Command
from nemobuild.backend.render.costs import Run
from nemobuild.backend.render.encode import coding_of, suffix_of
from nemobuild.backend.render.plan import RenderPlan
from nemobuild.backend.render.run import Cancelled, FfmpegFailed, Ran, damage_in, run, told
from nemobuild.backend.render.store import Piece, Store
from nemobuild.backend.render.studio import Studio
from nemobuild.errors import AssetError, Interrupted, NemobuildError, OutputError
from nemobuild.timeline.model import Media

Progress = Callable[[float], None]


class NotCopied(NemobuildError):
    """A picture that could be copied by its headers, and turned out otherwise."""


class Told:
    """Progress that never goes back."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._last, self._lock = progress, 0.0, Lock()

    def share(self, value: float) -> None:
        with self._lock:
            if value > self._last:
                self._last = min(value, 0.999)
                self._progress(self._last)


class Counter:
    """Frames done by several processes, as one share."""

    def __init__(self, total: int, told: Told) -> None:
        self._total, self._told, self._frames, self._lock = max(total, 1), told, dict[str, int](), Lock()

    def of(self, key: str) -> Callable[[int], None]:
        def frames(done: int) -> None:
            with self._lock:
                self._frames[key] = done
                share = sum(self._frames.values()) / self._total
            self._told.share(0.02 + 0.94 * share)

        return frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A film's chunks in order, how many of them were there already, its sound, and what the rest took."""

    chunks: tuple[Piece, ...]
    reused: int
    heard: Piece | None
    runs: tuple[Run, ...]


@dataclass(slots=True, kw_only=True)
class Workshop:
    """Makes pieces in a folder, from the media that a studio has."""

    studio: Studio
    store: Store
    folder: Path
    told: Told
    stop: Cancelled

    def present(self, plan: RenderPlan) -> bool:
        """Whether any chunk of a plan is there already."""
        suffix = suffix_of(plan.output)
        return any(self.store.path(c.key, suffix).exists() for c in plan.commands)

    def film(self, plan: RenderPlan) -> Made:
        """All chunks and the sound, side by side on all cores. Raises NotCopied if they cannot be copied after all."""
        commands = {c.key: c for c in plan.commands}
        with ThreadPoolExecutor(max_workers=cores()) as pool:
            heard = pool.submit(self.heard, plan)
            # What is there already is read, to see that it is whole, while the sound is being made.
            found = {key: self.store.get(key, suffix_of(plan.output)) for key in commands}
            missing = [commands[key] for key, piece in found.items() if piece is None]
            at_once = max(1, min(cores(), len(missing)))
            count = Counter(sum(c.frames for c in missing), self.told)
            job = _Job(shop=self, plan=plan, at_once=at_once, count=count)
            longest = sorted(missing, key=lambda c: -c.frames)
            jobs = {c.key: pool.submit(job.chunk, c) for c in longest}
            _all_or_none([heard, *jobs.values()], job.over)
        pieces = {**found, **{key: done.result() for key, done in jobs.items()}}
        ordered = tuple(p for c in plan.commands if (p := pieces[c.key]) is not None)
        return Made(
            chunks=ordered,
            reused=len(plan.commands) - len(missing),
            heard=heard.result(),
            runs=tuple(job.runs),
        )

    def heard(self, plan: RenderPlan) -> Piece | None:
        """A film's sound; None if it has none."""
        if plan.mix is None:
            return None
        self.prepare(plan, (plan.mix, *plan.mix.parts))
        try:
            return sound.encoded(plan, plan.mix, self.store, self.folder, self.stop)
        except FfmpegFailed as error:
            raise blamed(error, plan.mix, self.studio.media) from error

    def prepare(self, plan: RenderPlan, commands: tuple[Command, ...]) -> None:
        """Has what commands read in place."""
        self.studio.link(dict.fromkeys(d for c in commands for d in c.digests))
        self.studio.draw(dict.fromkeys(k for c in commands for k in c.drawn), plan.scene.drawings)


@dataclass(slots=True, kw_only=True)
class _Job:
    """The chunks of one film, `at_once` of them at a time. `over` is set when one failed."""

    shop: Workshop
    plan: RenderPlan
    at_once: int
    count: Counter
    over: Event = field(default_factory=Event)
    runs: list[Run] = field(default_factory=list)

    def stopped(self) -> bool:
        return self.over.is_set() or self.shop.stop()

    def chunk(self, command: Command) -> Piece:
        if self.stopped():
            raise Interrupted("the render was cancelled")
        self.shop.prepare(self.plan, (command,))
        make = self.copied if command.copied else self.encoded
        try:
            return self.shop.store.put(command.key, command.suffix, lambda path: make(command, path))
        except FfmpegFailed as error:
            if command.copied:
                raise NotCopied(error.what) from error
            raise blamed(error, command, self.shop.studio.media) from error
        except OSError as error:
            what = f"keeping {self.place(command)}: {error.strerror or 'the disk failed'}"
            raise OutputError(what, hint="make room on the disk and render again") from error

    def place(self, command: Command) -> str:
        """The segments of a chunk, and where in the film it lies."""
        shown = ", ".join(command.origins[:3]) or "the background"
        return f"{shown}, {check.span(self.placed(command), self.plan).rstrip(':')}"

    def placed(self, command: Command) -> Placed:
        """The chunk of a command: its first place, if it has several."""
        return next(
            p for p, c in zip(self.plan.chunks, self.plan.commands, strict=True) if c.key == command.key
        )

    def encoded(self, command: Command, path: Path) -> dict[str, object]:
        """Encodes a chunk; what is known about it."""
        what = f"rendering {self.place(command)}"
        before, begun = self.stamps(command), time.monotonic()
        ran = run(
            command.args,
            path,
            folder=self.shop.folder,
            what=what,
            threads=max(1, cores() // self.at_once),
            frames=self.count.of(command.key),
            cancelled=self.stopped,
        )
        self.learn(command, time.monotonic() - begun)
        with _gone_unless_good(path):
            self.whole(ran, command, what)
            self.unchanged(before, command, what)
            black = check.black_frames(path, float(self.plan.scene.rate))
            still = frozen.found_in(path, self.placed(command).chunk, self.shop.folder, self.stopped)
        return {"damage": damage_in(ran.complaints), "black": black, "frozen": still}

    def copied(self, command: Command, path: Path) -> dict[str, object]:
        """Copies a piece. It is decoded once, as nothing else would see that its source is damaged."""
        what, before = f"copying {self.place(command)}", self.stamps(command)
        folder, progress = self.shop.folder, self.count.of(command.key)
        run(command.args, path, folder=folder, what=what, frames=progress, cancelled=self.stopped)
        with _gone_unless_good(path):
            found = check.decoded(path, folder, what, self.stopped)
            if found.frames != command.frames or found.complaints:
                raise NotCopied(
                    f"{what}: {told(list(found.complaints)) if found.complaints else 'frames are missing'}"
                )
            self.unchanged(before, command, what)
            black = check.black_frames(path, float(self.plan.scene.rate))
        return {"black": black}

    def learn(self, command: Command, seconds: float) -> None:
        scene, output = self.plan.scene, self.plan.output
        self.runs.append(
            Run(
                coding=coding_of(output),
                pixels=scene.width * scene.height,
                frames=command.frames,
                seconds=seconds / self.at_once,
                inputs=command.args.count("-i") if self.plan.way == "one pass" else 0,
            )
        )

    def stamps(self, command: Command) -> dict[str, tuple[int, int]]:
        """Size and time of the files that a command reads; noughts for one that has gone."""
        return {digest: _stamp(Path(self.shop.studio.media[digest].path)) for digest in command.digests}

    def unchanged(self, before: dict[str, tuple[int, int]], command: Command, what: str) -> None:
        """A piece is kept under the digests of its sources, so they must still be what they were."""
        after = self.stamps(command)
        for digest, stamp in before.items():
            if after[digest] != stamp:
                name = self.shop.studio.media[digest].name
                raise AssetError(f"{what}: {name} changed meanwhile", hint="upload it again and render again")

    def whole(self, ran: Ran, command: Command, what: str) -> None:
        if ran.frames != command.frames:
            names = " or ".join(self.shop.studio.media[d].name for d in command.digests[:3]) or "a picture"
            found = f"{ran.frames} of {command.frames} frames came"
            raise AssetError(
                f"{what}: {names} ends before this place ({found})",
                hint="trim the segment, or upload a whole file",
            )


def _stamp(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError:
        return (0, 0)
    return stat.st_size, stat.st_mtime_ns


@contextlib.contextmanager
def _gone_unless_good(path: Path) -> Iterator[None]:
    try:
        yield
    except NemobuildError:
        path.unlink(missing_ok=True)
        raise


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


def cores() -> int:
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:
        return os.cpu_count() or 1
