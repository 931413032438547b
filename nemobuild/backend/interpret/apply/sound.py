"""Edits of sound: music, effects, a recorded voice, levels, noise and cuts on the beat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from math import log10
from pathlib import PurePath

from nemobuild.backend.interpret.apply.words import short, words_of
from nemobuild.backend.interpret.model import AlreadyMet, CannotDo, MustAsk, Op, is_timed
from nemobuild.backend.interpret.naming import named_in, the_asset
from nemobuild.backend.interpret.phrases.row import spelled
from nemobuild.backend.interpret.said import clock, counted, listed, seconds
from nemobuild.backend.interpret.stage import Done, Stage, is_still
from nemobuild.backend.interpret.stretches import (
    chosen_clips,
    clips_said,
    every_join,
    joins_meant,
    meant_clips,
    span_of,
    stretch_of,
)
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Effect, Level, Media, Rect, Segment, Sound, Source, Timeline

UNDER_SPEECH = 0.35
ALONE = 0.8
DUCK_DB = -10.0
MUSIC_FADE_MS = 2000
LOUDEST = 4.0
EFFECT_MS = {
    "whoosh": 900, "pop": 250, "hit": 1200, "riser": 2000, "click": 150, "ding": 1200, "clap": 320, "beep": 700,
    "buzzer": 900, "boing": 900, "scratch": 700, "thunder": 3200, "applause": 3500, "drumroll": 2000, "gong": 3500,
}  # fmt: skip
SUSTAINED = frozenset({"beep", "buzzer", "applause", "drumroll"})  # what can sound for as long as is said
ENERGETIC_TEMPO = 132  # what tells energetic from upbeat
# The tempo of each mood as the renderer plays it, for cuts on the beat of music that is not played yet.
TEMPO = {
    "upbeat": 116, "calm": 72, "romantic": 70, "cinematic": 86, "corporate": 112, "inspiring": 104, "lofi": 78,
    "electronic": 122, "happy": 124, "sad": 64, "epic": 98, "jazz": 126, "ambient": 60, "playful": 112, "dark": 92,
    "acoustic": 96, "warm": 96, "hiphop": 88, "rock": 116, "pop": 116, "piano": 72, "energetic": ENERGETIC_TEMPO,
}  # fmt: skip


def amplitude(db: float) -> float:
    return float(10 ** (db / 20))


def add_music(timeline: Timeline, op: Op, stage: Stage) -> Done:
    total = edits.film_ms(timeline)
    start, end = span_of(op.params, timeline, length_ms=total, whole=True)
    before = edits.sounds(timeline, "music")
    source, name, own_length = _music_source(op, stage, before)
    if own_length and int(op.params.get("source_from_ms", 0)) >= own_length:
        raise CannotDo(f"{name} is {seconds(own_length)} long")
    speaks = any(stage.has_sound(c) for c in edits.clips(timeline)) or bool(edits.sounds(timeline, "voice"))
    if "change_db" in op.params and not before:  # so much quieter than what is said
        op = replace(op, params={**op.params, "db": op.params["change_db"]})
    volume = _level(op, before[0].volume if before else UNDER_SPEECH if speaks else ALONE)
    sound = Sound(
        start_ms=start, duration_ms=end - start, source=source, role="music", volume=round(volume, 4), label="music",
        source_start_ms=int(op.params.get("source_from_ms", 0)),
        loop=bool(own_length and own_length < end - start), duck_db=DUCK_DB if op.params.get("duck", speaks) else 0.0,
        fade_in_ms=min(int(op.params.get("fade_in_ms", 0)), (end - start) // 2),
        fade_out_ms=_fade_out(op, end - start, is_last=end >= total),
    )  # fmt: skip
    is_own_piece = bool({"mood", "tempo", "asset", "another", "pace"} & set(op.params))
    of_a_part = is_own_piece and is_timed(op.params)
    first, last = (start, end) if of_a_part else (0, total)
    kept = _without_music(timeline, first, last, stage)
    if any(
        (s.source, s.volume, s.start_ms, s.duration_ms) == (sound.source, sound.volume, start, end - start)
        for s in before
    ):
        raise CannotDo("that music is there already, so nothing would change")
    done = edits.add_above(kept, sound, name="music")
    changed = any(s.start_ms < last and s.end_ms > first for s in before)
    its_own = f" from its {clock(sound.source_start_ms)} on" if sound.source_start_ms else ""
    its_own += ", then from its beginning," if its_own and sound.loop else ""
    said = f"{'Changed the music to' if changed else 'Added'} {name}{its_own} at {volume:.0%}, {clock(start)} to {clock(end)}"
    return Done(timeline=done, said=said + (", stepping back under speech" if sound.duck_db else ""))


def _without_music(timeline: Timeline, start: int, end: int, stage: Stage) -> Timeline:
    """The film with room for new music from `start` to `end` (ms): no two pieces are heard at once. A piece that began before
    and ends after goes on where it would have been by then."""
    tails: list[Sound] = []

    def change(s: Segment) -> Segment | None:
        if not isinstance(s, Sound) or s.role != "music" or s.end_ms <= start or s.start_ms >= end:
            return s
        if s.end_ms > end:
            tails.append(_from(s, end, stage))
        return edits.heard_between(s, s.start_ms, start) if s.start_ms < start else None

    return edits.add_all_above(edits.change_segments(timeline, change), tails, name="music")


def _from(music: Sound, at: int, stage: Stage) -> Sound:
    """What of music is heard from a time of the film (ms) on; one that is repeated is somewhere within it by then."""
    rest = edits.sound_part(music, at, music.end_ms) if music.start_ms < at else music
    media = stage.by_digest(music.source.digest)
    around = media.duration_ms if media and music.loop else 0
    return replace(
        rest, id="", source_start_ms=rest.source_start_ms % around if around else rest.source_start_ms
    )


def _fade_out(op: Op, length: int, *, is_last: bool) -> int:
    """How long music fades out (ms): as said, and a little at the film's end."""
    if "fade_out_ms" in op.params:
        return min(int(op.params["fade_out_ms"]), length // 2)
    return min(MUSIC_FADE_MS, length // 3) if is_last else 0


def _music_source(op: Op, stage: Stage, before: Sequence[Sound]) -> tuple[Source, str, int]:
    """The source, how it is called, and its length (0 for as long as one likes): another one only where that is said."""
    uploads = stage.of_kind("audio")
    named = named_in(op.text, uploads)
    if "pace" in op.params:
        return _at_another_pace(before, float(op.params["pace"]))
    if before and not named and not {"mood", "tempo", "asset", "replace", "another"} & set(op.params):
        kept = before[0].source
        media = stage.by_digest(kept.digest)
        return kept, kept.name, media.duration_ms if media else 0
    is_own = bool(uploads) and bool(_OWN_SONG.search(op.low) or _by_a_common_word(op.text, uploads))
    if "asset" in op.params or named or is_own or (uploads and not {"mood", "tempo"} & set(op.params)):
        tracks = [m for m in uploads if "voice" not in m.called and "narration" not in m.called] or uploads
        asset = the_asset(op.params, op.text, named or tracks, "music file")
        return Source(kind="audio", digest=asset.digest, name=asset.name), asset.name, asset.duration_ms
    composed = next((s.source.params for s in before if s.source.generator == "music"), {})
    wants_another = "another" in op.params
    mood = str(op.params.get("mood") or (composed.get("mood") if wants_another else "") or "calm")
    seed = int(op.params.get("seed", 1))
    if wants_another and mood == composed.get("mood"):
        seed = int(str(composed.get("seed", 1))) + 1
    params: dict[str, object] = {"mood": mood, "seed": seed}
    if "tempo" in op.params:
        if not 40 <= int(op.params["tempo"]) <= 240:
            raise CannotDo(f"{op.params['tempo']} beats a minute is not possible; 40 to 240 are")
        params["tempo"] = int(op.params["tempo"])
    elif mood == "energetic":
        params["tempo"] = ENERGETIC_TEMPO
    return Source(kind="audio", generator="music", name=f"{mood} music", params=params), f"{mood} music", 0


def _at_another_pace(before: Sequence[Sound], factor: float) -> tuple[Source, str, int]:
    """Music that was made, faster or slower by a factor: the same piece at another tempo."""
    made = next((s.source for s in before if s.source.generator == "music"), None)
    if made is None:
        raise CannotDo(
            "there is no music yet that could be slower or faster"
            if not before
            else "a song of your own keeps its pace; only music that is made here can be slower or faster"
        )
    mood = str(made.params.get("mood", "calm"))
    tempo = round(int(str(made.params.get("tempo", TEMPO.get(mood, 100)))) * factor)
    if not 40 <= tempo <= 240:
        raise CannotDo(f"{tempo} beats a minute is not possible; 40 to 240 are")
    return replace(made, params={**made.params, "tempo": tempo}), f"{mood} music of {tempo} beats a minute", 0


_OWN_SONG = re.compile(
    r"\b(?:uploaded|attached|supplied|provided|given|our|my|this|these|the two)\b[^,;.]{0,30}\b(?:songs?|tracks?|tunes?|mp3|music|piece|recording|loop)\b"
    r"|\b(?:song|track|music|tune)s?:? (?:is |are )?(?:attached|uploaded|supplied|provided|i (?:uploaded|attached|sent))\b"
)
"""Words that point to a file of music, whatever mood they name beside it."""


def _by_a_common_word(words: str, uploads: Sequence[Media]) -> bool:
    """`The song` is the upload that is called so, as `a song` is none."""
    called = {name for m in uploads for name in (PurePath(m.name.lower()).stem, m.alias.lower()) if name}
    return any(re.search(rf"\bthe {re.escape(name)}\b", words.lower()) for name in called)


def _level(op: Op, default: float) -> float:
    """The amplitude that is asked for."""
    params = op.params
    level = default
    if "volume" in params:
        level = float(params["volume"])
    elif "db" in params:
        level = amplitude(float(params["db"]))
    elif "change_db" in params:
        level = default * amplitude(float(params["change_db"]))
    elif "times" in params:
        level = default * float(params["times"])
    if not 0 <= level <= LOUDEST:
        raise CannotDo(f"a volume of {level:.0%} is not possible; 0% to {LOUDEST:.0%} is")
    return level


def loop_music(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del op, stage
    if all(s.loop or s.source.generator for s in edits.sounds(timeline, "music")):
        raise AlreadyMet("the music is repeated for as long as the film is")
    done = edits.change_segments(
        timeline, lambda s: replace(s, loop=True) if isinstance(s, Sound) and s.role == "music" else s
    )
    return Done(timeline=done, said="The music is repeated for as long as the film is")


def remove_music(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if not edits.sounds(timeline, "music"):
        raise CannotDo("there is no music in the film")
    if is_timed(op.params):
        return _set_sounds(timeline, replace(op, params={**op.params, "volume": 0.0}), "music")
    del stage
    done = edits.change_segments(
        timeline, lambda s: None if isinstance(s, Sound) and s.role == "music" else s
    )
    return Done(timeline=done, said="Removed the music")


def add_effect(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if "unknown" in op.params:
        known = ", ".join(EFFECT_MS)
        raise CannotDo(
            f'there is no sound "{op.params["unknown"]}"; there are {known}, or a file of your own'
        )
    name = str(op.params.get("name", "whoosh"))
    several = [int(t) for t in op.params.get("times_ms", ())]
    if several and (late := [t for t in several if t >= edits.film_ms(timeline)]):
        raise CannotDo(
            f"{clock(late[0])} lies past the end: the film is {seconds(edits.film_ms(timeline))} long"
        )
    timed = is_timed(op.params) and not {"after", "before", "between"} & set(op.params)
    meant = None if timed else joins_meant(op, timeline, stage)
    there = every_join(op.low, timeline) if meant is None else meant
    joins = [c.start_ms for i, c in enumerate(edits.clips(timeline)) if i in there]
    if not joins and not timed and _AT_SCENES.search(op.low):
        joins = _scene_changes(timeline, stage)
    alone = timed or not joins
    times = several or ([span_of(op.params, timeline, length_ms=EFFECT_MS[name])[0]] if alone else joins)
    total = edits.film_ms(timeline)
    length, params = EFFECT_MS[name], {"name": name, "seed": 1}
    if (
        name in SUSTAINED
        and alone
        and not several
        and {"to_ms", "for_ms", "during", "last_ms"} & set(op.params)
    ):
        start, end = span_of(op.params, timeline, length_ms=length)
        length, params = end - start, {**params, "duration_ms": end - start}
    source = Source(kind="audio", generator="sound_effect", name=name, params=params)
    sound = Sound(source=source, role="effect", volume=round(_level(op, 0.7), 4), label=name)
    before = EFFECT_MS[name] // 2 if name == "whoosh" and not timed else 0
    added = [
        replace(sound, start_ms=max(0, t - before), duration_ms=max(100, min(length, total - t)))
        for t in times
    ]
    if op.params.get("censors"):
        if not alone:
            raise MustAsk("From when to when should it be bleeped? For example: bleep from 0:02 to 0:04.")
        for sounded in added:
            timeline = _silent_between(timeline, sounded.start_ms, sounded.end_ms)
    done = edits.add_all_above(timeline, added, name="effects")
    if op.params.get("censors"):
        spans = [f"{clock(s.start_ms)} to {clock(s.end_ms)}" for s in added]
        return Done(timeline=done, said=f"Bleeped {listed(spans)}: nothing else of the film is heard there")
    if length != EFFECT_MS[name]:
        return Done(
            timeline=done, said=f"Added a {name} from {clock(times[0])} to {clock(times[0] + length)}"
        )
    where = ", ".join(clock(t) for t in times) if several or len(times) == 1 else counted(len(times), "cut")
    return Done(timeline=done, said=f"Added a {name} at {where}")


def _silent_between(timeline: Timeline, start: int, end: int) -> Timeline:
    """The film without a sound of its own, or a voice over it, for a stretch; its music goes on."""
    cut = edits.split_at(timeline, [start, end])
    inside = set(edits.within(cut, start, end))
    done = edits.change_clips(cut, lambda i, c: replace(c, volume=0.0) if i in inside else c)

    def change(s: Segment) -> Segment:
        if (
            not isinstance(s, Sound)
            or s.role in ("music", "effect")
            or s.end_ms <= start
            or s.start_ms >= end
        ):
            return s
        first, last = max(start, s.start_ms) - s.start_ms, min(end, s.end_ms) - s.start_ms
        return replace(
            s, levels=_with_level(s.levels, Level(start_ms=first, duration_ms=last - first, gain=0.0))
        )

    return edits.change_segments(done, change)


def change_effects(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The sound effects of a name, or all, louder or quieter, at another moment, or gone."""
    del stage
    name = op.params.get("name")
    there = edits.sounds(timeline, "effect")
    if not there:
        raise CannotDo("there is no sound effect in the film")
    meant = {s.id for s in there if name in (None, s.source.params.get("name"))}
    if not meant:
        known = ", ".join(dict.fromkeys(str(s.source.params.get("name", s.label)) for s in there))
        raise CannotDo(f"there is no {name} in the film; there is {known}")
    meant = _which_of(timeline, meant, op)
    start = None if op.params.get("remove") else op.params.get("from_ms")
    if start is not None and len(meant) > 1:
        raise MustAsk(
            f"Which of the {len(meant)} sound effects should be heard then? Remove them, and add one."
        )
    if start is not None and int(start) >= edits.film_ms(timeline):
        raise CannotDo(
            f"{clock(int(start))} lies past the end: the film is {seconds(edits.film_ms(timeline))} long"
        )
    done = edits.change_segments(
        timeline, lambda s: _changed_effect(s, op) if isinstance(s, Sound) and s.id in meant else s
    )
    if done == timeline:
        raise MustAsk("What should become of the sound effects: louder, quieter, at another moment, or gone?")
    what = f"the {name}" if name else "the sound effects"
    if op.params.get("remove"):
        at = [clock(s.start_ms) for s in there if s.id in meant]
        where = f" at {listed(at)}" if len(at) < len(there) <= MOST_HEARD else ""
        what = f"the {next(s.label for s in there if s.id in meant)}" if len(at) == 1 else what
        return Done(timeline=done, said=f"Removed {what}{where}")
    if start is not None or "shift_ms" in op.params:
        return Done(timeline=done, said=f"Moved {what} to {clock(edits.sounds(done, 'effect')[0].start_ms)}")
    level = next(s.volume for s in edits.sounds(done, "effect") if s.id in meant)
    return Done(timeline=done, said=f"Set {what} to {level:.0%}")


MOST_HEARD = 6


def _which_of(timeline: Timeline, meant: set[str], op: Op) -> set[str]:
    """Of effects those that an ordinal or a time is said of."""
    own = sorted((s for s in edits.sounds(timeline, "effect") if s.id in meant), key=lambda s: s.start_ms)
    if "heard_at_ms" in op.params:
        at = int(op.params["heard_at_ms"])
        own = [s for s in own if s.start_ms - NEAR_MS <= at < s.end_ms]
        if not own:
            raise CannotDo(f"there is no such sound at {clock(at)}")
    if "nth" in op.params:
        nth = int(op.params["nth"])
        if not 0 < abs(nth) <= len(own):
            raise CannotDo(f"there are {len(own)} of these sounds, and no number {abs(nth)}")
        own = [own[nth - 1 if nth > 0 else nth]]
    return {s.id for s in own}


NEAR_MS = 500


def unmute(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The own sound of clips that are muted; a frame that stands still has none, and what is bleeped stays unheard."""
    timeline, chosen = meant_clips(timeline, op, stage)
    own = edits.clips(timeline)
    beeps = [
        (s.start_ms, s.end_ms)
        for s in edits.sounds(timeline, "effect")
        if s.source.params.get("name") == "beep"
    ]
    silent = [
        i
        for i in chosen
        if not own[i].volume
        and stage.has_sound(replace(own[i], volume=1.0))
        and own[i].speed >= SLOWEST_HEARD
        and not any(a <= own[i].start_ms and own[i].end_ms <= b for a, b in beeps)
    ]
    if not silent:
        raise CannotDo("nothing there is muted, so nothing would change")
    done = edits.change_clips(timeline, lambda i, c: replace(c, volume=1.0) if i in silent else c)
    return Done(timeline=done, said=f"The sound of {clips_said(timeline, silent)} is heard again")


SLOWEST_HEARD = 0.05  # slower than any speed that is asked for: a frame that stands still


def _changed_effect(sound: Sound, op: Op) -> Sound | None:
    if op.params.get("remove"):
        return None
    start = int(op.params.get("from_ms", sound.start_ms)) + int(op.params.get("shift_ms", 0))
    return replace(sound, start_ms=max(0, start), volume=round(_level(op, sound.volume), 4))


_AT_SCENES = re.compile(r"\b(?:scene changes?|(?:each|every|all) (?:the )?(?:scenes?|cuts?|shots?))\b")


def _scene_changes(timeline: Timeline, stage: Stage) -> list[int]:
    """Where the picture changes abruptly within the film's clips, in film time."""
    found = []
    for clip in edits.clips(timeline):
        for t in stage.analysis.scenes(clip.source.digest):
            at = clip.start_ms + round((t - clip.source_start_ms) / clip.speed)
            if clip.start_ms < at < clip.end_ms and not clip.reverse:
                found.append(at)
    return found


def speak(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """Words spoken by the voice that is installed; music steps back under them."""
    text = words_of(op, 'What should be said? For example: add a voiceover that says "Welcome".')
    language = str(op.params.get("language") or ("zh" if re.search(r"[\u4e00-\u9fff]", text) else "en"))
    params = {"text": text, "engine": stage.analysis.speaker(), "language": language}
    length, total = stage.analysis.speech_ms(params), edits.film_ms(timeline)
    start, _ = span_of(op.params, timeline, length_ms=length)
    if start + length > total + 100:
        raise CannotDo(
            f"saying that takes {seconds(length)} and would reach past the end: the film is {seconds(total)} long"
        )
    sound = Sound(
        start_ms=start, duration_ms=min(length, total - start), role="voice", volume=_level(op, 1.0), label="narration",
        source=Source(kind="audio", generator="voice", name="narration", params=params),
    )  # fmt: skip
    done = _ducked(edits.add_above(timeline, sound, name="voice"))
    return Done(
        timeline=done,
        said=f'{params["engine"]} says "{short(text)}" from {clock(start)}, {seconds(length)} long',
    )


def _ducked(timeline: Timeline) -> Timeline:
    return edits.change_segments(
        timeline, lambda s: replace(s, duck_db=DUCK_DB) if isinstance(s, Sound) and s.role == "music" else s
    )


def add_voice(timeline: Timeline, op: Op, stage: Stage) -> Done:
    voices = [m for m in stage.of_kind("audio") if "voice" in m.called or "narration" in m.called]
    asset = the_asset(op.params, op.text, voices or stage.of_kind("audio"), "voice recording")
    start, _ = span_of(op.params, timeline, length_ms=asset.duration_ms)
    length = min(asset.duration_ms, edits.film_ms(timeline) - start)
    sound = Sound(
        start_ms=start, duration_ms=length, source=Source(kind="audio", digest=asset.digest, name=asset.name), role="voice",
        volume=_level(op, 1.0), label="narration",
    )  # fmt: skip
    done = _ducked(edits.add_above(timeline, sound, name="voice"))
    return Done(
        timeline=done, said=f"Laid {asset.name} over the film from {clock(start)}, {seconds(length)} long"
    )


# Levels


def mute(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if op.params.get("what") == "music":
        return _set_sounds(timeline, replace(op, params={**op.params, "volume": 0.0}), "music")
    if (side := _SIDE.search(op.low)) and (shown := _beside(timeline, side[1])):
        return Done(timeline=reduce(_silenced, shown, timeline), said=f"Muted the clip on the {side[1]}")
    if op.params.get("only"):
        return _only_heard(timeline, op, stage)
    beside = _named_beside(timeline, op, stage)
    if beside and not any(stage.has_sound(c) for c in beside):
        raise CannotDo(f"{beside[0].source.name} is not heard: what lies over the film has no sound")
    if beside:
        files = counted(len({c.source.digest for c in beside}), "clip")
        return Done(timeline=reduce(_silenced, beside, timeline), said=f"Muted {files}")
    timeline, chosen = meant_clips(timeline, op, stage)
    loud = [i for i in chosen if stage.has_sound(edits.clips(timeline)[i])]
    if not loud:
        raise CannotDo("there is no sound to mute, so nothing would change")
    done = edits.change_clips(timeline, lambda i, c: replace(c, volume=0.0) if i in loud else c)
    which = clips_said(timeline, loud)
    is_more_heard = any(s.volume for s in edits.sounds(timeline))
    of_all = which == "the film" and is_more_heard
    return Done(timeline=done, said="Muted the film's own sound" if of_all else f"Muted {which}")


def _only_heard(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """All clips muted but those that an op is about, whether they are named or numbered."""
    heard = chosen_clips(op.params, op.low, timeline, stage)
    own = edits.clips(timeline)
    loud = [i for i, c in enumerate(own) if i not in heard and stage.has_sound(c)]
    if len(heard) == len(own):
        raise MustAsk("Which clip should be heard alone? For example: keep only the sound of the first clip.")
    if not loud:
        raise CannotDo("no other clip is heard, so nothing would change")
    done = edits.change_clips(timeline, lambda i, c: replace(c, volume=0.0) if i in loud else c)
    return Done(timeline=done, said=f"Muted {clips_said(timeline, loud)}")


_SIDE = re.compile(r"\b(left|right|top|bottom) (?:one|clip|video|side|half|film)\b")


def _beside(timeline: Timeline, side: str) -> tuple[Clip, ...]:
    """The pieces of what a split screen shows at a side; none where the screen is not split."""
    others = [c for c in edits.overlays(timeline) if c.label == "split"]
    if not others:
        return ()
    shown = [*edits.clips(timeline), *others]
    rects = [c.placement.rect if c.placement else Rect() for c in shown]
    along = [r.x if side in ("left", "right") else r.y for r in rects]
    meant = min(along) if side in ("left", "top") else max(along)
    return tuple(c for c, at in zip(shown, along, strict=True) if at == meant)


_THE_INSET = re.compile(spelled(r"\bthe <inset>\b"))


def _named_beside(timeline: Timeline, op: Op, stage: Stage) -> tuple[Clip, ...]:
    """The clips of a file that is named, where it is seen over or beside the main track and not on it."""
    if _THE_INSET.search(op.low):
        return tuple(c for c in edits.overlays(timeline) if c.label == "overlay")
    named = {m.digest for m in named_in(op.text, stage.visible())}
    if any(c.source.digest in named for c in edits.clips(timeline)):
        return ()
    return tuple(c for c in edits.overlays(timeline) if c.source.digest in named)


def _silenced(timeline: Timeline, clip: Clip) -> Timeline:
    done = edits.change_clips(timeline, lambda _, c: replace(c, volume=0.0) if c == clip else c)
    return edits.change_segments(
        done, lambda s: replace(s, volume=0.0) if isinstance(s, Clip) and s == clip else s
    )


def replace_sound(timeline: Timeline, op: Op, stage: Stage) -> Done:
    timeline, chosen = meant_clips(timeline, op, stage)
    loud = [i for i in chosen if stage.has_sound(edits.clips(timeline)[i])]
    done = edits.change_clips(timeline, lambda i, c: replace(c, volume=0.0) if i in loud else c)
    return Done(
        timeline=done,
        said=f"Muted the film's own sound in {clips_said(timeline, loud)}"
        if loud
        else "The film had no sound of its own",
    )


def set_volume(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if not {"volume", "db", "change_db", "times"} & set(op.params):
        raise MustAsk("How loud? For example: set the music volume to 20%.")
    what = op.params.get("what", "")
    if what == "music" or (
        not what
        and edits.sounds(timeline, "music")
        and not any(stage.has_sound(c) for c in edits.clips(timeline))
    ):
        return _set_sounds(timeline, op, "music")
    if what == "effects":
        return _set_sounds(timeline, op, "effect")
    timeline, clips = meant_clips(timeline, op, stage)
    chosen = [i for i in clips if stage.has_sound(edits.clips(timeline)[i])]
    if not chosen:
        raise CannotDo("the film has no sound, so nothing would change")
    done = edits.change_clips(
        timeline, lambda i, c: replace(c, volume=round(_level(op, c.volume), 4)) if i in chosen else c
    )
    return _leveled(
        done, timeline, f"the sound of {clips_said(timeline, chosen)}", edits.clips(done)[chosen[0]].volume
    )


def _set_sounds(timeline: Timeline, op: Op, role: str) -> Done:
    sounds = edits.sounds(timeline, role)
    name = "the music" if role == "music" else "the sound effects"
    if not sounds:
        raise CannotDo(
            f"there is nothing to set the volume of: the film has no {'music' if role == 'music' else 'sound effects'}",
            nearest="add upbeat background music",
        )
    if is_timed(op.params):
        return _set_between(timeline, op, role, name)
    is_absolute = bool({"volume", "db"} & set(op.params))
    done = edits.change_segments(
        timeline,
        lambda s: (
            replace(s, volume=round(_level(op, s.volume), 4), levels=() if is_absolute else s.levels)
            if isinstance(s, Sound) and s.role == role
            else s
        ),
    )
    return _leveled(done, timeline, name, edits.sounds(done, role)[0].volume)


def _set_between(timeline: Timeline, op: Op, role: str, name: str) -> Done:
    """Another level for a stretch of the film, with the level of the rest on either side."""
    start, end = stretch_of(op, timeline)

    def change(s: Segment) -> Segment:
        if not isinstance(s, Sound) or s.role != role or s.end_ms <= start or s.start_ms >= end:
            return s
        first, last = max(start, s.start_ms) - s.start_ms, min(end, s.end_ms) - s.start_ms
        if not s.volume:
            return _heard_alone(s, first, last, _level(op, 1.0))
        own = Level(start_ms=first, duration_ms=last - first, gain=round(_level(op, s.volume) / s.volume, 4))
        return replace(s, levels=_with_level(s.levels, own))

    done = edits.change_segments(timeline, change)
    if done == timeline:
        raise CannotDo(f"{name} is not heard from {clock(start)} to {clock(end)}, or so already")
    level = _level(op, edits.sounds(timeline, role)[0].volume or 1.0)
    return Done(timeline=done, said=f"Set {name} to {level:.0%} from {clock(start)} to {clock(end)}")


RAMP_STEP_MS = 300  # as long as the renderer takes from one level to the next, so that the steps are one line
MOST_STEPS = 40


def ramp_music(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """Music that becomes louder or quieter over a stretch, or over all of it, and stays so."""
    del stage
    if not edits.sounds(timeline, "music"):
        raise CannotDo("there is no music in the film; add some first", nearest="add upbeat background music")
    start, end = stretch_of(op, timeline)
    before = next((s.volume for s in edits.sounds(timeline, "music") if s.volume), 0.0)
    first = float(op.params.get("from_volume", before))
    last = _level(op, before)
    if not before or first == last:
        raise CannotDo(f"the music is at {before:.0%}, so nothing would rise or fall")
    steps = max(2, min(MOST_STEPS, (end - start) // RAMP_STEP_MS))

    def change(s: Segment) -> Segment:
        if not isinstance(s, Sound) or s.role != "music" or s.end_ms <= start or not s.volume:
            return s  # what was muted stays so
        rising = [
            (
                start + (end - start) * n // steps,
                start + (end - start) * (n + 1) // steps,
                first + (last - first) * n / (steps - 1),
            )
            for n in range(steps)
        ]
        stretches = [
            (a - s.start_ms, b - s.start_ms, round(level / s.volume, 4))
            for a, b, level in (*rising, (end, s.end_ms, last))
        ]
        kept = [(x.start_ms, x.end_ms, x.gain) for x in s.levels if x.end_ms <= start - s.start_ms]
        return replace(
            s, levels=edits.levels_of([*kept, *((a, b, g) for a, b, g in stretches if b > 0)], s.duration_ms)
        )

    done = edits.change_segments(timeline, change)
    way = "rises" if last > first else "falls"
    said = f"The music {way} from {first:.0%} to {last:.0%}, {clock(start)} to {clock(end)}, and stays there"
    return Done(timeline=done, said=said)


def _heard_alone(sound: Sound, start: int, end: int, level: float) -> Sound:
    """A sound that was muted, at a level for one stretch (ms from its start) and silent on either side."""
    silent = [(0, start, 0.0), (end, sound.duration_ms, 0.0)]
    return replace(sound, volume=round(level, 4), levels=edits.levels_of(silent, sound.duration_ms))


def _with_level(levels: Sequence[Level], own: Level) -> tuple[Level, ...]:
    """The levels with one more, which takes the place of what it covers."""
    kept = [own] if own.gain != 1 else []
    for level in levels:
        for a, b in (
            (level.start_ms, min(level.end_ms, own.start_ms)),
            (max(level.start_ms, own.end_ms), level.end_ms),
        ):
            if b > a:
                kept.append(replace(level, start_ms=a, duration_ms=b - a))
    return tuple(sorted(kept, key=lambda level: level.start_ms))


def _leveled(done: Timeline, before: Timeline, what: str, level: float) -> Done:
    if done == before:
        raise CannotDo(f"{what} is at {level:.0%} already, so nothing would change")
    return Done(timeline=done, said=f"Set {what} to {level:.0%}")


def duck(timeline: Timeline, op: Op, stage: Stage) -> Done:
    if is_timed(op.params):  # it steps back when that is said, and not only under speech
        params = {"change_db": DUCK_DB, **op.params} if "db" not in op.params else op.params
        return _set_sounds(timeline, replace(op, params=params), "music")
    del stage
    asked = op.params.get("db", op.params.get("change_db", DUCK_DB))
    if 0 < float(op.params.get("volume", 0)) < 1:
        asked = 20 * log10(float(op.params["volume"]))
    depth = -abs(round(float(asked), 1))
    depth = depth if -40 <= depth < 0 else DUCK_DB
    if not edits.sounds(timeline, "music"):
        raise CannotDo("there is no music to step back; add some first", nearest="add calm background music")
    done = edits.change_segments(
        timeline, lambda s: replace(s, duck_db=depth) if isinstance(s, Sound) and s.role == "music" else s
    )
    if done == timeline:
        raise AlreadyMet("the music steps back under speech already, so nothing would change")
    return Done(timeline=done, said=f"The music steps back by {abs(depth):g} dB under speech")


def unduck(timeline: Timeline, op: Op, stage: Stage) -> Done:
    del op, stage
    if not edits.sounds(timeline, "music"):
        raise CannotDo("there is no music that steps back")
    done = edits.change_segments(
        timeline, lambda s: replace(s, duck_db=0.0) if isinstance(s, Sound) and s.role == "music" else s
    )
    if done == timeline:
        raise CannotDo("the music does not step back under speech, so nothing would change")
    return Done(timeline=done, said="The music no longer steps back under speech")


_EVEN = re.compile(
    r"\beven|\blevel|\bconsistent|\bbalanc|\bmatch|\bequali|\bsame (?:level|volume|loudness)|统一|均衡|一致"
)


def normalize(timeline: Timeline, op: Op, stage: Stage) -> Done:
    """The film's loudness to a target, by one gain; quiet and loud parts of its clips are evened out where that is said, or
    where the target is the one that every film is brought to."""
    if named_in(op.text, stage.visible()) and len(edits.clips(timeline)) > 1:
        raise CannotDo(
            "a loudness in LUFS is that of the whole film; a clip is made louder or quieter in dB or percent",
            nearest="lower the first clip by 6 dB",
        )
    target = float(op.params.get("lufs", Timeline().loudness))
    if not -36 <= target <= -8:
        raise CannotDo(f"a loudness of {target:g} LUFS is not possible; -36 to -8 is")
    evens = bool(_EVEN.search(op.low)) or target == timeline.loudness
    effect = Effect(name="loudness", params={"lufs": target})

    def change(_: int, clip: Clip) -> Clip:
        if is_still(clip) or not evens:
            return clip
        return replace(clip, effects=(*(e for e in clip.effects if e.name != "loudness"), effect))

    done = replace(edits.change_clips(timeline, change), loudness=target)
    if done == timeline:
        raise CannotDo(f"the film is brought to {target:g} LUFS already, so nothing would change")
    evened = "Evened the level out and brought" if evens else "Brought"
    return Done(timeline=done, said=f"{evened} the loudness to {target:g} LUFS")


def denoise(timeline: Timeline, op: Op, stage: Stage) -> Done:
    timeline, chosen = meant_clips(timeline, op, stage)
    loud = [i for i in chosen if stage.has_sound(edits.clips(timeline)[i])]
    if not loud:
        raise CannotDo("there is no sound to clean, so nothing would change")
    effect = Effect(name="denoise_audio", params={"amount": float(op.params.get("strength", 0.5))})
    done = edits.change_clips(
        timeline,
        lambda i, c: (
            replace(c, effects=(*(e for e in c.effects if e.name != "denoise_audio"), effect))
            if i in loud
            else c
        ),
    )
    if done == timeline:
        raise CannotDo("the noise is taken out already, so nothing would change")
    return Done(timeline=done, said=f"Took the noise out of {clips_said(timeline, loud)}")


# Beats

SHORTEST_BETWEEN_CUTS_MS = 300


def beat_sync(timeline: Timeline, op: Op, stage: Stage) -> Done:
    beats, timeline, name = _beats(timeline, stage)
    every = int(op.params.get("every", 0))
    own = edits.shots(timeline)
    if len(own) < 2:
        raise CannotDo("there is only one clip, so there is no cut to put on a beat")
    ends = _ends_on_beats(own, beats, every)
    plain = edits.change_clips(timeline, lambda _, c: replace(c, transition=None))
    starts = [0, *ends[:-1]]
    lengths = {n: max(100, b - a) for n, (a, b) in enumerate(zip(starts, ends, strict=True))}
    done = edits.shots_lasting(plain, lengths)
    on_beat = sum(e in beats for e in ends[:-1])
    return Done(
        timeline=done,
        said=f"Put {counted(on_beat, 'cut')} on the beats of {name}; the film is {seconds(edits.film_ms(done))} long",
    )


def _beats(timeline: Timeline, stage: Stage) -> tuple[Sequence[int], Timeline, str]:
    """The beats of the film's music in film time. An uploaded piece of music is put under the film if it has none."""
    music = edits.sounds(timeline, "music")
    if not music and stage.of_kind("audio"):
        op = Op(family="music", action="add", params={})
        timeline = add_music(timeline, op, stage).timeline
        music = edits.sounds(timeline, "music")
    if not music:
        raise CannotDo("there is no music to cut on; add some first", nearest="add upbeat background music")
    sound = music[0]
    name = sound.source.name or "the music"
    if sound.source.generator:
        tempo = int(sound.source.params.get("tempo", TEMPO.get(str(sound.source.params.get("mood")), 100)))
        source = replace(sound.source, params={**sound.source.params, "tempo": tempo})
        timeline = edits.change_segments(
            timeline, lambda s: replace(s, source=source) if isinstance(s, Sound) and s.id == sound.id else s
        )
        step = 60_000 / tempo
        return [round(sound.start_ms + i * step) for i in range(1, int(600_000 / step))], timeline, name
    found = [t - sound.source_start_ms + sound.start_ms for t in stage.analysis.beats(sound.source.digest)]
    if len(found) < 4:
        raise CannotDo(f"no beat was found in {name}")
    media = stage.by_digest(sound.source.digest)
    around = media.duration_ms if media and sound.loop else 0
    rounds = range(1 + (edits.film_ms(timeline) // around if around else 0))
    return [t + n * around for n in rounds for t in found], timeline, name


def _ends_on_beats(own: Sequence[edits.Shot], beats: Sequence[int], every: int) -> list[int]:
    """Where each clip ends: on the beat nearest to its end now, or a number of beats after the one before."""
    ends: list[int] = []
    at = 0
    for clip in own:
        at = _end_on_beat(clip, at, beats, every)
        ends.append(at)
    return ends


def _end_on_beat(clip: edits.Shot, at: int, beats: Sequence[int], every: int) -> int:
    natural = at + clip.duration_ms
    later = [b for b in beats if b >= at + SHORTEST_BETWEEN_CUTS_MS]
    if not all(is_still(c) for c in clip.pieces):  # a film has no more than it has
        later = [b for b in later if b <= natural]
    if every and len(later) >= every:
        return later[every - 1]
    return min(later, key=lambda b: abs(b - natural), default=natural)
