"""What people, programs and GitHub get to see of the same events."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path

import jsonschema
import pytest

from nemobuild.cli.inspect import credits_text, status_text
from nemobuild.cli.present import human as human_module
from nemobuild.cli.present.github import GitHub, annotation, command, harmless
from nemobuild.cli.present.human import Human
from nemobuild.cli.present.jsonlines import JsonLines
from nemobuild.cli.present.records import error_event, event_record, line_of, problem_of, version_record
from nemobuild.cli.present.streams import Look, Stream, encodable
from nemobuild.errors import Problem, RecipeError, StepRefused, Where
from nemobuild.events import (
    AssetUploaded,
    ErrorRaised,
    Event,
    ExportDone,
    Planned,
    PreviewServed,
    RenderProgressed,
    RunFinished,
    StepCached,
    StepErred,
    StepReplied,
    StepSent,
    StepVerified,
    StillWorking,
    Warned,
    WatchBegan,
)

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "schemas" / "events.schema.json").read_text(encoding="utf-8")
)
SUMMARY = 'Timeline (2 tracks): 1. Video: talk (0-19s) 2. Title: "Release 1.4" (0-3s)'

PLANNED = Planned(recipe="release-video", plan={"steps": []})
FINISHED = RunFinished(
    recipe="release-video",
    changed=True,
    steps_sent=1,
    steps_cached=1,
    credits=1,
    outputs=("dist/release.mp4",),
    summary=SUMMARY,
    elapsed_ms=15_200,
)
UP_TO_DATE = RunFinished(
    recipe="release-video",
    changed=False,
    steps_sent=0,
    steps_cached=2,
    credits=0,
    outputs=("dist/release.mp4",),
    summary=SUMMARY,
    elapsed_ms=30,
)
EXPORTED = ExportDone(
    export="dist/release.mp4",
    path="/p/dist/release.mp4",
    bytes=4_100_000,
    duration_ms=19_300,
    width=1920,
    height=1080,
    cached=False,
    elapsed_ms=12_000,
)
RUN: tuple[Event, ...] = (
    PLANNED,
    AssetUploaded(asset="talk", name="talk.mp4", bytes=3_000_000, elapsed_ms=200),
    StepCached(step="cut", index=1, total=2, say="trim the pauses"),
    StepSent(step="title", index=2, total=2, say='Add a title "Release 1.4"', reason="say changed"),
    StillWorking(step="title", elapsed_ms=120_000),
    StepReplied(step="title", text="Added the title.\nAnything else?"),
    StepVerified(
        step="title", index=2, total=2, changes=("text track: 1 added",), credits=1, elapsed_ms=1300
    ),
    Warned(what="no font has 汉", hint="install a Noto CJK font"),
    RenderProgressed(export="dist/release.mp4", progress=10.0),
    RenderProgressed(export="dist/release.mp4", progress=40.0, remaining_ms=7000),
    EXPORTED,
    FINISHED,
)
QUIET = (
    UP_TO_DATE,
    StepErred(step="title", reason="refused", hint="say it plainly"),
    WatchBegan(files=3),
    PreviewServed(url="http://127.0.0.1:5000"),
)


class Recorded:
    """Two streams in memory, and the presenter's look."""

    def __init__(self, **look: bool) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        self.look = Look(**look)
        self.now = 0.0

    def human(self) -> Human:
        return Human(
            out=Stream(self.out),
            err=Stream(self.err),
            look=self.look,
            columns=lambda: 60,
            clock=lambda: self.now,
        )


def play(presenter: Human | GitHub | JsonLines, events: Iterable[Event]) -> None:
    for event in events:
        presenter.emit(event)
    presenter.close()


def test_plain_lines() -> None:
    """Without a terminal: whole lines, no control characters."""
    seen = Recorded()
    play(seen.human(), RUN)
    assert seen.err.getvalue() == (
        "release-video\n"
        "↑ talk.mp4  (3.0 MB, 0.2 s)\n"
        "= 1/2 trim the pauses  (recorded)\n"
        'Still working… Add a title "Release 1.4" (2:00 min)\n'
        '✓ 2/2 Add a title "Release 1.4"  (1.3 s, 1 credit)\n'
        "    Added the title.\n"
        "    Anything else?\n"
        "warning: no font has 汉\n"
        "  install a Noto CJK font\n"
        "  dist/release.mp4 40 %, about 7.0 s left\n"
        "✓ dist/release.mp4  (19.3 s, 1920x1080, 4.1 MB; took 12.0 s)\n"
        f"{SUMMARY}\n"
        "release-video: done in 15.2 s (1 step sent, 1 recorded, 1 credit)\n"
    )
    assert seen.out.getvalue() == "dist/release.mp4\n"


