"""The draft: a timeline as it travels, and its canonical form.

This is the only place that knows the short keys `t tt sg d m`. `encode(decode(x)) == x` for any JSON object: a field is
taken into the model only when it has the model's type and is not the default; everything else stays in `extra` as it
came. The duration at the top of a draft is derived, so it is kept as stated; `stamped` states it anew after an edit.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from nemobuild.timeline.model import Canvas, Clip, Json, Segment, Sound, Text, Timeline, Track

TRACK_TYPES: Mapping[int, str] = {0: "video", 1: "audio", 7: "text"}
TYPE_OF_KIND: Mapping[str, int] = {kind: number for number, kind in TRACK_TYPES.items()}
SEGMENT_OF: Mapping[str, type[Segment]] = {"video": Clip, "audio": Sound, "text": Text}
META_FIELDS = ("title", "chapters", "effects", "loudness", "poster_ms", "subtitles")


def decode(draft: Json) -> Timeline:
    """A timeline from a draft. What is not understood is kept in `extra`; nothing raises."""
    if not isinstance(draft, Mapping):
        return Timeline()
    extra = dict(draft)
    tracks: tuple[Track, ...] = ()
    if _is_list_of_objects(extra.get("t")):
        tracks = tuple(_decode_track(track) for track in extra.pop("t"))
    canvas = Canvas()
    known: dict[str, Any] = {}
    meta: dict[str, Json] = {}
    if isinstance(extra.get("m"), Mapping) and extra["m"]:
        known, rest = _split(Timeline, extra.pop("m"), META_FIELDS)
        canvas_fields, meta = _split(Canvas, rest)
        canvas = Canvas(**canvas_fields)
    return Timeline(canvas=canvas, tracks=tracks, meta=meta, extra=extra, **known)


def encode(timeline: Timeline) -> dict[str, Json]:
    """The draft of a timeline; defaults are left out."""
    draft = dict(timeline.extra)
    if timeline.tracks:
        draft["t"] = [_encode_track(track) for track in timeline.tracks]
    meta = {**timeline.meta, **_encode_node(timeline.canvas), **_encode_fields(timeline, META_FIELDS)}
    if meta:
        draft["m"] = meta
    return draft


def stamped(timeline: Timeline) -> dict[str, Json]:
    """The draft of a timeline with its duration (ms) and picture size stated, as a backend sends it."""
    draft = {**encode(timeline), "d": timeline.duration_ms}
    canvas = timeline.canvas
    draft["m"] = {"width": canvas.width, "height": canvas.height, "fps": canvas.fps, **draft.get("m", {})}
    draft.setdefault("t", [])
    return draft


def has_content(draft: Json) -> bool:
    """Whether a draft can be exported: it holds a track whose segments are not empty."""
    tracks = draft.get("t") if isinstance(draft, Mapping) else None
    return isinstance(tracks, list) and any(isinstance(t, Mapping) and bool(t.get("sg")) for t in tracks)


def canonical(draft: Json, digest_of_url: Mapping[str, str]) -> dict[str, Json]:
    """A draft without what belongs to one session, the same for the same edit in every session.

    Ids become ordinals in the order of their first appearance. A URL of an uploaded asset (`digest_of_url`: URL without
    its query to sha256) becomes `asset:<sha256>`; any other loses its query and fragment, where signatures live.
    Unknown fields are kept.
    """
    renamer = _Canonical(digest_of_url)
    return cast(dict[str, Json], renamer.visit(draft)) if isinstance(draft, Mapping) else {}


def localized(draft: Json, url_of_digest: Mapping[str, str]) -> dict[str, Json]:
    """A canonical draft with `asset:<sha256>` turned back into the URLs of a session that holds these assets."""

    def visit(value: Json) -> Json:
        if isinstance(value, Mapping):
            return {key: visit(item) for key, item in value.items()}
        if isinstance(value, list):
            return [visit(item) for item in value]
        if isinstance(value, str) and value.startswith(ASSET_PREFIX):
            return url_of_digest.get(value.removeprefix(ASSET_PREFIX), value)
        return value

    return cast(dict[str, Json], visit(draft))


def digest(canonical_draft: Json) -> str:
    """sha256 (hex) of canonical JSON: keys sorted, no white space, UTF-8 with escapes."""
    text = json.dumps(canonical_draft, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


ASSET_PREFIX = "asset:"


@dataclass(slots=True)
class _Canonical:
    """Walks a draft in key order, so that ordinals do not depend on the order in which a server wrote its keys."""

    digest_of_url: Mapping[str, str]
    ordinals: dict[str, str]

    def __init__(self, digest_of_url: Mapping[str, str]) -> None:
        self.digest_of_url = digest_of_url
        self.ordinals = {}

    def visit(self, value: Json, key: str = "") -> Json:
        if isinstance(value, Mapping):
            return {k: self.visit(value[k], k) for k in sorted(value)}
        if isinstance(value, list):
            return [self.visit(item, key) for item in value]
        if key == "id" and isinstance(value, (str, int)):
            return self.ordinals.setdefault(str(value), str(len(self.ordinals) + 1))
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            return self.url(value)
        return value

    def url(self, value: str) -> str:
        bare = bare_url(value)
        known = self.digest_of_url.get(bare)
        return f"{ASSET_PREFIX}{known}" if known else bare


def bare_url(url: str) -> str:
    """A URL without query and fragment. What cannot be parsed comes back cut at the first of them."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.split("?", 1)[0].split("#", 1)[0]
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _decode_track(raw: Mapping[str, Json]) -> Track:
    extra = dict(raw)
    number = extra.get("tt")
    kind = TRACK_TYPES.get(number, "") if type(number) is int else ""
    known, extra = _split(Track, extra, ("name",))
    segments: tuple[Segment, ...] = ()
    if kind:
        del extra["tt"]
        if _is_list_of_objects(extra.get("sg")):
            segments = tuple(_decode_segments(SEGMENT_OF[kind], extra.pop("sg")))
    return Track(kind=kind, segments=segments, extra=extra, **known)


