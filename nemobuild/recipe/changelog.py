"""A changelog in the form of keepachangelog.com, read for what one version says. Pure: text in, values out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

_ATX = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(?:(=+)|-{2,})[ \t]*$")
_TAGS = re.compile(r"</?a\b[^>]*>")
_LINKED = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?")
_NUMBERED = re.compile(
    r"(?:(?P<what>(?![vV]?\d)\S+)\s+)?(?:[vV](?=\d))?(?P<name>\d[^\s,/:()|–—]*)(?P<rest>.*)$"
)
_NAMED = re.compile(r"(?P<name>[^\s,/:()|–—]+)(?P<rest>\s*[-–—(:].*)?$")
_OF_ALL = re.compile(r"change-?log|history|releases|news", re.IGNORECASE)
_APART = " \t-–—(:/,|"
_IS_DATE = re.compile(r"\s+\d{4}-\d{2}|\s+\w+\.? \d{1,2},? \d{4}$|\s+\d{1,2}\.? \w+ \d{4}$")
_GROUP = re.compile(r"^#{2,6}[ \t]+(.+?)[ \t]*#*$")
_BULLET = re.compile(r"^( {0,3})[-*+][ \t]+(.*)$")
_REFERENCE = re.compile(r"^\[[^\]]+\]:\s*\S+")
_FENCE = re.compile(r"^\s*(```|~~~)")
_CODE = re.compile(r"`([^`]*)`")
_MARKUP = (
    (re.compile(r"\s*\(\[?#\d+\]?(?:\([^)]*\))?\)"), ""),  # (#12), ([#12](url))
    (re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])"), r"\1"),  # links and pictures
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a changelog says of one version, without markup. In a text it stands for its bullets, joined by "; ", if that is
    all that it says; one with paragraphs, several groups or long bullets for its lines, each group's name before its own.

    `groups` are the bullets under each heading: {"Added": ("Captions",)}. `text` is the section as it was written.
    """

    version: str
    date: str = ""
    bullets: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""

    def __str__(self) -> str:
        written = [line for line in self.text.splitlines() if line.strip()]
        says_more = any(
            not _GROUP.match(line) and not _BULLET.match(line) and not line[0].isspace() for line in written
        )
        is_long = any(len(bullet) > _LONG or re.search(r"[,:;]\s", bullet) for bullet in self.bullets)
        if self.bullets and (says_more or len(self.groups) > 1 or is_long):
            return "\n".join(
                _GROUP.sub(lambda name: f"\n{name[1].rstrip(':')}:", line) for line in written
            ).strip()
        return "; ".join(bullet.rstrip(".;") for bullet in self.bullets) or _plain(
            " ".join(self.text.split())
        )


_LONG = 60
"""Letters of a bullet that does not stand well in a row of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heading:
    """A heading from line `at` on, what is under it from line `under` on; `version` is empty if it names none."""

    at: int
    under: int
    level: int
    text: str
    version: str = ""
    date: str = ""


def versions(changelog: str) -> tuple[str, ...]:
    """The versions that have a section, in the order of the file."""
    return tuple(h.version for h in _headings(changelog.splitlines()) if h.version)


def headings(changelog: str) -> tuple[str, ...]:
    """All headings, as they are written."""
    return tuple(h.text for h in _headings(changelog.splitlines()))


def section(changelog: str, version: str) -> Section | None:
    """What the changelog says of a version ("1.4.0", "v1.4.0", "unreleased"), None if it has no such section.

    It ends with the next version, or with any heading above it or of its own level; below the second level, where release
    tools put patches, groups have the level of their version.
    """
    lines = changelog.splitlines()
    found = _headings(lines)
    wanted = _normal(version)
    for number, heading in enumerate(found):
        if heading.version and _normal(heading.version) == wanted:
            later = (h.at for h in found[number + 1 :] if h.version or h.level <= min(heading.level, 2))
            return _section(heading.version, heading.date, lines[heading.under : next(later, len(lines))])
    return None


def _normal(version: str) -> str:
    return version.strip().casefold().removeprefix("v")


def _headings(lines: list[str]) -> list[_Heading]:
    """The headings, with hashes or underlined; those inside code are none.

    A word is a version (`Unreleased`, `next`) where versions with numbers have their headings, or where there are none.
    """
    found = [_versioned(h) for h in _all_headings(lines)]
    level = min((h.level for h in found if h.version), default=2)
    return [_worded(h) if not h.version and h.level == level else h for h in found]


def _all_headings(lines: list[str]) -> Iterator[_Heading]:
    fenced = False
    for at, line in enumerate(lines):
        fenced ^= bool(_FENCE.match(line))
        if fenced:
            continue
        if heading := _ATX.match(line):
            yield _Heading(at=at, under=at + 1, level=len(heading[1]), text=heading[2])
        elif (
            at + 1 < len(lines)
            and (under := _UNDERLINE.match(lines[at + 1]))
            and _may_be_underlined(lines, at)
        ):
            yield _Heading(at=at, under=at + 2, level=1 if under[1] else 2, text=line.strip())


def _may_be_underlined(lines: list[str], at: int) -> bool:
    """Whether a line is all of a paragraph, so that a line of dashes under it makes it a heading."""
    is_alone = at == 0 or not lines[at - 1].strip()
    return (
        is_alone
        and bool(lines[at].strip())
        and not _BULLET.match(lines[at])
        and not lines[at].startswith("|")
    )


def _versioned(heading: _Heading) -> _Heading:
    """With the version that the heading is of: `[1.4.0] - 2026-03-05`, `Version 1.4.0`, `v1.4 Foo`, `Relay 1.4.0 (date)`."""
    match = _NUMBERED.match(_words(heading.text))
    if match is None:
        return heading
    what, name, rest = match["what"] or "", match["name"], match["rest"]
    is_apart = not rest.strip() or rest.lstrip()[:1] in _APART or bool(_IS_DATE.match(rest))
    is_number = "." in name or bool(re.fullmatch(r"[\d-]+", name))
    of_a_version = not what or re.fullmatch(r"(?:version|release|ver\.?)", what, re.IGNORECASE)
    if (
        not is_number
        or not (is_apart or (of_a_version and "." in name))
        or not (of_a_version or heading.level <= 2)
    ):
        return heading
    return _dated(heading, name, rest if is_apart else "")


def _worded(heading: _Heading) -> _Heading:
    match = _NAMED.match(_words(heading.text))
    if match is None or _OF_ALL.fullmatch(match["name"]):
        return heading
    return _dated(heading, match["name"], match["rest"] or "")


def _dated(heading: _Heading, version: str, rest: str) -> _Heading:
    date = rest.strip(_APART).removesuffix(")")
    return replace(heading, version=version.strip("*"), date=date)


def _words(heading: str) -> str:
    """A heading's words without anchors, links and bold type."""
    return _LINKED.sub(r"\1", _TAGS.sub("", heading)).replace("**", "").replace("__", "").strip()


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
    """Without markup; what is in backticks is as it is."""
    codes: list[str] = []

    def kept(code: re.Match[str]) -> str:
        codes.append(code[1])
        return f"\0{len(codes) - 1}\0"

    text = _CODE.sub(kept, text.replace("\0", ""))
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return re.sub("\0(\\d+)\0", lambda code: codes[int(code[1])], text).strip()
