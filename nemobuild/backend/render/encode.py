"""Encoder settings: an output's codec and quality as ffmpeg arguments. Pure.

Every chunk of a film is made with the same ones, as closed groups of pictures, so that chunks join by stream copy.
"""

from __future__ import annotations

from collections.abc import Mapping

from nemobuild.backend.render.output import Output

_X264: Mapping[str, tuple[str, str]] = {
    "draft": ("ultrafast", "27"),
    "standard": ("veryfast", "20"),
    "high": ("medium", "17"),
}
_X265 = {"draft": ("ultrafast", "30"), "standard": ("veryfast", "24"), "high": ("medium", "20")}
_AV1 = {"draft": ("12", "40"), "standard": ("10", "32"), "high": ("7", "26")}
_VP9 = {"draft": ("8", "38"), "standard": ("5", "31"), "high": ("3", "25")}
_PRORES = {"draft": "proxy", "standard": "standard", "high": "hq"}

COLOUR = (
    "-color_primaries",
    "bt709",
    "-color_trc",
    "bt709",
    "-colorspace",
    "bt709",
    "-color_range",
    "tv",
)


def video_args(output: Output) -> tuple[str, ...]:
    """The encoder of a film's chunks. Threads are not among them: they belong to the run, not to the result."""
    return (*_codec(output), *COLOUR)


def suffix_of(output: Output) -> str:
    """The container that chunks are kept in: one with exact time stamps."""
    return ".mov" if output.codec == "prores" else ".mp4"


def time_scale(output: Output) -> int:
    """Ticks per second of the film's track, in which a frame is a whole number."""
    rate, scale = output.rate, output.rate.numerator
    while scale < 10_000:
        scale *= 2 if rate.denominator == 1 else 10
    return scale


def _codec(output: Output) -> tuple[str, ...]:
    group = str(round(output.rate * 10))
    if output.lossless:
        return ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-pix_fmt", "yuv420p", "-g", group)
    match output.codec:
        case "h265":
            preset, crf = _X265[output.quality]
            params = f"log-level=error:open-gop=0:keyint={group}:pools=none:frame-threads=1"
            return (
                "-c:v",
                "libx265",
                "-preset",
                preset,
                "-crf",
                crf,
                "-pix_fmt",
                "yuv420p",
                "-tag:v",
                "hvc1",
            ) + (
                "-x265-params",
                params,
            )
        case "av1":
            preset, crf = _AV1[output.quality]
            return (
                "-c:v",
                "libsvtav1",
                "-preset",
                preset,
                "-crf",
                crf,
                "-pix_fmt",
                "yuv420p",
                "-g",
                group,
            ) + (
                "-svtav1-params",
                "lp=1",
            )
        case "vp9":
            speed, crf = _VP9[output.quality]
            return (
                "-c:v",
                "libvpx-vp9",
                "-deadline",
                "realtime" if output.quality == "draft" else "good",
            ) + (
                (
                    "-cpu-used",
                    speed,
                    "-crf",
                    crf,
                    "-b:v",
                    "0",
                    "-row-mt",
                    "1",
                    "-pix_fmt",
                    "yuv420p",
                    "-g",
                    group,
                )
            )
        case "prores":
            return ("-c:v", "prores_ks", "-profile:v", _PRORES[output.quality], "-pix_fmt", "yuv422p10le") + (
                "-vendor",
                "apl0",
            )
        case _:
            preset, crf = _X264[output.quality]
            return ("-c:v", "libx264", "-preset", preset, "-crf", crf, "-pix_fmt", "yuv420p") + (
                ("-profile:v", "high", "-g", group, "-bf", "3", "-flags", "+cgop")
            )


def sound_args(output: Output) -> tuple[str, ...]:
    """The encoder of the sound, for films and for sound alone."""
    match output.format:
        case "webm" | "opus":
            return ("-c:a", "libopus", "-b:a", "160k")
        case "ogg":
            return ("-c:a", "libvorbis", "-q:a", "6")
        case "mp3":
            return ("-c:a", "libmp3lame", "-b:a", "256k" if output.quality == "high" else "192k")
        case "wav":
            return ("-c:a", "pcm_s16le")
        case "flac":
            return ("-c:a", "flac", "-sample_fmt", "s16")
        case "mov" if output.codec == "prores":
            return ("-c:a", "pcm_s16le")
        case _:
            return ("-c:a", "aac", "-b:a", "128k" if output.quality == "draft" else "192k")


def sound_suffix(output: Output) -> str:
    """The container of the encoded sound: for films one that keeps the encoder's delay to the sample."""
    match output.format:
        case "mp4" | "mkv" | "m4a" | "aac":
            return ".m4a"
        case "mov":
            return ".mov"
        case "webm":
            return ".webm"
        case other:
            return f".{other}"
