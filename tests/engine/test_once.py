"""Unchanged work is never done again: what each kind of change sends, counted at the backend."""

import json
import os
import threading
from pathlib import Path

import pytest

from nemobuild import api
from nemobuild.engine.options import Options
from nemobuild.errors import (
    BudgetReached,
    ExpectationFailed,
    Interrupted,
    LockOutOfDate,
    OutputError,
    RecipeError,
    StepFailed,
    UsageError,
)
from nemobuild.timeline import edits

EIGHT = [
    "{id: pictures, say: Make a slideshow of the photos}",
    "{id: title, say: 'Add the title \"Hello\" for the first 2 seconds'}",
    "{id: zoom, say: Add a slow zoom}",
    "{id: crossfade, say: Add crossfades between the clips}",
    "{id: warm, say: Give it a warm look}",
    "{id: music, say: Add calm music at 35%}",
    "{id: fades, say: Fade in at the start and fade out at the end}",
    "{id: outro, say: 'Add the text \"The end\" for the last 2 seconds'}",
]


@pytest.fixture
def eight(built, tmp_path):
    project = built(EIGHT, tmp_path / "project")
    assert len(project.messages()) == 8
    return project


def with_step(index, text):
    return [*EIGHT[:index], text, *EIGHT[index + 1 :]]


def test_a_second_run_does_nothing_and_says_so(eight):
    eight.run()
    assert eight.sent() == []
    eight.run()
    assert [e.kind for e in eight.said] == ["export.done", "run.done"]
    assert eight.said[-1].changed is False
    assert len(eight.messages()) == 8


def test_without_the_memo_the_plan_says_the_same(eight):
    assert eight.plan().nothing_to_do
    eight.run()
    assert eight.sent() == []
    assert eight.said[-1].changed is False


def test_touching_reads_the_file_again_and_sends_nothing(eight):
    os.utime(eight.folder / "red.png")
    os.utime(eight.recipe)
    eight.run()
    assert eight.sent() == []


@pytest.mark.parametrize(
    ("edit", "sent"),
    [
        (lambda t: "# a comment\n" + t, 0),
        (lambda t: t.replace("Make a slideshow", "Make  a   slideshow"), 0),
        (lambda t: t.replace("{id: zoom,", "{id: zoom, expect: {tracks: {video: 1}},"), 0),
        (lambda t: t.replace("dist/o.jpg", "{path: dist/p.png, at: 1s}"), 0),
        (lambda t: t.replace("name: film", "name: other"), 0),
    ],
    ids=["comment", "white space", "expect", "exports", "name"],
)
def test_changes_that_send_nothing(eight, edit, sent):
    eight.recipe.write_text(edit(eight.recipe.read_text()))
    eight.run()
    assert len(eight.sent()) == sent


@pytest.mark.parametrize(
    ("steps", "sent"),
    [
        ([*EIGHT, "Add a vignette"], 1),
        (with_step(7, EIGHT[7].replace("The end", "Bye")), 1),
        (with_step(4, EIGHT[4].replace("a warm", "a vintage")), 4),
        ([EIGHT[0], EIGHT[1], EIGHT[2], EIGHT[3], EIGHT[4], EIGHT[5], EIGHT[7], EIGHT[6]], 2),
        (EIGHT[:5], 0),
    ],
    ids=["append", "edit the last", "edit in the middle", "reorder the last two", "delete the tail"],
)
def test_changes_send_from_where_they_are(eight, steps, sent):
    eight.write(steps).run()
    assert len(eight.sent()) == sent


def test_going_back_to_what_was_recorded_sends_nothing(eight):
    """The cache knows every step that was ever settled, not only the lock's."""
    eight.write(with_step(1, EIGHT[1].replace("Hello", "Bye"))).run()
    assert len(eight.sent()) == 7
    eight.write(EIGHT).run()
    assert eight.sent() == []


