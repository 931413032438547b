"""What the words of one edit say about another beside it: what `it` is, where a callout points, the colours of the brand.

Knows families and words, not the timeline.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from nemobuild.backend.interpret import clauses, values
from nemobuild.backend.interpret.apply.cards import COUNTDOWN_MS
from nemobuild.backend.interpret.apply.pace import FREEZE_MS
from nemobuild.backend.interpret.clauses import Fragment
from nemobuild.backend.interpret.it import COMES_IN, OF_A_CLIP, with_what_it_is
from nemobuild.backend.interpret.model import Json, Op, is_timed, times_of
from nemobuild.backend.interpret.phrases.row import spelled
from nemobuild.backend.interpret.readers.picture import read_position
from nemobuild.backend.interpret.readers.words import read_color_text, read_size_text, read_text
from nemobuild.backend.interpret.several import EACH_FOR, TITLE_MS


def referred(ops: list[Op], request: str) -> list[Op]:
    """The ops with what they say about each other; `request` in lower case."""
    first = (
        _not_what_lies_over,
        _opened_with,
        _on_the_cover,
        _more_names,
        _both,
        _only_for_a_while,
        _music_that_is_there,
        _quiet_music,
        _of_the_music,
        _of_the_same_stretch,
    )
    for step in first:
        ops = step(ops)
    ops = _each_fades(_one_after_the_other(_each_as_long(_of_the_same_clip(ops, request))))
    for when in (_on_a_still, _during_it, _right_after_it, _with_what_comes):
        ops = _timed(ops, when)
    for step in (
        _after_a_countdown,
        _replayed,
        _beside_what_they_point_at,
        with_what_it_is,
        _without_lesser_looks,
        _ramped,
    ):
        ops = step(ops)
    return _in_brand_colors(ops, request)


_THEN = re.compile(r"(?:and |, )*(?:then|after (?:that|it)|followed by)\b")
"""How an edit begins that comes when the one before has gone."""


def _after_a_countdown(ops: list[Op]) -> list[Op]:
    """`A 5 second countdown, then the title "Go"`: the words come when it has run down."""
    done: list[Op] = []
    for op in ops:
        last = done[-1] if done else None
        is_free = not set(times_of(op.params)) - {"for_ms"} and bool(_THEN.match(op.text.lower()))
        if last and last.action == "countdown" and (op.family, op.action) == ("title", "add") and is_free:
            ends = last.params.get("length_ms", last.params.get("for_ms", COUNTDOWN_MS))
            op = replace(op, params={**op.params, "from_ms": ends})
        done.append(op)
    return done


def _replayed(ops: list[Op]) -> list[Op]:
    """`Show 0:05 to 0:08 again in slow motion`: the second time is slow, and the first as it was."""
    again = {o.span: o.params for o in ops if o.family == "loop" and {"to_ms", "last_ms"} & set(o.params)}
    return [
        replace(o, params={**o.params, **_later_times(again[o.span]), **_pace_of(o), "again": True})
        if (o.family, o.action) == ("speed", "set") and o.span in again
        else o
        for o in ops
    ]


_OFTEN = re.compile(rf"{values.NUMBER} times\b(?! (?:the speed|as|slower|faster))")


def _pace_of(op: Op) -> dict[str, Json]:
    """`3 times at half speed`: how often is no speed."""
    low = op.text.lower()
    return {"factor": values.factor(_OFTEN.sub(" ", low)) or 0.5} if _OFTEN.search(low) else {}


def _later_times(looped: Mapping[str, Json]) -> dict[str, Json]:
    """From the end of the first time on, up to the end of the last."""
    more = int(looped.get("times", 2)) - 1
    if "last_ms" in looped:
        return {"last_ms": int(looped["last_ms"]) * more}
    start, end = int(looped.get("from_ms", 0)), int(looped["to_ms"])
    return {"from_ms": end, "to_ms": end + (end - start) * more}


def _on_the_cover(ops: list[Op]) -> list[Op]:
    """`A thumbnail with the text "Big news"`: the words are on the cover picture, and not over the film."""
    done: list[Op] = []
    for op in ops:
        before = next((o for o in reversed(done) if not o.params.get("poster")), None)
        covers = [o for o in ops if o.family == "thumbnail"]
        same = any(o.span == op.span for o in covers)
        after = (
            before is not None and before.family == "thumbnail" and bool(_WITH_WORDS.search(op.text.lower()))
        )
        if op.family == "title" and op.action == "add" and (same or after):
            op = replace(
                op, params={**{k: v for k, v in op.params.items() if k != "from_ms"}, "poster": True}
            )
        done.append(op)
        if op.family == "thumbnail" and all(o.family != "title" or o.span != op.span for o in ops):
            done += _words_of_a_cover(op)
    return done


def _words_of_a_cover(op: Op) -> list[Op]:
    """What a thumbnail's own words quote: `set the thumbnail to the frame at 3s with "Big News" in red letters`."""
    low = clauses.read(op.text)
    fragment = Fragment(
        span=op.span, raw=op.text, low=low.low, verb="", sentence=0, quotations=low.quotations
    )
    text = read_text(fragment)
    if not fragment.quotations or not text:
        return []
    look = read_color_text(fragment) | read_size_text(fragment) | read_position(fragment)
    return [replace(op, family="title", action="add", params=text | look | {"poster": True})]


