"""The page "What you can say", generated from the phrase table."""

from __future__ import annotations

from collections.abc import Mapping

from nemobuild.backend.interpret import again
from nemobuild.backend.interpret.going_on import EXAMPLES
from nemobuild.backend.interpret.model import FAMILIES
from nemobuild.backend.interpret.phrases import TABLE, Phrase


def documentation(frames: Mapping[str, str] | None = None) -> str:
    """The page in Markdown. `frames`: for a family the path of a picture that shows it."""
    parts = ["# What you can say", "", _PREFACE, ""]
    for family in FAMILIES:
        rows = [row for row in TABLE if row.family == family]
        if rows:
            parts += _section(family, rows, (frames or {}).get(family, ""))
    return "\n".join([*parts, *_going_on()]).rstrip() + "\n"


_PREFACE = (
    "Instructions in English or Chinese. Several edits may stand in one sentence. What stands in quotes is text and\n"
    "never read as an instruction. What is not understood is refused with the words at fault, and nothing is changed.\n"
    "This page is generated from the table of phrases."
)


_AFTER = {
    "text": "a title or name line", "card": "an intro or outro", "logo": "a logo", "inset": "a picture in picture",
    "music": "music", "song": "a song of your own", "clip": "one clip", "effect": "a sound effect", "captions": "captions", "join": "transitions",
    "look": "a look or a zoom", "film": "louder, brighter, bigger",
}  # fmt: skip


def _going_on() -> list[str]:
    """What may be said in short of what the step before brought."""
    lines = ["## Going on", "", "A step may go on with what the step before brought, in a few words.", ""]
    for kind, examples in EXAMPLES.items():
        lines.append(f"- After {_AFTER[kind]}: {', '.join(f'`{e}`' for e in examples)}")
    lines += ["", "Or say only what is different from the step before.", ""]
    for before, examples in again.EXAMPLES.items():
        lines.append(f"- After `{before}`: {', '.join(f'`{e}`' for e in examples)}")
    return [*lines, ""]


def _section(family: str, rows: list[Phrase], frame: str) -> list[str]:
    lines = [f"## {family}", ""]
    if frame:
        lines += [f"![{family}]({frame})", ""]
    for row in rows:
        if row.is_refused:
            said = f" (`{row.examples[0]}`)" if row.examples else ""
            lines.append(f"- Not done{said}: {row.refuse}.")
        elif row.examples or row.about:
            examples = ", ".join(f"`{example}`" for example in row.examples)
            lines.append(
                f"- {row.about or row.action.replace('_', ' ').capitalize() + '.'} {examples}".rstrip()
            )
    return [*lines, ""]
