"""What the backend says to a user before a GUI, turned into what a client does instead.

The backend believes that buttons and panels are in sight. Its instructions are stripped from the text and named as
actions; descriptions of content stay ("a woman opens a door", "a click sound", anything in quotes). The table is the
protocol's ("GUI translation"), in English and Chinese. Pure; nothing here carries an action out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Action = Literal["export", "credits", "summary", "edit", "state", "call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A kind of instruction: what it looks like at the start of a clause, and what the client does."""

    says: str
    does: Action
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """The text without instructions, and what they ask for, each once, in order."""

    text: str
    actions: tuple[Action, ...] = ()


LEAD = (
    r"(?:(?:please|now|then|next|simply|just|first|finally|and|or|also|you can(?: now| also)?|you may|you could|"
    r"you should|you'll need to|you need to|you have to|feel free to|try to|go ahead and|use your mouse to)[,\s]+)*"
)
LEAD_ZH = r"(?:请|您|你|可以|可|现在|然后|接着|再|只需|即可|先|最后|并|也|需要|直接|在(?:右上角|左侧|右侧|上方|下方)?)*"
PANE = (
    r"(?:panel|tab|menu|sidebar|inspector|toolbar|drawer|dialog|settings|media library|library|editor|window)"
)
PANE_ZH = r"(?:面板|菜单|选项卡|标签页|侧边栏|工具栏|设置|窗口|素材库|编辑器)"


def _row(says: str, does: Action, *patterns: str) -> Row:
    return Row(says=says, does=does, pattern=re.compile("|".join(patterns), re.IGNORECASE))


# Looked through from the top: a click on Export is an export.
TABLE: tuple[Row, ...] = (
    _row(
        "Export button, 导出",
        "export",
        LEAD + r"(?:click|tap|press|hit|use|find|select|choose|go to)\b[^.!?]*\b(?:export|download)\b",
        LEAD_ZH + r"(?:点击|单击|按下?|使用|选择|找到)[^。！？]*(?:导出|下载)",
        r"(?:the )?export button\b[^.!?]*\b(?:is|can be found|at|in|on)\b",
        r"导出按钮",
    ),
    _row(
        "check account / billing",
        "credits",
        LEAD + r"(?:check|visit|see|view|open|go to|review|click|tap|top up)\b[^.!?]*"
        r"\b(?:account|billing|subscription|pricing)\b(?: (?:page|settings|section|tab|balance|plan|details))?",
        LEAD_ZH + r"(?:查看|检查|前往|打开|点击|进入)[^。！？]*(?:账户|账号|帐户|账单|计费|订阅)",
    ),
    _row(
        "preview in timeline",
        "summary",
        LEAD
        + r"(?:preview|review|view|watch|see|play|check)\b[^.!?]*\b(?:in|on|from) (?:the|your) (?:timeline|preview)\b",
        LEAD_ZH + r"(?:在|从)?(?:时间线|时间轴|预览窗口)[^。！？]*(?:预览|查看|播放)",
        LEAD_ZH + r"(?:预览|查看|播放)[^。！？]*(?:时间线|时间轴|预览窗口)",
    ),
    _row(
        "drag / drop, 拖拽",
        "edit",
        LEAD
        + r"(?:drag|drop)\b(?!s)(?: and drop\b)?\s+(?:the|a|an|your|it|them|this|that|any|each|files?|clips?|and)\b",
        LEAD_ZH + r"(?:用鼠标)?(?:将|把)[^。！？]{1,30}(?:拖拽|拖动|拖放|拖到|拖至|拖入)",
        LEAD_ZH + r"(?:用鼠标)?(?:拖拽|拖动|拖放|拖到|拖至)",
    ),
    _row(
        "open … panel, 打开 …",
        "state",
        LEAD + r"(?:open|go to|switch to|expand|navigate to|head to|look in)\b[^.!?]*\b" + PANE + r"\b",
        LEAD_ZH + r"(?:打开|进入|切换到|展开)[^。！？]*" + PANE_ZH,
    ),
    _row(
        "click …, 点击 …",
        "call",
        LEAD
        + r"(?:right-|double-)?(?:click|tap|press)\s+(?:on\b|the\b|here\b|an?\b|any\b|it\b|to\b|[\"'“‘«]|[A-Z])",
        LEAD + r"(?:hit|select|choose|use)\s+the\b[^.!?]*\b(?:button|icon|checkbox|slider|dropdown)\b",
        LEAD_ZH + r"(?:点击|单击|双击|右击|轻触|点按)",
    ),
)

