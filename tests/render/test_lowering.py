"""Lowering and chunks: values in, values out; nothing is drawn or encoded."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemobuild.backend.interpret.stage import fit_for
from nemobuild.backend.render import chunks
from nemobuild.backend.render.compile import compile_chunk
from nemobuild.backend.render.lower import Typed, lower, words
from nemobuild.backend.render.lower.words import Piece
from nemobuild.backend.render.mix import compile_mix
from nemobuild.backend.render.output import Output, output_of
from nemobuild.backend.render.scene import Box, Film, Layer, Plain, Scene, Still
from nemobuild.errors import AssetError, BackendError, OutputError
from nemobuild.timeline.model import (
    Canvas,
    Clip,
    Effect,
    Level,
    Media,
    Motion,
    Placement,
    Rect,
    Segment,
    Sound,
    Source,
    Text,
    Timeline,
    Track,
    Transition,
)

FILM = Media(
    digest="f" * 64,
    name="film.mp4",
    kind="video",
    duration_ms=60_000,
    width=1280,
    height=720,
    fps=30.0,
    has_audio=True,
    channels=2,
)
PHOTO = Media(digest="a" * 64, name="photo.jpg", kind="image", width=800, height=600)
MEDIA = {m.digest: m for m in (FILM, PHOTO)}
OUT = Output(width=320, height=180)


def source(medium: Media) -> Source:
    return Source(kind=medium.kind, digest=medium.digest, name=medium.name)


def clip(start: int, length: int, medium: Media = FILM, **facts: object) -> Clip:
    return Clip(start_ms=start, duration_ms=length, source=source(medium), **facts)


def video(*clips: Clip) -> Track:
    return Track(kind="video", segments=clips)


def typeset(text: Text, canvas: Canvas) -> Typed:
    box = Box(x=10, y=20, width=100, height=30)
    return Typed(pieces=(Piece(key=f"text-{text.text}", box=box, start_ms=0, end_ms=text.duration_ms),))


def scene_of(*tracks: Track, output: Output = OUT, **facts: object) -> Scene:
    return lower(Timeline(tracks=tracks, **facts), MEDIA, output, typeset)


def keys(scene: Scene) -> list[str]:
    return [compile_chunk(p.chunk, OUT, "build").key for p in chunks.cut(scene)]


def test_clips_become_layers_in_whole_frames() -> None:
    scene = scene_of(video(clip(0, 1010), clip(1010, 990, source_start_ms=5000)))
    assert [(x.start, x.end) for x in scene.layers] == [(0, 30), (30, 60)]
    assert [x.content.at for x in scene.layers if isinstance(x.content, Film)] == [Fraction(0), Fraction(5)]
    assert scene.frames == 60


def test_a_cut_lands_on_the_grid_of_a_steady_source() -> None:
    """A cut between two frames of the source would make rounding stumble."""
    (layer,) = scene_of(video(clip(0, 1000, source_start_ms=1050))).layers
    assert isinstance(layer.content, Film)
    assert layer.content.at * 30 == 32


def test_a_transition_overlaps_by_exactly_its_length() -> None:
    scene = scene_of(
        video(
            clip(0, 2000), clip(1500, 2000, PHOTO, transition=Transition(name="wipe_left", duration_ms=500))
        )
    )
    first, second = scene.layers
    assert second.blend is not None
    assert (first.end, second.start, second.blend.frames, second.blend.name) == (60, 45, 15, "wipeleft")


def test_an_unknown_transition_is_a_crossfade_and_says_so() -> None:
    scene = scene_of(video(clip(0, 2000), clip(1500, 2000, transition=Transition(name="starwipe"))))
    assert scene.layers[1].blend is not None
    assert scene.layers[1].blend.name == "fade"
    assert scene.warnings == ('the transition "starwipe" is unknown here; a crossfade stands in for it',)


def test_transitions_never_pile_up() -> None:
    """A clip shorter than the blends at its two ends is shown for as long as there is room."""
    scene = scene_of(
        video(
            clip(0, 2000),
            clip(1000, 1500, PHOTO, transition=Transition(duration_ms=1000)),
            clip(1600, 2000, transition=Transition(duration_ms=900)),
        )
    )
    for earlier, later in pairwise(scene.layers):
        overlap = earlier.end - later.start
        assert overlap == (later.blend.frames if later.blend else 0)
    assert scene.layers[-1].start >= scene.layers[1].start + 30


def test_a_logo_keeps_its_shape_inside_its_place() -> None:
    place = Placement(rect=Rect(x=0.5, y=0.5, width=0.25, height=0.25), opacity=0.5)
    scene = scene_of(video(clip(0, 1000)), video(clip(0, 1000, PHOTO, placement=place)))
    box = scene.layers[1].box
    assert abs(box.width / box.height - 4 / 3) < 0.1
    assert box.x % 2 == box.y % 2 == 0
    assert isinstance(scene.layers[1].content, Still)
    assert scene.layers[1].content.transparent


TALL = {"aspect": "9:16", "resolution": "360p"}
WIDEST = Media(
    digest="e" * 64, name="pan.mp4", kind="video", duration_ms=9000, width=2560, height=1080, fps=30.0
)
UPRIGHT = Media(digest="d" * 64, name="phone.mp4", kind="video", duration_ms=9000, width=720, height=1280, fps=30.0)  # fmt: skip


def fit_in(wire: dict[str, str], medium: Media, **facts: object) -> str:
    """How a clip of a film of 1920x1080 is fitted into a tall output."""
    timeline = Timeline(tracks=(video(clip(0, 1000, medium, **facts)),))
    (layer,) = lower(timeline, {medium.digest: medium}, output_of({**TALL, **wire}, timeline), typeset).layers
    assert isinstance(layer.content, Film)
    assert (layer.box.width, layer.box.height) == (360, 640)
    return layer.content.framing.fit


@pytest.mark.parametrize("medium", [FILM, WIDEST, UPRIGHT, replace(FILM, width=640, height=480)])
def test_another_shape_blurs_whatever_was_framed_without_being_asked(medium: Media) -> None:
    fit = fit_for(medium.width, medium.height, Canvas())
    assert fit_in({}, medium, fit=fit) == "blur"


def test_another_shape_keeps_what_was_cropped_or_put_between_bars_on_purpose() -> None:
    assert fit_in({}, UPRIGHT, fit="cover") == "cover"
    assert fit_in({}, UPRIGHT, fit="contain") == "contain"
    assert fit_in({}, FILM, fit="cover", crop=Rect(width=0.3)) == "cover"


@pytest.mark.parametrize("fit", ["contain", "cover", "blur", "stretch"])
@pytest.mark.parametrize("asked", ["contain", "cover", "blur"])
def test_an_output_that_says_how_it_is_filled_is_filled_so(asked: str, fit: str) -> None:
    assert fit_in({"reframe": asked}, FILM, fit=fit) == asked
    assert fit_in({"reframe": asked}, UPRIGHT, fit=fit) == asked


def test_what_lies_over_the_whole_film_is_fitted_as_the_film_and_a_part_of_it_is_not() -> None:
    whole, part = Placement(), Placement(rect=Rect(width=0.5, height=0.5))
    over = (video(clip(0, 1000, fit="cover", placement=place)) for place in (whole, part))
    timeline = Timeline(tracks=(video(clip(0, 1000, fit="cover")), *over))
    layers = lower(timeline, MEDIA, output_of(TALL, timeline), typeset).layers
    assert [x.content.framing.fit for x in layers if isinstance(x.content, Film)] == ["blur", "blur", "cover"]


def test_a_missing_file_names_the_segment() -> None:
    stray = Clip(duration_ms=1000, label="intro", source=Source(digest="0" * 64, name="lost.mp4"))
    with pytest.raises(AssetError) as caught:
        scene_of(video(stray))
    assert caught.value.what == "intro, lost.mp4 (0-1 s) needs lost.mp4, which the backend does not have"


def test_an_empty_timeline_is_an_error() -> None:
    with pytest.raises(BackendError) as caught:
        scene_of()
    assert caught.value.what == "the timeline is empty"
    assert caught.value.hint == "add something to see or hear before rendering"


def test_unknown_effects_and_generators_are_warned_about() -> None:
    made = Clip(duration_ms=1000, source=Source(generator="hologram"), effects=(Effect(name="sparkle"),))
    graded = replace(made, start_ms=1000, effects=(Effect(name="grade", params={"look": "Film Noir 2"}),))
    tune = Sound(duration_ms=1000, source=Source(kind="audio", generator="theremin"))
    scene = scene_of(video(made, graded), Track(kind="audio", segments=(tune,)))
    assert isinstance(scene.layers[0].content, Plain)
    assert set(scene.warnings) == {
        'the generator "hologram" is unknown here; a plain background stands in for it',
        'the effect "sparkle" is unknown here and was left out',
        'the look "film_noir_2" is unknown here and was left out',
        'the generator "theremin" is unknown here; nothing is heard in its place',
    }


def test_a_countdown_counts() -> None:
    made = Clip(duration_ms=3000, source=Source(generator="countdown", params={"from": 3}))
    scene = scene_of(video(made))
    shown = [x.content.key for x in scene.layers if isinstance(x.content, Still)]
    assert shown == ["text-3", "text-2", "text-1"]


def test_captions_can_stay_out_of_the_picture() -> None:
    caption = Text(duration_ms=1000, text="hello", role="caption")
    words = Track(kind="text", segments=(caption,))
    assert len(scene_of(video(clip(0, 1000)), words).layers) == 2
    assert len(scene_of(video(clip(0, 1000)), words, subtitles="sidecar").layers) == 1


def boxes(*texts: Text) -> dict[str, tuple[int, int]]:
    """The top and bottom of each text's picture, where `typeset` would put them all in one place."""
    scene = scene_of(video(clip(0, 9000)), *(Track(kind="text", segments=(t,)) for t in texts))
    layers = [x for x in scene.layers if isinstance(x.content, Still)]
    return {x.content.key: (x.box.y, x.box.y + x.box.height) for x in layers}


