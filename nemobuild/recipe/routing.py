"""Steps that are no edits: what a person says to the program and not to the editor.

The words are those of the protocol's table "Routing of what a user says". "export" is never sent to a backend.
"""

from __future__ import annotations

import re

_WORDS = (
    *(
        "export",
        "download",
        "导出",
        "下载",
        "send me",
        "give me",
        "save",
        "render",
        "credit",
        "积分",
        "balance",
        "余额",
    ),
    *("status", "状态", "track", "timeline", "upload", "上传"),
)
"""One of these is in every such step. Looked for first, so that the expressions are compiled only when needed."""

_POLITE = r"^(?:please|now|then|finally|and|ok|okay|请|然后|最后|现在|,|，)\s*|\s*(?:please|now|吧|了|一下)$"
_OTHER_EDIT = r"\b(?:and|then|but|after|with)\b|[,;，；、。]\s*\S|然后|并|再"
_EXPORT = (
    r"(?:export|download|导出|下载)(?![a-z])"
    r"|(?:send|give) me (?:the |my )?(?:video|film|movie|file)$|(?:save|render)(?: (?:it|the video|the file))?$"
)
_CREDITS = r"(?:(?:show |check )?(?:my |the )?(?:credits|balance)|(?:查看|查询)?(?:积分|余额))$"
_STATUS = r"(?:(?:show |check )?(?:the )?(?:status|tracks|timeline)|(?:查看|查询)?状态)$"
_UPLOAD = (
    r"(?:upload(?: (?:the |my |this )?(?:video|film|movie|file|files|clip|it))?|上传(?:文件|视频|素材)?)$"
)

_EXPORT_HINT = 'list the file under "exports:", such as "- dist/video.mp4"; "nemobuild run" makes it'


def misrouted(say: str) -> tuple[str, str] | None:
    """What is wrong with an instruction that asks for no edit, and what to use; None for an edit."""
    folded = say.casefold()
    if not any(word in folded for word in _WORDS):
        return None
    words = _bare(folded)
    if re.match(_EXPORT, words) and not re.search(_OTHER_EDIT, words):
        return "an export is no step", _EXPORT_HINT
    if re.match(_CREDITS, words):
        return "asking for the credits is no step", "use the command: nemobuild credits"
    if re.match(_STATUS, words):
        return "asking for the state is no step", "use the commands: nemobuild status, nemobuild timeline"
    if re.match(_UPLOAD, words):
        return "an upload is no step", 'list the file under "assets:"; it is uploaded by itself'
    return None


def _bare(folded: str) -> str:
    """The words without politeness and closing marks."""
    words = " ".join(folded.split()).strip(" .!?。！？:：\"'“”")
    while (shorter := re.sub(_POLITE, "", words).strip()) != words:
        words = shorter
    return words
