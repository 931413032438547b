"""Several texts in one wish, stretches that repeat, and names that are no names because they are quoted."""

import pytest

from nemobuild.timeline import edits


def titles(film):
    return [(t.text, t.start_ms, t.end_ms, t.anchor) for t in edits.texts(film)]


def test_as_many_times_as_texts_give_each_its_own_and_none_lies_over_the_next(world):
    steps = [
        "keep only the first 8 seconds",
        'label the steps "Connect", "Map" and "Sync" at 0:01, 0:03 and 0:07',
    ]
    found = titles(world.said(steps, [world.bunny]))
    assert [t[:3] for t in found] == [("Connect", 1000, 3000), ("Map", 3000, 7000), ("Sync", 7000, 8000)]


def test_a_headline_for_each_picture_stands_on_that_picture(world):
    line = (
        'Make a slideshow, 3 seconds each, one headline per picture ("Sky", "Cat", "Cup", "Rocket", "Deep")'
    )
    film = world.said([line], world.photos)
    assert [t[1:3] for t in titles(film)] == [(i * 3000, i * 3000 + 3000) for i in range(5)]


def test_two_labels_of_a_split_screen_get_a_side_each_and_films_stand_where_they_are_said(world):
    line = "bunny on the left, talk on the right, labelled 'Before' and 'After'"
    film = world.said([line], [world.talk, world.bunny, *world.photos])
    assert [(t[0], t[3]) for t in titles(film)] == [("Before", "top-left"), ("After", "top-right")]
    shown = {c.source.name: c.placement.rect.x for c in (*edits.clips(film), *edits.overlays(film))}
    assert shown == {"bunny.webm": 0.0, "talk.mp4": 0.5}


def test_two_texts_that_belong_together_are_a_heading_and_a_line_below(world):
    (title,) = edits.texts(world.said(['Add a title "Release 1.4" "What is new"'], [world.bunny]))
    assert (title.text, title.detail) == ("Release 1.4", "What is new")


def test_persons_with_a_role_each_come_one_after_the_other(world):
    film = world.said(["Add lower thirds 'Priya Nair - host' and 'Tom Beck - guest'"], [world.talk])
    first, second = edits.texts(film)
    assert (first.text, first.detail, second.text, second.detail) == (
        "Priya Nair",
        "host",
        "Tom Beck",
        "guest",
    )
    assert second.start_ms >= first.end_ms


def test_what_is_quoted_is_no_file_name(world):
    film = world.said(['Make a slideshow of the photos with the title "Rocket coffee"'], world.photos)
    assert len(edits.clips(film)) == 5


def test_a_stretch_is_played_again_where_it_is(world):
    steps = ["keep only the first 6 seconds", "Show the part from 0:01 to 0:02 a second time"]
    film = world.said(steps, [world.bunny])
    assert edits.film_ms(film) == 7000
    assert [c.source_start_ms for c in edits.clips(film)] == [0, 1000, 1000, 2000]


def test_what_shortens_the_tail_comes_first_as_times_were_read_off_the_uncut_film(world):
    film = world.said(["drop the first 5 seconds and everything after 0:20"], [world.bunny])
    (clip,) = edits.clips(film)
    assert (clip.source_start_ms, clip.duration_ms) == (5000, 15_000)


def test_a_sound_that_nobody_here_can_make_is_refused_with_those_that_there_are(world):
    answer = world.say(
        "add a siren sound effect at 0:02",
        world.said(["keep the first 8 seconds"], [world.bunny]),
        [world.bunny],
    )
    assert 'there is no sound "siren"' in answer.reply and "thunder" in answer.reply
    made = world.said(["keep the first 8 seconds", "add a boing at 0:02"], [world.bunny])
    (sound,) = edits.sounds(made)
    assert (sound.label, sound.start_ms) == ("boing", 2000)


def test_a_share_is_a_speed_and_a_length_is_kept(world):
    film = world.said(["Slow this down to 50%"], [world.bunny])
    assert edits.film_ms(film) == 60_000
    fast = world.said(["Fast-forward it so that it lasts 10 seconds"], [world.bunny])
    assert edits.film_ms(fast) == 10_000


def test_a_letterbox_without_a_ratio_is_the_shape_of_the_cinema(world):
    film = world.said(["Add a letterbox"], [world.bunny])
    assert round(film.canvas.width / film.canvas.height, 2) == 2.39


