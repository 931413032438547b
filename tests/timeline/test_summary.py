"""What a person is shown of a timeline and of the difference between two."""

from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.timeline.diff import changes
from nemobuild.timeline.draft import decode, encode
from nemobuild.timeline.model import (
    Canvas,
    Clip,
    Effect,
    Level,
    Sound,
    Source,
    Text,
    Timeline,
    Track,
    Transition,
)
from nemobuild.timeline.summary import clean, seconds, summary, svg, text_chart

CLIP = Clip(duration_ms=10_000, source=Source(name="city timelapse"))
SONG = Sound(duration_ms=10_000, volume=0.35, source=Source(kind="audio", name="Lo-fi"))
TITLE = Text(duration_ms=3000, text="Urban Dreams")
FILM = Timeline(
    tracks=(
        Track(kind="video", segments=(CLIP,)),
        Track(kind="audio", segments=(SONG,)),
        Track(kind="text", segments=(TITLE,)),
    )
)
EVERYTHING = replace(
    FILM,
    tracks=(
        Track(
            kind="video",
            name="main",
            segments=(
                replace(CLIP, fit="cover", effects=(Effect(name="grade"),), label="intro"),
                replace(CLIP, start_ms=9000, transition=Transition(name="wipe_left", duration_ms=1000)),
            ),
        ),
        Track(kind="audio", name="music", segments=(replace(SONG, role="voice", label="voice"),)),
        Track(
            kind="text", name="titles", segments=(replace(TITLE, role="quote", detail="Ada", enter="pop"),)
        ),
        Track(kind="", name="stickers"),
    ),
)


def test_the_line_of_the_protocol():
    assert summary(FILM) == (
        "Timeline (3 tracks): 1. Video: city timelapse (0-10s) "
        '2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)'
    )


def test_an_empty_timeline_is_called_empty():
    assert summary(Timeline()) == "Timeline (empty)"


@pytest.mark.parametrize(
    ("ms", "text"), [(3000, "3s"), (2500, "2.5s"), (65_000, "1m05s"), (0, "0s"), (61_500, "1m1.5s")]
)
def test_times_for_people(ms, text):
    assert seconds(ms) == text


def test_control_characters_do_not_reach_a_terminal():
    assert clean("a\x1b[31mb\nc") == "a [31mb c"


HOSTILE = st.text(st.sampled_from("a_<\x1b[]0;\x07\x9b\r\n\u202e\u2028"), max_size=12)