def test_no_text_lies_on_another_one_and_captions_give_way() -> None:
    caption = Text(start_ms=0, duration_ms=4000, text="caption", role="caption")
    name = Text(start_ms=1000, duration_ms=2000, text="name", role="lower_third")
    found = boxes(caption, name)
    assert found["text-name"] == (20, 50), "the name stays where it belongs"
    assert found["text-caption"][0] >= 50 or found["text-caption"][1] <= 20
    later = replace(caption, start_ms=3000)
    assert boxes(later, name)["text-caption"] == (20, 50), "nothing else is there at that time"


def a_text(start: int, length: int, x: int, y: int, height: int) -> Layer:
    box = Box(x=2 * x, y=2 * y, width=600, height=2 * height)
    return Layer(start=start, end=start + length, content=Still(key="k"), box=box)


layers = st.builds(a_text, st.integers(0, 900), st.integers(1, 400), *[st.integers(1, 400)] * 3)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["title", "caption"]), st.lists(layers, max_size=3)), max_size=12))
def test_texts_give_way_as_if_each_were_compared_with_all(shown: list[tuple[str, list[Layer]]]) -> None:
    found = words._apart(shown, Canvas())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(words, "SPAN", 10**9)
        assert found == words._apart(shown, Canvas())


def test_a_caption_is_compared_with_what_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[Layer] = []
    monkeypatch.setattr(words, "_meet", lambda one, other: compared.append(other) or False)
    words._apart([("caption", [a_text(n * 64, 64, 0, 400, 40)]) for n in range(500)], Canvas())
    assert len(compared) == 250


