"""What is heard and seen in a media file: silences, beats, scene changes, energy.

Implements the interpreter's `Analysis`. A file is decoded once, block by block; what is kept is a curve of its level per
10 ms, of its onset strength per 10 ms, and of its motion per frame: some kilobytes a minute, cached by digest. Everything
else is computed from the curves by pure functions (`curves`). Knows nothing about sentences or timelines.
"""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nemobuild.backend import curves
from nemobuild.backend.formats import SNIFF_BYTES, sniffed
from nemobuild.backend.interpret.subtitles import Line
from nemobuild.backend.media import open_media, picture_stream, text_of
from nemobuild.errors import AssetError
from nemobuild.timeline.model import Media

if TYPE_CHECKING:
    import av
    import av.container

Curve = NDArray[np.float32]
RATE = 16_000  # Hz; speech and beats have nothing to tell above 8 kHz
VERSION = 1  # of the curves; a change of how they are measured makes old ones invisible
MAX_GAP_S = 3600.0  # a longer hole in the time stamps is a fault of theirs
PICTURE = (64, 36)  # px; scene changes show at this size, noise does not


class MediaAnalysis:
    """Answers about the files given, measuring each at most once. Times in ms of the file's own time.

    A digest that is not among the files has no silences, beats or scenes. A file that cannot be decoded any more raises
    AssetError.
    """

    def __init__(self, media: Sequence[Media], cache: Path) -> None:
        self._media = {each.digest: each for each in media}
        self._cache = cache
        self._heard: dict[str, tuple[Line, ...]] = {}
        self._curves: dict[tuple[str, str], Curve] = {}
        self._silences: dict[tuple[str, float, int], tuple[tuple[int, int], ...]] = {}

    def silences(self, digest: str, *, threshold_db: float, min_ms: int) -> tuple[tuple[int, int], ...]:
        """Stretches quieter than `threshold_db` (dBFS, negative) for at least `min_ms`, to 10 ms."""
        media = self._media.get(digest)
        if media is None or not media.has_audio:
            return ()
        asked = digest, threshold_db, min_ms
        if asked not in self._silences:
            levels = self._levels(media)
            self._silences[asked] = curves.silences(levels, threshold_db, min_ms, media.duration_ms)
        return self._silences[asked]

    def beats(self, digest: str) -> tuple[int, ...]:
        media = self._media.get(digest)
        return curves.beats(self._onsets(media)) if media is not None and media.has_audio else ()

    def scenes(self, digest: str) -> tuple[int, ...]:
        """Where the picture changes abruptly; the start is not among them."""
        media = self._media.get(digest)
        return curves.scenes(self._motion(media)) if media is not None and media.kind == "video" else ()

    def energy(self, digest: str, window_ms: int) -> tuple[float, ...]:
        """Loudness and motion of each window, each 0..1 of the file's own range, averaged."""
        media = self._media.get(digest)
        if media is None or media.kind not in ("video", "audio"):
            return ()
        levels = self._levels(media) if media.has_audio else np.zeros(0, np.float32)
        motion = self._motion(media) if media.kind == "video" else np.zeros((0, 2), np.float32)
        return curves.energy(levels, motion, window_ms, media.duration_ms)

    def text(self, digest: str) -> str:
        media = self._media.get(digest)
        return text_of(Path(media.path)) if media is not None and media.kind in ("subtitles", "other") else ""

    def abilities(self) -> frozenset[str]:
        """`hear` and `speak` where a plug-in for it is installed."""
        from nemobuild.backend.plugins import find

        return find.abilities()

    def undrawn(self, text: str) -> str:
        """The characters of a text that no font here has, each once."""
        from nemobuild.backend.render.typeset import faces
        from nemobuild.backend.render.typeset.shaping import Shaper

        shaper = Shaper(family="sans", language="zh", folders=faces.folders(os.environ))
        shaper.runs(text, bold=True)
        return "".join(shaper.missing)

    def spoken(self, digest: str) -> tuple[Line, ...]:
        """What is said in a file, by the first captions plug-in. Raises BackendError."""
        from nemobuild.backend.plugins import find

        media = self._media.get(digest)
        plugins = find.found(find.CAPTIONS)
        if media is None or not media.has_audio or not plugins:
            return ()
        if digest not in self._heard:
            self._heard[digest] = tuple(
                Line(start_ms=s.start_ms, end_ms=s.end_ms, text=s.text, words=tuple(s.words))
                for s in plugins[0].listen(Path(media.path), "")
            )
        return self._heard[digest]

    def speaker(self) -> str:
        from nemobuild.backend.plugins import speech

        return speech.speaker()

    def speech_ms(self, params: Mapping[str, Any]) -> int:
        """How long words take to say, in ms. Raises BackendError."""
        from nemobuild.backend.plugins import speech

        return speech.length_ms(params)

    def _levels(self, media: Media) -> Curve:
        levels: Curve = self._sound_curves(media)[0]
        return levels

    def _onsets(self, media: Media) -> Curve:
        onsets: Curve = self._sound_curves(media)[1]
        return onsets

    def _sound_curves(self, media: Media) -> Curve:
        return self._cached(media, "sound", lambda: curves.sound_curves(_sound_blocks(media), RATE))

    def _motion(self, media: Media) -> Curve:
        return self._cached(media, "motion", lambda: curves.motion(_small_pictures(media)))

    def _cached(self, media: Media, kind: str, measure: Callable[[], Curve]) -> Curve:
        asked = media.digest, kind
        if asked not in self._curves:
            self._curves[asked] = self._kept(media, kind, measure)
        return self._curves[asked]

    def _kept(self, media: Media, kind: str, measure: Callable[[], Curve]) -> Curve:
        path = self._cache / f"{media.digest}.{kind}.{VERSION}.npy"
        try:
            found: Curve = np.load(io.BytesIO(path.read_bytes()), allow_pickle=False)
            return found
        except (OSError, ValueError, EOFError):  # absent or torn: measured anew
            curve = _measured(media, measure)
            _write(path, curve)
            return curve


