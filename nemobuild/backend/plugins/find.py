"""Plug-ins by entry point, and what each kind has to be able to do.

An entry point names a class or function that gives the plug-in when called without arguments. Among several that say
they are available, those with a `last_resort` come last, ours after those of other packages, and then the order of their
names decides. What fails to load, or to say whether it is there, is passed over and logged by its name.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Protocol

from nemobuild.timeline.model import Word

_log = logging.getLogger("nemobuild.backend")

CAPTIONS = "nemobuild.captions"
VOICE = "nemobuild.voice"
PLANNER = "nemobuild.planner"
HOW_TO_GET = {
    CAPTIONS: "pip install 'nemobuild[captions]'",
    VOICE: "pip install 'nemobuild[voice]'",
    PLANNER: "set NEMOBUILD_LLM_URL",
}


def abilities() -> frozenset[str]:
    """`hear` and `speak` where a plug-in for it is installed."""
    groups = {"hear": CAPTIONS, "speak": VOICE}
    return frozenset(ability for ability, group in groups.items() if found(group))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A line that is heard in a file, in ms of its own time. `words`: those of `text`, cut at its spaces, in ms from the
    start of the line; empty if it is not known when each is said."""

    start_ms: int
    end_ms: int
    text: str
    words: tuple[Word, ...] = ()


class Listener(Protocol):
    """A plug-in of the group `nemobuild.captions`."""

    name: str

    def available(self) -> bool:
        """Whether all that it needs is installed. Must be quick and must not use the network."""

    def listen(self, path: Path, language: str) -> Sequence[Spoken]:
        """What is said in a film or sound file. `language`: `en`, `zh`, …, or empty to find out. Raises BackendError."""


class Speaker(Protocol):
    """A plug-in of the group `nemobuild.voice`. The same words must always give the same sound.

    `last_resort` (may be left out): it is there without having been asked for, and gives way to any other.
    """

    name: str
    last_resort: bool

    def available(self) -> bool: ...

    def speak(self, text: str, target: Path, *, language: str, voice: str) -> None:
        """Writes a mono or stereo WAV file of 16 bits. Raises BackendError."""


class Planner(Protocol):
    """A plug-in of the group `nemobuild.planner`."""

    name: str

    def available(self) -> bool: ...

    def plan(self, instruction: str, told: str) -> Sequence[Mapping[str, Any]]:
        """The ops of an instruction, as records. `told`: what ops there are. Raises BackendError."""


def found(group: str) -> tuple[Any, ...]:
    """The plug-ins of a group that are available, the one to take first."""
    available, _ = _sorted_out(group)
    return tuple(sorted(available, key=lambda plugin: getattr(plugin, "last_resort", False)))


def passed_over(group: str) -> dict[str, str]:
    """The entry points of a group that are broken, each with the kind of error that it raised."""
    _, broken = _sorted_out(group)
    return broken


def _sorted_out(group: str) -> tuple[list[Any], dict[str, str]]:
    available: list[Any] = []
    broken: dict[str, str] = {}
    for name, plugin, error in _loaded(group):
        if error:
            broken[name] = error
            continue
        try:
            if plugin.available() and plugin.name:
                available.append(plugin)
        except Exception as raised:  # as in `_of`
            broken[name] = _warned(name, group, "asked", raised)
    return available, broken


def named(group: str, name: str) -> Any | None:
    """The available plug-in with a name."""
    return next((plugin for plugin in found(group) if plugin.name == name), None)


def forget() -> None:
    """Looks anew at the next question; for those who install packages while the program runs."""
    _loaded.cache_clear()
    _warn.cache_clear()


@cache
def _loaded(group: str) -> tuple[tuple[str, Any, str], ...]:
    """What the entry points of a group give, by their names; or nothing, and the kind of error."""
    points = sorted(entry_points(group=group), key=lambda p: (p.value.startswith("nemobuild."), p.name))
    return tuple((point.name, *_of(point)) for point in points)


def _of(point: EntryPoint) -> tuple[Any, str]:
    try:
        return point.load()(), ""
    except Exception as error:  # whatever a stranger's package raises, the others still work
        return None, _warned(point.name, point.group, "loaded", error)


def _warned(name: str, group: str, done: str, error: Exception) -> str:
    kind = type(error).__name__
    _warn(name, group, done, kind)
    return kind


@cache
def _warn(name: str, group: str, done: str, kind: str) -> None:
    """Once for each: plug-ins are asked again and again."""
    _log.warning("the plug-in %s of %s cannot be %s: %s", name, group, done, kind)
