"""Steps that are no edits: what a person says to the program and not to the editor.

The words are those of the protocol's table "Routing of what a user says". "export" is never sent to a backend.
"""

from __future__ import annotations

import re

_POLITE = re.compile(
    r"^(?:please|now|then|finally|and|ok|okay|请|然后|最后|现在|,|，)\s*|\s*(?:please|now|吧|了|一下)$"
)
_OTHER_EDIT = re.compile(r"\b(?:and|then|but|after|with)\b|[,;，；、。]\s*\S|然后|并|再")
_EXPORT = re.compile(
    r"(?:export|download|导出|下载)(?![a-z])"
    r"|(?:send|give) me (?:the |my )?(?:video|film|movie|file)$|(?:save|render)(?: (?:it|the video|the file))?$"
)
_IT = r"(?: (?:the |my |this )?(?:video|film|movie|file|files|clip|it))?"
_CREDITS = re.compile(r"(?:(?:show |check )?(?:my |the )?(?:credits|balance)|(?:查看|查询)?(?:积分|余额))$")
_STATUS = re.compile(
    r"(?:(?:show |check )?(?:the )?(?:status|tracks)|(?:查看|查询)?状态|show (?:the )?timeline)$"
)
_UPLOAD = re.compile(rf"(?:upload{_IT}|上传(?:文件|视频|素材)?)$")

_EXPORT_HINT = 'list the file under "exports:", such as "- dist/video.mp4"; "nemobuild run" makes it'


def misrouted(say: str) -> tuple[str, str] | None:
    """What is wrong with an instruction that asks for no edit, and what to use; None for an edit."""
    words = _bare(say)
    if _EXPORT.match(words) and not _OTHER_EDIT.search(words):
        return "an export is no step", _EXPORT_HINT
    if _CREDITS.match(words):
        return "asking for the credits is no step", "use the command: nemobuild credits"
    if _STATUS.match(words):
        return "asking for the state is no step", "use the commands: nemobuild status, nemobuild timeline"
    if _UPLOAD.match(words):
        return "an upload is no step", 'list the file under "assets:"; it is uploaded by itself'
    return None


def _bare(say: str) -> str:
    """The words without case, politeness and closing marks."""
    words = " ".join(say.casefold().split()).strip(" .!?。！？:：\"'“”")
    while (shorter := _POLITE.sub("", words).strip()) != words:
        words = shorter
    return words
