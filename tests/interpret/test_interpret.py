"""Instructions carried out: what recipes say, what is said back, and what is refused with nothing changed."""

import pytest

from nemobuild.backend.interpret import NoAnalysis, interpret
from nemobuild.timeline import edits
from nemobuild.timeline.model import Clip, Sound, Text, Timeline


def test_a_slideshow_as_a_recipe_makes_it(world):
    steps = [
        "Make a slideshow of the photos with a slow Ken Burns zoom",
        "Add crossfades between the clips",
        'Add a title "Fresh every morning" for the first 3 seconds',
        "Add the logo in the top right corner",
        "Add warm upbeat background music at 35% and fade it out at the end",
        "Make it 30 seconds long",
        "Make it vertical 9:16",
    ]
    film = world.said(steps, world.photos)
    clips = edits.clips(film)
    assert len(clips) == 5 and edits.film_ms(film) == 30_000
    assert all(c.motion for c in clips) and len({repr(c.motion) for c in clips}) > 2
    assert [bool(c.transition) for c in clips] == [False, True, True, True, True]
    assert (film.canvas.width, film.canvas.height) == (1080, 1920)
    (title,), (music,), (logo,) = edits.texts(film), edits.sounds(film), edits.overlays(film)
    assert (title.text, title.start_ms) == ("Fresh every morning", 0)
    assert (music.volume, music.duration_ms, music.fade_out_ms > 0) == (0.35, 30_000, True)
    assert (logo.start_ms, logo.duration_ms) == (0, 30_000)


def test_the_pauses_are_cut_and_speech_is_kept_with_picture_and_sound_together(world):
    film = world.said(["Trim the pauses in the talk"], [world.talk, world.logo])
    clips = edits.clips(film)
    assert 15_000 <= edits.film_ms(film) <= 22_000
    speech = [(0, 2000), (3000, 8000), (9100, 17_300), (40_000, 42_000)]
    for start, end in speech:
        assert any(c.source_start_ms <= start and c.source_start_ms + c.duration_ms >= end for c in clips)
    assert all(c.source_start_ms % 100 == 0 and c.duration_ms % 100 == 0 for c in clips)
    assert all(5 <= c.audio_fade_in_ms <= 10 for c in clips[1:])


def test_a_crossfade_reaches_into_what_was_cut_so_that_the_film_keeps_its_length(world):
    before = world.said(["Trim the pauses in the talk"], world.films)
    after = world.say("Add crossfades between the clips", before, world.films).timeline
    assert edits.film_ms(after) == edits.film_ms(before)
    assert all(c.transition for c in edits.clips(after)[1:])


JOINS = [
    ("Add a crossfade after the intro", [1]),
    ("Add a crossfade before the outro", [5]),
    ("Put a wipe between the first and second clip", [1]),
    ("Add a dissolve between clips 3 and 4", [3]),
    ("Crossfade from the intro to the talk", [1]),
    ("Add a whip transition into the last clip", [5]),
    ("在第一段和第二段之间加转场", [1]),
    ("片尾前加叠化", [5]),
    ("Add crossfades between the clips", [1, 2, 3, 4, 5]),
]


@pytest.mark.parametrize(("line", "joins"), JOINS)
def test_a_transition_stands_where_it_was_asked_for_and_nowhere_else(world, line, joins):
    steps = ["Split it into 4 parts", 'Add an intro card "Hello"', 'Add an outro card "Bye"']
    film = world.said([*steps, line], [world.talk])
    assert [i for i, c in enumerate(edits.clips(film)) if c.transition] == joins


NO_JOIN = [
    ("Add a crossfade after the outro", "there is no outro card in the film; its parts can be named by number, as in: the second clip"),
    ("Add a crossfade after the sunset", 'there is no "sunset" in the film; its parts can be named by number, as in: the second clip'),
    ("Add a crossfade between the first and third clip", "clips 1 and 3 do not follow one another"),
    ("Add a crossfade before the first clip", "nothing comes before that, so there is no join"),
    ("Add a crossfade after the last clip", "nothing follows there, so there is no join"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), NO_JOIN)