def test_what_a_verb_answers_is_printed_line_by_line_and_moves_no_cursor() -> None:
    seen = Recorded(interactive=True)
    seen.human().data({}, "https://h.example/\x1b]0;pwned\x07\n  12.5s █".__str__)
    assert seen.out.getvalue() == "https://h.example/\\x1b]0;pwned\\x07\n  12.5s █\n"


def test_nothing_to_do_is_one_line() -> None:
    seen = Recorded()
    cached = ExportDone(
        export="dist/release.mp4", path="", bytes=1, duration_ms=1, width=1, height=1, cached=True
    )
    play(seen.human(), [PLANNED, StepCached(step="a", index=1, total=1, say="a"), cached, UP_TO_DATE])
    assert seen.err.getvalue() == "release-video: up to date, nothing to do (2 steps, 1 file)\n"
    assert seen.out.getvalue() == "dist/release.mp4\n"


def test_a_silent_edit_says_what_changed() -> None:
    seen = Recorded()
    sent, verified = RUN[3], RUN[6]
    play(seen.human(), [sent, StepReplied(step="title", text=""), verified])
    assert seen.err.getvalue() == (
        '✓ 2/2 Add a title "Release 1.4"  (1.3 s, 1 credit)\n    text track: 1 added\n'
    )


def test_on_a_terminal_the_step_in_flight_is_replaced_by_its_result() -> None:
    seen = Recorded(interactive=True)
    play(seen.human(), [RUN[3], RUN[6]])
    assert seen.err.getvalue() == (
        '→ 2/2 Add a title "Release 1.4"'
        "\r\x1b[K"
        '✓ 2/2 Add a title "Release 1.4"  (1.3 s, 1 credit)\n    text track: 1 added\n'
    )


def test_still_working_keeps_the_step_in_sight() -> None:
    seen = Recorded(interactive=True)
    play(seen.human(), [RUN[3], RUN[4]])
    flight = '→ 2/2 Add a title "Release 1.4"'
    assert seen.err.getvalue() == (
        f'{flight}\r\x1b[KStill working… Add a title "Release 1.4" (2:00 min)\n{flight}\r\x1b[K'
    )


def test_a_failed_step_is_marked() -> None:
    seen = Recorded()
    presenter = seen.human()
    play(presenter, [RUN[3], StepErred(step="title", reason="refused")])
    presenter.failed(StepRefused('the backend refused step "title"', hint='try: add the title "…"'))
    assert seen.err.getvalue() == (
        '✗ Add a title "Release 1.4"\nerror: the backend refused step "title"\n  try: add the title "…"\n'
    )


def test_quiet_leaves_warnings_errors_and_data() -> None:
    seen = Recorded(quiet=True, interactive=True)
    play(seen.human(), RUN)
    assert seen.err.getvalue() == "warning: no font has 汉\n  install a Noto CJK font\n"
    assert seen.out.getvalue() == "dist/release.mp4\n"


def test_many_recorded_steps_are_counted() -> None:
    seen = Recorded()
    steps = [StepCached(step=str(n), index=n, total=101, say="x") for n in range(1, 101)]
    play(seen.human(), [PLANNED, *steps, RUN[3]])
    assert seen.err.getvalue() == "release-video\n= 100 recorded\n"


def test_progress_is_said_when_it_has_been_silent_for_long() -> None:
    seen = Recorded()
    presenter = seen.human()
    presenter.emit(RenderProgressed(export="a.mp4", progress=1.0))
    seen.now = human_module.PROGRESS_SILENCE_S
    presenter.emit(RenderProgressed(export="a.mp4", progress=2.0))
    presenter.emit(RenderProgressed(export="a.mp4", progress=3.0))
    assert seen.err.getvalue() == "  a.mp4 2 %\n"


