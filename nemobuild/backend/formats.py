"""Which files are accepted, and what a file is by its first bytes.

Pure. A file's name is a claim, its first bytes decide; the demuxer is then forced to what they say, so that a playlist or
a script in a media file's clothes is never opened by a demuxer that would follow it elsewhere.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

Family = Literal["film", "picture", "text"]

SNIFF_BYTES = 512
ACCEPTED = (
    "video mp4, mov, avi, webm, mkv; images jpg, png, gif, webp; sound mp3, wav, m4a, aac; "
    "subtitles srt, vtt; text txt; LUTs cube"
)
FAMILY_OF_EXTENSION: dict[str, Family] = {
    **dict.fromkeys(("mp4", "mov", "avi", "webm", "mkv", "m4v", "mp3", "wav", "m4a", "aac"), "film"),
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp"), "picture"),
    **dict.fromkeys(("srt", "vtt", "txt", "cube"), "text"),
}
FOREIGN_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"crx ")
MOV_ATOMS = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A container by its usual extension (without the dot) and ffmpeg's demuxer for it (empty where none is used)."""

    extension: str
    family: Family
    demuxer: str = ""


def sniffed(head: bytes) -> Format | None:
    """What a file is by its first `SNIFF_BYTES` bytes; None for what is neither known media nor text."""
    return _picture(head) or _riff(head) or _mp4(head) or _matroska(head) or _mpeg_audio(head) or _text(head)


def extension_of(name: str) -> str:
    """The extension of a name in lower case, without the dot; empty if there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def plain_name(raw: str) -> str:
    """A file name from a client, made harmless: no folders, no control characters, at most 200 characters."""
    last = unicodedata.normalize("NFC", raw).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, extension = kept.rpartition(".")
    kept = f"{stem[:190]}{dot}{extension[:9]}" if dot and len(kept) > 200 else kept[:200]
    return kept or "file"


def _picture(head: bytes) -> Format | None:
    if head.startswith(b"\xff\xd8\xff"):
        return Format(extension="jpg", family="picture")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format(extension="png", family="picture")
    if head.startswith((b"GIF87a", b"GIF89a")):
        return Format(extension="gif", family="picture", demuxer="gif")
    return None


def _riff(head: bytes) -> Format | None:
    if head[:4] not in (b"RIFF", b"RF64"):
        return None
    match head[8:12]:
        case b"WEBP":
            return Format(extension="webp", family="picture")
        case b"WAVE":
            return Format(extension="wav", family="film", demuxer="wav")
        case b"AVI ":
            return Format(extension="avi", family="film", demuxer="avi")
        case _:
            return None


def _mp4(head: bytes) -> Format | None:
    if head[4:8] == b"ftyp" and head[8:12] not in FOREIGN_BRANDS:
        extension = {b"qt  ": "mov", b"M4A ": "m4a"}.get(head[8:12], "mp4")
        return Format(extension=extension, family="film", demuxer="mov")
    if head[4:8] in MOV_ATOMS:  # QuickTime files from before `ftyp` existed
        return Format(extension="mov", family="film", demuxer="mov")
    return None


def _matroska(head: bytes) -> Format | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    extension = "webm" if b"webm" in head[:80] else "mkv"
    return Format(extension=extension, family="film", demuxer="matroska")


def _mpeg_audio(head: bytes) -> Format | None:
    """MPEG sound frames: eleven bits of sync, then layer bits: 00 in ADTS (AAC), 01 or 10 in layers III and II."""
    if head.startswith(b"ID3"):
        return Format(extension="mp3", family="film", demuxer="mp3")
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return Format(extension="aac", family="film", demuxer="aac")
    is_layer_2_or_3 = head[1] & 0x06 in (0x02, 0x04)
    return Format(extension="mp3", family="film", demuxer="mp3") if is_layer_2_or_3 else None


def _text(head: bytes) -> Format | None:
    """Text is what holds no control characters but the usual ones; UTF-16 only with a byte order mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Format(extension="txt", family="text")
    controls = set(range(32)) - {9, 10, 12, 13, 27}
    if head and not controls & set(head):
        return Format(extension="txt", family="text")
    return None