def test_a_place_that_has_no_join_is_refused(world, line, reason):
    film = world.said(["Split it into 4 parts"], [world.talk])
    assert world.say(line, film, [world.talk]).refused[0].reason == reason


def test_texts_and_sounds_lie_in_the_part_of_the_film_that_is_named(world):
    film = world.said(
        ["Join the clips", 'Add an intro card "Hello"', 'Add the title "Two" over the third clip', 'Add the text "Then" after the intro',
         "Add calm music after the intro", "Add a whoosh after the intro", "Make the intro black and white"],
        world.films,
    )  # fmt: skip
    texts = {t.text: (t.start_ms, t.end_ms) for t in edits.texts(film)}
    assert texts["Two"] == (45_000, 75_000) and texts["Then"] == (3000, 7000)
    assert edits.sounds(film, "music")[0].start_ms == 3000
    assert [s.start_ms for s in edits.sounds(film, "effect")] == [2533]
    assert [bool(c.effects) for c in edits.clips(film)] == [True, False, False]


def test_so_many_seconds_each_holds_for_films_too(world):
    line = "Make a slideshow of the photos and the clip in 9:16, 4 seconds each, with a slow zoom"
    answer = world.say(line, Timeline(), [*world.photos, world.bunny])
    assert [c.duration_ms for c in edits.clips(answer.timeline)] == [4000] * 6
    assert "bunny.webm cut to the liveliest 4 s by loudness and motion" in answer.reply
    only_photos = world.said(
        ["Make a slideshow of the photos and the clip, 3 seconds per photo"], [*world.photos, world.bunny]
    )
    assert [c.duration_ms for c in edits.clips(only_photos)] == [3000] * 5 + [30_000]


def test_music_is_replaced_by_one_edit_and_energetic_is_not_calm(world):
    film = world.said(["Join the clips", "Add calm music"], [world.talk, world.bunny])
    answer = world.say(
        "Replace the music with energetic background music at 40% volume", film, [world.talk, world.bunny]
    )
    assert [op.family for op in answer.ops] == ["music"]
    assert (
        answer.reply
        == "Changed the music to energetic music at 40%, 0:00 to 1:12, stepping back under speech."
    )
    assert edits.sounds(answer.timeline, "music")[0].source.params == {
        "mood": "energetic",
        "seed": 1,
        "tempo": 132,
    }


def test_every_mood_is_one_that_the_renderer_plays_at_the_tempo_that_beats_are_reckoned_with():
    from nemobuild.backend.interpret.apply.sound import TEMPO
    from nemobuild.backend.interpret.readers.sound import MOODS
    from nemobuild.backend.render import synth

    for _, mood in MOODS:
        played = synth.MOODS[synth.mood_named(mood)]
        assert TEMPO[mood] == played.tempo or mood == "energetic"


def test_short_titles_are_set_large_and_long_ones_are_not(world):
    sizes = []
    for words in ("Aurora Coffee", "Roasted on Monday", "Roasted on Monday, at your door on Wednesday"):
        film = world.said([f'Add the title "{words}"'], [world.talk])
        sizes.append(edits.texts(film)[0].style.size)
    assert sizes == [0.13, 0.1, 0.08]
    assert edits.texts(world.said(['Add the text "Hi" at the bottom'], [world.talk]))[0].style.size == 0.08


UNREAD = [
    ("Add crossfades that sparkle", '"sparkle"'),
    ('Add a neon title "Hi" that glitches', '"neon", "glitches"'),
    ("Add calm music with dolphins", '"dolphins"'),
]


@pytest.mark.parametrize(("line", "words"), UNREAD)
def test_words_that_nothing_reads_are_told(world, line, words):
    film = world.said(["Join the clips"], [world.talk, world.bunny])
    answer = world.say(line, film, [world.talk, world.bunny])
    assert answer.reply.endswith(f" Not taken into account: {words}.")


WISHES = [
    "trim the pauses and cure cancer",
    "Trim the pauses, then call my mother",
    "Trim the pauses and frobnicate the wug",
]


