"""What a text is made of: headings, items, quotations and paragraphs, in order.

Reads Markdown, changelogs as keepachangelog.com and GitHub's release notes write them, and plain lists. What is there
for a machine or a maintainer (links' addresses, references, who sent which change) is taken off. Code keeps its
backticks, so that nobody gives it a capital letter. Knows no cards.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from nemobuild.backend.interpret.sentences import ENGLISH_MONTHS

DONE, OPEN = "✓", "○"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`kind`: heading, item, quote, paragraph. `mark`: an item's number, `DONE` or `OPEN`. `detail`: who said a quote, or a
    release's date."""

    kind: str
    text: str
    mark: str = ""
    detail: str = ""


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text, each on one line."""
    found: list[Block] = []
    lines = re.split(r"\n+", _itemised(_without_machinery(text).strip()))
    for line in _joined([part for one in lines for part in _chained(one)]):
        plain = _plain(line)
        if not _SAYS.search(plain):
            continue
        if (author := _CREDIT.match(plain)) and found and found[-1].kind == "quote" and not found[-1].detail:
            found[-1] = replace(found[-1], detail=author[1])
        else:
            found.append(_block(plain))
    return tuple(_released([b for b in found if b.text]))


_SAYS = re.compile(r"\w|[^\x00-\u2012\u2026-\u203f\u2500-\u257f\ufe00-\ufe0f]")
"""A letter or a sign that means something; a line of others parts what is above it from what is below."""


def _chained(line: str) -> list[str]:
    """`Plan → build → ship` is one after the other; `120 ms → 40 ms` is one thing that became another."""
    parts = [part.strip() for part in line.split("→")]
    is_chain = len(parts) > 2 and all(re.search(r"[^\W\d_]", part) for part in parts)
    return parts if is_chain else [line]


_CREDIT = re.compile(r"^(?:[-*]\s+)?[—–]\s*(\S.{1,60})$")
_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_ITEM = re.compile(r"^(?:[-*+•–·✓✔☐☑]|\(?(\d{1,2})[.)])\s+(?:\[([ xX])\]\s+)?(.*)$")
_QUOTE = re.compile(r"^[“\"„]([^“”\"]+)[”\"“]\s*(?:[—–-]+\s*(.+))?$")
_MARKS = {"✓": DONE, "✔": DONE, "☑": DONE, "☐": OPEN}


def _block(line: str) -> Block:
    if heading := _HEADING.match(line):
        return Block(kind="heading", text=heading[1])
    if line.startswith(">"):
        said = line.lstrip("> ")
        quote = _QUOTE.match(said)
        return (
            Block(kind="quote", text=quote[1], detail=quote[2] or "")
            if quote
            else Block(kind="quote", text=said)
        )
    if item := _ITEM.match(line):
        quote = _QUOTE.match(item[3])
        if quote and quote[2]:
            return Block(kind="quote", text=quote[1], detail=quote[2])
        box = {"x": DONE, " ": OPEN}.get((item[2] or "").lower(), "")
        return Block(kind="item", text=_unquoted(item[3]), mark=item[1] or box or _MARKS.get(line[0], ""))
    if quote := _QUOTE.match(line):
        return Block(kind="quote", text=quote[1], detail=quote[2] or "")
    return Block(kind="paragraph", text=line)


def _joined(lines: list[str]) -> list[str]:
    """Lines with those that go on with an item, indented, put behind it, and the lines of one quotation in one."""
    found: list[str] = []
    for line in lines:
        goes_on = line[:2].isspace() and line.strip() and not _ITEM.match(line.strip())
        quoted = line.startswith(">") and not _CREDIT.match(line.lstrip("> "))
        if found and goes_on and _ITEM.match(found[-1].strip()):
            found[-1] = f"{found[-1]} {line.strip()}"
        elif found and quoted and found[-1].startswith(">"):
            found[-1] = f"{found[-1]} {line.lstrip('> ')}".rstrip()
        else:
            found.append(line.lstrip("> ") if line.startswith(">") and not quoted else line)
    return found


# What is taken off

_OFF = tuple(
    (re.compile(pattern, re.IGNORECASE), by)
    for pattern, by in (
        (r"^\s*\[[^\]]+\]:\s*\S+\s*$", ""),  # what a reference refers to
        (r"^\s*(?:all notable changes to|the format is based on|and this project adheres to)\b.*$", ""),
        (r"^\s*(?:\*\*)?full changelog(?:\*\*)?\s*:.*$", ""),
        (r"^.*\bmade (?:their|his|her) first contribution\b.*$", ""),
        (r"^\s*#+\s*new contributors\s*$", ""),
        (r"^\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$", ""),
        (r"\s*\(\s*(?:\[?#\d+\]?(?:\([^)]*\))?[,\s]*)+\)", ""),  # (#12), ([#12](url))
        (r"\s*\(\[?`?[0-9a-f]{7,40}`?\]?(?:\([^)]*\))?\)", ""),  # a commit
        (r"\s+by @[\w-]+(?:\[bot\])? in (?:https?://\S+|#\d+)", ""),
        (r",?\s*\(?\b(?:thanks to|thanks|by) @[\w-]+\s*!?\)?\s*!?$", ""),
        (r"!?\[([^\]\n]*)\](?:\([^)\n]*\)|\[[^\]\n]*\])", r"\1"),  # a link, or a picture, is its words
        (r"\s*,?\s*\b(?:closes|fixes|resolves|see|refs?)\s+(?:#\d+[,\s]*)+$", ""),
        (r"(?<=[\w.,;:!?)`])\s*~~(?=\S).+?(?<=\S)~~|~~(?=\S).+?(?<=\S)~~\s*(?=\w)", ""),  # struck out
        (r"~~(?=\S)(.+?)(?<=\S)~~", r"\1"),
        (r"\s*(?<![\w:]):(?:[a-z][a-z_]{2,}\d*|[+-]1):(?![\w:])", ""),  # an emoji by its name
        (r"<(https?://[^>\s]+)>", r"\1"),
        (r"https?://(?:www\.)?([^\s)]+?)/?(?=[\s),;]|[.!?]?$)", r"\1"),
        (r"(?<![\w`])(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2"),
        (r"(?<![\w`*])([*_])(?=[^\s*_])([^*_]*?[^\s*_])\1(?![\w*])", r"\2"),
    )
)
_BRACKETS = re.compile(r"\[(?![ xX]\])([^\]\n]*)\]")


def _plain(line: str) -> str:
    for pattern, by in _OFF:
        line = pattern.sub(by, line)
    return _BRACKETS.sub(r"\1", line).strip()


_HTML = re.compile(
    r"(?P<code>`[^`\n]+`)|<!--.*?-->|(?P<broken><br\s*/?>)"
    r"|</?(?:a|abbr|b|big|blockquote|center|cite|code|dd|del|details|div|dl|dt|em|figure|figcaption|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol"
    r"|p|picture|pre|q|s|samp|small|source|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul|var|video)"
    r"(?:\s[^<>\n]*)?/?>",
    re.DOTALL,
)
"""Comments and the tags of pages, outside of code; `Promise<Receipt>` and `<name>` are words."""
_RULE = r"\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?"
"""The line between the head of a table and its rows."""


def _without_machinery(text: str) -> str:
    """Without comments, tags and fences; a line of fenced code is in backticks, a row of a table an item."""
    text = _HTML.sub(lambda tag: tag["code"] or (" " if tag["broken"] else ""), text)
    text = re.sub(rf"^\|(.+)\|\s*\n(?={_RULE}$)", lambda head: _title(head[1]), text, flags=re.MULTILINE)
    text = re.sub(rf"^{_RULE}$\n?", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\|(.+)\|\s*$", lambda row: "- " + _row(row[1]), text, flags=re.MULTILINE)
    return re.sub(
        r"^```[^\n]*\n(.*?)^```\s*$",
        lambda code: _in_backticks(code[1]),
        text,
        flags=re.DOTALL | re.MULTILINE,
    )


def _title(cells: str) -> str:
    """The head of a table as what stands over a list."""
    return " · ".join(filter(None, (cell.strip() for cell in cells.split("|")))) + ":\n"


def _row(cells: str) -> str:
    """`Pro | €9 | yearly` as `Pro: €9, yearly`."""
    first, *others = (cell.strip() for cell in cells.split("|"))
    return f"{first}: {', '.join(filter(None, others))}" if any(others) else first


def _in_backticks(code: str) -> str:
    return "".join(f"`{line.strip()}`\n" for line in code.splitlines() if line.strip())


_NUMBERED = re.compile(r"(?:^|\s)(?=\d{1,2}[.)]\s+\S)")
_BULLETED = re.compile(r"(?:^|\s+)(?=[-*•]\s+\S)")
_SLASHED = re.compile(r"\s+/\s+")


def _itemised(text: str) -> str:
    """A list that stands in one line, `Three habits: 1. Rise early 2. Walk 3. Read`, with a line for each item."""
    text = _stepwise(text)
    if "\n" in text:
        return text
    numbers = [int(n) for n in re.findall(r"(?:^|\s)(\d{1,2})[.)]\s+\S", text)]
    if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)):
        return _NUMBERED.sub("\n", text).strip()
    if len(_SLASHED.findall(text)) > 1:
        return _SLASHED.sub("\n", text)
    is_list = text[0:2] in ("- ", "* ", "• ") or re.search(r"[:：]\s+[-*•]\s", text)
    return _BULLETED.sub("\n", text).strip() if is_list and len(_BULLETED.findall(text)) > 1 else text


_STEP = re.compile(
    r"(?:^|(?<=\s))(?:step|tip|rule|reason|fact|lesson|point|habit|schritt|tipp|regel|grund)\s+(\d{1,2})\s*[:.)–—-]\s+(?=\S)",
    re.IGNORECASE | re.MULTILINE,
)


def _stepwise(text: str) -> str:
    """`Step 1: Open it. Step 2: Use it.` with a line for each step, as a list with numbers."""
    numbers = [int(n) for n in _STEP.findall(text)]
    if len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1)):
        return text
    return _STEP.sub(r"\n\1. ", text).strip()


def _unquoted(words: str) -> str:
    """An item without the quotation marks around all of it."""
    inner = re.fullmatch(r"[“\"](.*)[”\"]", words.strip())
    return inner[1] if inner and not re.search(r"[“”\"]", inner[1]) else words


# Releases

_VERSION = r"v?\d+\.\d+(?:\.\d+)*(?:[-+.]?(?:alpha|beta|rc|dev|pre|post)[\w.]*)?"
_DATE = r"\d{4}-\d{2}-\d{2}|\d{1,2}\.? \w{3,9} \d{4}|\w{3,9} \d{1,2}, \d{4}"
_RELEASE = re.compile(
    rf"^(?P<name>(?:[^\W\d][\w.+-]*\s+){{0,3}}?)(?P<version>{_VERSION})(?:\s*[-–—(:·,]?\s*(?P<date>{_DATE})\)?)?$",
    re.IGNORECASE,
)
_OF_RELEASES = re.compile(
    r"^(?P<name>.*?)\s*\b(?:change ?log|release notes|releases|what['’]s (?:changed|new)|history|news|unreleased)\W*$",
    re.IGNORECASE,
)


_OF_NO_PRODUCT = re.compile(r"^(?:change ?log|what['’]s changed|unreleased)$", re.IGNORECASE)


def _released(found: list[Block]) -> list[Block]:
    """`# Changelog` and `## [1.4.0] - 2026-05-12` as one heading, the product and its version with the date beside it."""
    heads = list(itertools.takewhile(lambda b: b.kind == "heading", found))
    releases = [i for i, b in enumerate(heads) if _RELEASE.match(b.text)]
    release = _RELEASE.match(found[releases[-1]].text) if releases else None
    if release is None:
        return found
    names = [_product(b.text) for b in heads[: releases[-1]]]
    name = release["name"].strip() or next(filter(None, names), "")
    said = name if release["version"].lstrip("v") in name else f"{name} {release['version']}".strip()
    opening = Block(kind="heading", text=said, detail=_date(release["date"] or ""))
    rest = found[releases[-1] + 1 :]
    return [opening, *(b for b in rest if not (b.kind == "heading" and _OF_NO_PRODUCT.match(b.text)))]


def _product(heading: str) -> str:
    of_releases = _OF_RELEASES.match(heading)
    return of_releases["name"].strip(" -–—:") if of_releases else heading


def _date(text: str) -> str:
    """`2026-05-12` as it is said; any other date as it stands."""
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if not iso or not 1 <= int(iso[2]) <= 12:
        return text
    return f"{int(iso[3])} {ENGLISH_MONTHS[int(iso[2]) - 1]} {iso[1]}"