def test_a_frame_stands_still_without_a_sound_and_the_film_goes_on(world):
    film = world.said(["keep the first 8 seconds", "freeze the frame at 0:05 for 2 seconds"], [world.bunny])
    before, still, after = edits.clips(film)
    assert (before.duration_ms, still.duration_ms, after.duration_ms) == (5000, 2000, 3000)
    assert (still.source_start_ms, after.source_start_ms, still.volume) == (5000, 5000, 0)
    assert still.duration_ms * still.speed < 1000 / film.canvas.fps
    ended = world.said(["keep the first 8 seconds", "freeze the last frame for 1 second"], [world.bunny])
    assert edits.film_ms(ended) == 9000


@pytest.mark.parametrize(
    ("line", "which", "fades"),
    [
        ("freeze the frame at 0:00 for 2 seconds", 0, (1000, 0)),
        ("freeze the last frame for 2 seconds", -1, (0, 1500)),
    ],
)
def test_a_frame_that_stands_at_an_end_of_the_film_fades_as_the_film_did(world, line, which, fades):
    faded = ["keep the first 8 seconds", "fade in over 1 second", "fade out over 1.5 seconds"]
    still = edits.clips(world.said([*faded, line], [world.bunny]))[which]
    assert (still.fade_in_ms, still.fade_out_ms, still.volume) == (*fades, 0.0)


def test_a_freeze_without_a_time_is_asked_back_and_one_past_the_end_refused(world):
    film = world.said(["keep the first 8 seconds"], [world.bunny])
    assert "Which frame should stand still?" in world.say("add a freeze frame", film, [world.bunny]).reply
    assert "0:20 lies past the end" in world.say("freeze at 0:20", film, [world.bunny]).reply
    assert "up to 60 s" in world.say("freeze at 0:02 for 2 minutes", film, [world.bunny]).reply


def test_all_but_a_stretch_plays_faster(world):
    steps = ["keep the first 20 seconds", "speed up everything except 0:04 to 0:10 by 2x"]
    film = world.said(steps, [world.bunny])
    assert [(c.speed, c.duration_ms) for c in edits.clips(film)] == [(2.0, 2000), (1.0, 6000), (2.0, 5000)]


def test_a_film_made_of_upright_films_is_upright(world):
    upright = [
        world.film("phone.mp4", 9000, width=1080, height=1920),
        world.film("phone2.mp4", 9000, width=720, height=1280),
    ]
    made = world.said(["Combine the clips"], upright)
    assert (made.canvas.width, made.canvas.height) == (1080, 1920)
    assert [c.fit for c in edits.clips(made)] == ["cover", "cover"]
    mixed = world.said(["Combine the clips"], [*upright, world.bunny])
    assert (mixed.canvas.width, mixed.canvas.height) == (1920, 1080)


def test_words_over_the_end_that_nobody_said_are_asked_for(world):
    film = world.said(["keep the first 8 seconds"], [world.bunny])
    for line in ("put the message at the end", "put the words at the end"):
        answer = world.say(line, film, [world.bunny])
        assert "What should the text say?" in answer.question
        assert answer.timeline == film


def test_when_something_is_said_is_no_cut(world):
    film = world.said(["keep the first 8 seconds"], [world.bunny])
    said = world.say("first 3 seconds: hello", film, [world.bunny]).timeline
    assert edits.film_ms(said) == 8000
    assert [(t.text, t.start_ms, t.end_ms) for t in edits.texts(said)] == [("hello", 0, 3000)]


def test_a_file_that_is_in_the_film_twice_is_not_taken_for_what_lies_between(world):
    uses = "use bunny from 0:00 to 0:05, talk and bunny from 0:10 to 0:20"
    film = world.said([uses], [world.talk, world.bunny])
    for line in ("keep only the first 3 seconds of the bunny", "trim the first 12 seconds of the bunny"):
        answer = world.say(line, film, [world.talk, world.bunny])
        assert answer.timeline == film
        assert '"bunny.webm" is in the film as clips 1 and 3; say which of them' in answer.reply


def test_every_other_stretch_is_held_nearer(world):
    film = world.said(["keep the first 10 seconds", "punch in to 115% every 4 seconds"], [world.bunny])
    shown = [(c.start_ms, c.motion.start.width if c.motion else 1.0) for c in edits.clips(film)]
    assert shown == [(0, 1.0), (4000, 0.8696), (8000, 1.0)]
    assert all(c.motion is None or c.motion.start == c.motion.end for c in edits.clips(film))


def test_music_for_half_of_the_film_is_not_music_at_half_its_level(world):
    film = world.said(["keep the first 10 seconds", "add calm music"], [world.bunny])
    for line, gain in (("quieter in the first half", 0.501), ("half as loud in the first half", 0.5)):
        (music,) = edits.sounds(world.say(f"make the music {line}", film, [world.bunny]).timeline, "music")
        (level,) = music.levels
        assert (level.start_ms, level.end_ms, round(level.gain, 3)) == (0, 5000, gain)
