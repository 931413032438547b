"""What the preview shows after each event, and the page that is made of it. No server, no files."""

from html.parser import HTMLParser

import pytest

from nemobuild.events import (
    AssetUploaded,
    ErrorRaised,
    ExportDone,
    Planned,
    RunFinished,
    StepCached,
    StepErred,
    StepSent,
    StepVerified,
    Warned,
    WatchBegan,
)
from nemobuild.preview.page import POLICY, Placed, page
from nemobuild.preview.shown import Output, after, nothing_yet


def planned(*actions, cell=None):
    steps = [
        {"step": f"s{n}", "say": f"Say {n}", "action": a, "reason": f"why {n}"} for n, a in enumerate(actions)
    ]
    return Planned(recipe="film", plan={"cell": cell or {}, "steps": steps})


def exported(path, **more):
    sizes = {"bytes": 1, "duration_ms": 2000, "width": 640, "height": 360, "cached": False}
    return ExportDone(export=path.removeprefix("/p/"), path=path, **{**sizes, **more})


def finished(*outputs, **more):
    counts = {"steps_sent": 0, "steps_cached": 0, "credits": 0, "summary": "", "elapsed_ms": 0}
    return RunFinished(recipe="film", changed=True, outputs=outputs, **{**counts, **more})


def seen(*events):
    shown = nothing_yet("film")
    for event in events:
        shown = after(shown, event)
    return shown


def states(shown):
    return [(s.state, s.detail) for s in shown.steps[()]]


def sent(step="s1"):
    return StepSent(step=step, index=2, total=2, say="Say 1", reason="never run")


def test_each_step_is_shown_as_what_became_of_it():
    shown = seen(
        planned("cached", "run", "maybe"), StepCached(step="s0", index=1, total=3, say="Say 0"), sent()
    )
    assert states(shown) == [("recorded", ""), ("running", ""), ("not run", "")]
    verified = StepVerified(step="s1", index=2, total=3, changes=("+ a", "- b"), credits=1, elapsed_ms=5)
    shown = after(after(shown, verified), StepErred(step="s2", reason="refused"))
    assert states(shown) == [("recorded", ""), ("ran", "+ a; - b"), ("failed", "refused")]


def test_a_step_that_is_remembered_as_failed_is_shown_so():
    assert states(seen(planned("cached", "failed", "unreached"))) == [
        ("recorded", ""),
        ("failed", "why 1"),
        ("not run", ""),
    ]


def test_a_version_is_a_build_that_ended():
    shown = seen(planned("run"))
    assert (shown.version, shown.building) == (0, True)
    shown = after(after(shown, finished()), WatchBegan(files=2))
    assert (shown.version, shown.building) == (1, False)
    assert after(shown, AssetUploaded(asset="a", name="a.png", bytes=1, elapsed_ms=1)) == shown


def test_problems_stay_until_the_next_build_begins():
    error = ErrorRaised(
        exit_code=3,
        problems=(
            {
                "what": 'unknown key "sya"',
                "where": {"file": "film.yaml", "line": 5, "column": 7, "source_line": "- sya"},
            },
            {"what": "no more", "where": None, "hint": "try"},
        ),
    )
    shown = seen(Warned(what="careful"), error, WatchBegan(files=1))
    assert [(p.where, p.what, p.line, p.hint) for p in shown.problems] == [
        ("", "careful", "", ""),
        ("film.yaml:5:7", 'unknown key "sya"', "- sya", ""),
        ("", "no more", "", "try"),
    ]
    assert after(shown, planned("run")).problems == ()


def test_a_build_that_fails_leaves_the_films_of_the_one_before():
    shown = seen(planned("run"), exported("/p/a.mp4"), finished("/p/a.mp4"), WatchBegan(files=1))
    shown = after(after(shown, planned("run", "run")), StepErred(step="s0", reason="no"))
    assert [o.shown for o in shown.outputs[()]] == ["a.mp4"]


def test_an_export_that_left_the_recipe_is_no_longer_shown():
    shown = seen(exported("/p/a.mp4"), finished("/p/a.mp4"), exported("/p/b.mp4"), finished("/p/b.mp4"))
    assert [o.shown for o in shown.outputs[()]] == ["b.mp4"]


def test_cells_of_a_matrix_are_kept_apart():
    german = {"lang": "de"}
    shown = seen(
        planned("run"),
        planned("run", cell=german),
        StepErred(step="s0", reason="no", cell=german),
        exported("/p/de.mp4", cell=german),
    )
    assert states(shown) == [("not run", "")]
    assert shown.steps[(("lang", "de"),)][0].state == "failed"
    assert "Steps lang=de" in page(shown, [])


# --- the page


class Elements(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def placed(path, made_ns=0, number=0):
    return Placed(
        output=Output(shown=path, path=path), address=f"/files/{number}?made={made_ns}", made_ns=made_ns
    )


def test_nothing_of_a_recipe_becomes_markup():
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    plan = {"cell": {evil: evil}, "steps": [{"step": "s", "say": evil, "action": "failed", "reason": evil}]}
    problem = {
        "what": evil + "!",
        "hint": evil,
        "where": {"file": evil, "line": 1, "column": 1, "source_line": evil},
    }
    shown = seen(Planned(recipe=evil, plan=plan), ErrorRaised(exit_code=3, problems=(problem,)))
    text = page(shown, [placed(f"{evil}.mp4")])
    found = Elements(text)
    assert [attrs.get("src") for tag, attrs in found.tags if tag == "script"] == ["/page.js"]
    assert not [tag for tag, _ in found.tags if tag == "img"]
    assert not [name for _, attrs in found.tags for name in attrs if name.startswith("on")]
    assert found.text.count(evil) == 11  # wherever a word of the recipe stands it is text


@pytest.mark.parametrize(
    ("files", "tag", "address"),
    [
        (["a.mp4", "b.mp4", "c.jpg"], "video", "/files/1?made=1"),
        (["a.srt", "c.jpg"], "img", "/files/1?made=1"),
        (["a.mp3"], "audio", "/files/0?made=0"),
    ],
)
def test_the_newest_film_is_shown_else_a_still_else_sound(files, tag, address):
    placings = [placed(f, made_ns=n, number=n) for n, f in enumerate(files)]
    tags = Elements(page(seen(), placings)).tags
    assert [attrs["src"] for name, attrs in tags if name in ("video", "img", "audio")] == [address]
    assert tag in [name for name, _ in tags]


def test_without_a_film_it_says_so():
    assert "There is no film yet." in page(seen(), [placed("a.srt")])


def test_a_failure_is_said_once():
    error = ErrorRaised(exit_code=6, problems=({"what": "refused"},))
    assert page(seen(planned("run"), StepErred(step="s0", reason="refused"), error), []).count("refused") == 1


def test_nothing_but_this_server_is_asked_for_anything():
    assert POLICY.startswith("default-src 'none'; ")
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "http" not in page(seen(planned("run")), [placed("a.mp4")])
