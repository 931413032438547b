"""Encoder settings: an output's codec and quality as ffmpeg arguments. Pure.

Every chunk of a film is made with the same ones, as closed groups of pictures, so that chunks join by stream copy.
"""

from __future__ import annotations

from collections.abc import Mapping

from nemobuild.backend.render.hardware import encoder_args
from nemobuild.backend.render.output import Output

_X264: Mapping[str, tuple[str, str]] = {
    "draft": ("ultrafast", "27"),
    "standard": ("veryfast", "20"),
    "high": ("medium", "17"),
}
_X265 = {"draft": ("ultrafast", "30"), "standard": ("veryfast", "24"), "high": ("medium", "20")}
_AV1 = {"draft": ("12", "40"), "standard": ("10", "32"), "high": ("7", "26")}
_VP9 = {"draft": ("8", "38"), "standard": ("5", "31"), "high": ("3", "25")}
_AAC = {"draft": "2", "standard": "2.75", "high": "3"}
"""Even quality, 190 to 310 kbit/s for full music and a third of that for speech. At a fixed rate full music gets less
than it needs, and what is simple is searched several times over for bits that it does not need."""

_PRORES = {"draft": "proxy", "standard": "standard", "high": "hq"}

_YUV420 = ("-pix_fmt", "yuv420p")

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


def coding_of(output: Output) -> str:
    """What decides how long a frame takes to encode, but for its size."""
    return (
        f"{output.hardware or 'software'} {output.codec} {'lossless' if output.lossless else output.quality}"
    )


def time_scale(output: Output) -> int:
    """Ticks per second of the film's track, in which a frame is a whole number."""
    rate, scale = output.rate, output.rate.numerator
    while scale < 10_000:
        scale *= 2 if rate.denominator == 1 else 10
    return scale


def _codec(output: Output) -> tuple[str, ...]:
    """Groups of pictures of at most ten seconds; every one closed."""
    group = ("-g", str(round(output.rate * 10)))
    if output.lossless:
        return ("-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", *_YUV420, *group)
    if output.hardware:
        return (*encoder_args(output), *group)
    match output.codec:
        case "h265":
            return (*_h265(*_X265[output.quality]), *_YUV420, *group)
        case "av1":
            return (*_av1(*_AV1[output.quality]), *_YUV420, *group)
        case "vp9":
            return (*_vp9(*_VP9[output.quality], output.quality == "draft"), *_YUV420, *group)
        case "prores":
            profile = ("-profile:v", _PRORES[output.quality], "-vendor", "apl0")
            return ("-c:v", "prores_ks", *profile, "-pix_fmt", "yuv422p10le")
        case _:
            return (*_h264(*_X264[output.quality]), *_YUV420, *group)


def _h264(preset: str, crf: str) -> tuple[str, ...]:
    quality = ("-preset", preset, "-crf", crf, "-profile:v", "high", "-bf", "3")
    return ("-c:v", "libx264", *quality, "-flags", "+cgop")


def _h265(preset: str, crf: str) -> tuple[str, ...]:
    params = "log-level=error:open-gop=0:pools=none:frame-threads=1"
    return ("-c:v", "libx265", "-preset", preset, "-crf", crf, "-tag:v", "hvc1", "-x265-params", params)


def _av1(preset: str, crf: str) -> tuple[str, ...]:
    return ("-c:v", "libsvtav1", "-preset", preset, "-crf", crf, "-svtav1-params", "lp=1")


def _vp9(speed: str, crf: str, quick: bool) -> tuple[str, ...]:
    quality = ("-deadline", "realtime" if quick else "good", "-cpu-used", speed, "-crf", crf, "-b:v", "0")
    return ("-c:v", "libvpx-vp9", *quality, "-row-mt", "1")


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
            return ("-c:a", "aac", "-aac_coder", "fast", "-q:a", _AAC[output.quality])


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