def _music_that_is_there(ops: list[Op]) -> list[Op]:
    """`The music gets louder` adds none; and `add music that gets louder, up to 60%` does not begin with 60 %."""
    risen = [op.span for op in ops if (op.family, op.action) == ("volume", "ramp")]
    done = []
    for op in ops:
        if op.family == "music" and op.span in risen:
            if not _ADDS.search(op.text.lower()):
                continue
            op = replace(
                op, params={k: v for k, v in op.params.items() if k not in ("volume", "db", "change_db")}
            )
        done.append(op)
    return done


_ADDS = re.compile(r"\b(?:add|put|lay|with|use|play|want|need)\b")
_KEEPS = re.compile(
    r"\b(?:keep\w*|trim\w*|cut\w*|extract\w*|use|using|take|give me|save|export|crop|pull|grab|want|need|leave|from my|out of)\b"
)


def _only_for_a_while(ops: list[Op]) -> list[Op]:
    """`Mute only the last 5 seconds` does not keep them alone: `only` says how long the edit beside it, or before it, holds."""
    done: list[Op] = []
    for op in ops:
        low = op.text.lower()
        is_only = bool(re.search(r"\b(?:only|just)\b", low)) and not _KEEPS.search(low)
        if (op.family, op.action) != ("trim", "keep") or not is_only:
            done.append(op)
            continue
        if any(o.span == op.span and o.family not in ("trim", "duration", "export") for o in ops):
            continue
        if done and re.match(r"(?:and |but )*(?:only|just)\b", low) and not is_timed(done[-1].params):
            done[-1] = replace(done[-1], params={**done[-1].params, **times_of(op.params)})
        else:
            done.append(op)
    return done


_QUIETLY = re.compile(
    r"(?:and |but |, )*(?:not (?:too|so|very) (?:loud|intrusive|dominant)|nice and (?:quiet|low|soft)|(?:kept )?(?:quiet|low|soft)(?:ly)?)"
)
QUIET = 0.2


def _quiet_music(ops: list[Op]) -> list[Op]:
    """`Upbeat music, not too loud`: the level is the music's."""
    done: list[Op] = []
    for op in ops:
        adds = next((i for i, o in enumerate(done) if (o.family, o.action) == ("music", "add")), None)
        if adds is not None and op.family == "volume" and _QUIETLY.fullmatch(op.text.lower().strip(" .,")):
            done[adds] = replace(done[adds], params={"volume": QUIET, **done[adds].params})
        else:
            done.append(op)
    return done


def _of_the_music(ops: list[Op]) -> list[Op]:
    """`Music at 50%, quieter (20%) from 4s to 8s`: a level for a while, said with music, is the music's."""

    def of_music(i: int, op: Op) -> Op:
        follows = i > 0 and (ops[i - 1].family == "music" or ops[i - 1].action == "level")
        is_level = (
            (op.family, op.action) == ("volume", "set") and "what" not in op.params and is_timed(op.params)
        )
        return (
            replace(op, action="level", params={**op.params, "what": "music"}) if follows and is_level else op
        )

    return [of_music(i, op) for i, op in enumerate(ops)]


def _not_what_lies_over(ops: list[Op]) -> list[Op]:
    """`Remove the hiss` is about the sound, though `remove the bunny` is about what lies over the film."""

    def is_else(op: Op) -> bool:
        return any(o.span == op.span and o.family != "overlay" for o in ops)

    def is_of_another(op: Op) -> bool:
        same = (op.family, op.action) == ("overlay", "pip") and bool(_THE_INSET.search(op.text.lower()))
        return (op.family, op.action) == ("overlay", "change") or same

    return [op for op in ops if not is_of_another(op) or not is_else(op)]