def _encode_track(track: Track) -> dict[str, Json]:
    raw = dict(track.extra)
    if track.kind in TYPE_OF_KIND:
        raw["tt"] = TYPE_OF_KIND[track.kind]
    raw.update(_encode_fields(track, ("name",)))
    if track.segments:
        raw["sg"] = list(_encode_segments(track.segments))
    return raw


def _decode_segments(cls: type[Segment], raws: list[Mapping[str, Json]]) -> Iterator[Segment]:
    """A segment that does not say where it starts starts where the one before it ends."""
    end = 0
    for raw in raws:
        known, extra = _split(cls, raw)
        stated = extra.get("start", known.get("start_ms", end))
        known["start_ms"] = stated if type(stated) is int else end
        if known["start_ms"] != end:
            extra.pop("start", None)
        segment = cls(extra=extra, **known)
        end = segment.end_ms
        yield segment


def _encode_segments(segments: tuple[Segment, ...]) -> Iterator[dict[str, Json]]:
    end = 0
    for segment in segments:
        raw = _encode_node(segment)
        raw.pop("start", None)
        if segment.start_ms != end or type(segment.extra.get("start")) is int:
            raw["start"] = segment.start_ms
        elif "start" in segment.extra:
            raw["start"] = segment.extra["start"]
        end = segment.end_ms
        yield raw


def _split(
    cls: type[Any], raw: Mapping[str, Json], names: tuple[str, ...] | None = None
) -> tuple[dict[str, Any], dict[str, Json]]:
    """The fields of `cls` that `raw` holds, decoded, and what is left."""
    known: dict[str, Any] = {}
    extra = dict(raw)
    for name, (kind, default) in _schema(cls).items():
        key = wire_name(name)
        if key not in extra or (names is not None and name not in names):
            continue
        value = _decode_value(kind, extra[key])
        if value is not MISSING and not _same(value, default):
            known[name] = value
            del extra[key]
    return known, extra


def _decode_value(kind: Any, raw: Json) -> Any:
    """The model's value for a JSON value, or MISSING if it is not of that type."""
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(arm for arm in get_args(kind) if arm is not type(None))
    if is_dataclass(kind):
        if not isinstance(raw, Mapping):
            return MISSING
        known, extra = _split(cast(type[Any], kind), raw)
        return cast(type[Any], kind)(extra=extra, **known)
    if get_origin(kind) is tuple:
        if not _is_list_of_objects(raw):
            return MISSING
        return tuple(_decode_value(get_args(kind)[0], item) for item in raw)
    if kind is float:
        return raw if type(raw) in (int, float) else MISSING
    if kind in (bool, int):
        return raw if type(raw) is kind else MISSING
    if kind is Mapping or get_origin(kind) in (Mapping, dict) or "Mapping" in str(kind):
        return raw if isinstance(raw, Mapping) else MISSING
    return raw if isinstance(raw, str) else MISSING


def _encode_node(node: Any) -> dict[str, Json]:
    return {**node.extra, **_encode_fields(node, tuple(_schema(type(node))))}


def _encode_fields(node: Any, names: tuple[str, ...]) -> dict[str, Json]:
    schema = _schema(type(node))
    values = {name: getattr(node, name) for name in names}
    return {wire_name(n): _encode_value(v) for n, v in values.items() if not _same(v, schema[n][1])}


def _encode_value(value: Any) -> Json:
    if is_dataclass(value):
        return _encode_node(value)
    if isinstance(value, tuple):
        return [_encode_value(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value


def _schema(cls: type[Any]) -> dict[str, tuple[Any, Any]]:
    """A value class's fields that travel: name to type and default."""
    return _schema_of(cast(Any, cls))  # mypy does not see that a class is hashable


@cache
def _schema_of(cls: type[Any]) -> dict[str, tuple[Any, Any]]:
    hints = get_type_hints(cls)
    return {
        f.name: (hints[f.name], f.default_factory() if f.default_factory is not MISSING else f.default)
        for f in fields(cls)
        if f.name
        not in ("extra", "tracks", "segments", "canvas", "meta", "kind" if cls is Track else "extra")
    }


_LENGTHS = {"duration_ms": "d", "enter_ms": "enter_d", "leave_ms": "leave_d"}


def wire_name(field_name: str) -> str:
    """Lengths travel as `d`, `enter_d`, …; points of time without their unit, since all are ms."""
    return _LENGTHS.get(field_name, field_name.removesuffix("_ms"))


def _same(value: Any, default: Any) -> bool:
    """Equal in value and in type, so that 1 and 1.0 or true stay what they were on the wire."""
    return type(value) is type(default) and bool(value == default)


def _is_list_of_objects(raw: Json) -> bool:
    return isinstance(raw, list) and bool(raw) and all(isinstance(item, Mapping) for item in raw)
