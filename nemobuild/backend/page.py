"""The page that a claim link of this server opens: a project's name, its tracks and its film, to be looked at.

Pure, and without scripts. The hosted web app edits; this page says that it does not.
"""

from __future__ import annotations

import html

from nemobuild.timeline.model import Timeline
from nemobuild.timeline.summary import summary

POLICY = "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'"
STILLS = (".jpg", ".jpeg", ".png", ".webp", ".gif")
SOUNDS = (".mp3", ".wav", ".m4a")
FILMS = (".mp4", ".webm", ".mov", ".mkv")
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "video,img{max-width:100%;max-height:70vh}pre{white-space:pre-wrap}"
)


def page(title: str, timeline: Timeline, film: str) -> str:
    """`film` is the path of the last rendered file on this server, empty if there is none."""
    name = html.escape(timeline.title or title)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>'
        f"<h1>{name}</h1>{_shown(film)}<pre>{html.escape(summary(timeline))}</pre>"
        "<p>Served by nemobuild, to be looked at. The project is edited by its recipe.</p></body></html>"
    )


def _shown(film: str) -> str:
    place = html.escape(film, quote=True)
    name = film.lower()
    if not film:
        return "<p>No film has been rendered of it yet, or it was cleared away.</p>"
    link = f'<p><a href="{place}">Download</a></p>'
    if name.endswith(FILMS):
        return f'<video controls src="{place}"></video>{link}'
    if name.endswith(STILLS):
        return f'<img alt="" src="{place}">{link}'
    return f'<audio controls src="{place}"></audio>{link}' if name.endswith(SOUNDS) else link