def test_a_text_without_letters_stops_the_render() -> None:
    def without_font(text: Text, canvas: Canvas) -> Typed:
        return replace(typeset(text, canvas), missing=text.text[:3])

    words = Track(kind="text", segments=(Text(duration_ms=1000, text="茶馆早"),))
    with pytest.raises(OutputError) as raised:
        lower(Timeline(tracks=(video(clip(0, 1000)), words)), MEDIA, OUT, without_font)
    assert raised.value.what == 'no font here has the letters of the text "茶馆早" (0-1 s)'
    assert "NEMOBUILD_FONTS" in raised.value.hint
    few = Track(kind="text", segments=(Text(duration_ms=1000, text="mostly Latin"),))
    scene = lower(Timeline(tracks=(video(clip(0, 1000)), few)), MEDIA, OUT, without_font)
    assert scene.warnings == ('no font here has "mos" of the text "mostly Latin" (0-1 s)',)


@pytest.mark.parametrize(
    ("level", "beside", "lufs"), [(0.8, "", -14.0), (1.0, "", -14.0), (0.4, "", -20.0), (0.01, "", -32.0), (0.4, "voice", -14.0)]
)  # fmt: skip
def test_quiet_music_that_is_all_there_is_to_hear_stays_quiet(level: float, beside: str, lufs: float) -> None:
    song = Sound(duration_ms=1000, source=source(FILM), volume=level)
    others = [Sound(duration_ms=1000, source=source(FILM), role=beside)] if beside else []
    tracks = [Track(kind="audio", segments=(s,)) for s in (song, *others)]
    assert scene_of(video(clip(0, 1000, PHOTO)), *tracks).loudness == lufs
    assert scene_of(video(clip(0, 1000, PHOTO)), *tracks, loudness=-16.0).loudness == -16.0


