"""Short sentences that go on with what the step before brought: `make it quieter` after a song, `bottom left please` after a logo.
They are said as whole sentences, with the noun that the table knows.

Knows words; neither timelines nor edits. What is said of `it` and fits nothing that came lately stays as it is, and is about the film.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.follow_ups import POLITE, Rewriting, row
from nemobuild.backend.interpret.lately import Brought, Kind
from nemobuild.backend.interpret.spelling import Spelled

_IT = r"(?:it|that|this|them|those|these)"
_END = r"(?: (?:please|instead|now|too|then|again))*[.!?]?$"
_ONLY = rf"{POLITE}(?:(?:can|could) you )?(?:please )?(?:{_IT} (?:should|must) be |(?:make|set|put|have|let|give|show|keep|turn) {_IT} |but |rather )?"
_MUCH = r"(?:(?:a (?:bit|little|tad|touch)|much|far|slightly|somewhat|way|a lot) )?"
_SIZE = rf"(?:{_MUCH}(?:bigger|smaller|larger)|half (?:the size|as (?:big|large))|twice (?:the size|as (?:big|large))|{values.NUMBER} ?% (?:bigger|smaller|larger))"
_PLACE = r"(?:(?:(?:at|in|to|on) )?(?:the )?(?:(?:top|bottom|upper|lower)(?:[- ](?:left|right|cent(?:er|re)|middle))?|(?:left|right|cent(?:er|re)|middle)(?: side)?)(?: corner)?)"
_WHEN = rf"(?:from (?:{values.TIME})(?: (?:to|until|till) (?:{values.TIME})| on)?|until (?:{values.TIME}|the end)|between (?:{values.TIME}) and (?:{values.TIME})|(?:for|in|during|over) (?:the )?(?:first|last) (?:{values.LENGTH}))"
_LONG = rf"(?P<long>{values.LENGTH})"
_AT = rf"(?P<at>{values.TIME})"
_GROUND = rf"(?: on (?:an? )?(?:{values.COLOR})(?: (?:background|box|plate|bar))?)?"
_STYLE = (
    rf"(?:in (?:bold|(?:{values.COLOR})(?: letters| text| type)?{_GROUND}|(?:all )?(?:caps|capitals)|serif|sans(?:[- ]serif)?|script|mono\w*)"
    rf"|bold(?:er)?|(?:all )?caps|(?:upper|lower)-?case|(?:{values.COLOR}){_GROUND}"
    rf"|(?:with |without )?(?:an? )?(?:(?:{values.COLOR}) )?(?:outline|background|plate|box|shadow)"
    r"|(?:on|with|without) (?:an? )?(?:[\w-]+ ){0,2}(?:background|plate|box|bar|outline))"
)
_GONE = rf"{POLITE}(?:remove|delete|drop|lose|hide|scrap|kill|get rid of|take out) {_IT}(?: (?:again|completely|altogether))?{_END}|{POLITE}(?:take {_IT} (?:out|off|away)|without {_IT}|no,? not {_IT}){_END}"
_WORDS = r"(?P<q>[\"“][^\"”]*[\"”])"

_REWORDED = (
    row(rf"{POLITE}(?:change {_IT} to|make {_IT} (?:say|read)|(?:{_IT}|the text) should (?:say|read)|say) {_WORDS}{_END}", "change {noun} to {q}"),
    row(rf"{POLITE}{_WORDS} instead{_END}", "change {noun} to {q}"),
)  # fmt: skip
_LINE = r"(?:(?:an?|the|another|with an?|with the) )?(?:(?:second|smaller|small|sub) ?)*(?:line|title|subtitle|tagline)"
_SAYING = r"(?: (?:saying|reading|that (?:says|reads)|with))?[:,]?"
_UNDER = rf"(?:below|under(?:neath)?|beneath)(?: {_IT}| that)?"
_WITH_A_LINE = (
    row(
        rf"{POLITE}(?:(?:add|put|write|show) )?(?:{_LINE} )?{_UNDER}{_SAYING} {_WORDS}{_END}"
        rf"|{POLITE}(?:add|put|write|show) (?:{_LINE}{_SAYING} )?(?P<second>[\"“][^\"”]*[\"”]) (?:in (?:small|smaller) letters )?{_UNDER}{_END}"
        rf"|{POLITE}(?:add|put|write|with) (?:an?|the) (?:subtitle|(?:second|smaller|small) line|tagline){_SAYING} (?P<third>[\"“][^\"”]*[\"”]){_END}",
        lambda m: f"put {m['q'] or m['second'] or m['third']} under {{noun}}",
    ),
)
_SIZED = (
    row(rf"{_ONLY}(?P<rest>{_SIZE}){_END}", "make {noun} {rest}"),
    row(
        rf"{POLITE}(?:{_IT}(?:'s| is|s) )?(?:much |far |way |a (?:bit|little) )?too (?P<how>big|large|small|tiny|huge){_END}",
        lambda m: f"make {{noun}} {'bigger' if m['how'].lower() in ('small', 'tiny') else 'smaller'}",
    ),
)
_PLACED = (
    row(rf"{POLITE}(?:(?:move|put|place|shift|bring|make|set|have) (?:{_IT} )?)?(?P<rest>{_PLACE}){_END}", lambda m: f"move {{noun}} to the {_bare(m['rest'])}"),
    row(rf"{POLITE}(?:(?:move|put|shift|bring|nudge) {_IT} )(?P<rest>(?:{_MUCH}(?:up|down|higher|lower|further (?:up|down|left|right)|to the (?:left|right)))(?: a (?:bit|little))?){_END}", lambda m: f"move {{noun}} {_not_further(m['rest'])}"),
    row(rf"{POLITE}(?P<rest>{_MUCH}(?:higher|lower|further (?:up|down|left|right))){_END}", lambda m: f"move {{noun}} {_not_further(m['rest'])}"),
    row(rf"{POLITE}(?:(?:move|put|place|shift|bring|set) (?:{_IT} )?)?(?:(?:in|into|to|on|at) )?the (?:other|opposite) (?:side|corner){_END}|{POLITE}(?:other|opposite) (?:side|corner){_END}", "move {noun} to the other corner"),
)  # fmt: skip
_OF_A_CLIP = r"(?:over|during|on|under|with) (?:the [\w.-]+(?: (?:clip|photo|picture|video|shot))?|clip \d+)"
_TIMED = (
    row(rf"{POLITE}(?:(?:show|move|put|shift|place|let|have) {_IT} )(?:only )?(?:to )?(?P<rest>(?:over|during|on|after|before) (?:the [\w.-]+(?: (?:clip|photo|picture|video|shot))?|clip \d+)){_END}", lambda m: f"show {{noun}} {_while(m['rest'])}"),
    row(rf"{POLITE}(?:move|put|shift) {_IT} to (?P<rest>(?:the (?:first|second|third|fourth|fifth|last|next) (?:clip|photo|picture|video|shot|slide)|(?:clip|photo|picture) \d+)){_END}", "show {noun} over {rest}"),
    row(rf"{_ONLY}(?:only|just) (?P<rest>{_OF_A_CLIP}){_END}", lambda m: f"show {{noun}} {_while(m['rest'])}"),
    row(rf"{POLITE}(?:(?:make|let|have|keep) {_IT} (?:last|stay|run|go on|stand|show)|(?:stretch|extend|lengthen|keep) {_IT})(?: on| there| up| out)? (?:to|until|till) (?P<at>{values.TIME}){_END}", "show {noun} until {at}"),
    row(rf"{_ONLY}(?:there )?(?:only |just )?(?P<rest>{_WHEN}){_END}", lambda m: f"show {{noun}} {_from_to(m['rest'])}"),
    row(rf"{POLITE}(?:(?:start|show|begin) {_IT} (?:at|from)|(?:make|let|have) {_IT} (?:appear|start|begin|come(?: in)?) at|{_IT} (?:should|must) (?:start|begin|appear|come) at) {_AT}{_END}", "show {noun} from {at}"),
    row(rf"{POLITE}(?:(?:end|stop|hide) {_IT} (?:at|after)|(?:make|let|have) {_IT} (?:disappear|end|stop|go(?: away)?) (?:at|after)|{_IT} (?:should|must) (?:disappear|end|stop|go) (?:at|after)) {_AT}{_END}", "show {noun} until {at}"),
)  # fmt: skip
_LASTING = (
    row(rf"{POLITE}(?:(?:show|keep|leave) {_IT} (?:on screen |there |up )?)?(?:for )?{_LONG}(?: long)?{_END}", "show {noun} for {long}"),
    row(rf"{POLITE}(?:make|let|have) {_IT} (?:last|stay|stand) (?:for )?{_LONG}{_END}", "show {noun} for {long}"),
    row(rf"{POLITE}(?:move|put|shift) {_IT} to {_AT}{_END}|{POLITE}at (?P<then>{values.TIME}) instead[.!]?$", lambda m: f"move {{noun}} to {m['at'] or m['then']}"),
    row(rf"{POLITE}(?:(?:show|move|shift|start) {_IT} )?(?:by )?{_LONG} (?P<way>later|earlier){_END}|{POLITE}delay {_IT} by (?P<by>{values.LENGTH}){_END}", lambda m: f"move {{noun}} {m['long'] or m['by']} {m['way'] or 'later'}"),
    row(rf"{POLITE}(?:(?:show|keep|leave) {_IT} )?(?P<rest>{_MUCH}(?:longer|shorter)){_END}", "make {noun} {rest}"),
    row(rf"{POLITE}(?:(?:make|show|keep|leave) {_IT} )?(?:for )?{_LONG} (?P<way>longer|shorter){_END}", "show {noun} for {long} {way}"),
)  # fmt: skip
_SHOWN_FOR = (
    row(
        rf"{POLITE}(?:(?:show|keep|leave) {_IT} )?(?:only )?(?:for )?{_LONG}{_END}",
        "show {noun} for {long}",
    ),
)
_FADES = rf"{POLITE}(?:fade {_IT}|(?:make|let|have) {_IT} fade|(?<=and )fade) (?P<way>in and out|in|out)(?: slowly| softly| gently)?"
_FADED_OVER = (
    row(rf"{_FADES}(?P<rest> (?:over|for|in) (?:{values.LENGTH})){_END}", "fade {noun} {way}{rest}"),
)
_FADED = (*_FADED_OVER, row(rf"{_FADES}{_END}", "fade {noun} {way}"))
_FADED_TEXT = (*_FADED_OVER, row(rf"{_FADES}{_END}", "fade {noun} {way} over 1 second"))
"""Words and music fade by themselves: a fade that is asked for is a longer one."""
_REMOVED = (row(_GONE, "remove {noun}"),)
_STYLED = (
    row(
        rf"{_ONLY}(?P<rest>{_STYLE}){_END}",
        lambda m: (
            "make {noun} "
            + re.sub(r"^(?=(?:an? )?\w+ (?:background|plate|box)$)", "on ", m["rest"], flags=re.IGNORECASE)
        ),
    ),
)
_SEE_THROUGH = (
    row(rf"{_ONLY}(?P<rest>(?:{values.NUMBER} ?%|half|more|semi-?|slightly|a (?:bit|little))?[ -]?(?:transparent|see-through|opaque)){_END}", "make {noun} {rest}"),
    row(rf"{_ONLY}(?:at |to |with )?(?P<rest>{values.NUMBER} ?% (?:opacity|transparency)){_END}", "set {noun} to {rest}"),
)  # fmt: skip
_OF_ALL = (
    row(rf"{POLITE}(?P<verb>make|move|put|set|show|remove|delete) (?:both|all|all of them|both of them)(?P<rest> (?:{_SIZE}|{_STYLE}|to the {_PLACE}|{_PLACE}|for {values.LENGTH}))?{_END}", "{verb} all titles{rest}"),
    row(rf"{POLITE}(?P<verb>make|move|put|set|show|remove|delete) the (?P<n>first|second|third|last) one(?P<rest> (?:{_SIZE}|{_STYLE}|to the {_PLACE}|{_PLACE}|for {values.LENGTH}))?{_END}", "{verb} the {n} title{rest}"),
)  # fmt: skip
_COMING_IN = (
    row(
        rf"{POLITE}(?:make|let|have) {_IT} (?P<rest>(?:slide|pop|type|drop|fly) (?:in|up|on)\b[^;.]*?){_END}",
        "make {noun} {rest}",
    ),
)
_MUTED = (row(rf"{POLITE}(?:mute|silence) {_IT}{_END}", "mute {noun}"),)
_HEARD = (
    *_MUTED,
    row(rf"{_ONLY}(?P<rest>(?:{_MUCH}(?:louder|quieter|softer)|half as loud|twice as (?:loud|quiet)) (?:during|under|over|in|for|from|until|while)\b[^,;.]*?){_END}", "make {noun} {rest}"),
    row(rf"{_ONLY}(?:even |still )?(?P<rest>(?:{_MUCH}(?:louder|quieter|softer)|half as loud|twice as (?:loud|quiet))){_END}", "make {noun} {rest}"),
    row(rf"{POLITE}(?:(?:make|set|put|keep|turn|have) {_IT} (?:to |at |down to |up to )?|at |to )?(?P<rest>{values.NUMBER} ?(?:%|percent)){_END}", "set {noun} to {rest}"),
    row(rf"{POLITE}(?:turn|bring) {_IT} (?P<way>up|down)(?P<rest> (?:a (?:bit|little|lot)|by {values.NUMBER} ?(?:db|%)))?{_END}", lambda m: f"make {{noun}} {'louder' if m['way'].lower() == 'up' else 'quieter'}{m['rest'] or ''}"),
    row(rf"{POLITE}(?:(?:{_IT} is|{_IT}'s|still) )?(?:much |far |a (?:bit|little) )?too (?P<how>loud|quiet){_END}", lambda m: f"make {{noun}} {'quieter' if m['how'].lower() == 'loud' else 'louder'}"),
)  # fmt: skip
_MOOD = r"(?P<mood>energetic|upbeat|cheerful|playful|epic|dramatic|relaxed|relaxing|peaceful|romantic|inspiring|corporate|emotional|cinematic|acoustic|electronic|happy|sad|calm|dark|lively|warm)"
_MOODS = {"happier": "happy", "calmer": "calm", "sadder": "sad", "livelier": "lively"}
_OTHER_MUSIC = (
    row(rf"{POLITE}(?:change {_IT} to |use |try |give me |i want |rather )?something (?:a (?:bit|little) |much )?(?:more )?{_MOOD}{_END}", "replace the music with {mood} music"),
    row(rf"{POLITE}(?:make {_IT} )?(?:a (?:bit|little) |much )?(?:more (?P<more>energetic|upbeat|cheerful|playful|relaxed|peaceful|romantic|inspiring)|(?P<how>{'|'.join(_MOODS)})){_END}", lambda m: f"replace the music with {m['more'] or _MOODS[m['how'].lower()]} music"),
)  # fmt: skip
"""Music that was made may be another; a song of one's own stays, and what is darker or warmer is the picture."""
_FADES_OF_MUSIC = {
    "in": "fade in {noun}",
    "out": "fade out {noun} over 3 seconds",
    "in and out": "fade in {noun}. fade out {noun} over 3 seconds",
}
_AT_A_PACE = (
    row(
        rf"{POLITE}(?:make {_IT} |play {_IT} )?(?P<rest>{_MUCH}(?:slower|faster)){_END}",
        lambda m: f"make the music {re.sub(_MUCH, '', m['rest'])}",
    ),
)
_PLAYED = (
    row(rf"{_ONLY}(?:play )?(?:only|just) (?P<rest>{_OF_A_CLIP}){_END}", lambda m: f"play {{noun}} only {_while(m['rest'])}"),
    row(rf"{_ONLY}(?:play )?(?:only |just )?(?P<rest>{_WHEN}){_END}", lambda m: f"play {{noun}} {_from_to(m['rest'])}"),
    row(rf"{POLITE}(?:start|begin|play) {_IT} (?:only )?(?:at|from) {_AT}{_END}", "start {noun} at {at}"),
    row(rf"{POLITE}(?:stop|end) {_IT} (?:at|after) {_AT}{_END}", "stop {noun} at {at}"),
    *_FADED_OVER,
    row(rf"{_FADES}{_END}", lambda m: _FADES_OF_MUSIC[m["way"].lower()]),
    row(rf"{POLITE}fade {_IT} out (?:over|in|during|for) the last (?P<long>{values.LENGTH}){_END}", "fade out {noun} over {long}"),
    row(rf"{POLITE}(?:loop|repeat) {_IT}(?: until the end| for the whole (?:film|video)| throughout)?{_END}", "loop the song under the whole film"),
)  # fmt: skip
_OPPOSITE = {
    "bright": "a bit darker", "dark": "a bit brighter", "loud": "a bit quieter", "quiet": "a bit louder", "warm": "a bit cooler", "cool": "a bit warmer",
    "cold": "a bit warmer", "fast": "a bit slower", "slow": "a bit faster", "soft": "sharper", "sharp": "a bit softer",
}  # fmt: skip
_CHANGED_TO = rf"(?:(?:use|try|take|have) |(?:make|change) {_IT} (?:to |into )?|rather )?"
_NTH = ("first", "second", "third", "fourth", "fifth")


