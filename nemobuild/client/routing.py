"""Where a user's sentence goes, looked up before anything is sent ("Routing of what a user says").

Words like "export" or "credits" are commands only when the sentence is one: "roll the end credits" and anything in
quotes are edits. An export that follows an edit ("…, then export it") is taken off, since "export" is never sent to
the backend as a message. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Route = Literal["export", "credits", "state", "upload", "message"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """A part of what was said and where it goes."""

    route: Route
    text: str


POLITE = (
    r"(?:(?:please|ok|okay|now|then|and|finally|can you|could you|would you|i want to|i'd like to|let's|go ahead and|"
    r"请|现在|然后|帮我|给我|我想|我要|麻烦|最后|再|把它|把视频|将视频)[,，\s]*)*"
)
# What may be said about the thing that is exported or shown, and still be only that.
THING = (
    r"(?:\s*(?:it|this|the|my|our|final|finished|result|video|film|movie|file|clip|"
    r"一下|视频|影片|成片|文件|我的|到|成|为|了|吧))*"
)
TAIL = (
    r"(?:\s+(?:as|in|to|at|with|for|now|please|and share)\b.*|\s*(?:mp4|webm|mov|gif|1080p|720p|4k).*)?"
    r"[\s.!?。！？]*"
)
CREDITS = (
    r"(?:show|check|tell|see|what(?:'s| is| are)|how many|查看?|看看?|还有多少|剩余|显示)?"
    r"(?:\s*(?:me|my|the|our|current|remaining|credit|我的|当前|剩余|还有多少))*\s*"
    r"(?:credits?|balance|积分|余额)(?:\s*(?:balance|left|remaining|余额|还剩|有多少|多少|是多少|吗|呢|"
    r"do i have|have i got|are left|i have))*[\s.!?。！？]*"
)
STATE = (
    r"(?:show|check|get|see|what(?:'s| is)|查看?|看看?|显示)?(?:\s*(?:me|the|my|current|项目|当前|我的))*\s*"
    r"(?:status|tracks|timeline|状态|轨道|时间线)[\s.!?。！？]*"
)
PHRASES: tuple[tuple[Route, str], ...] = (
    ("export", r"(?:export\b|导出).*"),
    ("export", rf"(?:download|下载){THING}{TAIL}"),
    ("export", rf"(?:send|give|get) me (?:the|my|a)?{THING}(?: file| link)?{TAIL}"),
    ("credits", CREDITS),
    ("state", STATE),
    ("upload", r"(?:upload\b|上传).{0,200}"),
)
COMMANDS = tuple((name, re.compile(POLITE + p, re.IGNORECASE | re.DOTALL)) for name, p in PHRASES)
MAX_COMMAND = 2000  # characters; what is longer is a message

JOINT = re.compile(
    r"\s*(?:[.;。；！!\n]+|[,，]\s*(?:and\s+)?(?:then|finally|最后|然后|再|并)?|\b(?:and then|and|then)\b|然后|并且?|最后)\s*"
    r"(?=(?:please\s+|请)?(?:export|download|send me|导出|下载))",
    re.IGNORECASE,
)
QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|「[^」\n]*」|『[^』\n]*』|«[^»\n]*»")


def route(text: str, *, has_file: bool = False) -> tuple[Routed, ...]:
    """The parts of what a user said, in order. A file that comes along is uploaded first; blank text goes nowhere."""
    parts = [Routed(route="upload", text="")] if has_file else []
    return (*parts, *(Routed(route=_of(part), text=part) for part in _parts(text)))


def _of(part: str) -> Route:
    if len(part) > MAX_COMMAND:
        return "message"
    return next((name for name, pattern in COMMANDS if pattern.fullmatch(part)), "message")


def _parts(text: str) -> list[str]:
    """The text, cut before a trailing export command; not inside quotes, and only if what follows is just that."""
    text = text.strip()
    if len(text) > MAX_COMMAND:
        return [text]
    for match in JOINT.finditer(text):
        inside = any(start < match.start() < end for start, end in (q.span() for q in QUOTED.finditer(text)))
        before, after = text[: match.start()].strip(), text[match.end() :].strip()
        if not inside and before and _of(after) == "export":
            return [before, after]
    return [text] if text else []
