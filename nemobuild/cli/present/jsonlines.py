"""JSON lines for programs: a `version` record, then what happened, one record a line, on standard output.

People who look on see the errors on standard error as well.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from nemobuild.cli.present.problems import render
from nemobuild.cli.present.records import error_event, event_record, line_of, version_record
from nemobuild.cli.present.streams import Look, Stream
from nemobuild.errors import NemobuildError
from nemobuild.events import Event


class JsonLines:
    """Implements `presenter.Presenter`."""

    def __init__(self, *, out: Stream, err: Stream, look: Look) -> None:
        self._out, self._err, self._look = out, err, look
        self._lock = threading.Lock()
        self._begun = False

    def emit(self, event: Event) -> None:
        self._write(event_record(event))

    def data(self, record: Mapping[str, Any], text: Callable[[], str]) -> None:
        del text
        self._write(record)

    def say(self, text: str) -> None:
        if self._look.verbose:
            self._err.line(text)

    def failed(self, error: NemobuildError) -> None:
        self._write(event_record(error_event(error)))
        if not self._look.quiet:
            self._err.line(render(error.problems))

    def close(self) -> None:
        """Every line stands for itself; there is nothing to end."""

    def _write(self, record: Mapping[str, Any]) -> None:
        with self._lock:
            if not self._begun:
                self._begun = True
                self._out.line(line_of(version_record()))
            self._out.line(line_of(record))
