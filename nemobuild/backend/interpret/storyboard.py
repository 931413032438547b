"""A storyboard from a text: which words stand on which card, how long, in what layout. The same text, the same cards.

Typographic film, not generative video. Knows nothing about timelines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nemobuild.backend.interpret.sentences import MONTHS, sentences

WORDS_A_SECOND = 3.0
SETTLING_MS = 700  # until the eye has found the words
SHORTEST_CARD_MS = 2000
LONGEST_CARD_MS = 7000
PHRASES = (14, 10)  # the most words on a card, tried in this order
MOST_ITEMS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Words on a card. `layout`: heading, statement, list, quote, number."""

    layout: str
    text: str
    detail: str = ""
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
    items: list[str] = []
    for kind, words in [*_blocks(text), ("end", "")]:
        if kind == "item":
            items.append(words)
            continue
        if items:
            cards += _lists(items, cards, most_words)
            items = []
        cards += _cards_of(kind, words, most_words, is_first=not cards)
    return tuple(replace(c, duration_ms=reading_ms(c)) for c in cards)


def reading_ms(card: Card) -> int:
    """How long a card must stand to be read, in steps of 100 ms."""
    words = _count(f"{card.text} {card.detail}")
    needed = SETTLING_MS + words / WORDS_A_SECOND * 1000
    return int(min(max(needed, SHORTEST_CARD_MS), LONGEST_CARD_MS) // 100 * 100)


def _count(text: str) -> int:
    return len(re.findall(r"[^\W\u4e00-\u9fff]+", text)) + len(re.findall(r"[\u4e00-\u9fff]", text)) // 2


_HEADING = re.compile(r"^#{1,6}\s+(.*)$")
_ITEM = re.compile(r"^(?:[-*•–·✓]|\d{1,2}[.)])\s+(.*)$")
_QUOTE = re.compile(r"^>\s*(.*)$|^[“\"]([^“”\"]+)[”\"]\s*(?:[—–-]+\s*(.+))?$")


def _blocks(text: str) -> list[tuple[str, str]]:
    """Headings, items, quotes and paragraphs in order, Markdown's marks taken off."""
    found: list[tuple[str, str]] = []
    for line in re.split(r"\n+|\s*→\s*", _itemised(text.strip())):
        line = re.sub(r"\*\*|__|`", "", line).strip()
        line = re.sub(
            r"!?\[([^\]\n]*)\](?:\([^)\n]*\))?", r"\1", line
        )  # a link, and its brackets, are its words
        if not line:
            continue
        if heading := _HEADING.match(line):
            found.append(("heading", heading[1].strip()))
        elif (item := _ITEM.match(line)) and (quote := _QUOTE.match(item[1])) and quote[3]:
            found.append(("quote", f"{quote[2]}\n{quote[3]}"))
        elif item:
            found.append(("item", _unquoted(item[1])))
        elif quote := _QUOTE.match(line):
            words = quote[1] or f"{quote[2]}\n{quote[3] or ''}".strip()
            found.append(("quote", words))
        else:
            found.append(("paragraph", line))
    return found


_NUMBERED = re.compile(r"(?:^|\s)(?=\d{1,2}[.)]\s+\S)")
_BULLETED = re.compile(r"(?:^|\s+)(?=[-*•]\s+\S)")
_SLASHED = re.compile(r"\s+/\s+")


def _itemised(text: str) -> str:
    """A list that stands in one line, `Three habits: 1. Rise early 2. Walk 3. Read`, with a line for each item."""
    if "\n" in text:
        return text
    numbers = [int(n) for n in re.findall(r"(?:^|\s)(\d{1,2})[.)]\s+\S", text)]
    if len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)):
        return _NUMBERED.sub("\n", text).strip()
    if len(_SLASHED.findall(text)) > 1:
        return _SLASHED.sub("\n", text)
    is_list = text[0:2] in ("- ", "* ", "• ") or re.search(r"[:：]\s+[-*•]\s", text)
    return _BULLETED.sub("\n", text).strip() if is_list and len(_BULLETED.findall(text)) > 1 else text