def test_words_from_outside_cannot_steer_the_terminal() -> None:
    seen = Recorded()
    evil = "x\x1b[2J\x07\u202e"
    events: list[Event] = [
        Planned(recipe=evil, plan={}),
        AssetUploaded(asset=evil, name=evil, bytes=1, elapsed_ms=1),
        StepCached(step=evil, index=1, total=1, say=evil),
        StepSent(step=evil, index=1, total=1, say=evil, reason=evil),
        StillWorking(step=evil, elapsed_ms=1),
        StepReplied(step=evil, text=evil),
        StepVerified(step=evil, index=1, total=1, changes=(evil,), credits=0, elapsed_ms=1),
        StepErred(step=evil, reason=evil, hint=evil),
        Warned(what=evil, hint=evil),
        RenderProgressed(export=evil, progress=99),
        ExportDone(export=evil, path=evil, bytes=1, duration_ms=1, width=1, height=1, cached=False),
        RunFinished(
            recipe=evil,
            changed=True,
            steps_sent=1,
            steps_cached=0,
            credits=0,
            outputs=(evil,),
            summary=evil,
            elapsed_ms=1,
        ),
        ErrorRaised(exit_code=1, problems=({"what": evil, "hint": evil},)),
    ]
    play(seen.human(), events)
    assert not set("\x1b\x07\u202e") & set(seen.err.getvalue() + seen.out.getvalue())


def test_a_bar_is_drawn_on_a_terminal() -> None:
    seen = Recorded(interactive=True)
    presenter = seen.human()
    presenter.emit(RenderProgressed(export="dist/release.mp4", progress=40.0, remaining_ms=7000))
    presenter.emit(EXPORTED)
    assert "✓ dist/release.mp4" in seen.err.getvalue()


def test_watching_says_how_it_ends() -> None:
    seen = Recorded()
    play(seen.human(), [WatchBegan(files=1)])
    assert seen.err.getvalue() == "watching 1 file; Ctrl-C ends it\n"


EVERY_EVENT: tuple[Event, ...] = (*RUN, *QUIET, error_event(StepRefused("refused", hint="try")))


@pytest.mark.parametrize("event", EVERY_EVENT, ids=lambda event: event.kind)
def test_every_event_is_as_its_schema_says(event: Event) -> None:
    record = json.loads(line_of(event_record(event)))
    jsonschema.validate(record, SCHEMA, jsonschema.Draft202012Validator)
    assert record["type"] == event.kind


def test_every_event_class_is_tried() -> None:
    from typing import get_args

    assert {type(event) for event in EVERY_EVENT} == set(get_args(Event))


def test_the_schema_is_strict() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**event_record(EXPORTED), "more": 1}, SCHEMA)


def test_json_lines_begin_with_their_version() -> None:
    seen = Recorded()
    presenter = JsonLines(out=Stream(seen.out), err=Stream(seen.err), look=seen.look)
    play(presenter, RUN)
    lines = seen.out.getvalue().splitlines()
    assert json.loads(lines[0]) == version_record()
    assert [json.loads(line)["type"] for line in lines[1:]] == [event.kind for event in RUN]
    assert seen.out.getvalue().isascii()
    assert seen.err.getvalue() == ""


def test_json_lines_end_with_their_error() -> None:
    seen = Recorded()
    presenter = JsonLines(out=Stream(seen.out), err=Stream(seen.err), look=seen.look)
    where = Where(file="a.yaml", line=1, column=2, source_line="xy")
    presenter.failed(RecipeError([Problem(what="w", where=where), Problem(what="v", hint="h")]))
    record = json.loads(seen.out.getvalue().splitlines()[-1])
    jsonschema.validate(record, SCHEMA)
    assert record["exit_code"] == 3
    assert problem_of(record["problems"][0]) == Problem(what="w", where=where)
    assert seen.err.getvalue().startswith("a.yaml:1:2: w\n")


def test_half_surrogates_are_no_text() -> None:
    line = line_of(event_record(StepReplied(step="a\u2028", text="\ud83d and \ud83d\ude00 and \\ud83d")))
    record = json.loads(line)
    assert record == {
        "type": "step.reply",
        "step": "a\u2028",
        "text": "\ufffd and 😀 and \\ud83d",
        "cell": {},
    }
    assert "\n" not in line


