"""Where lines break: words to lines of even length, by the customs of each script.

Pure: widths come in as a function. Lines are balanced by least squares over all ways to break a text into
as few lines as it needs (the idea of Knuth and Plass, without stretching), with a price on a word left
alone at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from nemobuild.backend.render.typeset.scripts import NOT_FIRST, NOT_LAST, WORD_MARK, clusters, is_ideograph

Width = Callable[[str], float]
# Words that lean on the next one: a line that ends with them reads badly.
_LEANING = (
    "a an the of to in on at by for and or & with from my your our is"
    " der die das und le la les de du et el los y"
)
LEANING = frozenset([*_LEANING.split(), *["dr.", "mr.", "mrs.", "ms.", "prof.", "st.", "no.", "nr."]])
LEANS, COUNTS = 0.08, 0.16  # the price of such a word, and of a number, at the end of a line
EVENER, MOST_TRIES = 0.06, 12  # steps, as a share of an even length, in which a wide word's pieces are tried
LONGEST_COUNT = 3  # signs; longer numbers are years and the like
MOST_BALANCED = 160  # tokens; longer texts are broken greedily, as the search is quadratic


@dataclass(frozen=True, slots=True)
class Token:
    """What is never broken, whether a space follows it, and which word of the text it belongs to."""

    text: str
    space: bool = False
    word: int = 0


def tokens(text: str) -> tuple[Token, ...]:
    """A paragraph cut where a line may break: at spaces, and around ideographs as kinsoku allows."""
    found: list[Token] = []
    number = 0
    for spaced in text.split():
        for word in spaced.strip(WORD_MARK).split(WORD_MARK):
            found += (Token(part, False, number) for part in _split_ideographs(word))
            number += 1
        if found:
            found[-1] = replace(found[-1], space=True)
    if found:
        found[-1] = replace(found[-1], space=False)
    return tuple(found)


def _split_ideographs(word: str) -> list[str]:
    parts: list[str] = []
    for sign in clusters(word):
        if parts and not _may_break(parts[-1], sign):
            parts[-1] += sign
        else:
            parts.append(sign)
    return parts


def _may_break(before: str, after: str) -> bool:
    return _may_part(before, after) and (is_ideograph(before[-1]) or is_ideograph(after[0]))


def cut(token: Token, width: Width, measure: float) -> tuple[Token, ...]:
    """A token that is wider than a whole line, in as few pieces as fit, of lengths as even as can be."""
    whole = width(token.text)
    if whole <= measure:
        return (token,)
    fewest = _pieces(token.text, width, measure)
    even = whole / len(fewest)
    limits = (even * (1 + EVENER * n) for n in range(1, MOST_TRIES) if even * (1 + EVENER * n) < measure)
    found = (_pieces(token.text, width, limit) for limit in limits)
    pieces = next((p for p in found if len(p) == len(fewest)), fewest)
    return (*(Token(p, False, token.word) for p in pieces[:-1]), Token(pieces[-1], token.space, token.word))


def _pieces(word: str, width: Width, limit: float) -> list[str]:
    pieces: list[list[str]] = [[]]
    for sign in clusters(word):
        if pieces[-1] and width("".join(pieces[-1]) + sign) > limit:
            pieces.append(_taken_along(pieces[-1], sign))
        pieces[-1].append(sign)
    return ["".join(piece) for piece in pieces]


def _taken_along(last: list[str], sign: str) -> list[str]:
    """Takes off the end of a piece, and gives, what may not be parted from the sign that begins the next one: no piece begins
    with a full stop. Nothing, if all of it would go."""
    at = len(last)
    while at > 0 and not _may_part(last[at - 1], last[at] if at < len(last) else sign):
        at -= 1
    taken = last[at:] if at > 0 else []
    del last[len(last) - len(taken) :]
    return taken


def _may_part(before: str, after: str) -> bool:
    return after[0] not in NOT_FIRST and before[-1] not in NOT_LAST


def joined(line: Sequence[Token]) -> str:
    return "".join(t.text + (" " if t.space else "") for t in line).rstrip()


def break_lines(paragraph: Sequence[Token], width: Width, measure: float) -> list[tuple[Token, ...]]:
    """As few lines as the measure allows, of lengths as even as can be."""
    if not paragraph:
        return []
    lengths = _lengths(paragraph, width)
    greedy = _greedy(paragraph, lengths, measure)
    if len(greedy) == 1 or len(paragraph) > MOST_BALANCED:
        return [tuple(paragraph[a:b]) for a, b in greedy]
    return [tuple(paragraph[a:b]) for a, b in _balanced(paragraph, lengths, measure, len(greedy))]


Lengths = tuple[list[float], list[float]]  # the start of each token, and its end, on one endless line


def _lengths(paragraph: Sequence[Token], width: Width) -> Lengths:
    starts, ends, at, space = [], [], 0.0, width(" ")
    for token in paragraph:
        starts.append(at)
        ends.append(at + width(token.text))
        at = ends[-1] + (space if token.space else 0.0)
    return starts, ends


def _greedy(paragraph: Sequence[Token], lengths: Lengths, measure: float) -> list[tuple[int, int]]:
    starts, ends = lengths
    lines, first = [], 0
    for n in range(1, len(paragraph)):
        if ends[n] - starts[first] > measure:
            lines.append((first, n))
            first = n
    return [*lines, (first, len(paragraph))]


def _balanced(
    paragraph: Sequence[Token], lengths: Lengths, measure: float, count: int
) -> list[tuple[int, int]]:
    starts, ends = lengths
    target = min(measure, (ends[-1] / count) * 1.02)

    @cache
    def best(first: int, left: int) -> tuple[float, int]:
        """The least price of setting the tokens from `first` in `left` lines, and where the first of
        them ends."""
        if left == 1:
            return _price(paragraph, first, len(paragraph), starts, ends, measure, target), len(paragraph)
        options = []
        for end in range(first + 1, len(paragraph) - left + 2):
            price = _price(paragraph, first, end, starts, ends, measure, target)
            if price == float("inf"):
                break
            options.append((price + best(end, left - 1)[0], end))
        return min(options, default=(float("inf"), len(paragraph)))

    lines, first = [], 0
    for left in range(count, 0, -1):
        end = best(first, left)[1]
        lines.append((first, end))
        first = end
    return lines if first == len(paragraph) else _greedy(paragraph, lengths, measure)


def _counts(word: str) -> bool:
    """Whether a word is a number that counts the next one: `14` of `14 June`."""
    return word.rstrip(".").isdecimal() and len(word) <= LONGEST_COUNT


def _price(
    paragraph: Sequence[Token],
    first: int,
    end: int,
    starts: list[float],
    ends: list[float],
    measure: float,
    target: float,
) -> float:
    length = ends[end - 1] - starts[first]
    if length > measure and end - first > 1:
        return float("inf")
    price = ((length - target) / target) ** 2
    last = paragraph[end - 1].text
    if end < len(paragraph):
        price += LEANS if last.lower() in LEANING else COUNTS if _counts(last) else 0.0
        price -= 0.06 if last[-1] in ",;:.!?—–，。！？；：、" else 0.0
        price += (
            0.04 if not paragraph[end - 1].space and paragraph[end - 1].word == paragraph[end].word else 0.0
        )
    elif end - first == 1 and first > 0 and length < 0.4 * measure:
        price += 0.15
    return price
