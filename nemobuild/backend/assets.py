"""The assets of a draft: their URLs in a session, and whether the session has them.

Pure. A stored draft knows assets by digest alone; URLs of this server are put in when a draft is shown and taken out when
one comes in.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from nemobuild.backend.answers import Rejection, malformed
from nemobuild.timeline.draft import ASSET_PREFIX, decode, encode, stamped
from nemobuild.timeline.model import Clip, Segment, Sound, Source, Text, Timeline, Track

Json = Any


def shown(timeline: Timeline, url_of_digest: Mapping[str, str]) -> dict[str, Json]:
    """The draft of a timeline as a client sees it: with the URLs of its session."""

    def locate(source: Source) -> Source:
        return replace(source, url=url_of_digest.get(source.digest, source.url)) if source.digest else source

    return stamped(with_sources(timeline, locate))


def taken(draft: Json, digest_of_path: Mapping[str, str]) -> Timeline:
    """The timeline of a draft that a client sent. 400 if it uses a file that its session does not hold.

    `digest_of_path`: the path of a file's URL to its digest. The host is not looked at, since the port of a server
    changes from start to start and its name has several spellings.
    """
    known = set(digest_of_path.values())

    def identify(source: Source) -> Source:
        digest = source.digest or _digest_of(source.url, digest_of_path)
        if digest in known:
            return replace(source, digest=digest, url="")
        if digest or source.url:
            name = source.name or source.url or digest
            raise Rejection(
                400, f'the draft uses "{name}", which this session does not hold', hint="upload it first"
            )
        return source

    timeline = with_sources(decode(draft), identify)
    try:
        stamped(timeline)
    except TypeError:  # its metadata are no object
        raise malformed("draft", "it is not a draft") from None
    return timeline


def _digest_of(url: str, digest_of_path: Mapping[str, str]) -> str:
    if url.startswith(ASSET_PREFIX):
        return url.removeprefix(ASSET_PREFIX)
    try:
        return digest_of_path.get(urlsplit(url).path, "")
    except ValueError:
        return ""


def stored(timeline: Timeline) -> dict[str, Json]:
    """The draft of a timeline as it is kept: without URLs of assets."""
    return encode(with_sources(timeline, lambda source: replace(source, url="") if source.digest else source))


def identified(timeline: Timeline) -> Timeline:
    """The timeline with an id on every segment, none of them twice."""
    seen: set[str] = set()

    def named(segment: Segment) -> Segment:
        fresh = segment if segment.id and segment.id not in seen else replace(segment, id=_new_id())
        seen.add(fresh.id)
        return fresh

    return _with_segments(timeline, named)


def with_sources(timeline: Timeline, change: Callable[[Source], Source]) -> Timeline:
    def changed(segment: Segment) -> Segment:
        match segment:
            case Clip() | Sound():
                return replace(segment, source=change(segment.source))
            case Text():
                return segment

    return _with_segments(timeline, changed)


def generated(timeline: Timeline) -> list[dict[str, Json]]:
    """The sources that the renderer draws or synthesises, each once."""
    sources = (s.source for track in timeline.tracks for s in track.segments if isinstance(s, Clip | Sound))
    found: list[dict[str, Json]] = []
    for source in sources:
        entry = {"kind": source.kind, "generator": source.generator, "params": dict(source.params)}
        if source.generator and entry not in found:
            found.append(entry)
    return found


def _with_segments(timeline: Timeline, change: Callable[[Segment], Segment]) -> Timeline:
    def changed(track: Track) -> Track:
        return replace(track, segments=tuple(map(change, track.segments)))

    return replace(timeline, tracks=tuple(map(changed, timeline.tracks)))


def _new_id() -> str:
    return f"seg_{secrets.token_hex(8)}"
