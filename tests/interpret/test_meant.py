"""What sentences do to a film, where they once did something else: each line was carried out wrongly, and said nothing of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nemobuild.backend.interpret.several import TITLE_MS
from nemobuild.backend.interpret.understand import understand
from nemobuild.timeline import edits
from nemobuild.timeline.model import Media, Timeline

CLIPS = tuple(
    Media(
        digest=f"clip-{n}", name=f"c{n}.mp4", kind="video", width=1280, height=720, duration_ms=60_000, has_audio=True, fps=30
    )
    for n in range(1, 6)
)  # fmt: skip


def names(film: Timeline) -> list[str]:
    return [c.source.name for c in edits.clips(film)]


def speeds(film: Timeline) -> list[tuple[int, float]]:
    """Where each clip begins in its source, and how fast it plays."""
    return [(c.source_start_ms, c.speed) for c in edits.clips(film)]


def test_what_plays_at_normal_speed_is_left_alone(world):
    film = world.said(["play 0:14 to 0:18 at 25% and keep the rest at normal speed"], [world.talk])
    assert speeds(film) == [(0, 1.0), (14_000, 0.25), (18_000, 1.0)]


@pytest.mark.parametrize(
    ("line", "stretch"),
    [
        ("slow the last 5 seconds down to 0.25x", (37_000, 42_000)),
        ("speed up the first 10 seconds by 2x", (0, 10_000)),
        ("slow the jump at 0:08 down to 25%", (8000, 11_000)),
        ("speed up the middle part by 2x", (14_000, 28_000)),
    ],
)
def test_a_speed_holds_for_the_stretch_that_is_named(world, line, stretch):
    film = world.said([line], [world.talk])
    (changed,) = [c for c in edits.clips(film) if c.speed != 1]
    used = changed.source_start_ms, changed.source_start_ms + round(changed.duration_ms * changed.speed)
    assert all(abs(a - b) <= 40 for a, b in zip(used, stretch, strict=True))


def test_a_speed_holds_for_the_clips_that_are_listed(world):
    film = world.said(["slow motion 0.5x on clips 2 and 4"], CLIPS)
    assert [c.speed for c in edits.clips(film)] == [1, 0.5, 1, 0.5, 1]


def test_parts_that_only_eyes_can_find_are_not_taken_for_the_whole(world):
    answer = world.say("speed up the driving parts by 4x", Timeline(), [world.talk])
    assert (
        answer.refused[0].reason == 'finding "the driving parts" needs a vision model; say from when to when'
    )


def test_clips_that_become_a_shorter_film_are_all_in_it(world):
    film = world.said(["put these five clips together into a 2-minute video with crossfades"], CLIPS)
    assert names(film) == [c.name for c in CLIPS]
    assert edits.film_ms(film) == 120_000
    assert all(c.transition for c in edits.clips(film)[1:])


def test_a_horizon_is_not_set_upright_by_a_quarter_turn(world):
    answer = world.say("straighten the horizon", Timeline(), [world.talk])
    assert (
        answer.question == "By how many degrees, and which way? For example: rotate it 2 degrees clockwise."
    )
    assert [c.rotate for c in edits.clips(world.said(["turn it right side up"], [world.talk]))] == [180]


def test_a_number_of_degrees_or_decibels_is_no_clip(world):
    turned = world.said(["rotate the video 90 degrees"], [world.talk])
    assert [c.rotate for c in edits.clips(turned)] == [90]
    louder = world.say("make the video 6 dB louder", turned, [world.talk]).timeline
    assert edits.clips(louder)[0].volume == pytest.approx(1.9953)


def test_less_grain_is_not_more(world):
    film = world.said(["reduce the sensor grain"], [world.talk])
    assert not film.effects
    assert [e.name for c in edits.clips(film) for e in c.effects] == ["denoise"]


def test_the_look_that_is_named_is_the_one_that_stays(world):
    line = "Apply a teal and orange color grade with a soft vignette to make it look like a movie"
    film = world.said([line], [world.talk])
    assert [e.params["look"] for c in edits.clips(film) for e in c.effects] == ["teal_orange"]
    assert [e.name for e in film.effects] == ["vignette"]


@pytest.mark.parametrize(
    "line", ["add this song and fade it in", "lay the song under it and let it die away"]
)
def test_it_is_the_song(world, line):
    film = world.said([line], [world.talk, world.song])
    (music,) = edits.sounds(film, "music")
    assert music.fade_in_ms or music.fade_out_ms
    assert all(c.fade_in_ms == c.fade_out_ms == 0 for c in edits.clips(film))


@pytest.mark.parametrize(
    "line", ["use the uploaded ambient track at -20dB", "the attached piano song under it"]
)
def test_a_song_of_ones_own_is_not_replaced_by_one_of_its_mood(world, line):
    film = world.said([line], [world.talk, world.song])
    assert [s.source.name for s in edits.sounds(film, "music")] == ["song.mp3"]


def test_a_song_that_is_looped_does_not_loop_the_film(world):
    film = world.said(["replace the original audio with this mp3 and loop it"], [world.talk, world.song])
    assert edits.film_ms(film) == 42_000 and edits.sounds(film, "music")[0].loop


def test_it_is_the_stretch(world):
    film = world.said(["play 0:10 to 0:20 at 8x and mute it"], [world.talk])
    assert [c.volume for c in edits.clips(film)] == [1, 0, 1]


def test_times_of_the_footage_are_those_before_the_cuts_of_the_same_sentence(world):
    film = world.said(["Trim the first 20 seconds and speed up 0:25 to 0:30 by 2x"], [world.talk])
    assert [start for start, speed in speeds(film) if speed == 2] == [25_000]


def test_what_each_clip_loses_is_taken_off_each(world):
    film = world.said(["Trim 5 seconds off the start of every clip, then join them"], CLIPS)
    assert speeds(film) == [(5000, 1.0)] * 5


def test_a_film_has_the_first_shape_and_the_others_are_told(world):
    answer = world.say("Make it 9:16 and 1:1", Timeline(), [world.talk])
    assert (answer.timeline.canvas.width, answer.timeline.canvas.height) == (1080, 1920)
    assert 'for 1:1 add an export, as in {path: other.mp4, aspect: "1:1"}' in answer.reply


def test_shapes_of_the_files_leave_the_film_as_it_is(world):
    film = world.said(["Make it black and white. Export 16:9 and 9:16"], [world.talk])
    assert (film.canvas.width, film.canvas.height) == (1920, 1080)


@pytest.mark.parametrize(
    "line",
    [
        "key out the green screen and replace it with my office photo",
        "put office.jpg behind me, key the green screen",
    ],
)
def test_a_keyed_film_is_seen_before_the_picture_that_is_given(world, line):
    film = world.said([line], [world.talk, world.picture("office.jpg", 1920, 1080)])
    assert names(film) == ["office.jpg"]
    assert [c.source.name for c in edits.overlays(film)] == ["talk.mp4"]


def test_the_number_of_moments_is_not_that_of_the_clips(world):
    film = world.said(["my 5 craziest kills"], [replace(world.talk, duration_ms=42_000)])
    assert len(edits.clips(film)) == 5
    each = world.said(["Keep the best 8 seconds of each clip"], CLIPS)
    assert [c.duration_ms for c in edits.clips(each)] == [8000] * 5


def test_several_moments_are_each_heard(world):
    film = world.said(["add a whoosh at 0:05, 0:18 and 0:31"], [world.talk])
    assert [s.start_ms for s in edits.sounds(film, "effect")] == [5000, 18_000, 31_000]
    late = world.say("add a whoosh at 0:05, 0:18 and 0:51", film, [world.talk])
    assert late.refused[0].reason == "0:51 lies past the end: the film is 42 s long"


def test_a_sound_at_what_was_just_said_is_heard_there(world):
    film = world.said(["mute 0:10 to 0:12 and put a beep there"], [world.talk])
    assert [s.start_ms for s in edits.sounds(film, "effect")] == [10_000]


def test_beats_go_on_where_a_song_is_repeated(world):
    film = world.said(["combine the clips, add this song and cut them on the beat"], (*CLIPS, world.song))
    assert [abs(c.end_ms - c.start_ms - 60_000) < 600 for c in edits.clips(film)] == [True] * 5


def test_a_wish_that_is_met_already_stops_nothing_else(world):
    answer = world.say("Make a 20-second slideshow of the photos", Timeline(), world.photos)
    assert edits.film_ms(answer.timeline) == 20_000 and "20 s long already" in answer.reply
    alone = world.say("Make it 20 seconds long", answer.timeline, world.photos)
    assert alone.refused[0].reason == "the film is 20 s long already, so nothing would change"


def test_a_film_fades_to_white_and_stays_as_long_as_it_is(world):
    film = world.said(["fade in", "fade out to white over 2 seconds"], [world.talk])
    (clip,) = edits.clips(film)
    assert (clip.fade_in_ms, clip.fade_in_color) == (1000, "")
    assert (clip.fade_out_ms, clip.fade_out_color) == (2000, "#ffffff")
    assert edits.film_ms(film) == 42_000


@pytest.mark.parametrize(
    ("line", "effect"),
    [
        ("fix the white balance", {"auto": True}),
        ("correct the yellow lighting", {"amount": -0.3}),
        ("reduce the blue tint", {"amount": 0.3}),
    ],
)
def test_a_cast_of_colour_is_a_matter_of_the_white_balance(world, line, effect):
    film = world.said([line], [world.talk])
    assert [(e.name, dict(e.params)) for c in edits.clips(film) for e in c.effects] == [
        ("white_balance", effect)
    ]


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("order: 3, 1, 2", ["c3.mp4", "c1.mp4", "c2.mp4", "c4.mp4", "c5.mp4"]),
        ("in reverse order", [f"c{n}.mp4" for n in (5, 4, 3, 2, 1)]),
    ],
)
def test_an_order_that_is_listed(world, line, order):
    assert names(world.said(["combine the clips", line], CLIPS)) == order


def test_files_are_in_order_by_the_numbers_and_years_of_their_names(world):
    numbered = [
        replace(CLIPS[0], digest=name, name=name) for name in ("clip10.mp4", "clip2.mp4", "clip1.mp4")
    ]
    assert names(world.said(["combine the clips", "sort by file name"], numbered)) == [
        "clip1.mp4",
        "clip2.mp4",
        "clip10.mp4",
    ]
    dated = [world.picture(name) for name in ("1991_b.jpg", "1974_a.jpg", "2003-05-01.jpg")]
    assert names(world.said(["make a slideshow, oldest first"], dated)) == [
        "1974_a.jpg",
        "1991_b.jpg",
        "2003-05-01.jpg",
    ]


def test_words_end_where_their_looks_begin(world):
    film = world.said(
        ["Add a title that says Summer 2024 in big white letters", "end it with a card saying Thank you all"],
        [world.talk],
    )
    assert [t.text for t in edits.texts(film)] == ["Summer 2024", "Thank you all"]


def test_clips_in_another_order_keep_all_their_transitions(world):
    film = world.said(["Add a wipe between the clips", "reverse the order of the clips"], list(CLIPS[:3]))
    assert [c.transition.name if c.transition else "" for c in edits.clips(film)] == [
        "",
        "wipe_left",
        "wipe_left",
    ]


def test_captions_are_moved_in_time(world):
    film = world.said(["Add captions from talk.srt", "shift all captions 1.5 s later"], world.films)
    assert [t.start_ms for t in edits.texts(film)] == [2500, 5500]


def test_a_caption_stands_when_it_is_said_to_and_leaves_the_others(world):
    film = world.said(
        [
            'add a subtitle "Hello" from 0:03 to 0:05',
            'add a subtitle "Bye" at 0:08',
            'add a subtitle "Good day" from 0:03 to 0:06',
        ],
        [world.talk],
    )
    assert sorted((t.start_ms, t.end_ms, t.text) for t in edits.texts(film)) == [
        (3000, 6000, "Good day"),
        (8000, 8000 + TITLE_MS, "Bye"),
    ]


def test_a_noun_of_the_scene_is_no_file(world):
    film = world.said(
        ["remove the hum from the air conditioner", "stabilize the footage shot in the wind"],
        [world.talk, world.bunny],
    )
    assert {e.name for c in edits.clips(film) for e in c.effects} == {"denoise_audio", "stabilize"}


def test_what_stands_before_over_is_what_is_laid_over(world):
    webcam, slides = world.film("webcam.mp4", 20_000), world.film("slides.mp4", 30_000)
    film = world.said(["put the webcam in the bottom right over the slides"], [webcam, slides])
    assert (names(film), [c.source.name for c in edits.overlays(film)]) == (["slides.mp4"], ["webcam.mp4"])


def test_a_file_named_intro_goes_before_the_film(world):
    film = world.said(["put our intro clip in front"], [world.talk, world.film("intro.mp4", 5000)])
    assert names(film) == ["intro.mp4", "talk.mp4"]


def test_a_crest_is_a_logo(world):
    film = world.said(
        ["place our club crest in the top right corner"], [world.talk, world.picture("crest.png", 200, 200)]
    )
    assert (names(film), [c.source.name for c in edits.overlays(film)]) == (["talk.mp4"], ["crest.png"])


def test_pixels_are_cropped_off_and_sizes_are_shapes(world):
    film = world.said(["crop the top 90 pixels off", "make it 1080x1350"], [world.talk])
    crop = edits.clips(film)[0].crop
    assert crop is not None and (crop.y, crop.height) == (0.125, 0.875)
    assert (film.canvas.width, film.canvas.height) == (1080, 1350)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            "Add a lower third: Maria Lopez, Marketing Director",
            ("Maria Lopez", "Marketing Director", 0, 4000),
        ),
        (
            "Add a lower third from 0:05 to 0:10: Dr. Lena Ortiz, Head of Research",
            ("Dr. Lena Ortiz", "Head of Research", 5000, 10_000),
        ),
    ],
)
def test_a_name_after_a_colon(world, line, shown):
    answer = world.say(line, Timeline(), [world.talk])
    assert [(t.text, t.detail, t.start_ms, t.end_ms) for t in edits.texts(answer.timeline)] == [shown]
    assert "Not taken into account" not in answer.reply


def test_cards_have_the_colours_of_the_brand_and_letters_that_can_be_read_on_them(world):
    line = 'Add an outro card that says "See you". Brand colors: cream (#FFF8F0) and warm orange (#FF6B35)'
    film = world.said([line], [world.talk])
    assert edits.clips(film)[-1].source.params["palette"] == ["#fff8f0", "#ff6b35"]
    assert [t.style.color for t in edits.texts(film)] == ["#15171c"]


def test_chapters_may_have_their_names_before_their_times(world):
    film = world.said(["Chapters: Login 0:00, Editor 0:10, Publish 0:20"], [world.talk])
    assert [(c.start_ms, c.title) for c in film.chapters] == [
        (0, "Login"),
        (10_000, "Editor"),
        (20_000, "Publish"),
    ]


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_side_of_a_split_screen_is_muted(world, side):
    film = world.said(["show both clips side by side"], [world.talk, world.bunny])
    muted = world.say(f"mute the {side} one", film, [world.talk, world.bunny]).timeline
    shown = [*edits.clips(muted), *edits.overlays(muted)]
    assert {c.placement.rect.x for c in shown if c.volume == 0} == {0.0 if side == "left" else 0.5}


def test_easing_is_how_the_change_of_speed_beside_it_begins(world):
    film = world.said(["slow 0:05 to 0:10 to 50%. Ease in and out over half a second."], [world.talk])
    assert len({c.speed for c in edits.clips(film)}) > 3
    alone = world.say("ease in and out over half a second", film, [world.talk])
    assert alone.question.startswith("Which change of speed should be eased?")


def test_hours_become_seconds_without_a_sound(world):
    long = replace(world.talk, duration_ms=3_600_000)
    film = world.said(["turn it into a 20-second timelapse"], [long])
    assert [(c.speed, c.volume) for c in edits.clips(film)] == [(180, 0)]


def test_what_is_told_beside_an_edit_stops_nothing(world):
    film = world.said(["We sell refillable soap. Make it black and white."], [world.talk])
    assert [e.params["look"] for c in edits.clips(film) for e in c.effects] == ["bw"]
    assert world.say("We sell refillable soap.", film, [world.talk]).refused


def test_files_are_joined_by_their_names(world):
    line = "Combine bunny, coffee and talk, 3 seconds each"
    film = world.said([line], [world.talk, world.bunny, *world.photos])
    assert names(film) == ["bunny.webm", "coffee.png", "talk.mp4"]
    assert [c.duration_ms for c in edits.clips(film)] == [3000] * 3


@pytest.mark.parametrize(
    ("line", "stretch"),
    [
        ("make 0:10 to 0:20 black and white", (10_000, 20_000)),
        ("brighten the last 5 seconds", (37_000, 42_000)),
        ("sharpen everything after 0:30", (30_000, 42_000)),
        ("make it sepia until 0:12", (0, 12_000)),
        ("make the second half black and white", (21_000, 42_000)),
        ("mirror it from 0:05 to 0:09", (5000, 9000)),
        ("rotate 0:10 to 0:20 by 90 degrees", (10_000, 20_000)),
        ("turn the volume down to 20% from 0:10 to 0:20", (10_000, 20_000)),
        ("play the first 4 seconds in reverse", (0, 4000)),
    ],
)
def test_an_edit_of_a_stretch_leaves_the_rest_alone(world, line, stretch):
    film = world.said([line], [world.talk])
    whole = replace(edits.clips(world.said(["trim the last second"], [world.talk]))[0], id="", duration_ms=0)
    plain = [
        replace(c, id="", start_ms=0, source_start_ms=0, duration_ms=0, transition=None) for c in edits.clips(film)
    ]  # fmt: skip
    plain = [replace(c, audio_fade_in_ms=0, audio_fade_out_ms=0, goes_on=False) for c in plain]
    whole = replace(whole, start_ms=0, source_start_ms=0, audio_fade_in_ms=0, audio_fade_out_ms=0)
    changed = [c for c, p in zip(edits.clips(film), plain, strict=True) if p != whole]
    assert [(c.start_ms, c.end_ms) for c in changed] == [stretch]


def test_two_halves_have_a_look_each(world):
    film = world.said(["make the first half warm and the second half black and white"], [world.talk])
    looks = [(c.start_ms, e.params["look"]) for c in edits.clips(film) for e in c.effects]
    assert looks == [(0, "warm"), (21_000, "bw")]


def test_music_has_another_level_for_a_while_and_keeps_it_when_the_film_is_cut(world):
    lines = ["add calm music at 40%", "lower the music to 10% between 0:10 and 0:20", "cut out 0:02 to 0:04"]
    (music,) = edits.sounds(world.said(lines, [world.talk]), "music")
    assert music.volume == 0.4 and music.duration_ms == 40_000
    assert [(x.start_ms, x.end_ms, x.gain) for x in music.levels] == [(8000, 18_000, 0.25)]
    again = world.said([*lines[:2], "music back to 40% from 0:15 to 0:20"], [world.talk])
    assert [(x.start_ms, x.end_ms) for x in edits.sounds(again, "music")[0].levels] == [(10_000, 15_000)]


def test_both_ends_are_kept(world):
    film = world.said(["keep the first 10 seconds of the talk and the last 5"], [world.talk])
    assert speeds(film) == [(0, 1.0), (37_000, 1.0)] and edits.film_ms(film) == 15_000
    answer = world.say("keep the first 30 seconds and the last 20 seconds", Timeline(), [world.talk])
    assert answer.refused[0].reason == "there is nothing between them: there are 42 s"


def test_a_fade_to_white_between_the_clips_is_a_transition(world):
    film = world.said(["add a fade to white between the clips"], CLIPS)
    assert {c.transition.name for c in edits.clips(film)[1:]} == {"fade_white"}
    assert edits.clips(film)[-1].fade_out_ms == 0


def test_pauses_are_played_faster_where_that_is_said(world):
    film = world.said(["speed up the silent parts 4x"], [world.talk])
    assert {c.speed for c in edits.clips(film)} == {1.0, 4.0}
    assert all(c.speed == 1 for c in edits.clips(film) if c.volume and c.source_start_ms == 0)


def test_the_role_beside_a_quoted_name_is_on_its_line(world):
    film = world.said(['lower third: "Ada", Engineer, at 0:05 for 4 seconds'], [world.talk])
    assert [(t.text, t.detail, t.start_ms) for t in edits.texts(film)] == [("Ada", "Engineer", 5000)]


def test_the_names_of_the_files_are_on_their_clips(world):
    film = world.said(["put the file name on each clip"], [world.talk, world.bunny])
    assert [(t.text, t.start_ms) for t in edits.texts(film)] == [("talk", 0), ("bunny", 42_000)]
    dated = [replace(p, taken_at="2024-05-01T10:00:00") for p in world.photos]
    film = world.said(["make a slideshow of the photos", "show the date each photo was taken"], dated)
    assert {t.text for t in edits.texts(film)} == {"1 May 2024"}
    answer = world.say("show the date each photo was taken", Timeline(), world.photos)
    assert answer.refused[0].reason == "no file in the film says when it was taken"


def test_a_timer_runs_over_the_film(world):
    film = world.said(["show a timer in the top left corner"], [world.talk])
    (timer,) = edits.texts(film)
    assert (timer.role, timer.text, timer.anchor, timer.duration_ms) == ("timer", "0:00", "top-left", 42_000)
    film = world.said(["add a 10 second countdown in the corner over the last 10 seconds"], [world.talk])
    (timer,) = edits.texts(film)
    assert (timer.role, timer.text, timer.start_ms, timer.end_ms) == ("countdown", "0:10", 32_000, 42_000)
    long = replace(world.talk, duration_ms=3_600_000)
    answer = world.say("show a timer", Timeline(), [long])
    assert answer.refused[0].reason == "a timer can run for 20 min at most; say from when to when"


def test_the_words_of_a_thumbnail_are_on_the_cover_alone(world):
    film = world.said(['use the frame at 0:05 as the thumbnail, with the text "Big news"'], [world.talk])
    assert film.poster_ms == 5000
    assert [(t.role, t.text) for t in edits.texts(film)] == [("cover", "Big news")]


def test_a_sentence_alone_is_about_a_film():
    found = understand("brighten the last 5 seconds")
    assert [op.family for op in found.ops] == ["color"] and not found.refused


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('add a title "Hi", then remove my dog', "then remove my dog"),
        ("make it black and white and put a hat on my head", "and put a hat on my head"),
        ("trim the first 5 seconds, then make him smile", "then make him smile"),
    ],
)
def test_a_wish_that_is_not_understood_is_not_passed_over_beside_one_that_is(world, line, words):
    answer = world.say(line, Timeline(), [world.talk])
    assert [(r.text, r.reason) for r in answer.refused] == [(words, "this is not understood")]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("From 0:10 to 0:20 the phone rings. Please cut that part.", [(0, 10_000), (20_000, 42_000)]),
        ("There are 5 seconds of fumbling at the start and 4 at the end. Get rid of both.", [(5000, 38_000)]),
        ("cut the phone call from 0:10 to 0:20", [(0, 10_000), (20_000, 42_000)]),
        ("cut the talk from 0:10 to 0:20", [(10_000, 20_000)]),
        ("Start at the hymn (0:12) and stop after the blessing (0:40)", [(12_000, 40_000)]),
        ("make a gif from the section between 0:10 and 0:16", [(10_000, 16_000)]),
        ("the first 5 seconds are black, so lose them", [(5000, 42_000)]),
    ],
)
def test_what_is_cut_is_what_is_meant(world, line, kept):
    film = world.said([line], [world.talk])
    shown = [(c.source_start_ms, c.source_start_ms + c.duration_ms) for c in edits.clips(film)]
    assert shown == kept


def test_the_captions_of_pictures_are_words_on_them(world):
    answer = world.say("make a slideshow with captions for each photo", Timeline(), world.photos)
    assert answer.question.startswith("What should the text say?")


def test_a_file_that_is_not_there_is_not_taken_for_all_of_them(world):
    answer = world.say("make hero.png black and white", Timeline(), [world.talk, *world.photos[:1]])
    assert answer.refused[0].reason == (
        f'there is no file "hero.png" among the uploads (talk.mp4, {world.photos[0].name})'
    )
    assert not world.say("make it black and white and save it as toast.mp4", Timeline(), [world.talk]).refused


# What a new user's recipes did instead of what they said.


def titles(film: Timeline) -> list[tuple[str, int, int]]:
    return [(t.text, t.start_ms, t.end_ms) for t in edits.texts(film)]


def test_what_is_left_alone_is_not_what_is_muted(world):
    film = world.said(["add calm music at 40%", "Mute the film but keep the music"], [world.talk])
    assert [c.volume for c in edits.clips(film)] == [0] and edits.sounds(film, "music")[0].volume == 0.4


def test_a_verb_holds_for_what_is_joined_by_and(world):
    lines = ['add a title "Hello"', "add calm music", "Delete the title and the music"]
    film = world.said(lines, [world.talk])
    assert not edits.texts(film) and not edits.sounds(film)


@pytest.mark.parametrize(
    ("line", "levels"),
    [
        ("Stop the music at 0:12", [(12_000, 42_000, 0)]),
        ("Mute the music from 2s to 6s", [(2000, 6000, 0)]),
        (
            "Set the music to 20% from 4s to 8s and to 60% after 10s",
            [(4000, 8000, 0.5), (10_000, 42_000, 1.5)],
        ),
        ("Put the music at 50%, but at 20% from 4s to 8s", [(4000, 8000, 0.4)]),
    ],
)
def test_levels_of_music_hold_for_their_times(world, line, levels):
    (music,) = edits.sounds(world.said(["add calm music at 40%", line], [world.talk]), "music")
    assert [(x.start_ms, x.end_ms, x.gain) for x in music.levels] == levels
    assert (music.start_ms, music.duration_ms) == (0, 42_000)


def test_the_length_of_a_fade_is_not_when_the_music_plays(world):
    film = world.said(["Add soft piano music at 15% that fades out over the last 3 seconds"], [world.talk])
    (music,) = edits.sounds(film, "music")
    assert (music.start_ms, music.duration_ms, music.fade_out_ms) == (0, 42_000, 3000)
    film = world.said(["add calm music", "Fade the music out between 10s and 12s"], [world.talk])
    (music,) = edits.sounds(film, "music")
    assert (music.end_ms, music.fade_out_ms) == (12_000, 2000)
    lines = ["Add gentle guitar music and fade it in over 2 seconds and out over 3 seconds"]
    (music,) = edits.sounds(world.said(lines, [world.talk]), "music")
    assert (music.fade_in_ms, music.fade_out_ms) == (2000, 3000)


def test_music_that_is_there_keeps_its_piece_and_its_level(world):
    film = world.said(["add epic music at 40%", "Start the music at 5s"], [world.talk])
    (music,) = edits.sounds(film, "music")
    assert (music.source.params["mood"], music.volume, music.start_ms) == ("epic", 0.4, 5000)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Trim the talk to 10 seconds", [("bunny.webm", 0, 30_000), ("talk.mp4", 0, 10_000)]),
        ("Remove the first 5 seconds of the talk", [("bunny.webm", 0, 30_000), ("talk.mp4", 5000, 42_000)]),
        (
            "Delete the part of the talk from 10s to 20s",
            [("bunny.webm", 0, 30_000), ("talk.mp4", 0, 10_000), ("talk.mp4", 20_000, 42_000)],
        ),
    ],
)
def test_a_cut_of_a_named_file_is_within_it(world, line, kept):
    film = world.said(["combine bunny and talk", line], [world.talk, world.bunny])
    shown = [(c.source.name, c.source_start_ms, c.source_start_ms + c.duration_ms) for c in edits.clips(film)]
    assert shown == kept


def test_a_name_and_a_role_are_one_line_at_one_time(world):
    line = 'Add a lower third with the name "Grace Hopper" and the role "Rear Admiral" from 5s to 9s'
    (text,) = edits.texts(world.said([line], [world.talk]))
    assert (text.text, text.detail, text.start_ms, text.end_ms) == (
        "Grace Hopper",
        "Rear Admiral",
        5000,
        9000,
    )


def test_words_that_fade_in_do_not_fade_the_film(world):
    film = world.said(['Put a title "Hi" at the top for the first 4 seconds, fading in'], [world.talk])
    assert edits.clips(film)[0].fade_in_ms == 0


def test_a_title_is_moved_in_time_and_made_longer(world):
    lines = ['add a title "Hi" from 2s to 6s', "Move the title to 8s", "Show the title until 0:15"]
    assert titles(world.said(lines, [world.talk])) == [("Hi", 8000, 15_000)]
    answer = world.say(
        'Change the title to "Bye"', world.said(["trim the first second"], [world.talk]), [world.talk]
    )
    assert answer.refused[0].reason == "there is no text in the film to change yet"


def test_both_titles_have_the_time_that_is_said_for_both(world):
    line = 'Add a title "Top" at the top and a title "Bottom" at the bottom, both from 1s to 5s'
    assert titles(world.said([line], [world.talk])) == [("Top", 1000, 5000), ("Bottom", 1000, 5000)]


def test_captions_have_a_colour_and_are_removed_for_a_while(world):
    srt = world.said(["add captions from talk.srt", "make the captions yellow"], [world.talk, world.srt])
    assert {t.style.color for t in edits.texts(srt)} == {"#fdd835"}
    before = edits.texts(srt)
    gone = before[0]
    line = f"Remove the captions between {gone.start_ms / 1000:g}s and {gone.end_ms / 1000:g}s"
    after = world.say(line, srt, [world.talk, world.srt]).timeline
    assert edits.texts(after) == before[1:] and edits.film_ms(after) == edits.film_ms(srt)


def test_looks_beside_each_other_are_of_the_same_stretch(world):
    film = world.said(["Make the last 5 seconds brighter and black and white"], [world.talk])
    assert [(c.start_ms, [e.name for e in c.effects]) for c in edits.clips(film)] == [
        (0, []),
        (37_000, ["brightness", "grade"]),
    ]


def test_a_film_does_not_become_a_slideshow_by_a_word(world):
    film = world.said(
        ["combine bunny and talk", "Make the second clip colder"], [world.talk, world.bunny, *world.photos]
    )
    assert names(film) == ["bunny.webm", "talk.mp4"]
    assert [[e.params["look"] for e in c.effects] for c in edits.clips(film)] == [[], ["cool"]]


def test_pictures_come_in_the_order_and_for_the_time_that_are_said(world):
    stems = [m.name for m in world.photos][:3]
    one, two, three = (name.split(".")[0] for name in stems)
    film = world.said([f"Make a slideshow of {three} (2s), {one} (4s) and {two} (3s)"], world.photos)
    assert [(c.source.name.split(".")[0], c.duration_ms) for c in edits.clips(film)] == [
        (three, 2000),
        (one, 4000),
        (two, 3000),
    ]
    film = world.said([f"Make a slideshow of {three}, {one}", "Show the second picture for 6 seconds", f"Put {one} first"], world.photos)  # fmt: skip
    assert [(c.source.name.split(".")[0], c.duration_ms) for c in edits.clips(film)] == [
        (one, 6000),
        (three, 4000),
    ]


def test_countdowns_run_for_what_is_said_of_them(world):
    for line, expected in (
        ("Add a 5 second countdown in the top right corner starting at 3s", ("0:05", 3000, 8000)),
        ("Add a 10 second countdown at the bottom right from 2s to 12s", ("0:10", 2000, 12_000)),
        ("Add a timer bottom right counting down from 10 seconds", ("0:10", 0, 10_000)),
    ):
        film = world.said([line], [world.talk])
        assert titles(film) == [expected] and {t.role for t in edits.texts(film)} == {"countdown"}


def test_chapters_keep_their_names(world):
    film = world.said(["Add three chapters - Start at 0:00, Middle at 0:06, End at 0:12"], [world.talk])
    assert [c.title for c in film.chapters] == ["Start", "Middle", "End"]


@pytest.mark.parametrize(
    "line",
    [
        'Thumbnail: frame at 12s, "WOW" in big yellow letters at the top left',
        'Use the frame at 0:12 as the cover and put "WOW" on it',
        'Set the thumbnail to the frame at 12s with "WOW" written in large red letters at the bottom',
    ],
)
def test_words_for_a_thumbnail_are_on_it(world, line):
    film = world.said([line], [world.talk])
    assert film.poster_ms == 12_000 and [(t.role, t.text) for t in edits.texts(film)] == [("cover", "WOW")]


def test_a_card_has_the_ground_and_the_second_line_that_are_said(world):
    lines = [
        'Add an intro card "Two films by Ada" on a dark blue background',
        'Add a 3 second outro card "Thanks" with the subtitle "nemobuild.dev"',
    ]
    film = world.said(lines, [world.talk])
    assert (
        film.canvas.background == "#000000" and edits.clips(film)[0].source.params["palette"][0] == "#0c365c"
    )
    assert [(t.text, t.detail) for t in edits.texts(film)] == [
        ("Two films by Ada", ""),
        ("Thanks", "nemobuild.dev"),
    ]


def test_a_card_before_a_split_screen_is_seen_alone(world):
    lines = ["show both clips side by side", 'Add an intro card "Hello" for 3 seconds']
    film = world.said(lines, [world.talk, world.bunny])
    (beside,) = edits.overlays(film)
    assert beside.start_ms == edits.clips(film)[0].end_ms == 3000


def test_a_file_is_found_by_what_the_recipe_calls_it(world):
    cat, cup = (replace(m, alias=alias) for m, alias in zip(world.photos, ("cat", "cup"), strict=False))
    film = world.said(["combine cat and cup", "make the cat black and white"], [cat, cup, world.talk])
    assert [(c.source.name, len(c.effects)) for c in edits.clips(film)] == [(cat.name, 1), (cup.name, 0)]


def test_texts_have_their_own_times(world):
    film = world.said(['Add a title "Part 1" at the start of the film and "Part 2" at 0:08'], [world.talk])
    assert titles(film) == [("Part 1", 0, 4000), ("Part 2", 8000, 12_000)]
    film = world.said(['Add a title "Part 1" at the start of the second clip'], CLIPS)
    assert titles(film) == [("Part 1", 60_000, 64_000)]


def test_what_an_exception_spares_is_left_alone(world):
    film = world.said(["Make it black and white, but not the first 5 seconds"], [world.talk])
    assert [(c.start_ms, len(c.effects)) for c in edits.clips(film)] == [(0, 0), (5000, 1)]
    film = world.said(["add calm music", "Mute everything except the music"], [world.talk])
    assert [c.volume for c in edits.clips(film)] == [0] and edits.sounds(film)[0].volume > 0


def test_when_music_plays_is_not_what_is_kept_of_the_film(world):
    film = world.said(["add calm music", "The music should only play from 5s to 15s"], [world.talk])
    (music,) = edits.sounds(film)
    assert (edits.film_ms(film), music.start_ms, music.end_ms) == (42_000, 5000, 15_000)
    line = "Make the music start after 3 seconds and end 2 seconds before the end"
    (music,) = edits.sounds(world.said(["add calm music", line], [world.talk]))
    assert (music.start_ms, music.end_ms) == (3000, 40_000)
    (music,) = edits.sounds(world.said(["Add epic music that gets louder up to 60%"], [world.talk]), "music")
    heard = [music.volume * level.gain for level in music.levels]
    assert music.volume == 0.35
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(0.6, abs=0.001)
    assert music.levels[-1].end_ms == music.duration_ms


def test_pictures_have_a_caption_each(world):
    names_of = [m.name.split(".")[0] for m in world.photos][:2]
    film = world.said([f"make a slideshow of {names_of[0]}, {names_of[1]}", 'Add a caption to each picture: "A", "B"'], world.photos)  # fmt: skip
    assert titles(film) == [("A", 0, 4000), ("B", 4000, 8000)] and len(edits.clips(film)) == 2


def test_a_film_becomes_shorter_by_a_share(world):
    assert edits.film_ms(world.said(["Trim the film by 10%"], [world.talk])) == 37_800
    answer = world.say("trim the film by 100%", Timeline(), [world.talk])
    assert answer.refused[0].reason == "a film can be made shorter by more than 0% and less than 100%"


def test_words_give_way_to_a_card(world):
    lines = ['Add an outro card "Thanks" on a dark green background', 'Add a title "Two" at 0:40', 'Add a title "Three" at 0:40 for 4 seconds']  # fmt: skip
    film = world.said(lines, [world.talk])
    assert titles(film) == [("Two", 40_000, 42_000), ("Three", 40_000, 44_000), ("Thanks", 42_000, 45_000)]
    assert {t.style.plate for t in edits.texts(film) if t.role == "card"} == {""}


def test_a_film_is_repeated_for_as_long_as_a_song(world):
    short = replace(world.talk, duration_ms=10_000)
    film = world.said(["loop the clip to match the music length"], [short, world.song])
    assert abs(edits.film_ms(film) - world.song.duration_ms) < 40
    answer = world.say("loop the clip to match the music length", Timeline(), [short])
    assert answer.refused[0].reason == "there is no music file among the uploads"


def test_a_word_of_any_sentence_is_no_name_of_a_file(world):
    one, two = replace(world.talk, alias="a"), replace(world.bunny, alias="video")
    film = world.said(["combine talk and bunny", "apply a warm look to the video"], [one, two])
    assert [len(c.effects) for c in edits.clips(film)] == [1, 1]


def test_a_file_with_a_space_in_its_name_is_there(world):
    talk = replace(world.talk, name="my talk.mp4")
    assert edits.film_ms(world.said(["trim the first 2 seconds of my talk.mp4"], [talk])) == 40_000


def test_several_texts_do_not_come_to_the_same_time(world):
    film = world.said(['add a title "A" at 0:01', 'add a title "B" at 0:10'], [world.talk])
    answer = world.say("move all texts to 0:07", film, [world.talk])
    assert answer.question.startswith("Which text should be there at that time?")
    captions = world.said(['add captions "Hello there. Good bye."'], [world.talk])
    refused = world.say("move all the texts to 0:05", captions, [world.talk]).refused
    assert refused[0].reason == "there is no such text in the film"


def test_a_cut_of_a_file_does_not_reach_into_the_next(world):
    film = world.said(["combine bunny and talk"], [world.talk, world.bunny])
    answer = world.say("cut out 0:20 to 0:40 of bunny", film, [world.talk, world.bunny])
    assert answer.refused[0].reason == "0:20 to 0:40 does not lie within it: it is 30 s long"


def test_levels_stay_where_they_are_heard(world):
    lines = ["add calm music", "mute the music from 0:08 to 0:10", "fade in the music from 0:04 to 0:06"]
    (music,) = edits.sounds(world.said(lines, [world.talk]), "music")
    assert [(music.start_ms + x.start_ms, music.start_ms + x.end_ms) for x in music.levels] == [
        (8000, 10_000)
    ]
    lines = [
        "combine bunny and talk",
        "add calm music",
        "mute the music from 0:25 to 0:35",
        "swap the two clips",
    ]
    (music,) = edits.sounds(world.said(lines, [world.talk, world.bunny]), "music")
    assert [(x.start_ms, x.end_ms) for x in music.levels] == [(0, 5000), (67_000, 72_000)]


def test_muted_music_is_heard_again_for_a_while_and_a_level_is_a_level(world):
    lines = ["add calm music", "mute the music", "set the music to 50% from 0:02 to 0:05"]
    (music,) = edits.sounds(world.said(lines, [world.talk]), "music")
    assert music.volume == 0.5
    assert [(x.start_ms, x.end_ms, x.gain) for x in music.levels] == [(0, 2000, 0.0), (5000, 42_000, 0.0)]
    lines = ["add calm music", "set the music to 10% from 0:02 to 0:05", "set the music to 30%"]
    (music,) = edits.sounds(world.said(lines, [world.talk]), "music")
    assert (music.volume, music.levels) == (0.3, ())


def test_one_way_of_a_fade_may_be_there_already(world):
    lines = ["fade in over 1 second", "fade in over 1 second and out over 3 seconds"]
    (clip,) = edits.clips(world.said(lines, [world.talk]))
    assert (clip.fade_in_ms, clip.fade_out_ms) == (1000, 3000)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "show talk.mp4 and bunny.webm on a split screen for 0 seconds",
            "a split screen must be longer than 0 s",
        ),
        ("use hero", "no file of that name is among the uploads"),
        ("put hero first", "no clip of that name is in the film"),
        ("show the first picture for 60 seconds", "clip 1 is a film of 42 s; play it slower, or repeat it"),
        ("mute the others", "it is not clear what the others are"),
        ("speed up the silent parts by 0.5x", "pauses can be played 1 to 50 times as fast, not 0.5 times"),
    ],
)
def test_what_cannot_be_done_is_told(world, line, reason):
    film = world.said(["combine talk and bunny"], [world.talk, world.bunny])
    answer = world.say(line, film, [world.talk, world.bunny])
    assert [r.reason.startswith(reason) for r in answer.refused] == [True], answer.reply


def test_an_exception_is_within_what_is_meant(world):
    lines = ["combine talk and bunny", "Make the talk black and white, but not the first 5 seconds"]
    film = world.said(lines, [world.talk, world.bunny])
    assert [(c.source.name, len(c.effects)) for c in edits.clips(film)] == [
        ("talk.mp4", 0),
        ("talk.mp4", 1),
        ("bunny.webm", 0),
    ]


@pytest.mark.parametrize(
    ("line", "mood", "seed"),
    [
        ("change the music", "upbeat", 2),
        ("Use a different track", "upbeat", 2),
        ("I don't like the music, try another one", "upbeat", 2),
        ("swap the soundtrack for another one", "upbeat", 2),
        ("give me another piece of upbeat music", "upbeat", 2),
        ("use a different, calm song", "calm", 1),
        ("make the music calm", "calm", 1),
    ],
)
def test_another_piece_of_music_is_another_one_of_its_mood(world, line, mood, seed):
    (music,) = edits.sounds(
        world.said(["use talk.mp4", "add upbeat music at 40%", line], [world.talk]), "music"
    )
    assert (music.source.params["mood"], music.source.params["seed"]) == (mood, seed)
    assert music.volume == 0.4


def test_films_from_different_texts_have_different_pieces_of_music(world):
    def piece(text):
        (music,) = edits.sounds(world.said([f'make a video from this text: "{text}"'], []), "music")
        return music.source.params

    texts = "Our app sorts your photos", "Our app sorts your letters"
    assert piece(texts[0]) == piece(texts[0]) != piece(texts[1])
    assert piece(texts[0])["mood"] == piece(texts[1])["mood"]


def test_captions_are_in_the_middle_where_that_is_said(world):
    lines = [
        "use talk.mp4",
        "put the captions from talk.srt in the centre of the picture, yellow, on a dark box",
    ]
    (caption, *_) = [
        t for t in edits.texts(world.said(lines, [world.talk, world.srt])) if t.role == "caption"
    ]
    assert (caption.anchor, caption.style.color, caption.style.plate) == ("middle", "#fdd835", "#000000b3")
    moved = world.said(
        ["use talk.mp4", "add captions from talk.srt", "move the captions to the center"],
        [world.talk, world.srt],
    )
    assert {t.anchor for t in edits.texts(moved)} == {"middle"}


def test_several_edits_are_taken_back_at_once(world):
    states = [Timeline()]
    for line in ("use talk.mp4", "make it black and white", "speed it up 2x"):
        states.append(world.say(line, states[-1], [world.talk], states[:-1]).timeline)
    *history, now = states
    assert world.say("undo the last two steps", now, [world.talk], history).timeline == states[1]
    assert world.say("undo that", now, [world.talk], history).timeline == states[2]
    answer = world.say("undo the last seven steps", now, [world.talk], history)
    assert answer.refused[0].reason == "no more than 3 edits can be undone"


def test_what_lies_over_the_film_stays_where_a_teaser_is_put_before_it(world):
    lines = [
        "use talk.mp4",
        'add a title "Hello" from 0:04 to 0:07',
        "start with the best 5 seconds as a teaser",
    ]
    film = world.said(lines, [world.talk])
    (title,) = edits.texts(film)
    assert (title.start_ms, title.end_ms) == (9000, 12_000)
    assert [c.start_ms for c in edits.clips(film)] == [0, 5000]


def test_a_picture_in_picture_stands_still_with_the_frame(world):
    lines = [
        "use talk.mp4",
        "put the bunny picture in picture in the bottom right",
        "freeze the frame at 0:10 for 2 seconds",
    ]
    film = world.said(lines, world.films)
    over = [(c.start_ms, c.end_ms, c.source_start_ms) for c in edits.overlays(film)]
    assert over == [(0, 10_000, 0), (10_000, 12_000, 10_000), (12_000, 32_000, 10_000)]


def test_a_look_of_a_stretch_reaches_what_lies_over_it_and_no_more(world):
    lines = ["use talk.mp4", "put the bunny picture in picture in the bottom right"]
    film = world.said([*lines, "make it sepia from 0:05 to 0:10"], world.films)
    assert [(c.start_ms, c.end_ms, len(c.effects)) for c in edits.overlays(film)] == [
        (0, 5000, 0),
        (5000, 10_000, 1),
        (10_000, 30_000, 0),
    ]
    spared = world.said([*lines, "make everything but the first 5 seconds sepia"], world.films)
    assert [(c.start_ms, len(c.effects)) for c in edits.overlays(spared)] == [(0, 0), (5000, 1)]


def test_the_title_that_is_said_to_fade_fades_and_no_other_nor_the_film(world):
    line = 'add a title "A" at 0:01 that fades in over 1 second and a title "B" at 0:06'
    film = world.said(["use talk.mp4", line], [world.talk])
    plain = world.said(["use talk.mp4", 'add a title "B" at 0:06'], [world.talk])
    first, second = sorted(edits.texts(film), key=lambda t: t.start_ms)
    assert (first.enter, first.enter_ms) == ("fade", 1000)
    assert second.enter_ms == edits.texts(plain)[0].enter_ms != 1000
    assert [c.fade_in_ms for c in edits.clips(film)] == [0]


def test_a_logo_fades_and_not_the_words_that_come_after_it(world):
    line = 'add the logo top right that fades in over 1 second and a title "B" at 0:06'
    film = world.said(["use talk.mp4", line], world.films)
    assert [c.fade_in_ms for c in edits.overlays(film)] == [1000]
    assert [t.enter_ms for t in edits.texts(film)] != [1000]


def test_a_replay_in_slow_motion_is_slow_the_second_time(world):
    film = world.said(["use talk.mp4", "replay 0:05 to 0:08 in slow motion"], [world.talk])
    parts = [(c.source_start_ms, c.duration_ms, c.speed) for c in edits.clips(film)]
    assert parts[1:3] == [(5000, 3000, 1.0), (5000, 6000, 0.5)]
