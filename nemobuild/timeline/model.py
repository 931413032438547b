"""The timeline: an immutable value that says what is seen and heard when.

Times are whole milliseconds. Shares are fractions of a length: of the canvas for placement and type, of the source
picture for crops and motion. The module knows nothing about the wire form (`draft`), about sentences, or about ffmpeg.

Every value has `extra`: fields that came over the wire and that this version does not know. They are kept as they came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Json = Any
Extra = Mapping[str, Json]

MediaKind = Literal["video", "image", "audio", "subtitles", "other"]
TrackKind = Literal["video", "audio", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A rectangle in shares (0..1) of the picture it lies on; (0, 0) is the top left corner."""

    x: float = 0.0
    y: float = 0.0
    width: float = 1.0
    height: float = 1.0
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """The picture's size in px, its frames per second and the colour (`#rrggbb`) behind everything."""

    width: int = 1920
    height: int = 1080
    fps: float = 30
    background: str = "#000000"
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a segment's material comes from: an uploaded asset, or a generator.

    An asset has `digest` (sha256, hex), `name` and `url`; `kind` says what it is. A generated source has `generator`
    (`card`, `color`, `music`, `sound_effect`, `countdown`, …) and `params`; its `kind` is what it produces.
    """

    kind: MediaKind = "video"
    digest: str = ""
    name: str = ""
    url: str = ""
    generator: str = ""
    params: Mapping[str, Json] = field(default_factory=dict)
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A named effect with its parameters, in the order in which it is applied (`grade`, `grain`, `denoise`, …)."""

    name: str = ""
    params: Mapping[str, Json] = field(default_factory=dict)
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """How a segment takes over from the one before it. The two overlap on the track for `duration_ms`.

    `tail_ms` and `head_ms`: how much the clip before and this one show for it alone, which goes when it goes.
    """

    name: str = "crossfade"
    duration_ms: int = 500
    tail_ms: int = 0
    head_ms: int = 0
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A camera move over the framed picture from one rectangle to another (Ken Burns, push-in), eased.

    A piece of a clip that was cut goes on with the clip's move: `offset_ms` of it are over, of `whole_ms` in all (0: as
    long as the clip).
    """

    start: Rect = field(default_factory=Rect)
    end: Rect = field(default_factory=Rect)
    easing: str = "linear"
    offset_ms: int = 0
    whole_ms: int = 0
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A rectangle of the canvas that a picture is fitted into, for overlays, logos and split screens."""

    rect: Rect = field(default_factory=Rect)
    opacity: float = 1.0
    corner_radius: float = 0.0  # share of the canvas height
    border: str = ""  # colour of a thin border, empty for none
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A picture or film on a video track, with the film's own sound.

    `source_start_ms` counts in the source's own time; the clip consumes `duration_ms * speed` of it. A crop is taken
    first, then `rotate` (degrees clockwise) and `flip`, then the picture is fitted, moved, graded and placed.
    """

    id: str = ""
    start_ms: int = 0
    duration_ms: int = 0
    source: Source = field(default_factory=Source)
    source_start_ms: int = 0
    speed: float = 1.0
    reverse: bool = False
    fit: str = "contain"  # contain, cover, blur (contain over its own blurred copy), stretch
    crop: Rect | None = None
    rotate: float = 0.0
    flip: str = ""  # "", horizontal, vertical
    motion: Motion | None = None
    placement: Placement | None = None
    effects: tuple[Effect, ...] = ()
    transition: Transition | None = None
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    fade_in_color: str = ""  # `#rrggbb` that it comes from; empty for the canvas's background
    fade_out_color: str = ""
    volume: float = 1.0  # amplitude: 0.35 is 35 %, 0 is mute
    audio_fade_in_ms: int = 0
    audio_fade_out_ms: int = 0
    label: str = ""
    goes_on: bool = False  # a piece that an effect cut off the one before, with which it counts as one clip
    extra: Extra = field(default_factory=dict)

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A stretch of a sound, from its start, that is heard `gain` times as loud as the rest of it (an amplitude)."""

    start_ms: int = 0
    duration_ms: int = 0
    gain: float = 1.0
    extra: Extra = field(default_factory=dict)

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Something heard on an audio track. `role`: music, voice or effect. `levels` do not overlap, in order."""

    id: str = ""
    start_ms: int = 0
    duration_ms: int = 0
    source: Source = field(default_factory=lambda: Source(kind="audio"))
    source_start_ms: int = 0
    speed: float = 1.0
    loop: bool = False
    role: str = "music"
    volume: float = 1.0
    duck_db: float = 0.0  # how far it steps back under speech; 0 for not at all, otherwise negative
    fade_in_ms: int = 0
    fade_out_ms: int = 0
    fade_is_said: bool = False  # whether music is to fade out, and does not only by default
    levels: tuple[Level, ...] = ()
    effects: tuple[Effect, ...] = ()
    label: str = ""
    extra: Extra = field(default_factory=dict)

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStyle:
    """How text looks. `size` is the letter height as a share of the canvas's shorter side."""

    font: str = "sans"  # sans, serif, mono, script: families that ship with the package
    size: float = 0.08
    weight: str = "bold"  # regular, bold
    color: str = "#ffffff"
    plate: str = ""  # colour behind the words, `#rrggbbaa`; empty for none
    outline: str = ""  # colour of an outline; empty for a soft shadow
    highlight: str = ""  # colour of the spoken or emphasised word
    align: str = "center"
    uppercase: bool = False
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word and when it is spoken, in ms from the start of its segment."""

    text: str = ""
    start_ms: int = 0
    duration_ms: int = 0
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words laid over the picture.

    `role`: title, subtitle, lower_third, caption, quote, list, step (its number in `detail`), callout, card; `cover` is seen on the cover picture alone;
    `timer` and `countdown` run up or down, second by second, from the time in `text` (`0:00`). `anchor` is one of the nine points
    (`top-left` … `center` … `bottom-right`) inside the safe area, where captions and name lines take `center` for their own
    place at the foot unless it is called `middle`; `dx` and `dy` move it by shares of the canvas.
    `detail` is the second, smaller line (a lower third's role, a quote's author). Animations: none, fade, slide-up,
    slide-down, slide-left, slide-right, pop, type, word-by-word.
    """

    id: str = ""
    start_ms: int = 0
    duration_ms: int = 0
    text: str = ""
    detail: str = ""
    role: str = "title"
    style: TextStyle = field(default_factory=TextStyle)
    anchor: str = "center"
    dx: float = 0.0
    dy: float = 0.0
    enter: str = "fade"
    enter_ms: int = 400
    leave: str = "fade"
    leave_ms: int = 300
    words: tuple[Word, ...] = ()
    label: str = ""
    extra: Extra = field(default_factory=dict)

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.duration_ms


