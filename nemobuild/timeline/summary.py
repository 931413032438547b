"""A timeline shown to a person: one line, a chart of characters, a drawing (SVG). Pure text; knows no terminal.

Whatever words a draft holds are shown `clean`: they come from a backend, or from whoever wrote a lock file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from nemobuild.timeline.model import Clip, Segment, Sound, Text, Timeline, Track

SVG_COLORS = {"video": "#3b6fd4", "audio": "#2f9e6e", "text": "#c9762f", "": "#777777"}


def seconds(ms: float) -> str:
    """A time for people: `3s`, `2.5s`, `1m05s`, to a tenth of a second."""
    tenths = round(ms / 100)
    minutes, rest = divmod(tenths, 600)
    text = f"{rest // 10}" if rest % 10 == 0 else f"{rest / 10:.1f}"
    return f"{minutes}m{text.zfill(2)}s" if minutes else f"{text}s"


def clean(text: str, limit: int = 40) -> str:
    """Text on one line without control characters, cut to `limit` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def heading(track: Track) -> str:
    """What a track is called: Video, BGM, Voice, Sound, Title, Captions or its own name."""
    first = track.segments[0] if track.segments else None
    if isinstance(first, Sound):
        return {"music": "BGM", "voice": "Voice"}.get(first.role, "Sound")
    if isinstance(first, Text):
        known = {"caption": "Captions", "lower_third": "Lower third"}
        return known.get(first.role) or clean(first.role).capitalize() or "Text"
    return "Video" if track.kind == "video" else clean(track.name) or track.kind or "Track"


def label(segment: Segment) -> str:
    """What a segment is called."""
    if isinstance(segment, Text):
        return f'"{clean(segment.text)}"'
    source = segment.source
    return clean(segment.label or source.name or source.generator or source.kind)


def _range(start_ms: float, end_ms: float) -> str:
    return (
        f"{seconds(start_ms).removesuffix('s') if start_ms < 60_000 else seconds(start_ms)}-{seconds(end_ms)}"
    )


def loudness(volume: float) -> str:
    """An amplitude for people: `35%`, `muted`."""
    return f"{volume * 100:.0f}%" if volume > 0 else "muted"


def _describe(segment: Segment) -> str:
    text = f"{label(segment)} ({_range(segment.start_ms, segment.end_ms)}"
    if isinstance(segment, (Clip, Sound)) and segment.volume != 1.0:
        text += f", {loudness(segment.volume)}"
    if isinstance(segment, (Clip, Sound)) and segment.speed != 1.0:
        text += f", {segment.speed:g}×"
    return text + ")"


def _as_counted(segments: Sequence[Segment]) -> list[Segment]:
    """The segments as a person counts them: a clip that an effect has cut into pieces is one, see `shots`."""
    found: list[Segment] = []
    for segment in segments:
        before = found[-1] if found else None
        if isinstance(segment, Clip) and segment.goes_on and isinstance(before, Clip):
            found[-1] = _joined(before, segment)
        else:
            found.append(segment)
    return found


def _joined(first: Clip, second: Clip) -> Clip:
    """Two pieces as one, with the speed and the level that both have."""
    return replace(
        first,
        duration_ms=second.end_ms - first.start_ms,
        speed=first.speed if first.speed == second.speed else 1.0,
        volume=first.volume if first.volume == second.volume else 1.0,
    )


def describe_track(track: Track, most: int = 3) -> str:
    """A track in words; of more than `most` segments the first ones and a count. Pieces of one clip are one."""
    counted = _as_counted(track.segments)
    shown = [_describe(s) for s in counted[:most]]
    more = len(counted) - len(shown)
    return f"{heading(track)}: " + ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def summary(timeline: Timeline) -> str:
    """The protocol's one line: `Timeline (3 tracks): 1. Video: … 2. BGM: … 3. Title: …`."""
    tracks = [t for t in timeline.tracks if t.segments]
    if not tracks:
        return "Timeline (empty)"
    count = f"{len(tracks)} track{'s' if len(tracks) != 1 else ''}"
    listed = " ".join(f"{n}. {describe_track(track)}" for n, track in enumerate(tracks, 1))
    return f"Timeline ({count}): {listed}"


