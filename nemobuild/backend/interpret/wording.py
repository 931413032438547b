"""Other ways of saying the same, put into the words that the table knows; positions in the original are kept.

Knows English and numbers, neither edits nor media. Text in quotes is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.follow_ups import FOLLOW_UPS, POLITE, Rewriting
from nemobuild.backend.interpret.spelling import QUOTED, Spelled, composed
from nemobuild.backend.interpret.taken_back import TAKEN_BACK

_UNITS = r"(?:seconds?|secs?|minutes?|mins?|s)"
_UP_TO = re.compile(
    rf"\b(?P<a>\d+(?:\.\d+)?)(?P<unit> ?{_UNITS})(?P<to> (?:to|until|till|through) )(?P<b>\d+(?:\.\d+)?)"
    rf"(?![\w%:.×-]|[.,]\d| ?(?:{_UNITS}|x|px|%|fps|db|percent|degrees?|hours?|frames?|times|ms|words|clips?|parts?|pieces)\b)",
    re.IGNORECASE,
)
_OF_A_THING = re.compile(
    r"(?P<head>^|[.;,!?] |\b(?:and|then|please|also) )silence (?=(?:the|my|his|her|their|that|this|those|all|every) (?!pauses?\b|gaps?\b|silen|parts?\b|dead\b))",
    re.IGNORECASE,
)
_RATHER = re.compile(
    r"\b(?P<at>(?:at|from) \d{1,2}:\d\d(?::\d\d)?) (?:instead of|rather than|and not|,? not)(?: at| from)? \d{1,2}:\d\d(?::\d\d)?\b",
    re.IGNORECASE,
)
_PITCH = re.compile(
    r",? (?:(?:but|and|while) (?:please )?(?:keep(?:ing)?|leav(?:e|ing)|preserv(?:e|ing)|maintain(?:ing)?)|without (?:chang|affect)ing) (?:the |my |our |their |his |her )?(?:(?:audio|voice|sound)(?:'s)? )?(?:pitch|voices?|speech)"
    r"(?: of (?:the )?(?:voices?|speech|audio|speakers?))?(?: sounding| at)?(?: (?:a |an |the )?(?:normal|natural|same|unchanged|as (?:it )?is|original|intact|correct)(?: pitch)?)?(?=$|[,.;!]| and\b)",
    re.IGNORECASE,
)
"""Speech keeps its pitch at any speed, so this needs no edit."""


_WHY_CUT = re.compile(
    r"(?P<cut>\b(?:cut|remove|delete|drop|skip|lose|snip)\b[^.;()\n]{0,40}\d(?: ?(?:s|secs?|seconds?))?) \((?!(?:with|and|then|but|fade|mute|slow|speed|zoom|only|keep)\b|[^()]*\b(?:each|clip|title)\b)[^()\d\"“”]{2,60}\)",
    re.IGNORECASE,
)
"""What is to be seen in a stretch that goes, `cut 0:00-0:18 (camera wobble)`, asks for no edit of it."""


def _with_both_units(found: re.Match[str]) -> str:
    """`From 20 seconds to 50`; `from 60 seconds to 30` makes something shorter and is no stretch."""
    is_stretch = float(found["b"]) > float(found["a"])
    return found[0] + found["unit"] if is_stretch else found[0]


_AT_A_SPEED = re.compile(r"\b(?:speed|fast|slow|twice|half)|\d ?x\b", re.IGNORECASE)
_NATURAL = re.compile(
    r"\b(?:keep\w*|preserv\w+|maintain\w*) (?:the |my )?(?:\w+ )?pitch|without|normal|natural|same|unchanged|original|intact|correct",
    re.IGNORECASE,
)


def _without_what_speech_keeps(found: re.Match[str]) -> str:
    is_of_speed = _AT_A_SPEED.search(found.string[: found.start()]) and _NATURAL.search(found[0])
    return "" if is_of_speed else found[0]


_LAID = r"(?:logo|watermark|titles?|texts?|words|heading|captions?|subtitles?|labels?|webcam|inset|picture in picture|name line|lower third|timer|callout)"
_MUCH = r"(?:a (?:bit|little|tad) |much |way |far |still |even |slightly |somewhat )?"
_OPPOSITE = {"big": "smaller", "large": "smaller", "huge": "smaller", "small": "bigger", "tiny": "bigger", "little": "bigger"}  # fmt: skip
_LESS = {"bright": "darker", "dark": "brighter", "loud": "quieter", "quiet": "louder", "warm": "cooler", "cold": "warmer", "cool": "warmer"}  # fmt: skip
_TOO = rf"{POLITE}(?:the|my|that|this) (?P<what>{_LAID}) (?:is|are|looks?|seems?)? ?{_MUCH}too (?P<how>{'|'.join(_OPPOSITE)})(?: now)?[.!]?$"
_HOW_LARGE = r"(?:bigger|smaller|larger|twice as (?:big|large)|half as (?:big|large)|half the size|half transparent|(?:more )?transparent|higher|lower)"


def _away(what: str) -> str:
    return "mute the music " if what.lower() == "music" else f"remove the {what} "


def _music_from(found: re.Match[str]) -> str:
    """`Add music, not under the first 5 seconds`."""
    of_music = re.search(r"\b(?:music|song)\b", found.string[: found.start()], re.IGNORECASE)
    return f" from {found['long']} on" if of_music else found[0]


def _faded_out(found: re.Match[str]) -> str:
    """`Stop the music at 0:08 with a one second fade`: it is gone at 0:08."""
    end, length = (
        values.time_ms(found["at"].lower()),
        values.length_ms(found["long"].lower().replace("-", " ")),
    )
    if end is None or not length or length >= end:
        return found[0]
    return f"fade out the music from {(end - length) / 1000:g}s to {end / 1000:g}s"


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_REWRITINGS: tuple[Rewriting, ...] = (
    (
        _whole(
            r"^(?:please )?take (?P<it>(?:an?|my|this|the|our) [^,;.\"“”]{3,60}?) and (?:produce|make|create|cut|edit) (?:me )?(?P<to>an? (?=[^;.]*\b(?:short|reel|video|clip|film|teaser|trailer|recap|cut|tiktok)\b))"
        ),
        lambda m: f"turn {m['it']} into {m['to']}",
    ),
    (
        _whole(
            rf"\b(?P<end>the (?:first|last|opening|final) (?:{values.LENGTH})) (?:is|are|has|have|shows?) [^.;\"“”]{{3,80}}?,? (?:so|and) (?:that|those|they|it|these|this|you) can (?:all )?(?:go|be (?:cut|removed|dropped|deleted))\b"
        ),
        lambda m: f"cut {m['end']}",
    ),
    (_whole(r"^(?:no|nope|hm+|well|sorry)[,.!] ?(?=\w)"), lambda _: ""),
    (_whole(_TOO), lambda m: f"make the {m['what']} {_OPPOSITE[m['how'].lower()]}"),
    (
        _whole(rf"{POLITE}(?:an? )?{_MUCH}(?P<how>bigger|smaller|larger) (?P<what>{_LAID})[.!]?$"),
        lambda m: f"make the {m['what']} {m['how']}",
    ),
    (
        _whole(rf"{POLITE}(?:the |my )?(?P<what>{_LAID}) {_MUCH}(?P<how>{_HOW_LARGE})[.!]?$"),
        lambda m: f"make the {m['what']} {m['how']}",
    ),
    (
        _whole(rf"{POLITE}not (?:so|that|quite so|quite that) (?P<how>{'|'.join(_OPPOSITE)})[.!]?$"),
        lambda m: _OPPOSITE[m["how"].lower()],
    ),
    (_whole(rf"{POLITE}(?:even|still|much|a lot) (?P<how>bigger|smaller|larger)[.!]?$"), lambda m: m["how"]),
    (
        _whole(
            rf"{POLITE}(?:at|in|to) the (?P<where>(?:top|bottom|upper|lower|left|right|cent(?:er|re)|middle)(?: (?:left|right))?)(?: corner)?[.!]?$"
        ),
        lambda m: f"move it to the {m['where']}",
    ),
    (
        _whole(rf"{POLITE}{_MUCH}(?P<how>warmer|colder|cooler|brighter|darker|louder|quieter)[.!]?$"),
        lambda m: f"make it {m[0].strip(' .!')}",
    ),
    (
        _whole(
            rf"{POLITE}(?:no|without(?: the| any| an?)?|leave out the|lose the) (?P<what>logo|watermark|music|captions?|subtitles?|titles?|cross-?fades?|transitions?|intro|outro)(?: (?:please|at all|any ?more))*[.!]?$"
        ),
        lambda m: f"remove the {m['what']}",
    ),
    (
        _whole(
            rf"{POLITE}(?:no|leave out the|without the) (?P<what>logo|watermark) (?=(?:on|in|during|over|at|from|for|after|before|until) )"
        ),
        lambda m: f"remove the {m['what']} ",
    ),
    (
        _whole(rf"{POLITE}no music (?=(?:on|in|during|over|at|from|for|after|before|under|while|when) )"),
        lambda _: "mute the music ",
    ),
    (
        _whole(
            rf"\bstop the (?:music|song|soundtrack) at (?P<at>{values.TIME}) with an? (?P<long>{values.LENGTH})[ -](?:long )?fade(?:-?out)?\b"
        ),
        _faded_out,
    ),
    (
        _whole(
            rf"{POLITE}(?:do not|don't|dont|please don't) (?P<what>cross-?fade|dissolve|use transitions)\b(?:,? (?:just|only) (?:hard |straight |plain )?cuts?)?[.!]?$"
        ),
        lambda _: "remove the transitions",
    ),
    (
        _whole(
            rf"{POLITE}(?:no|not a) blur(?:red|ry) background,? (?:but )?(?:an? )?(?P<color>\w+)(?: one)?(?: instead)?[.!]?$"
        ),
        lambda m: f"{m['color']} bars instead",
    ),
    (
        _whole(
            rf"\b(?:drop|lose|ditch|get rid of|leave out|take out|take away|delete|kill|scrap) (?=(?:the|this|that) (?:background )?(?:{_LAID[3:-1]}|music|intro|outro)\b)"
        ),
        lambda _: "remove ",
    ),
    (
        _whole(
            r" (?:instead of|rather than) (?:the |an? )?(?:vertical|portrait|square|landscape|horizontal|widescreen|9:16|16:9|1:1|4:5|(?:plain |hard )?cross-?fades?|dissolves|wipes|slides|hard cuts)(?=$|[,.;!])"
        ),
        lambda _: "",
    ),
    (
        _whole(rf"{POLITE}(?:the )?(?P<what>captions?|subtitles?) off(?: please)?[.!]?$"),
        lambda m: f"remove the {m['what']}",
    ),
    (
        _whole(rf"{POLITE}remove (?:both cards|the intro and (?:the )?outro)(?: cards)?[.!]?$"),
        lambda _: "remove the intro. remove the outro",
    ),
    (
        _whole(
            rf"{POLITE}(?:(?:make )?(?:the )?intro and (?:the )?outro|both cards) (?P<long>{values.LENGTH}) each(?: long)?[.!]?$"
        ),
        lambda m: f"make the intro card {m['long']} long. make the outro card {m['long']} long",
    ),
    (
        _whole(rf"\bshorten the (?P<what>intro|outro)(?: card)? by (?P<long>{values.LENGTH})"),
        lambda m: f"make the {m['what']} card {m['long']} shorter",
    ),
    (_whole(rf"{POLITE}only use (?=the |my )"), lambda _: "use only "),
    (_whole(rf"{POLITE}duplicate (?=the |my |clip |[\w.-]+[.!]?$)"), lambda _: "repeat "),
    (
        _whole(
            rf"{POLITE}first (?:the |my )?(?P<one>[\w.-]+),? (?:and )?then (?:the |my )?(?P<two>[\w.-]+)[.!]?$"
        ),
        lambda m: f"{m['one']} first, then {m['two']}",
    ),
    (
        _whole(
            rf"{POLITE}fade (?P<one>(?:the |my )[\w.-]+(?: clip)?|clip \d+) (?P<a>in|out)(?: at (?:its|the) (?:start|end|beginning))? and (?P<two>(?:the |my )[\w.-]+(?: clip)?|clip \d+) (?P<b>in|out)(?: at (?:its|the) (?:start|end|beginning))?[.!]?$"
        ),
        lambda m: f"fade {m['one']} {m['a']}. fade {m['two']} {m['b']}",
    ),
    (
        _whole(
            rf"{POLITE}fade from (?P<one>(?:the |my )(?!black|white|dark)[\w.-]+(?: clip| card)?|clip \d+) (?:in)?to (?P<two>(?:the |my )(?!black|white|dark)[\w.-]+(?: clip| card)?|clip \d+)[.!]?$"
        ),
        lambda m: f"crossfade between {m['one']} and {m['two']}",
    ),
    (
        _whole(
            rf"{POLITE}(?:caption|label) (?P<each>(?:each|every) (?:photo|picture|image|clip|video)) (?:with|by) (?:its|the) file ?names?[.!]?$"
        ),
        lambda m: f"put the file name on {m['each']}",
    ),
    (
        _whole(
            rf"{POLITE}(?P<much>a (?:bit|little|tad) |much )?less (?P<how>{'|'.join(_LESS)})(?: please)?[.!]?$"
        ),
        lambda m: f"make it {m['much'] or ''}{_LESS[m['how'].lower()]}",
    ),
    (
        _whole(
            rf"{POLITE}(?P<what>the [\w.-]+(?: (?:clip|video|film))?) (?:should not|shouldn't|must not|mustn't) (?:make|have) (?:any |a )?(?:sound|noise|audio)[.!]?$"
        ),
        lambda m: f"mute {m['what']}",
    ),
    (
        _whole(rf"{POLITE}everything (?:silent|quiet|muted?) (?:except|but) (?:for )?the music[.!]?$"),
        lambda _: "mute everything except the music",
    ),
    (
        _whole(
            rf"{POLITE}only (?:the )?music (?:should|must|is to|shall|may) (?:be heard|play) (?:in|during|under|over|on) (?=(?:the |my |clip )\w)"
        ),
        lambda _: "mute ",
    ),
    (
        _whole(
            r"^(?=an? (?:\d+[ -]seconds? )?(?:title |text |black )?card [\"“][^\"”]*[\"”] (?:between|before|after) )"
        ),
        lambda _: "put ",
    ),
    (
        _whole(rf"\b(?P<fade>fades?(?: it)? out over (?:{'|'.join(values.NUMBER_WORDS)}|\d+))(?=[.!]?$)"),
        lambda m: f"{m['fade']} seconds",
    ),
    (
        _whole(
            r"\bleave out (?=the (?:first|second|third|fourth|fifth|last) (?:photo|picture|image|clip|slide|shot|scene)\b)"
        ),
        lambda _: "remove ",
    ),
    (
        _whole(
            rf"{POLITE}(?:the )?(?P<what>(?:first|second|third|fourth|fifth|last) (?:photo|picture|clip|slide|image)) (?P<where>first|last)[.!]?$"
        ),
        lambda m: f"move the {m['what']} to the {'start' if m['where'].lower() == 'first' else 'end'}",
    ),
    (_whole(r"\bleave out (?=(?:from |the part from )?\d)"), lambda _: "cut out "),
    (
        _whole(
            rf"{POLITE}in (?P<clip>(?:the )?(?:first|second|third|fourth|fifth|last) (?:clip|video|shot|film)|clip \d+),? (?P<edit>(?:cut out|cut|remove|delete) .+?)[.!]?$"
        ),
        lambda m: f"{m['edit']} of {m['clip']}",
    ),
    (_whole(r"\bremove the background music\b"), lambda _: "remove the music"),
    (
        _whole(
            r"\b(?:turn|switch|take) (?:off |away )?the (?P<what>music|logo|watermark)(?: off| away)? (?=(?:from|after|at|for|until|between|during|in|on|over|while|when)\b)"
        ),
        lambda m: _away(m["what"]),
    ),
    (
        _whole(
            r"(?P<head>^|[,;.] |\b(?:and|then) )(?:the )?(?P<what>music|logo|watermark) (?:off|away|gone) (?=(?:from|after|at|for|until|between|during|in|on|over|while|when)\b)"
        ),
        lambda m: m["head"] + _away(m["what"]),
    ),
    (_whole(r"\bmusic (?P<when>from \S+ (?:to|until) \S+) off\b"), lambda m: f"mute the music {m['when']}"),
    (
        _whole(
            r"\b(?:pause|remove|cut|stop|kill) the music (?=(?:during|in|under|over|on) |from (?:the )?(?:intro|outro|first|second|last|clip)\b|from \S+ (?:to|until) )"
        ),
        lambda _: "mute the music ",
    ),
    (
        _whole(rf",? (?:but )?not (?:under|in|during|over|for) the first (?P<long>{values.LENGTH})"),
        _music_from,
    ),
    (
        _whole(
            rf"{POLITE}(?:no|without(?: an?| any)?) (?:transitions?|cross-?fades?|fades?|dissolves?) (?=(?:between|before|after|into|in between)\b)"
        ),
        lambda _: "remove the transitions ",
    ),
    (
        _whole(
            rf"\beverything (?P<side>after|before) (?P<at>{values.TIME}) (?:can|should|must|may) (?:go|be (?:removed|cut|deleted))\b"
        ),
        lambda m: f"remove everything {m['side']} {m['at']}",
    ),
    (
        _whole(
            rf"{POLITE}(?:cut|stop|end) (?:it|the film|the video|this) (?:off )?(?:after|at) (?P<at>{values.TIME})[.!]?$"
        ),
        lambda m: f"remove everything after {m['at']}",
    ),
    (
        _whole(rf"{POLITE}start (?:it )?at (?P<a>\d+) and (?:stop|end) (?:it )?at (?P<b>\d+)[.!]?$"),
        lambda m: f"keep only {m['a']} seconds to {m['b']} seconds",
    ),
    (
        _whole(rf"{POLITE}(?:make it )?(?P<share>\d+) ?% shorter[.!]?$"),
        lambda m: f"trim it by {m['share']}%",
    ),
    (
        _whole(
            rf"{POLITE}keep (?:only |just )?the (?P<n>(?:first|last) (?:two|three|four|five|six|seven|\d+)) (?P<what>photos|pictures|clips|images|slides)[.!]?$"
        ),
        lambda m: f"remove all the {m['what']} except the {m['n']} {m['what']}",
    ),
    (
        _whole(
            r"\b(?P<list>\d+(?:\.\d+)? ?[-–] ?\d+(?:\.\d+)?(?:,? (?:and )?\d+(?:\.\d+)? ?[-–] ?\d+(?:\.\d+)?)+) ?(?:seconds?|secs?|s)\b"
        ),
        lambda m: re.sub(r"(\d+(?:\.\d+)?) ?[-–] ?(\d+(?:\.\d+)?)", r"\1s to \2s", m["list"]),
    ),
    (
        _whole(r"\b(?P<verb>remove|delete|drop|lose) (?=[\"“](?![^\"”]*\.\w{2,4}[\"”]))"),
        lambda m: f"{m['verb']} the text ",
    ),
    (
        _whole(r"\bnot (?:black[- ]and[- ]white|b ?& ?w|sepia|monochrome) any ?more\b"),
        lambda _: "back to colour",
    ),
    (_whole(rf"{POLITE}swap the first two(?: \w+)?[.!]?$"), lambda _: "swap the first and the second clip"),
    (
        _whole(rf"{POLITE}swap the last two(?: \w+)?[.!]?$"),
        lambda _: "swap the penultimate and the last clip",
    ),
    (
        _whole(
            r"\bgive (?P<what>(?:the|each|every) (?:\w+ ){0,2}(?:clip|picture|photo|image|slide|shot|one|card)) (?P<long>(?:\d+(?:\.\d+)?|\w+) (?:seconds?|secs?|s|minutes?))\b"
        ),
        lambda m: f"make {m['what']} {m['long']} long",
    ),
    (
        _whole(r"\b(?P<rate>\d{1,3}) frames (?:per|a|each|every|/) ?(?:second|sec|s)\b"),
        lambda m: f"{m['rate']} fps",
    ),
    (
        _whole(
            r"\bseconds (?P<a>\d+(?:\.\d+)?) ?(?:to|until|till|through|-|–) ?(?P<b>\d+(?:\.\d+)?)\b(?! ?(?:%|x\b))"
        ),
        lambda m: f"{m['a']} seconds to {m['b']} seconds",
    ),
    (
        _whole(
            r"(?<=[\"”])(?P<where>(?: (?:at|in|on|to|near) [^,;.\"“]{1,40}?)?),? and (?:keep|leave|hold) (?:it|that)(?: there| up| on screen)? (?=(?:until|till|for|from)\b)"
        ),
        lambda m: f"{m['where']} ",
    ),
    (_WHY_CUT, lambda found: found["cut"]),
    (_UP_TO, _with_both_units),
    (_OF_A_THING, lambda found: f"{found['head']}mute "),
    (_RATHER, lambda found: found["at"]),
    (_PITCH, _without_what_speech_keeps),
    *TAKEN_BACK,
    *FOLLOW_UPS,
)
_QUOTE = re.compile(QUOTED)


MOST_TURNS = 3


def plain(text: str) -> Spelled:
    """The text in plain words, with where each of its characters stood."""
    found = _rewritten(text)
    for _ in range(MOST_TURNS):
        again = _rewritten(found.text)
        if again.text == found.text:
            break
        found = composed(found, again)
    return found


def _rewritten(text: str) -> Spelled:
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for start, end, words in _changes(text):
        pieces += [text[at:start], words]
        offsets += [*range(at, start), *(min(start + i, end - 1) for i in range(len(words)))]
        at = end
    pieces.append(text[at:])
    offsets += range(at, len(text) + 1)
    return Spelled(text="".join(pieces), offsets=tuple(offsets))


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """The stretches that are said in other words, in order and without overlaps."""
    quoted = [m.span() for m in _QUOTE.finditer(text)]
    found = sorted(
        (m.start(), m.end(), rewrite(m)) for pattern, rewrite in _REWRITINGS for m in pattern.finditer(text)
    )
    at = 0
    for start, end, words in found:
        is_quoted = any(a < end and start < b for a, b in quoted)
        if start >= at and not is_quoted and words != text[start:end]:
            yield start, end, words
            at = end