def test_sounds_meet_in_a_short_crossfade() -> None:
    scene = scene_of(video(clip(0, 1000), clip(1000, 1000, source_start_ms=9000)))
    first, second = scene.sounds
    assert first.start + first.samples == second.start + 192
    assert first.fade_out == second.fade_in == 192


def test_changes_of_a_level_that_are_too_many_are_told() -> None:
    levels = tuple(Level(start_ms=n * 10, duration_ms=5, gain=0.5) for n in range(203))
    song = replace(FILM, name="song.mp3", kind="audio")
    music = Sound(duration_ms=3000, source=source(song), levels=levels)
    scene = scene_of(Track(kind="audio", segments=(music,)))
    assert len(scene.sounds[0].levels) == 200
    told = "the last 3 changes of the level of song.mp3 (0-3 s) are left out: a sound may have 200"
    assert scene.warnings == (told,)


def test_music_steps_back_and_voices_do_not() -> None:
    music = Sound(duration_ms=1000, source=source(FILM), duck_db=-12)
    voice = Sound(duration_ms=1000, source=source(FILM), role="voice")
    scene = scene_of(video(clip(0, 1000, PHOTO)), Track(kind="audio", segments=(music, voice)))
    assert [(h.bus, round(h.duck, 2)) for h in scene.sounds] == [("music", 0.25), ("speech", 1.0)]


def test_the_pictures_of_a_film_of_which_only_the_sound_is_wanted_are_left_alone() -> None:
    song = replace(FILM, digest="c" * 64, name="song.mp3", kind="audio")
    music = Sound(duration_ms=1000, source=source(song))
    line = Timeline(tracks=(video(clip(0, 1000)), Track(kind="audio", segments=(music,))))
    mixed = compile_mix(lower(line, {**MEDIA, song.digest: song}, OUT, typeset), "build")
    assert mixed is not None
    film, other = (mixed.args.index(f"assets/{m.digest}") for m in (FILM, song))
    assert "-skip_frame:v" in mixed.args[:film]
    assert "-skip_frame:v" not in mixed.args[film:other]


TITLED = (
    video(clip(0, 12_000), clip(12_000, 5_000, PHOTO, motion=Motion(end=Rect(width=0.9, height=0.9)))),
    video(clip(0, 17_000, PHOTO, placement=Placement(rect=Rect(width=0.1, height=0.1)))),
)


def title(words: str, start: int = 2000) -> Track:
    return Track(kind="text", segments=(Text(start_ms=start, duration_ms=3000, text=words),))


