"""What each kind of change costs, on a recipe of eight steps: a table of messages, counted at the backend.

Printed with `pytest -rP tests/engine/test_table.py`. No row can be smaller: a message is sent for each step whose text,
assets or timeline before it are not those of a recorded step, and for no other.
"""

import os

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


def changed(index, old, new):
    return lambda project: project.write(
        [*EIGHT[:index], EIGHT[index].replace(old, new), *EIGHT[index + 1 :]]
    )


def text(edit):
    return lambda project: project.recipe.write_text(edit(project.recipe.read_text()))


def touched(project):
    os.utime(project.recipe)
    os.utime(project.folder / "red.png")


ROWS = [
    ("nothing", lambda project: None, 0),
    ("touch without change", touched, 0),
    ("a comment", text(lambda t: "# words\n" + t), 0),
    ("white space", text(lambda t: t.replace("Make a slideshow", "Make  a   slideshow")), 0),
    ("an expect", text(lambda t: t.replace("{id: zoom,", "{id: zoom, expect: {tracks: {video: 1}},")), 0),
    ("an id", text(lambda t: t.replace("id: zoom", "id: slow")), 0),
    ("an export", text(lambda t: t.replace("dist/o.jpg", "{path: dist/p.png, at: 1s}")), 0),
    ("append a step", lambda project: project.write([*EIGHT, "Add a vignette"]), 1),
    ("edit the last step", changed(7, "The end", "Bye"), 1),
    ("edit step 5, another timeline", changed(4, "a warm", "a vintage"), 4),
    ("edit step 5, the same timeline", changed(4, "Give it a warm look", "Make it look warm"), 1),
    ("reorder steps 7 and 8", lambda project: project.write([*EIGHT[:6], EIGHT[7], EIGHT[6]]), 2),
    ("delete steps 6 to 8", lambda project: project.write(EIGHT[:5]), 0),
    ("delete step 7", lambda project: project.write([*EIGHT[:6], EIGHT[7]]), 1),
    ("insert before step 8", lambda project: project.write([*EIGHT[:7], "Add a vignette", EIGHT[7]]), 2),
]


def test_messages_by_kind_of_change(built, tmp_path):
    print("| change | messages |\n|---|---|")
    for number, (kind, change, expected) in enumerate(ROWS):
        project = built(EIGHT, tmp_path / str(number))
        before = len(project.messages())
        change(project)
        planned = len(project.plan().messages)
        project.run()
        messages = len(project.messages()) - before
        print(f"| {kind} | {messages} |")
        assert messages == expected, kind
        assert messages <= planned, kind
        assert messages or not planned, kind