def test_the_suffix_comes_back_once_the_timelines_agree(eight):
    """The middle step is said differently and gives the same timeline: what follows is not sent."""
    eight.write(with_step(4, EIGHT[4].replace("Give it a warm look", "Make it look warm"))).run()
    assert eight.sent() == ["warm"]


def test_locked_renders_a_fresh_clone_without_a_message(eight, tmp_path):
    import shutil

    clone = tmp_path / "clone"
    shutil.copytree(eight.folder, clone, ignore=shutil.ignore_patterns(".nemobuild", "dist"))
    said = []
    api.run(clone / "film.yaml", options=Options(locked=True), emit=said.append)
    assert (clone / "dist" / "o.jpg").stat().st_size > 1000
    assert "step.sent" not in [e.kind for e in said]


def test_locked_stops_before_anything_is_sent(eight):
    eight.write([*EIGHT, "Add a vignette"])
    with pytest.raises(LockOutOfDate) as error:
        eight.run(locked=True)
    assert error.value.what == 'the lock does not have step "add-a-vignette" (new step)'
    assert error.value.hint == "run without --locked, and commit the lock"
    assert len(eight.messages()) == 8


def test_run_does_what_plan_said(eight):
    eight.write(with_step(6, "{id: fades, say: Fade out at the end}"))
    planned = eight.plan()
    assert [s.action for s in planned.steps[6:]] == ["run", "maybe"]
    assert planned.route == "restore"
    eight.run()
    assert eight.sent() == ["fades", "outro"]


def test_a_kept_plan_that_is_stale_is_refused(eight, tmp_path):
    kept = tmp_path / "plan.json"
    eight.write([*EIGHT, "Add a vignette"])
    api.save_plan([eight.plan()], kept)
    eight.write([*EIGHT, "Make it black and white"])
    with pytest.raises(UsageError, match="is out of date"):
        eight.run(plan_file=kept)
    eight.write([*EIGHT, "Add a vignette"])
    eight.run(plan_file=kept)
    assert eight.sent() == ["add-a-vignette"]


def test_no_store_writes_no_lock(project):
    project.write(EIGHT[:1]).run(no_store=True)
    assert not (project.folder / "film.lock").exists()


def test_no_cache_records_everything_anew(eight):
    eight.run(no_cache=True)
    assert len(eight.sent()) == 8


# --- verification


def test_an_expectation_that_fails_stops_and_checking_again_is_free(project):
    project.write(["{say: Make a slideshow of the photos, expect: {duration: 60s..}}"])
    for _ in range(2):
        with pytest.raises(ExpectationFailed, match="duration is 8s, expected at least 1m00s") as error:
            project.run()
        assert error.value.hint == "change the step or its `expect`; checking again sends nothing"
    assert len(project.messages()) == 1
    planned = project.plan()
    assert planned.failed.reason == "duration is 8s, expected at least 1m00s"
    assert [e.action for e in planned.exports] == ["unreached"]
    project.write(["{say: Make a slideshow of the photos, expect: {duration: 7s..9s}}"]).run()
    assert len(project.messages()) == 1


def test_a_step_that_changes_nothing_fails(project):
    project.write([EIGHT[0], "Mute the sound"])
    with pytest.raises(StepFailed):
        project.run()
    assert json.loads((project.folder / "film.lock").read_text())["cells"][""].__len__() == 1


def test_a_step_that_is_not_understood_fails_with_its_words(project):
    project.write([EIGHT[0], "Reticulate the splines"])
    with pytest.raises(StepFailed) as error:
        project.run()
    assert "Reticulate the splines" in error.value.what
    assert error.value.where.line == 9


def test_finished_steps_survive_a_failure(project):
    project.write([*EIGHT[:2], "Reticulate the splines"])
    with pytest.raises(StepFailed):
        project.run()
    project.write(EIGHT[:3]).run()
    assert project.sent() == ["zoom"]


