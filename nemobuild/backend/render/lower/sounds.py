"""Everything heard, in samples: the sound of clips, with a few ms of crossfade at cuts, and the audio tracks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import isfinite, log10

from nemobuild.backend.render.frames import SAMPLE_RATE, sample_at
from nemobuild.backend.render.lower.effects import Params, number
from nemobuild.backend.render.lower.speed import speed_of
from nemobuild.backend.render.lower.stage import Stage, origin_of
from nemobuild.backend.render.music import MusicSpec, SoundEffectSpec, VoiceSpec
from nemobuild.backend.render.scene import Heard, Loudness
from nemobuild.timeline.model import Clip, Effect, Sound, Timeline, Track

SEAM = SAMPLE_RATE * 4 // 1000
"""Samples over which one sound takes over from another at a cut: 4 ms hide a click and are not heard as a fade."""


MOST_LEVELS = 200
"""Stretches of another level that one curve may have: it is worked out for every 1.3 ms of the sound."""


def sounds(timeline: Timeline, stage: Stage) -> tuple[Heard, ...]:
    """All sounds of a timeline in the order of their tracks."""
    heard: list[Heard] = []
    for track in timeline.of_kind("video"):
        heard.extend(_of_clips(track, stage))
    for track in timeline.of_kind("audio"):
        heard.extend(h for s in track.segments if isinstance(s, Sound) and (h := _of_sound(s, stage)))
    return tuple(heard)


MUSIC_ALONE = 0.8
"""The level of music beside which nothing is heard, where none is asked for."""
QUIETEST_LUFS = -32.0


def loudness_of(timeline: Timeline, heard: Sequence[Heard]) -> float:
    """The LUFS that a film is brought to. Quieter music, where it is all that is heard and no loudness was asked for, stays
    quieter: brought to the loudness of other films, 10 % and 100 % would sound the same."""
    music = [
        s for t in timeline.of_kind("audio") for s in t.segments if isinstance(s, Sound) and s.role == "music"
    ]
    level = max((s.volume for s in music), default=0.0)
    is_alone = 0 < len(heard) <= len(music)
    if timeline.loudness != Timeline().loudness or not is_alone or not 0 < level < MUSIC_ALONE:
        return timeline.loudness
    return max(QUIETEST_LUFS, round(timeline.loudness + 20 * log10(level / MUSIC_ALONE), 1))


def _of_clips(track: Track, stage: Stage) -> Iterator[Heard]:
    clips = [c for c in track.segments if isinstance(c, Clip)]
    for before, clip, after in zip([None, *clips], clips, [*clips[1:], None], strict=False):
        if clip.volume <= 0 or clip.source.generator or clip.source.kind == "image":
            continue
        medium = stage.found(clip)
        if not medium.has_audio:
            continue
        yield _of_clip(clip, before, after, medium.channels, stage)


def _of_clip(clip: Clip, before: Clip | None, after: Clip | None, channels: int, stage: Stage) -> Heard:
    rate = stage.output.rate
    start, end = (sample_at(stage.frame(ms), rate) for ms in (clip.start_ms, clip.end_ms))
    into = _overlap(before, clip, stage)
    out = _overlap(clip, after, stage)
    tail = 0 if out or clip.reverse else SEAM
    fade_in = max(_samples(clip.audio_fade_in_ms), into, SEAM)
    fade_out = max(_samples(clip.audio_fade_out_ms), out, SEAM)
    return Heard(
        start=start,
        samples=end - start + tail,
        key=clip.source.digest,
        at=Fraction(clip.source_start_ms, 1000),
        speed=speed_of(clip),
        reverse=clip.reverse,
        channels=channels,
        pictures=_has_pictures(clip, stage),
        gain=min(clip.volume, 8.0),
        fade_in=min(fade_in, end - start),
        fade_out=min(fade_out, end - start),
        curve="qsin" if max(into, out) > SEAM else "tri",
        bus="speech",
        filters=sound_filters(clip.effects),
        origin=origin_of(clip),
    )


def _has_pictures(segment: Clip | Sound, stage: Stage) -> bool:
    return not segment.source.generator and stage.found(segment).kind == "video"


def _overlap(before: Clip | None, after: Clip | None, stage: Stage) -> int:
    """Samples for which two clips of a track are heard together."""
    if before is None or after is None or before.end_ms <= after.start_ms:
        return 0
    rate = stage.output.rate
    return sample_at(stage.frame(before.end_ms), rate) - sample_at(stage.frame(after.start_ms), rate)


def _of_sound(sound: Sound, stage: Stage) -> Heard | None:
    rate = stage.output.rate
    start, end = (sample_at(stage.frame(ms), rate) for ms in (sound.start_ms, sound.end_ms))
    if end <= start or sound.volume <= 0:
        return None
    key, channels = _key_of(sound, stage)
    if not key:
        return None
    return Heard(
        start=start,
        samples=end - start,
        key=key,
        at=Fraction(sound.source_start_ms, 1000),
        speed=speed_of(sound),
        made=bool(sound.source.generator),
        loop=sound.loop and not sound.source.generator,
        channels=channels,
        pictures=_has_pictures(sound, stage),
        gain=min(sound.volume, 8.0),
        fade_in=min(max(_samples(sound.fade_in_ms), SEAM), end - start),
        fade_out=min(max(_samples(sound.fade_out_ms), SEAM), end - start),
        levels=tuple(_levels(sound, stage)),
        bus={"voice": "speech", "effect": "effect"}.get(sound.role, "music"),
        duck=10 ** (min(max(sound.duck_db, -60.0), 0.0) / 20),
        filters=sound_filters(sound.effects),
        origin=origin_of(sound),
    )


def _levels(sound: Sound, stage: Stage) -> Iterator[Loudness]:
    """Stretches of another level, as many as one curve may have, and a warning if there are more."""
    lost = len(sound.levels) - MOST_LEVELS
    if lost > 0:
        what = f"the last {lost} changes of the level of {origin_of(sound)} are left out"
        stage.warnings.append(f"{what}: a sound may have {MOST_LEVELS}")
    for level in sound.levels[:MOST_LEVELS]:
        if level.duration_ms > 0 and isfinite(level.gain):
            gain = min(max(level.gain, 0.0), 100.0)
            yield Loudness(start=_samples(level.start_ms), end=_samples(level.end_ms), gain=gain)


def _key_of(sound: Sound, stage: Stage) -> tuple[str, int]:
    """Where a sound comes from, and its channels; no key if there is nothing to hear."""
    params = sound.source.params
    match sound.source.generator:
        case "":
            medium = stage.found(sound)
            return (medium.digest, medium.channels) if medium.has_audio or medium.kind == "audio" else ("", 0)
        case "music":
            return stage.draw(_music(sound, params)), 2
        case "sound_effect":
            name, seed = str(params.get("name", "whoosh")), params.get("seed", 0)
            spec = SoundEffectSpec(
                name=name, duration_ms=_whole(params.get("duration_ms", 0)), seed=_whole(seed)
            )
            return stage.draw(spec), 2
        case "voice":
            spoken = {name: str(params.get(name, "")) for name in ("text", "engine", "language", "voice")}
            return stage.draw(VoiceSpec(**spoken)), 1
        case other:
            stage.warnings.append(f'the generator "{other}" is unknown here; nothing is heard in its place')
            return "", 0


def _music(sound: Sound, params: Params) -> MusicSpec:
    length = sound.source_start_ms + round(sound.duration_ms * sound.speed)
    tempo = params.get("tempo", 0)
    return MusicSpec(
        mood=str(params.get("mood") or "calm"),
        tempo=float(tempo) if isinstance(tempo, (int, float)) and not isinstance(tempo, bool) else 0.0,
        duration_ms=length,
        seed=_whole(params.get("seed", 0)),
        key=str(params.get("key", "")),
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _samples(ms: int) -> int:
    return max(ms, 0) * SAMPLE_RATE // 1000


def sound_filters(effects: tuple[Effect, ...]) -> tuple[str, ...]:
    """The filters of effects that concern sound, in order."""
    return tuple(f for effect in effects if (f := _sound_filter(effect.name, effect.params)))


def _sound_filter(name: str, params: Params) -> str:
    amount = number(params, "amount", 0.5, 0, 1)
    match name:
        case "denoise_audio":
            return f"highpass=f=70,afftdn=nr={round(6 + 18 * amount)}:nf=-45:tn=1"
        case "eq":
            bass, treble = number(params, "bass", 0, -20, 20), number(params, "treble", 0, -20, 20)
            return f"bass=g={bass:g}:f=120,treble=g={treble:g}:f=6000"
        case "loudness":
            # b=1: the gain at both ends is that of the rest. Without it a film swells for seconds and sags again.
            return "dynaudnorm=f=400:g=11:m=6:b=1"
        case "compress":
            return "acompressor=threshold=0.1:ratio=3:attack=10:release=200:makeup=1.5"
        case "echo" | "reverb":
            return "aecho=0.8:0.7:60|110:0.25|0.15"
        case _:
            return ""
