"""The readers by the names under which phrase rows ask for them."""

from __future__ import annotations

from collections.abc import Mapping

from nemobuild.backend.interpret.readers import making, picture, scope, sound, timing, words
from nemobuild.backend.interpret.readers.form import Reader

READERS: Mapping[str, Reader] = {
    "range": timing.read_range, "ranges": timing.read_ranges, "length_from": timing.read_length_from, "cut_off": timing.read_cut_off, "start_stop": timing.read_start_stop, "range_only": timing.read_range_only, "spared": timing.read_spared, "stretch": timing.read_stretch, "span": timing.read_span, "stop_at": timing.read_stop_at, "less": timing.read_less, "for": timing.read_for, "countdown": timing.read_countdown, "of_each": timing.read_of_each, "moments": timing.read_moments, "ends": timing.read_ends, "when": timing.read_when, "length": timing.read_length, "times": timing.read_times, "every": timing.read_every, "spot": timing.read_spot, "card_at": timing.read_card_at, "replaced": timing.read_replaced, "length_change": timing.read_length_change, "detail": words.read_detail, "gone": words.read_gone, "font": words.read_font,
    "parts": timing.read_parts, "clip": timing.read_clip, "part": timing.read_part, "order": timing.read_order, "move": timing.read_move, "times_over": timing.read_times_over, "speed": timing.read_speed,
    "ramp": timing.read_ramp, "direction": timing.read_direction, "by": timing.read_by, "silence": timing.read_silence, "zoom": picture.read_zoom, "position": picture.read_position, "size": picture.read_size,
    "opacity": picture.read_opacity, "crop": picture.read_crop, "aspect": picture.read_aspect, "flip": picture.read_flip, "degrees": picture.read_degrees, "strength": picture.read_strength,
    "transition": picture.read_transition, "join": scope.read_join, "during": scope.read_during, "fade": picture.read_fade, "fade_of_words": picture.read_fade_of_words, "look": picture.read_look, "amount": picture.read_amount, "adjust": picture.read_adjust,
    "color_of": picture.read_color_of, "key": picture.read_key, "background": picture.read_background, "region": picture.read_region, "text": words.read_text, "film_ground": words.read_ground, "instead": words.read_instead, "two_texts": words.read_two_texts,
    "color_text": words.read_color_text, "size_text": words.read_size_text, "animation": words.read_animation, "text_change": words.read_text_change, "text_style": words.read_text_style,
    "caption_style": words.read_caption_style, "captions": words.read_captions, "card": words.read_card, "theme": words.read_theme, "chapters": words.read_chapters, "at": words.read_moment, "frame_of": scope.read_frame_of, "first_frame": scope.read_first_frame,
    "name": words.read_name, "words_file": words.read_words_file, "music": sound.read_music, "mood_of": sound.read_mood_of, "volume": sound.read_volume, "volume_direction": sound.read_volume_direction, "level_ramp": sound.read_level_ramp,
    "sound_target": sound.read_sound_target, "only_sound": sound.read_only_sound, "fade_hint": sound.read_fade_hint, "music_when": sound.read_music_when, "duck": sound.read_duck, "voice_kind": sound.read_voice_kind, "loudness": sound.read_loudness, "effect_name": sound.read_effect_name, "which_effect": sound.read_which_effect,
    "beat": sound.read_beat, "per_picture": making.read_per_picture, "highlights": making.read_highlights, "undone": making.read_undone, "length_any": making.read_length_any, "source_text": making.read_source_text,
    "layout": making.read_layout, "beside": making.read_beside, "overlay_effect": making.read_overlay_effect, "edge": making.read_edge, "circle": making.read_circle, "particles": making.read_particles, "export": making.read_export,
}  # fmt: skip