def _at_join(nth: str) -> str:
    """Where the first, the second, the last transition stands, in words of clips."""
    if nth == "last":
        return "before the last clip"
    n = _NTH.index(nth) + 1
    return f"between clips {n} and {n + 1}"


_ROWS: dict[Kind, tuple[Rewriting, ...]] = {
    "text": (*_REWORDED, *_WITH_A_LINE, *_SIZED, *_PLACED, *_TIMED, *_LASTING, *_FADED_TEXT, *_REMOVED, *_STYLED, *_COMING_IN, *_OF_ALL),
    "card": (
        *_REWORDED, *_WITH_A_LINE, *_SIZED, *_REMOVED, *_STYLED, *_COMING_IN,
        row(rf"{POLITE}(?:(?:show|keep|leave) {_IT} )?(?:for )?{_LONG}(?: long)?{_END}", "make {noun} {long} long"),
        row(rf"{POLITE}(?:(?:make|show|keep|leave) {_IT} )?(?:for )?{_LONG} (?P<way>longer|shorter){_END}", "make {noun} {long} {way}"),
        row(rf"{_ONLY}(?P<rest>(?:a (?:bit|little) )?(?:longer|shorter)){_END}", "make {noun} {rest}"),
        row(rf"{POLITE}(?:{_IT}(?:'s| is) )?(?:a (?:bit|little) |much |far )?too (?P<how>long|short){_END}", lambda m: f"make {{noun}} {'shorter' if m['how'].lower() == 'long' else 'longer'}"),
    ),
    "logo": (*_SIZED, *_PLACED, *_TIMED, *_SHOWN_FOR, *_FADED, *_REMOVED, *_SEE_THROUGH),
    "inset": (*_MUTED, *_SIZED, *_PLACED, *_TIMED, *_SHOWN_FOR, *_REMOVED, *_SEE_THROUGH, row(rf"{_ONLY}(?:with )?round(?:ed)? corners{_END}", "give {noun} rounded edges"), row(rf"{_ONLY}(?P<rest>round|(?:an? )?circle|circular){_END}", "make {noun} {rest}")),
    "music": (*_AT_A_PACE, *_HEARD, *_OTHER_MUSIC, *_PLAYED, *_REMOVED),
    "song": (*_AT_A_PACE, *_HEARD, *_PLAYED, *_REMOVED),
    "effect": (
        *_HEARD, *_REMOVED,
        row(rf"{POLITE}(?:remove|delete|drop|lose) the (?P<n>first|second|third|fourth|last)(?: one)?{_END}", "remove the {n} sound effect"),
        row(rf"{POLITE}(?:(?:move|play|start|put|shift) {_IT} )(?:to|at) {_AT}{_END}", "move {noun} to {at}"),
    ),
    "captions": (*_SIZED, *_PLACED, *_REMOVED, *_STYLED),
    "join": (
        *_REMOVED,
        row(rf"{POLITE}{_CHANGED_TO}(?:an? )?(?:dip|fade|flash) (?:to|through) (?P<color>white|black)(?: transitions?)?{_END}", "change the transitions to a {color} flash transition"),
        row(rf"{POLITE}{_CHANGED_TO}(?:an? )?(?P<kind>(?:cross-?fade|dissolve|wipe|slide|push|zoom|circle|blur|spin|pixel|glitch|swipe|whip)(?: (?:up|down|left|right))?)s?(?: transitions?)?{_END}", "change the transitions to a {kind} transition"),
        row(rf"{POLITE}(?:make )?the (?P<n>first|second|third|fourth|fifth|last) (?:one|transition|cross-?fade)?(?: (?:should|must) (?:be|last|take))? ?(?:for )?{_LONG}(?: long)?{_END}", lambda m: f"make the transition {_at_join(m['n'].lower())} {m['long']} long"),
        row(rf"{POLITE}(?:make (?:them|those|these) )?(?P<rest>{_MUCH}(?:longer|shorter)){_END}", "make {noun} {rest}"),
        row(rf"{POLITE}make (?:them|those|these) (?P<rest>{_MUCH}(?:slower|faster)){_END}", lambda m: "make {noun} " + ("longer" if "slower" in m["rest"].lower() else "shorter")),
        row(rf"{POLITE}(?:make (?:them|those|these) )(?:for )?{_LONG}(?: long| each)*{_END}", "make {noun} {long} long"),
        row(rf"{POLITE}(?:for )?(?P<long>(?:half a|one|a|two|1|2|[01]\.\d+) seconds?){_END}", "make {noun} {long} long"),
    ),
    "clip": (
        row(_GONE, "undo that"),
        row(rf"{POLITE}(?:(?:{_IT}|that) (?:is|looks|sounds) |(?:it's|that's) )?(?:much |far |way |a (?:bit|little) )?too (?P<how>bright|dark|loud|quiet|warm|cool|cold|fast|slow|soft|sharp){_END}", lambda m: f"make {{noun}} {_OPPOSITE[m['how'].lower()]}"),
        row(rf"{POLITE}(?:make {_IT} |turn {_IT} |give {_IT} )?(?P<rest>{_MUCH}(?:brighter|darker|louder|quieter|warmer|cooler|sharper|faster|slower)|black and white|sepia){_END}", "make {noun} {rest}"),
        row(rf"{POLITE}(?P<verb>mute|reverse|rotate|flip|mirror|stabili[sz]e|speed up|slow down|zoom in on|zoom out of|brighten|darken) {_IT}{_END}", "{verb} {noun}"),
        row(rf"{POLITE}(?P<verb>speed|slow) {_IT} (?P<way>up|down)(?P<rest> by {values.NUMBER}x?)?{_END}", "{verb} {way} {noun}{rest}"),
    ),
    "look": (row(_GONE, "undo that"),),  # a time for it cannot be said afterwards, see `in_doubt`
    "film": (),
}  # fmt: skip


