"""SRT, WebVTT and timed lines; plain words spread over a film."""

import pytest

from nemobuild.backend.interpret import subtitles
from nemobuild.timeline import edits


def told(text):
    return [(line.start_ms, line.end_ms, line.text) for line in subtitles.read(text)]


def test_srt_with_windows_line_ends_and_tags():
    text = "\ufeff1\r\n00:00:01,500 --> 00:00:03,000\r\n<i>Hello</i>\r\nthere\r\n\r\n2\r\n00:00:04,000 --> 00:00:03,000\r\nbroken\r\n"
    assert told(text) == [(1500, 3000, "Hello\nthere")]


def test_webvtt_with_hours_left_out():
    assert told("WEBVTT\n\nintro\n00:01.000 --> 00:02.250 align:start\nHi\n") == [(1000, 2250, "Hi")]


def test_lines_that_begin_with_a_time():
    assert told("0:00 Welcome to the show\n0:02 This is it") == [
        (0, 1500, "Welcome to the show"),
        (2000, 3500, "This is it"),
    ]


def test_plain_words_are_spread_and_words_have_times():
    lines = subtitles.spread("One two three four. Five six seven eight.", 8200)
    assert [(line.start_ms, line.text) for line in lines] == [
        (0, "One two three four."),
        (3895, "Five six seven eight."),
    ]
    words = subtitles.words_of(lines[0])
    assert [w.text for w in words] == ["One", "two", "three", "four."]
    assert sum(w.duration_ms for w in words) == lines[0].end_ms - lines[0].start_ms


def test_text_without_times_has_no_lines():
    assert subtitles.read("just words") == ()


def test_long_sentences_are_cut_into_pieces_of_even_length_and_short_ones_joined():
    assert subtitles.cut(
        "Hello. This film was built from a recipe, and only what changed was done again."
    ) == ["Hello. This film was built from a recipe,", "and only what changed was done again."]
    assert subtitles.cut("A sentence that is long enough. Bye!") == ["A sentence that is long enough. Bye!"]
    assert subtitles.cut("我们会一步一步来，从导入素材开始，一直到导出成片为止，全程不需要账号。") == [
        "我们会一步一步来，从导入素材开始，",
        "一直到导出成片为止，全程不需要账号。",
    ]


def test_a_long_subtitle_becomes_two_and_each_has_its_share_of_the_time():
    long = subtitles.Line(
        start_ms=1000, end_ms=5000, text="one two three four five six seven\neight nine ten eleven twelve"
    )
    short = subtitles.Line(start_ms=6000, end_ms=7000, text="short\none")
    assert subtitles.no_longer_than([long, short], 40) == (
        subtitles.Line(start_ms=1000, end_ms=3164, text="one two three four five six seven"),
        subtitles.Line(start_ms=3164, end_ms=5000, text="eight nine ten eleven twelve"),
        short,
    )


def test_lines_with_their_times_are_read_however_they_are_set():
    expected = [(0, 4000, "Hello and welcome"), (4000, 9000, "Today")]
    for text in (
        '0:00-0:04 "Hello and welcome", 0:04-0:09 "Today"',
        "0:00 - 0:04 Hello and welcome\n0:04 - 0:09 Today",
        '- 0:00-0:04 "Hello and welcome"\n- 0:04-0:09 "Today"',
    ):
        assert [(x.start_ms, x.end_ms, x.text) for x in subtitles.read(text)] == expected
    assert [(x.start_ms, x.end_ms) for x in subtitles.read("0:01 One two three\n0:02 Four")] == [
        (1000, 2000),
        (2000, 3500),
    ]


# Of a recording that is cut: "Hello there" is spoken from 1 to 3 s of it, "Good bye" from 4 to 6 s


CUT = [
    (["speed it up 2x"], [(500, 1500), (2000, 3000)]),
    (["remove 0:02 to 0:05"], [(1000, 2000), (2000, 3000)]),
    (["cut out 0:01.5 to 0:02.5"], [(1000, 2000), (3000, 5000)]),  # one line goes on across the cut
    (["trim the first 3.5 seconds"], [(500, 2500)]),
    (["keep 0:00 to 0:05", "loop it twice"], [(1000, 3000), (4000, 5000), (6000, 8000), (9000, 10_000)]),
    (['add an intro card "Hi" for 2 seconds'], [(3000, 5000), (6000, 8000)]),
    (["split it at 0:02"], [(1000, 3000), (4000, 6000)]),
    (["freeze the frame at 0:02 for 2 seconds"], [(1000, 5000), (6000, 8000)]),
]


@pytest.mark.parametrize(("cuts", "times"), CUT)
def test_subtitles_of_a_file_stand_where_their_words_are_in_the_cut_film(world, cuts, times):
    media = [world.talk, world.srt]
    film = world.said(["use talk.mp4", *cuts, "add captions from talk.srt"], media)
    assert [(t.start_ms, t.end_ms) for t in captions(film)] == times


def test_captions_that_come_before_a_cut_or_after_it_are_the_same(world):
    media = [world.talk, world.srt]
    steps = ["remove 0:02 to 0:05", "add captions from talk.srt"]
    before, after = (world.said(["use talk.mp4", *order], media) for order in (steps, steps[::-1]))
    assert [(t.start_ms, t.end_ms, t.text) for t in captions(before)] == [
        (t.start_ms, t.end_ms, t.text) for t in captions(after)
    ]


def test_subtitles_are_for_the_recording_with_their_name_or_for_the_only_one(world):
    both = [world.bunny, world.talk, world.srt]
    film = world.said(["use bunny and talk", "add captions from talk.srt"], both)
    assert [t.start_ms for t in captions(film)] == [31_000, 34_000]
    only = world.said(["use bunny", "trim the first 2 seconds", "add captions"], [world.bunny, world.srt])
    assert [(t.start_ms, t.end_ms) for t in captions(only)] == [(0, 1000), (2000, 4000)]


def test_the_reply_says_what_was_cut_away_with_its_words(world):
    media = [world.talk, world.srt]
    film = world.said(["use talk.mp4", "trim the first 3.5 seconds"], media)
    reply = world.say("add captions from talk.srt", film, media).reply
    assert reply == (
        "Added 1 caption, where its words are in the film now; 1 of the 2 in talk.srt lies in what was cut away."
    )
    gone = world.said(["trim the first 10 seconds"], media)
    assert "was cut away" in world.say("add captions from talk.srt", gone, media).reply


def test_captions_with_a_time_each_stand_at_their_times(world):
    media = [world.talk]
    for step in (
        'Add subtitles: "Hello" (1s-3s), "World" (3s-5s)',
        'add subtitles "Hello" from 1s to 3s and "World" from 3s to 5s',
        'captions: "Hello" 0:01-0:03, "World" 0:03-0:05',
    ):
        film = world.said(["use talk.mp4", step], media)
        assert [(t.start_ms, t.end_ms, t.text) for t in edits.texts(film)] == [
            (1000, 3000, "Hello"),
            (3000, 5000, "World"),
        ]


def captions(film):
    return [t for t in edits.texts(film) if t.role == "caption"]