def test_a_budget_stops_before_sending_and_can_be_resumed(project, monkeypatch):
    project.write(EIGHT[:3]).run()
    costs = project.folder / ".nemobuild" / "film.costs.json"
    costs.write_text('{"local": [[50, 100]]}')
    project.write(EIGHT[:4])
    with pytest.raises(BudgetReached) as error:
        project.run(max_credits=40)
    assert error.value.what == 'step "crossfade" would need about 50 credits; 0 of 40 are spent'
    project.run(max_credits=60)
    assert project.sent() == ["crossfade"]


# --- lock, explain and the rest


def test_explain_names_what_changed(eight):
    eight.write(with_step(4, EIGHT[4].replace("warm look", "vintage look")))
    text = api.explain(eight.recipe, "warm")
    assert '~ say: "Give it a warm look" → "Give it a vintage look"' in text


def test_lock_check_and_update(eight):
    assert api.lock_check(eight.recipe) == ()
    eight.write([*EIGHT, "Add a vignette"])
    assert api.lock_check(eight.recipe) == ("add-a-vignette: new step",)
    api.lock_update(eight.recipe, None, emit=lambda e: None)
    assert api.lock_check(eight.recipe) == ()


def test_a_lock_update_of_a_step_sends_it_again(eight):
    said = []
    api.lock_update(eight.recipe, "outro", emit=said.append)
    assert [e.step for e in said if e.kind == "step.sent"] == ["outro"]


def test_a_session_that_was_changed_is_left_and_the_recorded_timeline_restored(eight):
    """On the embedded backend a changed session costs nothing: a new one is put to the recorded timeline."""
    hints = eight.folder / ".nemobuild" / "film.sessions.json"
    hints.write_text(hints.read_text().replace(hints.read_text().split('"session_id": "')[1][:6], "999999"))
    eight.write([*EIGHT, "Add a vignette"]).run()
    assert eight.sent() == ["add-a-vignette"]


def test_a_new_asset_content_sends_again(eight):
    from PIL import Image

    Image.new("RGB", (64, 36), "#ffffff").save(eight.folder / "red.png")
    eight.run()
    assert len(eight.sent()) == 8


def test_new_subtitles_are_burnt_in_though_the_step_before_gives_what_it_gave(project):
    """They enter before the first step and are on no timeline until the second: a matrix cell or a later run that has other
    ones must not get what was recorded."""
    words = project.folder / "words.srt"
    words.write_text("1\n00:00:00,500 --> 00:00:02,000\nFirst\n")
    project.write(["Make a slideshow of the photos", "Add captions from words.srt"], exports=["dist/o.srt"])
    text = project.recipe.read_text().replace("assets:\n", "assets:\n  words: words.srt\n")
    project.recipe.write_text(text)
    project.run()
    words.write_text("1\n00:00:00,500 --> 00:00:02,000\nSecond\n")
    project.run()
    assert "Second" in (project.folder / "dist" / "o.srt").read_text()
    assert len(project.sent()) == 2


def test_a_matrix_builds_each_cell(project):
    project.write(
        ['{id: t, say: "Add an intro card that says \\"{{ matrix.lang }}\\""}'],
        exports=["dist/{{ matrix.lang }}.jpg"],
        extra="matrix: {lang: [en, de]}",
    )
    project.run()
    assert {p.name for p in (project.folder / "dist").iterdir()} == {"en.jpg", "de.jpg"}
    project.run()
    assert project.sent() == []


def test_a_recipe_that_breaks_leaves_what_is_there(eight):
    before = (eight.folder / "dist" / "o.jpg").read_bytes()
    eight.recipe.write_text("nemobuild: 1\nstepps: []\n")
    with pytest.raises(RecipeError):
        eight.run()
    assert (eight.folder / "dist" / "o.jpg").read_bytes() == before
    assert (eight.folder / "film.lock").exists()