def test_github_groups_and_annotations() -> None:
    seen = Recorded()
    presenter = GitHub(out=Stream(seen.out), err=Stream(seen.err), look=seen.look)
    play(presenter, [PLANNED, RUN[2], RUN[3], RUN[6], RUN[7], FINISHED])
    assert seen.err.getvalue() == (
        "::group::nemobuild: release-video\n"
        "= 1/2 trim the pauses  (recorded)\n"
        '✓ 2/2 Add a title "Release 1.4"  (1.3 s, 1 credit)\n'
        "    text track: 1 added\n"
        "::warning title=nemobuild::no font has 汉%0Ainstall a Noto CJK font\n"
        f"{SUMMARY}\n"
        "release-video: done in 15.2 s (1 step sent, 1 recorded, 1 credit)\n"
        "::endgroup::\n"
    )


def test_github_annotation_at_a_line() -> None:
    where = Where(file="a,b:c%.yaml", line=7, column=5, length=5, source_line="    expct: 100%")
    problem = Problem(what='unknown key "expct"', where=where, hint='did you mean "expect"?')
    assert annotation(problem, locate=lambda path: f"films/{path}") == (
        "::error file=films/a%2Cb%3Ac%25.yaml,line=7,col=5,endColumn=10,title=nemobuild::"
        'unknown key "expct"%0A  7 │     expct: 100%25%0A    │     ^^^^^%0Adid you mean "expect"?'
    )


def test_github_annotation_without_a_place() -> None:
    assert annotation(Problem(what="no network")) == "::error title=nemobuild::no network"


def test_github_commands_cannot_be_smuggled_in() -> None:
    assert command("error", {"title": "a\r\n::x,b:c"}, "1\r\n::set-env name=x::y\x1b[m") == (
        "::error title=a%0D%0A%3A%3Ax%2Cb%3Ac::1%0A::set-env name=x::y\\x1b[m"
    )
    seen = Recorded()
    presenter = GitHub(out=Stream(seen.out), err=Stream(seen.err), look=seen.look)
    events: list[Event] = [
        StepSent(step="a", index=1, total=1, say="a\n::error::x", reason=""),
        StepReplied(step="a", text="fine\n::add-path::/evil\n  ::debug::y\n##[add-path]/evil"),
        StepVerified(step="a", index=1, total=1, changes=(), credits=0, elapsed_ms=1),
        RunFinished(**{**_fields(FINISHED), "summary": "::stop-commands::x", "outputs": ("::error::p",)}),
    ]
    play(presenter, events)
    for line in (seen.err.getvalue() + seen.out.getvalue()).splitlines():
        assert not line.strip().startswith("::")
        assert "##[" not in line


def _fields(event: Event) -> dict[str, object]:
    return {name: value for name, value in event_record(event).items() if name != "type"}


@pytest.mark.parametrize(
    ("line", "safe"), [("a::b", "a::b"), (" ::error::x", " : :error::x"), ("a ##[b]", "a ## [b]")]
)
def test_harmless(line: str, safe: str) -> None:
    assert harmless(line) == safe


def test_a_reader_that_leaves_is_no_error() -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    stream = Stream(Closed())
    stream.line("a")
    stream.line("b")
    assert stream.gone


def test_what_an_encoding_lacks_is_replaced() -> None:
    assert encodable("✓ 7 │ 汉", "ascii") == "+ 7 | \\u6c49"
    assert encodable("✓ 汉", "utf-8") == "✓ 汉"


def test_a_step_is_one_line_and_a_cell_is_named() -> None:
    """Line breaks in an instruction are spaces, and what is too long for the terminal is cut."""
    seen = Recorded()
    say = "Create a film about\n  the release of a program that has a rather long name"
    sent = StepSent(step="a", index=1, total=1, say=say, reason="")
    verified = StepVerified(step="a", index=1, total=1, changes=(), credits=0, elapsed_ms=900)
    play(seen.human(), [Planned(recipe="film", plan={"cell": {"lang": "de"}}), sent, verified])
    assert seen.err.getvalue() == "film (lang=de)\n✓ 1/1 Create a film about the relea…  (0.9 s)\n"


def test_status_and_credits_for_people() -> None:
    status = {"recipe": "film", "recorded_steps": 2, "session": "", "exports": ["a.mp4", "b\x1b.mp4"]}
    assert status_text(status) == (
        "recipe:         film\nrecorded steps: 2\nexports:        a.mp4, b\\x1b.mp4"
    )
    assert credits_text({"available": 60, "frozen": 40, "total": 100}) == "60 available, 40 frozen, 100 total"
    assert credits_text({"available": None, "frozen": None, "total": None}) == "no limit"
