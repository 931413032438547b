"""An instruction cut into fragments, each about one edit, with quotations protected and positions kept.

`low` has the length of the instruction: lower case, with every character of a quotation replaced by `MASK`, so that
what stands in quotes is never read as an instruction. Knows nothing about edits but the verbs that head a clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.model import Span

MASK = "\ue000"
QUOTE = f"(?<!{MASK}){MASK}+(?!{MASK})"  # a whole quotation: parts of a long one would be tried one by one
LONGEST_INSTRUCTION = 8000

_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("«", "»"), ("《", "》"), ("‘", "’"), ("[", "]"))
_DOUBLES = '"＂„”“'


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    span: Span
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """`unclosed` is where a quotation begins that does not end, or -1."""

    raw: str
    low: str
    quotations: tuple[Quotation, ...]
    unclosed: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """`low` is this stretch of the masked instruction; `verb` the class of the verb that governs it; `sentence` counts."""

    span: Span
    raw: str
    low: str
    verb: str
    sentence: int
    quotations: tuple[Quotation, ...] = ()


def read(raw: str) -> Instruction:
    """The instruction with its quotations found."""
    low = "".join(c.lower() if len(c.lower()) == 1 else c for c in raw).translate(_FOLDED)
    found, unclosed = _quotations(raw)
    payload = _payload(raw, _masked(low, found))
    if payload is not None:
        found = [q for q in found if q.span.start < payload.span.start] + [payload]
        unclosed = -1 if unclosed >= payload.span.start else unclosed
    elif (several := _sayings(raw, low, found)) is not None:
        within = range(several.span.start, several.span.end)
        found = [q for q in found if q.span.start not in within] + [several]
    ordered = sorted(found, key=lambda q: q.span.start)
    return Instruction(raw=raw, low=_masked(low, found), quotations=tuple(ordered), unclosed=unclosed)


def _masked(low: str, quotations: Sequence[Quotation]) -> str:
    chars = list(low)
    for quotation in quotations:
        for i in range(quotation.span.start, min(quotation.span.end, len(chars))):
            chars[i] = MASK
    return "".join(chars)


_FOLDED = str.maketrans({"’": "'", "‑": "-", "\u00a0": " ", "\t": " ", "％": "%"})


def _quotations(raw: str) -> tuple[list[Quotation], int]:
    found: list[Quotation] = []
    at = 0
    while at < len(raw):
        end = _closing(raw, at)
        if end == -1:
            return found, at
        if end > at:
            content = raw[at + 1 : end]
            found.append(Quotation(span=Span(start=at, end=end + 1), content=content.strip()))
            at = end
        at += 1
    return found, -1


def _closing(raw: str, at: int) -> int:
    """Where the quotation that opens at `at` closes; 0 if none opens there, -1 if it does not close."""
    char = raw[at]
    if char in '"＂' or (char == "„"):
        if char == '"' and at and raw[at - 1].isdigit() and raw.count('"') % 2:
            return 0  # an inch mark
        return _first_closing(raw, at + 1)
    for opening, closing in _PAIRS:
        if char == opening:
            ends = closing + ('"' if opening == "“" else "")
            return _first_of(raw, ends, at + 1) if opening not in "‘[" else max(0, raw.find(closing, at + 1))
    if (
        char == "'"
        and (at == 0 or not raw[at - 1].isalnum())
        and at + 1 < len(raw)
        and not raw[at + 1].isspace()
    ):
        return _closing_apostrophe(raw, at)
    return 0


def _first_closing(raw: str, start: int) -> int:
    """The mark that closes a quotation, after those that are quoted in it: `"She said “go” and went."`"""
    i = start
    while 0 <= i < len(raw) and raw[i] not in _DOUBLES:
        i += 1
    if i >= len(raw):
        return -1
    within = raw.find("”", i + 1)
    opens = raw[i] == "“" and raw[i - 1] in " \n(" and raw[i + 1 : i + 2].strip()
    goes_on = opens and within > 0 and '"' in raw[within + 1 :]
    return _first_closing(raw, within + 1) if goes_on else i


def _first_of(raw: str, chars: str, start: int) -> int:
    return next((i for i in range(start, len(raw)) if raw[i] in chars), -1)


def _closing_apostrophe(raw: str, at: int) -> int:
    for i in range(at + 1, len(raw)):
        if raw[i] == "'" and not raw[i - 1].isspace() and (i + 1 == len(raw) or not raw[i + 1].isalnum()):
            return i
    return 0


_PAYLOAD = re.compile(
    r"\b(?:from|using|with|out of|of)?\s*(?:this|the following|my|following|these|the)\s+"
    r"(?:text|description|script|story|copy|list|prompt|changelog|notes?|article|quotes|quotations|sayings|testimonials|reviews|haiku|poem|verses?|recipe|release notes|steps|tips|tweet|post|words|content|lines?|facts|info|information|details|blurb|points|brief|summary)(?:\b[^:：.\n]{0,60}(?=[:：]\s*\n))?\s*[:：]\s*"
    r"|\b(?:video|film|clip|movie|promo|trailer|explainer|reel|short)\b[^:：.\n]{0,60}\b(?:about|announcing|introducing|on)\b"
    r"[^:：.,\n]{0,100}[:：]\s+"
    r"|\b(?:captions?|subtitles?)\b[^:：.\n]{0,30}[:：]\s*(?=\W{0,3}\d{1,2}:\d{2})"
    r"|(?:用|把|将|根据)?(?:这段|以下|下面的?|这些)(?:文字|文本|文案|内容|脚本|描述)\s*(?:[:：])\s*"
)


def _payload(raw: str, masked: str) -> Quotation | None:
    """What follows `from this text:` or `a video about …:` up to the end is text and not instruction.

    Unless it begins with a quotation mark: then the quotation is the text, and what follows it is read on.
    """
    match = _PAYLOAD.search(masked)
    if match is None or not masked[match.end() :].strip() or masked[match.end()] == MASK:
        return None
    start = match.start() + len(
        match[0].rstrip()
    )  # with the line end after the colon, which no clause goes across
    return Quotation(span=Span(start=start, end=len(raw)), content=raw[start:].strip())


_NAME_WORD = r"(?:(?:[A-ZÀ-Þ]\.)+|[A-ZÀ-Þ\u4e00-\u9fff][\w'-]*)"
_PARTICLE = r"(?:de|da|van|von|der|den|di|la|le|el|al|bin|ibn|of|the|del|dos|du|y|&)"
_NEXT_SAYING = rf"(?=[ ,;.]*(?:\n\s*)?(?:and )?{MASK})"
_POSITION = rf"(?:, +(?:[A-Z]|a )[^\n,;.{MASK}]{{1,40}}(?=\s*(?:[,;.\n]|and\b|$))|, +[^\n,;.{MASK}]{{2,40}}{_NEXT_SAYING})"
_NAME = (
    rf"(?:the )?{_NAME_WORD}(?: +(?:{_PARTICLE} +)*{_NAME_WORD})*{_POSITION}?"
    rf"|@[\w.]+|anonymous|unknown"
)
_SAYING = rf"(?P<said>{QUOTE})(?:\s*(?:[—–-]{{1,2}}|\bby\b) *(?P<by>{_NAME})| *\((?P<of>{_NAME})\))?"
_SAYINGS = re.compile(
    (_SAYING + rf"(?:[ ,;/&·|.]*(?:\n\s*)?(?:\band )?{_SAYING})*")
    .replace("(?P<said>", "(")
    .replace("(?P<by>", "(")
    .replace("(?P<of>", "(")
)
_MAKES_A_FILM = re.compile(
    r"\b(?:mak|creat|generat|produc|build|turn|want|need|do)\w*\b(?=[^.;!?]*\b(?:videos?|films?|clips?|reels?|shorts?|animations?|tiktoks?|movies?)\b)"
    r"[^.;!?]*(?:\b(?:of|from|about|using)(?: (?:the|these|those|my|our))?(?: following)? |\b(?:quot(?:e|ation)s?|sayings|proverbs|reviews|testimonials|lines|words|texts|sentences) |[:：])\s*$"
)
_OF_OTHER_WORDS = re.compile(
    r"\b(?:titles?|captions?|cards?|subtitles?|lower thirds?|intros?|outros?|end screen|says?|labels?|buttons?)\b[^:：.]*$"
)
_OF_SAYINGS = re.compile(r"\b(?:quot(?:e|ation)s?|sayings?|proverbs?|reviews?|testimonials?|aphorisms?)\b")


def _sayings(raw: str, low: str, quotations: Sequence[Quotation]) -> Quotation | None:
    """Quotations that a film is asked for of, with who said them: one text, with a line for each.

    Only if there are several, or if one has a name: `"Less is more." — Mies van der Rohe`.
    """
    masked = _masked(raw.translate(_FOLDED), quotations)
    for run in _SAYINGS.finditer(masked):
        head = _masked(low, quotations)[: run.start()]
        said = list(re.finditer(_SAYING, run[0]))
        names = [(s["by"] or s["of"] or "").strip() for s in said]
        if (
            not _MAKES_A_FILM.search(head)
            or _OF_OTHER_WORDS.search(head)
            or not (len(said) > 1 or any(names))
        ):
            continue
        contents = {q.span.start: q.content for q in quotations}
        texts = [contents.get(run.start() + s.start(), "") for s in said]
        is_said = any(names) or bool(_OF_SAYINGS.search(head))
        lines = [
            f"“{t}” — {n}" if n else f"“{t}”" if is_said else t
            for t, n in zip(texts, names, strict=True)
            if t
        ]
        return Quotation(span=Span(start=len(head.rstrip()), end=run.end()), content="\n".join(lines))
    return None


VERBS = {
    "remove": r"remov(?:e|ing)|cut(?:ting)?|trim(?:ming)?|delet(?:e|ing)|drop(?:ping)?|strip|get(?:ting)? rid of|los(?:e|ing)|chop"
    r"|take out|take off|eliminat(?:e|ing)|clear|erase|discard|snip|shave|edit out|tighten|compress|skip(?:ping)?|clean|shorten|clip off"
    r"|ditch|scrap|axe|lop|snip|toss|throw (?:out|away)|weed out|kill|nuke|leave out|omit|dump|knock off|excise|do away with|collapse|squeeze"
    r"|condense|boil down|cram|whittle|slim|pare|throw|lop(?:ping)?(?: off)?|slice off|carve out|prune|weed|bin(?: off)?|yank(?: out)?"
    r"|去掉|去除|删除|删掉|剪掉|移除|裁掉|切掉|剪去|删去|裁剪|剪",
    "keep": r"keep(?:ing)?|retain|preserve|leave only|extract|isolate|grab|lift|保留|只要|只留|截取|提取",
    "add": r"add(?:ing)?|put(?:ting)?|insert|place|overlay|include|give|apply|use|show|display|write|superimpose|throw in|lay|stick"
    r"|burn|drop in|pop|slap|bring in|introduce|attach|append|prepend|include|set|添加|加上|加入|加|插入|放|配上|配|给|打上",
    "make": r"mak(?:e|ing)|creat(?:e|ing)|build|generat(?:e|ing)|produc(?:e|ing)|turn|convert|transform|take|design|compose|compile"
    r"|combine|merge|join|stitch|string|splice|glue|assemble|weave|knit|piece|render|animate|制作|做成|做|生成|创建|变成|转成|合并|拼接|拼",
    "change": r"chang(?:e|ing)|move|adjust|swap|replace|speed|slow|crop|rotate|flip|zoom|blur|fade|loop|mute|lower|raise|increase"
    r"|decrease|reduce|boost|tint|tone|brighten|darken|lighten|soften|warm|tweak|shift|nudge|turn|run|play|quieten|dial|bump|crank|normali[sz]e|split|divide|reorder|sort|shuffle|repeat|stabili[sz]e|fix|correct|enhance|improve"
    r"|sync|export|save|download|resize|reframe|format|translate|transcribe|caption|highlight|undo|end|start|open|close|finish"
    r"|调整|调|改|旋转|翻转|放大|缩小|加速|减速|静音|导出",
}
_VERB = re.compile("|".join(rf"(?P<{name}>(?<![a-z])(?:{words})(?![a-z]))" for name, words in VERBS.items()))

_ANY_VERB = "|".join(VERBS.values())
_THING = (
    r"(?:(?:background|extra|added|additional|fancy|sound|new|other|any|the|on-?screen|stock|ai|burned-in) )*"
    r"(?:music|soundtracks?|songs?|narration|narrators?|voice-?overs?|voices?|vo|texts?|titles?|captions?|subtitles?|effects?|sfx|transitions?|watermarks?"
    r"|logos?|emojis?|stickers?|filters?|zooms?|intros?|outros?|fades?|animations?|overlays?|hashtags?|graphics?|memes?|footage|b-?roll|branding|gimmicks?|words)"
)
_HAN_THING = r"(?:任何|其他|额外的?|背景)?(?:配乐|音乐|旁白|配音|解说|字幕|文字|标题|特效|转场|水印|音效|滤镜|贴纸|动画)"
NONE_OF = (
    rf"(?:(?:no|without(?: any)?|zero) {_THING}(?:(?:,? or|,? and|,? nor|,)(?: no| any| without)* {_THING})*"
    rf"|(?:不加|不要|无需|不需要|不用|没有|别加|不配){_HAN_THING}(?:(?:、|，|和|或者?|及|也?不加|也?不要)*{_HAN_THING})*)"
)
"""What is not to be there."""
_ORDINAL = "|".join(values.ORDINALS)
_TIMES = rf"(?:{values.TIME}|{values.NUMBER})"
_CUE = rf"{QUOTE}[^.,;\n{MASK}]{{0,20}}?(?:{values.RANGE}|{values.TIME})"
_KEPT_TOGETHER = re.compile(
    rf"between (?!them\b|(?:the |my |all |each |every )?(?:clips?|scenes?|shots?|photos?|cuts?)\b)[^,;.]{{0,40}}?(?:{_TIMES})[^,;.]{{0,20}}? and (?:the )?(?:{_TIMES})"
    r"|\b(?:left|right|top|bottom)\b[^;.]{0,60} and [^;.]{0,60}\b(?:left|right|top|bottom) (?:half|third|two thirds|side)|\bon the (?:left|top)\b[^;.]{0,60}\bon the (?:right|bottom)\b"
    rf"|\bstarts? (?:it |the \w+ )?(?:at )?{values.TIME} and (?:ends?|finish(?:es)?|stops?) (?:it )?(?:at )?{values.TIME}"
    r"|black[- ]and[- ]white|black & white|teal (?:and|&) orange|side by side|(?:in|up|left|start|beginning|top) and (?:out|down|right|end|bottom)"
    r"|pan and zoom|zoom and pan|(?:name|title) and (?:role|title|job)|before and after|back and forth|again and again"
    r"|^(?:please )?(?:use|take|open|load) (?:only |just )?(?:the )?[\w.-]+(?:(?:,? and then|,? then|, and|,| and) (?:the )?[\w.-]+)+$"
    rf"|^(?:please )?(?:use|take|play|join|combine) (?:the )?[\w.-]+(?: {values.RANGE})?(?:(?:,? and then|,? then|,? and|,) (?:the )?(?!(?:{_ANY_VERB})(?![a-z]))[\w.-]+(?: {values.RANGE})?)+$"
    r"|^(?:the )?[\w.-]+ first(?:,? (?:and )?then (?:the )?[\w.-]+)+$"
    r"|\bat \d+(?:, ?\d+)*,? and \d+ ?(?:s|secs?|seconds)\b"
    r"|\b(?:clips|scenes|shots|photos|pictures|images|videos|slides) \d+(?:, ?\d+)*,? and \d+\b"
    r"|\b(?:first|last) \d+ and (?:the )?(?:first|last) \d|first and (?:the )?last|horizontally and vertically|intro and outro music|and (?:so on|more|a half)"
    rf"|{values.TIME}(?:, ?(?:and )?{values.TIME})+(?:,? and {values.TIME})?|{values.CODE} and {values.CODE}(?!\s*(?:[-–—~]|to\b|until\b))"
    rf"|{values.LENGTH} and {values.LENGTH}|\d+(?:,\d{{3}})+|call[- ]and[- ]response|drag and drop|room and board"
    r"|\b(?:replac\w+|swap\w*|switch\w*|exchang\w+|chang\w+) [^,;.]{1,60}? (?:with|for|to|by) \S+"
    rf"|\b(?:everything|all|anything) (?:but|except(?: for)?)\b[^.;,\n]{{0,20}}?{values.RANGES}"
    rf"|\b(?:keep(?:ing)?|extract|use|take(?! out)|leave(?! out)|grab|save|pull(?! out)|want|need|only|just|(?:trim|cut|shorten)[^.;,]{{0,20}} to)\b[^.;,\n]{{0,40}}?{values.RANGES}(?!,? (?:out|away)\b)"
    rf"|between (?!them\b|(?:the |my |all |each |every )?(?:clips?|scenes|shots|photos|pictures|cuts?|segments)\b)(?:the |my )?[\w ]{{1,24}} and (?:the |my )?(?!(?:{_ANY_VERB})(?![a-z]))\w+|第?[^，。,；]{{1,4}}[段个张]和[^，。,；]{{1,4}}[段个张]"
    r"|\b(?:clos(?:e|es|ing)|open(?:s|ing)?|start(?:s|ing)?|begin(?:s|ning)?|end(?:s|ing)?|finish(?:es|ing)?|wrap(?:s|ping)?|kick(?:s|ing)?)(?: (?:it|off|up|things|(?:the|this|my|our|every|each) \w+)){1,2} with\b"
    r"|\bchapters?(?: marks?| markers?)?: [^.;\n]*"
    rf"|\bchapter(?:s| marks?| markers?) (?:at )?[^.;\n]{{0,12}}{MASK}[^.;\n]*"
    rf"|\b(?:captions?|subtitles?)\b[^.;\n{MASK}]{{0,20}}{_CUE}(?:(?:, and|,| and) {_CUE})+"
    rf"|\b{NONE_OF}"
    rf"|\b(?:except(?: for)?|but(?: not)?|apart from|other than) (?:the )?(?:{_ORDINAL})(?: \w+)?(?:(?:,? and|,) (?:the )?(?:{_ORDINAL})\b)+"
    r"|rock and roll|drum and bass|r ?& ?b|rhythm and blues|bright(?:er)? and \w+ (?:music|colou?rs)|(?:warm|calm|slow|soft) and \w+ music"
    rf"|{QUOTE}(?:(?:,| /| and| with|、|和|[:：])\s*(?:and |the |an? |role |title |job |position |company |subtitle |tagline |line )*{QUOTE})+|[a-z][:：]\s*{QUOTE}(?:(?:,| and|, and)\s*{QUOTE})*|\([^)]*\)|（[^）]*）"
    rf"|\S\s+[—–-]\s+{QUOTE}"
)
NO_ABBREVIATION = "".join(
    rf"(?<!\b{word})" for word in ("dr", "mr", "mrs", "ms", "st", "vs", "prof", "approx", "no")
)
"""Before a full stop that ends a clause, in lower-case words."""
_BREAK = re.compile(
    rf"(?P<end>[!?;。；！？\n]+|{NO_ABBREVIATION}\.(?=\s|$)|(?<=\bno)\.(?=\s*$)|\.(?=" + MASK + r"))"
    r"|(?P<soft>,|，|、|：(?=添|加|做)| — | – | - (?=[a-z])|\b(?:and then|and also|as well as|along with|(?<!them )(?<!these )(?<!those )(?<!clips )(?<!videos )(?<!all )together with|followed by)\b"
    r"|\b(?:and|then|plus|(?<!close )(?<!open )(?<!start )(?<!begin )(?<!end )(?<!finish )(?<!opens )(?<!ends )(?<!closes )(?<!starts )with|(?<!everything )(?<!all )(?<!all clips )(?<!the clips )(?<!all photos )(?<!all pictures )(?<!the photos )(?<!the pictures )but(?! not)|but(?= (?:"
    + _ANY_VERB
    + r")(?![a-z]))|after that|afterwards|also|while|so(?= (?:none|nothing|nobody|no one)\b)|by(?= (?:removing|cutting|adding|using)))\b| \+ | & |"
    r"然后|接着|并且|并(?!排)|同时|再(?!次)|以及|还有|(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff]))"
)


def fragments(instruction: Instruction) -> tuple[Fragment, ...]:
    """The instruction cut at sentence ends, commas and conjunctions; each fragment inherits the verb before it."""
    low = instruction.low
    together = [m.span() for m in _KEPT_TOGETHER.finditer(low)]
    found: list[Fragment] = []
    start, sentence, verb = 0, 0, ""
    for match in [*_BREAK.finditer(low), None]:
        if match is not None and any(a < match.start() < b for a, b in together):
            continue
        end = match.start() if match else len(low)
        fragment = _fragment(instruction, start, end, verb, sentence)
        if fragment is not None:
            found.append(fragment)
            verb = fragment.verb
        if match is not None:
            start = match.end() if match.lastgroup == "end" or match[0].strip() in ",，、" else match.start()
            if match.lastgroup == "end":
                sentence, verb = sentence + 1, ""
    return tuple(found)


def _fragment(instruction: Instruction, start: int, end: int, verb: str, sentence: int) -> Fragment | None:
    low = instruction.low[start:end]
    start, end = start + len(low) - len(low.lstrip()), end - (len(low) - len(low.rstrip()))
    if start >= end:
        return None
    span = Span(start=start, end=end)
    return Fragment(
        span=span,
        raw=instruction.raw[start:end],
        low=instruction.low[start:end],
        verb=_verb_of(instruction.low[start:end]) or verb,
        sentence=sentence,
        quotations=tuple(q for q in instruction.quotations if start <= q.span.start < end),
    )


def is_editing_verb(word: str) -> bool:
    """Whether a word is one of the verbs that head a clause."""
    found = _VERB.fullmatch(word)
    return found is not None


def _verb_of(low: str) -> str:
    found = _VERB.search(low)
    return (found.lastgroup or "") if found else ""


def joined(instruction: Instruction, first: Fragment, last: Fragment) -> Fragment:
    """Two fragments and what lies between as one, governed by the verb of the first."""
    start, end = first.span.start, last.span.end
    return Fragment(
        span=Span(start=start, end=end),
        raw=instruction.raw[start:end],
        low=instruction.low[start:end],
        verb=first.verb,
        sentence=first.sentence,
        quotations=tuple(q for q in instruction.quotations if start <= q.span.start < end),
    )
