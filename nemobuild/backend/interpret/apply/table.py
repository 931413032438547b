"""Which function carries out which op, and in what order the ops of one sentence are carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nemobuild.backend.interpret.apply import cards, making, overlays, picture, sound, timing, words
from nemobuild.backend.interpret.model import Op
from nemobuild.backend.interpret.stage import Done, Stage
from nemobuild.timeline.model import Timeline

Edit = Callable[[Timeline, Op, Stage], Done]

EDITS: Mapping[tuple[str, str], Edit] = {
    ("trim", "ends"): timing.trim_ends,
    ("trim", "keep"): timing.trim_keep,
    ("trim", "to_length"): timing.trim_to_length,
    ("trim", "dead_ends"): timing.trim_dead_ends,
    ("remove_segment", "range"): timing.remove_range,
    ("remove_segment", "part"): timing.remove_part,
    ("cut_silence", "cut"): timing.cut_silence,
    ("split", "every"): timing.split_every,
    ("split", "at"): timing.split_times,
    ("split", "into"): timing.split_parts,
    ("reorder", "by"): timing.reorder_by,
    ("reorder", "move"): timing.reorder_move,
    ("loop", "times"): timing.loop,
    ("speed", "set"): timing.set_speed,
    ("speed", "reverse"): timing.reverse,
    ("duration", "set"): timing.set_duration,
    ("duration", "shorter"): timing.shorter,
    ("zoom", "ken_burns"): picture.ken_burns,
    ("zoom", "zoom"): picture.zoom,
    ("crop", "crop"): picture.crop,
    ("aspect", "set"): picture.set_aspect,
    ("rotate", "turn"): picture.rotate,
    ("rotate", "flip"): picture.flip,
    ("stabilize", "stabilize"): picture.stabilize,
    ("transition", "set"): picture.set_transition,
    ("fade", "fade"): picture.fade,
    ("fade", "both"): picture.fade,
    ("fade", "audio"): picture.smooth_audio,
    ("color", "look"): picture.set_look,
    ("color", "adjust"): picture.adjust,
    ("color", "lut"): picture.set_lut,
    ("color", "selective"): picture.selective,
    ("background", "key"): picture.key_out,
    ("background", "fill"): picture.fill_background,
    ("title", "add"): words.add_title,
    ("title", "list"): words.add_title,
    ("title", "quote"): words.add_title,
    ("title", "change"): words.change_text,
    ("title", "countdown"): cards.add_countdown,
    ("lower_third", "add"): words.add_lower_third,
    ("captions", "add"): words.add_captions,
    ("captions", "style"): words.style_captions,
    ("intro", "card"): cards.add_card,
    ("outro", "card"): cards.add_card,
    ("outro", "call"): cards.add_call,
    ("chapters", "add"): cards.add_chapters,
    ("thumbnail", "set"): cards.set_thumbnail,
    ("logo", "add"): overlays.add_logo,
    ("logo", "change"): overlays.change_logo,
    ("overlay", "pip"): overlays.add_overlay,
    ("overlay", "blend"): overlays.blend,
    ("overlay", "progress_bar"): overlays.progress_bar,
    ("overlay", "effect"): overlays.overlay_effect,
    ("overlay", "blur_region"): overlays.blur_region,
    ("split_screen", "side"): overlays.split_screen,
    ("music", "add"): sound.add_music,
    ("music", "remove"): sound.remove_music,
    ("sound_effect", "add"): sound.add_effect,
    ("voiceover", "asset"): sound.add_voice,
    ("voiceover", "speak"): sound.speak,
    ("volume", "set"): sound.set_volume,
    ("volume", "mute"): sound.mute,
    ("volume", "duck"): sound.duck,
    ("volume", "normalize"): sound.normalize,
    ("volume", "replace"): sound.replace_sound,
    ("denoise_audio", "denoise"): sound.denoise,
    ("beat_sync", "sync"): sound.beat_sync,
    ("slideshow", "make"): making.slideshow,
    ("merge", "join"): making.merge,
    ("highlights", "pick"): making.highlights,
    ("generate", "text"): making.generate,
}

_ORDER = (
    ("generate", "slideshow", "merge"), ("reorder",), ("split_screen",), ("remove_segment",), ("trim",), ("cut_silence",),
    ("highlights",), ("split",), ("speed",), ("loop",), ("crop", "rotate", "stabilize", "denoise_audio"),
    ("aspect",), ("zoom", "color", "background"), ("overlay",), ("transition",), ("duration",), ("intro",), ("outro",),
    ("volume",), ("music",), ("voiceover", "sound_effect"), ("beat_sync",), ("fade",), ("title", "lower_third", "logo", "captions"),
    ("chapters", "thumbnail"),
)  # fmt: skip
_RANK = {family: i for i, families in enumerate(_ORDER) for family in families}

NEEDS_NO_FILM = frozenset({"generate", "slideshow", "merge", "intro", "outro", "split_screen", "export"})
"""Families that do not need the timeline filled first."""


def in_order(ops: tuple[Op, ...]) -> tuple[Op, ...]:
    """The ops of one instruction in the order in which they make sense.

    First what the film is made of, then cuts (the later ones first, since their times were read off the uncut film), then
    what happens to the picture, its length, its cards, its sound, and last what is laid over.
    """
    return tuple(sorted(ops, key=lambda op: (_rank(op), *_later_first(op))))


def _rank(op: Op) -> int:
    """Music steps back only after it is there; any other level is set before music is added."""
    return _RANK["fade"] if op.action == "duck" else _RANK.get(op.family, 0)


def _later_first(op: Op) -> tuple[float, int]:
    cuts = op.family in ("remove_segment", "speed")
    return (-float(op.params.get("from_ms", 0)) if cuts else 0.0, op.span.start)
