"""The words of an instruction that nothing reads: they are said in the reply, or refused if they ask for something.

A word counts as read if a phrase is recognised by it, or if leaving it out would change what the edit is taken to be.
Words that carry no wish (articles, politeness, what everything is called, praise of the result) are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import MASK, Fragment, is_editing_verb
from nemobuild.backend.interpret.model import Span
from nemobuild.backend.interpret.phrases.row import compiled, spelled

LONGEST_LOOKED_AT = 400  # characters of a fragment; a longer one tells a story
MOST_TOLD = 6
_MATERIAL = re.compile(spelled(r"<film>|<photos>|<platform>"))
BLANK = "\ue001"

_PASSED_OVER = """
    a about above actually add added adding after again all along already also always an and any anything apply around as
    at away back be been before begin beginning being below both bring but by call called can clearly come comes could
    create created cut do does doing done down during each edit either else end ending ends even ever every everything
    exactly few followed final first fit for from full fully get give given go going good great had has have having he help her
    here him his how i if in inside instead into is it its just keep last later least leave left let like likewise little
    look looks lot lots made main make makes making many maybe me more most move much must my near need needed needs new
    next nice nicely no not now of off ok okay on once one ones only onto or other our out over own part parts perfect
    perfectly place play playing please plus put quite rather ready real really recently right run s same see set shall
    she should show shows side simple simply since so some somehow something start starting starts stay such sure take
    than thank thanks that the their them then there these they thing things this those through throughout to together too top
    total under until up upon us use used using very via want wanted was way we well were what when where whether which
    while who whole will with within without would yet you your yours i'd i'll i'm we'd we'll i've we've it's that's let's
    video videos film films movie movies clip clips footage recording recordings picture pictures photo photos image
    images file files media mp4 mov timeline project sequence shot shots scene scenes frame frames screen content
    material version piece pieces section sections segment segments moment moments reel short shorts slide slides
    seconds second minutes minute sec secs min mins ms hour hours percent degrees fps px pixels db time times long length
    style effect effects option way kind type bit amount level size place position default normal usual standard
    beautiful clean cool decent engaging fancy fantastic fine high lovely natural neat polished proper professional
    quality subtle smooth smoothly soft tasteful bold big clear short quick quickly gently gentle slight slightly nicely
    automatically carefully consistent crisp easy easily exciting eye-catching catchy appealing suitable appropriate
    background visual visually audio sound text words word title font letters corner edge area center middle bottom
    music track song beat voice speech speaker talk people viewer viewers audience person someone
    instagram tiktok youtube facebook linkedin twitter whatsapp pinterest snapchat social platform channel feed post posts
    between mark marks free saying says check transition transitions etc including else wide able best possible dead
    hi hello hey two three four five six seven eight nine ten original current existing entire card cards key bar overlay overlays lower third name line lines front volume opacity duration speed loudness
"""
_NO_WISH = frozenset(_PASSED_OVER.split())
_PURPOSE = re.compile(
    r"(?<=.{12})\b(?:for (?:my|our|the|a|an|his|her)|so (?:that|the|it|i|we)|because|since|in order|to (?:help|make it|improve|grab|keep|increase|get|show"
    r"|fit|match|highlight|create)|where|while i|as i|which|who|that (?:is|was|are|has|will|can|i|we)|i (?:have|need|want|recorded|shot|am)|suitable|perfect for|like (?:a|in))\b.*"
)

# Verbs that ask for something, in a clause in which nothing is understood. What follows them is the wish.
_WISHING = """
    answer arrange ask bake ban bill book bounce brew burn buy call cancel charge check choose clap climb compile
    connect convince cook copy count cover cry cure dance debug deliver deploy describe dial dig divorce drink drive eat
    email encrypt enter erase explain fax fetch fight file fill find fire fly fold forget forward google greet grill grow
    guess hack hang hire hit hug install invent invite invoice jump kiss knit laugh launch learn lie
    like link listen lock love mail melt message mine multiply notify open order organise organize paint park pay
    phone pick plan plant pour pray predict print promise prove publish pull punch push quit rank rate reboot recite
    recommend redeem register remember remind repair reply report research reserve reset restart roll sail schedule
    scream search sell send serve shake share shoot shout sign sing sit sleep smell solve speak steal stop
    study subtract summon surprise swim talk taste teach tell text thank think throw tickle touch travel tweet type
    unlock upload visit vote wait walk wash watch wave whisper win wish work worship wrap yell
