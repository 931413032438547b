"""Synthesised sounds by specification: what is asked for is hashed, the notes are made only when they are needed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicSpec:
    """Music of a mood; a `tempo` of 0 (beats per minute) leaves it to the mood, and so does an empty `key`."""

    mood: str
    tempo: float
    duration_ms: int
    seed: int
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundEffectSpec:
    """A sound effect; a `duration_ms` of 0 leaves its length to the effect."""

    name: str
    duration_ms: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSpec:
    """Words spoken by the voice plug-in `engine`."""

    text: str
    engine: str
    language: str = ""
    voice: str = ""


def write(spec: MusicSpec | SoundEffectSpec | VoiceSpec, target: Path) -> None:
    """Synthesises a sound into a WAV file."""
    from nemobuild.backend.render import synth

    match spec:
        case MusicSpec():
            synth.write_music(target, spec.mood, spec.tempo or None, spec.duration_ms, spec.seed, spec.key)
        case SoundEffectSpec():
            synth.write_wav(target, synth.effect(spec.name, duration_ms=spec.duration_ms, seed=spec.seed))
        case VoiceSpec():
            from nemobuild.backend.plugins import speech

            speech.write(asdict(spec), target)