_THE_INSET = re.compile(spelled(r"\bthe <inset>\b"))


_MADE = re.compile(
    r"\b(?:make|create|cut|edit|build|produce|turn)\b.*\b(?:reel|trailer|teaser|recap|highlights?|montage|short|summary)\b"
)


def _opened_with(ops: list[Op]) -> list[Op]:
    """`Find the best 5 seconds and put them at the start as a teaser`: they are not all that is left of the film."""
    picked = next((op for op in ops if (op.family, op.action) == ("highlights", "pick")), None)
    opened = next((op for op in ops if (op.family, op.action) == ("highlights", "open")), None)
    if picked is None or opened is None:
        return ops
    if _MADE.search(picked.text.lower()):  # a reel that opens with the best of it is a reel
        return [op for op in ops if op is not opened]
    whole = replace(opened, params={**picked.params, **opened.params}, span=picked.span, text=picked.text)
    return [whole if op is picked else op for op in ops if op is not opened]


_BOTH = re.compile(r"\bboth\b")


def _both(ops: list[Op]) -> list[Op]:
    """`A title at the top and one at the bottom, both from 1s to 5s`."""
    done = list(ops)
    for i, op in enumerate(ops):
        when = times_of(op.params)
        before = ops[i - 1] if i else None
        if (
            when
            and before
            and before.family == op.family
            and _BOTH.search(op.text.lower())
            and not is_timed(before.params)
        ):
            done[i - 1] = replace(before, params={**before.params, **when})
    return done


_ON_THE_STILL = re.compile(
    r"^(?:and )?with (?:the )?(?:words?|text|title)\b|\b(?:on|over|across) (?:it|that(?: frame)?|the (?:frozen |still )?frame)\b|\bwhile it (?:holds|stands|is (?:held|frozen))\b"
)


def _on_a_still(op: Op, before: Sequence[Op]) -> dict[str, Json]:
    """`Freeze the last frame for 3 seconds and put "The end" on it`: the words are there while the frame stands still."""
    frozen = next((o for o in reversed(before) if (o.family, o.action) == ("speed", "freeze")), None)
    if not frozen or op.family != "title" or not _ON_THE_STILL.search(op.text.lower()):
        return {}
    length = frozen.params.get("for_ms", FREEZE_MS)
    start = frozen.params.get("from_ms")
    return {"last_ms": length} if start is None else {"from_ms": start, "for_ms": length}


_DURING_IT = re.compile(r"\b(?:during (?:it|that)|while (?:it|that) (?:plays|runs|lasts|is (?:on|there)))\b")


def _during_it(op: Op, before: Sequence[Op]) -> dict[str, Json]:
    """`Slow motion from 0:05 to 0:08 with a title "Watch this" during it`."""
    if not before or op.family not in COMES_IN or not _DURING_IT.search(op.text.lower()):
        return {}
    return times_of(before[-1].params)


_AFTER_IT = re.compile(
    r"\b(?:right|directly|immediately|straight|just)? ?after (?:it|that|the (?:first|previous) (?:one|title|text))\b"
)


def _right_after_it(op: Op, before: Sequence[Op]) -> dict[str, Json]:
    """`A title "Hello" for 3 seconds, then another one "World" right after it`."""
    last = before[-1] if before else None
    if last is None or last.family != op.family or op.family not in COMES_IN:
        return {}
    start, length = last.params.get("from_ms"), last.params.get("for_ms", TITLE_MS)
    end = last.params.get("to_ms", int(start or 0) + int(length))
    is_known = start is not None or not is_timed(last.params) or set(times_of(last.params)) == {"for_ms"}
    return {"from_ms": end} if is_known and _AFTER_IT.search(op.text.lower()) else {}


_MORE_WORDS = re.compile(r"(?:and |, )+(?:the same (?:for|with) |another (?:one )?(?:for )?)?[\"'“‘«「]")


def _one_after_the_other(ops: list[Op]) -> list[Op]:
    """`A title "One" for 2 seconds, then "Two" for 2 seconds`: the second comes when the first has gone."""
    done: list[Op] = []
    for op in ops:
        if done and _comes_after(done[-1], op):
            before = done[-1].params
            end = int(before.get("from_ms", 0)) + int(before["for_ms"])
            op = replace(op, params={**op.params, "from_ms": end})
        done.append(op)
    return done


