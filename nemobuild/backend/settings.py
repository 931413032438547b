"""What a server can be told at its start: how it accounts, which wire forms it sends, and faults for tests.

Faults are given by constructor alone; nothing that comes over HTTP can switch one on. Every value is plain data or a
callable without arguments of this package's making, so that a test says exactly what shall go wrong, and when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """The first `times` requests to `path` (a prefix) are answered with `code` and do nothing."""

    path: str
    code: int
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What goes wrong on purpose. Messages are counted from 1 over the life of the server object.

    `on_messages`: the messages that the stream faults hit; None for all of them.
    `drop_after_events`: the connection is cut, without an end of the stream, after that many events (0: right after the
    headers). The edit is carried out all the same, unless `drop_kills_edit`; its credits then come back.
    `silent`: no text is sent. `silent_error`: and the stream ends in an event with MODEL_RETURNED_NO_CONTENT.
    `late_looks`: the edit shows only at that many looks at the state after the stream has ended; its credits are frozen
    and the session is busy until then.
    `heartbeats`: that many heartbeats come before the first event. `question`: the agent asks this instead of working.
    `failing_renders`: the first so many render requests are refused as duplicates of their id.
    `broken_renders`: the first so many renders fail while processing.
    `hold`: called with "accepted", "interpreted", "committed" or "rendering" in the worker's thread; a test blocks in it
    to stop time there. An exception raised in it is a crash of the worker.
    `instead`: error answers in place of the true ones.
    """

    on_messages: frozenset[int] | None = None
    drop_after_events: int | None = None
    drop_kills_edit: bool = False
    silent: bool = False
    silent_error: bool = False
    late_looks: int = 0
    heartbeats: int = 0
    question: str = ""
    failing_renders: int = 0
    broken_renders: int = 0
    hold: Callable[[str], None] | None = None
    instead: tuple[Instead, ...] = ()

    def hits(self, message: int) -> bool:
        return self.on_messages is None or message in self.on_messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a server behaves. `credits` is each user's grant, None for no limit and no charge."""

    credits: int | None = None
    edit_cost: int = 1
    form: Literal["adk", "typed"] = "adk"
    fragments: bool = False  # text is sent in `partial` fragments before its whole
    render_form: Literal["plain", "task_id", "envelope"] = "plain"
    heartbeat_s: float = 10.0
    max_file_bytes: int = 500 * MB
    max_file_bytes_of_skill: Mapping[str, int] = field(
        default_factory=lambda: {"generator-generator-simple": 200 * MB}
    )
    max_files_per_upload: int = 100
    private_urls: bool = False  # whether URLs may point into private networks
    token_days: int = 7
    tokens_per_address: int = 200  # anonymous tokens per address and week
    faults: Faults = field(default_factory=Faults)

    @property
    def charges(self) -> bool:
        return self.credits is not None and self.edit_cost > 0

    def file_limit(self, skill: str) -> int:
        return min(self.max_file_bytes, self.max_file_bytes_of_skill.get(skill, self.max_file_bytes))