def test_another_title_changes_one_chunk() -> None:
    before, after = keys(scene_of(*TITLED, title("old"))), keys(scene_of(*TITLED, title("new")))
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_an_insertion_leaves_what_comes_after() -> None:
    before = keys(scene_of(*TITLED, title("words")))
    intro = Clip(duration_ms=3000, source=Source(generator="color", params={"color": "#123456"}))
    moved = [
        replace(t, segments=tuple(replace(c, start_ms=c.start_ms + 3000) for c in t.segments)) for t in TITLED
    ]
    main, logo = moved[0], moved[1]
    logo = replace(logo, segments=(replace(logo.segments[0], start_ms=0, duration_ms=20_000),))
    after = keys(scene_of(replace(main, segments=(intro, *main.segments)), logo, title("words", 5000)))
    assert after[1:] == before


def test_a_blend_is_in_the_chunk_of_the_segment_that_it_ends() -> None:
    """Or that segment would be decoded from its last key frame on for the blend alone."""
    blend = Transition(duration_ms=500)
    scene = scene_of(video(clip(0, 2000), clip(1500, 3000, transition=blend), clip(4500, 1000, PHOTO)))
    assert chunks.boundaries(scene) == (0, 60, 135, 165)


def test_chunks_begin_at_key_frames_near_what_is_laid_over() -> None:
    scene = scene_of(video(clip(0, 12_000)), title("words"))
    assert chunks.boundaries(scene) == (0, 60, 150, 255, 360)
    film, words = scene.layers
    assert isinstance(film.content, Film)
    keyed = replace(film, content=replace(film.content, keys=(Fraction(0), Fraction(1), Fraction(6))))
    assert chunks.boundaries(replace(scene, layers=(keyed, words))) == (0, 30, 180, 360)
    far = replace(film, content=replace(film.content, keys=(Fraction(8),)))
    assert chunks.boundaries(replace(scene, layers=(far, words))) == (0, 60, 150, 240, 360)


def test_a_change_of_sound_changes_no_chunk() -> None:
    music = Track(kind="audio", segments=(Sound(duration_ms=9000, source=source(FILM)),))
    assert keys(scene_of(*TITLED)) == keys(scene_of(*TITLED, music))