@st.composite
def written_by_anybody(draw):
    """A film as a draft holds it, in which any words may be any characters."""

    def words(value):
        if isinstance(value, dict):
            return {key: words(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [words(inner) for inner in value]
        return draw(HOSTILE) if isinstance(value, str) else value

    return decode(words(encode(EVERYTHING)))


@given(written_by_anybody(), written_by_anybody())
def test_no_draft_moves_the_cursor_or_breaks_a_drawing(one, other):
    shown = [summary(one), text_chart(one), svg(one), *changes(FILM, one), *changes(one, other, most=99)]
    assert all(line.isprintable() for text in shown for line in text.split("\n"))
    assert "\n" not in summary(one) and not any("\n" in change for change in changes(one, other, most=99))
    fromstring(svg(one))


def test_words_that_differ_where_they_are_not_shown_are_said_to_be_changed():
    long = replace(TITLE, text="word " * 40)
    after = edited(text=Track(kind="text", segments=(replace(long, text=long.text + "more"),)))
    assert changes(edited(text=Track(kind="text", segments=(long,))), after) == (
        'Title: "word word word word word word word word…" text changed',
    )


def test_chart_has_a_row_a_track_and_names_every_segment():
    chart = text_chart(FILM, width=40)
    assert chart.splitlines()[0] == "10s, 1920x1080 at 30 fps"
    assert "█" * 40 in chart
    assert '0-3s  "Urban Dreams"' in chart


def test_svg_escapes_what_authors_write():
    film = replace(FILM, tracks=(Track(kind="text", segments=(replace(TITLE, text="<script>&"),)),))
    drawing = svg(film)
    assert "<script>" not in drawing
    assert "&lt;script&gt;&amp;" in drawing


def edited(**tracks):
    return replace(FILM, tracks=tuple(tracks.get(t.kind, t) for t in FILM.tracks))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (FILM, ()),
        (replace(FILM, canvas=Canvas(width=1080, height=1920)), ("picture 1920x1080 → 1080x1920",)),
        (replace(FILM, tracks=FILM.tracks[:2]), ("removed Title",)),
        (
            edited(audio=Track(kind="audio", segments=(replace(SONG, volume=0.2),))),
            ("BGM: Lo-fi volume 35% → 20%",),
        ),
        (
            edited(text=Track(kind="text", segments=(replace(TITLE, text="New"),))),
            ('Title: removed "Urban Dreams"', 'Title: added "New"'),
        ),
        (
            edited(text=Track(kind="text", segments=(replace(TITLE, start_ms=1000),))),
            ('Title: "Urban Dreams" moved from 0s to 1s',),
        ),
        (
            edited(video=Track(kind="video", segments=(CLIP, replace(CLIP, start_ms=10_000, source=Source(name="b"))))),
            ("duration 10s → 20s", "Video: added b"),
        ),
        (
            edited(video=Track(kind="video", segments=(replace(CLIP, source_start_ms=500),))),
            ("Video: city timelapse starts elsewhere in its source",),
        ),
        (
            edited(text=Track(kind="text", segments=(replace(TITLE, enter_ms=700, leave_ms=800),))),
            ('Title: "Urban Dreams" enters differently', 'Title: "Urban Dreams" leaves differently'),
        ),
        (replace(FILM, effects=(Effect(name="grain"),)), ("effects on the whole film changed",)),
        (replace(FILM, title="New", loudness=-20.0), ("loudness changed", "film title changed")),
    ],
)  # fmt: skip
def test_differences_in_words(after, expected):
    assert changes(FILM, after) == expected


def test_of_many_differences_the_first_are_told():
    titles = [Text(start_ms=n * 3000, duration_ms=3000, text=f"T{n}") for n in range(4)]
    after = Timeline(tracks=(Track(kind="text", segments=tuple(titles)),))
    before = Timeline(tracks=(Track(kind="text", segments=(replace(titles[0], text="T"),)),))
    every = changes(before, after)
    assert changes(before, after, most=len(every)) == every
    assert changes(before, after, most=len(every) - 1) == (*every[:-1], "and 1 more change")
    assert changes(before, after, most=1) == (every[0], f"and {len(every) - 1} more changes")


def test_a_muted_clip_and_the_levels_of_music_are_told():
    quiet = Timeline(
        tracks=(
            Track(kind="video", segments=(Clip(duration_ms=9000, volume=0.0, label="talk"),)),
            Track(
                kind="audio",
                segments=(
                    Sound(duration_ms=9000, volume=0.4, label="music", levels=(Level(start_ms=2000, duration_ms=3000, gain=0.5),)),
                ),
            ),
        )
    )  # fmt: skip
    assert summary(quiet) == "Timeline (2 tracks): 1. Video: talk (0-9s, muted) 2. BGM: music (0-9s, 40%)"
    assert "music, 40%, 20% 2-5s" in text_chart(quiet)


def test_the_length_that_a_draft_states_is_told_once():
    before, after = Timeline(extra={"d": 4000}), Timeline(extra={"d": 3000})
    assert changes(before, after) == ()
    assert changes(before, Timeline(extra={"x": 1})) == ("other settings changed",)


def test_pieces_that_an_effect_made_of_a_clip_are_shown_as_one():
    first = replace(CLIP, duration_ms=4000)
    rest = replace(CLIP, start_ms=4000, duration_ms=6000, goes_on=True, speed=2.0)
    own = replace(rest, goes_on=False, speed=1.0)
    assert summary(Timeline(tracks=(Track(kind="video", segments=(first, rest)),))) == (
        "Timeline (1 track): 1. Video: city timelapse (0-10s)"
    )
    assert summary(Timeline(tracks=(Track(kind="video", segments=(first, own)),))) == (
        "Timeline (1 track): 1. Video: city timelapse (0-4s), city timelapse (4-10s)"
    )
