"""Events as lines of text for people.

Pure: an event and what was said before about its step, to lines. When they are shown, and whether a line is
rewritten, is `human`'s matter.
"""

from __future__ import annotations

from collections.abc import Mapping

from nemobuild.cli.present.text import (
    Paint,
    bytes_text,
    counted,
    duration_text,
    one_line,
    plain,
    printable,
    printable_lines,
)
from nemobuild.events import (
    AssetUploaded,
    ExportDone,
    Planned,
    PreviewServed,
    RunFinished,
    StepCached,
    StepErred,
    StepSent,
    StepVerified,
    StillWorking,
    Warned,
    WatchBegan,
)

INDENT = "    "
ROOM = 30  # columns beside a step's words, for its place, time and cost


def step_place(event: StepCached | StepSent | StepVerified) -> str:
    return f"{event.index}/{event.total}"


def uploaded(event: AssetUploaded, *, paint: Paint = plain) -> str:
    details = f"({bytes_text(event.bytes)}, {duration_text(event.elapsed_ms)})"
    return f"{paint('cyan', '↑')} {printable(event.name)}  {paint('dim', details)}"


def heading(event: Planned, *, paint: Paint = plain) -> str:
    cell = event.plan.get("cell")
    values = " ".join(f"{name}={value}" for name, value in cell.items()) if isinstance(cell, Mapping) else ""
    return paint("bold", printable(f"{event.recipe} ({values})" if values else event.recipe))


def cached(event: StepCached, *, width: int = 100, paint: Paint = plain) -> str:
    words = one_line(event.say, width - ROOM)
    return f"{paint('dim', '=')} {step_place(event)} {words}  {paint('dim', '(recorded)')}"


def in_flight(event: StepSent, *, paint: Paint = plain) -> str:
    return f"{paint('cyan', '→')} {step_place(event)} {one_line(event.say)}"


def verified(event: StepVerified, say: str, *, width: int = 100, paint: Paint = plain) -> str:
    cost = f", {counted(event.credits, 'credit')}" if event.credits else ""
    details = f"({duration_text(event.elapsed_ms)}{cost})"
    words = one_line(say or event.step, width - ROOM)
    return f"{paint('green', '✓')} {step_place(event)} {words}  {paint('dim', details)}"


def erred(event: StepErred, say: str, *, paint: Paint = plain) -> str:
    return f"{paint('red', '✗')} {one_line(say or event.step)}"


def replied(text: str, *, paint: Paint = plain) -> list[str]:
    return [f"{INDENT}{paint('dim', line)}" for line in printable_lines(text) if line]


def waiting(event: StillWorking, say: str) -> str:
    words = one_line(say or event.step, 60)
    return f"Still working… {words} ({duration_text(event.elapsed_ms)})"


def warned(event: Warned, *, paint: Paint = plain) -> list[str]:
    first, *rest = [*printable_lines(event.what), *(printable_lines(event.hint) if event.hint else [])]
    return [f"{paint('yellow', 'warning:')} {first}", *(f"  {line}" for line in rest)]


def served(event: PreviewServed, *, paint: Paint = plain) -> str:
    return f"preview: {paint('cyan', printable(event.url))}"


def watching(event: WatchBegan) -> str:
    return f"watching {counted(event.files, 'file')}; Ctrl-C ends it"


def export_done(event: ExportDone, *, paint: Paint = plain) -> str:
    if event.cached:
        return f"{paint('dim', '=')} {printable(event.export)}  {paint('dim', '(up to date)')}"
    facts = [duration_text(event.duration_ms)] if event.duration_ms else []
    facts += [f"{event.width}x{event.height}"] if event.width and event.height else []
    facts += [bytes_text(event.bytes)]
    took = f"; took {duration_text(event.elapsed_ms)}" if event.elapsed_ms else ""
    details = f"({', '.join(facts)}{took})"
    return f"{paint('green', '✓')} {printable(event.export)}  {paint('dim', details)}"


def progress(export: str, percent: float, remaining_ms: int | None) -> str:
    """A line of progress for a stream on which nothing can be drawn."""
    left = f", about {duration_text(remaining_ms)} left" if remaining_ms is not None else ""
    return f"  {printable(export)} {percent:.0f} %{left}"


def finished(event: RunFinished, *, paint: Paint = plain) -> list[str]:
    """What a run ends with: the timeline, and what it took."""
    name = paint("bold", printable(event.recipe) + ":")
    if not event.changed:
        recorded = counted(event.steps_cached, "step")
        return [f"{name} up to date, nothing to do ({recorded}, {counted(len(event.outputs), 'file')})"]
    counts = [f"{counted(event.steps_sent, 'step')} sent", f"{event.steps_cached} recorded"]
    counts += [counted(event.credits, "credit")] if event.credits else []
    ending = f"{name} done in {duration_text(event.elapsed_ms)} ({', '.join(counts)})"
    return [*(printable_lines(event.summary) if event.summary else []), ending]