def _comes_after(last: Op, op: Op) -> bool:
    """Whether a text without a beginning of its own follows one whose end is known."""
    are_titles = all((o.family, o.action) == ("title", "add") for o in (last, op))
    its_end_is_known = "for_ms" in last.params and {"from_ms", "for_ms"} >= set(times_of(last.params))
    begins = set(times_of(op.params)) - {"for_ms"}
    return are_titles and its_end_is_known and not begins and bool(_THEN.match(op.text.lower()))


def _more_names(ops: list[Op]) -> list[Op]:
    """`A name line "Ada" "CEO" at 2s and "Bob" "CTO" at 8s`: the second is a name line too."""
    done: list[Op] = []
    for op in ops:
        goes_on = bool(done) and done[-1].family == "lower_third" and bool(_MORE_WORDS.match(op.text))
        is_title = (op.family, op.action) == ("title", "add") and "detail" in op.params
        done.append(replace(op, family="lower_third") if goes_on and is_title else op)
    return done


_CARDS = frozenset({"intro", "outro"})


_EACH_OVER = re.compile(
    rf"\b(?:each|both) (?:of them )?(?:over|for|lasting|taking) (?P<a>{values.LENGTH})|(?P<b>{values.LENGTH}) (?:each|both)\b"
)


def _each_fades(ops: list[Op]) -> list[Op]:
    """`Fade out the talk and fade in the bunny, each over 2 seconds`."""
    said = next((m for op in ops if op.family == "fade" and (m := _EACH_OVER.search(op.text.lower()))), None)
    if said is None:
        return ops
    length = {"duration_ms": values.length_ms(said["a"] or said["b"])}
    return [replace(op, params={**op.params, **length}) if op.family == "fade" else op for op in ops]


def _each_as_long(ops: list[Op]) -> list[Op]:
    """`"One" at 1s, "Two" at 3s and "Three" at 5s, each for 2 seconds`: what is said of each holds for those before, too."""
    done = list(ops)
    for i, op in enumerate(ops):
        said = EACH_FOR.search(op.text.lower()) if op.family in (*COMES_IN, *_CARDS) else None
        if said is None:
            continue
        shared = {"for_ms": values.length_ms(said[1] or said[2] or said[3])}
        look = {k: v for k, v in op.params.items() if k in ("anchor", "color", "size")}
        for j in range(i, -1, -1):
            is_card = {ops[j].family, op.family} <= _CARDS
            if ops[j].family != op.family and not is_card:
                if op.family in _CARDS:
                    continue  # the words of a card, which have become a part of it by the end
                break
            done[j] = replace(done[j], params={**look, **done[j].params, **shared})
    return done


_WHEN_IT_COMES = re.compile(
    r"\b(?:when|as) (?:it|they|that|the (?:title|text|words?|logo|name)) (?:appears?|comes? (?:in|up)|pops? (?:up|in)|shows?(?: up)?|lands?|slides? in)\b"
)


def _with_what_comes(op: Op, before: Sequence[Op]) -> dict[str, Json]:
    """`Add "Subscribe" for the last 5 seconds with a pop when it appears`: the sound is heard when the words come."""
    if not before or op.family != "sound_effect" or not _WHEN_IT_COMES.search(op.text.lower()):
        return {}
    return {k: v for k, v in times_of(before[-1].params).items() if k in ("from_ms", "last_ms", "place")}


def _timed(ops: list[Op], when: Callable[[Op, Sequence[Op]], dict[str, Json]]) -> list[Op]:
    """The ops, those without a time with the one that they take from the ops before them."""
    done: list[Op] = []
    for op in ops:
        taken = {} if is_timed(op.params) else when(op, done)
        done.append(replace(op, params={**op.params, **taken}))
    return done


_OWN_THING = re.compile(r"\b(?:the|my|a|an|everything|all|whole)\b")


def _where(op: Op) -> dict[str, Json]:
    """When and on which clips an edit is."""
    return times_of(op.params) | {k: v for k, v in op.params.items() if k in ("clip", "clips")}


_ONLY_A_JOINT = re.compile(r"[\s,]*(?:(?:and|but|then)\s*)*")
_BARE = re.compile(
    r"\b(?:the|my|our|everything|all|whole|film|video|music|title)\b|\ban? (?!little|bit|touch|tad|lot)"
)


