"""From an instruction to ops and refusals, by the table of phrases. Knows the kinds of media there are, not the timeline.

Nothing is guessed: a clause in which no phrase is found is refused with its words and the nearest phrase.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TypeVar

from nemobuild.backend.interpret import clauses, spelling, unread, values, wording, written
from nemobuild.backend.interpret.borrowed import without_borrowed
from nemobuild.backend.interpret.clauses import Fragment, Instruction
from nemobuild.backend.interpret.context import Context, of_words
from nemobuild.backend.interpret.ellipsis import wishes
from nemobuild.backend.interpret.going_on import taken_up
from nemobuild.backend.interpret.lately import Brought
from nemobuild.backend.interpret.model import Op, Refused, Span, Understanding
from nemobuild.backend.interpret.numbered import Called, names_in, says_more, with_numbers
from nemobuild.backend.interpret.phrases import TABLE, Phrase, is_said, says, spelled
from nemobuild.backend.interpret.phrases.laid_over import SPEECH
from nemobuild.backend.interpret.readers.form import Params
from nemobuild.backend.interpret.readers.making import outlined
from nemobuild.backend.interpret.readers.table import READERS
from nemobuild.backend.interpret.readers.timing import EXCEPTION
from nemobuild.backend.interpret.settle import EXAMPLE, settled
from nemobuild.backend.interpret.several import shared_out
from nemobuild.backend.interpret.spelling import Spelled

NOT_UNDERSTOOD = "this is not understood"
NO_TEXT = "it does not say what the film should tell; put its text in quotes, or give a text file"
MOST_DIGITS = 15  # what a number of binary floating point holds exactly
_LONG_NUMBER = re.compile(rf"\d{{{MOST_DIGITS + 1},}}|\d{{1,3}}(?:,\d{{3}}){{{MOST_DIGITS // 3},}}")
LONGEST_CLAUSE = 600  # letters outside of quotations; the longest that is known of people has 277
Part = TypeVar("Part", Op, Refused)


def understand(text: str, input: str = "") -> Understanding:
    """What a request is taken to mean, with its media only described (`input`, or the request's own words)."""
    return understood(text, of_words(input, text))


def understood(
    text: str, context: Context, called: Sequence[Called] = (), latest: Sequence[Brought] = ()
) -> Understanding:
    """The ops that an instruction names and the parts that are refused, both in the order of the words. `called`: the clips
    that a name stands for; `latest`: what the step before brought."""
    if problem := _unreadable(text):
        return Understanding(refused=(problem,))
    taken = taken_up(text, latest)
    quoted = spelling.composed(taken, written.quoted(taken.text))
    plain = _read(text, spelling.composed(quoted, _in_known_words(quoted.text)), context)
    numbered = with_numbers(quoted.text, called)
    if numbered.text == quoted.text:
        return plain
    corrected = spelling.composed(numbered, _in_known_words(numbered.text))
    by_number = _read(text, spelling.composed(quoted, corrected), context)
    return by_number if says_more(by_number, plain, names_in(quoted.text, called)) else plain


def _in_known_words(text: str) -> Spelled:
    """The text without slips and in the words of the table."""
    right = spelling.corrected(text)
    return spelling.composed(right, wording.plain(right.text))


def _read(text: str, corrected: Spelled, context: Context) -> Understanding:
    instruction = clauses.read(corrected.text)
    if instruction.unclosed >= 0:
        return Understanding(refused=(_unclosed(text, corrected.original(instruction.unclosed)),))
    found = _Reading(instruction, context).result()
    return Understanding(
        ops=tuple(_placed(op, text, corrected) for op in found.ops),
        refused=tuple(_placed(r, text, corrected) for r in found.refused),
        unread=found.unread,
    )


def _placed(part: Part, text: str, corrected: Spelled) -> Part:
    start, end = _whole_words(text, corrected.original(part.span.start), corrected.original(part.span.end))
    said = text[start:end]
    if isinstance(part, Refused) and part.is_lost:
        part = replace(part, reason=_not_clear(said))
    if isinstance(part, Op):
        part = replace(part, words=part.text)
    return replace(part, span=Span(start=start, end=end), text=said)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of the text that begins and ends with a word: in one that was said in other words, its ends are only near."""
    while (
        0 < start < len(text)
        and text[start - 1].isalnum()
        and text[start].isalnum()
        and text[start].isascii()
    ):
        start -= 1
    while 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum() and text[end].isascii():
        end += 1
    return start, end


def _unreadable(text: str) -> Refused | None:
    whole = Span(start=0, end=len(text))
    if not re.search(r"\w", text):
        return Refused(
            text=text, span=whole, family="unspecified", reason="the instruction is empty", nearest=EXAMPLE
        )
    if len(text) > clauses.LONGEST_INSTRUCTION:
        reason = f"the instruction has {len(text)} characters; at most {clauses.LONGEST_INSTRUCTION} are read"
        return Refused(text=text[:80], span=Span(start=0, end=80), family="unspecified", reason=reason)
    if long := _LONG_NUMBER.search(clauses.read(text).low):
        reason = f"a number of {len(long[0])} digits; at most {MOST_DIGITS} are read"
        span = Span(start=long.start(), end=long.end())
        return Refused(text=long[0][:80], span=span, family="unspecified", reason=reason)
    return None


def _unclosed(text: str, at: int) -> Refused:
    span = Span(start=at, end=len(text))
    reason = "this quotation does not close, so it is not clear where its text ends"
    return Refused(text=text[at:], span=span, family="unspecified", reason=reason, nearest='add a title "…"')


class _Reading:
    """One pass over an instruction; the result is built from its fragments in order."""

    def __init__(self, instruction: Instruction, context: Context) -> None:
        self.instruction = instruction
        self.context = context
        self.rows = [row for row in TABLE if self._can_apply(row)]
        self.fragments = clauses.fragments(instruction)
        self.ops: list[Op] = []

    def _can_apply(self, row: Phrase) -> bool:
        is_given = all(self.context.has(condition) for condition in row.given)
        return is_given and not any(says(pattern, self.instruction.low) for pattern in row.not_with)

    def result(self) -> Understanding:
        refused: list[Refused] = []
        weak: list[Op] = []
        told: list[Refused] = []
        words: list[str] = []
        lost: list[Refused] = []
        for fragment in self._grouped(self.fragments):
            wished = self._wishes(fragment)
            rows = [row for i, (row, _) in enumerate(wished) if all(row is not r for r, _ in wished[:i])]
            if again := self._the_same_for(fragment):
                self.ops.append(again)
                continue
            if problem := _restricted(wished):
                refused.append(problem)
                continue
            for row, one in wished:
                part = self._part(row, one)
                if isinstance(part, Refused):
                    refused.append(part)
                else:
                    (weak if row.weak else self.ops).extend(shared_out(part, one))
            if not rows and not _is_neutral(fragment.low):
                (told if _only_tells(fragment) else refused).append(_not_understood(fragment))
            words += self._unread(rows, fragment)
            lost += self._lost(rows, fragment)
            refused += map(_not_understood, self._idle(rows, fragment))
        refused += [] if self.ops else told  # beside edits, it is what surrounds them
        found = settled(self.ops, weak, refused, self.instruction, self.context)
        return replace(found, refused=(*found.refused, *lost), unread=tuple(dict.fromkeys(words)))

    def _the_same_for(self, fragment: Fragment) -> Op | None:
        """`Mute the first clip and the same for the last one`: the edit before, for another clip."""
        said = _SAME_FOR.match(fragment.low)
        where = READERS["clip"](replace(fragment, low=f"on{said['of']} clip")) if said else {}
        last = next((op for op in reversed(self.ops) if {"clip", "clips", "except"} & set(op.params)), None)
        if last is None or not where:
            return None
        kept = {k: v for k, v in last.params.items() if k not in ("clip", "clips", "except", "others")}
        return replace(last, params=kept | where, text=fragment.raw, span=fragment.span)

    def _unread(self, rows: Sequence[Phrase], fragment: Fragment) -> tuple[str, ...]:
        if not rows or any(row.is_refused for row in rows):
            return ()
        patterns = tuple(p for row in rows for p in row.says)

        def meaning(part: Fragment) -> object:
            return [(row, _params(row, one)) for row, one in self._wishes(part, rows)]

        shown = self._shown(rows, fragment)
        return tuple(word for word in unread.unread(fragment, patterns, meaning) if word not in shown)

    def _shown(self, rows: Sequence[Phrase], fragment: Fragment) -> str:
        """The words that the edits of a clause put on the screen."""
        return " ".join(
            str(value) for row in rows for value in _params(row, fragment).values() if isinstance(value, str)
        )

    def _lost(self, rows: Sequence[Phrase], fragment: Fragment) -> list[Refused]:
        """Values that are said and that no edit of their clause takes up."""
        if not rows or any(isinstance(self._part(row, fragment), Refused) for row in rows):
            return []

        def meaning(part: Fragment) -> object:
            ops = self._ops(rows, part)
            return ops, [READERS[name](part) for name in _SAID_ANYWHERE]

        shown = self._shown(rows, fragment)
        families = {row.family for row in rows}
        is_coloured = bool(families & _COLOURED) and not families & {"thumbnail", "color", "background"}
        lost = [
            _lost_value(fragment, span)
            for span in unread.lost_values(fragment, meaning, is_coloured=is_coloured)
        ]
        is_cut = any(
            op.family in ("trim", "remove_segment") for op in self.ops
        )  # then the rest is all there is
        return [
            part
            for part in lost
            if part.text not in shown and not (is_cut and part.text.lower() == "the rest")
        ]

    def _idle(self, rows: Sequence[Phrase], fragment: Fragment) -> list[Fragment]:
        """Clauses with a verb of their own that went along with an edit and change nothing of it: wishes that are not met."""
        if not rows or any(row.is_refused for row in rows):
            return []
        own = [
            f
            for f in self.fragments
            if fragment.span.start <= f.span.start
            and f.span.end <= fragment.span.end
            and f.span != fragment.span
        ]
        follows = (
            f
            for f in own
            if f.span.start > fragment.span.start or unread.moves_it(f.low) or _BLURS.match(f.low)
        )
        return [f for f in follows if self._is_idle(f, rows, fragment)]

    def _is_idle(self, clause: Fragment, rows: Sequence[Phrase], whole: Fragment) -> bool:
        if not unread.commands(clause.low) or _is_neutral(clause.low) or self._matching(clause):
            return False
        start = clause.span.start - whole.span.start
        end = start + len(clause.low)
        blanked = replace(whole, low=whole.low[:start] + unread.BLANK * len(clause.low) + whole.low[end:])
        return self._matching(blanked) == list(rows) and [_params(r, blanked) for r in rows] == [
            _params(r, whole) for r in rows
        ]

    def _grouped(self, fragments: Sequence[Fragment]) -> list[Fragment]:
        """Fragments that name no edit belong to the one before them in their sentence, or else to the next."""
        groups: list[tuple[Fragment, bool]] = []
        for fragment in fragments:
            named = bool(self._matching(fragment)) and not _is_parameter(fragment.low)
            in_sentence = bool(groups) and groups[-1][0].sentence == fragment.sentence
            named = named and not (in_sentence and _RELATIVE.match(fragment.low))
            named = named and not (in_sentence and self._only_says_when(groups[-1][0], fragment))
            if groups and not groups[-1][1] and _takes_up(groups[-1][0].low, fragment.low):
                joined = clauses.joined(self.instruction, groups[-1][0], fragment)
                groups[-1] = (replace(joined, verb=fragment.verb, sentence=fragment.sentence), True)
                continue
            if not named and groups and _CONSTRAINT.match(fragment.low):
                continue
            if self._is_unwanted(fragment):
                groups += [(gone, True) for gone in self._to_be_removed(fragment)]
                continue
            before = groups[-1] if groups and groups[-1][0].sentence == fragment.sentence else None
            is_look = (
                before is not None and clauses.MASK in before[0].low and bool(_LETTERS.match(fragment.low))
            )
            is_text = is_look or bool(_TEXT_FOR_IT.match(fragment.low))
            if before and (is_text or (_WORDS_FOR_IT.match(fragment.low) and self._takes_words(before[0]))):
                groups[-1] = (clauses.joined(self.instruction, before[0], fragment), True)
                continue
            if before and before[1] and not named and unread.asks(fragment.low):
                before = None
            if groups and _SAME_FOR.match(fragment.low):
                groups.append((fragment, True))
                continue
            if before and self._is_words_of_a_card(before[0], fragment):
                groups[-1] = (clauses.joined(self.instruction, before[0], fragment), True)
                continue
            if before and before[1] and not named and self._only_says_why(before[0], fragment):
                continue
            if before and (not named or not before[1]):
                joined = clauses.joined(self.instruction, before[0], fragment)
                verb = fragment.verb if named and not before[1] else joined.verb
                joined = replace(joined, verb=verb)
                groups[-1] = (joined, named or before[1] or bool(self._matching(joined)))
            else:
                groups.append((fragment, named))
        return [fragment for fragment, _ in groups]

    def _is_unwanted(self, fragment: Fragment) -> bool:
        """Whether a clause lists what is not to be there, `no music, titles or effects`; what takes something away is an edit."""
        takes_away = any(row.action in _TAKE_AWAY for row in self._matching(fragment))
        return bool(_UNWANTED.fullmatch(fragment.low)) and not takes_away

    def _to_be_removed(self, fragment: Fragment) -> list[Fragment]:
        """`Trim it, no logo`, where there is a logo: it is to go."""
        there = [
            what
            for holds, pattern, what in _THERE
            if self.context.has(holds) and re.search(pattern, fragment.low)
        ]
        return [replace(fragment, low=f"remove the {what}", verb="remove") for what in there]

    def _only_says_why(self, before: Fragment, fragment: Fragment) -> bool:
        """Whether a clause gives the reason for the one before, in words that would hide what that one asks for."""
        joined = clauses.joined(self.instruction, before, fragment)
        return bool(_WHY.match(fragment.low)) and not self._matching(joined)

    def _only_says_when(self, before: Fragment, fragment: Fragment) -> bool:
        """`A title "Hi", first 3 seconds`: the time of the edit before, unless that one takes something out itself."""
        rows = [row for row in self._matching(before) if _TIMES & set(row.reads)]
        is_time = bool(_ONLY_WHEN.fullmatch(fragment.low))
        return is_time and bool(rows) and not any(row.family in _TAKE_OUT for row in rows)

    def _is_words_of_a_card(self, before: Fragment, fragment: Fragment) -> bool:
        """`An intro card with the logo and "Release 2"`: the words are the card's, too."""
        is_card = any(
            row.family in ("intro", "outro") and row.action == "card" for row in self._matching(before)
        )
        return is_card and not before.quotations and bool(_ONLY_WORDS.fullmatch(fragment.low))

    def _takes_words(self, fragment: Fragment) -> bool:
        return any(row.family in _TAKE_WORDS and not row.is_refused for row in self._matching(fragment))

    def _matching(self, fragment: Fragment) -> list[Phrase]:
        """The rows that a fragment says: of each family the first, and those that may stand beside it."""
        if _is_too_long(fragment):
            return []
        rows = without_borrowed(self._named_rows(fragment), fragment)
        written = "captions" if self._is_silent_picture({}) else "title" if _CUES.search(fragment.low) else ""
        both = {"title", "captions"} <= {row.family for row in rows}
        return [row for row in rows if not (both and row.family == written)]

    def _named_rows(self, fragment: Fragment) -> list[Phrase]:
        found: list[Phrase] = []
        for row in self.rows:
            if row.verb and fragment.verb not in row.verb:
                continue
            taken = any(other.family == row.family and not other.also for other in found)
            if (not taken or row.also) and is_said(row, fragment.low):
                found.append(row)
        return found

    def _part(self, row: Phrase, fragment: Fragment) -> Op | Refused:
        params = self._wide_params(row, fragment) | _params(row, fragment)
        if row.refuse and not any(params.get(name) for name in row.needs):
            return _refused(row, fragment, row.refuse, row.nearest)
        if (row.family, row.action) == ("captions", "add"):
            if self._is_silent_picture(params):
                return _op(fragment, "title", "add", params, missing=("text",))
            if not self._has_words(params):
                return _refused(row, fragment, SPEECH, "add captions from talk.srt")
        if row.family == "generate" and not params.get("text"):
            if outline := outlined(self.instruction.raw):
                params["text"] = outline
            elif not self.context.writing:
                return _refused(row, fragment, NO_TEXT, 'create a 30-second video from this text: "…"')
        missing = tuple(name for name in row.asks if not (params.get(name) or params.get(f"{name}_of")))
        return _op(fragment, row.family, row.action, params, missing=missing)

    def _wishes(
        self, fragment: Fragment, rows: Sequence[Phrase] | None = None
    ) -> list[tuple[Phrase, Fragment]]:
        """What a fragment wishes: each of several by what it says itself, or else the rows (those it says, if none are given)."""
        parts = wishes(fragment)
        own = [self._matching(part) for part in parts] if len(parts) > 1 else []
        if own and all(own):
            return [(row, part) for part, said in zip(parts, own, strict=True) for row in said]
        return [(row, fragment) for row in (self._matching(fragment) if rows is None else rows)]

    def _ops(self, rows: Sequence[Phrase], fragment: Fragment) -> tuple[Op, ...]:
        parts = [(self._part(row, one), one) for row, one in self._wishes(fragment, rows)]
        return tuple(op for part, one in parts if isinstance(part, Op) for op in shared_out(part, one))

    def _wide_params(self, row: Phrase, fragment: Fragment) -> Params:
        """What holds for an edit wherever in its sentence it is said: `4 seconds each` of a slideshow."""
        names = [name for name in row.reads if name in _SAID_ANYWHERE]
        own = [f for f in self.fragments if f.sentence == fragment.sentence] if names else []
        if not own:
            return {}
        sentence = clauses.joined(self.instruction, own[0], own[-1])
        return {k: v for name in names for k, v in READERS[name](sentence).items() if v is not None}

    def _is_silent_picture(self, params: Params) -> bool:
        """Whether there are but pictures, in which nothing is said: their captions are words to be written on them."""
        c = self.context
        return c.photos > 0 and not c.films and not self._has_words(params)

    def _has_words(self, params: Params) -> bool:
        return bool(
            self.context.transcripts
            or self.context.has("hear")
            or self.context.has("words-spoken")
            or any(op.family == "voiceover" and op.action == "speak" for op in self.ops)
            or params.get("asset")
            or params.get("transcript")
        )


_BLURS = re.compile(r"(?:please |then |and )*blur (?:the|my) (?!background\b)")
"""What is asked of a picture before something is written over it."""
_THAT = re.compile(
    spelled(
        r"^(?:(?:please|so|then|and|just|now|also|can you|could you) )*<gone>(?: out| off)?\b(?: all of| both of)? (?:that|it|them|this|those|these|both)\b"
        r"(?: (?:part|bit|section|segment|stretch|piece|portion|chunk|two|parts|bits|sections|ends?|whole \w+))?(?: out| off| away)?(?=$|[,.;!]| (?:and|please|for me)\b)"
    )
)
_SAYS_WHEN = re.compile(spelled("<time>"))


def _takes_up(before: str, low: str) -> bool:
    """`Between 2:15 and 2:40 the alarm goes off. Cut that part`: what a clause is about is said by the one before it."""
    return bool(_THAT.match(low)) and bool(_SAYS_WHEN.search(before)) and not _SAYS_WHEN.search(low)


_CUES = re.compile(rf"^(?!.*\b(?:title|heading)).*\bcaptions[:：]? {clauses.QUOTE}")
"""`Captions "Hello" at 1s`: where something is spoken, the words are captions and no title as well."""
_COLOURED = frozenset({"title", "lower_third", "captions", "intro", "outro"})
_SAID_ANYWHERE = frozenset({"per_picture"})
_TAKE_WORDS = frozenset({"lower_third", "intro", "outro"})
_WORDS_FOR_IT = re.compile(
    rf"with (?:(?:the|my|our|their|his|her|words?|text|names?|title|[a-z]+'s) )*{clauses.QUOTE}"
)
_SAME_FOR = re.compile(
    r"(?:and |then |also |plus |do )*(?:the same|same|likewise|ditto)(?: thing| edit| look)? (?:for|with|to|on|goes for)(?P<of> (?:the )?(?:\w+|clip \d+))(?: (?:clip|one|photo|picture|video|shot))?$"
)
_ONLY_WHEN = re.compile(
    spelled(
        r"(?:(?:and|but|only|just|for|in|over|during) )*(?:the )?(?:first|last|opening|closing) <len>(?: only| please)*"
    )
)
_TIMES = frozenset({"when", "stretch", "span", "range_only", "for", "music_when"})
"""Readers of the time at which something is done."""
_TAKE_OUT = frozenset({"trim", "remove_segment", "cut_silence", "highlights", "split", "loop"})
_ONLY_WORDS = re.compile(rf"(?:and |plus |also |with |the |words? |text |title )*{clauses.QUOTE}")
_LETTERS = re.compile(
    rf"with (?:an? )?(?:(?:{values.COLOR}|big|large|huge|small|tiny|bold|thin|bright|dark) )+(?:text|letters|font|lettering|background|ground|backdrop)\b(?!.*{clauses.QUOTE})"
)
"""`A card "Part 2" with yellow text`: how the words before look, and no text of its own."""
_TEXT_FOR_IT = re.compile(
    rf"with (?:an? )?(?:[\w-]+ ){{1,3}}(?:background|box|plate|letters?|font|text|bar|pill) (?:saying|that says?|reading|which says?) {clauses.QUOTE}"
    rf"|(?:with|from|using|out of) (?:this|these|the following|my|following) \w+[:：]\s*{clauses.QUOTE}"
)
"""`A name line with "Ada"`: the words belong to what stands before them."""
_THERE = (
    ("logo-there", r"\b(?:logo|watermark)", "logo"),
    ("music-there", r"\b(?:music|soundtrack|song)|配乐|音乐", "music"),
    ("captions", r"\b(?:captions?|subtitles?)\b|字幕", "captions"),
)
"""What may be there and not wanted: what the context calls it, how it is said, and how it is asked to go."""
_TAKE_AWAY = frozenset({"remove", "mute"})
_UNWANTED = re.compile(
    rf"(?:(?:and|but|with|please|use|using|add|there (?:should|must) be|i (?:want|need)|nothing else|keep it simple) )*{clauses.NONE_OF}(?: (?:at all|please|needed|anywhere|in it|on it|over it|on screen|this time|thanks|whatsoever))*"
)
_WHY = re.compile(
    r"(?:and |but |since |because )?(?:that's|that is|that was|that part|it's|it is|it was|they're|they are|they were|there's|there is|i'm|i am|i was|we're|we are|we were|he's|he is|she's|she is|in which|nothing happens|nothing but|just me|only me)\b"
)
_RELATIVE = re.compile(r"(?:where|which|who|whose|when|because|since)\b")
"""How a clause begins that tells more about the one before it, and asks for nothing of its own."""
_CONSTRAINT = re.compile(
    r"^(?:but |while |and |, ?)*(?:keep(?:ing)? (?:the |its |all )?(?:original |same |best |good |high )?(?:quality|resolution|audio quality|look|rest"
    r"|everything else|original)|(?:keep|leave)(?:ing)? (?:all )?(?:the rest|(?:the )?others?(?: ones?| \w+s)?|everything else) (?:in (?:full |its |their )?colou?rs?|as|alone|be|untouched|unchanged|normal)\b|maintain\w*|preserv\w+|without (?:re-?encod|los|reduc|affect|chang|hurt)\w*|so (?:that|the|it|i|we|there|none|nothing|no|all|every|everyone|everything)\b|because\b|even (?:though|if)\b|although\b|despite\b"
    r"|(?:don't|do not|dont|never|without) (?:touch|chang|alter|affect|reduc|los|hurt|degrad)(?:e|ing)? (?:the |any |its |my )?(?:\w+ )?(?:quality|resolution|rest|remaining|else|others?|look)\b"
    r"|in order to|[\w ]{1,30} (?:isn't|is not|aren't) (?:needed|necessary|required)|to (?:improve|make it easier|increase|help|keep|grab)|make sure|please|thanks?|thank you)\b"
)
"""What is said about an edit's purpose or limits; it names no edit, and takes none of its parameters."""

_PARAMETER = re.compile(
    spelled(
        r"^(?:(?:and|for|at|with|a|the|in|of|about|around|each|total|volume|duration|length|size|opacity|lasting|音量|时长|持续|大小|透明度|为|是|设为|在)[\s:：]*)*"
        rf"(?:<len>|{values.PERCENT}|{values.DECIBEL}|{values.NUMBER}[x×]|(?:roughly |around )?{values.NUMBER} ?db (?:quieter|lower|softer|below it|under it))(?:[\s]*(?:each|long|volume|opacity|size|in size|per (?:photo|picture|image|slide)|左右|的音量))*$"
    )
)


def _is_parameter(low: str) -> bool:
    """Whether a fragment is nothing but a value, which belongs to the edit named before it."""
    return bool(_PARAMETER.match(low.strip(" .,;")))


def _params(row: Phrase, fragment: Fragment) -> Params:
    params: Params = dict(row.fixed)
    for name in row.reads:
        params |= {k: v for k, v in READERS[name](fragment).items() if v is not None}
    return params


_NEUTRAL = re.compile(
    r"^(?:(?:please|thanks?(?: you)?(?: so much| very much)?|hi|hello|hey|ok(?:ay)?|great|nice|good|cool|awesome|perfect|yes|no|nope|so|now|then|and|also|"
    r"first|finally|next|lastly|can you|could you|would you|i want|i'd like|i need|for me|to|you|the|it|just|a|my|with|by|"
    r"help|me|go ahead|continue|do|this|that|video|film|clip|nemo|谢谢|请|你好|好的|继续|帮我|麻烦|一下)[\s,]*)+$"
    r"|^(?:i have|i've got|i recorded|i shot|i filmed|here (?:is|are)|here's|this is|these are|there (?:is|are)|it's|it is|my \w+ (?:is|has)|we have"
    r"|(?:current|source|subject|pet|style|font|position|duration|format)(?: \w+)?(?: is| are|:)|the (?:guest|speaker|host)|maintain|keep(?:ing)?|preserve|make sure|ensure|standard"
    r"|so that|so the|so it|because|for (?:my|a|our|the)|in order to|to (?:improve|make|help|increase|keep|get)|suitable for|perfect for|targeting)\b.*"
    r"|^without (?:re-?encod\w+|losing quality|quality loss)$|^(?:step|part|version|option|scene) \d+:?$|^\(?\d+\)?\.?$"
)
_REMARKS = re.compile(
    r"^(?:wow|love (?:it|this)|that's (?:great|nice|good|perfect)|looks? (?:good|great|nice)|well done|great job|good job|amazing)\b"
)


def _is_neutral(low: str) -> bool:
    return bool(_NEUTRAL.match(low.strip(" .!,:"))) and not _REMARKS.match(low)


_TELLING = re.compile(
    r"^(?:and |but |so )*(?:we|our|my|i|it|this|these|there|she|he|they|the)\b(?! (?:want|need|would|'d|like|must|should))[^?]*$"
)
_PALETTE = re.compile(rf"^(?:brand )?(?:colou?rs|palette|brand palette)\b.*(?:{values.COLOR})")


def _only_tells(fragment: Fragment) -> bool:
    """Whether a clause tells something about the people or the material and asks for nothing."""
    is_statement = bool(_TELLING.match(fragment.low)) and not fragment.verb
    return bool(_PALETTE.match(fragment.low)) or (
        is_statement and not re.search(rf"{values.TIME}|\d", fragment.low)
    )


_NEGATED = re.compile(
    r"\b(?:don't|dont|do not|never|no need to|please avoid|avoid)\b (?!(?:touch|change|alter|affect|reduce|lose|hurt|cut into) (?:the |any |its |my )?(?:\w+ )?(?:quality|resolution|rest|remaining|else|others?|look|pitch)\b)(?:\w+ ){0,1}?(?:add|remove|cut|trim|delete|change|use|put|make|crop"
    r"|mute|fade|touch|include|apply|speed|slow|show|zoom|rotate|adding|removing|cutting)"
    r"|\bwithout touching (?!(?:the |my |its |any )?(?:\w+ )?(?:quality|rest|others?|audio|sound|music|colou?rs?|original)\b)"
    r"|\b(?:should|must|may|can|shall|is|are|does|do|will)(?: not|n't) (?:be )?(?:visible|shown|seen|on screen|there|heard|audible|displayed|played|appear|show|play|cover|overlap|lie)\b|(?:不要|别|不用)(?!音乐)"
)


_CONDITION = re.compile(
    r"(?:and |then |but )*(?:if|unless|in case) (?:there|any|it|the (?:film|video|clip|talk|music))\b"
)
_EXCEPTED = frozenset({"except", "spared_to_ms", "spared_last_ms", "not_before", "not_after", "not_between"})
"""Parameters that hold an exception."""
_BUT_FOR_MUSIC = re.compile(
    r"\b(?:but (?:not )?|except(?: for)? )(?:keep )?(?:the |my )?(?:background )?music$"
)


def _restricted(wished: Sequence[tuple[Phrase, Fragment]]) -> Refused | None:
    """A wish not to do something, or an exception that its edits have no place for: neither is carried out in reverse."""
    for one in dict.fromkeys(part for _, part in wished):
        rows = [row for row, part in wished if part == one]
        if reason := _why_restricted(one, rows):
            return Refused(text=one.raw, span=one.span, family=rows[0].family, reason=reason)
    return None


def _why_restricted(fragment: Fragment, rows: Sequence[Phrase]) -> str:
    low = fragment.low
    if _NEGATED.search(low):
        return "this says what not to do; say what to do"
    if _CONDITION.match(low):
        return "conditions are not understood; say what is to be done"
    found = re.search(EXCEPTION, low)
    is_read = any(row.excepts or _EXCEPTED & set(_params(row, fragment)) for row in rows)
    spares_music = _BUT_FOR_MUSIC.search(low) and any(row.action == "mute" for row in rows)
    if found is None or is_read or spares_music:
        return ""
    said = fragment.raw if len(fragment.raw) == len(low) else low
    return f'the exception "{said[found.start() :]}" is not understood'


def _op(fragment: Fragment, family: str, action: str, params: Params, *, missing: tuple[str, ...]) -> Op:
    return Op(
        family=family, action=action, params=params, text=fragment.raw, span=fragment.span, missing=missing
    )


def _refused(row: Phrase, fragment: Fragment, reason: str, nearest: str) -> Refused:
    return Refused(text=fragment.raw, span=fragment.span, family=row.family, reason=reason, nearest=nearest)


def _lost_value(fragment: Fragment, place: Span) -> Refused:
    start, end = fragment.span.start + place.start, fragment.span.start + place.end
    said = fragment.raw[place.start : place.end]
    span = Span(start=start, end=end)
    return Refused(text=said, span=span, family="unspecified", reason=_not_clear(said), is_lost=True)


def _not_clear(said: str) -> str:
    return f'it is not clear what "{said}" is for'


def _is_too_long(fragment: Fragment) -> bool:
    """Whether a clause is no clause of a person: its patterns would take seconds to search."""
    return len(fragment.low) - fragment.low.count(clauses.MASK) > LONGEST_CLAUSE


def _not_understood(fragment: Fragment) -> Refused:
    if _is_too_long(fragment):
        reason = f"a clause of {len(fragment.low)} letters; at most {LONGEST_CLAUSE} are read, beside texts in quotes"
        nearest = EXAMPLE
    elif _REMARKS.match(fragment.low):
        reason, nearest = "this is a remark and no edit", ""
    else:
        reason, nearest = NOT_UNDERSTOOD, nearest_phrase(fragment.low)
    return Refused(
        text=fragment.raw, span=fragment.span, family="unspecified", reason=reason, nearest=nearest
    )


NEAR = 0.4
"""What two sentences must share to be near, as a part of all that they say; a word counts for more the rarer it is."""


def nearest_phrase(low: str) -> str:
    """The example of the table that begins with the same word and says mostly the same; empty if nothing is near: what shares
    a word alone leads astray."""
    wanted = _stems(low)
    near = ((_likeness(wanted, stems), example) for stems, example in _examples() if stems[:1] == wanted[:1])
    score, example = max(near, default=(0.0, ""))
    return example if score >= NEAR else ""


def _likeness(wanted: Sequence[str], stems: Sequence[str]) -> float:
    """From 0 to 1. One word is not enough to be alike."""
    shared, both = set(wanted) & set(stems), set(wanted) | set(stems)
    return sum(map(_weight, shared)) / sum(map(_weight, both)) if len(shared) > 1 else 0.0


def _weight(stem: str) -> float:
    return math.log(1 + len(_examples()) / (1 + _often()[stem]))


@cache
def _examples() -> tuple[tuple[tuple[str, ...], str], ...]:
    return tuple((_stems(e.lower()), e) for row in TABLE for e in row.examples)


@cache
def _often() -> Counter[str]:
    """In how many examples a stem stands."""
    return Counter(stem for stems, _ in _examples() for stem in stems)


_COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "to",
        "in",
        "on",
        "at",
        "of",
        "for",
        "and",
        "my",
        "it",
        "this",
        "that",
        "is",
        "with",
        "me",
        "i",
        "you",
        "add",
        "make",
        "please",
        "can",
        "could",
        "just",
        "also",
        "then",
        "now",
        "by",
        "seconds",
    ]
)


def _stems(low: str) -> tuple[str, ...]:
    """The beginnings of the words that say something, in their order."""
    words = re.findall(r"[a-z]{2,}|[\u4e00-\u9fff]{2}", low)
    return tuple(dict.fromkeys(w.rstrip("s")[:6] for w in words if w not in _COMMON))
