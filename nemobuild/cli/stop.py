"""Being asked to stop: Ctrl-C and SIGTERM.

The first Ctrl-C sets a flag that the engine looks at between steps and while a film is rendered: a step that was
sent is finished, a render is cancelled. The second raises KeyboardInterrupt where it strikes. SIGTERM raises `Terminated` at once: who sends it will not wait for minutes.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

IN_FLIGHT = "stopping: a step in flight is finished, a render is cancelled; Ctrl-C again stops at once"
IDLE = "stopped watching"


class Stop(threading.Event):
    """Set when the user asked to stop. Only looked at, never waited for.

    `idle` is set by who knows that nothing is in flight.

    An event takes a lock to be set, which a signal handler must not: it may strike while the lock is held.
    """

    def __init__(self) -> None:
        super().__init__()
        self._asked = False
        self.idle = False

    def is_set(self) -> bool:
        return self._asked

    def set(self) -> None:
        self._asked = True


class Terminated(KeyboardInterrupt):
    """SIGTERM; for the engine the same as the second Ctrl-C."""


@contextmanager
def listening(say: Callable[[str], None], *, patient: bool = True) -> Iterator[Stop]:
    """A stop flag that the signals set while the block runs.

    `say` tells the user what the first Ctrl-C does. If not `patient`, it raises KeyboardInterrupt like the
    second. Outside the main thread, where Python delivers no signals, the flag is simply never set.
    """
    stop = Stop()

    def interrupted(number: int, frame: FrameType | None) -> None:
        del number, frame
        if stop.is_set() or not patient:
            stop.set()
            raise KeyboardInterrupt
        stop.set()
        say(IDLE if stop.idle else IN_FLIGHT)

    def terminated(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()
        raise Terminated

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.signal(signal.SIGINT, interrupted), signal.signal(signal.SIGTERM, terminated)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
