"""Lines for people: messages on standard error, data on standard output.

On a terminal the step in flight and the bar of a render are drawn in place; elsewhere every line stands and
none holds a control character. What needed no work is held back until something does, so that a run with
nothing to do says one line. Knows nothing about where events come from.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from nemobuild.cli.present import lines
from nemobuild.cli.present.problems import render
from nemobuild.cli.present.streams import Look, Stream
from nemobuild.cli.present.text import ansi, plain, printable, printable_lines, shortened
from nemobuild.errors import NemobuildError
from nemobuild.events import (
    AssetUploaded,
    ErrorRaised,
    Event,
    ExportDone,
    Planned,
    PreviewServed,
    RenderProgressed,
    RunFinished,
    StepCached,
    StepErred,
    StepReplied,
    StepSent,
    StepVerified,
    StillWorking,
    Warned,
    WatchBegan,
)

PROGRESS_EVERY = 25.0  # percent, where no bar can be drawn
PROGRESS_SILENCE_S = 30.0  # and a line at least this often
DONE = 100.0
HELD_SHOWN = 20  # more recorded steps than this are counted, not listed


class Human:
    """Implements `presenter.Presenter`."""

    def __init__(
        self,
        *,
        out: Stream,
        err: Stream,
        look: Look,
        columns: Callable[[], int] = lambda: 100,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._out, self._err, self._look = out, err, look
        self._columns, self._clock = columns, clock
        self._paint = ansi if look.colour else plain
        self._lock = threading.RLock()
        self._says: dict[str, str] = {}
        self._replies: dict[str, str] = {}
        self._held: list[str] = []
        self._transient = ""
        self._bar: Any = (
            None  # nemobuild.cli.present.bar.Bar, whose import is put off until there is one to show
        )
        self._last_progress: dict[str, tuple[float, float]] = {}

    def emit(self, event: Event) -> None:
        with self._lock:
            self._show(event)

    def data(self, record: Mapping[str, Any], text: Callable[[], str]) -> None:
        del record
        with self._lock:
            self._clear()
            self._out.line("\n".join(printable_lines(text())))

    def say(self, text: str) -> None:
        with self._lock:
            self._print(*text.split("\n"))

    def failed(self, error: NemobuildError) -> None:
        with self._lock:
            self._clear()
            self._err.line(render(error.problems, paint=self._paint))

    def close(self) -> None:
        with self._lock:
            self._clear()

    def _show(self, event: Event) -> None:
        match event:
            case Planned():
                self._held = [lines.heading(event, paint=self._paint)]
            case AssetUploaded():
                self._work(lines.uploaded(event, paint=self._paint))
            case StepCached():
                self._says[event.step] = event.say
                self._held.append(lines.cached(event, width=self._columns(), paint=self._paint))
            case StepSent():
                self._sent(event)
            case StepReplied():
                self._replies[event.step] = event.text
            case StepVerified():
                self._verified(event)
            case StepErred():
                self._transient_over(lines.erred(event, self._says.get(event.step, ""), paint=self._paint))
                self._print(*lines.replied(self._replies.pop(event.step, ""), paint=self._paint))
            case StillWorking():
                self._waiting(event)
            case Warned():
                self._warned(event)
            case RenderProgressed():
                self._progressed(event)
            case ExportDone():
                self._exported(event)
            case RunFinished():
                self._finished(event)
            case PreviewServed():
                self._print(lines.served(event, paint=self._paint))
            case WatchBegan():
                self._print(lines.watching(event))
            case ErrorRaised():
                self._raised(event)

    def _sent(self, event: StepSent) -> None:
        self._says[event.step] = event.say
        self._flush_held()
        if self._look.verbose and event.reason:
            self._print(self._paint("dim", f"  {event.step}: {printable(event.reason)}"))
        self._draw(lines.in_flight(event))

    def _verified(self, event: StepVerified) -> None:
        say, width = self._says.get(event.step, ""), self._columns()
        self._transient_over(lines.verified(event, say, width=width, paint=self._paint))
        reply = lines.replied(self._replies.pop(event.step, ""), paint=self._paint)
        changes = [line for change in event.changes for line in lines.replied(change, paint=self._paint)]
        self._print(*(reply if reply and not self._look.verbose else [*reply, *changes]))

    def _waiting(self, event: StillWorking) -> None:
        drawn = self._transient
        self._print(lines.waiting(event, self._says.get(event.step, "")))
        self._draw(drawn)

    def _warned(self, event: Warned) -> None:
        drawn = self._transient
        self._clear()
        for line in lines.warned(event, paint=self._paint):
            self._err.line(line)  # said even with --quiet
        self._draw(drawn)

    def _progressed(self, event: RenderProgressed) -> None:
        self._flush_held()
        if self._look.quiet:
            return
        if self._look.interactive:
            self._start_bar().update(printable(event.export), event.progress, event.remaining_ms)
            return
        if event.progress >= DONE:
            return  # the line that says so comes next
        shown, at = self._last_progress.get(event.export, (0.0, self._clock()))
        now = self._clock()
        if event.progress - shown >= PROGRESS_EVERY or now - at >= PROGRESS_SILENCE_S:
            self._print(lines.progress(event.export, event.progress, event.remaining_ms))
            shown, at = event.progress, now
        self._last_progress[event.export] = (shown, at)

    def _exported(self, event: ExportDone) -> None:
        if self._bar:
            self._bar.remove(printable(event.export))
        line = lines.export_done(event, paint=self._paint)
        if event.cached:
            self._held.append(line)
        else:
            self._work(line)

    def _finished(self, event: RunFinished) -> None:
        if event.changed:
            self._flush_held()
        self._held = []
        self._clear()
        self._print(*lines.finished(event, paint=self._paint))
        for output in event.outputs:
            self._out.line(printable(output))

    def _raised(self, event: ErrorRaised) -> None:
        from nemobuild.cli.present.records import problem_of

        self._clear()
        self._held = []
        self._err.line(render([problem_of(p) for p in event.problems], paint=self._paint))

    def _work(self, line: str) -> None:
        self._flush_held()
        drawn = self._transient
        self._print(line)
        self._draw(drawn)

    def _flush_held(self) -> None:
        held, self._held = self._held, []
        if not held:
            return
        if len(held) > HELD_SHOWN and not self._look.verbose:
            held = [held[0], f"= {len(held) - 1} recorded"]
        self._print(*held)

    def _print(self, *texts: str) -> None:
        if self._look.quiet:
            return
        self._clear()
        for text in texts:
            self._err.line(text)

    def _transient_over(self, line: str) -> None:
        """The line of the step in flight gives way to its result."""
        self._flush_held()
        self._print(line)

    def _draw(self, line: str) -> None:
        if line and self._look.interactive and not self._look.quiet:
            self._transient = line
            self._err.write(shortened(line, self._columns() - 1))

    def _clear(self) -> None:
        if self._transient:
            self._err.write("\r\x1b[K")
            self._transient = ""
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _start_bar(self) -> Any:
        if self._bar is None:
            from nemobuild.cli.present.bar import Bar

            self._clear()
            self._bar = Bar(self._err.file, colour=self._look.colour)
        return self._bar
