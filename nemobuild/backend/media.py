"""What an uploaded file is: its kind, size, times and streams, read with PyAV and Pillow.

Everything here expects hostile bytes: a file is opened by the demuxer that its first bytes call for, walked packet by
packet in constant memory, and the first frame of each stream is decoded. What cannot be used raises `MediaRejected`, with
the protocol's code. The module knows nothing about HTTP, sessions or where files are kept.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nemobuild.backend.formats import (
    ACCEPTED,
    FAMILY_OF_EXTENSION,
    SNIFF_BYTES,
    Format,
    extension_of,
    sniffed,
)
from nemobuild.errors import AssetError
from nemobuild.timeline.model import Media

if TYPE_CHECKING:
    import av
    import av.container
    import av.stream
    from PIL import Image

MAX_SIDE_PX = 16_384
MAX_PICTURE_PX = 100_000_000
MAX_FILM_PX = 8192 * 4352
MAX_TEXT_BYTES = 5_000_000
MIN_SHARE_PRESENT = 0.9  # of the duration in the header; below it the file counts as cut short
UNRELIABLE_HEADERS = ("mp3", "aac")  # their stated duration is an estimate from the bit rate
ROTATION_OF_ORIENTATION = {
    3: 180,
    4: 180,
    5: 90,
    6: 90,
    7: 270,
    8: 270,
}  # EXIF 2.3, tag 0x0112; mirroring is dropped
EXIF_IFD, EXIF_ORIENTATION, EXIF_TAKEN, EXIF_OFFSET = 0x8769, 0x0112, 0x9003, 0x9011


class MediaRejected(AssetError):
    """A file that cannot be used; `code` is the protocol's: 4001 unsupported or broken, 4002 too large."""

    def __init__(self, what: str, *, code: int = 4001, hint: str = "") -> None:
        super().__init__(what, hint=hint)
        self.code = code


def probe(path: Path, name: str, digest: str) -> Media:
    """What the file at `path` is; `name` is what its owner calls it. Raises MediaRejected for anything unusable."""
    found = format_of(path, name)
    match found.family:
        case "picture":
            return _probe_picture(path, name, digest, found)
        case "film":
            return _probe_film(path, name, digest, found)
        case "text":
            return _probe_text(path, name, digest)


def format_of(path: Path, name: str) -> Format:
    """A file's true format, once it is one that its name does not deny. Raises MediaRejected."""
    extension = extension_of(name)
    claimed = FAMILY_OF_EXTENSION.get(extension)
    if extension and claimed is None:
        raise MediaRejected(
            f'"{name}" is of an unsupported type, .{extension}', hint=f"accepted are {ACCEPTED}"
        )
    with path.open("rb") as file:
        head = file.read(SNIFF_BYTES)
    if not head:
        raise MediaRejected(f'"{name}" is empty (0 bytes)', hint="copy or export the file anew")
    found = sniffed(head)
    if found is None:
        raise MediaRejected(f'"{name}" holds nothing that is known as media', hint=f"accepted are {ACCEPTED}")
    if claimed is not None and claimed != found.family:
        what = "plain text" if found.family == "text" else f"really a .{found.extension} file"
        raise MediaRejected(
            f'"{name}" is not what its name says: it is {what}', hint="give it its true extension"
        )
    if found.family == "text":
        return Format(extension=extension or "txt", family="text")
    return found


def text_of(path: Path) -> str:
    """A text file as text: by its byte order mark, else UTF-8, else Windows-1252. Line ends become LF."""
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", "replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


# --- text ---------------------------------------------------------------------------------------------------------


def _probe_text(path: Path, name: str, digest: str) -> Media:
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise MediaRejected(f'"{name}" is longer than {MAX_TEXT_BYTES // 1_000_000} MB of text', code=4002)
    extension, text = extension_of(name) or "txt", text_of(path)
    wanted = {"srt": "-->", "vtt": "WEBVTT", "cube": "LUT_"}.get(extension, "")
    if not text.strip() or "\0" in text or wanted not in text:
        raise MediaRejected(
            f'"{name}" is not a .{extension} file that can be read', hint=_TEXT_HINTS[extension]
        )
    return Media(
        digest=digest, name=name, kind="subtitles" if extension in ("srt", "vtt") else "other", path=str(path)
    )


_TEXT_HINTS = {
    "srt": "each caption needs a line such as 00:00:01,000 --> 00:00:04,000",
    "vtt": "its first line is WEBVTT",
    "cube": "a LUT states LUT_3D_SIZE or LUT_1D_SIZE",
    "txt": "it has to hold some words",
}


