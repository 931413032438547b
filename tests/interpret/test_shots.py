"""A clip is what was put in or was cut on purpose: the pieces that an effect makes of it are not counted."""

import pytest

from nemobuild.timeline import edits

PIECED = {
    "a zoom": "zoom in on the first clip from 2s to 4s",
    "a look": "make 0:02 to 0:04 black and white",
    "slow motion": "play 0:02 to 0:06 at half speed with smooth ramps",
    "silence": "mute the sound from 0:02 to 0:04",
    "a mirror": "mirror it from 0:02 to 0:04",
    "a turn": "rotate 0:02 to 0:04 by 90 degrees",
    "punch-ins": "punch in every 5 seconds from 0:00 to 0:40",
    "a standing frame": "freeze the frame at 0:05 for 2 seconds",
    "a blur": "blur the top left corner from 0:02 to 0:04",
    "pauses": "cut the pauses",
    "backwards": "play the first 4 seconds in reverse",
    "a stretch again": "play 0:02 to 0:04 three times",
    "two of them": "zoom in from 2s to 4s and make 0:03 to 0:06 black and white",
}


def files(film):
    return [shot.pieces[0].source.name for shot in edits.shots(film)]


def spans(film):
    """What each piece of the main track shows, in order, in tenths of a second."""
    return [(c.source.name, c.source_start_ms // 100, round(c.duration_ms, -2)) for c in edits.clips(film)]


@pytest.fixture(params=PIECED.values(), ids=PIECED.keys())
def pieced(request, world):
    """Talk and bunny, after an effect has made pieces of the talk."""
    film = world.said(["combine the clips", request.param], [world.talk, world.bunny])
    assert len(edits.clips(film)) > 2
    return film


def told(world, film, line):
    answer = world.say(line, film, [world.talk, world.bunny])
    assert not answer.refused and not answer.question, answer.reply
    return answer


def test_an_effect_makes_no_clips(pieced):
    assert files(pieced) == ["talk.mp4", "bunny.webm"]


@pytest.mark.parametrize("line", ["make the second clip sepia", "make the last clip sepia"])
def test_the_second_clip_is_the_second_file(world, pieced, line):
    after = told(world, pieced, line).timeline
    sepia = {
        c.source.name for c in edits.clips(after) if any(e.params.get("look") == "sepia" for e in c.effects)
    }
    assert sepia == {"bunny.webm"}


def test_an_edit_of_a_clip_is_one_of_all_its_pieces(world, pieced):
    after = told(world, pieced, "flip the first clip horizontally").timeline
    was = {c.id: c.flip for c in edits.clips(pieced)}
    turned = {c.source.name for c in edits.clips(after) if c.flip != was[c.id] or c.rotate == 180}
    same = {c.source.name for c in edits.clips(after) if c.flip == was[c.id] and c.rotate != 180}
    assert turned == {"talk.mp4"} and same == {"bunny.webm"}


def test_transitions_are_between_clips(world, pieced):
    answer = told(world, pieced, "put a crossfade between the clips")
    assert [c.source.name for c in edits.clips(answer.timeline) if c.transition] == ["bunny.webm"]
    assert answer.reply.startswith("Put 1 crossfade")


def test_clips_are_moved_with_all_their_pieces(world, pieced):
    for line in (
        "reverse the order of the clips",
        "swap clips 1 and 2",
        "put bunny first",
        "move the first clip to the end",
    ):
        after = told(world, pieced, line).timeline
        assert files(after) == ["bunny.webm", "talk.mp4"], line
        assert spans(after)[1:] == spans(pieced)[:-1], line
        assert files(told(world, after, "swap clips 1 and 2").timeline) == ["talk.mp4", "bunny.webm"], line


def test_clips_are_removed_replaced_and_repeated_as_a_whole(world, pieced):
    assert spans(told(world, pieced, "remove the first clip").timeline) == spans(pieced)[-1:]
    assert spans(told(world, pieced, "remove the second clip").timeline) == spans(pieced)[:-1]
    again = told(world, pieced, "play the first clip 2 times").timeline
    assert files(again) == ["talk.mp4", "talk.mp4", "bunny.webm"]
    assert spans(again) == [*spans(pieced)[:-1], *spans(pieced)]
    assert files(told(world, pieced, "duplicate the first clip at the end").timeline) == [
        "talk.mp4",
        "bunny.webm",
        "talk.mp4",
    ]


def test_clips_are_shortened_as_a_whole(world, pieced):
    for line in (
        "shorten each clip to 3 seconds",
        "make each clip 3 seconds long",
        "make the first clip 3 seconds long",
    ):
        after = told(world, pieced, line).timeline
        first = edits.shots(after)[0]
        assert files(after) == ["talk.mp4", "bunny.webm"] and first.duration_ms == 3000, line
    trimmed = told(world, pieced, "trim 1 second off the end of the second clip").timeline
    assert spans(trimmed)[:-1] == spans(pieced)[:-1]


def test_names_of_files_still_mean_their_clips(world, pieced):
    after = told(world, pieced, "make the talk sepia and the bunny black and white").timeline
    looks = {
        (c.source.name, e.params["look"]) for c in edits.clips(after) for e in c.effects if "look" in e.params
    }
    assert ("talk.mp4", "sepia") in looks and ("bunny.webm", "bw") in looks
    assert ("talk.mp4", "sepia") not in {(n, k) for n, k in looks if n == "bunny.webm"}


def test_a_file_is_put_after_the_first_clip(world, pieced):
    answer = world.say(
        "insert rocket.jpg after the first clip for 2 seconds",
        pieced,
        [world.talk, world.bunny, *world.photos],
    )
    assert files(answer.timeline) == ["talk.mp4", "rocket.jpg", "bunny.webm"]
    assert "after clip 1" in answer.reply


@pytest.mark.parametrize(
    ("step", "count"),
    [
        ("split at 5s", 3),
        ("split the film into 4 parts", 5),
        ("cut out 0:02 to 0:04", 3),
        ("split it at the pauses", 5),
        ("remove the first 2 seconds", 2),
    ],
)
def test_who_cuts_makes_clips(world, step, count):
    film = world.said(["combine the clips", step], [world.talk, world.bunny])
    assert len(edits.shots(film)) == count


def test_a_split_in_what_an_effect_has_cut_makes_a_clip(world):
    film = world.said(
        ["combine the clips", "zoom in from 2s to 4s", "split at 4s"], [world.talk, world.bunny]
    )
    assert [s.duration_ms for s in edits.shots(film)] == [4000, 38_000, 30_000]


def test_what_is_put_in_the_middle_makes_three_of_a_clip(world):
    steps = ["use talk.mp4", "zoom in from 2s to 4s", "insert rocket.jpg at 0:10 for 2 seconds"]
    assert files(world.said(steps, [world.talk, *world.photos])) == ["talk.mp4", "rocket.jpg", "talk.mp4"]


def test_a_film_of_one_clip_has_no_second(world):
    film = world.said(["zoom in from 2s to 4s"], [world.talk])
    assert (
        world.say("remove the second clip", film, [world.talk]).refused[0].reason
        == "there is no clip 2: the film has 1 clip"
    )
    refused = world.say("put a crossfade between the clips", film, [world.talk]).refused[0].reason
    assert refused.startswith("there is only one clip")


def test_where_pauses_were_cut_out_of_one_clip_its_cuts_can_have_transitions(world):
    film = world.said(["cut the pauses"], [world.talk])
    after = world.said(["cut the pauses", "put a crossfade between the clips"], [world.talk])
    assert len(edits.shots(film)) == 1
    assert [c.transition is not None for c in edits.clips(after)] == [False, True, True, True]
    both = ["combine the clips", "cut the pauses", "put a crossfade at every cut"]
    joins = edits.clips(world.said(both, [world.talk, world.bunny]))
    assert all(c.transition for c in joins[1:]) and len(joins) == 5


@pytest.mark.parametrize(
    ("effect", "edit"),
    [
        ("make 0:02 to 0:04 black and white", "zoom in on the first clip"),
        ("mute the sound from 0:02 to 0:04", "fade the first clip in and out over 1 second"),
        ("rotate 0:02 to 0:04 by 90 degrees", "add a slow zoom to the second clip"),
    ],
)
def test_an_effect_for_a_time_and_an_edit_of_a_clip_come_in_any_order(world, effect, edit):
    """What is seen at each moment is the same: which of the source, and how far every move and fade is by then."""
    one = world.said(["combine the clips", effect, edit], [world.talk, world.bunny])
    other = world.said(["combine the clips", edit, effect], [world.talk, world.bunny])

    def seen(film):
        return [
            (
                c.start_ms,
                c.end_ms,
                c.source_start_ms,
                c.effects,
                c.flip,
                c.rotate,
                c.volume,
                c.fade_in_ms,
                c.fade_out_ms,
                _move(c),
            )
            for c in edits.clips(film)
        ]

    assert seen(one) == seen(other)


def _move(clip):
    m = clip.motion
    return m and (m.start, m.end, m.easing, m.offset_ms, m.whole_ms or clip.duration_ms)


def test_a_clip_of_pieces_played_backwards_ends_where_it_began(world):
    steps = ["combine the clips", "make 0:02 to 0:04 black and white", "play the first clip backwards"]
    film = world.said(steps, [world.talk, world.bunny])
    assert [c.source_start_ms for c in edits.clips(film)] == [4000, 2000, 0, 0]
    assert [c.reverse for c in edits.clips(film)] == [True, True, True, False]
    assert files(film) == ["talk.mp4", "bunny.webm"]


def test_a_photo_of_pieces_is_shown_for_longer(world):
    steps = [
        "make a slideshow of the photos",
        "make 0:01 to 0:02 black and white",
        "show the first photo for 8 seconds",
    ]
    film = world.said(steps, world.photos)
    assert edits.shots(film)[0].duration_ms == 8000 and len(edits.shots(film)[0].pieces) == 3


@pytest.mark.parametrize(
    ("line", "lengths"),
    [
        ("split the second clip at 5s", [42_000, 5000, 25_000]),
        ("split the second clip at 50s", [42_000, 8000, 22_000]),
        ("split the second clip in half", [42_000, 15_000, 15_000]),
        ("split the first clip into 3 parts", [14_000, 14_000, 14_000, 30_000]),
        ("split each clip in half", [21_000, 21_000, 15_000, 15_000]),
        ("split the film into 2 parts", [36_000, 6000, 30_000]),
    ],
)
def test_one_clip_is_split(world, line, lengths):
    film = world.said(["combine the clips", line], [world.talk, world.bunny])
    assert [s.duration_ms for s in edits.shots(film)] == lengths


def test_times_that_lie_outside_of_a_clip_are_its_own(world):
    film = world.said(["combine the clips"], [world.talk, world.bunny])
    sped = told(world, film, "speed up the second clip from 2s to 4s").timeline
    assert [c.start_ms for c in edits.clips(sped) if c.speed == 2] == [44_000]
    frozen = told(world, film, "freeze the second clip at 3s").timeline
    assert edits.clips(frozen)[2].source_start_ms == 3000 and files(frozen) == ["talk.mp4", "bunny.webm"]
    late = world.say("slow down the first clip from 50s to 52s", film, [world.talk, world.bunny])
    assert late.refused[0].reason == "0:50 lies past its end: the clip is 42 s long"


def test_a_clip_of_pieces_is_seen_in_full_in_a_split_screen(world):
    steps = ["combine the clips", "make 0:02 to 0:04 black and white", "show the clips side by side"]
    film = world.said(steps, [world.talk, world.bunny])
    assert edits.film_ms(film) == 42_000 and files(film) == ["talk.mp4"]
    muted = told(world, film, "mute the left one").timeline
    assert [c.volume for c in edits.clips(muted)] == [0, 0, 0]
    other = world.said([steps[0], "make 0:44 to 0:46 black and white", steps[2]], [world.talk, world.bunny])
    beside = edits.overlays(other)
    assert [(c.start_ms, c.source_start_ms) for c in beside] == [(0, 0), (2000, 2000), (4000, 4000)]


def test_a_clip_of_pieces_gives_its_place_to_a_whole_file(world):
    steps = ["use bunny.webm", "make 0:02 to 0:04 black and white", "replace the first clip with the talk"]
    film = world.said(steps, [world.talk, world.bunny])
    assert [(c.source.name, c.duration_ms) for c in edits.clips(film)] == [("talk.mp4", 42_000)]


@pytest.mark.parametrize(
    "edit",
    ["shorten each clip to 7 seconds", "trim the first 2 seconds of each clip", "make each clip 7 seconds"],
)
def test_transitions_stand_after_each_clip_was_shortened(world, edit):
    media = [world.talk, world.bunny]
    film = world.said(["combine the clips", "add a wipe of 1 second between the clips", edit], media)
    _, second = edits.clips(film)
    assert second.transition is not None
    assert (second.transition.name, second.transition.duration_ms) == ("wipe_left", 1000)