@pytest.mark.parametrize("line", WISHES)
def test_a_wish_that_is_not_understood_is_refused_beside_an_edit_that_is(world, line):
    answer = world.say(line, Timeline(), world.films)
    (part,) = answer.refused
    assert part.reason == "this is not understood" and "pauses" not in part.text
    assert answer.timeline == Timeline()


def test_the_reply_says_what_was_done_in_numbers(world):
    answer = world.say("trim the pauses in the talk", Timeline(), world.films)
    assert answer.reply == (
        "Put 1 film on the timeline, 42 s in all, without bunny.webm. Cut 3 pauses, 24.2 s in all; the film is now 17.8 s long."
    )


def test_cards_come_before_and_after_and_what_lies_above_moves_along(world):
    steps = [
        "use the talk and trim the first 2 seconds",
        'Add a lower third "Ada Lovelace" "Engineer" from 2s to 6s',
        'Add an intro card that says "Release 1.4.0"',
        'Add an outro card "Thanks"',
    ]
    film = world.said(steps[1:], [world.talk])
    name = next(t for t in edits.texts(film) if t.role == "lower_third")
    assert (name.text, name.detail, name.start_ms) == ("Ada Lovelace", "Engineer", 5000)
    assert [c.label for c in edits.clips(film)] == ["intro", "talk", "outro"]


def test_a_film_from_a_text_is_the_same_each_time_and_as_long_as_asked(world):
    line = (
        'Create a 30-second video from this text: "Bread is alive. We bake at four. Come by!" with calm music'
    )
    one, two = world.said([line], []), world.said([line], [])
    assert one == two and edits.film_ms(one) == 30_000
    assert [t.text for t in edits.texts(one)] == ["Bread is alive", "We bake at four", "Come by!"]
    assert edits.sounds(one)[0].source.params["mood"] == "calm"


def test_several_edits_in_one_sentence_come_in_the_order_that_makes_sense(world):
    line = "Trim the first 2 seconds, remove the section from 0:10 to 0:15 and make it square"
    film = world.said([line], [world.talk])
    assert [(c.source_start_ms, c.duration_ms) for c in edits.clips(film)] == [(2000, 8000), (15_000, 27_000)]
    assert film.canvas.width == film.canvas.height == 1080


def test_chinese(world):
    film = world.said(["给视频加标题“新品发布”，前3秒", "添加轻快的背景音乐，音量35%"], [world.talk])
    assert [(t.text, t.duration_ms) for t in edits.texts(film)] == [("新品发布", 3000)]
    assert edits.sounds(film)[0].volume == 0.35


def test_captions_from_a_file(world):
    film = world.said(["Add captions from talk.srt with a yellow word by word highlight"], world.films)
    lines = edits.texts(film)
    assert [(t.text, t.start_ms, t.end_ms) for t in lines] == [
        ("Hello there", 1000, 3000),
        ("Good bye", 4000, 6000),
    ]
    assert [w.text for w in lines[0].words] == ["Hello", "there"]
    assert lines[0].enter == "word-by-word"


