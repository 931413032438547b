"""The page as text: HTML of what is shown, its style and its script. Pure. Every word of a recipe is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from nemobuild.preview.shown import Cell, Output, Problem, Shown, StepShown

FILMS = {".mp4", ".webm", ".mov", ".mkv"}
STILLS = {".jpg", ".jpeg", ".png", ".webp", ".gif"}
SOUNDS = {".mp3", ".wav", ".m4a", ".aac", ".flac", ".ogg"}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

SCRIPT = """'use strict';
const root = document.documentElement;
new EventSource('/events').onmessage = message => {
  const now = JSON.parse(message.data);
  if (String(now.version) !== root.dataset.version) location.reload();
  else root.classList.toggle('building', now.building);
};
"""

STYLE = """:root{color-scheme:light dark;--dim:#777;--bad:#c0392b;--good:#2d8a4e}
body{font:15px/1.5 system-ui,sans-serif;max-width:64rem;margin:1.5rem auto;padding:0 1rem}
h1{font-size:1.3rem}h2{font-size:1rem;margin:1.5rem 0 .3rem}
video,img,audio{display:block;max-width:100%;max-height:62vh;background:#000}audio{width:100%}
ol,ul{padding:0;list-style:none}li{padding:.2rem 0}
.state{display:inline-block;min-width:5.5rem;color:var(--dim)}
.ran .state{color:var(--good)}.failed .state,.problem strong{color:var(--bad)}
.detail,.hint,.facts{color:var(--dim)}.detail,.hint{display:block;margin-left:5.5rem}.problem .hint{margin:0}
.problem{border-left:3px solid var(--bad);padding-left:.8rem;margin:1rem 0}
pre{white-space:pre-wrap;margin:.2rem 0}.badge{display:none;font-weight:400;color:var(--dim)}
.building .badge{display:inline}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An output with the address that the page reaches it under, and when its file was made (ns since 1970)."""

    output: Output
    address: str
    made_ns: int


def page(shown: Shown, placed: Sequence[Placed]) -> str:
    """The whole page."""
    return "".join(_parts(shown, placed))


def _parts(shown: Shown, placed: Sequence[Placed]) -> Iterator[str]:
    name = html.escape(shown.recipe)
    building = ' class="building"' if shown.building else ""
    yield f'<!doctype html><html data-version="{shown.version}"{building}><head><meta charset="utf-8">'
    yield f'<title>{name}</title><meta name="viewport" content="width=device-width">'
    yield '<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">'
    yield f'<script src="/page.js" defer></script></head><body><h1>{name} <span class="badge">building…</span></h1>'
    told = {step.detail for steps in shown.steps.values() for step in steps if step.state == "failed"}
    yield from (_problem(problem) for problem in shown.problems if problem.what not in told)
    yield _newest(placed)
    for cell, steps in shown.steps.items():
        yield f"<h2>Steps{_cell(cell)}</h2><ol>{''.join(map(_step, steps))}</ol>"
    if placed:
        yield f"<h2>Files</h2><ul>{''.join(map(_file, placed))}</ul>"
    yield "</body></html>"


def _newest(placed: Sequence[Placed]) -> str:
    """The film that was made last; if there is none a still, or else sound."""
    for kinds, tag in (
        (FILMS, '<video controls autoplay muted loop src="{}"></video>'),
        (STILLS, '<img alt="" src="{}">'),
        (SOUNDS, '<audio controls src="{}"></audio>'),
    ):
        found = [p for p in placed if _suffix(p) in kinds]
        if found:
            return tag.format(html.escape(max(found, key=lambda p: p.made_ns).address))
    return '<p class="facts">There is no film yet.</p>'


def _suffix(placed: Placed) -> str:
    return PurePath(placed.output.path).suffix.lower()


def _step(step: StepShown) -> str:
    detail = f'<span class="detail">{html.escape(step.detail)}</span>' if step.detail else ""
    state = f'<span class="state">{step.state}</span>'
    return f'<li class="{step.state.replace(" ", "-")}">{state}{html.escape(step.say)}{detail}</li>'


def _file(placed: Placed) -> str:
    output = placed.output
    facts = [f"{output.duration_ms / 1000:.1f} s"] if output.duration_ms else []
    facts += [f"{output.width}×{output.height}"] if output.width else []
    link = f'<a href="{html.escape(placed.address)}">{html.escape(output.shown)}</a>'
    return f'<li>{link} <span class="facts">{", ".join(facts)}</span></li>'


def _problem(problem: Problem) -> str:
    place = f"{html.escape(problem.where)}: " if problem.where else ""
    line = f"<pre>{html.escape(problem.line)}</pre>" if problem.line.strip() else ""
    hint = f'<span class="hint">{html.escape(problem.hint)}</span>' if problem.hint else ""
    return f'<div class="problem">{place}<strong>{html.escape(problem.what)}</strong>{line}{hint}</div>'


def _cell(cell: Cell) -> str:
    values: Mapping[str, str] = dict(cell)
    return html.escape("".join(f" {name}={value}" for name, value in values.items()))
