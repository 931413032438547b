"""`export` says at once what cannot be exported, in the words of the recipe's own exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from nemobuild.cli.main import main
from nemobuild.recipe.exports import why_not_export


@pytest.mark.parametrize(
    ("arguments", "what", "hint"),
    [
        (("a.xyz",), 'nothing is exported as "xyz"', "the format follows the extension: mp4 "),
        (("film",), '"film" has no extension', "the format follows the extension: mp4 "),
        (("a.mp4", "--aspect", "foo"), '"foo" is no aspect', "write width:height"),
        (("a.mp4", "--resolution", "big"), '"big" is no resolution', "write for example 720p"),
        (("a.mp3", "--fps", "30"), '"fps" means nothing for mp3', "it is for mp4 mov webm mkv gif"),
        (("a.webm", "--codec", "h264"), 'webm cannot be coded with "h264"', "for webm: vp9, av1"),
        (
            ("a.mp4", "--platform", "myspace"),
            'nobody here knows the platform "myspace"',
            "platforms: youtube, ",
        ),
        (("a.mp4", "--sheet"), '"sheet" means nothing for mp4', "it is for jpg jpeg png webp"),
        (("a.mp4", "--at", "1s"), '"at" means nothing for mp4', "it is for jpg jpeg png webp"),
    ],
)
def test_what_cannot_be_exported(
    arguments: tuple[str, ...],
    what: str,
    hint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"error: {what}\n  {hint}")
    assert list(tmp_path.iterdir()) == []


def test_what_can_be_exported() -> None:
    assert why_not_export("a.MP4", {"aspect": "9:16", "resolution": "4k", "fps": 30.0}) is None
    assert why_not_export("a.png", {"at": "1s", "resolution": "240p"}) is None


def test_an_edit_that_was_never_made_is_not_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = 'nemobuild: 1\nsteps: [{id: make, say: Create a 2 second video about "Hi"}]\nexports: [a.mp4]\n'
    Path("nemobuild.yaml").write_text(text, encoding="utf-8")
    assert main(["export", "b.mp4"]) == 4
    said = capsys.readouterr().err
    assert 'the edit as it is now is not recorded: the lock does not have step "make"' in said
    assert "an export sends no message; first: nemobuild run" in said