SENTENCE = re.compile(r"[^\n.!?。！？]*(?:[.](?=\S)[^\n.!?。！？]*)*[.!?。！？]*[\"'”’」』)]*[^\S\n]*|\n")
VERB = (
    r"(?:click|tap|press|drag|open|go to|switch to|check your|visit|preview|hit the|use the|select the|choose the|"
    r"download it|点击|单击|打开|拖拽|拖动|将|把|在时间[线轴]|预览|查看)"
)
CLAUSE = re.compile(
    rf"[;；—]\s*|[,，]\s*(?:and\s+|then\s+)*|(?<!\s)\s+(?:and|then)\s+(?={LEAD}{VERB})|(?:然后|并)(?={LEAD_ZH}{VERB})",
    re.IGNORECASE,
)
# "To change it, click …", "如果想修改，点击 …": says what the instruction is for, and goes with it.
PURPOSE = re.compile(
    r"\s*(?:(?:to|if|when|once|for|whenever)\b|(?:如果|如需|若|要|想|为了|当|如要|需要))", re.IGNORECASE
)
# What is left of a list item whose words were an instruction.
LONE_MARKER = re.compile(r"^[^\S\n]*(?:[-*•]|\d{1,3}[.)、])[^\S\n]*(?:\n|$)", re.MULTILINE)
MAX_SENTENCE = 2000  # characters; an instruction is shorter, and the patterns are not meant for more
QUOTED = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|「[^」\n]*」|『[^』\n]*』|«[^»\n]*»|‘[^’\n]*’")


def translate(text: str) -> Translated:
    """The text without GUI instructions, and the actions that take their place."""
    kept: list[str] = []
    actions: list[Action] = []
    for sentence in SENTENCE.findall(text):
        rest, found = _sentence(sentence)
        kept.append(rest)
        actions += found
    rest = "".join(kept)
    return Translated(
        text=_tidy(LONE_MARKER.sub("", rest) if actions else rest), actions=tuple(dict.fromkeys(actions))
    )


def instruction(clause: str) -> Action | None:
    """What a clause tells the user to do in the GUI; None if it tells nothing of the kind."""
    begin = clause.strip().lstrip("-*•0123456789.)、 ")
    hidden = QUOTED.sub(lambda match: match[0][0] + "_" * (len(match[0]) - 2) + match[0][-1], begin)
    row = next((row for row in TABLE if row.pattern.match(hidden)), None)
    if row is None:
        return None
    # A quoted name counts once it is clear that it is a thing to click: click "Export".
    return next((named.does for named in TABLE if named.pattern.match(begin)), row.does)


def _sentence(sentence: str) -> tuple[str, list[Action]]:
    """What is left of a sentence, ended as it was, and the actions in it."""
    if len(sentence) > MAX_SENTENCE:
        return sentence, []
    clauses = list(_clauses(sentence))
    found = [instruction(clause) for _, clause in clauses]
    actions = [action for action in found if action is not None]
    if not actions:
        return sentence, []
    kept = [
        (joint, clause)
        for position, (joint, clause) in enumerate(clauses)
        if found[position] is None and not _is_for_an_instruction(clause, found[position + 1 :])
    ]
    rest = "".join((joint if index else "") + clause for index, (joint, clause) in enumerate(kept)).rstrip(
        " ,，;；—"
    )
    if not rest.strip(" -*•0123456789.)、。!！") or _dangles(kept, clauses):
        return "\n" if sentence.endswith("\n") else "", actions
    return _ended_like(rest, sentence), actions


def _is_for_an_instruction(clause: str, after: list[Action | None]) -> bool:
    return bool(PURPOSE.match(clause)) and bool(after) and after[0] is not None


def _dangles(kept: list[tuple[str, str]], clauses: list[tuple[str, str]]) -> bool:
    """Whether only the tail of an instruction is left ("click Export, top right")."""
    return kept[0] != clauses[0] and all(len(clause.split()) <= 3 and clause.isascii() for _, clause in kept)


def _clauses(sentence: str) -> Iterator[tuple[str, str]]:
    """Clauses with the joint before each. A joint inside quotes is none."""
    quotes = [match.span() for match in QUOTED.finditer(sentence)]
    begin, joint = 0, ""
    for match in CLAUSE.finditer(sentence):
        if any(start < match.start() < end for start, end in quotes):
            continue
        yield joint, sentence[begin : match.start()]
        begin, joint = match.end(), match[0]
    yield joint, sentence[begin:]


def _ended_like(rest: str, sentence: str) -> str:
    end = sentence[len(sentence.rstrip()) :]
    stop = sentence.rstrip()[-1:]
    rest = rest.rstrip()
    return rest + (stop if stop in ".!?。！？" and rest[-1] not in ".!?。！？" else "") + end


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
