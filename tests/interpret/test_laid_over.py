"""What lies over a film, and which stretch of it is meant: sounds, captions, fades and moments keep to what there is."""

from dataclasses import replace

import pytest

from nemobuild.backend.interpret import NoAnalysis, interpret
from nemobuild.timeline import edits
from nemobuild.timeline.model import Media


def test_a_voice_is_heard_in_full_over_a_faster_film(world):
    voice = Media(
        digest="digest-of-voice", name="voice.mp3", kind="audio", duration_ms=10_000, has_audio=True
    )
    lines = ["use talk.mp4", "add the voiceover voice.mp3 at 0:05", "speed it up by 2x"]
    film = world.said(lines, [world.talk, voice])
    assert [(s.start_ms, s.end_ms) for s in edits.sounds(film, "voice")] == [(2500, 12_500)]


def music(film):
    return [(s.source.name, s.start_ms, s.end_ms, s.source_start_ms) for s in edits.sounds(film, "music")]


def test_music_goes_on_after_new_music_of_a_part(world):
    film = world.said(["add calm music", "add energetic music from 0:10 to 0:20"], [world.talk])
    assert sorted(music(film), key=lambda m: m[1]) == [
        ("calm music", 0, 10_000, 0),
        ("energetic music", 10_000, 20_000, 0),
        ("calm music", 20_000, 42_000, 20_000),
    ]


def test_a_song_that_is_repeated_goes_on_within_itself(world):
    lines = ["use talk.mp4", "add song.mp3 as music", "add rock music from 0:22 to 0:26"]
    assert music(world.said(lines, world.films))[-1] == ("song.mp3", 26_000, 42_000, 6000)


def test_music_that_is_muted_stays_so_while_the_rest_rises(world):
    lines = ["add calm music", "add rock music from 0:20 to 0:30 at 0%", "raise the music from 20% to 80%"]
    film = world.said(lines, [world.talk])
    assert [(s.volume, bool(s.levels)) for s in edits.sounds(film, "music")] == [
        (0.35, True),
        (0.0, False),
        (0.35, True),
    ]


def shown(film):
    return [(t.start_ms, t.end_ms) for t in edits.texts(film)]


CAPTIONED = ["use bunny.webm", "add captions from talk.srt"]
EARLIER = "Changed the captions; 1 caption that now lies outside of the film went."


@pytest.mark.parametrize(
    ("line", "left", "said"),
    [
        ("shift the captions 2 seconds earlier", [(0, 1000), (2000, 4000)], "Changed the captions."),
        ("shift the captions 5 seconds earlier", [(0, 1000)], EARLIER),
        (
            "shift the captions by 25 seconds",
            [(26_000, 28_000), (29_000, 30_000)],
            "Changed the captions.",
        ),
    ],
)
def test_captions_that_are_shifted_end_with_the_film(world, line, left, said):
    answer = world.say(line, world.said(CAPTIONED, world.films), world.films)
    assert (shown(answer.timeline), answer.reply) == (left, said)
    assert answer.timeline.duration_ms == 30_000


def test_captions_are_not_shifted_out_of_the_film(world):
    answer = world.say("shift the captions by 40 seconds", world.said(CAPTIONED, world.films), world.films)
    assert "no caption would be left: the film is 30 s long" in answer.reply


@pytest.mark.parametrize("line", ["repeat 0:05 to 0:05.01 three times", "cut 0:05 to 0:05.01"])
def test_a_stretch_of_less_than_a_frame_is_none(world, line):
    answer = world.say(line, world.said(["use talk.mp4"], [world.talk]), [world.talk])
    assert answer.refused and "is shorter than a frame" in answer.reply


def test_one_moment_for_several_sound_effects_is_asked_back(world):
    film = world.said(["use talk.mp4", "add a whoosh at 0:05, 0:18 and 0:31"], [world.talk])
    answer = world.say("move the whoosh to 0:08", film, [world.talk])
    assert answer.timeline == film and answer.question == (
        "Which of the 3 sound effects should be heard then? Remove them, and add one."
    )


