"""Edits of clips that are not wanted, or no longer: `not reversed please`, `rotate it back`, `no zoom on the second picture`. They are said
as the taking away of what may be there, which the table knows: a list for `wording`.

Knows English; neither edits nor media. Only whole instructions are read: beside other edits, such words may tell what is to stay.
"""

from __future__ import annotations

import re
from itertools import count

from nemobuild.backend.interpret.follow_ups import POLITE, Rewriting, row

_END = r"(?:,? (?:please|again|any ?more|any longer|now|after all|instead|at all))*[.!]?$"
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)"
_IT = r"(?:it|that|this|them|these|everything|the (?:film|video|picture|clips?))"
_OTHER_THINGS = (
    r"(?:music|song|title|text|logo|watermark|captions?|subtitles?|order|last|steps?|edit|change|whole|rest)"
)
_WHAT = rf"(?P<what>{_IT}|clip \d+|(?:the |my )?{_ORDINAL} (?:clip|picture|photo|image|video|shot|one)|the (?!{_OTHER_THINGS}\b)[\w.-]+(?: (?:clip|video|picture|photo))?)"
_NOT = r"(?:do not|don't|dont|don’t|never|no need to|stop)"
_UNDO = r"(?:undo|revert|remove|take (?:back|away|off|out)|drop|lose|turn off|no more|get rid of|cancel)"
_NO = r"(?:no|without(?: the| an?| any)?)"
_OF = rf"(?: (?:of|on|in|from|for) {_WHAT})?"


def _rows(thing: str, *patterns: str) -> tuple[Rewriting, ...]:
    """Rows that are said as `take away the {thing}`, of a clip where one is named."""

    def words(groups: dict[str, str | None]) -> str:
        what = next(filter(None, groups.values()), "it")
        is_all = what.lower() in ("it", "that", "this", "them", "these", "everything")
        return f"take away the {thing}" + ("" if is_all else f" of {what}")

    return tuple(
        row(rf"{POLITE}(?:{_each_named(p)}){_END}", lambda m: words(m.groupdict())) for p in patterns
    )


def _each_named(pattern: str) -> str:
    """A pattern whose groups have different names, as they must."""
    number = count()
    return re.sub(r"\(\?P<what>", lambda _: f"(?P<what{next(number)}>", pattern)


TAKEN_BACK: tuple[Rewriting, ...] = (
    *_rows(
        "backward playing",
        r"(?:play (?:it )?)?not (?:reversed|backwards?|in reverse)",
        rf"{_NOT} (?:reverse|reversing) {_WHAT}|{_NOT} (?:play|playing) {_WHAT} (?:backwards?|in reverse)",
        rf"(?:play|run|show) {_WHAT} (?:forwards?|the right way(?: round)?)",
        rf"(?:un-?reverse {_WHAT}|forwards?)",
        rf"{_UNDO} the (?:revers(?:e|ing|al)|backwards? playing){_OF}",
    ),
    *_rows("other playing", rf"(?:play|run|show) {_WHAT} (?:normally|as (?:it )?(?:was|recorded))"),
    *_rows(
        "change of speed",
        rf"(?:(?:turn|set|put|bring|get|play|run|make) {_WHAT} )?(?:back )?(?:to |at |in )?(?:the |its )?(?:normal|original|regular|real|usual)[- ](?:speed|time|pace)",
        rf"{_UNDO} the (?:slow[- ]?mo(?:tion)?|speed[- ]?up|speeding up|slowing down|change of speed|speed change|time-?lapse){_OF}",
        rf"no (?:slow[- ]?mo(?:tion)?|time-?lapse){_OF}|not (?:so )?sped up|not slowed down",
    ),
    *_rows(
        "rotation",
        r"not rotated|not turned",
        rf"{_NOT} (?:rotate|rotating|turn|turning) {_WHAT}",
        rf"(?:rotate|turn) {_WHAT} (?:back|upright)",
        rf"{_UNDO} the (?:rotation|rotating|turn){_OF}|{_NO} rotation{_OF}",
    ),
    *_rows(
        "mirroring",
        r"not (?:mirrored|flipped)",
        rf"{_NOT} (?:mirror|flip)(?:ring|ping)? {_WHAT}",
        rf"(?:un-?(?:mirror|flip)|(?:flip|mirror)) {_WHAT} back|un-?(?:mirror|flip) (?P<one>{_IT})",
        rf"{_UNDO} the (?:mirroring|mirror effect|flip|flipping){_OF}|{_NO} mirroring{_OF}",
    ),
    *_rows(
        "muting",
        rf"un-?mute {_WHAT}|not (?:muted|silent)|{_NOT} (?:mute|muting) {_WHAT}",
        rf"(?:turn|switch|put|bring) (?:back )?(?:on )?(?:the |its )?(?:sound|audio)(?: (?:of|in|on) {_WHAT})? (?:back )?(?:on|back)",
        rf"(?:turn|bring) back (?:on )?(?:the |its )?(?:sound|audio){_OF}|(?:the |its )?(?:sound|audio) (?:back )?on",
        rf"{_UNDO} the (?:muting|mute){_OF}",
    ),
    *_rows(
        "zoom",
        rf"{_NO} (?:zoom(?:ing)?|ken burns(?: effect)?|camera moves?){_OF}",
        rf"{_NOT} zoom(?:ing)?(?: (?:in|out))?(?: (?:on|in|into|of) {_WHAT})?",
        rf"{_UNDO} (?:the |all )?(?:zooms?|zooming|ken burns(?: effect)?|camera moves?){_OF}|not zoomed(?: in| out)?",
    ),
    row(rf"{POLITE}{_NO} (?P<look>vignette|grain|film grain){_END}", "remove the {look}"),
    row(rf"{POLITE}undo the (?P<look>vignette|grain|film grain|look|filter|black[- ]and[- ]white|sepia){_END}", "remove the {look}"),
)  # fmt: skip
