"""What files are: true values of files made here, and an error that a person understands for each bad one."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nemobuild.backend.formats import extension_of, plain_name, sniffed
from nemobuild.backend.media import MediaRejected, probe, text_of

TEST_PICTURE = "testsrc=s=64x36:r=10:d=1"
YUV = ("-pix_fmt", "yuv420p")


def test_a_film_with_sound(tmp_path: Path, make_film: Any) -> None:
    path = make_film(tmp_path / "a.mp4", TEST_PICTURE, "sine=d=1", arguments=(*YUV, "-ac", "6"))
    media = probe(path, "Talk.MP4", "digest")
    assert (media.kind, media.name, media.digest, media.codec) == ("video", "Talk.MP4", "digest", "h264")
    assert (media.width, media.height, media.fps, media.duration_ms) == (64, 36, 10.0, 1000)
    assert (media.has_audio, media.channels, media.rotation, media.pixel_aspect) == (True, 6, 0, 1.0)


@pytest.mark.parametrize(
    ("degrees", "clockwise", "size"), [(90, 270, (36, 64)), (-90, 90, (36, 64)), (180, 180, (64, 36))]
)
def test_a_rotation_flag(
    degrees: int, clockwise: int, size: tuple[int, int], tmp_path: Path, make_film: Any
) -> None:
    """ffmpeg states the flag counter-clockwise; a size is as shown."""
    import subprocess

    import imageio_ffmpeg

    make_film(tmp_path / "a.mp4", TEST_PICTURE, arguments=YUV)
    turned = tmp_path / "b.mp4"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-display_rotation", str(degrees)]
    subprocess.run([*command, "-i", str(tmp_path / "a.mp4"), "-c", "copy", str(turned)], check=True)
    media = probe(turned, "b.mp4", "")
    assert (media.rotation, (media.width, media.height)) == (clockwise, size)


def test_pixel_aspect_and_a_variable_frame_rate(tmp_path: Path, make_film: Any) -> None:
    path = make_film(tmp_path / "a.mp4", "testsrc=s=360x288:r=25:d=1,setsar=16/11", arguments=YUV)
    media = probe(path, "a.mp4", "")
    assert (media.width, media.height, media.pixel_aspect) == (524, 288, 1.454545)
    picture = "testsrc=s=64x36:r=30:d=2,select='not(mod(n,3))+lt(n,20)'"
    path = make_film(tmp_path / "b.mp4", picture, arguments=("-fps_mode", "vfr", *YUV))
    media = probe(path, "b.mp4", "")
    assert 17 < media.fps < 19
    assert 1900 <= media.duration_ms <= 2000


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.avi", "a.webm", "a.mkv", "a.gif"])
def test_the_accepted_films(name: str, tmp_path: Path, make_film: Any) -> None:
    path = make_film(tmp_path / name, TEST_PICTURE, arguments=YUV if name != "a.gif" else ())
    media = probe(path, name, "")
    assert (media.kind, media.width, media.height, media.duration_ms) == ("video", 64, 36, 1000)


@pytest.mark.parametrize("name", ["a.mp3", "a.wav", "a.m4a", "a.aac"])
def test_the_accepted_sounds(name: str, tmp_path: Path, make_film: Any) -> None:
    media = probe(make_film(tmp_path / name, "sine=d=1"), name, "")
    assert (media.kind, media.has_audio, media.width, media.channels) == ("audio", True, 0, 1)
    assert 1000 <= media.duration_ms <= 1100


def test_a_cover_does_not_make_a_song_a_film(tmp_path: Path, make_film: Any) -> None:
    song, cover = make_film(tmp_path / "a.mp3", "sine=d=1"), tmp_path / "a.jpg"
    Image.new("RGB", (30, 30)).save(cover)
    import subprocess

    import imageio_ffmpeg

    inputs = ["-i", str(song), "-i", str(cover), "-map", "0", "-map", "1", "-c", "copy"]
    target = tmp_path / "b.mp3"
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        *inputs,
        "-disposition:v",
        "attached_pic",
        str(target),
    ]
    subprocess.run(command, check=True)
    assert probe(target, "b.mp3", "").kind == "audio"


@pytest.mark.parametrize("name", ["a.jpg", "a.jpeg", "a.png", "a.webp", "a.gif"])
def test_the_accepted_pictures(name: str, tmp_path: Path) -> None:
    Image.new("RGB", (40, 20)).save(tmp_path / name)
    media = probe(tmp_path / name, name, "")
    assert (media.kind, media.width, media.height, media.duration_ms) == ("image", 40, 20, 0)


@pytest.mark.parametrize(
    ("orientation", "rotation", "size"),
    [(1, 0, (40, 20)), (6, 90, (20, 40)), (8, 270, (20, 40)), (3, 180, (40, 20))],
)
def test_a_photos_orientation_and_time(
    orientation: int, rotation: int, size: tuple[int, int], tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8769).update({0x9003: "2024:05:01 12:30:00", 0x9011: "+02:00"})
    Image.new("RGB", (40, 20)).save(tmp_path / "a.jpg", exif=exif)
    media = probe(tmp_path / "a.jpg", "a.jpg", "")
    assert (media.rotation, (media.width, media.height)) == (rotation, size)
    assert media.taken_at == "2024-05-01T12:30:00+02:00"


def test_broken_metadata_does_not_make_a_photo_unusable(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "yesterday"
    Image.new("RGB", (40, 20)).save(tmp_path / "a.jpg", exif=exif)
    assert probe(tmp_path / "a.jpg", "a.jpg", "").taken_at == ""


def _empty(path: Path, make_film: Any) -> None:
    path.touch()


def _noise(path: Path, make_film: Any) -> None:
    path.write_bytes(bytes(range(256)) * 20)


def _picture(path: Path, make_film: Any) -> None:
    Image.new("RGB", (40, 20)).save(path, "JPEG")


def _words(path: Path, make_film: Any) -> None:
    path.write_text("hello world")


def _blanks(path: Path, make_film: Any) -> None:
    path.write_text(" \n")


def _no_samples(path: Path, make_film: Any) -> None:
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, 2, 48_000, 0, "NONE", ""))


def _half_film(path: Path, make_film: Any) -> None:
    make_film(path, TEST_PICTURE, arguments=YUV)
    path.write_bytes(path.read_bytes()[:1500])


def _half_fast_start(path: Path, make_film: Any) -> None:
    """The header first, then half of the frames."""
    noise = "nullsrc=s=64x36:r=30:d=4,geq=random(1)*255:128:128"
    make_film(path, noise, arguments=(*YUV, "-movflags", "faststart"))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _half_picture(path: Path, make_film: Any) -> None:
    Image.effect_noise((200, 200), 90).save(path, "PNG")
    path.write_bytes(path.read_bytes()[:9000])


def _wide(path: Path, make_film: Any) -> None:
    Image.new("1", (20_000, 2)).save(path, "PNG")


def _huge(path: Path, make_film: Any) -> None:
    Image.new("1", (16_000, 16_000)).save(path, "PNG")


def _large_film(path: Path, make_film: Any) -> None:
    make_film(path, "color=s=9000x5000:r=1:d=1", arguments=YUV)


def _no_size(path: Path, make_film: Any) -> None:
    """Raw pictures, of which the header alone says how large they are."""
    make_film(path, TEST_PICTURE, arguments=("-c:v", "rawvideo", *YUV))
    made = bytearray(path.read_bytes())
    at = made.index(b"strf") + 12
    made[at : at + 8] = bytes(8)
    path.write_bytes(made)


def _playlist(path: Path, make_film: Any) -> None:
    """What ffmpeg would follow elsewhere if it were left to guess."""
    path.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/secret.ts\n")


def _matroska_header_alone(path: Path, make_film: Any) -> None:
    path.write_bytes(b"\x1a\x45\xdf\xa3" + b"\x00" * 600)


ACCEPTED = (
    "accepted are video mp4, mov, avi, webm, mkv; images jpg, png, gif, webp; sound mp3, wav, m4a, aac; "
    "subtitles srt, vtt; text txt; LUTs cube"
)


@pytest.mark.parametrize(
    ("make", "name", "code", "what", "hint"),
    [
        (_empty, "a.mp4", 4001, '"a.mp4" is empty (0 bytes)', "copy or export the file anew"),
        (_noise, "a.mp4", 4001, '"a.mp4" holds nothing that is known as media', ACCEPTED),
        (_words, "a.exe", 4001, '"a.exe" is of an unsupported type, .exe', ACCEPTED),
        (_picture, "a.mp4", 4001, '"a.mp4" is not what its name says: it is really a .jpg file', "give it its true extension"),
        (_words, "a.png", 4001, '"a.png" is not what its name says: it is plain text', "give it its true extension"),
        (_playlist, "a.mp4", 4001, '"a.mp4" is not what its name says: it is plain text', "give it its true extension"),
        (_half_film, "a.mp4", 4001, '"a.mp4" is broken: Invalid data found when processing input', "play the file; if it does not play, export it anew"),
        (_half_fast_start, "a.mp4", 4001, '"a.mp4" is cut short: its header says 4.0 s, it ends at ', "download or export the file anew"),
        (_half_picture, "a.png", 4001, '"a.png" is broken: its content cannot be decoded', "play the file; if it does not play, export it anew"),
        (_matroska_header_alone, "a.mkv", 4001, '"a.mkv" is broken: Invalid data found when processing input', "play the file; if it does not play, export it anew"),
        (_wide, "a.png", 4002, '"a.png" has too large a picture: 20000x2 px', "scale it down; at most 16384 px a side and 100 million px are taken"),
        (_huge, "a.png", 4002, '"a.png" has too large a picture: more than 178 million px', "scale it down; at most 16384 px a side and 100 million px are taken"),
        (_no_size, "a.avi", 4001, '"a.avi" has no picture size', "export the file anew"),
        (_large_film, "a.mp4", 4002, '"a.mp4" has too large a picture: 9000x5000 px', "scale it down; at most 16384 px a side and 35.6 million px are taken"),
        (_words, "a.srt", 4001, '"a.srt" is not a .srt file that can be read', "each caption needs a line such as 00:00:01,000 --> 00:00:04,000"),
        (_words, "a.vtt", 4001, '"a.vtt" is not a .vtt file that can be read', "its first line is WEBVTT"),
        (_blanks, "a.txt", 4001, '"a.txt" is not a .txt file that can be read', "it has to hold some words"),
        (_no_samples, "a.wav", 4001, 'the sound of "a.wav" cannot be decoded', "export the file with AAC sound"),
        (_words, "a.cube", 4001, '"a.cube" is not a .cube file that can be read', "a LUT states LUT_3D_SIZE or LUT_1D_SIZE"),
    ],
)  # fmt: skip
def test_a_bad_file_is_rejected_in_words(
    make: Callable[[Path, Any], None],
    name: str,
    code: int,
    what: str,
    hint: str,
    tmp_path: Path,
    make_film: Any,
) -> None:
    make(tmp_path / name, make_film)
    with pytest.raises(MediaRejected) as caught:
        probe(tmp_path / name, name, "")
    assert caught.value.what.startswith(what)
    assert (caught.value.hint, caught.value.code) == (hint, code)


def test_a_film_whose_container_states_no_times_is_rejected(
    tmp_path: Path, make_film: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_film(tmp_path / "a.avi", TEST_PICTURE, arguments=(*YUV, "-frames:v", "1"))
    monkeypatch.setattr("nemobuild.backend.media._duration", lambda spans, picture, sound: 0.0)
    with pytest.raises(MediaRejected) as caught:
        probe(tmp_path / "a.avi", "a.avi", "")
    assert (caught.value.what, caught.value.hint) == ('"a.avi" has no duration', "export the file anew")


@pytest.mark.parametrize(
    ("name", "raw", "kind"),
    [
        ("a.srt", b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHi\r\n", "subtitles"),
        ("a.vtt", b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nHi\n", "subtitles"),
        ("a.txt", "Grüße".encode("cp1252"), "other"),
        ("a.txt", "标题".encode("utf-16"), "other"),
        ("a.cube", b"LUT_3D_SIZE 2\n", "other"),
    ],
)
def test_the_accepted_texts(name: str, raw: bytes, kind: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(raw)
    assert probe(tmp_path / name, name, "").kind == kind


def test_text_is_read_by_its_own_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for raw, text in (
        ("标题\r\n".encode("utf-16"), "标题\n"),
        (b"\xef\xbb\xbfa\rb", "a\nb"),
        (b"Gr\xfc\xdfe", "Grüße"),
    ):
        path.write_bytes(raw)
        assert text_of(path) == text


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\a.mp4", "a.mp4"),
        ("a\x00\x1b[31m\u202e\ud800b.mp4", "a[31mb.mp4"),
        ("..", "file"),
        ("", "file"),
        ("x" * 300 + ".mp4", "x" * 190 + ".mp4"),
        ("Grüße 1.mp4", "Grüße 1.mp4"),
    ],
)
def test_a_name_from_a_client_is_made_harmless(raw: str, name: str) -> None:
    assert plain_name(raw) == name


@given(st.text())
def test_any_name_stays_one_harmless_name(raw: str) -> None:
    name = plain_name(raw)
    assert name not in ("", ".", "..")
    assert "/" not in name
    assert len(name) <= 200
    name.encode()
    assert plain_name(name) == name or len(name) == 200


@given(st.binary(max_size=600))
def test_sniffing_any_bytes_never_fails(head: bytes) -> None:
    found = sniffed(head)
    assert found is None or extension_of(f"a.{found.extension}") == found.extension