def test_a_picture_is_taken_only_so_far_from_its_own_brightness(world):
    film = world.said(["use talk.mp4", "increase the brightness by 150%"], [world.talk])
    (refused,) = world.say("increase the brightness by 60%", film, [world.talk]).refused
    assert refused.reason == "brightness is changed by +150% already; up to 200 % it can be"
    assert world.say("increase the brightness by 50%", film, [world.talk]).timeline != film


def test_moments_that_are_picked_do_not_overlap(world):
    class Even(NoAnalysis):
        def energy(self, digest, window_ms):
            return (0.5,) * 42

    film = world.said(["use talk.mp4"], [world.talk])
    line = "make a 10 second highlight reel of the 4 best moments"
    answer = interpret(line, timeline=film, media=[world.talk], analysis=Even())
    parts = [(c.source_start_ms, c.duration_ms) for c in edits.clips(answer.timeline)]
    assert parts == [(0, 2500), (3000, 2500), (6000, 2500), (9000, 2500)]


def test_names_with_digits_that_are_no_numbers_are_sorted(world):
    photos = [world.picture("room 10m².png"), world.picture("room 9m².png"), world.picture("²1.png")]
    film = world.said(["make a slideshow", "sort the clips by name"], photos)
    assert [c.source.name for c in edits.clips(film)] == ["room 9m².png", "room 10m².png", "²1.png"]


def test_pauses_that_are_cut_again_are_looked_up_where_the_clips_are(world):
    looked = []

    class Pause(tuple):
        def __iter__(self):
            looked.append(self)
            return super().__iter__()

    class ManyPauses(NoAnalysis):
        def silences(self, digest, *, threshold_db, min_ms):
            return tuple(Pause((t, t + 700)) for t in range(500, 2_000_000, 2000))

    talk = [replace(world.talk, duration_ms=2_000_000)]
    film = world.said(["use talk.mp4"], talk)
    once = interpret("cut the pauses", timeline=film, media=talk, analysis=ManyPauses()).timeline
    assert len(edits.clips(once)) > 900
    looked.clear()
    interpret("cut the pauses", timeline=once, media=talk, analysis=ManyPauses())
    assert len(looked) < 10 * len(edits.clips(once))


def test_a_fade_is_no_longer_than_the_clip_that_it_is_on(world):
    before = world.said(["join talk and bunny", "trim the first clip to 1 second"], world.films)
    answer = world.say("fade in over 3 seconds", before, world.films)
    assert answer.reply == "The film fades in over 1 s, which is as long as it can be there."
    assert edits.clips(answer.timeline)[0].fade_in_ms == 1000


def test_a_card_or_a_title_that_is_to_look_like_another_does(world):
    films = list(world.films)
    steps = [
        "combine all the clips",
        'add an intro card "Weekly" in white on dark blue',
        'add an end card "Bye!" that looks like the intro',
        'add the title "One" in blue at the top from 4 to 6 seconds',
        'add the title "Two" from 8 to 10 seconds, same style',
    ]
    made = world.said(steps, films)
    cards = [c for c in edits.clips(made) if c.source.generator == "card"]
    assert [c.label for c in cards] == ["intro", "outro"]
    assert cards[0].source == cards[1].source
    one, two = (t for t in edits.texts(made) if t.role == "title")
    assert (two.style.color, two.anchor) == (one.style.color, one.anchor) == ("#1e88e5", "top")


def test_every_clip_gets_the_words_that_each_is_to_have(world):
    made = world.said(
        [
            "combine all the clips",
            "add crossfades of 1 second",
            'put "Hi" for the first second of every clip',
        ],
        list(world.films),
    )
    clips = edits.clips(made)
    assert [(t.start_ms, t.duration_ms) for t in edits.texts(made)] == [(c.start_ms, 1000) for c in clips]
