"""How people follow up on what is in a film already, put into the words that the table knows: a list for `wording`.

Each row is a pattern and what is said instead. Knows English and numbers, neither edits nor media.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nemobuild.backend.interpret import values

Rewriting = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

POLITE = r"^(?:(?:please|and|now|then|ok(?:ay)?|well|hm+|actually|sorry)[,.!]? )*"
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|last)"
_PART = rf"(?:(?:the )?{_ORDINAL}(?: (?:clip|photo|picture|video|one|image))?|clip \d+|the [\w.-]+)"
_TEXT = r"(?:titles?|texts?|heading|headline|lower third|name(?: line)?|caption|subtitle|callout|label)"
_SHOWN = rf"(?:{_TEXT}|logo|watermark)"
_LONG = rf"(?P<long>{values.LENGTH})"
_AT = rf"(?P<at>{values.TIME})"
_END = r"(?: (?:please|instead|now|too))*[.!]?$"
_THING = rf"(?:the {_ORDINAL} (?:clip|photo|picture|video|one|shot)|clip \d+|(?:the |my )?(?!(?:film|video|movie|clip|clips|it|this|that|them|music|song|title|text|logo|screen|captions?|subtitles?|end|start|picture|intro|outro|sound|audio|voice|narration|caption|whole|rest|words|name|card|volume|level|speed|size|length|loudness|brightness|opacity|resolution|quality|price|cost)\b)[\w.-]+)"
_FILM = r"(?:it|this|that|the (?:film|video|movie|whole thing))"
_CHANGES = r"(?:black[- ]and[- ]white|b ?& ?w|sepia|(?:much |a (?:bit|little) )?(?:brighter|darker|louder|quieter|faster|slower|longer|shorter|warmer|cooler))"
_HOW = r"(?:brighter|darker|warmer|cooler|colder|sharper|softer|louder|quieter|faster|slower|bigger|smaller|shorter|longer)"


def row(pattern: str, words: str | Callable[[re.Match[str]], str]) -> Rewriting:
    """A row; words in braces stand for the named groups of the pattern, and `{noun}` for what is filled in later."""
    rewrite = (
        words
        if callable(words)
        else lambda m: words.format(**{"noun": "{noun}", **{k: v or "" for k, v in m.groupdict().items()}})
    )
    return re.compile(pattern, re.IGNORECASE), rewrite


_CLIPS = (
    row(r"\bthe (?P<n>longest|longer|shortest|shorter) one\b", "the {n} clip"),
    row(rf"(?<!over )(?<!on )(?<!in )(?<!before )(?<!after )\bthe (?P<n>{_ORDINAL}) one\b(?! (?:third|half))", "the {n} clip"),
    row(rf"\bthe (?P<n>{_ORDINAL})(?=(?: and (?:fade|mute|make|zoom|speed|slow|turn|rotate|the(?! (?:last|final|closing) (?:{values.LENGTH}|second|minute)\b)|out|in)\b| but\b| {_CHANGES})|[.!]?$)", "the {n} clip"),
    row(rf"\b(?P<verb>pan(?:ning|s)? (?:across|over|along)|zoom (?:slowly |gently |in |out )*(?:into|on|of|in on|out of)) the (?P<n>{_ORDINAL})(?= (?:from|to|and|slowly|over)\b|[,.;!]|$)", "{verb} the {n} clip"),
    row(r"\bblur (?P<what>(?:the|my) [\w.-]+) (?:a (?:bit|little)|slightly|softly)(?=[.,;]| and\b|$)", "blur {what}"),
    row(rf"\bbetween the (?P<a>{_ORDINAL}) and (?:the )?(?P<b>{_ORDINAL})(?: (?P<noun>clip|photo|picture|image|video|shot)s?)?(?= (?:with|and|of)\b|[,.;!]|$)", lambda m: f"between the {m['a']} and the {m['b']} {m['noun'] or ('picture' if re.search(r'photo|picture|image', m.string.lower()) else 'clip')}"),
    row(rf"\bcut (?=(?:the {_ORDINAL} (?:one|clip|photo|picture|video)|clip \d+) to {values.LENGTH})", "trim "),
    row(rf"\bthe (?P<end>first|last) (?:bit|part|piece|stretch),? (?:about|around|roughly|the)? ?{_LONG}", "the {end} {long}"),
    row(rf"{POLITE}(?:keep|leave) {_PART} (?:alone|as (?:it|they) (?:is|are)|in colou?r|untouched|the same|unchanged|alone as it is),? (?:and|but|then|while) ", ""),
    row(rf"{POLITE}keep the (?P<what>volume|sound|speed|level|brightness) (?:the same|as (?:it )?is) (?:in|of|on) {_PART},? (?:and|but) (?P<verb>\w+) it (?P<where>in|on|of|for) ", "{verb} the {what} {where} "),
    row(rf"{POLITE}(?P<verb>remove|delete|drop|keep|keep only|only keep|just keep) the (?P<which>(?:first|last) (?:two|three|four|five|six|\d+)){_END}", lambda m: f"{'keep only' if 'keep' in m['verb'].lower() else 'remove'} the {m['which']} clips"),
    row(rf"{POLITE}swap (?P<a>\d+) (?:and|with) (?P<b>\d+){_END}", "swap clip {a} and clip {b}"),
    row(rf"{POLITE}(?:put|move) (?P<what>{_PART}) (?P<where>first|last|to the (?:front|start|beginning|end)|at the (?:very )?(?:front|start|beginning|end)){_END}",
         lambda m: f"move {m['what']} to the {'end' if re.search('last|end', m['where'].lower()) else 'start'}" if re.search(_ORDINAL, m["what"].lower()) else m[0]),
    row(rf"{POLITE}(?:flip|turn around) the order{_END}", "reverse the order"),
    row(rf"{POLITE}(?:trim|shorten|cut|reduce|clip) (?:off )?the (?P<end>start|beginning|front|end|tail)(?: of (?P<what>{_THING}))? by {_LONG}{_END}", lambda m: f"take {m['long']} off the {m['end']}" + (f" of {m['what']}" if m["what"] else "")),
    row(rf"{POLITE}(?:cut|split|chop|divide) (?P<what>{_THING}) (?:in|into) (?:half|halves|two(?: halves| parts| pieces)?|2(?: parts| pieces)){_END}", "split {what} into 2 parts"),
    row(rf"{POLITE}(?:remove|delete|cut|drop) (?:everything|all|anything)(?: that comes)? (?P<way>after|before) {_AT} (?:of|in|from) (?P<what>{_THING}){_END}", lambda m: f"keep only {'0:00 to ' + m['at'] if m['way'].lower() == 'after' else m['at'] + ' to the end'} of {m['what']}"),
    row(rf"{POLITE}(?:end|stop) (?P<what>{_THING}) at {_AT}{_END}", "keep only 0:00 to {at} of {what}"),
    row(rf"{POLITE}(?:swap|switch|exchange) (?:them|both|these|the two|the two of them|them (?:a)?round|both of them){_END}|{POLITE}(?:do it |put them )?(?:in )?the other way (?:a)?round{_END}", "swap the clips"),
    row(rf"{POLITE}(?P<what>{_THING}) (?:should|must|has to|needs to) (?:come|be|go|play)s? (?P<where>first|last){_END}", "put {what} {where}"),
    row(rf"{POLITE}(?:add|put|show|append) (?P<what>{_THING}) (?:once more|again) (?P<where>(?:at|to) the (?:very )?(?:end|start|beginning)){_END}", "play {what} again at the end"),
    row(rf"{POLITE}(?:(?:use|with|only|just|plain|simple) )*(?:hard|straight|plain|simple) cuts?(?: only)?{_END}|{POLITE}no (?:fades?|cross-?fades?|dissolves?|transitions?)(?: between (?:them|the clips))?{_END}", "remove the transitions"),
    row(rf"{POLITE}(?P<shape>landscape|horizontal|widescreen)(?: format)?{_END}", "make it {shape}"),
    row(rf"{POLITE}(?:make|cut) {_FILM} half as long{_END}|{POLITE}half as long{_END}|{POLITE}(?:make|cut) {_FILM} half the length{_END}", "trim it by 50%"),
    row(rf"{POLITE}(?:start (?:all )?over|reset|from scratch|start again|back to (?:the )?(?:start|beginning)){_END}", "undo everything"),
    row(rf"{POLITE}(?:show|keep|hold|leave|make|let) (?P<what>{_PART})(?: on)? (?:a (?:bit|little) )?(?P<way>longer|shorter){_END}", lambda m: f"make {m['what']} {'2 seconds' if m['way'].lower() == 'longer' else '1 second'} {m['way']}" if re.search(_ORDINAL, m["what"].lower()) else m[0]),
    row(rf"{POLITE}cut from (?P<a>\d+(?:\.\d+)?) to (?P<b>\d+(?:\.\d+)?){_END}", "cut out {a} seconds to {b} seconds"),
    row(rf"{POLITE}start (?:it |the (?:film|video) )?at {_AT}{_END}", "remove everything before {at}"),
    row(rf"{POLITE}caption the (?P<what>clips|photos|pictures|images|videos) (?=[\"“])", "label the {what} "),
    row(rf"{POLITE}captions for the (?P<what>photos|pictures|images|clips): (?=[\"“])", "label the {what} "),
    row(rf"{POLITE}label them (?=[\"“])", "label the clips "),
    row(rf"{POLITE}zoom (?P<a>in(?:to| on)?|out of) (?P<one>the {_ORDINAL}(?: \w+)?),? and (?:zoom )?(?P<b>in(?:to| on)?|out of) (?P<two>the {_ORDINAL}(?: \w+)?){_END}",
         lambda m: ". ".join(f"zoom {'out of' if 'out' in m[way] else 'in on'} {m[part]}{'' if m[part].count(' ') > 1 else ' clip'}" for way, part in (("a", "one"), ("b", "two")))),
    row(rf"\bmake (?P<what>it|the [\w.-]+(?: clip)?|this) (?P<a>(?:a (?:bit|little) |much |slightly )?{_HOW}) and (?P<b>(?:a (?:bit|little) |much |slightly )?{_HOW})(?=[.!,]|$)", "make {what} {a}. make {what} {b}"),
)  # fmt: skip

_CLIP = r"(?:the )?clip \d+"
_REST = r"(?:the rest(?: of it)?|the remainder|(?:what|everything|all)(?: that)? (?:follows|comes after(?: that| it)?|after (?:that|it)))"


def _from_its_nth(found: re.Match[str]) -> str:
    """`Trim clip 2 to 4 seconds from its 2nd second`: from where in it, and for how long."""
    start = values.time_ms(found["at"].lower()) if found["at"] else 1000 * int(found["n"])
    length = values.length_ms(found["long"].lower())
    if start is None or not length:
        return found[0]
    return f"keep only {start / 1000:g}s to {(start + length) / 1000:g}s of {found['what']}"


def _both_kept(found: re.Match[str]) -> str:
    """`Only keep the first 3 seconds of clip 2 and all of clip 1`: no other clip stays, and of one of these a part."""
    numbers = " and ".join(re.findall(r"\d+", f"{found['part']} {found['whole']}"))
    return f"remove all clips except clips {numbers}. Keep only the {found['end']} {found['long']} of {found['part']}"


def _all_but(found: re.Match[str]) -> str:
    numbers = re.findall(r"\d+", found["what"])
    return f"remove all clips except clip{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"


_PARTS = (
    row(rf"\bat (?P<what>{_CLIP})'s (?P<end>end|start|beginning)\b", "at the {end} of {what}"),
    row(rf"{POLITE}(?:cut|split|divide) (?P<what>{_THING}) (?:in|at|through) the middle{_END}", "split {what} into 2 parts"),
    row(r"(?<=[\"”] )from (?P<a>\d+(?:\.\d+)?) to (?P<b>\d+(?:\.\d+)?)(?=[.!]?$| (?:on|in|at|with)\b)", "from {a}s to {b}s"),
    row(rf"\b(?:the )?first and the (?P<end>last|final|closing) (?=(?:{values.LENGTH}|second|minute)\b)", "the first and {end} "),
    row(rf"{POLITE}(?:cut|split|divide|chop) (?P<what>{_THING}) (?:in|into) (?:half|halves|two(?: halves| parts| pieces)?|2(?: parts| pieces)) at {_AT}{_END}", "split {what} at {at}"),
    row(rf"{POLITE}(?:cut|split) (?P<what>{_THING}) at {_AT},? (?:and |then )+(?:drop|remove|delete|lose|throw away|discard|cut) {_REST}{_END}", "keep only 0:00 to {at} of {what}"),
    row(rf"{POLITE}cut (?P<what>{_THING})(?: off)? after {_AT}{_END}", "keep only 0:00 to {at} of {what}"),
    row(rf"{POLITE}(?:trim|cut|shorten) (?P<what>{_THING}) (?:down )?to {_LONG},? (?:starting |beginning )?(?:from|at) (?:its |the )?(?:(?P<n>\d+)(?:st|nd|rd|th) second|{_AT}){_END}", _from_its_nth),
    row(rf"{POLITE}(?:fit|squeeze|compress|cram|get) (?P<what>{_CLIP}) (?:in)?to {_LONG}{_END}|{POLITE}(?:make|let|have) (?P<one>{_CLIP}) fit (?:in(?:to)? )?(?P<for>{values.LENGTH}){_END}", lambda m: f"change the speed of {m['what'] or m['one']} so it takes just {m['long'] or m['for']}"),
    row(rf"{POLITE}(?:make|let|have|get) (?P<what>{_CLIP}) (?:last|take|be|run|play for) (?:for )?{_LONG}(?: long)? by (?:speeding|playing|slowing) (?:it|that|clip \d+)(?: up| down| faster| slower)?{_END}", "change the speed of {what} so it takes {long}"),
    row(rf"{POLITE}(?:only keep|keep only|use only|only use|just keep|keep) the (?P<end>first|last) {_LONG} of (?P<part>{_CLIP}) and (?:the (?:whole|entire) |all of |the whole of |all )(?P<whole>{_CLIP}){_END}", _both_kept),
    row(rf"\b(?P<part>{_CLIP})'s (?P<end>first|last|opening|final) {_LONG}", "the {end} {long} of {part}"),
    row(rf"{POLITE}(?:(?:only|just|nothing but)|(?:use|keep|show|leave|take) (?:only|just|nothing but)|only (?:use|show|keep)) (?P<what>{_CLIP}(?:(?:,? and |, ){_CLIP})*){_END}", _all_but),
    row(rf"{POLITE}(?:without|leave out|not|no|(?:use|keep|take|show) (?:everything|all)(?: the clips)? (?:except|but|without|apart from)(?: for)?|(?:everything|all) (?:except|but)(?: for)?) (?P<what>{_CLIP}){_END}", "remove {what}"),
)  # fmt: skip

_SOUND = (
    row(rf"{POLITE}silence (?=(?:from |between )?{values.RANGE})", "mute "),
    row(r"\b(?:censor|bleep|beep)(?P<rest> [^.;,]{3,60}?) with an? (?:loud |long |short )?bl?eep(?: sound| tone)?\b", "bleep{rest}"),
    row(rf"\b(?:bleep|beep|censor)(?: out)? (?P<all>{values.RANGES})", lambda m: ". ".join(f"bleep {r[0]}" for r in re.finditer(values.RANGE, m["all"]))),
    row(rf"\b(?:replac|cover|mask|hid|mut|silenc)(?:e|ing)(?: up| out)? (?:(?:the|my|all|what is) )*(?:(?:sound|audio|voice|speech|words?|name|said)\b ?)?(?P<when>(?:from |between )?{values.RANGE}) with (?:an? )?(?:long )?bl?eep(?: (?:there|over (?:it|that)|instead|in its place|on top|sound|tone))*", "bleep {when}"),
    row(rf"{POLITE}(?:the |my )(?P<what>(?!film|title|text|picture|logo|video)[\w.-]+(?: clip)?) (?:is|sounds) (?:much |far |a (?:bit|little) )?too (?P<how>quiet|loud|soft)(?: (?:compared to|for|against|next to) .*)?{_END}", lambda m: f"make the {m['what']} {'quieter' if m['how'].lower() == 'loud' else 'louder'}"),
    row(r"\b(?:keep|use|hear|leave)(?:ing)? only (?:(?:the|my) )?(?P<what>clip \d+|(?!music|song|film|video)[\w.-]+)['’]s (?:own )?(?:sound|audio)\b", "keep only the sound of the {what}"),
    row(rf"{POLITE}(?:(?:turn|switch) (?:off the music|the music off)|(?:the )?music off){_END}", "remove the music"),
    row(rf"{POLITE}(?:play|run) the (?:music|song|track) (?:(?:twice|half) as (?:fast|slow)|at (?:half|double|twice the|normal) speed|faster|slower){_END}", "speed up the music"),
    row(r"\b(?:remove|delete|cut|drop) the (?P<what>(?!film|music|song|title|video)[\w-]+)['’]s (?:own )?(?:sound|audio)\b", "mute the {what}"),
    row(rf"\bstop the (?:music|song) (?:(?:at the end of|after) (?P<part>{_PART})|when (?P<one>{_PART}) ends){_END}", lambda m: f"music until the end of {m['part'] or m['one']}"),
    row(rf"{POLITE}(?:delay the (?:music|song) by {_LONG}|start the (?:music|song) (?P<later>{values.LENGTH}) later){_END}", lambda m: f"start the music at {m['long'] or m['later']}"),
    row(rf"{POLITE}move the (?:music|song) to {_AT}{_END}", "start the music at {at}"),
    row(rf"{POLITE}make the (?:music|song) fade (?P<way>in|out)(?P<how> slowly| gently| softly)?{_END}", lambda m: f"fade {m['way']} the music" + (" over 4 seconds" if m["how"] else "")),
    row(rf"\bfade the (?P<what>audio|sound|music|volume) out (?:in|over|during|for) the last {_LONG}", "fade out the {what} over {long} at the end"),
)  # fmt: skip

_WORDS = (
    row(rf"\b(?:make|let|have) the (?P<what>{_SHOWN}) (?:disappear|end|go away|vanish|go|stop) (?:at|after) {_AT}", "hide the {what} after {at}"),
    row(rf"\bthe (?P<what>{_SHOWN}) (?:should|must|has to|needs to) (?:disappear|end|go away|vanish|go|be gone|stop) (?:at|after) {_AT}", "hide the {what} after {at}"),
    row(rf"{POLITE}(?:end|stop) the (?P<what>{_SHOWN}) (?:at|after) {_AT}", "hide the {what} after {at}"),
    row(rf"{POLITE}(?:the )?(?P<what>{_SHOWN}) (?:only )?until {_AT}{_END}", "hide the {what} after {at}"),
    row(rf"\b(?:make|let|have|keep) the (?P<what>{_TEXT}) (?:last|stay|stand|up)?(?: up| on| there| visible)? ?(?:for )?(?P<long>{values.LENGTH}) (?P<way>longer|shorter){_END}", "show the {what} for {long} {way}"),
    row(rf"\bthe (?P<what>{_TEXT}) (?:should|must) (?:last|stay|be|stand)(?: up| on| there)? (?:for )?{_LONG} (?P<way>longer|shorter){_END}", "show the {what} for {long} {way}"),
    row(rf"{POLITE}(?:extend|lengthen|shorten) the (?P<what>{_TEXT}) by {_LONG}", lambda m: f"show the {m['what']} for {m['long']} {'shorter' if 'shorten' in m[0].lower() else 'longer'}"),
    row(rf"{POLITE}(?:make|let|have|keep|extend|lengthen|shorten|set) the (?P<what>{_TEXT}) (?:last |stay |be |to |up )?(?:up |on screen |there |visible )?(?:for )?{_LONG}(?: long)?{_END}", "show the {what} for {long}"),
    row(rf"{POLITE}the (?P<what>{_TEXT}) (?:should|must) (?:last|stay|be|stand)(?: up| on screen| there| visible)? (?:for )?{_LONG}(?: long)?{_END}", "show the {what} for {long}"),
    row(rf"{POLITE}(?:show|shift|move|start|bring) the (?P<what>{_TEXT}) (?:by )?{_LONG} (?P<way>later|earlier){_END}", "move the {what} {long} {way}"),
    row(rf"{POLITE}(?:shift|delay) the (?P<what>{_TEXT}) by {_LONG}{_END}", "move the {what} {long} later"),
    row(rf"{POLITE}(?:move|put|shift) the (?P<what>title|text|logo|watermark|lower third) to (?P<clip>the {_ORDINAL} (?:clip|photo|picture|video|shot|slide)|(?:clip|photo|picture) \d+){_END}", "show the {what} over {clip}"),
    row(rf"{POLITE}(?:move|put|shift) the (?P<what>title|text|lower third) (?P<when>(?:after|before) the {_ORDINAL} (?:clip|photo|picture|video|shot|slide)){_END}", "show the {what} {when}"),
    row(rf"{POLITE}(?:add|put) a (?:second|another) line (?:to|under|below) the title:? (?=[\"“])", "put under the title "),
    row(r"\bthe (?:first|opening|intro|title) card should (?=(?:say|read) )", "the intro should "),
    row(r"\bthe (?:last|closing|end|ending|outro|final) card should (?=(?:say|read) )", "the outro should "),
    row(r"\b(?P<verb>change|set) the (?:first|opening) card to (?=[\"“])", "{verb} the intro to "),
    row(r"\b(?P<verb>change|set) the (?:last|closing|final) card to (?=[\"“])", "{verb} the outro to "),
    row(rf"{POLITE}(?:remove|delete|drop) the (?:last|closing|final|ending) card{_END}", "remove the outro"),
    row(rf"{POLITE}(?:remove|delete|drop) the (?:first|opening) card{_END}", "remove the intro"),
    row(rf"{POLITE}(?:(?:make|let|have) )?(?:the )?(?P<what>intro|outro)(?: card| screen)? (?:(?:should|must) )?(?:be |last |take )?(?:for )?{_LONG}(?: long)?{_END}", "make the {what} card {long} long"),
    row(rf"{POLITE}(?:make|let|have|show|keep) (?:the )?(?P<what>intro|outro)(?: card| screen)? (?:a (?:bit|little) )?(?P<way>longer|shorter){_END}", lambda m: f"make the {m['what']} card {'2 seconds' if m['way'].lower() == 'longer' else '1 second'} {m['way']}"),
    row(rf"{POLITE}(?:(?:take|turn|switch) (?:the (?P<a>logo|watermark|captions|subtitles) (?:off|out|away)|(?:off|out) the (?P<b>logo|watermark|captions|subtitles))|hide the (?P<c>logo|watermark|captions|subtitles)){_END}", lambda m: f"remove the {m['a'] or m['b'] or m['c']}"),
    row(r"\b(?:hide|remove) the (?P<what>logo|watermark) (?:in|from|on|during) (?=(?:the |clip ))", "remove the {what} in "),
    row(r"\b(?:insert|add|put) an? (?:black |white |text |title )?(?:card|screen|slide) (?:saying|with|that says) (?=[\"“])", "put a card "),
    row(r"(?<=[\"”] )between (?:the two(?: clips)?|them|both)(?=[.!]?$)", "between the first and the second clip"),
)  # fmt: skip

_BARS = r"(?:(?:any|the|more|those|ugly|black|white|grey|gray|blurred|blurry|coloured|colored|empty|side) )*(?:bars|letter-?box\w*|pillar-?box\w*)|(?:any )?(?:black|blurred|blurry|white|empty) (?:borders|edges|sides|space)"
_FILLS = r"fill(?:s|ed|ing)?(?: up)? (?:the|my) (?:whole |entire |full |complete )?(?:frame|screen|picture|canvas|format)(?! (?:with|by|in)\b)"
_ENLARGED = r"(?:crop(?:ped|ping)?|zoom(?:ed)?|scaled?|enlarged?|blow(?:n)?|stretch(?:ed)?)(?: (?:it|the (?:picture|video|film)|this|in|up|out|enough|just|a (?:bit|little)))*"
_SO_THAT = r"(?:,? (?:so|such) (?:that )?|,? until |,? till )"
_WITHOUT = r"(?:without|no|with no|(?:and |so (?:that )?)?(?:there (?:are|is|should be|must be)|i (?:want|see)|leave|leaving|get|has|have|having) no)"


def _filling(found: re.Match[str]) -> str:
    """No bars: the picture is cropped, unless it is to be seen whole, for which its own blur stands beside it."""
    beside = found.string[: found.start()] + found.string[found.end() :]
    if re.search(r"\bblur|模糊", beside, re.IGNORECASE):
        return " "
    is_whole = re.search(
        r"\b(?:no|not|without|don't|never|instead of) (?:be |being |any )?crop|不裁", beside, re.IGNORECASE
    )
    words = "with blurred sides" if is_whole else "crop out the black bars"
    return f", {words}" if found.string[: found.start()].rstrip(" ")[-1:].isalnum() else f" {words}"


_LINE = r"(?:(?:(?:an?|the|in|as) )?(?:(?:smaller|small|second|little|tiny|sub) ?)*(?:line|text|subtitle|subheading|letters|type|words?|font|tagline)s? ?)"
_SAYING = r"(?:(?:saying|reading|that (?:says|reads)|with(?: the (?:text|words?))?|of) )?"
_BELOW = r"(?:below|under(?:neath)?|beneath)(?! (?:the|my) (?:title|name|text|words|heading|headline) [\"“])"
_THAT_TEXT = r"(?: (?:it|that|this|the (?:title|name|text|words|heading|headline)))"
_SECOND = r'(?=["“][^"”]+["”])'


def _second_line(found: re.Match[str]) -> str:
    """`"Thanks" and below it "…"`: words that follow others in their sentence stand below them."""
    before = found.string[: found.start()]
    return " with " if re.search(r'["”][^"“”.;!?]{0,40}$', before) else found[0]


def _no_smaller(found: re.Match[str]) -> str:
    """What stands below other words is smaller by itself."""
    is_below = re.search(r'["”][^"“”.;!?]* with ["“][^"“”]*["”]$', found.string[: found.start()])
    return "" if is_below else found[0]


_LINES = (
    row(rf"[.,;:]? ?\b(?:(?:and|then|with|plus) )?(?:(?:put|write|add|show|place) )?(?:right |directly |just )?{_BELOW}{_THAT_TEXT}?[,:]? (?:{_LINE})?{_SAYING}{_SECOND}", _second_line),
    row(rf",? (?:and |with |plus )?(?:(?:put|write|add|show) )?{_LINE}(?:{_BELOW}{_THAT_TEXT}?[,:]? )?{_SAYING}{_SECOND}(?=[\"“][^\"”]+[\"”](?: {_BELOW}{_THAT_TEXT}?)?(?:[.,;]| and\b| from\b| for\b|$))", lambda m: _second_line(m) if re.search(r"small|little|tiny|second|sub|tagline", m[0], re.IGNORECASE) or re.search(_BELOW, m[0], re.IGNORECASE) else m[0]),
    row(rf",? (?:and |with |plus )(?:the )?(?:text |words? |line )?(?=[\"“][^\"”]+[\"”] (?:in (?:smaller|small) (?:letters|text|type) )?{_BELOW}(?: it| that)?(?:[.,;!]|$))", _second_line),
    row(r"(?<=[\"”]),? (?:(?:and )?(?:make it |a bit |much )*smaller|in (?:an? )?(?:small|smaller|tiny) (?:letters|text|type|font|size))(?=[.,;!]|$)", _no_smaller),
)  # fmt: skip

_LIKE_WHAT = r"(?:the|my) (?:first |last )?(?:other |earlier |existing )?(?:intros?|outros?|opening|closing|(?:intro|outro|title|opening|closing|end|first|last) (?:card|screen)|cards?|titles?|texts?|name lines?|lower thirds?|ones?|others)(?: (?:before|above))?"


def _alike(found: re.Match[str]) -> str:
    """`"Bye" that looks like the intro`: how words look, and no intro."""
    is_of_words = re.search(r'["”][^"“”.;]{0,60}$', found.string[: found.start()])
    which = "earliest" if "first" in found[0].lower() else "same"
    return f" in the {which} style" if is_of_words else found[0]


_ALIKE = (
    row(
        rf",? (?:(?:and |but )?(?:that |which |it )?(?:should |must )?(?:looks?|styled|designed|set|made|done)(?: (?:just|exactly|the same))? (?:like|as) {_LIKE_WHAT}"
        rf"|(?:just |exactly )?like {_LIKE_WHAT}|(?:that |which )?match(?:es|ing) {_LIKE_WHAT}"
        rf"|(?:in |with |of )?(?:the )?same (?:style|look|design|format|way)(?: (?:as|of|like) (?:{_LIKE_WHAT}|before|above))?)(?=[.,;!]| but\b| and\b|$)",
        _alike,
    ),
)

_FRAME = (
    row(rf"(?:^|,? (?:and |but |then )?|(?<=[.;] ))(?:please )?{_ENLARGED}(?:{_SO_THAT}(?:there (?:are|is) no (?:{_BARS})(?: left)?|(?:it|the (?:picture|video|film)) {_FILLS}|the (?:{_BARS}) (?:are gone|disappear|go away))| to {_FILLS}| to fill(?: it)?(?=[.,;!]|$))", _filling),
    row(rf"(?:^|(?<=[.;] )|, (?:and |but |then )?| (?:and|but|then) |{_SO_THAT}| (?=filling ))(?:please )?(?:(?:make|let|have) )?(?:it |everything |(?:all )?(?:the|my) (?:picture|video|film|photo|image|clip)s? )?(?:to )?{_FILLS}(?: please)?(?=[.,;!]|$)", _filling),
    row(rf"(?:^|,? (?:and |but |then )?|(?<=[.;] ))(?:please )?{_WITHOUT} (?:{_BARS})(?: (?:at all|please|anywhere|around it|on the sides|at the sides|left))*(?=[.,;!]| and\b| but\b|$)", _filling),
    row(r"(?:不要|没有|不留|别留|无)(?:任何)?黑边", "去黑边"),
)  # fmt: skip

FOLLOW_UPS: tuple[Rewriting, ...] = (*_PARTS, *_CLIPS, *_SOUND, *_WORDS, *_LINES, *_ALIKE, *_FRAME)
