"""Sentences that are no edits: what a person says to the program and not to the editor.

The words are those of the protocol's table "Routing of what a user says". "export" is never sent to a backend. A recipe is
checked for them when it is read, and the client before it sends a message, so what `validate` takes can be sent. Words like
"export" or "credits" are commands only where the sentence is nothing else: "roll the end credits" is an edit.
"""

from __future__ import annotations

import re
import unicodedata

MAX_COMMAND = 2000  # characters; what is longer is no command

_WORDS = (
    *("export", "download", "导出", "下载", "send me", "give me", "get me", "save", "render"),
    *("credit", "积分", "balance", "余额", "status", "状态", "track", "轨道", "timeline", "时间线"),
    *("upload", "上传"),
)
"""One of these is in every such step. Looked for first, so that the expressions are compiled only when needed."""

_POLITE = (
    r"(?:(?:(?:please|now|then|finally|and|ok|okay|can you|could you|would you|i want to|i'd like to|let's|go ahead and)(?![a-z])"
    r"|请|然后|最后|现在|帮我|给我|我想|我要|麻烦|再|把它|把视频|将视频)[,，\s]*)+"
)
_POLITE_AT_THE_END = r"(?:[,，\s]*(?:\bplease|\bnow|\bfor me|吧|了|一下))+$"
_OTHER_EDIT = r"\b(?:and|then|but|after|with)\b|[,;，；、。]\s*\S|然后|并|再"
_THING = r"(?: (?:it|this|that|the|my|our|final|finished|whole|result|video|film|movie|files?|clip|cut|project|link))"
_FORM = (
    r"(?: (?:(?:as|in|to|at) )?(?:an? )?(?:mp4|webm|mov|mkv|gif|\d{3,4}p|4k|hd|full hd)(?: file| format)?)"
)
_EXPORT = (
    r"(?:export|download|导出|下载)(?![a-z])"
    rf"|(?:send|give|get) me(?:{_THING}|{_FORM})+$|(?:save|render)(?:{_THING}|{_FORM})*$"
)
_CREDITS = (
    r"(?:show|check|tell|see|what(?:'s| is| are)|how many|查看?|查询|看看?|显示)?"
    r"(?: ?(?:me|my|the|our|current|remaining|credit|我的|当前|剩余|还有多少))* ?"
    r"(?:credits?|balance|积分|余额)"
    r"(?: ?(?:balance|left|remaining|do i have|have i got|are left|i have|余额|还剩|有多少|多少|是多少|吗|呢))*$"
)
_STATE = (
    r"(?:show|check|get|see|what(?:'s| is)|查看?|查询|看看?|显示)?(?: ?(?:me|my|the|current|项目|当前|我的))* ?"
    r"(?:status|tracks|timeline|状态|轨道|时间线)$"
)
_UPLOAD = (
    rf"upload(?:{_THING}| [\w./-]+\.\w{{2,4}})*(?: to (?:the |my )?(?:project|session|timeline))?$"
    r"|上传(?:文件|视频|素材| ?[\w./-]+\.\w{2,4})?$"
)


def misrouted(say: str) -> tuple[str, str] | None:
    """What is wrong with an instruction that asks for no edit, and what to use; None for an edit."""
    folded = " ".join(unicodedata.normalize("NFC", say).casefold().split())
    if len(folded) > MAX_COMMAND or not any(word in folded for word in _WORDS):
        return None
    words = _bare(folded)
    if re.match(_EXPORT, words) and not re.search(_OTHER_EDIT, words):
        return (
            "an export is no step",
            'list the file under "exports:", such as "- dist/video.mp4"; "nemobuild run" makes it',
        )
    if re.match(_CREDITS, words):
        return "asking for the credits is no step", "use the command: nemobuild credits"
    if re.match(_STATE, words):
        return "asking for the state is no step", "use the commands: nemobuild status, nemobuild timeline"
    if re.match(_UPLOAD, words):
        return "an upload is no step", 'list the file under "assets:"; it is uploaded by itself'
    return None


def _bare(folded: str) -> str:
    """The words without politeness and closing marks."""
    words = folded.replace("’", "'").strip(" .!?,。！？，:：\"'“”")
    while (shorter := _without_politeness(words)) != words:
        words = shorter
    return words


def _without_politeness(words: str) -> str:
    led = re.match(_POLITE, words)
    return re.sub(_POLITE_AT_THE_END, "", words[led.end() :] if led else words).strip()