_HOW_LONG = re.compile(
    rf"{POLITE}(?:(?:make|have) {_IT} )?(?:for )?(?P<long>{values.LENGTH})(?: long)?{_END}", re.IGNORECASE
)
_ONLY_THEN = re.compile(rf"{POLITE}(?:only|just) (?P<when>{_WHEN}){_END}", re.IGNORECASE)
_REPEATED = re.compile(
    rf"{POLITE}(?:(?:repeat|loop|show|play) {_IT}|do {_IT} again)(?: (?:again|once more|twice))?(?: (?:for|on|at|in|over|during) [^;.]+)?{_END}",
    re.IGNORECASE,
)
_REPEATABLE: frozenset[Kind] = frozenset({"text", "card", "logo", "inset", "effect"})
_LAST: frozenset[Kind] = frozenset({"text", "card", "logo", "inset"})
LONGEST_SHOWN_MS = 15_000
"""Longer than that is a length of a film, and not of what is laid over it."""


def in_doubt(text: str, things: Sequence[Brought], film_ms: int) -> str:
    """What to ask where it is not clear what of a film of `film_ms` is meant: `make it 5 seconds` after a title, a bare `5 seconds`
    after anything, `only from 0:05 to 0:10` after a look, `repeat it` after a title. Empty if there is no doubt."""
    if goes_on(text, things):
        return ""
    then = _ONLY_THEN.search(text)
    if then and any(b.kind in ("look", "film", "clip") for b in things):
        return f'Should the film be cut to that, or is that the time of the edit before? Say "keep {then["when"]}", or undo it and say it with its time.'
    if _REPEATED.search(text) and (again := [b.noun for b in things if b.kind in _REPEATABLE]):
        return f'Should the film be repeated, or {again[0]}? Say "repeat the film", or when: "repeat it at 0:20".'
    found = _HOW_LONG.search(text)
    if found is None:
        return ""
    long = found["long"].lower()
    shown = [b for b in things if b.kind in _LAST]
    # Words that may be about something else cut no film to less than this share of it.
    share = 2 if shown else 3
    if (values.length_ms(long) or 0) > min(LONGEST_SHOWN_MS, film_ms // share):
        return ""
    if len(shown) != 1:
        bare = not re.search(rf"\b{_IT} ", text, re.IGNORECASE)
        return f'What should last {long}? For the film, say "make the film {long}".' if bare else ""
    noun = shown[0].noun
    own = f"make {noun} {long}" if shown[0].kind == "card" else f"show {noun} for {long}"
    return f'Should {noun} last {long}, or the film? Say "{own}" or "make the film {long}".'


EXAMPLES: dict[Kind, tuple[str, ...]] = {
    "text": (
        "bottom left please",
        "actually, 6 seconds",
        "in white on a black background",
        'it should say "World"',
        'and under it "since 1990"',
        "remove it",
    ),
    "card": ("4 seconds", "in white on red", 'change it to "Thank you"'),
    "logo": ("half the size", "50% opacity", "only in the first 5 seconds"),
    "inset": ("make it a circle", "only from 0:05 to 0:10"),
    "music": ("a bit quieter", "fade it in", "something more energetic", "only for the first 10 seconds"),
    "effect": ("quieter", "move it to 0:08"),
    "captions": ("bigger", "at the top", "in yellow"),
    "join": ("longer", "2 seconds"),
    "clip": ("brighter", "mute it"),
    "song": ("a bit quieter", "start it at 0:05"),
    "look": ("remove it",),
    "film": ("more", "too much"),
}
"""What may be said next, for the page "What you can say"."""


def _from_to(when: str) -> str:
    """`between 0:05 and 0:15` as `from 0:05 to 0:15`."""
    return re.sub(r"^between (.+) and (.+)$", r"from \1 to \2", when, flags=re.IGNORECASE)


def _not_further(way: str) -> str:
    return re.sub(r"\bfurther (?=up|down|left|right)", "", way, flags=re.IGNORECASE)


def _while(clip: str) -> str:
    """`During the bunny` as `over the bunny`."""
    return re.sub(r"^(?:during|under|with|on) ", "over ", clip, flags=re.IGNORECASE)


def _bare(place: str) -> str:
    return re.sub(r"^(?:(?:at|in|to|on) )?(?:the )?", "", place.lower())


def taken_up(text: str, things: Sequence[Brought]) -> Spelled:
    """The text, said of what came lately where it goes on with one thing of that, and where each of its characters stood."""
    said = goes_on(text, things)
    if not said:
        return Spelled(text=text, offsets=tuple(range(len(text) + 1)))
    return Spelled(text=said, offsets=(*(min(i, len(text) - 1) for i in range(len(said))), len(text)))


def goes_on(text: str, things: Sequence[Brought]) -> str:
    """The text as a sentence about the one thing that it fits; empty where it fits none, or several."""
    said = [words for b in things if (words := _said_of(text, b) or _said_in_turn(text, b))]
    return said[0] if len(said) == 1 else ""


_ANYTHING = tuple(Brought(kind, "it", more="more", less="less") for kind in _ROWS)


def may_go_on(text: str) -> bool:
    """Whether the text says something of what came before, whatever that was."""
    asked = any(pattern.search(text) for pattern in (_HOW_LONG, _ONLY_THEN, _REPEATED))
    return bool(asked) or any(_said_of(text, b) or _said_in_turn(text, b) for b in _ANYTHING)


_BETWEEN = re.compile(r",? and |, ")
MOST_WISHES = 3


def _said_in_turn(text: str, thing: Brought) -> str:
    """`In yellow, at the bottom`, `make it blue and bigger`: each of several wishes as a sentence."""
    wishes = _BETWEEN.split(text)
    if not 1 < len(wishes) <= MOST_WISHES or re.search(r"[\"“”]", text):
        return ""
    said = [_said_of(wish, thing) for wish in wishes]
    return ". ".join(said) if all(said) else ""


_TAKEN_BACK = re.compile(r"^(?:no|nope|hm+|wait|sorry)[,.!] (?=\w)", re.IGNORECASE)
"""`No, blue`: what is said instead."""
_MORE = re.compile(
    rf"{POLITE}(?:(?:a (?:bit|little)|even|still|much) )?(?:more|further)(?: of (?:it|that|this))?{_END}|{POLITE}(?:(?:do|make) {_IT} )?(?:once more|one more time|again){_END}",
    re.IGNORECASE,
)
_LESS = re.compile(
    rf"{POLITE}(?:(?:a (?:bit|little)|much) )?less(?: of (?:it|that|this))?{_END}|{POLITE}(?:{_IT}(?:'s| is) )?(?:a (?:bit|little) )?(?:too much|too strong){_END}|{POLITE}not (?:so|that|quite so|quite that|as) (?:much|strong){_END}",
    re.IGNORECASE,
)


def _said_of(text: str, thing: Brought) -> str:
    """The text as a whole sentence about a thing; empty where it does not go on with it."""
    text = _TAKEN_BACK.sub("", text)
    if thing.more and _MORE.search(text):
        return thing.more
    if thing.less and _LESS.search(text):
        return thing.less
    found = ((pattern.search(text), rewrite) for pattern, rewrite in _ROWS[thing.kind])
    return next((rewrite(m).replace("{noun}", thing.noun) for m, rewrite in found if m), "")