def _measured(media: Media, measure: Callable[[], Curve]) -> Curve:
    import av

    try:
        return measure()
    except (av.FFmpegError, OSError, ValueError) as error:
        what = f'"{media.name}" cannot be decoded any more: {getattr(error, "strerror", None) or type(error).__name__}'
        raise AssetError(what, hint="upload the file again") from error


def _write(path: Path, curve: Curve) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.{uuid.uuid4().hex}")
    with temporary.open("wb") as file:
        np.save(file, curve, allow_pickle=False)
    temporary.replace(path)


def _opened(media: Media) -> av.container.InputContainer:
    path = Path(media.path)
    with path.open("rb") as file:
        found = sniffed(file.read(SNIFF_BYTES))
    return open_media(path, found.demuxer if found is not None else "")


def _sound_blocks(media: Media) -> Iterator[Curve]:
    """The sound as blocks of channels x samples at `RATE`, in place on the file's clock: holes are filled with silence."""
    import av

    with _opened(media) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        origin = _origin(container)
        written = 0
        for frame in _frames_of(container, stream):
            hole = 0
            if frame is not None and frame.pts is not None and frame.time_base is not None:
                hole = round((float(frame.pts * frame.time_base) - origin) * RATE) - written
            if RATE // 20 < hole < MAX_GAP_S * RATE:
                yield from _silence(hole)
                written += hole
            for block in resampler.resample(frame):
                samples = np.asarray(block.to_ndarray(), np.float32)
                written += samples.shape[1]
                yield samples


def _frames_of(
    container: av.container.InputContainer, stream: av.AudioStream
) -> Iterator[av.AudioFrame | None]:
    """The stream's frames and, at the end, None, which empties the resampler."""
    yield from container.decode(stream)
    yield None


def _silence(samples: int) -> Iterator[Curve]:
    for at in range(0, samples, RATE):
        yield np.zeros((2, min(RATE, samples - at)), np.float32)


def _small_pictures(media: Media) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Each frame's time in s and its grey picture, `PICTURE` in size."""
    with _opened(media) as container:
        stream = picture_stream(container)
        assert stream is not None
        stream.thread_type = "AUTO"
        origin = _origin(container)
        for frame in container.decode(stream):
            small = frame.reformat(width=PICTURE[0], height=PICTURE[1], format="gray")
            pixels: Any = small.to_ndarray()
            yield (frame.time or 0.0) - origin, pixels


def _origin(container: av.container.InputContainer) -> float:
    """Where the container's clock starts, in s: players count from there."""
    return (container.start_time or 0) / 1_000_000
