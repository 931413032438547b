"""Everything the program can say while it works: frozen values in the past tense.

Producers emit them; presenters decide how they look. An event knows nothing about terminals or JSON. `kind` is the
record type of `--json` and names the event's schema in `schemas/events.schema.json`. Times are ms, sizes bytes.
`cell` are the matrix values of the recipe cell that an event is about, empty without a matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan of one recipe cell; `plan` is its record, as `plan --json` prints it."""

    kind: ClassVar[str] = "plan"
    recipe: str
    plan: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetUploaded:
    kind: ClassVar[str] = "upload"
    asset: str
    name: str
    bytes: int
    elapsed_ms: int
    cell: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCached:
    """A step's recorded result was used; nothing was sent."""

    kind: ClassVar[str] = "step.cached"
    step: str
    index: int
    total: int
    say: str
    cell: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSent:
    kind: ClassVar[str] = "step.sent"
    step: str
    index: int
    total: int
    say: str
    reason: str
    cell: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReplied:
    """What the backend said, after the GUI translation; `text` is empty for a silent edit."""

    kind: ClassVar[str] = "step.reply"
    step: str
    text: str
    cell: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepVerified:
    """A step's timeline was fetched, differs from the one before and is as expected. `changes` says how it differs."""

    kind: ClassVar[str] = "step.verified"
    step: str
    index: int
    total: int
    changes: tuple[str, ...]
    credits: int
    elapsed_ms: int
    cell: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepErred:
    kind: ClassVar[str] = "step.failed"
    step: str
    reason: str
    hint: str = ""
    cell: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StillWorking:
    """Nothing but heartbeats for another two minutes."""

    kind: ClassVar[str] = "step.waiting"
    step: str
    elapsed_ms: int
    cell: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    kind: ClassVar[str] = "warning"
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderProgressed:
    """`progress` in 0..100; `remaining_ms` is an estimate, or None while there is none."""

    kind: ClassVar[str] = "render.progress"
    export: str
    progress: float
    remaining_ms: int | None = None
    cell: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDone:
    """An export's file is in place and was checked. `cached` if it already was."""

    kind: ClassVar[str] = "export.done"
    export: str
    path: str
    bytes: int
    duration_ms: int
    width: int
    height: int
    cached: bool
    elapsed_ms: int = 0
    cell: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished:
    """The end of a run that went well. `changed` is false if there was nothing to do."""

    kind: ClassVar[str] = "run.done"
    recipe: str
    changed: bool
    steps_sent: int
    steps_cached: int
    credits: int
    outputs: tuple[str, ...]
    summary: str
    elapsed_ms: int
    cell: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchBegan:
    """Watch mode has built, well or not, and waits for one of so many files to change."""

    kind: ClassVar[str] = "watch.began"
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewServed:
    """A page on this machine shows what watch mode makes, until it ends."""

    kind: ClassVar[str] = "preview.served"
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRaised:
    """An error, as the last record. `problems` are what/where/hint objects."""

    kind: ClassVar[str] = "error"
    exit_code: int
    problems: tuple[Mapping[str, Any], ...] = field(default=())


Event = (
    Planned
    | AssetUploaded
    | StepCached
    | StepSent
    | StepReplied
    | StepVerified
    | StepErred
    | StillWorking
    | Warned
    | RenderProgressed
    | ExportDone
    | RunFinished
    | WatchBegan
    | PreviewServed
    | ErrorRaised
)

OF_NO_CELL = (Planned, Warned, WatchBegan, PreviewServed, ErrorRaised)

Emit = Callable[[Event], None]


def of_cell(emit: Emit, cell: Mapping[str, str]) -> Emit:
    """Emits with the cell that the events are about: who works on a cell need not know which it is."""

    def told(event: Event) -> None:
        emit(event if isinstance(event, OF_NO_CELL) else replace(event, cell=cell))

    return told if cell else emit
