"""Named effects become ffmpeg filters, with their parameters held to what looks sane.

The first of a pair goes over a picture once (a still is graded before it is repeated); the second has to see every
frame, as grain does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from nemobuild.backend.render.frames import decimal
from nemobuild.backend.render.lower.stage import Stage
from nemobuild.backend.render.scene import Box
from nemobuild.timeline.model import Effect

Params = Mapping[str, Any]

LOOKS: Mapping[str, str] = {
    "warm": "colortemperature=temperature={t_warm}:mix=1:pl=1,eq=saturation={sat_up}",
    "cool": "colortemperature=temperature={t_cool}:mix=1:pl=1,eq=saturation={sat_up}",
    "cinematic": "eq=contrast={con_up}:saturation={sat_down}:gamma={gam_down},"
    "colorbalance=rs=-{s}:bs={s}:rh={h}:bh=-{h}",
    "teal_orange": "colorbalance=rs=-{s}:gs=0:bs={s}:rh={h}:bh=-{h},eq=saturation={sat_up}",
    "vintage": "colorbalance=rs={s}:bs=-{s}:rh={h}:bh=-{h},eq=contrast={con_down}:saturation={sat_down}:brightness={lift}",
    "retro": "colorbalance=rs={s}:bs=-{s}:rh={h}:bh=-{h},eq=contrast={con_down}:saturation={sat_down}:brightness={lift}",
    "bw": "hue=s={desat}",
    "black_and_white": "hue=s={desat}",
    "noir": "hue=s={desat},eq=contrast={con_more}:gamma={gam_down}",
    "sepia": "hue=s={desat},colorbalance=rm={h}:bm=-{s}:rh={s}:bh=-{s}",
    "high_contrast": "eq=contrast={con_more}",
    "vivid": "eq=saturation={sat_more}:contrast={con_up}",
    "vibrant": "eq=saturation={sat_more}:contrast={con_up}",
    "muted": "eq=saturation={sat_down}:contrast={con_down}",
    "faded": "eq=saturation={sat_down}:contrast={con_down}:brightness={lift}",
    "dark": "eq=gamma={gam_low}:contrast={con_up}",
    "bright": "eq=gamma={gam_high}",
    "dreamy": "eq=contrast={con_down}:brightness={lift}:saturation={sat_up}",
}
"""Colour looks at a strength from 0 to 1; the words in braces are filled in by `_look`."""


def filters_of(
    effects: tuple[Effect, ...], stage: Stage, box: Box
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Filters for a picture as it is, and those that every frame goes through."""
    still: list[str] = []
    moving: list[str] = []
    for effect in effects:
        if effect.name in MOVING:
            moving.append(MOVING[effect.name](effect.params, box))
        elif effect.name in STILL:
            still.extend(filter(None, [STILL[effect.name](effect.params, box)]))
        elif effect.name == "grade":
            still.extend(_grade(effect.params, stage))
        elif effect.name == "lut":
            still.append(_lut(effect.params))
        elif effect.name not in SOUND_EFFECTS:
            stage.warnings.append(f'the effect "{effect.name}" is unknown here and was left out')
    return tuple(still), tuple(moving)


