"""The draft codec: decoding and encoding is the identity, and canonical forms do not depend on a session."""

from dataclasses import fields, is_dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from nemobuild.timeline import draft, model
from nemobuild.timeline.model import Canvas, Clip, Motion, Rect, Source, Text, Timeline, Track, Transition

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-2, 2) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
known_keys = st.sampled_from(
    ["t", "tt", "sg", "d", "m", "id", "start", "source", "speed", "motion", "end", "style", "words", "text", "width",
     "fps", "title", "chapters", "name", "crop", "x", "transition", "volume", "effects", "params", "kind", "reverse"]
)  # fmt: skip
objects = st.recursive(
    st.dictionaries(known_keys, json_values, max_size=4),
    lambda inner: st.dictionaries(known_keys, st.lists(inner, max_size=3) | inner | json_values, max_size=5),
    max_leaves=12,
)
tracks = st.fixed_dictionaries(
    {"tt": st.sampled_from([0, 1, 7, 3, True, "0"]), "sg": st.lists(objects, max_size=3)}
)
drafts = objects | st.fixed_dictionaries(
    {"t": st.lists(tracks, max_size=3)}, optional={"m": objects, "d": json_values}
)


@given(drafts)
def test_decode_then_encode_is_the_identity(raw):
    """Unknown fields, explicit defaults and values of the wrong type all come back as they came."""
    assert repr_json(draft.encode(draft.decode(raw))) == repr_json(raw)


def repr_json(value):
    if isinstance(value, dict):
        return {k: repr_json(value[k]) for k in sorted(value)}
    if isinstance(value, list):
        return [repr_json(v) for v in value]
    return repr(value)


def a_timeline():
    clip = Clip(
        id="c1",
        duration_ms=3000,
        source=Source(digest="aa", url="http://x/1"),
        motion=Motion(end=Rect(width=0.5)),
    )
    other = replace(clip, id="c2", start_ms=2500, transition=Transition(duration_ms=500))
    title = Text(id="t1", start_ms=500, duration_ms=2000, text="Hello")
    return Timeline(
        canvas=Canvas(width=1080, height=1920),
        title="film",
        tracks=(
            Track(kind="video", name="main", segments=(clip, other)),
            Track(kind="text", segments=(title,)),
        ),
    )


def test_encode_then_decode_gives_the_same_timeline():
    assert draft.decode(draft.encode(a_timeline())) == a_timeline()


def test_segments_without_a_start_follow_each_other():
    """A hosted draft may state durations only."""
    timeline = draft.decode({"t": [{"tt": 0, "sg": [{"d": 1000}, {"d": 500, "x": 1}]}]})
    assert [(s.start_ms, s.end_ms) for s in timeline.tracks[0].segments] == [(0, 1000), (1000, 1500)]
    assert timeline.tracks[0].segments[1].extra == {"x": 1}


def test_canonical_forms_of_two_sessions_are_equal():
    """Ids, hosts, ports and signatures differ from session to session; the edit does not."""

    def seen_in_session(port, ids):
        return {
            "t": [{"tt": 0, "id": ids[0], "sg": [{"id": ids[1], "d": 5, "u": f"http://127.0.0.1:{port}/f/a.mp4?sig={port}"}]}],
            "z": f"https://cdn.example/gen.mp4?Expires={port}",
        }  # fmt: skip

    first = draft.canonical(seen_in_session(1, ["q", "r"]), {"http://127.0.0.1:1/f/a.mp4": "d1"})
    second = draft.canonical(seen_in_session(2, [77, 3]), {"http://127.0.0.1:2/f/a.mp4": "d1"})
    assert first == second
    assert first["t"][0]["sg"][0]["u"] == "asset:d1"
    assert draft.digest(first) == draft.digest(second)
    assert draft.localized(first, {"d1": "http://h/a"})["t"][0]["sg"][0]["u"] == "http://h/a"


def test_an_export_needs_a_segment():
    assert not draft.has_content({"t": [{"tt": 0, "sg": []}]})
    assert not draft.has_content(None)
    assert draft.has_content(draft.stamped(a_timeline()))


def test_stamped_states_size_and_duration():
    stamped = draft.stamped(a_timeline())
    assert stamped["d"] == 5500
    assert stamped["m"]["width"] == 1080


def test_no_two_fields_of_a_class_travel_under_one_name():
    """`enter` and `enter_ms` had: the length took the place of the movement, and every card came in by a plain fade."""
    for cls in vars(model).values():
        if is_dataclass(cls):
            names = [draft.wire_name(f.name) for f in fields(cls)]
            assert len(set(names)) == len(names), cls
