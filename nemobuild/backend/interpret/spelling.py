"""Typing errors in the words that name edits, put right; positions in the original are kept.

A word is changed only if it is long enough, is no word of the vocabulary itself, and is one slip (two in a long word)
away from one of them and further from all others. Text in quotes is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_VOCABULARY = """
add apply aspect audio background beginning between black blur bottom bright brightness burns
captions chapter chapters cinematic clip clips color colour combine contrast convert corner
countdown create crop crossfade crossfades delete denoise dissolve duration effect effects export
extract fade faster first flip footage generate grain highlight highlights image images interview
intro ken landscape layout length logo loop lower merge minutes mirror motion music mute noise
normalize outro overlay pause pauses photo photos picture pictures portrait progress recording
recordings remove repeat replace reverse rotate saturation second seconds section segment segments
shorten silence silences silent slideshow slow slower sound speed split square stabilize subtitle
subtitles third thumbnail thumbnails title titles transition transitions trim tutorial upbeat
vertical video videos vignette vintage voiceover volume watermark webinar zoom
"""
VOCABULARY = frozenset(_VOCABULARY.split())
_NEIGHBOURS = """
action adds affect appear applied applies auction background backgrounds beats began begin
beginnings blacks blurred blurry blurs bottoms bound bride bright brighten brighter caption
captioned causes chatter clap clause clauses clips closing color colored colors coloured combined combines
contract contrasts converted converts corners countdowns course created creates creative cropped
crops diction direction duration durations effected effective eight election expect expert experts
export exported exports extract extracted extracts faded fades fading fasten faster fiction final
finally finish flame flight flips found frame frames games general generated generates ground height
horse hound house image imaged images imagine interviews introduction ken layer layers layouts
lengths light logic logos looped loops louder lower lowered mention merged merger mergers merges
might minute minuted mission moose motion mouse music musical muted mutes names nice night noisy
nose notion option outdoor outer overlaid overlays pause paused pausing picture pictured portion
portraits potion rather reaction record recorded recorder records remote remotes removed removes
removing repeated repeats replaced replaces reversed revise right rotated rotates round second-hand
seconds section's sections segment segmented selection short shortened shorter shorts shots sight
silently slider slides slideshows sounded sounds speeds spilt splits squared squares stabilized
station subtitled tension thirds thirty tiles title titled transitional transitioned trimmed
trimming trims turning tutorials version vertically video's videoed videotape vision voice volumes
webinars weight zoomed zooming zooms
"""
NEIGHBOURS = frozenset(_NEIGHBOURS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """A corrected text, with where each of its characters stood."""

    text: str
    offsets: tuple[int, ...]

    def original(self, at: int) -> int:
        return self.offsets[min(at, len(self.offsets) - 1)]


QUOTED = r"""["“「『][^"”」』]*["”」』]"""
_HAN = "[\u4e00-\u9fff]"
_WORD_OR_QUOTE = re.compile(
    rf"""{QUOTED}|(?<![\w'-])[A-Za-z]{{5,}}(?![\w'-])|(?<={_HAN}) (?=[0-9])|(?<=[0-9]) (?=[秒分小帧毫倍个段张])"""
)


def composed(first: Spelled, then: Spelled) -> Spelled:
    """Two changes of a text as one."""
    return Spelled(text=then.text, offsets=tuple(first.original(at) for at in then.offsets))


def corrected(text: str) -> Spelled:
    """The text with slips in the vocabulary's words put right, and without the spaces that some set between Chinese and
    a number, outside of quotation marks."""
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in _WORD_OR_QUOTE.finditer(text):
        word = match[0]
        right = _right(word.lower()) if word[0].isalpha() else ""
        if right or word.isspace():
            pieces += [text[at : match.start()], right]
            offsets += [
                *range(at, match.start()),
                *(min(match.start() + i, match.end() - 1) for i in range(len(right))),
            ]
            at = match.end()
    pieces.append(text[at:])
    offsets += range(at, len(text) + 1)
    return Spelled(text="".join(pieces), offsets=tuple(offsets))


def _right(word: str) -> str:
    if word in VOCABULARY or word in NEIGHBOURS or word.rstrip("s") in VOCABULARY:
        return ""
    most = 2 if len(word) >= 9 else 1
    near = [(distance(word, w, most), w) for w in VOCABULARY if len(w) >= 5 and w[0] == word[0]]
    least = min(near, default=(most + 1, ""))[0]
    best = [w for slips, w in near if slips == least]
    return best[0] if least <= most and len(best) == 1 else ""


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACES = {c: (x + 0.4 * y, y) for y, row in enumerate(_ROWS) for x, c in enumerate(row)}


def _changed(x: str, y: str) -> int:
    if x == y:
        return 0
    if x not in _PLACES or y not in _PLACES:
        return 1
    (ax, ay), (bx, by) = _PLACES[x], _PLACES[y]
    return 1 if abs(ax - bx) <= 1.1 and abs(ay - by) <= 1 else 2


def distance(a: Sequence[str], b: Sequence[str], most: int) -> int:
    """Slips (insert, leave out, change, swap neighbours) between two words; `most + 1` if there are more.

    A letter changed for one that is not beside it on the keyboard counts twice: that is more often another word
    (`foster`, `faster`) than a slip.
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    two: list[int] = []
    one = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(one[j] + 1, row[j - 1] + 1, one[j - 1] + _changed(x, y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, two[j - 2] + 1)
            row.append(cost)
        two, one = one, row
    return one[-1] if one[-1] <= most else most + 1