lengths = st.integers(min_value=4, max_value=220)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Main tracks of clips, photographs and gaps with and without blends; words and a logo over them."""
    clips: list[Clip] = []
    at = 0
    for number, frames in enumerate(draw(st.lists(lengths, min_size=1, max_size=6))):
        blend = draw(st.integers(min_value=0, max_value=frames)) if clips else 0
        start = max(at - blend, clips[-1].start_ms * 30 // 1000 if clips else 0)
        medium = FILM if draw(st.booleans()) else PHOTO
        transition = Transition(duration_ms=round((at - start) * 1000 / 30)) if at > start else None
        begin, end = round(start * 1000 / 30), round((start + frames) * 1000 / 30)
        clips.append(clip(begin, end - begin, medium, transition=transition, source_start_ms=number * 1000))
        at = max(start + frames, at) + draw(st.sampled_from([0, 0, 0, 20]))
    starts = draw(st.lists(st.integers(0, 20_000), max_size=3))
    words = tuple(
        Text(start_ms=s, duration_ms=draw(st.integers(100, 5000)), text=f"w{s}") for s in sorted(starts)
    )
    return Timeline(tracks=(video(*clips), Track(kind="text", segments=words)))


@settings(max_examples=150)
@given(timelines())
def test_chunks_tile_the_timeline(timeline: Timeline) -> None:
    scene = lower(timeline, MEDIA, OUT, typeset)
    placed = chunks.cut(scene)
    assert placed[0].start == 0
    assert placed[-1].end == scene.frames
    assert all(a.end == b.start for a, b in pairwise(placed))
    assert all(p.chunk.frames > 0 for p in placed)


@settings(max_examples=100)
@given(timelines(), timelines())
def test_equal_keys_mean_equal_arguments_and_the_other_way_round(one: Timeline, other: Timeline) -> None:
    scenes = (lower(one, MEDIA, OUT, typeset), lower(other, MEDIA, OUT, typeset))
    commands = [compile_chunk(p.chunk, OUT, "build") for s in scenes for p in chunks.cut(s)]
    assert len({c.key for c in commands}) == len({c.args for c in commands})


@settings(max_examples=100)
@given(timelines(), st.integers(1, 300))
def test_what_is_seen_does_not_depend_on_when(timeline: Timeline, later: int) -> None:
    """The same picture later on is the same chunk. Edits put every start and end on the frame grid, so this does too."""

    def on_grid(ms: int, frames_later: int) -> int:
        return round((round(ms * 30 / 1000) + frames_later) * 1000 / 30)

    def placed(frames_later: int) -> Timeline:
        def shifted(s: Segment) -> Segment:
            start, end = on_grid(s.start_ms, frames_later), on_grid(s.end_ms, frames_later)
            return replace(s, start_ms=start, duration_ms=end - start)

        tracks = (replace(t, segments=tuple(map(shifted, t.segments))) for t in timeline.tracks)
        return replace(timeline, tracks=tuple(tracks))

    scene = lower(placed(0), MEDIA, OUT, typeset)
    edges = [(p.start, p.end) for p in chunks.cut(scene)]
    again = lower(placed(later), MEDIA, OUT, typeset)
    for start, end in edges:
        seen = chunks.window(scene, start, end).chunk
        if all(isinstance(x.content, (Film, Still)) for x in seen.layers):
            then = chunks.window(again, start + later, end + later).chunk
            if [(x.start, x.end) for x in seen.layers] == [(x.start, x.end) for x in then.layers]:
                assert compile_chunk(seen, OUT, "b").args == compile_chunk(then, OUT, "b").args


def test_another_build_of_the_encoder_is_another_key() -> None:
    (placed,) = chunks.cut(scene_of(video(clip(0, 1000))))
    assert compile_chunk(placed.chunk, OUT, "one").key != compile_chunk(placed.chunk, OUT, "two").key


def test_no_name_of_a_user_reaches_the_arguments() -> None:
    odd = replace(FILM, name="'; rm -rf [x].mp4", path="/tmp/'; rm")
    media = {odd.digest: odd}
    scene = lower(Timeline(tracks=(video(clip(0, 1000, odd)),)), media, OUT, typeset)
    (placed,) = chunks.cut(scene)
    assert "rm" not in " ".join(compile_chunk(placed.chunk, OUT, "b").args).split()
    assert "/tmp" not in " ".join(compile_chunk(placed.chunk, OUT, "b").args)


def test_a_running_time_is_a_text_a_second() -> None:
    up = Text(start_ms=500, duration_ms=2500, text="0:58", role="timer")
    down = replace(up, text="0:01", role="countdown")

    def shown(text: Text) -> list[tuple[int, int, str]]:
        line = Timeline(tracks=(video(clip(0, 4000)), Track(kind="text", segments=(text,))))
        drawn = [x for x in lower(line, MEDIA, OUT, typeset).layers if isinstance(x.content, Still)]
        return [(x.start, x.end, x.content.key.removeprefix("text-")) for x in drawn]

    assert shown(up) == [(15, 45, "0:58"), (45, 75, "0:59"), (75, 90, "1:00")]
    assert [key for _, _, key in shown(down)] == ["0:01", "0:00", "0:00"]


@pytest.mark.parametrize("clock", ["²", "9" * 5000, ":".join(["1"] * 3000), "abc", "", "-3"])
def test_a_running_time_that_is_none_begins_at_nought(clock: str) -> None:
    timer = Text(duration_ms=900, text=clock, role="timer")
    line = Timeline(tracks=(video(clip(0, 4000)), Track(kind="text", segments=(timer,))))
    drawn = [x.content.key for x in lower(line, MEDIA, OUT, typeset).layers if isinstance(x.content, Still)]
    assert drawn == ["text-0:00"]


def test_a_turn_that_is_no_number_is_none() -> None:
    line = Timeline(tracks=(video(clip(0, 1000, rotate=float("inf"))),))
    (layer,) = lower(line, MEDIA, OUT, typeset).layers
    assert isinstance(layer.content, Film) and layer.content.framing.rotate == 0
