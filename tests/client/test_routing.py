"""Where a user's sentence goes."""

import pytest

from nemobuild.client.routing import Routed, route


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("export", "export"), ("Export the video as mp4", "export"), ("导出视频", "export"), ("download", "export"),
        ("please download it now", "export"), ("send me the video", "export"), ("export a thumbnail at 3s", "export"),
        ("credits", "credits"), ("how many credits do I have left?", "credits"), ("my balance", "credits"),
        ("积分", "credits"), ("余额多少", "credits"), ("还有多少积分？", "credits"),
        ("status", "state"), ("状态", "state"), ("show tracks", "state"), ("show me the timeline", "state"),
        ("upload", "upload"), ("上传 a.mp4", "upload"), ("upload media/talk.mp4 and logo.png", "upload"),
        ("roll the end credits", "message"), ("show the credits at the end for 5 seconds", "message"),
        ("add end credits with our names", "message"), ("balance the audio levels", "message"),
        ("add a status bar", "message"), ("Show the status bar", "message"), ('add a title "Export now"', "message"),
        ("add a download button at the end", "message"), ("download the song and add it", "message"),
        ("trim the pauses", "message"), ("exported look", "message"),
    ],
)  # fmt: skip
def test_a_sentence_goes_where_the_table_says(text, expected):
    assert route(text) == (Routed(route=expected, text=text),)


@pytest.mark.parametrize(
    ("text", "edit", "command"),
    [
        ("add a title, then export it", "add a title", "export it"),
        ("Trim the talk and export as 4k.", "Trim the talk", "export as 4k."),
        ("加上标题，然后导出", "加上标题", "导出"),
    ],
)
def test_an_export_after_an_edit_is_taken_off(text, edit, command):
    assert route(text) == (Routed(route="message", text=edit), Routed(route="export", text=command))


def test_a_file_is_uploaded_first_and_blank_text_goes_nowhere():
    assert route("trim it", has_file=True) == (
        Routed(route="upload", text=""),
        Routed(route="message", text="trim it"),
    )
    assert route("  ") == ()


def test_a_long_text_is_a_message_and_no_burden():
    for text in ("show " * 50_000, "please " * 50_000, " " * 1000 + "x" * 100_000, "export " * 50_000):
        assert [part.route for part in route(text)] == ["message"]
    for text in (
        "please, " * 240,
        "send me the " + "my " * 600,
        "upload" + " a" * 900,
        "credits" + " left" * 300 + "x",
    ):
        route(text)