def text_chart(timeline: Timeline, width: int = 72) -> str:
    """Tracks as rows of blocks over a time axis, then every segment by name. `width` in characters."""
    total = timeline.duration_ms
    if not total:
        return "The timeline is empty."
    canvas = timeline.canvas
    lines = [f"{seconds(total)}, {canvas.width}x{canvas.height} at {canvas.fps:g} fps"]
    for track in timeline.tracks:
        lines.append(f"{heading(track)[:12]:<12} {_row(track, total, width)}")
    lines.append(f"{'':<12} {_axis(total, width)}")
    for track in timeline.tracks:
        lines.append("")
        lines.append(f"{heading(track)}:")
        lines.extend(f"  {_range(s.start_ms, s.end_ms):>14}  {label(s)}{_details(s)}" for s in track.segments)
    return "\n".join(lines)


def _row(track: Track, total: int, width: int) -> str:
    row = [" "] * width
    for number, segment in enumerate(track.segments):
        first = min(width - 1, segment.start_ms * width // total)
        last = max(first + 1, min(width, -(-segment.end_ms * width // total)))
        block = "█" if number % 2 == 0 else "▓"
        row[first:last] = block * (last - first)
    return "".join(row).rstrip()


def _axis(total: int, width: int) -> str:
    end = seconds(total)
    middle = seconds(total / 2)
    left = "0s" + " " * max(1, width // 2 - len(middle) // 2 - 2) + middle
    return left + " " * max(1, width - len(left) - len(end)) + end


def _details(segment: Segment) -> str:
    return "".join(f", {detail}" for detail in _detail_list(segment))


def _detail_list(segment: Segment) -> Iterator[str]:
    if isinstance(segment, Clip):
        if segment.transition:
            yield f"{_name(segment.transition.name)} {seconds(segment.transition.duration_ms)}"
        if segment.motion:
            yield "camera move"
        yield from (_name(effect.name) for effect in segment.effects)
    if not isinstance(segment, Text):
        if segment.speed != 1.0:
            yield f"{segment.speed:g}×"
        if segment.volume != 1.0 or (isinstance(segment, Sound) and segment.levels):
            yield loudness(segment.volume)
            yield from (
                f"{loudness(segment.volume * level.gain)} {_range(segment.start_ms + level.start_ms, segment.start_ms + level.end_ms)}"
                for level in (segment.levels if isinstance(segment, Sound) else ())
            )


def _name(name: str) -> str:
    return clean(name.replace("_", " "))


def svg(timeline: Timeline, width: int = 960) -> str:
    """The timeline as a drawing, `width` px wide, with a title on every segment."""
    row, gutter = 34, 110
    total = max(1, timeline.duration_ms)
    height = row * max(1, len(timeline.tracks)) + 40
    box = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    scale = (width - gutter - 12) / total
    for number, track in enumerate(timeline.tracks):
        y = 8 + number * row
        parts.append(f'<text x="8" y="{y + 18}" fill="#333333">{escape(heading(track))}</text>')
        parts.extend(
            _svg_segment(s, gutter + s.start_ms * scale, y, s.duration_ms * scale, row, track)
            for s in track.segments
        )
    for step in range(5):
        x = gutter + step * (width - gutter - 12) / 4
        anchor = ("start", "middle", "middle", "middle", "end")[step]
        label_text = seconds(total * step / 4)
        parts.append(
            f'<text x="{x:.1f}" y="{height - 10}" fill="#666666" text-anchor="{anchor}">{label_text}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


def _svg_segment(segment: Segment, x: float, y: float, width: float, row: int, track: Track) -> str:
    name = label(segment)
    shown = escape(clean(name, max(1, int(width / 7)))) if width > 24 else ""
    return (
        f"<g><title>{escape(name)} {_range(segment.start_ms, segment.end_ms)}</title>"
        f'<rect x="{x:.1f}" y="{y}" width="{max(1.0, width - 1):.1f}" height="{row - 8}" rx="4" '
        f'fill="{SVG_COLORS[track.kind]}"/><text x="{x + 6:.1f}" y="{y + 17}" fill="#ffffff">{shown}</text></g>'
    )