Segment = Clip | Sound | Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """Segments of one kind in the order of their start.

    They do not overlap but for a clip's transition, which overlaps the clip before by exactly its duration. The first
    video track is the main one: edits there close gaps and carry what lies above along. Later video tracks lie on top.
    A track of a type this version does not know has an empty `kind`, and its type and segments in `extra`.
    """

    kind: str = "video"
    name: str = ""
    segments: tuple[Segment, ...] = ()
    extra: Extra = field(default_factory=dict)

    @property
    def end_ms(self) -> int:
        return max((s.end_ms for s in self.segments), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    start_ms: int = 0
    title: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A whole edit. `loudness` is the integrated target in LUFS; `poster_ms` the moment of the cover picture."""

    canvas: Canvas = field(default_factory=Canvas)
    title: str = ""
    tracks: tuple[Track, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    effects: tuple[Effect, ...] = ()  # on the finished picture: progress bar, grain over all, vignette
    loudness: float = -14.0
    poster_ms: int = -1
    subtitles: str = ""  # "burned" (the default when captions exist), "sidecar", "both"
    meta: Extra = field(default_factory=dict)  # other metadata as it came
    extra: Extra = field(default_factory=dict)

    @property
    def duration_ms(self) -> int:
        return max((track.end_ms for track in self.tracks), default=0)

    @property
    def main(self) -> Track:
        """The first video track; an empty one if there is none."""
        return next((t for t in self.tracks if t.kind == "video"), Track(kind="video", name="main"))

    def of_kind(self, kind: TrackKind) -> tuple[Track, ...]:
        return tuple(t for t in self.tracks if t.kind == kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What is known about an uploaded file. Sizes in px as shown (after rotation and pixel aspect), times in ms."""

    digest: str
    name: str
    kind: MediaKind
    duration_ms: int = 0
    width: int = 0
    height: int = 0
    fps: float = 0.0
    has_audio: bool = False
    channels: int = 0
    rotation: int = 0  # degrees clockwise that a player turns the picture by
    pixel_aspect: float = 1.0
    taken_at: str = ""  # ISO time from the file's own metadata, empty if it has none
    codec: str = ""
    path: str = ""  # where the backend keeps it; never on the wire
    alias: str = ""  # what a recipe calls it; steps find it by its file's name and by this

    @property
    def called(self) -> str:
        """Both names, in lower case."""
        return f"{self.name} {self.alias}".strip().lower()