# --- pictures -----------------------------------------------------------------------------------------------------


def _probe_picture(path: Path, name: str, digest: str, found: Format) -> Media:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=("JPEG", "PNG", "GIF", "WEBP")) as image:
                _check_size(name, *image.size, limit=MAX_PICTURE_PX)
                if found.extension == "gif" and getattr(image, "is_animated", False):
                    return _probe_film(path, name, digest, found)
                size, codec = image.size, (image.format or "").lower()
                image.draft(
                    "RGB", (image.width // 8, image.height // 8)
                )  # a JPEG is checked at an eighth of its size
                image.load()
                rotation, taken_at = _exif_facts(image)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name, "more than 178 million px", limit=MAX_PICTURE_PX) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise _broken(name, error) from error
    width, height = reversed(size) if rotation in (90, 270) else size
    return Media(
        digest=digest,
        name=name,
        kind="image",
        width=width,
        height=height,
        rotation=rotation,
        taken_at=taken_at,
        codec=codec,
        path=str(path),
    )


def _exif_facts(image: Image.Image) -> tuple[int, str]:
    """Rotation and the time it was taken. Broken metadata does not make a picture unusable."""
    try:
        exif = image.getexif()
        rotation = ROTATION_OF_ORIENTATION.get(exif.get(EXIF_ORIENTATION, 1), 0)
        details = exif.get_ifd(EXIF_IFD)
        return rotation, _iso_time(str(details.get(EXIF_TAKEN, "")), str(details.get(EXIF_OFFSET, "")))
    except (ValueError, OSError, SyntaxError, TypeError, KeyError):
        return 0, ""


def _iso_time(exif_time: str, offset: str) -> str:
    """`2024:05:01 12:30:00` as `2024-05-01T12:30:00`, with its offset where the file states one."""
    from datetime import datetime

    try:
        moment = datetime.strptime(
            exif_time.strip(" \0"), "%Y:%m:%d %H:%M:%S"
        )  # EXIF states a zone apart or not at all
    except ValueError:
        return ""
    zone = offset.strip(" \0")
    return moment.isoformat() + (zone if len(zone) == 6 and zone[0] in "+-" else "")


# --- films and sound ----------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Span:
    """What a walk over a stream's packets found, in seconds of the container's clock."""

    start: Fraction | None = None
    end: Fraction = Fraction(0)
    packets: int = 0

    def take(self, packet: av.Packet[Any]) -> None:
        stamp = packet.pts if packet.pts is not None else packet.dts
        if stamp is None or packet.time_base is None or packet.size == 0:
            return
        at = stamp * packet.time_base
        self.start = at if self.start is None else min(self.start, at)
        self.end = max(self.end, at + (packet.duration or 0) * packet.time_base)
        self.packets += 1

    @property
    def seconds(self) -> float:
        return max(0.0, float(self.end - (self.start or 0)))


def _probe_film(path: Path, name: str, digest: str, found: Format) -> Media:
    import av

    try:
        with open_media(path, found.demuxer) as container:
            return _film_facts(container, path, name, digest, found)
    except (av.FFmpegError, ValueError, OSError, OverflowError, ZeroDivisionError) as error:
        raise _broken(name, error) from error


def open_media(path: Path, demuxer: str) -> av.container.InputContainer:
    """A container opened by one demuxer alone, which may read files and nothing else."""
    import av

    options = {"protocol_whitelist": "file"}
    return av.open(
        str(path), mode="r", format=demuxer, options=options, metadata_errors="replace", timeout=(30.0, 30.0)
    )


def picture_stream(container: av.container.InputContainer) -> av.VideoStream | None:
    """The film's picture: the first video stream that is not a cover."""
    import av.stream

    cover = av.stream.Disposition.attached_pic
    return next((s for s in container.streams.video if not s.disposition & cover), None)


