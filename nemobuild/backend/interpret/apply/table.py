"""Which function carries out which op, and in what order the ops of one sentence are carried out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from nemobuild.backend.interpret.apply import (
    camera,
    cards,
    cuts,
    framing,
    insert,
    joins,
    looks,
    making,
    order,
    overlays,
    pace,
    sound,
    words,
)
from nemobuild.backend.interpret.model import Op
from nemobuild.backend.interpret.stage import Done, Stage
from nemobuild.backend.interpret.turns import turn_of
from nemobuild.timeline.model import Timeline

Edit = Callable[[Timeline, Op, Stage], Done]

EDITS: Mapping[tuple[str, str], Edit] = {
    ("trim", "ends"): cuts.trim_ends,
    ("trim", "keep"): cuts.trim_keep,
    ("trim", "to_length"): cuts.trim_to_length,
    ("trim", "dead_ends"): cuts.trim_dead_ends,
    ("remove_segment", "range"): cuts.remove_range,
    ("remove_segment", "part"): cuts.remove_part,
    ("cut_silence", "cut"): cuts.cut_silence,
    ("split", "every"): order.split_every,
    ("split", "at"): order.split_times,
    ("split", "at_pauses"): cuts.split_at_pauses,
    ("split", "into"): order.split_parts,
    ("reorder", "by"): order.reorder_by,
    ("reorder", "move"): order.reorder_move,
    ("loop", "times"): order.loop,
    ("loop", "music"): sound.loop_music,
    ("speed", "set"): pace.set_speed,
    ("speed", "silence"): cuts.speed_up_silence,
    ("speed", "reverse"): pace.reverse,
    ("speed", "plain"): pace.play_plainly,
    ("speed", "ease"): pace.ease,
    ("speed", "freeze"): pace.freeze,
    ("duration", "set"): pace.set_duration,
    ("duration", "shorter"): pace.shorter,
    ("duration", "as_music"): pace.set_to_music,
    ("zoom", "ken_burns"): camera.ken_burns,
    ("zoom", "zoom"): camera.zoom,
    ("zoom", "none"): camera.stand_still,
    ("crop", "crop"): framing.crop,
    ("aspect", "set"): framing.set_aspect,
    ("rotate", "turn"): framing.rotate,
    ("rotate", "flip"): framing.flip,
    ("rotate", "plain"): framing.turn_back,
    ("stabilize", "stabilize"): looks.stabilize,
    ("transition", "set"): joins.set_transition,
    ("transition", "remove"): joins.remove_transitions,
    ("fade", "fade"): joins.fade,
    ("fade", "both"): joins.fade,
    ("fade", "audio"): joins.smooth_audio,
    ("fade", "words"): words.fade_words,
    ("color", "look"): looks.set_look,
    ("color", "plain"): looks.remove_look,
    ("color", "adjust"): looks.adjust,
    ("color", "sharpen"): looks.filter_picture,
    ("color", "denoise"): looks.filter_picture,
    ("color", "lut"): looks.set_lut,
    ("color", "selective"): looks.selective,
    ("background", "key"): looks.key_out,
    ("background", "fill"): looks.fill_background,
    ("title", "add"): words.add_title,
    ("title", "list"): words.add_title,
    ("title", "quote"): words.add_title,
    ("title", "change"): words.change_text,
    ("title", "countdown"): cards.add_countdown,
    ("title", "timer"): cards.add_timer,
    ("lower_third", "add"): words.add_lower_third,
    ("lower_third", "change"): words.change_text,
    ("captions", "add"): words.add_captions,
    ("captions", "style"): words.style_captions,
    ("intro", "card"): cards.add_card,
    ("title", "between"): cards.add_between,
    ("outro", "card"): cards.add_card,
    ("outro", "call"): cards.add_call,
    ("outro", "closing"): words.add_title,
    ("intro", "opening"): words.add_title,
    ("chapters", "add"): cards.add_chapters,
    ("thumbnail", "set"): cards.set_thumbnail,
    ("logo", "add"): overlays.add_logo,
    ("logo", "change"): overlays.change_logo,
    ("overlay", "change"): overlays.change_overlay,
    ("overlay", "pip"): overlays.add_overlay,
    ("overlay", "blend"): overlays.blend,
    ("overlay", "progress_bar"): overlays.progress_bar,
    ("overlay", "effect"): overlays.overlay_effect,
    ("overlay", "particles"): overlays.particles,
    ("overlay", "blur_region"): overlays.blur_region,
    ("split_screen", "side"): overlays.split_screen,
    ("music", "add"): sound.add_music,
    ("music", "remove"): sound.remove_music,
    ("sound_effect", "add"): sound.add_effect,
    ("sound_effect", "change"): sound.change_effects,
    ("voiceover", "asset"): sound.add_voice,
    ("voiceover", "speak"): sound.speak,
    ("volume", "set"): sound.set_volume,
    ("volume", "level"): sound.set_volume,
    ("volume", "mute"): sound.mute,
    ("volume", "unmute"): sound.unmute,
    ("volume", "ramp"): sound.ramp_music,
    ("volume", "duck"): sound.duck,
    ("volume", "unduck"): sound.unduck,
    ("volume", "normalize"): sound.normalize,
    ("volume", "replace"): sound.replace_sound,
    ("denoise_audio", "denoise"): sound.denoise,
    ("beat_sync", "sync"): sound.beat_sync,
    ("slideshow", "make"): making.slideshow,
    ("merge", "join"): making.merge,
    ("merge", "use"): making.use,
    ("merge", "insert"): insert.insert_file,
    ("merge", "replace"): insert.replace_clip,
    ("reorder", "named"): order.reorder_named,
    ("duration", "of_clip"): pace.set_clip_length,
    ("highlights", "pick"): making.highlights,
    ("highlights", "open"): making.open_with_the_best,
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

_MAKES_FILM = frozenset({"generate", "slideshow", "merge", "split_screen", "export"})


def needs_film(op: Op, *, has_material: bool) -> bool:
    """Whether an empty timeline is filled before an op is carried out. A card is a film of its own where nothing else
    is to be seen; where there is material, it stands before or after that."""
    is_card = op.family in ("intro", "outro") and op.action == "card" and not op.params.get("over")
    return op.family not in _MAKES_FILM and (has_material or not is_card)


def in_turns(ops: Sequence[Op], text: str, *, is_empty: bool) -> tuple[tuple[Op, ...], ...]:
    """The ops of one instruction in the order in which they are carried out, turn by turn.

    What is said with `then` comes after what is said before it, and its times and numbers are those of the film as it is by
    then. Only what makes the film comes first in any case, where there is none yet (`is_empty`).
    """
    turns: dict[int, list[Op]] = {}
    for op in ops:
        is_first = is_empty and op.family in _MAKES_FILM
        turns.setdefault(0 if is_first else turn_of(op, ops, text), []).append(op)
    return tuple(_in_order(turns[number]) for number in sorted(turns))


def _in_order(ops: Sequence[Op]) -> tuple[Op, ...]:
    """Ops in the order in which they make sense.

    First what the film is made of, then cuts (the later ones first, since their times were read off the uncut film), then
    what happens to the picture, its length, its cards, its sound, and last what is laid over.
    """
    return tuple(sorted(ops, key=lambda op: (_rank(op), *_later_first(op))))


def _rank(op: Op) -> float:
    """Music steps back only after it is there; any other level is set before music is added. Films share a length out before
    they blend into each other."""
    if op.params.get("shared"):
        return _RANK["transition"] - 0.5
    if op.params.get("again"):
        return _RANK["loop"] + 0.5
    if op.action in _AFTERWARDS:
        return len(_ORDER)
    return (
        _RANK["fade"]
        if op.action in ("duck", "level", "ramp")
        or op.params.get("what") == "effects"
        or (op.family, op.action) == ("loop", "music")
        else _RANK.get(op.family, 0)
    )


_AFTERWARDS = frozenset({"words"})  # what changes words comes after them


def _later_first(op: Op) -> tuple[float, int]:
    cuts = op.family in ("remove_segment", "speed")
    if (
        op.family == "trim"
    ):  # what only shortens the tail moves nothing, so it comes before what shortens the head
        return (0.0 if op.params.get("from_ms", 1) == 0 else 1.0, op.span.start)
    return (-float(op.params.get("from_ms", 0)) if cuts else 0.0, op.span.start)
