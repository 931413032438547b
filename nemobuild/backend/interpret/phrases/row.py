"""A row of the phrase table, and the shorthand that its patterns are written in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import QUOTE
from nemobuild.backend.interpret.model import Json

WORDS: Mapping[str, str] = {
    "q": QUOTE,
    "num": values.NUMBER,
    "len": values.LENGTH,
    "time": values.TIME,
    "ratio": values.RATIO,
    "range": values.RANGE,
    "ranges": values.RANGES,
    "inset": r"(?:webcam|face ?cam|overlay|inset|pip|picture[- ]in[- ]picture|bubble|small (?:picture|video|clip|window))",
    "nth": "|".join(values.ORDINALS),
    "others": values.OTHERS,
    "all_but": r"(?:everything|all|anything)(?: (?:of )?(?:it|this|that))?,? (?:but|except(?: for)?|apart from|other than|excluding|besides)(?: for)?",
    "starts": rf"\bstarts? (?:at |around )?(?:{values.TIME})(?:,? and|,)? (?:it )?(?:ends?|finish(?:es)?|stops?|goes on until|runs (?:until|to)) (?:at |around )?(?:{values.TIME})",
    "the": r"(?:(?:the|my|our|a|an|this|that|these|those|its|their|all|any|every|each|some|both|of) )*",
    "film": r"(?:[\w-]+\.(?:mp4|mov|mkv|avi|webm|m4v)|videos?|films?|movies?|clips?|footage|recordings?|screencasts?|vlogs?|webinars?|interviews?|tutorials?|talks?"
    r"|lectures?|podcasts?|episodes?|streams?|demos?|sessions?|calls?|meetings?|presentations?|speech(?:es)?|shots?|takes?"
    r"|mp4s?|movs?|avis?|mkvs?|webms?|files?|timelines?|reels?|tapes?|screen recordings?|raw|edit|cut)",
    "photos": r"(?:\b(?:photos?|pictures?|images?|pics|photographs?|snapshots?|snaps|screenshots?|stills|selfies|(?<!text )(?<!title )slides(?! (?:in|out|up|down|over|from|across|to)\b)|jpe?gs?|pngs?"
    r"|polaroids?|scans?(?! lines?)|negatives|postcards|illustrations?|portraits|drawings|paintings|sketches|artworks|collages)\b(?! (?:booth|editor|quality|logos?\b))|照片|图片|相片|图像|截图|商品图|产品图|配图|插图|海报)",
    "create": r"(?<![a-z])(?:make|making|create|creating|build|produce|generate|turn|turning|convert|transform|compile|render|design"
    r"|compose|put together|take|animate|combine|edit|assemble|craft|prepare|i need|i want|i'd like|give me|format|cut)(?![a-z])",
    "gone": r"(?<![a-z])(?:cut(?:ting)?(?: out| off| away)?|remov(?:e|es|ing)|delet(?:e|ing)|trim(?:ming)?(?: off| out| away)?|drop(?:ping)?"
    r"|ditch(?:ing)?|scrap|axe|los(?:e|ing)|lop(?: off)?|chop(?:ping)?(?: off| out)?|snip(?:ping)?(?: off| out)?|shave(?: off)?"
    r"|clip (?:off|out)|slice off|knock off|strip(?: out| away)?|tak(?:e|ing) (?:out|off|away)|throw(?:ing)? (?:out|away)|toss(?: out| away)?"
    r"|get(?:ting)? rid of|eliminat(?:e|ing)|eras(?:e|ing)|discard|skip|weed out|edit(?:ing)? out|kill|nuke|leave out|leaving out|omit"
    r"|excise|do away with|dump|clear out|clean out|slice out|carve out|prune|yank(?: out)?|bin(?: off)?|cut)(?![a-z])",
    "joined": r"(?<![a-z])(?:combin(?:e|ing)|merg(?:e|ing)|join(?:ing)?|stitch(?:ing)?|concatenat(?:e|ing)|concat|assembl(?:e|ing)|string(?:ing)?"
    r"|splic(?:e|ing)|glu(?:e|ing)|compil(?:e|ing)|link(?:ing)?|connect(?:ing)?|knit|weave|fuse|piece|bolt|tack|mash|mix|chain|edit(?:ing)?"
    r"|cut(?:ting)?|put(?:ting)?|bring(?:ing)?|lin(?:e|ing))(?![a-z])",
    "instrument": r"(?:(?:string )?quartet|ensemble|jazz band|pianos?|guitars?|ukuleles?|harps?|violins?|strings|marimba|synths?|drums?|flutes?|cellos?|sax(?:ophone)?|trumpets?|accordion"
    r"|banjo|organ|brass|bass ?line|bells|kalimba|xylophone|orchestra|choir|percussion|fiddle|mandolin|keys)",
    "genre": r"(?:jazz|jazzy|lo-?fi|rock|pop|electronic|electro|edm|ambient|classical|acoustic|orchestral|epic|hip-?hop|chill|chillout|folk"
    r"|funk|funky|techno|house|synthwave|corporate|country|blues|reggae|trap|phonk|chiptune|waltz|bossa(?: nova)?|disco|metal|punk|soul|r ?& ?b|rnb"
    r"|indie|swing|samba|salsa|latin|afrobeats?|drill|dubstep|drum (?:and|&|n) bass|k-?pop|gospel|ballad|lullaby|downtempo|trance|8-?bit|retrowave)",
    "at_pauses": r"\b(?:split|divide|break|slice|segment|chop|cut)\b(?: up)?(?! out)[^,;.]*\b(?:at|on|by|wherever|where) (?:(?:the|every|each|all|natural|long|longer|there is a|i) )*(?:pauses?|silences?|breaks?|gaps?)\b",
    "tagged": rf"\b(?:clips?|files?|footage|videos?|scenes?|shots?|photos?|pictures?|assets?) (?:tagged|labell?ed|named|called|marked)(?: (?:as|with))? (?:{QUOTE})",
    "to_life": r"^(?:please )?(?:bring|make|give|let) (?:my|this|our|the|a) (?:(?!old\b|grand|family)[\w-]+ ){0,2}(?:photo|picture|image|poster|drawing|painting|illustration|photograph|artwork)(?:'s (?:photo|picture))? (?:to life|move|come alive|some (?:movement|motion))$",
    "spoken_over": r"\b(?:captions?|subtitles?) (?:(?:from|of|for|to) )?(?:the|my|our|this|that|its) (?:\w+ )?(?:voice-?over|narration|narrator|voice)\b",
    "platform": r"(?:tiktoks?|instagram|insta|ig|reels?|shorts|youtube|facebook|snapchat|whatsapp|linkedin|twitter|pinterest"
    r"|抖音|快手|小红书|视频号|朋友圈)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One way of asking for one edit.

    `says`: patterns, any of which names the edit; `unless`: what makes the same words mean something else (looked for
    in the fragment); `not_with`: the same, looked for in the whole request; of each, one alternative a line; `verb`: the classes of verbs that may govern
    it (any if empty); `given`: what must be there (see `context`); `reads`: the parameters, by the names of their
    readers; `asks`: parameters that must be asked for when they are missing; `refuse`: why it is not done, or, with
    `needs`, why it is not done unless one of these parameters is given.
    `weak`: said in passing, so that it does not stand where the main request is refused.
    """

    family: str
    action: str
    says: tuple[str, ...]
    unless: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    verb: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    fixed: Mapping[str, Json] = field(default_factory=dict)
    refuse: str = ""
    nearest: str = ""
    weak: bool = False
    also: bool = False  # may stand beside another row of its family in one fragment
    excepts: bool = False  # the exception that it names is what it is about
    examples: tuple[str, ...] = ()
    about: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether it is never done, whatever else is said."""
        return bool(self.refuse) and not self.needs


def spelled(pattern: str) -> str:
    """A pattern with its shorthand `<name>` written out."""
    return re.sub(r"<(\w+)>", lambda m: f"(?:{WORDS[m[1]]})" if m[1] in WORDS else m[0], pattern)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(spelled(pattern))


def says(pattern: str, low: str) -> bool:
    """Whether a pattern is found in lower-case words.

    Of its alternatives only those are compiled and searched of whose literals one stands in the words: a first sentence
    would spend a second on compiling all of the table otherwise.
    """
    for literals, one in _alternatives(pattern):
        for literal in literals:
            if literal in low:
                if compiled(one).search(low):
                    return True
                break
    return False


def is_said(phrase: Phrase, low: str) -> bool:
    """Whether a fragment says a phrase."""
    return any(says(p, low) for p in phrase.says) and not any(says(p, low) for p in phrase.unless)


@cache
def _alternatives(pattern: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """What stands between the outermost bars of a pattern, each with literals of which all that it matches has one."""
    return tuple((_needed(one), one) for one in _split(pattern))


_TOKEN = re.compile(
    r"\\.|\[(?:\\.|\]|[^\]\\])(?:\\.|[^\]\\])*\]|<\w+>|\{[\d,]+\}|\(\?:|[a-z \u4e00-\u9fff]+|.", re.DOTALL
)
_LITERAL_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz '-:%")


def _split(pattern: str) -> list[str]:
    """A pattern at its bars, but those in groups and classes."""
    found, depth, begin = [], 0, 0
    for token in _TOKEN.finditer(pattern):
        depth += {"(": 1, "(?:": 1, ")": -1}.get(token[0], 0)
        if token[0] == "|" and not depth:
            found.append(pattern[begin : token.start()])
            begin = token.end()
    return [*found, pattern[begin:]]


def _needed(alternative: str) -> tuple[str, ...]:
    """The literals of which one is in whatever an alternative matches: a run of letters that nothing makes optional, or one
    for each way through a group; of these the choice whose shortest literal is the longest. `("",)` if there is none."""
    choices: list[tuple[str, ...]] = [("",)]
    tokens = [*_TOKEN.finditer(alternative), None]
    run, depth, begin = "", 0, 0
    for token, after in itertools.pairwise(tokens):
        assert token is not None
        sign, follows = token[0], after[0] if after else ""
        is_optional = follows in ("?", "*") or follows.startswith(("{0", "{,"))
        if sign in ("(", "(?:"):
            begin = token.end() if not depth else begin
            depth += 1
        elif sign == ")":
            depth -= 1
            if not depth and not is_optional and alternative[begin - 3 : begin] == "(?:":
                ways = [_needed(way) for way in _split(alternative[begin : token.start()])]
                choices.append(tuple(literal for way in ways for literal in way))
        is_letters = not depth and sign != ")" and (sign.isalnum() or sign[0] in _LITERAL_SIGNS)
        if is_letters:
            run += sign[:-1] if is_optional else sign
        if not is_letters or is_optional:
            choices.append((run,))
            run = ""
    choices.append((run,))
    return max(choices, key=lambda literals: min(map(len, literals)))
