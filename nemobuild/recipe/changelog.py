"""A changelog in the form of keepachangelog.com, read for what one version says. Pure: text in, values out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_HEADING = re.compile(r"^##[ \t]+(?!#)(.+?)[ \t]*#*[ \t]*$")
_VERSION = re.compile(r"\[?(?:[vV](?=\d))?([^\]\s]+)\]?(?:\([^)]*\))?(?:[ \t]*[-–—(:][ \t]*(.*?)\)?)?$")
_GROUP = re.compile(r"^###[ \t]+(.+?)[ \t]*#*$")
_BULLET = re.compile(r"^( {0,3})[-*+][ \t]+(.*)$")
_REFERENCE = re.compile(r"^\[[^\]]+\]:\s*\S+")
_FENCE = re.compile(r"^\s*(```|~~~)")
_MARKUP = (
    (re.compile(r"\s*\(\[?#\d+\]?(?:\([^)]*\))?\)"), ""),  # (#12), ([#12](url))
    (re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),  # links and pictures
    (re.compile(r"`([^`]*)`"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a changelog says of one version, without markup. In a text it stands for its bullets, joined by "; ".

    `groups` are the bullets under each heading: {"Added": ("Captions",)}. `text` is the section as it was written.
    """

    version: str
    date: str = ""
    bullets: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""

    def __str__(self) -> str:
        return "; ".join(bullet.rstrip(".;") for bullet in self.bullets) or _plain(
            " ".join(self.text.split())
        )


def versions(changelog: str) -> tuple[str, ...]:
    """The versions that have a section, in the order of the file."""
    return tuple(version for _, version, _ in _headings(changelog.splitlines()))


def section(changelog: str, version: str) -> Section | None:
    """What the changelog says of a version ("1.4.0", "v1.4.0", "unreleased"), None if it has no such section."""
    lines = changelog.splitlines()
    headings = _headings(lines)
    wanted = _normal(version)
    for number, (at, name, date) in enumerate(headings):
        if _normal(name) == wanted:
            end = headings[number + 1][0] if number + 1 < len(headings) else len(lines)
            return _section(name, date, lines[at + 1 : end])
    return None


def _normal(version: str) -> str:
    return version.strip().casefold().removeprefix("v")


def _headings(lines: list[str]) -> list[tuple[int, str, str]]:
    """Line, version and date of each section's heading; those inside code are none."""
    found, fenced = [], False
    for at, line in enumerate(lines):
        fenced ^= bool(_FENCE.match(line))
        heading = None if fenced else _HEADING.match(line)
        match = _VERSION.match(heading[1]) if heading else None
        if match:
            found.append((at, match[1], (match[2] or "").strip()))
    return found


def _section(version: str, date: str, lines: list[str]) -> Section:
    lines = [line for line in lines if not _REFERENCE.match(line)]
    groups: dict[str, list[str]] = {}
    group = ""
    for line in lines:
        if heading := _GROUP.match(line):
            group = _plain(heading[1])
        elif bullet := _BULLET.match(line):
            groups.setdefault(group, []).append(bullet[2])
        elif (
            line.strip()
            and line[0].isspace()
            and groups.get(group)
            and not line.lstrip().startswith(("-", "*", "+"))
        ):
            groups[group][-1] += " " + line.strip()
    plain = {name: tuple(map(_plain, bullets)) for name, bullets in groups.items()}
    bullets = tuple(bullet for bullets in plain.values() for bullet in bullets)
    return Section(version=version, date=date, bullets=bullets, groups=plain, text="\n".join(lines).strip())


def _plain(text: str) -> str:
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return text.strip()
