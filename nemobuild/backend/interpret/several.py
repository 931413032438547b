"""Several texts, clips, or levels of music, in one wish: `label the steps "Connect", "Map" and "Sync" at 0:30, 3:10 and 6:45` is three titles.

Knows the words around the texts, not the timeline: that there are as many clips as texts is found out when they are
laid over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from nemobuild.backend.interpret import values
from nemobuild.backend.interpret.clauses import Fragment
from nemobuild.backend.interpret.model import Op, times_of
from nemobuild.backend.interpret.readers.sound import read_volume
from nemobuild.backend.interpret.readers.timing import read_span, read_when

_EACH = re.compile(
    r"\b(?:each|every|per|one) (?:\w+ )?(?:photo|picture|image|slide|clip|screenshot|shot|one|scene|section|segment|part)s?\b"
    r"|\b(?:caption|label|name) (?:the|my|these|all) (?:\w+ )?(?:photo|picture|image|slide|clip|screenshot)s\b|\bone (?:\w+ )?(?:per|for each|on each)\b|\b(?:on|over|for|in) each\b|\b(?:on|of|to|under|below) the (?:pictures|photos|clips|images|slides)\b|\bas each\b|\bwhen each\b|每(?:张|个|段)"
)
_ON_EVERY = re.compile(
    r"\b(?:on|over|in|of|for|to|at|across|during|below|under) (?:each|every|all)(?: of)?(?: (?:the|my|our|these))? (?:single )?(?:photo|picture|image|slide|clip|screenshot|shot|scene|video)s?\b(?! (?:except|but)\b)"
)
"""Where one text is to be seen that each clip gets."""
_SIDES = re.compile(r"\blabel\w*\b|\bside by side\b|\bleft\b.*\bright\b|\bbefore\b.*\bafter\b")
_PERSON = re.compile(r"\S\s*(?:[–—|·]|\s-|,|/|\()\s*\S")
NAME_EVERY_MS = 5000
TITLE_MS = 4000
"""How long a title stays where nothing is said."""


def shared_out(op: Op, fragment: Fragment) -> tuple[Op, ...]:
    """An op about words as one for each of the texts in its fragment, or as it is where they belong together.

    With as many points of time as texts, each gets its own; with `each`, each gets a clip of its own; two labels get a
    side each. Otherwise the first is the text, and what follows stands below it in smaller letters.
    """
    if (op.family, op.action) in (("music", "add"), ("volume", "set")):
        return _levels(op, fragment)
    texts = [q.content for q in fragment.quotations if q.content]
    if (op.family, op.action) == ("captions", "add") and len(texts) > 1:
        return (_with(op, _cues(op.params, texts, _own_times(fragment))),)
    if (op.family, op.action) == ("title", "list") and len(texts) > 1:
        return (_with(op, {**op.params, "text": "\n".join(texts)}),)
    if (op.family, op.action) == ("title", "add") and len(texts) == 1 and _ON_EVERY.search(fragment.low):
        return (_with(op, {**op.params, "each": True}),)
    if op.family not in ("title", "lower_third") or op.action not in ("add",) or len(texts) < 2:
        return (op,)
    params = {k: v for k, v in op.params.items() if k not in ("text", "detail")}
    if each := EACH_FOR.search(fragment.low):
        params["for_ms"] = values.length_ms(each[1] or each[2] or each[3])
        fragment = replace(fragment, low=_blanked(fragment.low, each.span()))
    if op.family == "lower_third":
        return _persons(op, texts, params, fragment)
    times = [values.time_ms(m[0]) for m in re.finditer(values.CODE, fragment.low)]
    if len(times) == len(texts):
        timed = {k: v for k, v in params.items() if k not in ("from_ms", "to_ms", "place")}
        return tuple(_with(op, timed | own) for own in _one_after_the_other(texts, times, params))
    if whens := _own_times(fragment):
        plain = {k: v for k, v in params.items() if k == "for_ms" or k not in times_of(params)}
        return tuple(_with(op, plain | when | {"text": t}) for t, when in zip(texts, whens, strict=True))
    if _EACH.search(fragment.low):
        own = {k: v for k, v in params.items() if k not in ("from_ms", "to_ms", "place", "during")}
        return tuple(_with(op, own | {"text": t, "during": n}) for n, t in enumerate(texts, 1))
    if each and "for_ms" in params:
        begin, length = int(str(params.get("from_ms") or 0)), int(str(params["for_ms"]))
        in_turn = {k: v for k, v in params.items() if k not in ("to_ms", "place")}
        return tuple(
            _with(op, in_turn | {"text": t, "from_ms": begin + n * length}) for n, t in enumerate(texts)
        )
    if len(texts) == 2 and _SIDES.search(fragment.low):
        sides = ("top-left", "top-right")
        return tuple(
            _with(op, {"place": "all"} | params | {"text": t, "anchor": side})
            for t, side in zip(texts, sides, strict=True)
        )
    return (replace(op, params={**op.params, "text": texts[0], "detail": "\n".join(texts[1:])}),)


EACH_FOR = re.compile(
    rf"\beach (?:one )?(?:is |are |to )?(?:lasting|shown|seen|visible|up|on screen|lasts?|stays?)?(?: for)? ?({values.LENGTH})|({values.LENGTH}) (?:each|both)\b|\bboth(?: of them)?(?: are| to)?(?: lasting| shown| seen| visible| up| on screen| last| stay)?(?: for)? ({values.LENGTH})"
)
"""How long each of several texts is seen."""


def _blanked(low: str, span: tuple[int, int]) -> str:
    return low[: span[0]] + " " * (span[1] - span[0]) + low[span[1] :]


_LEVEL = re.compile(rf"(?:{values.PERCENT}|{values.DECIBEL})")


def _levels(op: Op, fragment: Fragment) -> tuple[Op, ...]:
    """`At 40%, drop it to 10% from 4s to 8s`: a level for all of it, and others for a while, as an op each.

    What is said with a level, up to the next one, says when it holds. One without a time is for all the rest.
    """
    said = list(_LEVEL.finditer(fragment.low))
    if len(said) < 2 or not (op.family == "music" or op.params.get("what") == "music"):
        return (op,)
    ends = [m.start() for m in said[1:]] + [len(fragment.low)]
    levels = []
    for number, (match, end) in enumerate(zip(said, ends, strict=True)):
        part = replace(fragment, low=fragment.low[match.start() if number else 0 : end])
        levels.append(({**read_volume(part)}, {k: v for k, v in read_span(part).items() if v is not None}))
    base = next((level for level, when in levels if not when), None)
    timed = [(level, when) for level, when in levels if when]
    if not timed:
        return (op,)
    own = {*times_of(op.params), "volume", "db", "change_db", "times"}
    params = {k: v for k, v in op.params.items() if k not in own}
    first = (replace(op, params=params | (base or {})),) if base or op.family == "music" else ()
    held = {"what": "music"}
    return (
        *first,
        *(replace(op, family="volume", action="level", params=held | level | when) for level, when in timed),
    )


def _own_times(fragment: Fragment) -> list[dict[str, object]]:
    """When each of several texts is seen, if a time is said after every one of them: `"A" at the start and "B" at 0:08`."""
    quoted = [q for q in fragment.quotations if q.content]
    begins = [q.span.end - fragment.span.start for q in quoted]
    ends = [q.span.start - fragment.span.start for q in quoted[1:]] + [len(fragment.low)]
    parts = [
        replace(fragment, low=fragment.low[a:b], quotations=()) for a, b in zip(begins, ends, strict=True)
    ]
    whens = [{k: v for k, v in read_when(part).items() if v is not None} for part in parts]
    return whens if all(whens) else []


def _cues(
    params: Mapping[str, object], texts: list[str], whens: Sequence[Mapping[str, object]]
) -> dict[str, object]:
    """Captions of which each has a time of its own, as an SRT file has them; as they are where not all begin at one."""
    starts = [when.get("from_ms") for when in whens]
    if not whens or not all(isinstance(start, int) for start in starts):
        return dict(params)
    begins = [int(str(start)) for start in starts]
    cues = []
    for text, when, start in zip(texts, whens, begins, strict=True):
        later = min((b for b in begins if b > start), default=start + TITLE_MS)
        end = when.get("to_ms") or start + int(str(when.get("for_ms") or min(TITLE_MS, later - start)))
        cues.append((start, int(str(end)), re.sub(r"\n\s*\n", "\n", text)))
    transcript = "\n\n".join(f"{_stamp(a)} --> {_stamp(b)}\n{text}" for a, b, text in sorted(cues))
    last = max(end for _, end, _ in cues)
    untimed = {k: v for k, v in params.items() if k not in times_of(params)}
    return untimed | {"transcript": transcript, "from_ms": min(begins), "to_ms": last}


def _stamp(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def _one_after_the_other(
    texts: list[str], times: list[int | None], params: Mapping[str, object]
) -> Iterator[dict[str, object]]:
    """Each text at its time, and gone when the next one comes."""
    for number, (text, at) in enumerate(zip(texts, times, strict=True)):
        own: dict[str, object] = {"text": text, "from_ms": at}
        after = times[number + 1] if number + 1 < len(times) else None
        longest = int(str(params.get("for_ms", TITLE_MS)))
        if at is not None and after is not None and 0 < after - at < longest:
            own["for_ms"] = after - at
        yield own


def _persons(op: Op, texts: list[str], params: dict[str, object], fragment: Fragment) -> tuple[Op, ...]:
    """Names that come with a role each are different persons; a name and a role are one."""
    if not all(_PERSON.search(t) for t in texts):
        return (op,)
    begin = int(str(params.pop("from_ms", 0) or 0))
    params.pop("to_ms", None)
    whens = _own_times(fragment)
    if len(whens) == len(texts):
        params = {k: v for k, v in params.items() if k not in times_of(params)}
    named = []
    for number, text in enumerate(texts):
        name, role = ([*re.split(r"\s*(?:[–—|·]|\s-\s|,|/|\()\s*", text, maxsplit=1), ""])[:2]
        when = whens[number] if len(whens) == len(texts) else {"from_ms": begin + number * NAME_EVERY_MS}
        named.append(_with(op, params | when | {"text": name, "detail": role.rstrip(")")}))
    return tuple(named)


def _with(op: Op, params: dict[str, object]) -> Op:
    return replace(op, params=params)
