"""GUI instructions are stripped and named; descriptions of content stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.client.gui import TABLE, Translated, translate

ROWS = [
    ("I've added a title. Click the Export button to download your video.", "I've added a title.", ["export"]),
    ("I've added the music, click Export to save it.", "I've added the music.", ["export"]),
    ('Click "Export" when ready.', "", ["export"]),
    ("The Export button is at the top right.", "", ["export"]),
    ("Done! You can preview it in the timeline. Open the Text panel to change the font.", "Done!", ["summary", "state"]),
    ("To change the colour, click the title and open the style panel.", "", ["call", "state"]),
    ("Please check your account billing page for credits.", "", ["credits"]),
    ("Drag the clip to the end; the film is 12.5 s long.", "the film is 12.5 s long.", ["edit"]),
    ("I trimmed the clip and you can click the Play button to watch.", "I trimmed the clip.", ["call"]),
    ("Steps:\n1. Click Export\n2. Open the settings panel\nYour film is ready.", "Steps:\nYour film is ready.",
     ["export", "state"]),
    ("已添加标题。请点击右上角的导出按钮。", "已添加标题。", ["export"]),
    ("标题已添加，点击“导出”即可下载。", "标题已添加。", ["export"]),
    ("打开文字面板修改字体。视频中有一个人打开门。", "视频中有一个人打开门。", ["state"]),
    ("您可以在时间线中预览效果。", "", ["summary"]),
    ("把素材拖拽到时间轴上。", "", ["edit"]),
    ("请查看您的账单。", "", ["credits"]),
    ("点击标题。", "", ["call"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kept", "actions"), ROWS)
def test_an_instruction_is_stripped_and_named(text, kept, actions):
    found = translate(text)
    assert (found.text, list(found.actions)) == (kept, actions)


@pytest.mark.parametrize(
    "text",
    [
        "The clip shows a man who opens a window. He clicks a pen.",
        "Added a click sound effect at 0:03.",
        'Added the title "Click here to export".',
        "Drop shadow added to the title.",
        "The video opens with a panel discussion.",
        "Visit example.com v1.2.3 now.",
        "Trimmed to 3 s; music at 35 %.",
        "画面中一个人点击屏幕。",
        "标题“点击导出”已添加。",
        "Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%)",
        "First line\n\n- one\n- two",
    ],
)
def test_a_description_of_content_is_kept(text):
    assert translate(text).text == text
    assert translate(text).actions == ()


def test_every_row_of_the_protocol_has_one_here():
    assert [row.does for row in TABLE] == ["export", "credits", "summary", "edit", "state", "call"]
    assert {action for _, _, actions in ROWS for action in actions} == {row.does for row in TABLE}


@given(
    st.lists(
        st.sampled_from(
            ["Click", " Export", ",", ". ", "the", " and ", "\n", "点击", "，", "。", '"', "1.", " a "]
        )
    )
)
def test_stripping_twice_strips_nothing_more_than_words_that_became_instructions(pieces):
    """Nothing raises, and text only gets shorter."""
    text = "".join(pieces)
    assert len(translate(text).text) <= len(text)


def test_a_long_text_that_instructs_nothing_stays_as_it_is_and_is_no_burden():
    for text in (
        "click " * 50_000,
        "a" * 300_000,
        " " * 300_000,
        "," * 100_000,
        ". " * 100_000,
        '"' * 50_000,
    ):
        assert translate(text) == Translated(text=text.strip())