def test_an_output_that_was_changed_by_hand_is_made_again(eight):
    target = eight.folder / "dist" / "o.jpg"
    target.write_bytes(b"scribbled over")
    eight.run()
    assert target.read_bytes()[:2] == b"\xff\xd8"
    assert eight.sent() == []


def test_the_lock_has_no_session_token_or_address(eight):
    kept = [eight.folder / "film.lock", *(eight.folder / "film.lock.d").iterdir()]
    text = "".join(Path(p).read_text() for p in kept)
    hints = json.loads((eight.folder / ".nemobuild" / "film.sessions.json").read_text())
    session = next(iter(hints.values()))["session_id"]
    assert session not in text
    assert "127.0.0.1" not in text
    assert "http" not in text


PICTURES = "{id: pictures, say: 'Make a slideshow of the photos. Add a title \"Hello\"'}"
BRIGHTER = "{id: a, say: make it brighter}"
BIGGER = "{id: b, say: make the title bigger}"
MORE = "{id: more, say: more}"


def looks(project):
    """How bright the pictures are and how large the title is, as factors of what they were."""
    timeline = project.timeline()
    (title,) = edits.texts(timeline)
    bright = {e.params["amount"] for c in edits.clips(timeline) for e in c.effects if e.name == "brightness"}
    return max(bright, default=0), title.style.size


def test_a_short_step_means_what_was_said_before_it_whatever_the_timeline(project):
    """The two edits make the same timeline in either order; `more` is more of the later one."""
    project.write([PICTURES, BRIGHTER, BIGGER, MORE]).run()
    bright, size = looks(project)
    project.write([PICTURES, BIGGER, BRIGHTER, MORE]).run()
    assert project.sent() == ["b", "a", "more"]
    brighter, smaller = looks(project)
    assert brighter > bright and smaller < size
    project.write([PICTURES, BRIGHTER, BIGGER, MORE]).run()
    assert project.sent() == []
    assert looks(project) == (bright, size)


def test_a_session_that_came_to_its_timeline_in_other_words_is_told_the_recipes(project):
    project.write([PICTURES, BRIGHTER, BIGGER]).run()
    project.write([PICTURES, BIGGER, BRIGHTER]).run()
    bright, size = looks(project)
    project.write([PICTURES, BRIGHTER, BIGGER, MORE])
    assert project.plan().route == "continue"
    project.run()
    assert project.sent() == ["more"]
    now_bright, now_size = looks(project)
    assert now_bright == bright and now_size > size


def test_the_first_edit_can_be_gone_on_with_and_undone(project):
    project.write([PICTURES, "{id: b, say: bigger}"]).run()
    (title,) = edits.texts(project.timeline())
    assert title.style.size > 0.13
    project.write([PICTURES, "{id: b, say: undo that}"], exports=("dist/o.mp4",))
    with pytest.raises(OutputError, match="the timeline is empty"):
        project.run()
    assert project.sent() == ["b"]


def test_a_render_is_cancelled_when_a_run_is_stopped(hosted, project):
    """The renderer here ends only if it is cancelled, as a long film would."""
    cancelled_here, stop = threading.Event(), threading.Event()

    def endless(*args, cancelled, **options):
        while not cancelled():
            pass
        cancelled_here.set()
        raise Interrupted("stopped")

    server = hosted(settings={"render": endless})
    project.write(["Make a slideshow of the photos"], extra=f"backend: {server.url}")

    def emit(event):
        if event.kind == "render.progress":
            stop.set()

    with pytest.raises(Interrupted) as stopped:
        api.run(project.recipe, options=Options(), emit=emit, stop=stop)
    assert cancelled_here.wait(20)
    assert stopped.value.what == "stopped: the render of dist/o.jpg was cancelled"
    assert "run again to go on" in stopped.value.hint
    assert [step.action for step in project.plan().steps] == ["cached"]
    assert [file.name for file in (project.folder / "dist").iterdir()] == []
