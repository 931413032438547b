"""Which sentences are no edits. The client asks the same question before it sends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemobuild.plan.keys import normalized
from nemobuild.recipe.routing import MAX_COMMAND, misrouted

EXPORTS = """export
export it
Export as mp4
Export the video as MP4!
download the film in 1080p
download my video now
could you download this for me
send me the final cut
give me the finished film
give me the clip
give me my file please
give me a GIF
get me the video
send me it
I want to export
can you export this?
let's export
let’s export
please export the video as webm
ok, export
export, please
now, export
go ahead and export
finally, download the result
save it
save as 720p MOV
render the video
render it in 720p
export audio only
export a thumbnail at 3s
导出
导出视频
帮我导出
请把视频导出
请export
把视频导出成1080P
下载视频
我要导出
请导出视频。"""

CREDITS = """credits
balance
show my credits
what's my balance
how many credits do I have left?
my balance
积分
余额多少
还有多少积分？"""

STATES = """status
状态
show tracks
show me the timeline
what's the timeline
check the current status
显示时间线"""

UPLOADS = """upload
upload my video
upload this file to the project
upload media/talk.mp4
上传 a.mp4
上传文件"""

EDITS = """trim the talk, then export it
add a title and export
trim 3 s. Export
export in 4k and add music
export it, then add a title
give me the film with subtitles
give me the video in slow motion
give me a video of a cat
导出之前,添加字幕
roll the end credits
show the credits at the end for 5 seconds
add end credits with our names
balance the audio levels
add a status bar
Show the status bar
add a title "Export now"
add a download button at the end
download the song and add it
exported look
android on the timeline
save the last 5 seconds
render the title in red
add the upload date
trim the pauses"""

WORDS = {
    "an export is no step": EXPORTS,
    "asking for the credits is no step": CREDITS,
    "asking for the state is no step": STATES,
    "an upload is no step": UPLOADS,
}


@pytest.mark.parametrize(
    ("say", "what"), [(say, what) for what, says in WORDS.items() for say in says.splitlines()]
)
def test_a_sentence_that_is_no_edit_is_named(say: str, what: str) -> None:
    found = misrouted(say)
    assert found is not None
    assert found[0] == what


@pytest.mark.parametrize("say", EDITS.splitlines())
def test_a_sentence_that_edits_is_an_edit(say: str) -> None:
    assert misrouted(say) is None


SAYS = [say for says in (*WORDS.values(), EDITS) for say in says.splitlines()]


@given(
    st.sampled_from(SAYS), st.sampled_from(["", " ", "\n", "\u3000", "."]), st.sampled_from(["", " ", "\n\n"])
)
def test_what_is_sent_of_a_step_is_judged_as_the_step(say: str, end: str, start: str) -> None:
    """A step is checked as it is written, and sent with its white space made one."""
    written = start + say.replace(" ", "  ", 1) + end
    assert misrouted(normalized(written)) == misrouted(written) == misrouted(say)


def test_a_long_text_is_an_edit_and_no_burden() -> None:
    for text in ("show " * 50_000, "please " * 50_000, "export " * 50_000, "export " + "x" * MAX_COMMAND):
        assert misrouted(text) is None
    for text in (
        "export" + " please" * 240,
        "please, " * 240 + "export",
        "send me " + "my " * 600,
        "upload " + "a." * 900,
        "upload" + " a.mp4" * 300,
        "credits" + " left" * 300 + "x",
    ):
        misrouted(text)
