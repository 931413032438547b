"""A storyboard from a text: which words stand on which card, how long, in what layout. The same text, the same cards.

Typographic film, not generative video. Knows nothing about timelines.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nemobuild.backend.interpret.markup import Block, blocks
from nemobuild.backend.interpret.sentences import MONTHS, sentences

WORDS_A_SECOND = 2.8
SETTLING_MS = 1200  # until the words have come and the eye has found them
HASTE = 0.45  # of that time is enough for those who read fast
SHORTEST_CARD_MS = 2000
LONGEST_CARD_MS = 14_000
PHRASES = (14, 10)  # the most words on a card, tried in this order
MOST_ITEMS = 4  # on a card
MOST_LISTED = 30  # words of a list on a card
BRIEF = 3  # words of an item that needs no card of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Words on a card. `layout`: heading, statement, list, step, quote, number, code.

    `title` stands over a list; `mark` is a step's number; a list's items begin with theirs: `1.`, `✓`, `○`.
    """

    layout: str
    text: str
    detail: str = ""
    title: str = ""
    mark: str = ""
    duration_ms: int = 0


def storyboard(text: str, length_ms: int = 0) -> tuple[Card, ...]:
    """The cards of a text, each as long as it takes to read; fewer words a card where there is time to fill."""
    for most_words in PHRASES:
        cards = _cards(text, most_words)
        if sum(c.duration_ms for c in cards) >= 0.75 * length_ms:
            break
    return cards


def _cards(text: str, most_words: int) -> tuple[Card, ...]:
    cards: list[Card] = []
    title = ""
    cased = not (text.islower() and len(sentences(text)) > 1)
    found = blocks(text)
    for kind, run in itertools.groupby(found, lambda b: b.kind):
        group = list(run)
        if kind == "item":
            cards += _listed(group, title, _counts(cards, len(group)), most_words, cased=cased)
            title = ""
            continue
        is_over_a_list = _follows(found, group[-1], "item") and (
            kind == "heading" or group[-1].text[-1] in ":："
        )
        if is_over_a_list and (cards or len(group) > 1 or kind == "paragraph"):
            title = group.pop().text.rstrip(":： ")
        for block in group:
            cards += _cards_of(block, most_words, is_first=not cards, cased=cased)
    return tuple(replace(bare, duration_ms=reading_ms(bare)) for bare in map(_bare, cards))


def _follows(found: Sequence[Block], block: Block, kind: str) -> bool:
    at = next(i for i, b in enumerate(found) if b is block) + 1
    return at < len(found) and found[at].kind == kind


def _bare(card: Card) -> Card:
    """The card without the marks of code."""
    return replace(
        card,
        text=card.text.replace("`", ""),
        detail=card.detail.replace("`", ""),
        title=card.title.replace("`", ""),
    )


def _cards_of(block: Block, most_words: int, *, is_first: bool, cased: bool) -> list[Card]:
    if block.kind == "paragraph":
        return _of_paragraph(block.text, most_words, is_first=is_first, cased=cased)
    return [Card(layout=block.kind, text=block.text, detail=block.detail)]