"""
_WISHES = frozenset(_WISHING.split())
_HEAD = re.compile(
    r"^(?:(?:and|then|also|plus|but|please|finally|next|after that|afterwards|as well as|it should|you should|can you|could you|just|maybe) )*"
    r"(?P<verb>[a-z]{3,})\b(?P<rest>.*)"
)
_NO_VERBS = frozenset({"except", "excluding", "including", "besides", "without"})
_OBJECT = re.compile(r"^ (?:the|my|our|your|all|it|them|this|that|these|every|me|us|him|her)\b")


def asks(low: str) -> bool:
    """Whether a clause in which no edit was found asks for one all the same: a verb that wishes, or a word with an object."""
    found = _HEAD.match(low.strip(" ,.;"))
    if not found or MASK in low:
        return False
    verb, rest = found["verb"], found["rest"]
    if is_editing_verb(verb) or verb in _NO_VERBS:
        return False
    if verb in _WISHES and rest.strip() and not re.match(r" (?:of|to|in|on|at|for|with)\b", rest):
        return True
    return bool(_OBJECT.match(rest)) and verb not in _NO_WISH and not verb.endswith(("ing", "ed", "ly", "s"))


_A_THING = re.compile(
    r"^ (?:the|my|our|your|all|this|that|these|every|me|us|him|her|an?|some)\b(?! (?:rest|others?)\b)"
)
_WHATEVER = re.compile(
    r"^ (?:what(?:ever)?|everything|anything|all)(?: that)? (?:comes|is|was|follows|goes|happens)\b"
)
_SAID_OF_THE_REST = frozenset(
    ["keep", "leave", "take", "give", "use", "show", "save", "set", "open", "write", "preserve", "retain", "export", "convert", "turn"]
)  # fmt: skip
"""Verbs of clauses that say how another edit is to be, or what it is about."""
_OF_THE_FILE = re.compile(
    r"\b(?:mp4|mov|webm|gif|wav|mp3|files?|copy|bitrate|frame ?rate|fps|flag|behind|backgrounds?|lyrics|in front of|onto|gaps?)\b|\w\.[a-z]\w{1,3}\b"
)


_MOVES_IT = re.compile(
    r"(?:(?:and|then|also|please) )*(?:(?:put|move|place) (?:it|them) (?:first|last|before|after|(?:to|at) the (?:very )?(?:front|start|beginning|end))\b"
    r"|(?:swap|switch|exchange) (?:them|both|the two)\b)"
)


def moves_it(low: str) -> bool:
    """Whether a clause gives what was spoken of another place: `put it first`, `swap them`."""
    return bool(_MOVES_IT.match(low.strip(" ,.;")))


def commands(low: str) -> bool:
    """Whether a clause begins with a verb that edits and names a thing of its own, `remove my dog`: no value, and no `it` but one
    that is to get another place."""
    if moves_it(low):
        return True
    found = _HEAD.match(low.strip(" ,.;"))
    if not found or MASK in low or not is_editing_verb(found["verb"]):
        return False
    takes_away = re.fullmatch(r"cut|remove|delete|drop|discard|erase", found["verb"])
    if _WHATEVER.match(found["rest"]) or (takes_away and re.match(r" the [a-z]", found["rest"])):
        return True
    if not _A_THING.match(found["rest"]):
        return False
    if found["verb"] in _SAID_OF_THE_REST or _OF_THE_FILE.search(low):
        return False
    words = re.findall(r"[a-z][a-z'-]{2,}", found["rest"])
    return any(w not in _NO_WISH and not is_editing_verb(w) and not _MATERIAL.fullmatch(w) for w in words)


_CALLS_WORDS = re.compile(
    rf"(?:subtitle|subline|tagline|slogan|byline|caption|lettering)[: ]{{1,2}}(?:of )?{MASK}"
)
"""What words in quotes are called that are read: `an end card "Bye" with the subtitle "relay.dev"`."""


def unread(
    fragment: Fragment, patterns: tuple[str, ...], meaning: Callable[[Fragment], object]
) -> tuple[str, ...]:
    """The words of a fragment that change nothing. `meaning`: what a fragment is taken to be, to be compared."""
    low = fragment.low
    if len(low) > LONGEST_LOOKED_AT:
        return ()
    low = _PURPOSE.sub("", low)
    named = [m.span() for p in patterns for m in compiled(p).finditer(low)]
    as_is = meaning(fragment)
    found: list[str] = []
    for word in re.finditer(r"(?<![\w.#-])[a-z][a-z'-]{2,}(?![\w.-]*\w)", low):
        if (
            word[0] in _NO_WISH
            or is_editing_verb(word[0])
            or _MATERIAL.fullmatch(word[0])
            or any(a < word.end() and word.start() < b for a, b in named)
            or _CALLS_WORDS.match(low, word.start())
        ):
            continue
        blank = BLANK * len(word[0])
        without = replace(fragment, low=low[: word.start()] + blank + low[word.end() :])
        if meaning(without) == as_is:
            found.append(fragment.raw[word.start() : word.end()])
    return tuple(found[:MOST_TOLD])


_SHADE = re.compile(
    r"\b(?:red|blue|yellow|orange|purple|pink|cyan|teal|turquoise|magenta)\b(?!-)(?! (?:and|&) orange)(?! (?:carpet|dress|shirt|car|cup|jacket|bull|hat|sea))|#[0-9a-f]{6}\b"
)
_STRETCH = (
    rf"\bbetween (?:{values.TIME}|\d+) and {values.TIME}"
    rf"|(?:{values.TIME}|{values.BARE})\s*{values.UNTIL}\s*(?:the )?{values.TIME}"
)
_VALUE = re.compile(
    spelled(
        rf"{_STRETCH}|\bseconds? \d+ (?:to|and|until|-) \d+\b|\bfrom \d+ (?:to|until|till) \d+\b|(?<![.\d])(?:\d+(?:, and |, | and ))+(?=<len>)|\b(?:first|last) <num>(?! ?(?:-|\w+ (?:clips|photos|pictures|videos)|seconds?|secs?|s\b|minutes?|mins?|ms\b|m\b|hours?|h\b|frames?|clips?|photos?|pictures?|images?|videos?|scenes?|shots?|slides?|words?|lines?|moments?|months?|weeks?|days?|years?|%|:|\.|beats?|ones?\b|steps?|edits?))|\b(?:for|over) \d+(?=$| (?:at|in) the\b)|\bthe middle\b(?! of (?:the )?(?:frame|screen|picture))(?!.*<range>)|{values.CODE}|<len>|{values.PERCENT}|{values.DECIBEL}|{values.NUMBER}\s?[x×](?![a-z\d])"
        r"|\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d+(?:st|nd|rd|th)) (?:clip|scene|shot|photo|picture|image|video|slide|one)\b"
        r"|\bthe (?:rest|others)\b(?! (?:of\b|(?:stays?|remains?|is|are|as|alone|untouched|unchanged|normal|at normal|away|out)\b))|\b(?:top|bottom|upper|lower)[- ](?:left|right)\b"
        r"|\b(?:clip|photo|picture|scene|shot|slide) \d+\b(?! ?(?:degrees|°|%|px|pixels|fps|x\b|times|seconds?|minutes?|s\b))"
    )
)
_NO_WISH_OF_ITS_OWN = re.compile(
    spelled(
        r"<ratio>|an? (?:second|minute|hour|moment)|(?:<num>|an?)(?:-(?:second|minute|hour|min|sec|hr)s?| (?:second|minute|hour))"
    )
)
_OF_THE_MATERIAL = re.compile(
    spelled(r"(?<![a-z])(?:my|our|this|that|these|the|an?|from|of|each|every|two|three|four|five|<num>)[ -]$")
)


_FROM_CORNER = re.compile(
    r"\bfrom (?:the )?(?:top|bottom|upper|lower)[- ](?:left|right)\b[^;.]*\bto (?:the )?(?:top|bottom|upper|lower)\b"
)
_OF_WHAT_STAYS = re.compile(
    r"\b(?:leav\w+|keep\w*|drop\w*|delet\w+|remov\w+|cut\w*|trim\w*|discard\w*|los\w+|throw\w*|skip\w*|ignor\w+|forget|without|get rid of|toss|scrap)(?: (?:away|out|off|all))? $"
)


def lost_values(
    fragment: Fragment, meaning: Callable[[Fragment], object], *, is_coloured: bool
) -> tuple[Span, ...]:
    """The times, lengths, shares, levels, factors and numbers of clips that change nothing, by their places in the fragment;
    where something `is_coloured`, the colours too.

    Neither leaving one out nor putting another in its place changes anything. What tells how long the material is (`my
    5-minute talk`) asks for nothing.
    """
    low = fragment.low
    if len(low) > LONGEST_LOOKED_AT:
        return ()
    as_is = meaning(fragment)
    found: list[Span] = []
    values_said = [*_VALUE.finditer(low), *(_SHADE.finditer(low) if is_coloured else ())]
    for value in values_said:
        tells = _OF_THE_MATERIAL.search(low[: value.start()]) and _MATERIAL.search(low[value.end() :][:40])
        is_beside_a_name = low[: value.start()].endswith("(") and low[value.end() :].startswith(")")
        if _FROM_CORNER.search(low) and value[0][:3] in ("top", "bot", "upp", "low"):
            continue  # a move goes to where it is said to go by where it comes from
        of_the_rest = value[0] in ("the rest", "the others")
        if (
            (of_the_rest and _OF_WHAT_STAYS.search(low[: value.start()]))
            or tells
            or is_beside_a_name
            or _NO_WISH_OF_ITS_OWN.fullmatch(value[0])
        ):
            continue
        others = (BLANK * len(value[0]), _another(value[0]))
        changed = (replace(fragment, low=low[: value.start()] + o + low[value.end() :]) for o in others)
        if all(meaning(other) == as_is for other in changed):
            found.append(Span(start=value.start(), end=value.end()))
    return tuple(found)


_OPPOSITE = {"top": "bottom", "upper": "lower", "bottom": "top", "lower": "upper"}


def _another(value: str) -> str:
    """Another value of the same kind."""
    corner = re.match(r"top|upper|bottom|lower", value)
    if corner:
        return _OPPOSITE[corner[0]] + value[corner.end() :]
    return re.sub(r"\d", _another_digit, value)


def _another_digit(digit: re.Match[str]) -> str:
    return str(int(digit[0]) % 3 + 1)