def _of_the_same_clip(ops: list[Op], request: str) -> list[Op]:
    """`Make the second clip brighter, 10% more saturated and a little sharper`: all of it is about that clip."""
    done: list[Op] = []
    for op in ops:
        before = done[-1] if done else None
        clip = {k: v for k, v in before.params.items() if k in ("clip", "clips")} if before else {}
        if (
            before is not None
            and clip
            and before.family in OF_A_CLIP
            and op.family in OF_A_CLIP
            and "what" not in op.params
            and not _where(op)
            and before.span.end <= op.span.start
            and _ONLY_A_JOINT.fullmatch(request[before.span.end : op.span.start])
            and not _BARE.search(op.text.lower())
        ):
            op = replace(op, params={**op.params, **clip})
        done.append(op)
    return done


def _of_the_same_stretch(ops: list[Op]) -> list[Op]:
    """`Make the last 5 seconds brighter and black and white`: both looks are of that stretch."""
    done: list[Op] = []
    for op in ops:
        before = done[-1] if done else None
        where = _where(before) if before else {}
        goes_on = (
            before is not None and before.family == "color" and op.text.lower().startswith(("and ", ", "))
        )
        is_bare = op.family == "color" and not _OWN_THING.search(op.text.lower())
        on_it = op.family == "zoom" and "clip" in where and bool(re.search(r"\bon it\b", op.text.lower()))
        takes = goes_on and where and not _where(op) and (is_bare or on_it)
        done.append(replace(op, params={**op.params, **where}) if takes else op)
    return done


_WITH_WORDS = re.compile(
    r"^(?:and |, )*(?:with|that (?:says|reads)|saying|reading|titled)\b|^(?:and |, )*(?:with |put |write |add |the |text |words? |title )*[\"'“‘«「]|\bon (?:it|the (?:cover|thumbnail))\b"
)
_POINTING = re.compile(r"\b(?:call-?outs?|labels?|annotations?|tooltips?|pop-?ups?)\b")


def _beside_what_they_point_at(ops: list[Op]) -> list[Op]:
    """`Zoom in at 0:12, and a callout saying "Click"`: the callout is there when the zoom is."""

    def timed(i: int, op: Op) -> Op:
        if op.family != "title" or is_timed(op.params) or not _POINTING.search(op.text.lower()):
            return op
        at = next((o.params["from_ms"] for o in reversed(ops[:i]) if "from_ms" in o.params), None)
        return op if at is None else replace(op, params={**op.params, "from_ms": at})

    return [timed(i, op) for i, op in enumerate(ops)]


def _without_lesser_looks(ops: list[Op]) -> list[Op]:
    """A film has one look: `teal and orange, like a movie` is teal and orange; and what does not say how to change it is part of
    the look beside it: `like a VHS tape with washed-out colours`."""
    vague = [op for op in ops if (op.family, op.action) == ("color", "adjust") and "name" not in op.params]
    if len(vague) < sum(op.family == "color" for op in ops):
        ops = [op for op in ops if op not in vague]
    looks = [
        op
        for op in ops
        if (op.family, op.action) == ("color", "look") and not {"clip", "clips"} & set(op.params)
    ]
    named = [op for op in looks if op.params.get("look") not in (None, "cinematic")]
    if not named:
        return ops
    return [
        _without_look(op) if op in looks and op.params.get("look") == "cinematic" else op
        for op in ops
        if not (
            op in looks
            and op.params.get("look") == "cinematic"
            and not {"grain", "vignette"} & set(op.params)
        )
    ]


def _without_look(op: Op) -> Op:
    return replace(op, params={k: v for k, v in op.params.items() if k != "look"})


def _ramped(ops: list[Op]) -> list[Op]:
    """`Ease into every change over 0.4 seconds` is how the changes of speed beside it begin and end."""
    changes = [op for op in ops if (op.family, op.action) == ("speed", "set")]
    eased = [op for op in ops if op.action == "ease"]
    if not changes or not eased:
        return ops
    soft = {"ramp": True, **{k: v for k, v in eased[0].params.items() if k == "ramp_ms"}}
    ramped = [replace(op, params={**op.params, **soft}) if op in changes else op for op in ops]
    return [op for op in ramped if op.action != "ease"]


_BRAND = re.compile(r"\b(?:brand )?(?:colou?rs|palette)\b[^.;]*")


def _in_brand_colors(ops: list[Op], request: str) -> list[Op]:
    """`Brand colors: orange (#ff6b35) and cream (#fff8f0)` are the ground and the shapes of the cards."""
    said = _BRAND.search(request)
    palette = values.palette(said[0]) if said else []
    if not palette:
        return ops
    cards = ("intro", "outro")
    return [
        replace(op, params={"palette": palette, **op.params})
        if op.family in cards and op.action == "card"
        else op
        for op in ops
    ]
