"""What every presenter can do. Verbs talk to this and know nothing of terminals, JSON or GitHub."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from nemobuild.errors import NemobuildError
from nemobuild.events import Event


class Presenter(Protocol):
    def emit(self, event: Event) -> None:
        """Shows an event. May be called from several threads."""

    def data(self, record: Mapping[str, Any], text: Callable[[], str]) -> None:
        """What a verb was asked for: a record for programs, a text for people, on standard output."""

    def say(self, text: str) -> None:
        """A message for people, beside the data."""

    def failed(self, error: NemobuildError) -> None:
        """The error that ends the verb."""

    def close(self) -> None:
        """Puts the terminal back in order. May be called twice."""