def reading_ms(card: Card) -> int:
    """How long a card must stand to be read, in steps of 100 ms."""
    words = _count(f"{card.title} {card.mark} {card.text} {card.detail}")
    needed = SETTLING_MS + words / WORDS_A_SECOND * 1000
    return int(min(max(needed, SHORTEST_CARD_MS), LONGEST_CARD_MS) // 100 * 100)


def _count(text: str) -> int:
    return len(re.findall(r"[^\W\u4e00-\u9fff]+", text)) + len(re.findall(r"[\u4e00-\u9fff]", text)) // 2


def _of_paragraph(words: str, most_words: int, *, is_first: bool, cased: bool) -> list[Card]:
    phrases = [
        p
        for sentence in sentences(words)
        for p in phrased(_capital(sentence) if cased else sentence, most_words)
    ]
    return [_card(p, is_first=is_first and i == 0) for i, p in enumerate(phrases)]


def phrased(sentence: str, most_words: int) -> list[str]:
    """A sentence in pieces of at most so many words. It is broken at commas and dashes, and in the middle only if it is half
    as long again: `most teams do not fail` is not what `most teams do not fail because they lack ideas` says."""
    if _count(sentence) <= most_words:
        return [sentence.strip(" ,，、")]
    joined: list[str] = []
    for part in re.split(r"(?<=[,:])\s+(?=\D)|(?<=[，：、])|\s+[—–-]\s+", sentence):
        if joined and (_count(joined[-1]) + _count(part) <= most_words or _count(part) < SHORTEST_PHRASE):
            joined[-1] = f"{joined[-1]} {part}" if joined[-1].isascii() else joined[-1] + part
        else:
            joined.append(part)
    return [piece.strip(" ,，、") for part in joined for piece in _halved(part, most_words)]


SHORTEST_PHRASE = 3  # words
_LINK_WORDS = frozenset(
    [
        "and",
        "but",
        "so",
        "or",
        "because",
        "which",
        "while",
        "with",
        "that",
        "when",
        "where",
        "who",
        "until",
        "as",
    ]
)


def _halved(part: str, most_words: int) -> list[str]:
    words = part.split()
    if len(words) <= most_words + most_words // 2:
        return [part]
    third = len(words) // 3
    links = [i for i in range(third, len(words) - third) if words[i].lower() in _LINK_WORDS]
    at = min(links, key=lambda i: abs(i - len(words) / 2), default=len(words) // 2)
    return [*_halved(" ".join(words[:at]), most_words), *_halved(" ".join(words[at:]), most_words)]


def _capital(words: str) -> str:
    """With a capital, unless the first word is spelled in its own way: a name, an address, code."""
    first = words.split(" ", 1)[0].strip(",.;:!?")
    return (
        words[:1].upper() + words[1:]
        if re.fullmatch(r"[^\W\d_][^\W\d_A-Z]*(?:['’-][^\W\d_A-Z]+)*", first)
        else words
    )


_UNIT = r"%|x|×|k|m|bn|million|billion|hours?|days?|minutes?|years?|km|kg|g|ml|l|ms|mb|gb|tb|°c|°f"
_NUMBER = re.compile(rf"^(?P<n>[$€£¥]?\d[\d.,]*(?:\s?(?:{_UNIT}))?)\s+(?P<after>\S.*)$", re.I)
_OF_A_TIME = re.compile(rf"(?:a\.?m|p\.?m|o['’]clock|uhr|{MONTHS})\b", re.I)
MOST_COUNTED = 7  # words beside a number


def _number(phrase: str) -> Card | None:
    """A number with what it counts, if it is one to be shown large: no date, time, year or address."""
    found = _NUMBER.match(phrase)
    if found is None:
        return None
    counted = found["after"].strip()
    is_large = (
        bool(re.search(rf"[%x×$€£]|\d{{2}}|\d\s(?:{_UNIT})$", found["n"], re.I)) or _count(counted) == 1
    )
    is_counted = counted[0].isalpha() and not counted[0].isupper() and not _OF_A_TIME.match(counted)
    if not is_large or not is_counted or _count(counted) > MOST_COUNTED:
        return None
    return Card(layout="number", text=found["n"].strip(), detail=counted)


def _card(phrase: str, *, is_first: bool) -> Card:
    if re.fullmatch(r"`[^`]+`", phrase):
        return Card(layout="code", text=phrase)
    if is_first and _count(phrase) <= 7:
        return Card(layout="heading", text=phrase)
    if (label := re.match(r"^([^:：]{2,28})[:：]\s+(.{3,})$", phrase)) is not None:
        return Card(layout="statement", text=label[1], detail=label[2])
    return _number(phrase) or Card(layout="statement", text=phrase)


_NUMBER_WORDS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def _counts(before: Sequence[Card], number: int) -> bool:
    """Whether what stands just before so many items tells their number: `5 tips for better sleep`."""
    words = before[-1].text.lower().split()[:3] if before else []
    in_words = _NUMBER_WORDS[number - 2] if 2 <= number <= 10 else ""
    return str(number) in words or in_words in words


def _listed(
    items: Sequence[Block], title: str, is_counted: bool, most_words: int, *, cased: bool
) -> list[Card]:
    """A list as a card for each step, as a card for each item if there is time for that, or on cards of a few items."""
    texts = [_item(b.text, cased=cased) for b in items]
    heading = [Card(layout="heading", text=title)] if title else []
    is_numbered = all(b.mark.isdigit() for b in items)
    is_brief = len(items) <= MOST_ITEMS and all(_count(t) <= BRIEF for t in texts)
    if len(items) == 1 and not title:
        return _of_item(texts[0], is_scoped=_is_scoped(items[0]))
    if (is_numbered and not is_brief) or (is_counted and most_words < PHRASES[0]):
        marks = [b.mark if is_numbered else str(n) for n, b in enumerate(items, 1)]
        return [*heading, *(Card(layout="step", text=t, mark=m) for t, m in zip(texts, marks, strict=True))]
    if most_words < PHRASES[0] and not any(b.mark for b in items):
        own = [
            card
            for item, text in zip(items, texts, strict=True)
            for card in _of_item(text, is_scoped=_is_scoped(item))
        ]
        recalled = 1 < len(items) <= MOST_ITEMS and all(_count(t) <= PHRASES[-1] for t in texts)
        return [
            *heading,
            *own,
            *([Card(layout="list", text="\n".join(texts), title=title)] if recalled else []),
        ]
    marked = [
        f"{b.mark}. {t}" if b.mark.isdigit() else f"{b.mark} {t}".strip()
        for b, t in zip(items, texts, strict=True)
    ]
    return [Card(layout="list", text="\n".join(part), title=title) for part in _shared(marked)]


ITEM_WORDS = 24  # an item of a list is one thing: it is broken only where it does not fit a card
_SCOPE = re.compile(r"([a-z][\w./-]*(?:, ?[a-z][\w./-]*)*):\s")
_SHORT_NAMES = frozenset({
    "api", "aws", "ci", "cd", "cdn", "cli", "cpu", "css", "csv", "db", "dns", "gpu", "gui", "html",
    "http", "https", "id", "ios", "ip", "js", "json", "jwt", "kpi", "llm", "os", "pdf", "php", "pr",
    "qa", "sdk", "seo", "sql", "ssh", "ssl", "svg", "tls", "ts", "ui", "url", "usb", "ux", "vm", "xml",
    "yaml",
})  # fmt: skip
"""Names that are written in capitals."""


def _is_scoped(item: Block) -> bool:
    """Whether an item begins with the part of a program that it is about: `cli: add a flag`."""
    return bool(_SCOPE.match(item.text))


def _of_item(text: str, *, is_scoped: bool) -> list[Card]:
    """An item on a card of its own. The part that it is about is no headline: what is new is."""
    phrases = phrased(text, ITEM_WORDS)
    if is_scoped:
        return [Card(layout="statement", text=p) for p in phrases]
    return [_card(p, is_first=False) for p in phrases]


def _item(text: str, *, cased: bool) -> str:
    words = text.strip().rstrip(";")
    words = words.removesuffix(".") if not words.endswith("..") else words
    if (scope := _SCOPE.match(words)) and scope[1] in _SHORT_NAMES:
        return scope[1].upper() + words[scope.end(1) :]
    return _capital(words) if cased else words


def _shared(items: Sequence[str]) -> list[Sequence[str]]:
    """Items on as few cards as can be read, as evenly as can be."""
    number = len(items)
    for cards in range(-(-number // MOST_ITEMS), number):
        ends = [round(number * n / cards) for n in range(cards + 1)]
        parts = [items[a:b] for a, b in itertools.pairwise(ends)]
        if all(sum(map(_count, part)) <= MOST_LISTED for part in parts):
            return parts
    return [[item] for item in items]


# Longer than this a card stands only if all of them do: the eye is done with it.
TIRING_MS = {
    "heading": 5000,
    "statement": 6000,
    "number": 5000,
    "quote": 8000,
    "list": 5000,
    "step": 6000,
    "code": 6000,
}


def shared_out(cards: Sequence[Card], length_ms: int) -> tuple[Card, ...]:
    """The cards with their lengths in proportion to what they take to read, so that they fill a length.

    What a card would get beyond `TIRING_MS` goes to the others, as long as there is one that can take it.
    """
    most = [max(TIRING_MS[c.layout], c.duration_ms) for c in cards]
    if sum(most) <= length_ms:
        return _in_proportion(cards, most, length_ms)
    lengths = [float(c.duration_ms) for c in cards]
    free = set(range(len(cards)))
    while free:
        fixed = sum(most[i] for i in range(len(cards)) if i not in free)
        rate = (length_ms - fixed) / sum(lengths[i] for i in free)
        over = {i for i in free if lengths[i] * rate > most[i]}
        if not over:
            shares = [round(lengths[i] * rate) if i in free else most[i] for i in range(len(cards))]
            return _in_proportion(cards, shares, length_ms)
        free -= over
    return _in_proportion(cards, most, length_ms)


def _in_proportion(cards: Sequence[Card], shares: Sequence[int], length_ms: int) -> tuple[Card, ...]:
    whole = sum(shares)
    return tuple(
        replace(c, duration_ms=round(share * length_ms / whole))
        for c, share in zip(cards, shares, strict=True)
    )


def readable(cards: Sequence[Card], length_ms: int) -> bool:
    """Whether a length leaves enough time to read."""
    return length_ms >= HASTE * sum(c.duration_ms for c in cards)
