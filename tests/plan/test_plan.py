"""The plan: keys, early cut-off, routes and reasons, by values. No disk, no backend."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.errors import Where
from nemobuild.plan.decide import plan, wanted_key
from nemobuild.plan.explain import explain_step, render_text
from nemobuild.plan.keys import EMPTY_TIMELINE, key, keyed_steps
from nemobuild.plan.model import Facts, LiveSession
from nemobuild.plan.records import Lock, StepRecord, lock_from_json, lock_to_json
from nemobuild.plan.verify import failures
from nemobuild.recipe.model import Asset, Count, Expect, Export, Recipe, Skill, Step
from nemobuild.timeline.model import Clip, Text, Timeline, Track

HERE = Where(file="r.yaml")


def step(say, **more):
    return Step(
        id=more.pop("id", say.replace(" ", "-")),
        say=say,
        template=more.pop("template", say),
        where=HERE,
        **more,
    )


def recipe(*says, **more):
    steps = tuple(s if isinstance(s, Step) else step(s) for s in says)
    assets = (Asset(name="talk", path=Path("/p/talk.mp4"), where=HERE),)
    export = Export(path=Path("/p/o.mp4"), shown="o.mp4", format="mp4", where=HERE)
    given = {"assets": assets, "exports": (export,), **more}
    return Recipe(
        path=Path("/p/r.yaml"),
        root=Path("/p"),
        name="r",
        skill=Skill(name="s", version="1"),
        steps=steps,
        **given,
    )


def recorded(of, digests=None, after=lambda n, step: f"t{n}", **more):
    """Facts in which every step of a recipe has been recorded, each leading to the timeline `after` says."""
    records, before = [], EMPTY_TIMELINE
    for n, keyed in enumerate(keyed_steps(of, digests or {"talk": "d1"})):
        record = StepRecord(
            step=keyed.step.id, action=key(before, keyed.ingredients), definition=keyed.definition, before=before,
            after=after(n, keyed.step), credits=1, ingredients=keyed.ingredients, template=keyed.step.template,
            variables=keyed.step.variables,
        )  # fmt: skip
        records.append(record)
        before = record.after
    lock = Lock(records={r.action: r for r in records}, cells={"": tuple(r.action for r in records)})
    final = records[-1].after if records else EMPTY_TIMELINE
    outputs = {e.shown: wanted_key(of, e, final) for e in of.exports}
    return Facts(digests=digests or {"talk": "d1"}, lock=lock, outputs=outputs, **more)


def actions(planned):
    return [s.action for s in planned.steps]


ABC = recipe("a", "b", "c")


def test_what_is_recorded_is_not_done_again():
    planned = plan(ABC, recorded(ABC))
    assert planned.nothing_to_do
    assert planned.route == "none"
    assert "Everything is up to date." in render_text(planned)


def test_a_first_run_knows_its_first_step_only():
    planned = plan(ABC, Facts(digests={"talk": "d1"}))
    assert actions(planned) == ["run", "maybe", "maybe"]
    assert planned.route == "new"
    assert {s.reason for s in planned.steps} == {"never run"}


def test_a_step_in_the_middle_leaves_what_is_before_it():
    changed = recipe("a", step("B", id="b"), "c")
    planned = plan(changed, recorded(ABC))
    assert actions(planned) == ["cached", "run", "maybe"]
    assert planned.steps[1].reason == 'say changed: "b" → "B"'
    assert planned.steps[2].reason == "depends on the result of the step before it"


def test_the_suffix_comes_back_when_the_timelines_agree_again():
    """Early cut-off: c was recorded on the timeline t1; once the new b has given t1, c is not sent again."""
    changed = recipe("a", step("B", id="b"), "c")
    facts = recorded(ABC)
    new_b = keyed_steps(changed, facts.digests)[1]
    record = replace(facts.lock.records[facts.lock.cells[""][1]], action=key("t0", new_b.ingredients))
    planned = plan(changed, replace(facts, remembered={record.action: record}.get))
    assert actions(planned) == ["cached", "cached", "cached"]


def test_what_a_step_can_see_is_part_of_it_though_no_timeline_shows_it():
    """Subtitles enter before the first step and are burnt in by the second: new ones are another second step, also when
    the first gives the timeline that it gave."""
    facts = recorded(ABC)
    planned = plan(ABC, replace(facts, digests={"talk": "d2"}))
    assert actions(planned) == ["run", "maybe", "maybe"]
    assert [s.reason for s in planned.steps] == [
        "asset talk has new content",
        "an asset that entered before it changed",
        "an asset that entered before it changed",
    ]
    old, new = (keyed_steps(ABC, {"talk": d})[1] for d in ("d1", "d2"))
    assert key("t0", old.ingredients) != key("t0", new.ingredients)


def test_an_asset_that_enters_later_leaves_the_steps_before_it():
    late = recipe("a", step("b", uses=("talk",)), "c")
    before, after = (keyed_steps(late, {"talk": d}) for d in ("d1", "d2"))
    same = [b.ingredients == a.ingredients for b, a in zip(before, after, strict=True)]
    assert same == [True, False, False]


def test_a_suffix_is_never_used_on_another_timeline():
    """The recorded c belongs to t1. After a b that gives something else, it is no result for c."""
    facts = recorded(ABC, after=lambda n, s: f"other{n}")
    lock = Lock(records={**recorded(ABC).lock.records, **facts.lock.records}, cells=facts.lock.cells)
    swapped = recipe("b", "c")
    assert actions(plan(swapped, replace(facts, lock=lock))) == ["run", "maybe"]


@pytest.mark.parametrize(
    "same",
    [
        recipe("a ", " b", "c"),
        recipe(step("a", id="other"), "b", "c"),
        recipe("a", step("b", expect=Expect(duration_ms=(0, 1))), "c"),
        replace(ABC, budget_credits=5, name="new name"),
    ],
)
def test_what_is_in_no_key(same):
    assert actions(plan(same, recorded(ABC))) == ["cached"] * 3


def test_an_asset_enters_where_uses_says():
    late = recipe("a", step("b", uses=("talk",)), "c")
    planned = plan(late, replace(recorded(late), digests={"talk": "d2"}))
    assert actions(planned) == ["cached", "run", "maybe"]
    assert planned.steps[1].reason == "asset talk has new content"
    late, without = recipe("a", step("b", uses=("talk",))), recipe("a", step("b", uses=()))
    assert plan(late, recorded(without)).steps[1].reason.endswith("; asset talk enters here now")
    assert "asset talk no longer enters here" in plan(without, recorded(late)).steps[1].reason


def test_a_variable_that_changed_is_named():
    old = recipe(
        step("Version 1.2", id="t", template="Version {{ version }}", variables={"vars.version": "1.2"})
    )
    new = recipe(
        step("Version 1.3", id="t", template="Version {{ version }}", variables={"vars.version": "1.3"})
    )
    reason = plan(new, recorded(old)).steps[0].reason
    assert reason == 'say changed: "Version 1.2" → "Version 1.3" (vars.version)'


def test_reasons_for_insertion_and_backend():
    inserted = recipe("a", "new one", "b", "c")
    assert plan(inserted, recorded(ABC)).steps[1].reason == "new step"
    elsewhere = replace(ABC, backend="nemo")
    assert plan(elsewhere, recorded(ABC)).steps[0].reason == "backend changed: local → nemo (en)"


def test_changed_exports_alone_render_the_recorded_timeline():
    vertical = Export(path=Path("/p/v.mp4"), shown="v.mp4", format="mp4", aspect="9:16", where=HERE)
    planned = plan(replace(ABC, exports=(*ABC.exports, vertical)), recorded(ABC))
    assert planned.messages == ()
    assert [(e.action, e.reason) for e in planned.exports] == [
        ("cached", "up to date"),
        ("run", "never made"),
    ]


def test_a_file_that_was_touched_is_rendered_again():
    planned = plan(ABC, replace(recorded(ABC), outputs={"o.mp4": ""}))
    assert planned.exports[0].reason == "the file is missing or was changed"
    planned = plan(ABC, replace(recorded(ABC), outputs={"o.mp4": "made with another key"}))
    assert planned.exports[0].reason == "the timeline or the export changed"
    planned = plan(recipe("a", "b", "d"), recorded(ABC))
    assert (planned.exports[0].action, planned.exports[0].reason) == ("maybe", "depends on the steps")


CHANGED = recipe("a", step("B", id="b"), "c")


@pytest.mark.parametrize(
    ("live", "restores", "route", "replays"),
    [
        (LiveSession(session_id="s", digest="t0", holds=frozenset({"d1"})), False, "continue", 0),
        (LiveSession(session_id="s", digest="t0", holds=frozenset()), False, "replay", 1),
        (LiveSession(session_id="s", digest="t2", holds=frozenset({"d1"})), True, "restore", 0),
        (None, True, "restore", 0),
        (None, False, "replay", 1),
    ],
)
def test_the_cheapest_route_is_taken(live, restores, route, replays):
    planned = plan(CHANGED, recorded(ABC, live=live, restores=restores))
    assert (planned.route, planned.replays) == (route, replays)


def test_estimates_come_from_what_messages_cost_before():
    planned = plan(CHANGED, recorded(ABC, restores=False, usual_credits=50, usual_ms=60_000))
    assert planned.estimated_credits == 150
    assert "3 messages, about 150 credits, about 3m00s; sends 1 recorded steps again" in render_text(planned)


def test_explain_lists_the_ingredients_that_the_hash_reads():
    planned = plan(CHANGED, recorded(ABC))
    record = recorded(ABC).lock.cell_records("")[1]
    text = explain_step(planned.steps[1].keyed, record, "run", "say changed")
    assert '  ~ say: "b" → "B"' in text
    assert '  = backend: "local"' in text


says = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6)


@given(says, st.integers(0, 5), st.sampled_from("uvwx"))
def test_a_change_at_step_k_leaves_the_keys_before_k(texts, k, new):
    k %= len(texts)
    old = recipe(*(step(t, id=str(n)) for n, t in enumerate(texts)))
    edited = recipe(*(step(new if n == k else t, id=str(n)) for n, t in enumerate(texts)))
    before = [s.definition for s in keyed_steps(old, {"talk": "d"})]
    after = [s.definition for s in keyed_steps(edited, {"talk": "d"})]
    assert before[:k] == after[:k]
    assert all(b != a for b, a in zip(before[k:], after[k:], strict=True))


@given(says)
def test_after_a_run_there_is_nothing_to_plan(texts):
    of = recipe(*(step(t, id=str(n)) for n, t in enumerate(texts)))
    assert plan(of, recorded(of)).nothing_to_do


def test_a_lock_read_back_is_the_same():
    lock = recorded(ABC, after=lambda n, step: f"{n:064x}").lock
    assert lock_from_json(lock_to_json(lock), "r.lock") == lock


FILM = Timeline(
    tracks=(
        Track(kind="video", segments=(Clip(duration_ms=20_000),)),
        Track(kind="text", segments=(Text(duration_ms=1000, text="Hello"),)),
    )
)


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        (None, ()),
        (Expect(duration_ms=(15_000, 25_000)), ()),
        (Expect(duration_ms=(None, 15_000)), ("duration is 20s, expected at most 15s",)),
        (Expect(duration_ms=(25_000, None)), ("duration is 20s, expected at least 25s",)),
        (Expect(duration_ms=(1000, 2000)), ("duration is 20s, expected 1s to 2s",)),
        (
            Expect(tracks={"video": Count(lo=1, hi=1), "audio": Count(lo=1)}),
            ("0 audio tracks, expected >= 1",),
        ),
        (Expect(text=("Hello",)), ()),
        (Expect(text=("Bye",)), ('no text "Bye", the timeline has "Hello"',)),
    ],
)
def test_what_is_not_as_expected_is_said(expect, said):
    assert failures(expect, FILM) == said


def test_a_timeline_without_words_is_said_to_have_none():
    said = 'no text "Bye", the timeline has no text at all'
    assert failures(Expect(text=("Bye",)), Timeline()) == (said,)


# --- steps that failed


def test_a_plan_stops_at_a_step_that_is_not_as_expected():
    late = recipe("a", step("b", expect=Expect(duration_ms=(5000, None))), "c")
    facts = replace(recorded(late), timeline=lambda digest: {"t1": Timeline()}.get(digest))
    planned = plan(late, facts)
    assert actions(planned) == ["cached", "failed", "unreached"]
    assert planned.failed.reason == "duration is 0s, expected at least 5s"
    assert planned.messages == ()
    assert not planned.nothing_to_do
    assert render_text(planned).splitlines()[-5:] == [
        "              duration is 0s, expected at least 5s",
        "   3. -       c",
        '              the run stops at step "b"',
        '      -       o.mp4 (the run stops at step "b")',
        'The run stops at step "b", which failed; nothing is sent.',
    ]


def test_a_failure_is_remembered_where_trying_again_costs_something():
    facts = recorded(ABC)
    records = {a: replace(r, failed="no" if r.step == "b" else "") for a, r in facts.lock.records.items()}
    facts = replace(facts, lock=replace(facts.lock, records=records))
    assert actions(plan(ABC, facts)) == ["cached", "run", "maybe"]
    planned = plan(ABC, replace(facts, charges=True))
    assert planned.failed.reason == "no; say it differently, or send it again: nemobuild lock update b"


# --- assets that nobody has seen


def test_an_asset_that_is_not_fetched_leaves_open_what_comes_after_it():
    late = recipe("a", step("b", uses=("talk",)), "c")
    planned = plan(late, replace(recorded(late), digests={}))
    assert actions(planned) == ["cached", "maybe", "maybe"]
    assert planned.steps[1].reason == "asset talk is not fetched yet"
    assert planned.steps[2].reason == "depends on the result of the step before it"
    assert [bool(s.keyed.definition) for s in planned.steps] == [True, False, False]
    assert {s.key for s in planned.steps[1:]} == {""}
    assert "MAYBE   b\n              asset talk is not fetched yet" in render_text(planned)


def leaning(facts, of, index):
    """The facts with a step recorded as one that leans on those before it."""
    keyed = keyed_steps(of, facts.digests)[index]
    old = next(r for r in facts.lock.records.values() if r.step == keyed.step.id)
    record = replace(old, action=keyed.actions(old.before)[1], ingredients=keyed.with_said_before)
    others = {a: r for a, r in facts.lock.records.items() if r is not old}
    cell = tuple(record.action if a == old.action else a for a in facts.lock.cells[""])
    return replace(facts, lock=Lock(records={**others, record.action: record}, cells={"": cell}))


def test_a_step_that_leans_on_what_was_said_is_recorded_with_it():
    facts = leaning(recorded(ABC), ABC, 2)
    assert plan(ABC, facts).nothing_to_do


def test_a_step_that_leans_on_what_was_said_runs_again_when_that_changed():
    """Before `c` the timeline is the same as it was, but it was come to in other words."""
    facts = leaning(recorded(ABC), ABC, 2)
    other = recipe("a", "b, but otherwise", "c")
    also = recorded(other).lock.records
    same = {a: r for a, r in also.items() if r.step != "c"}
    planned = plan(other, replace(facts, lock=replace(facts.lock, records={**facts.lock.records, **same})))
    assert actions(planned) == ["cached", "cached", "run"]
    assert planned.steps[2].reason == "it goes on with what was said before, and that changed"


def test_the_first_step_has_no_words_before_it_that_change():
    (first, *_) = keyed_steps(ABC, {"talk": "d1"})
    (again, *_) = keyed_steps(recipe("a", "z"), {"talk": "d1"})
    assert first.actions(EMPTY_TIMELINE) == again.actions(EMPTY_TIMELINE)
