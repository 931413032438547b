"""What the backend answers, as values. Times are ms, sizes bytes, unless the name says otherwise.

They know nothing about JSON or HTTP: `wire` makes them from answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from nemobuild.timeline import draft as drafts

Json = Any
RenderState = Literal["pending", "processing", "completed", "failed", "cancelled"]
ANONYMOUS = "anon_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a backend can do beyond the protocol. The defaults are the hosted backend's, which does not say."""

    backend: str = "nemo"
    restore: bool = False
    charges: bool = True

    @property
    def hosted(self) -> bool:
        return self.backend == "nemo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A place where a film is edited. One message at a time."""

    session_id: str
    task_id: str = ""
    user_id: str = ""

    @property
    def anonymous(self) -> bool:
        return self.user_id.startswith(ANONYMOUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLink:
    """Opens the project in a browser, and nothing else. `serve` is the command that must run meanwhile, if any."""

    url: str = field(repr=False)
    serve: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadFile:
    """A file to upload: where it is, how it is called there, and what its bytes are known to be (sha256, hex)."""

    path: Path
    name: str
    sha256: str
    bytes: int
    alias: str = ""  # what the recipe calls it; told to an embedded backend alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A file as the backend has it. `url` may be signed; without its query it is the same in every draft of the session.

    `sha256` is of the bytes that were sent.
    """

    name: str
    url: str
    kind: str = ""
    sha256: str = ""
    duration_ms: int | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A session's state. `draft` is the raw timeline, `{}` as long as there is none; `raw` is all of the state."""

    session_id: str = ""
    task_id: str = ""
    task_name: str = ""
    draft: Mapping[str, Json] = field(default_factory=dict)
    raw: Mapping[str, Json] = field(default_factory=dict)

    def digest(self, digest_of_url: Mapping[str, str]) -> str:
        """The canonical digest of the draft. `digest_of_url`: asset URL without its query to sha256 (`digests_of`)."""
        return drafts.digest(drafts.canonical(self.draft, digest_of_url))


def digests_of(uploads: Sequence[Uploaded]) -> dict[str, str]:
    """Asset URL without query to sha256, as `State.digest` takes it."""
    return {drafts.bare_url(upload.url): upload.sha256 for upload in uploads if upload.sha256}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """`frozen` is reserved for work in progress. None of a number that the backend does not limit or say."""

    available: int | None = None
    frozen: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderStatus:
    """A render, as it stands. `progress` is 0..100; `url` is where the film is, once completed; `error` why it failed.

    `hint` is what the backend advises about the failure; empty where it says nothing. `warnings` are what it found
    in a finished film that a person may want to know.
    """

    id: str
    status: RenderState
    progress: float = 0.0
    url: str = field(default="", repr=False)
    duration_ms: int | None = None
    bytes: int | None = None
    error: str = ""
    hint: str = ""
    warnings: tuple[str, ...] = ()
