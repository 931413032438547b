"""Soundness as a number: whatever is edited, the warm result is the clean one, and run does what plan said.

`NEMOBUILD_SEQUENCES` says how many sequences of edits are tried (see CONTRIBUTING); the count is printed.
"""

import os
import random

import pytest

from nemobuild.errors import NemobuildError
from nemobuild.timeline import draft

SEQUENCES = int(os.environ.get("NEMOBUILD_SEQUENCES", "4"))
EDITS = 5
SAYS = [
    "Make a slideshow of the photos",
    "Make a slideshow of the photos with a slow zoom",
    'Add the title \\"{word}\\" for the first 2 seconds',
    "Add crossfades between the clips",
    "Give it a warm look",
    "Make it vertical",
    "Add calm music at {number}%",
    "Fade out at the end",
    "Speed it up by 2x",
    'Add an intro card that says \\"{word}\\"',
    "Trim the first second",
    "Undo that",
]


def some_step(rng):
    text = rng.choice(SAYS[2:]).format(
        word=rng.choice(["Hello", "Bye", "Now"]), number=rng.choice([20, 35, 60])
    )
    uses = rng.choice(["", "", "", ", uses: [green]"])
    return f'{{say: "{text}"{uses}}}'


def edited(rng, film):
    """One random edit of a recipe: its steps, assets, exports, comments or white space."""
    steps, assets, exports, extra = film
    where = rng.randrange(len(steps))
    match rng.choice(
        ["change", "insert", "delete", "swap", "space", "comment", "export", "matter", "expect"]
    ):
        case "change":
            steps = [*steps[:where], some_step(rng), *steps[where + 1 :]]
        case "insert":
            steps = [*steps[: where + 1], some_step(rng), *steps[where + 1 :]]
        case "delete" if len(steps) > 1:
            steps = steps[:where] + steps[where + 1 :]
        case "swap" if where + 1 < len(steps):
            steps = [*steps[:where], steps[where + 1], steps[where], *steps[where + 2 :]]
        case "space":
            steps = [s.replace(" the ", "  the ") for s in steps]
        case "comment":
            extra = f"# {rng.random()}"
        case "export":
            exports = rng.choice([["dist/o.jpg"], ["dist/p.png"], ["dist/o.jpg", "dist/p.png"]])
        case "matter":
            extra = rng.choice(["language: de", "language: en", "budget: {max_credits: 1000}"])
        case "expect":
            steps = [
                s.replace('"}', '", expect: {tracks: {video: ">= 0"}}}') if n == where else s
                for n, s in enumerate(steps)
            ]
    return steps, assets, exports, extra


def built(project, film):
    """Writes and runs a recipe; its outcome: the error's class, or the last timeline's digest. And plan against run."""
    steps, assets, exports, extra = film
    project.write(steps, assets=assets, exports=exports, extra=extra)
    try:
        planned = project.plan()
    except NemobuildError as error:
        project.said = []
        return type(error).__name__
    may_send = [s.keyed.step.id for s in planned.steps if s.action != "cached"]
    must_send = [s.keyed.step.id for s in planned.steps if s.action == "run"]
    try:
        project.run()
        outcome = draft.digest(draft.encode(project.timeline()))
    except NemobuildError as error:
        outcome = f"{type(error).__name__}: {error.what}"
    sent = project.sent()
    assert set(sent) <= set(may_send), "something ran that the plan did not name"
    assert (
        set(must_send[:1]) <= set(sent) or "Error" in outcome or not must_send or outcome.startswith("Step")
    )
    return outcome


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_a_warm_build_equals_a_clean_one(seed, project_in):
    rng = random.Random(seed)
    film = (
        [f'{{say: "{SAYS[0]}"}}', some_step(rng), some_step(rng)],
        ("red", "blue", "green"),
        ["dist/o.jpg"],
        "",
    )
    warm = project_in("warm")
    for number in range(EDITS):
        film = edited(rng, film)
        expected = built(project_in(f"clean-{number}"), film)
        assert built(warm, film) == expected, film
        assert built(warm, film) == expected, "a second run says something else"
        assert warm.sent() == [] or expected.startswith("Step"), "a second run sent something"
    print(f"soundness: sequence {seed}, {EDITS} edits, warm equals clean")