def _unquoted(words: str) -> str:
    """An item without the quotation marks around all of it."""
    inner = re.fullmatch(r"[“\"](.*)[”\"]", words.strip())
    return inner[1] if inner and not re.search(r"[“”\"]", inner[1]) else words


def _cards_of(kind: str, words: str, most_words: int, *, is_first: bool) -> list[Card]:
    if kind == "heading":
        return [Card(layout="heading", text=words)]
    if kind == "quote":
        text, _, author = words.partition("\n")
        return [Card(layout="quote", text=text, detail=author)]
    if kind == "paragraph":
        phrases = [p for sentence in sentences(words) for p in phrased(_capital(sentence), most_words)]
        return [_card(p, is_first=is_first and i == 0) for i, p in enumerate(phrases)]
    return []


def phrased(sentence: str, most_words: int) -> list[str]:
    """A sentence in pieces of at most so many words. It is broken at commas and dashes, and in the middle only if it is half
    as long again: `most teams do not fail` is not what `most teams do not fail because they lack ideas` says."""
    if _count(sentence) <= most_words:
        return [sentence]
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
    return words[:1].upper() + words[1:]


_UNIT = r"%|x|×|k|m|bn|million|billion|hours?|days?|minutes?|years?|km|kg|g|ml|l|ms|mb|gb|tb|°c|°f"
_NUMBER = re.compile(rf"^(?P<n>[$€£¥]?\d[\d.,]*(?:\s?(?:{_UNIT}))?)\s+(?P<after>\S.*)$", re.I)
_OF_A_TIME = re.compile(rf"(?:a\.?m|p\.?m|o['’]clock|uhr|{MONTHS})\b", re.I)
MOST_COUNTED = 7  # words beside a number


def _number(phrase: str) -> Card | None:
    """A number with what it counts, if it is one to be shown large: no date, time, year or address."""
    found = _NUMBER.match(phrase)
    if found is None or not re.search(rf"[%x×$€£]|\d{{2}}|\d\s(?:{_UNIT})$", found["n"], re.I):
        return None
    counted = found["after"].strip()
    is_counted = counted[0].isalpha() and not counted[0].isupper() and not _OF_A_TIME.match(counted)
    if not is_counted or _count(counted) > MOST_COUNTED:
        return None
    return Card(layout="number", text=found["n"].strip(), detail=counted)


def _card(phrase: str, *, is_first: bool) -> Card:
    if is_first and _count(phrase) <= 7:
        return Card(layout="heading", text=phrase)
    if (label := re.match(r"^([^:：]{2,28})[:：]\s+(.{3,})$", phrase)) is not None:
        return Card(layout="statement", text=label[1], detail=label[2])
    return _number(phrase) or Card(layout="statement", text=phrase)


def _lists(items: Sequence[str], before: list[Card], most_words: int) -> list[Card]:
    """Items on list cards of at most four; a heading just before them stands over the first."""
    items = [_capital(item.strip().rstrip(".")) for item in items]
    if len(items) == 1:
        under = before.pop().text if len(before) > 1 and before[-1].layout == "heading" else ""
        card = _card(items[0], is_first=False)
        return [replace(card, detail=under) if under and not card.detail else card]
    if any(_count(item) > 10 for item in items) or most_words < PHRASES[0]:
        cards = [_card(p, is_first=False) for item in items for p in phrased(item, max(most_words, 10))]
        brief = all(_count(item) <= 10 for item in items) and len(items) <= MOST_ITEMS
        return [*cards, Card(layout="list", text="\n".join(items))] if brief else cards
    groups = -(-len(items) // MOST_ITEMS)
    size = -(-len(items) // groups)
    heading = ""
    if len(before) > 1 and before[-1].layout == "heading":
        heading = before.pop().text
    chunks = [items[i : i + size] for i in range(0, len(items), size)]
    return [Card(layout="list", text="\n".join(chunk), detail=heading) for chunk in chunks]


# Longer than this a card stands only if all of them do: the eye is done with it.
TIRING_MS = {"heading": 5000, "statement": 6000, "number": 5000, "quote": 8000, "list": 5000}


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
    """Whether a length leaves enough time to read: at least 60 % of what was reckoned."""
    return length_ms >= 0.6 * sum(c.duration_ms for c in cards)