def _film_facts(
    container: av.container.InputContainer, path: Path, name: str, digest: str, found: Format
) -> Media:
    picture = picture_stream(container)
    sound = next(iter(container.streams.audio), None)
    if picture is None and sound is None:
        raise MediaRejected(f'"{name}" holds neither picture nor sound', hint=f"accepted are {ACCEPTED}")
    if picture is not None:
        _check_size(name, picture.codec_context.width, picture.codec_context.height, limit=MAX_FILM_PX)
    rotation = _decoded_rotation(container, picture, sound, name)
    stated = (container.duration or 0) / 1_000_000
    spans = _walked(container, picture, sound)
    seconds = _duration(spans, picture, sound)
    if found.demuxer not in UNRELIABLE_HEADERS and seconds < stated * MIN_SHARE_PRESENT - 0.5:
        raise MediaRejected(
            f'"{name}" is cut short: its header says {stated:.1f} s, it ends at {seconds:.1f} s',
            hint="download or export the file anew",
        )
    if seconds <= 0:
        raise MediaRejected(f'"{name}" has no duration', hint="export the file anew")
    facts = {} if picture is None else _picture_stream_facts(picture, spans[picture.index], rotation)
    return Media(
        digest=digest,
        name=name,
        kind="audio" if picture is None else "video",
        duration_ms=max(1, round(seconds * 1000)),
        has_audio=sound is not None,
        channels=0 if sound is None else sound.codec_context.channels,
        codec=next(s.codec_context.name for s in (picture, sound) if s is not None),
        taken_at=_creation_time(container),
        path=str(path),
        **facts,
    )


def _decoded_rotation(
    container: av.container.InputContainer,
    picture: av.VideoStream | None,
    sound: av.AudioStream | None,
    name: str,
) -> int:
    """Degrees clockwise that a player turns the picture by; decoding a frame of each stream proves that they decode."""
    rotation = 0
    if picture is not None:
        frame = next(container.decode(picture), None)
        if frame is None:
            raise MediaRejected(
                f'the picture of "{name}" cannot be decoded', hint="export the file as MP4 (H.264)"
            )
        rotation = -frame.rotation % 360
        container.seek(0)
    if sound is not None:
        if next(container.decode(sound), None) is None:
            raise MediaRejected(
                f'the sound of "{name}" cannot be decoded', hint="export the file with AAC sound"
            )
        container.seek(0)
    return rotation


def _walked(
    container: av.container.InputContainer, picture: av.VideoStream | None, sound: av.AudioStream | None
) -> dict[int, _Span]:
    streams = [s for s in (picture, sound) if s is not None]
    spans = {stream.index: _Span() for stream in streams}
    for packet in container.demux(*streams):
        spans[packet.stream.index].take(packet)
    return spans


def _duration(spans: dict[int, _Span], picture: av.VideoStream | None, sound: av.AudioStream | None) -> float:
    """Of a film, how long there is a picture, unless its sound is longer by more than a second; else of the sound."""
    heard = spans[sound.index].seconds if sound is not None else 0.0
    if picture is None:
        return heard
    seen = spans[picture.index].seconds
    return heard if heard > seen + 1 else seen


def _picture_stream_facts(picture: av.VideoStream, span: _Span, rotation: int) -> dict[str, Any]:
    aspect = picture.sample_aspect_ratio or picture.codec_context.sample_aspect_ratio or Fraction(1)
    aspect = aspect if Fraction(1, 8) <= aspect <= 8 else Fraction(1)
    width, height = round(picture.codec_context.width * aspect), picture.codec_context.height
    if rotation in (90, 270):
        width, height = height, width
    rate = float(picture.average_rate or 0)
    if not 0 < rate <= 240:
        rate = span.packets / span.seconds if span.seconds else 0.0
    return {
        "width": width,
        "height": height,
        "fps": round(rate, 3),
        "rotation": rotation,
        "pixel_aspect": round(float(aspect), 6),
    }


def _creation_time(container: av.container.InputContainer) -> str:
    """The container's own time, unless it is one of the two epochs that encoders write when they know none."""
    stated = str(container.metadata.get("creation_time", ""))
    return "" if stated.startswith(("1904-", "1970-01-01")) or len(stated) > 40 else stated


# --- refusals -----------------------------------------------------------------------------------------------------


def _check_size(name: str, width: int, height: int, *, limit: int) -> None:
    if width < 1 or height < 1:
        raise MediaRejected(f'"{name}" has no picture size', hint="export the file anew")
    if max(width, height) > MAX_SIDE_PX or width * height > limit:
        raise _too_many_pixels(name, f"{width}x{height} px", limit=limit)


def _too_many_pixels(name: str, size: str, *, limit: int) -> MediaRejected:
    most = f"{limit // 100_000 / 10:g} million px"
    hint = f"scale it down; at most {MAX_SIDE_PX} px a side and {most} are taken"
    return MediaRejected(f'"{name}" has too large a picture: {size}', code=4002, hint=hint)


def _broken(name: str, error: Exception) -> MediaRejected:
    reason = getattr(error, "strerror", None) or "its content cannot be decoded"
    return MediaRejected(
        f'"{name}" is broken: {reason}', hint="play the file; if it does not play, export it anew"
    )
