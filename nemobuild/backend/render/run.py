"""Runs ffmpeg: the only place that does. An argument list in, a finished file or one of our errors out.

A process gets a limit on memory and one on standing still, reports its progress, and is ended when it is no longer
wanted. Nothing of what ffmpeg prints reaches a user but the line that says what was wrong, without paths.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import queue
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from nemobuild.errors import Interrupted, OutputError

MEMORY = 6 << 30
"""Bytes of address space that one process may have."""

PATIENCE_S = 120.0
"""Seconds without a sign of life after which a process is ended."""

KEPT_BLOCKS = 3
"""Blocks of 64 kB that are kept of what a process prints: the last word is what counts, and a long film prints much."""

Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a process left: its standard output where that was asked for, and what it complained about."""

    output: str
    complaints: tuple[str, ...]
    frames: int = 0


class FfmpegFailed(OutputError):
    """ffmpeg ended with an error; `reason` is its own last word on it, `signal` how it was ended, if it was."""

    def __init__(self, what: str, *, reason: str, signal: int = 0, hint: str = "") -> None:
        super().__init__(what, hint=hint)
        self.reason = reason
        self.signal = signal


@cache
def program() -> str:
    """The ffmpeg of the imageio-ffmpeg wheel."""
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


@cache
def build_identity() -> str:
    """A short name of the ffmpeg build: two builds may encode differently."""
    done = subprocess.run([program(), "-version"], capture_output=True, timeout=30, check=False)
    first = done.stdout.decode("utf-8", "replace").splitlines()[:1]
    libraries = [
        x for x in done.stdout.decode("utf-8", "replace").splitlines() if x.startswith(("lib", "conf"))
    ]
    return hashlib.sha256("\n".join([*first, *libraries]).encode()).hexdigest()[:16]


def run(
    args: tuple[str, ...],
    target: Path,
    *,
    folder: Path,
    what: str,
    threads: int = 1,
    then: tuple[str, ...] = (),
    frames: Callable[[int], None] | None = None,
    cancelled: Cancelled = lambda: False,
    patience_s: float = PATIENCE_S,
) -> Ran:
    """Runs ffmpeg in `folder` and puts what it made at `target`, whole or not at all.

    `what` says in an error what was being made. `then` are arguments after the target: what else is to come of it.
    `frames` is told how many are done.
    Raises Interrupted when `cancelled` says so, FfmpegFailed for anything that goes wrong.
    """
    part = target.with_name(f".{target.stem}.{os.getpid()}.{threading.get_ident()}.part{target.suffix}")
    try:
        ran = _process([*_line(args, part, threads), *then], folder, what, frames, cancelled, patience_s)
        # Not forced to the disk: what a crash leaves of it is found out by its checksum before it is used.
        part.replace(target)
        return ran
    except FileNotFoundError as error:
        raise FfmpegFailed(f"{what}: nothing was written", reason="no file") from error
    except OSError as error:
        raise OutputError(f"{what}: {error.strerror or 'the disk failed'}", hint=_disk_hint(error)) from error
    finally:
        part.unlink(missing_ok=True)


def examined(args: tuple[str, ...], *, folder: Path, what: str, cancelled: Cancelled = lambda: False) -> Ran:
    """Runs ffmpeg for what it prints, without a file."""
    return _process(_line((*args, "-f", "null"), "-", 1), folder, what, None, cancelled, PATIENCE_S)


def _line(args: tuple[str, ...], target: Path | Literal["-"], threads: int) -> list[str]:
    count = str(threads)
    place = target if isinstance(target, str) else str(target.absolute())
    general = ["-nostdin", "-hide_banner", "-loglevel", "repeat+level+warning", "-y"]
    graph = ["-filter_threads", count, "-filter_complex_threads", count]
    progress = ["-progress", "pipe:2", "-stats_period", "0.25", "-nostats"]
    return [program(), *general, *graph, *progress, *args, "-threads", count, place]