REFUSED = [
    ("", "the instruction is empty"),
    ("asdf qwerty zxcv", "this is not understood"),
    ("great job!", "this is a remark and no edit"),
    ("what can you do?", "this is a question and no edit"),
    ("please", "it does not say what to do"),
    ('add a title "Open', "this quotation does not close, so it is not clear where its text ends"),
    ("x" * 9000, "the instruction has 9000 characters; at most 8000 are read"),
    ("trim the first 100 seconds", "taking 100 s off would leave nothing: there are 72 s"),
    ("trim the first 0 seconds", "taking 0 s off changes nothing"),
    ("trim the first -3 seconds", "a length below zero does not exist"),
    ("set the volume to 900%", "a volume of 900% is not possible; 0% to 400% is"),
    ("speed up by 900x", "a speed of 900 times is not possible; 0.05 to 50 times is"),
    ('add a title "A" from 50 to 40 seconds', "0:50 to 0:40 is no stretch of time: its end is not after its start"),
    ('add a title "A" at 500 seconds', "8:20 lies past the end: the film is 72 s long"),
    ("cut out 1:00 to 2:00", "2:00 lies past the end: the film is 72 s long"),
    ("split at 9:00", "9:00 does not lie inside the film, which is 72 s long"),
    ("remove the fifth clip", "there is no clip 5: the film has 2 clips"),
    ("rotate it 360 degrees", "a turn of 360 degrees changes nothing"),
    ("make it 72 seconds long", "the film is 72 s long already, so nothing would change"),
    ("remove silences over 30 seconds", "there is no pause of 30 s or more, so nothing would change"),
    ("trim the pauses in the zebra", 'there is no "zebra" among the files (talk.mp4, bunny.webm)'),
    ("don't remove the pauses", "this says what not to do; say what to do"),
    ('add a title "Hi" but not on the second clip', 'the exception "but not on the second clip" is not understood'),
    ("add captions from nosuch.srt", 'there is no file "nosuch.srt" among the uploads (talk.mp4, bunny.webm, song.mp3, talk.srt, logo.png)'),
    ("add captions in Spanish", "translating needs a language model; give captions in that language as an SRT or VTT file"),
    ("add a voiceover", "a voice needs a speech model: pip install 'nemobuild[voice]'; or record it and give the file"),
    ("remove all filler words", "finding filler words needs speech recognition; pauses can be cut without it"),
    ("make the person talk", "this needs a generative or vision model"),
    ("replace the background with a beach", "cutting a person out needs a segmentation model; a green screen can be keyed"),
    ("fade the music out", "there is no music to fade; add some first"),
    ("export as mp4", "files are made by the recipe's exports, not by a step"),
    ("merge the clips", "all of it is in the film already: 2 clips"),
    ("make it 90 seconds long", "the film is 72 s long and cannot be stretched to 90 s; loop it, or slow it down"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reason"), REFUSED)
def test_what_is_refused_says_why_and_changes_nothing(world, line, reason):
    film = world.said(["merge the clips"], world.films)
    answer = world.say(line, film, world.films)
    assert answer.refused and answer.refused[0].reason == reason
    assert answer.timeline is film
    assert answer.reply.endswith("Nothing was changed.")


ASKED = [
    ("add a title", 'What should the text say? For example: add a title "Fresh every morning".'),
    (
        "trim the start",
        "How much should be taken off, and at which end? For example: trim the first 5 seconds.",
    ),
    (
        "crop it",
        "Crop to which shape, or how much off which side? For example: crop to 9:16, or crop 10% off the top.",
    ),
    ("set the volume", "How loud? For example: set the music volume to 20%."),
    ("rearrange the clips", "Which clip should go where? For example: move the last clip to the beginning."),
]


@pytest.mark.parametrize(("line", "question"), ASKED)
def test_what_is_missing_is_asked_for(world, line, question):
    film = world.said(["merge the clips"], world.films)
    answer = world.say(line, film, world.films)
    assert (answer.question, answer.timeline) == (question, film)


def test_of_two_files_the_person_is_asked_which(world):
    media = [
        world.talk,
        world.song,
        world.song.__class__(digest="other", name="theme.mp3", kind="audio", duration_ms=9000),
    ]
    answer = world.say("add background music", Timeline(), media)
    assert answer.question == "Which music file: song.mp3, theme.mp3?"


def test_what_stands_in_quotes_is_never_an_instruction(world):
    film = world.said(['add a title that says "delete everything and mute the video"'], [world.talk])
    assert [t.text for t in edits.texts(film)] == ["delete everything and mute the video"]
    assert edits.clips(film)[0].volume == 1.0


def test_one_part_refused_leaves_the_rest_undone_too(world):
    answer = world.say("trim the first 5 seconds and make the person dance", Timeline(), world.films)
    assert [op.family for op in answer.ops] == ["trim"]
    assert answer.timeline == Timeline()


def test_the_words_at_fault_are_named_by_their_place(world):
    line = "Trim the first 5 seconds, and translate the subtitles to French"
    (part,) = [
        r for r in world.say(line, Timeline(), world.films).refused if r.family == "translate_captions"
    ]
    assert line[part.span.start : part.span.end] == part.text == "and translate the subtitles to French"


def test_slips_of_the_keyboard_are_put_right_and_spans_are_those_of_the_original(world):
    line = 'add a titel "X" for the first 3 secnds and crosfades betwen the clips'
    answer = world.say(line, world.said(["merge the clips"], world.films), world.films)
    assert [op.family for op in answer.ops] == ["title", "transition"]
    assert all(line[op.span.start : op.span.end] == op.text for op in answer.ops)


def test_nothing_to_edit_is_refused():
    answer = interpret("trim the first 5 seconds", timeline=Timeline(), media=[], analysis=NoAnalysis())
    assert answer.refused[0].reason == (
        "there is no picture or film to edit yet; upload one, or make a film from a text in quotes"
    )


def test_an_empty_timeline_is_filled_with_what_is_named_or_with_all_but_the_logo(world):
    assert [c.source.name for c in edits.clips(world.said(["zoom in on the rocket"], world.photos))] == [
        "rocket.jpg"
    ]
    everything = world.said(["make it black and white"], world.photos)
    assert [c.source.name for c in edits.clips(everything)] == [m.name for m in world.photos[:-1]]


@pytest.mark.parametrize(
    "line", ['add an intro card "Hello"', 'add an end card "Bye"', 'in the last 10 seconds: "Subscribe!"']
)
def test_what_comes_first_in_a_recipe_stands_before_after_or_over_the_film_and_not_in_its_place(world, line):
    film = world.said([line], [world.talk])
    assert any(c.source.digest == world.talk.digest for c in edits.clips(film))
    assert edits.film_ms(film) >= 42_000
    (text,) = edits.texts(film)
    assert text.duration_ms >= 3000


def test_a_card_is_a_film_of_its_own_where_there_is_nothing_else(world):
    film = world.said(['add an intro card "Hello"'], [world.logo])
    assert [c.source.generator for c in edits.clips(film)] == ["card"]


def test_a_background_is_blurred_where_it_is_the_bars_beside_the_picture(world):
    upright = world.said(["make it vertical with bars"], [world.talk])
    assert "segmentation" in world.say("blur the background", Timeline(), [world.talk]).reply
    blurred = world.say("blur the background", upright, [world.talk]).timeline
    assert [c.fit for c in edits.clips(blurred)] == ["blur"]


def test_the_second_is_the_second_clip(world):
    film = world.said(["zoom in on the first clip and zoom out on the second"], [world.talk, world.bunny])
    first, second = (c.motion for c in edits.clips(film))
    assert first.end.width < first.start.width and second.end.width > second.start.width


def test_what_is_in_the_air_lies_over_the_film_for_as_long_as_is_said(world):
    film = world.said(["add confetti for the last 3 seconds", "add soft bokeh lights"], [world.talk])
    confetti, bokeh = edits.overlays(film)
    assert (confetti.source.params["kind"], confetti.start_ms, confetti.end_ms) == (
        "confetti",
        39_000,
        42_000,
    )
    assert (bokeh.source.params["kind"], bokeh.start_ms, bokeh.end_ms) == ("bokeh", 0, 42_000)


def test_a_box_is_blurred_by_its_pixels(world):
    film = world.said(["blur the box x=192 y=108 w=960 h=540 from 0:02 to 0:05"], [world.talk])
    _, blurred, _ = edits.clips(film)
    assert (blurred.start_ms, blurred.end_ms) == (2000, 5000)
    assert blurred.effects[0].params["rect"] == {"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5}


def test_a_conversation(world):
    timeline, history = Timeline(), []
    lines = [
        "Make a slideshow of the photos", 'Add a title "Hello" at 3s', "make the title bigger", "move the title down",
        "make it yellow", "undo that", "make it shorter", "Add upbeat music", "make the music quieter",
        "change the music to jazz", "put the logo in the top left", "move the logo to the bottom right", "remove the logo",
    ]  # fmt: skip
    replies = []
    for line in lines:
        answer = world.say(line, timeline, world.photos, history)
        assert not answer.refused, answer.reply
        history.append(timeline)
        timeline = answer.timeline
        replies.append(answer.reply)
    (title,) = edits.texts(timeline)
    assert title.style.size == 0.1625 and title.dy == 0.08 and title.style.color == "#ffffff"
    assert replies[5] == "Undid the last edit; the film is 20 s long."
    assert edits.film_ms(timeline) == 16_000
    assert [s.source.params["mood"] for s in edits.sounds(timeline)] == ["jazz"]
    assert not edits.overlays(timeline)


EVERYTHING = [
    "keep only 0:05 to 0:12", "remove the second clip", "remove the middle", "split it into 3 parts", "speed up by 2x",
    "slow motion 0.5x with a ramp from 0:05 to 0:08", "play it backwards", "loop it 2 times", "swap the first and second clip",
    "reverse the order of the clips", "crop to 9:16", "crop 10% off the top", "rotate it 90 degrees", "flip it vertically",
    "stabilize the bunny", "add wipe transitions of 1 second", "fade in and out", "smooth the audio transition",
    "make it black and white with film grain", "make it brighter", "use a dark gradient background with rounded corners",
    "key out the green screen", "mute the talk", "set the volume to 50%", "normalize the audio to -16 LUFS",
    "remove the background noise", "add song.mp3 as background music at 20%", "add a whoosh at 0:05", "sync the cuts to the beat",
    "pick the 3 best moments", "put the bunny picture in picture in the bottom right", "place both clips side by side",
    "a double exposure of the two clips", "add a red progress bar", "add a 5 second countdown", "zoom in 2x on the top left at 0:12",
    'Add chapters at 0:00 "Setup", 0:30 "Build"', "use the frame at 0:05 as the thumbnail", "blur the top right corner from 0:02 to 0:05",
    "mute all clips except the first clip", "take the first 10 seconds of each clip", "duck the music under speech and add calm music",
    'add a quote "Stay hungry" at the bottom for 5 seconds', "split at the scene changes", "trim the first 2 seconds and add a cross dissolve",
]  # fmt: skip


@pytest.mark.parametrize("line", EVERYTHING)
def test_each_family_changes_the_timeline_and_keeps_it_sound(world, line):
    before = world.said(["merge the clips"], world.films)
    answer = world.say(line, before, world.films)
    assert not answer.refused and not answer.question, answer.reply
    assert answer.timeline != before and answer.reply.endswith(".")
    for track in answer.timeline.tracks:
        for earlier, later in zip(track.segments, track.segments[1:], strict=False):
            overlap = later.transition.duration_ms if isinstance(later, Clip) and later.transition else 0
            assert earlier.end_ms - later.start_ms <= overlap
        assert all(s.duration_ms > 0 and isinstance(s, Clip | Sound | Text) for s in track.segments)


def test_what_is_laid_over_is_what_was_named_and_the_film_is_the_rest(world):
    film = world.said(
        ["Put the bunny clip picture in picture in the bottom right"], [world.talk, world.bunny]
    )
    assert [c.source.name for c in edits.clips(film)] == ["talk.mp4"]
    assert [c.source.name for c in edits.overlays(film)] == ["bunny.webm"]


def test_a_round_picture_in_picture_is_round(world):
    film = world.said(
        ["Put the bunny clip over the film as a small circle in the lower right"], [world.talk, world.bunny]
    )
    (clip,) = edits.overlays(film)
    rect = clip.placement.rect
    assert rect.width * 1920 == pytest.approx(rect.height * 1080, abs=2)
    assert clip.placement.corner_radius == rect.height / 2


def test_a_keyed_film_is_put_before_the_picture_that_is_named(world):
    film = world.said(
        ["Key out the green screen and put me in front of rocket.jpg"], [world.bunny, *world.photos]
    )
    assert [(c.source.name, c.duration_ms) for c in edits.clips(film)] == [("rocket.jpg", 30_000)]
    (keyed,) = edits.overlays(film)
    assert keyed.source.name == "bunny.webm" and keyed.effects[0].name == "chroma_key"