def number(params: Params, name: str, default: float, low: float, high: float) -> float:
    """A parameter held between two limits; the default where it is missing or not a number."""
    value = params.get(name, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        value = default
    return min(max(float(value), low), high)


def color(params: Params, name: str, default: str) -> str:
    """`0xrrggbb` of a `#rrggbb`; names and other forms are not passed on."""
    return "0x" + (hex_color(str(params.get(name, default))) or default).removeprefix("#")


def hex_color(value: str) -> str:
    """`#rrggbb` of a colour with or without its sign or an opacity; empty if it is none."""
    match = re.fullmatch(r"#?([0-9a-fA-F]{6})(?:[0-9a-fA-F]{2})?", value)
    return f"#{match[1].lower()}" if match else ""


def _grade(params: Params, stage: Stage) -> list[str]:
    name = str(params.get("look", "cinematic")).lower().replace(" ", "_").replace("-", "_")
    if name not in LOOKS:
        stage.warnings.append(f'the look "{name}" is unknown here and was left out')
        return []
    return [_look(LOOKS[name], number(params, "amount", 0.7, 0.0, 1.0))]


def _look(template: str, amount: float) -> str:
    values = {
        "t_warm": 6500 - 1500 * amount,
        "t_cool": 6500 + 3000 * amount,
        "sat_up": 1 + 0.12 * amount,
        "sat_more": 1 + 0.5 * amount,
        "sat_down": 1 - 0.3 * amount,
        "con_up": 1 + 0.12 * amount,
        "con_more": 1 + 0.4 * amount,
        "con_down": 1 - 0.15 * amount,
        "gam_down": 1 - 0.08 * amount,
        "gam_low": 1 - 0.35 * amount,
        "gam_high": 1 + 0.35 * amount,
        "lift": 0.04 * amount,
        "desat": 1 - amount if amount < 0.7 else 0,
        "s": 0.12 * amount,
        "h": 0.08 * amount,
    }
    return template.format(**{k: decimal(v, 4) for k, v in values.items()})


def _lut(params: Params) -> str:
    digest = re.sub(r"[^0-9a-f]", "", str(params.get("digest", "")))
    return f"lut3d=file=assets/{digest}.cube"


def _brightness(params: Params, _box: Box) -> str:
    return f"eq=brightness={decimal(number(params, 'amount', 0.1, -1, 1) * 0.5, 4)}"


def _contrast(params: Params, _box: Box) -> str:
    return f"eq=contrast={decimal(number(params, 'factor', number(params, 'amount', 1.2, 0, 3), 0, 3), 4)}"


def _saturation(params: Params, _box: Box) -> str:
    return f"eq=saturation={decimal(number(params, 'factor', number(params, 'amount', 1.3, 0, 3), 0, 3), 4)}"


def _white_balance(params: Params, _box: Box) -> str:
    """`auto`: the median colour is brought most of the way to grey; all of the way, warm subjects come out cyan."""
    if params.get("auto") is True:
        return (
            "split[SAME_a][SAME_b];[SAME_b]colorcorrect=analyze=median,format=yuv420p[SAME_c];"
            "[SAME_a][SAME_c]blend=all_mode=normal:all_opacity=0.4"
        )
    kelvin = number(params, "temperature", 6500 - 1500 * number(params, "amount", 0, -1, 1), 2000, 12000)
    return f"colortemperature=temperature={decimal(kelvin)}:pl=1"


def _blur(params: Params, box: Box) -> str:
    share = number(params, "amount", 0.5, 0, 1)
    return f"gblur=sigma={decimal(max(share * box.height / 50, 0.5), 2)}:steps=2"


def _sharpen(params: Params, _box: Box) -> str:
    return f"unsharp=5:5:{decimal(number(params, 'amount', 0.5, 0, 1) * 1.5, 3)}"


def _denoise(params: Params, _box: Box) -> str:
    strength = number(params, "amount", 0.5, 0, 1) * 8
    return f"hqdn3d={decimal(strength, 2)}"


def _vignette(params: Params, _box: Box) -> str:
    return f"vignette=angle={decimal(0.3 + 0.4 * number(params, 'amount', 0.5, 0, 1), 4)}"


def _grain(params: Params, _box: Box) -> str:
    return f"noise=all_seed=7:c0s={round(number(params, 'amount', 0.4, 0, 1) * 24)}:c0f=t+u"


def _chroma_key(params: Params, _box: Box) -> str:
    similarity = decimal(number(params, "similarity", 0.15, 0.01, 1), 3)
    return f"chromakey=color={color(params, 'color', '#00ff00')}:similarity={similarity}:blend=0.05"


def _stabilize(_params: Params, _box: Box) -> str:
    return "deshake=rx=32:ry=32:edge=mirror"


def _selective_color(params: Params, _box: Box) -> str:
    similarity = decimal(number(params, "similarity", 0.2, 0.01, 1), 3)
    return f"colorhold=color={color(params, 'color', '#ff0000')}:similarity={similarity}:blend=0.1"


def _blur_region(params: Params, box: Box) -> str:
    raw = params.get("rect")
    rect: Params = raw if isinstance(raw, Mapping) else params
    width = max(round(number(rect, "width", 0.2, 0, 1) * box.width / 2) * 2, 8)
    height = max(round(number(rect, "height", 0.2, 0, 1) * box.height / 2) * 2, 8)
    x = min(round(number(rect, "x", 0.4, 0, 1) * box.width / 2) * 2, box.width - width)
    y = min(round(number(rect, "y", 0.4, 0, 1) * box.height / 2) * 2, box.height - height)
    return (
        f"split[SAME_a][SAME_b];[SAME_b]crop={width}:{height}:{x}:{y},gblur=sigma={max(width // 12, 4)}[SAME_c];"
        f"[SAME_a][SAME_c]overlay={x}:{y}"
    )


STILL: Mapping[str, Callable[[Params, Box], str]] = {
    "brightness": _brightness,
    "contrast": _contrast,
    "saturation": _saturation,
    "white_balance": _white_balance,
    "blur": _blur,
    "sharpen": _sharpen,
    "vignette": _vignette,
    "chroma_key": _chroma_key,
    "selective_color": _selective_color,
    "blur_region": _blur_region,
}
MOVING: Mapping[str, Callable[[Params, Box], str]] = {
    "grain": _grain,
    "denoise": _denoise,
    "stabilize": _stabilize,
}
SOUND_EFFECTS = ("denoise_audio", "eq", "loudness", "pitch", "reverb", "echo", "compress")
"""Effects of a clip that belong to its sound."""