def _process(
    line: list[str],
    folder: Path,
    what: str,
    frames: Callable[[int], None] | None,
    cancelled: Cancelled,
    patience_s: float,
) -> Ran:
    environment = {
        k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT")
    }
    process = subprocess.Popen(
        line,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment, "AV_LOG_FORCE_NOCOLOR": "1"},
    )
    _limit_memory(process.pid)
    output: list[bytes] = []
    reader = threading.Thread(target=_collect, args=(process.stdout, output), daemon=True)
    reader.start()
    told_frames = [0]

    def count(done: int) -> None:
        told_frames[0] = done
        if frames is not None:
            frames(done)

    try:
        complaints = _watch(process, what, count, cancelled, patience_s)
    finally:
        _end(process)
        reader.join(timeout=5)
    if process.returncode != 0:
        raise _failure(what, complaints, process.returncode)
    text = b"".join(output).decode("utf-8", "replace")
    return Ran(output=text, complaints=tuple(complaints), frames=told_frames[0])


def _limit_memory(pid: int) -> None:
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))


def _collect(stream: object, into: list[bytes]) -> None:
    read = getattr(stream, "read", None)
    while read is not None and (block := read(65536)):
        into[:] = [*into[-KEPT_BLOCKS:], block]


def _watch(
    process: subprocess.Popen[bytes],
    what: str,
    frames: Callable[[int], None],
    cancelled: Cancelled,
    patience_s: float,
) -> list[str]:
    """Follows a process to its end; its warnings and errors, the last hundred of them."""
    lines = _lines(process)
    complaints: list[str] = []
    state, last_move = dict[str, str](), time.monotonic()
    for line in lines:
        if cancelled():
            raise Interrupted("the render was cancelled")
        if time.monotonic() - last_move > patience_s:
            raise FfmpegFailed(f"{what}: stood still for {patience_s:g} s and was ended", reason="hung")
        if line is None:
            continue
        name, _, value = line.partition("=")
        if name in ("frame", "out_time_us", "total_size") and value != state.get(name):
            state[name], last_move = value, time.monotonic()
            if name == "frame" and value.strip().isdecimal():
                frames(int(value))
        elif "[warning]" in line or "[error]" in line or "[fatal]" in line or "[panic]" in line:
            complaints = [*complaints[-99:], line]
    return complaints


def _lines(process: subprocess.Popen[bytes]) -> Iterator[str | None]:
    """Lines of a process's standard error as they come, and None at least every 0.2 s while there are none."""
    feed: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        assert process.stderr is not None
        for raw in process.stderr:
            feed.put(raw.decode("utf-8", "replace").rstrip())
        feed.put(None)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    while True:
        try:
            line = feed.get(timeout=0.2)
        except queue.Empty:
            yield None
            continue
        if line is None:
            process.wait()
            return
        yield line


def _end(process: subprocess.Popen[bytes]) -> None:
    """A process that is still there is asked to stop, then made to."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)


def _failure(what: str, complaints: list[str], code: int) -> FfmpegFailed:
    reason = told(complaints)
    if code < 0:
        hint = (
            "render again: what is finished is kept" if -code != 9 else "less memory is needed, or more of it"
        )
        return FfmpegFailed(
            f"{what}: ffmpeg was ended by signal {-code}", reason=reason, signal=-code, hint=hint
        )
    full = "No space left" in " ".join(complaints)
    return FfmpegFailed(
        f"{what}: {reason}", reason=reason, hint="make room on the disk and render again" if full else ""
    )


def told(complaints: list[str]) -> str:
    """The most telling line of what ffmpeg complained about, without addresses and paths."""
    complaints = [
        x for x in complaints if "not on whitelist" not in x
    ]  # that is how decoding is kept from happening
    errors = [x for x in complaints if "[error]" in x or "[fatal]" in x] or complaints
    line = errors[0] if errors else "ffmpeg gave no reason"
    line = re.sub(r"\[[^\]]*\]\s*", "", line)
    return re.sub(r"\S*/\S+", "…", line).strip()[:200]


def _disk_hint(error: OSError) -> str:
    import errno

    return "make room on the disk and render again" if error.errno == errno.ENOSPC else ""


def damage_in(complaints: tuple[str, ...]) -> str:
    """What ffmpeg said about broken data that it went on from; empty if it said nothing of the kind."""
    signs = (
        "error while decoding",
        "corrupt",
        "invalid nal",
        "missing picture",
        "concealing",
        "error submitting",
        "error splitting",
        "invalid as first byte",
        "partial file",
    )
    hurt = [x for x in complaints if any(sign in x.lower() for sign in signs)]
    return told(hurt) if hurt else ""
