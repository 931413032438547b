"""A recipe file becomes values, with everything resolved; or every problem at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nemobuild.errors import Problem, RecipeError
from nemobuild.plan.decide import export_wish
from nemobuild.recipe import Asset, Context, Count, Expect, Export, Git, Recipe, Skill, load
from nemobuild.recipe import disk as disk_module

Write = Callable[..., Path]
HOSTED = "accepted: video mp4 mov avi webm mkv, pictures jpg jpeg png gif webp, sound mp3 wav m4a aac"
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a recipe into a project that has some media, and gives its path."""
    (tmp_path / "media").mkdir()
    for name in ("talk.mp4", "logo.png", "song.mp3", "words.srt"):
        (tmp_path / "media" / name).write_bytes(b"media")

    def write(text: str, *, head: str = "nemobuild: 1\n", name: str = "film.yaml") -> Path:
        path = tmp_path / name
        path.write_text(head + text, encoding="utf-8")
        return path

    return write


def one(path: Path, **options: Any) -> Recipe:
    (recipe,) = load(path, **options)
    return recipe


def problems(path: Path, **options: Any) -> list[Problem]:
    with pytest.raises(RecipeError) as caught:
        load(path, **options)
    return list(caught.value.problems)


def said(path: Path, **options: Any) -> list[tuple[str, str]]:
    return [(problem.what, problem.hint) for problem in problems(path, **options)]


def test_the_whole_of_a_recipe(write: Write, tmp_path: Path) -> None:
    path = write(
        f"""
name: release-video
backend: nemo
skill: {{name: ai-video-editor-link, version: "1.2.0"}}
language: de
vars: {{version: "1.4.0"}}
budget: {{max_credits: 200}}
assets:
  talk: media/talk.mp4
  logo: {{path: media/logo.png}}
  theme: {{url: "https://example.org/theme.mp3", sha256: "{DIGEST.upper()}"}}
steps:
  - trim the pauses in the talk
  - id: title
    say: Add a title "Release {{{{ version }}}}" for the first 3 seconds
    uses: [talk]
    expect:
      duration: 15s..25s
      tracks: {{video: 1, text: ">= 1"}}
      text: "Release {{{{ version }}}}"
exports:
  - dist/release.mp4
  - {{path: dist/vertical.mp4, aspect: "9:16", resolution: 4k, fps: 29.97, quality: high}}
  - {{path: dist/poster.jpg, at: 1s}}
"""
    )
    recipe = one(path)
    assert (recipe.path, recipe.root, recipe.name, recipe.cell) == (
        path,
        tmp_path.resolve(),
        "release-video",
        {},
    )
    assert (recipe.backend, recipe.language, recipe.budget_credits) == ("nemo", "de", 200)
    assert recipe.skill == Skill(name="ai-video-editor-link", version="1.2.0")
    talk, logo, theme = recipe.assets
    assert (talk.name, talk.path, talk.shown) == (
        "talk",
        tmp_path.resolve() / "media/talk.mp4",
        "media/talk.mp4",
    )
    assert (logo.path, logo.outside) == (tmp_path.resolve() / "media/logo.png", False)
    assert (theme.path, theme.url, theme.sha256) == (None, "https://example.org/theme.mp3", DIGEST)
    first, title = recipe.steps
    assert (first.id, first.say) == ("trim-the-pauses-in-the-talk", "trim the pauses in the talk")
    assert (first.uses, first.expect, first.variables) == ((), None, {})
    assert (title.id, title.say) == ("title", 'Add a title "Release 1.4.0" for the first 3 seconds')
    assert title.template == 'Add a title "Release {{ version }}" for the first 3 seconds'
    assert (title.variables, title.uses) == ({"vars.version": "1.4.0"}, ("talk",))
    assert title.expect == Expect(
        duration_ms=(15000, 25000),
        tracks={"video": Count(lo=1, hi=1), "text": Count(lo=1)},
        text=("Release 1.4.0",),
    )
    film, vertical, poster = recipe.exports
    assert (film.path, film.shown, film.format) == (
        tmp_path.resolve() / "dist/release.mp4", "dist/release.mp4", "mp4")  # fmt: skip
    assert (film.aspect, film.resolution, film.fps, film.quality, film.at_ms) == (
        "",
        "",
        None,
        "standard",
        None,
    )
    assert (vertical.aspect, vertical.resolution, vertical.fps, vertical.quality) == (
        "9:16",
        "2160p",
        29.97,
        "high",
    )
    assert (poster.format, poster.at_ms) == ("jpg", 1000)


def test_what_a_recipe_does_not_say(write: Write, tmp_path: Path) -> None:
    recipe = one(write("steps: [merge the clips]"))
    assert (recipe.name, recipe.backend, recipe.language) == ("film", "local", "en")
    assert (recipe.budget_credits, recipe.assets, recipe.exports, recipe.reads) == (None, (), (), ())
    assert recipe.skill.name == "nemobuild"
    assert one(write("steps: [merge]", name="nemobuild.yaml")).name == tmp_path.name


def test_places_are_those_of_the_file(write: Write) -> None:
    recipe = one(write('steps:\n  - say: "加标题 {{ v }} hier"\n    id: a\nvars: {v: "1.0"}\n'))
    (step,) = recipe.steps
    assert (step.where.line, step.where.column, step.where.length) == (3, 11, 16)
    assert step.where.source_line == '  - say: "加标题 {{ v }} hier"'
    found = step.locate(step.say.index("hier"), len(step.say))
    assert (found.line, found.column, found.length) == (3, 23, 4)
    found = step.locate(step.say.index("1.0"), step.say.index("1.0") + 3)
    assert (found.column, found.length) == (15, 7)


def test_values_are_text_as_written(write: Write) -> None:
    recipe = one(
        write("vars: {a: 1.10, b: no, c: true, d: 007}\nsteps: ['say {{ a }} {{ b }} {{ c }} {{ d }}']")
    )
    assert recipe.steps[0].say == "say 1.10 no true 007"


def test_a_variable_uses_those_above_it(write: Write) -> None:
    path = write("vars:\n  version: '1.4'\n  title: Release {{ version }}\nsteps: ['say {{ title }}']")
    assert one(path).steps[0].say == "say Release 1.4"
    assert one(path, overrides={"version": "2"}).steps[0].say == "say Release 2"


def test_the_command_line_sets_variables(write: Write) -> None:
    path = write("vars: {version: '1.4', lang: en}\nsteps: ['say {{ version }}']")
    step = one(path, overrides={"version": "1.5 {{ lang }}"}).steps[0]
    assert (step.say, step.variables) == ("say 1.5 {{ lang }}", {"vars.version": "1.5 {{ lang }}"})
    assert said(path, overrides={"verson": "1", "zzz": "2"}) == [
        ('the recipe has no variable "verson"', 'did you mean "version"?'),
        ('the recipe has no variable "zzz"', "the recipe has version, lang"),
    ]
    assert said(write("steps: [merge]"), overrides={"a": "1"}) == [
        ('the recipe has no variable "a"', 'the recipe has no "vars:"')
    ]


def test_the_command_line_sets_the_backend(write: Write) -> None:
    path = write("backend: local\nassets: {w: media/words.srt}\nsteps: [add captions]")
    assert one(path).backend == "local"
    assert one(path, backend="http://127.0.0.1:1").backend == "http://127.0.0.1:1"
    assert said(path, backend="nemo") == [
        ('"media/words.srt": files of type "srt" are not accepted (4001)',
         HOSTED)
    ]  # fmt: skip


def test_a_matrix_gives_a_recipe_for_each_cell_in_order(write: Write) -> None:
    path = write(
        "matrix: {lang: [en, de], size: [1080, 720]}\n"
        "steps: ['say {{ matrix.lang }}']\n"
        "exports: [{path: 'dist/{{ matrix.lang }}-{{ matrix.size }}.mp4', resolution: '{{ matrix.size }}p'}]"
    )
    recipes = load(path)
    assert [recipe.cell for recipe in recipes] == [
        {"lang": "en", "size": "1080"}, {"lang": "en", "size": "720"},
        {"lang": "de", "size": "1080"}, {"lang": "de", "size": "720"}]  # fmt: skip
    assert [recipe.exports[0].shown for recipe in recipes][2:] == ["dist/de-1080.mp4", "dist/de-720.mp4"]
    assert [recipe.exports[0].resolution for recipe in recipes][:2] == ["1080p", "720p"]
    assert {recipe.steps[0].id for recipe in recipes} == {"say-lang"}


def test_cells_that_export_to_one_file_are_told_what_is_missing(write: Write) -> None:
    path = write(
        "matrix: {lang: [en, de], size: [a, b]}\nsteps: [merge]\nexports: ['dist/{{ matrix.size }}.mp4']"
    )
    assert said(path) == [
        ('the cells lang en and lang de both export to "dist/a.mp4"', "put {{ matrix.lang }} into the path"),
        ('the cells lang en and lang de both export to "dist/b.mp4"', "put {{ matrix.lang }} into the path"),
    ]


def test_a_problem_of_every_cell_is_said_once(write: Write) -> None:
    path = write("matrix: {lang: [en, de]}\nassets: {a: media/none.mp4}\nsteps: ['{{ nope }}']")
    assert [what for what, _ in said(path)] == ['there is no file "media/none.mp4"', 'undefined name "nope"']


def test_a_value_from_a_template_is_checked_like_a_written_one(write: Write) -> None:
    path = write(
        "matrix: {q: [high, hihg], d: [3s, soon]}\nsteps: [{say: merge, expect: {duration: '{{ matrix.d }}'}}]\n"
        "exports: [{path: '{{ matrix.q }}{{ matrix.d }}.mp4', quality: '{{ matrix.q }}', fps: '{{ matrix.q }}'}]"
    )
    assert said(path) == [
        ('"duration" must be a duration or a range such as 15s, 15s..25s, ..25s, 15s.., 20s±0.5s or ~20s, not "soon"',
         ""),
        ('"quality" must be one of draft, standard, high, not "hihg"', 'did you mean "high"?'),
        ('"fps" must be a number, not text', "for example: 30"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("matrix: {a: [1, '1']}\nsteps: [x]", '"1" stands in the dimension twice', "remove one of them"),
        ("matrix: {a: ['{{ x }}']}\nsteps: [x]", "a matrix value cannot hold a template", "write the value itself"),
        ("matrix: {a: [" + ", ".join(map(str, range(17))) + "], b: [" + ", ".join(map(str, range(16))) + "]}\n"
         "steps: [x]", "the matrix has 272 cells, at most 256 are allowed", ""),
        ("vars: {loop: 1}\nsteps: [x]", 'a variable cannot be called "loop"',
         'in a template "loop" means something else'),
        ("env: [MY_API_KEY]\nsteps: [x]", "MY_API_KEY looks like a secret, which cannot be used in a recipe",
         "what a template uses ends up in messages and records"),
        ("steps: [{say: x, uses: talk}]", 'there is no asset "talk"', 'the recipe has no "assets:"'),
        ("assets: {b: media/talk.mp4}\nsteps: [{say: x, uses: zzz}]", 'there is no asset "zzz"', "assets: b"),
        ("steps: [x]\nexports: [{path: a.mp4, aspect: '9:1'}]", '"9:1" is narrower than 1:4', ""),
        ("steps: [x]\nexports: [{path: a.mp4, fps: .nan}]", '"fps" must be a number', ""),
        ("steps: [x]\nexports: [{path: a.srt, quality: high}]", '"quality" means nothing for srt', "remove it"),
        ("steps: [x]\nexports: [{path: a.mov, codec: av1}]", 'mov cannot be coded with "av1"', "for mov: prores, h264, h265"),
        ("steps: [x]\nexports: [{path: a.gif, codec: h264}]", '"codec" means nothing for gif', "remove it"),
        ("steps: [x]\nexports: [{path: a.mp4, sheet: true}]", '"sheet" means nothing for mp4', 'stills take "sheet": jpg, png, webp'),
        ("steps: [x]\nexports: [{path: a.mp3, platform: x}]", '"platform" means nothing for mp3', "remove it"),
        ("steps: [x]\nexports: ['https://e.org/a.mp4']", '"https://e.org/a.mp4" is a URL', "exports are files"),
        ("steps: [x]\nexports: [.nemobuild/a.mp4]", '".nemobuild/a.mp4" lies in the folder of nemobuild\'s own records',
         "export to another folder"),
        ("steps: [x]\nexports: [' ']", "the path of an export is empty", ""),
        ("steps: [x]\nexports: [\"a\\0.mp4\"]", '"a\0.mp4" cannot be written: it holds a NUL character', ""),
        ("assets: {a: ' '}\nsteps: [x]", 'the path of asset "a" is empty', ""),
        ("assets: {a: 'ftp://e.org/a.mp4'}\nsteps: [x]", '"ftp://e.org/a.mp4" is no path and no http(s) URL',
         "write a path, or an https URL"),
        ("assets: {a: 'http://[::1'}\nsteps: [x]", "this is no URL", "write https://host/path"),
        ("assets: {a: 'http://a..b/x.mp4'}\nsteps: [x]", "this is no URL", "write https://host/path"),
        (f"assets: {{a: 'http://{'a' * 64}.example/x.mp4'}}\nsteps: [x]", "this is no URL", "write https://host/path"),
        ("assets: {a: 'https://e.org/a.exe'}\nsteps: [x]", '"a.exe": files of type "exe" are not accepted (4001)', f"{HOSTED}, text srt vtt cube txt"),
        ("assets: {a: 'https://open.spotify.com/track/1'}\nsteps: [x]", "open.spotify.com gives no files",
         "download what you may use, and name the file"),
    ],
)  # fmt: skip
def test_what_is_said(write: Write, text: str, what: str, hint: str) -> None:
    assert said(write(text)) == [(what, hint)]


def test_a_platform_is_its_shape_and_size_and_what_is_stated_wins(write: Write) -> None:
    text = """
steps: [x]
exports:
  - {path: a.mp4, platform: tiktok, codec: h265, hardware: nvenc, reframe: cover}
  - {path: b.mp4, platform: tiktok, resolution: 720p}
  - {path: c.jpg, sheet: true}
"""
    tiktok, small, sheet = one(write(text)).exports
    assert (tiktok.aspect, tiktok.resolution) == ("9:16", "1080p")
    assert (tiktok.codec, tiktok.hardware, tiktok.reframe) == ("h265", "nvenc", "cover")
    assert (small.aspect, small.resolution, small.codec) == ("9:16", "720p", "")
    assert sheet.sheet is True
    assert export_wish(tiktok)["codec"] == "h265" and "sheet" not in export_wish(tiktok)
    assert export_wish(sheet) == {"format": "jpg", "quality": "standard", "sheet": True}


class TestAssets:
    def test_outside_the_project_is_allowed_and_known(self, write: Write, tmp_path: Path) -> None:
        project = tmp_path / "project"
        project.mkdir()
        (project / "link.mp4").symlink_to(tmp_path / "media" / "talk.mp4")
        path = write(
            f"assets: {{a: ../media/talk.mp4, b: link.mp4, c: {tmp_path}/media/logo.png}}\nsteps: [merge]",
            name="project/film.yaml",
        )
        assets = one(path).assets
        assert [asset.outside for asset in assets] == [True, True, True]
        assert [asset.path for asset in assets] == [
            tmp_path.resolve() / "media" / name for name in ("talk.mp4", "talk.mp4", "logo.png")
        ]

    def test_a_url_in_short(self, write: Write) -> None:
        (asset,) = one(write("assets: {a: 'https://example.org/a'}\nsteps: [merge]")).assets
        assert (asset.url, asset.path, asset.sha256) == ("https://example.org/a", None, "")
        for url in (
            "https://münchen.example/a",
            "https://例え.example./a",
            "http://[::1]/a",
            f"http://{'a' * 63}.example/a",
        ):
            assert one(write(f"assets: {{a: '{url}'}}\nsteps: [merge]")).assets[0].url == url

    def test_size_limits(self, write: Write, tmp_path: Path) -> None:
        megabyte = 1_000_000
        for name, size in (
            ("ok", 500 * megabyte),
            ("big", 500 * megabyte + 1),
            ("small", 200 * megabyte + 1),
        ):
            with (tmp_path / "media" / f"{name}.mp4").open("wb") as file:
                file.truncate(size)
        assert one(write("assets: {a: media/ok.mp4, b: media/small.mp4}\nsteps: [merge]")).assets
        assert said(write("assets: {a: media/big.mp4}\nsteps: [merge]")) == [
            ('"media/big.mp4" has 501 MB; at most 500 MB are accepted (4002)', "compress or trim it")
        ]
        skill = "skill: generator-generator-simple\n"
        assert said(write(skill + "assets: {a: media/small.mp4}\nsteps: [merge]")) == [
            ('"media/small.mp4" has 201 MB; at most 200 MB are accepted (4002)', "compress or trim it")
        ]

    def test_what_is_no_file(self, write: Write, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "media" / "pipe.mp4")
        (tmp_path / "media" / "loop.mp4").symlink_to("loop.mp4")
        (tmp_path / "media" / "gone.mp4").symlink_to("nowhere.mp4")
        (tmp_path / "void").mkdir()
        path = write(
            "assets: {a: media/pipe.mp4, b: media/loop.mp4, c: media/gone.mp4, d: void, e: media, f: media/talk,"
            f" g: media/{'x' * 300}.mp4, h: media/talk.mp4/x.mp4}}\nsteps: [merge]"
        )
        (tmp_path / "media" / "talk").write_text("no extension")
        assert [what.replace("x" * 300, "x…") for what, _ in said(path)] == [
            '"media/pipe.mp4" is no regular file',
            '"media/loop.mp4" is no regular file',
            'there is no file "media/gone.mp4"',
            '"void" is a folder',
            '"media" is a folder',
            '"media/talk" has no extension, so its type is not known (4001)',
            '"media/x….mp4" cannot be read: the name is too long',
            '"media/talk.mp4/x.mp4" cannot be read: not a directory',
        ]
        hints = [hint for _, hint in said(path)]
        assert hints[3:5] == [
            "name a file",
            "name a file in it: gone.mp4, logo.png, loop.mp4, pipe.mp4, song.mp3 and 2 more",
        ]

    def test_a_file_that_may_not_be_read(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(disk_module.os, "access", lambda *_: False)
        assert said(write("assets: {a: media/talk.mp4}\nsteps: [merge]")) == [
            ('"media/talk.mp4" cannot be read: permission denied', "check the path and who may read it")
        ]


class TestExports:
    def test_an_absolute_path_outside_is_meant(self, write: Write, tmp_path: Path) -> None:
        path = write(f"steps: [merge]\nexports: [{tmp_path}/elsewhere/film.mp4]", name="media/film.yaml")
        assert one(path).exports[0].path == tmp_path.resolve() / "elsewhere/film.mp4"

    def test_a_relative_path_outside_is_not(self, write: Write, tmp_path: Path) -> None:
        path = write("steps: [merge]\nexports: [../film.mp4]", name="media/film.yaml")
        assert said(path) == [
            ('"../film.mp4" lies outside the project',
             f"if that is meant, write it in full: {tmp_path.resolve()}/film.mp4")
        ]  # fmt: skip

    def test_a_link_does_not_lead_outside_unseen(self, write: Write, tmp_path: Path) -> None:
        (tmp_path / "media" / "dist").symlink_to(tmp_path)
        ((what, _),) = said(write("steps: [merge]\nexports: [dist/film.mp4]", name="media/film.yaml"))
        assert what == '"dist/film.mp4" lies outside the project'

    def test_an_export_does_not_overwrite_its_own_input_or_a_folder(
        self, write: Write, tmp_path: Path
    ) -> None:
        (tmp_path / "dist.mp4").mkdir()
        path = write(
            "assets: {a: media/talk.mp4}\nsteps: [merge]\nexports: [media/../media/talk.mp4, dist.mp4]"
        )
        assert said(path) == [
            ('"media/../media/talk.mp4" is the asset "a"', "export to another file"),
            ('"dist.mp4" is there already, and is no file', "export to another file"),
        ]

    def test_two_that_are_the_same_by_another_name(self, write: Write) -> None:
        path = write("steps: [merge]\nexports: [a/b.mp4, a/./c/../b.mp4]")
        assert said(path) == [('two exports go to "a/./c/../b.mp4"', "the other is in line 3; rename one")]


class TestSteps:
    def test_ids_are_made_of_words_and_unique(self, write: Write) -> None:
        path = write(
            "vars: {v: '1.4'}\nsteps:\n  - Add a title\n  - add a TITLE!\n  - {id: add-a-title-3, say: x}\n"
            "  - Add a title\n  - 剪掉停顿\n  - '!!'\n  - 'Show {{ v }} in {{ vars.v }}'\n"
            "  - One two three four five six seven\n"
        )
        assert [step.id for step in one(path).steps] == [
            "add-a-title", "add-a-title-2", "add-a-title-3", "add-a-title-4", "剪掉停顿", "step", "show-v-in-v",
            "one-two-three-four-five-six"]  # fmt: skip

    def test_a_block_of_text_is_one_instruction(self, write: Write) -> None:
        (step,) = one(write("steps:\n  - say: |\n      First\n      second\n    uses: []\n")).steps
        assert (step.say, step.template, step.where.line) == ("First\nsecond", "First\nsecond", 4)
        found = step.locate(6, 12)
        assert (found.line, found.column, found.length) == (5, 7, 6)

    @pytest.mark.parametrize(
        ("name", "what", "hint"),
        [
            ("matrix.x", 'undefined name "matrix.x"', "the recipe has no matrix"),
            ("vars.x", 'undefined name "vars.x"', "there are none"),
            ("git.tag", "git.tag is not known: no checkout was looked at",
             'write {{ git.tag | default("…") }} if that is all right'),
        ],
    )  # fmt: skip
    def test_a_name_where_there_is_nothing_of_its_kind(
        self, write: Write, name: str, what: str, hint: str
    ) -> None:
        assert said(write(f"steps: ['{{{{ {name} }}}}']")) == [(what, hint)]

    @pytest.mark.parametrize(
        ("say", "what"),
        [
            ("export", "an export is no step"),
            ("Export!", "an export is no step"),
            ("please export the video as MP4", "an export is no step"),
            ("导出", "an export is no step"),
            ("请导出视频。", "an export is no step"),
            ("Download it", "an export is no step"),
            ("send me the video", "an export is no step"),
            ("finally render the video", "an export is no step"),
            ("credits", "asking for the credits is no step"),
            ("余额", "asking for the credits is no step"),
            ("Show my balance", "asking for the credits is no step"),
            ("status", "asking for the state is no step"),
            ("show tracks", "asking for the state is no step"),
            ("状态", "asking for the state is no step"),
            ("upload", "an upload is no step"),
            ("上传", "an upload is no step"),
        ],
    )
    def test_what_is_no_edit_is_said_to_be_none(self, write: Write, say: str, what: str) -> None:
        ((found, hint),) = said(write(f"steps: ['{say}']"))
        assert found == what
        assert (
            hint
            == {
                "an export": 'list the file under "exports:", such as "- dist/video.mp4"; "nemobuild run" makes it',
                "asking for the credits": "use the command: nemobuild credits",
                "asking for the state": "use the commands: nemobuild status, nemobuild timeline",
                "an upload": 'list the file under "assets:"; it is uploaded by itself',
            }[what.removesuffix(" is no step")]
        )

    @pytest.mark.parametrize(
        "say",
        ["trim the start and export", "add a title that says export", "exports of cars as a bar chart",
         "export it and then add music", "add rolling credits at the end", "fade the audio track",
         "导出之前,添加字幕", "add the upload date", "Render the title in red"],
    )  # fmt: skip
    def test_an_edit_that_uses_such_a_word_is_an_edit(self, write: Write, say: str) -> None:
        assert one(write(f"steps: ['{say}']")).steps[0].say == say


class TestContext:
    def test_git_is_asked_once_and_only_when_named(self, write: Write) -> None:
        asked: list[int] = []

        def git() -> Git:
            asked.append(1)
            return Git(tag="v1.4.0", commit="abc", branch="main", date="2026-03-05")

        assert one(write("steps: ['no {{ 1 }}']"), context=Context(git=git))
        assert asked == []
        path = write("matrix: {l: [a, b]}\nsteps: ['{{ git.tag }} {{ git.branch | upper }} {{ git.date }}']")
        assert load(path, context=Context(git=git))[0].steps[0].say == "v1.4.0 MAIN 2026-03-05"
        assert asked == [1]

    def test_without_git_the_reason_is_said(self, write: Write) -> None:
        ((what, hint),) = said(
            write("steps: ['{{ git.tag }}']"), context=Context(git=lambda: Git(why="git is not installed"))
        )
        assert what == "git.tag is not known: git is not installed"
        assert hint == 'write {{ git.tag | default("…") }} if that is all right'

    @pytest.mark.parametrize(
        "name",
        [
            "NEMO_TOKEN", "GH_TOKENS", "TOKEN_2", "API_TOKEN_URL", "AWS_SECRET_ACCESS_KEY", "SECRET_KEY", "SECRETS",
            "SECRET2", "GITHUB_PAT", "DB_PASS", "PASS", "SIGNING_KEY", "SSH_KEYS", "PGPASSWORD", "MYSQL_PASSWORD_FILE",
            "DB_PASSWD", "GPG_PASSPHRASE", "MY_API_KEY", "MYAPIKEY", "PRIVATE_KEY", "GOOGLE_CREDENTIALS",
            "GIT_CREDENTIAL", "BASIC_AUTH", "NPM_AUTH_HEADER", "SENTRY_DSN", "api_key", "github_pat",
        ],
    )  # fmt: skip
    def test_a_variable_that_is_called_like_a_secret_is_refused(self, write: Write, name: str) -> None:
        problem = (
            f"{name} looks like a secret, which cannot be used in a recipe",
            "what a template uses ends up in messages and records",
        )
        assert said(write(f"env: [{name}]\nsteps: [x]")) == [problem]

    @pytest.mark.parametrize(
        "name",
        [
            "HOME", "USER", "LANG", "PATH", "CITY", "GITHUB_REF_NAME", "GITHUB_SHA", "GITHUB_ACTOR", "CI_COMMIT_AUTHOR",
            "AUTHOR", "AUTHORS", "GIT_AUTHOR_NAME", "RELEASE_PATH", "PATCH", "PATTERN", "VERSION", "KEYNOTE",
            "KEYBOARD_LAYOUT", "MONKEY", "COMPASS", "BYPASS_CACHE", "PASSAGE", "TOKENIZER", "SECRETARY_NAME", "SPEAKER",
            "DATE", "BUILD_NUMBER",
        ],
    )  # fmt: skip
    def test_a_variable_that_only_sounds_like_one_is_taken(self, write: Write, name: str) -> None:
        assert one(write(f"env: [{name}]\nsteps: ['say {{{{ env.{name} }}}}']"),
                   context=Context(environ={name: "x"})).steps[0].say == "say x"  # fmt: skip

    def test_only_listed_variables_of_the_environment_are_seen(self, write: Write) -> None:
        context = Context(environ={"CITY": "Bern", "HOME": "/"})
        step = one(write("env: [CITY]\nsteps: ['{{ env.CITY }}']"), context=context).steps[0]
        assert (step.say, step.variables) == ("Bern", {"env.CITY": "Bern"})

    def test_what_was_asked_of_the_machine_is_remembered(self, write: Write) -> None:
        """Wherever it was asked, also for nothing: a later load with other answers is another recipe."""
        path = write(
            "env: [CITY, UNSET]\nvars: {c: '{{ env.CITY }}'}\n"
            "steps: [\"{{ c }} {{ env.UNSET | default('x') }}\"]\nexports: ['{{ git.tag }}.mp4']"
        )
        recipe = one(path, context=Context(environ={"CITY": "Bern"}, git=lambda: Git(tag="v1")))
        assert recipe.asked == {"env.CITY": "Bern", "env.UNSET": "", "git.tag": "v1"}

    def test_a_changelog_is_read_once_and_remembered(self, write: Write, tmp_path: Path) -> None:
        (tmp_path / "CHANGELOG.md").write_text("## 1.4\n- Captions\n- Music\n", encoding="utf-8")
        recipe = one(
            write("vars: {version: '1.4'}\nsteps: ['film: {{ changelog(\"CHANGELOG.md\", version) }}']")
        )
        assert recipe.steps[0].say == "film: Captions; Music"
        assert recipe.reads == (tmp_path.resolve() / "CHANGELOG.md",)

    @pytest.mark.parametrize(
        ("content", "what", "hint"),
        [
            (None, 'there is no file "NEWS.md"', "paths are relative to the recipe's folder"),
            (b"\xff", '"NEWS.md" cannot be read: it is not UTF-8', "save the file as UTF-8"),
            (b"nothing", '"NEWS.md" has no version "9"', 'a version begins with "## [1.0.0]"'),
            (
                b"# News\n\nMay\n===\n",
                '"NEWS.md" has no version "9"',
                'a version begins with "## [1.0.0]"; its headings are News, May',
            ),
            (b"## 1.3\n## 1.4\n", '"NEWS.md" has no version "9"', "it has 1.3, 1.4"),
            (
                b"## 9\n- a\n" + b" " * 1_000_000,
                '"NEWS.md" cannot be read: it is larger than 1 MB',
                "keep there what is needed of it, and the rest in another file",
            ),
        ],
    )
    def test_a_changelog_that_says_nothing(
        self, write: Write, tmp_path: Path, content: bytes | None, what: str, hint: str
    ) -> None:
        if content is not None:
            (tmp_path / "NEWS.md").write_bytes(content)
        assert said(write('steps: [\'{{ changelog("NEWS.md", "9") }}\']')) == [(what, hint)]

    @pytest.mark.parametrize(
        ("name", "why", "hint"),
        [
            ("pipe", "it is no regular file", "name a file"),
            ("media", "it is no regular file", "name a file"),
            ("/dev/zero", "it is no regular file", "name a file"),
            ("a" * 300, "the name is too long", "check the path and who may read it"),
        ],
    )
    def test_what_is_no_file_is_not_read_as_a_changelog(
        self, write: Write, tmp_path: Path, name: str, why: str, hint: str
    ) -> None:
        os.mkfifo(tmp_path / "pipe")
        path = write(f'steps: [\'{{{{ changelog("{name}", "9") }}}}\']')

        def never(_path: Path) -> str:
            raise AssertionError("it was opened")

        with pytest.raises(RecipeError) as caught:
            load(path, context=Context(read_text=never))
        assert [(p.what, p.hint) for p in caught.value.problems] == [
            (f'"{name}" cannot be read: {why}', hint)
        ]

    def test_a_file_that_may_not_be_read(self, write: Write) -> None:
        def refuse(_path: Path) -> str:
            raise PermissionError(13, "Permission denied")

        path = write('skill: media/SKILL.md\nsteps: [\'{{ changelog("NEWS.md", "9") }}\']')
        (path.parent / "NEWS.md").write_text("## 9\n- a\n")
        (path.parent / "media" / "SKILL.md").write_text("---\n")
        with pytest.raises(RecipeError) as caught:
            load(path, context=Context(read_text=refuse))
        assert {(p.what, p.hint) for p in caught.value.problems} == {
            (f'"{name}" cannot be read: permission denied', "check who may read it: ls -l")
            for name in ("media/SKILL.md", "NEWS.md")
        }


class TestSkill:
    def test_a_file_says_name_and_version_as_written(self, write: Write, tmp_path: Path) -> None:
        (tmp_path / "SKILL.md").write_text("---\nname: my-skill\nversion: 1.10\nother: [1]\n---\n# Mine\n")
        recipe = one(write("skill: SKILL.md\nsteps: [merge]"))
        assert recipe.skill == Skill(name="my-skill", version="1.10")
        assert recipe.reads == (tmp_path.resolve() / "SKILL.md",)

    def test_a_name_alone(self, write: Write) -> None:
        assert one(write("skill: my-skill\nsteps: [merge]")).skill == Skill(name="my-skill", version="1.0.0")
        assert one(write("skill: {name: my-skill}\nsteps: [merge]")).skill == Skill(
            name="my-skill", version="1.0.0"
        )

    @pytest.mark.parametrize(
        ("content", "place", "what"),
        [
            ("# no front matter", "SKILL.md:1:1", "there is no front matter"),
            ("---\n- a\n---\n", "SKILL.md:2:3", "the front matter must be a mapping"),
            ("---\nname: a: b\n---\n", "SKILL.md:2:8", 'unexpected ":"'),
            ("---\nname: a\n---\n", "SKILL.md:2:1", 'the front matter has no "version"'),
            ("---\nname: A b\nversion: 1\n---\n", "SKILL.md:2:7",
             '"name" must be text in kebab case, such as ai-video-editor-link'),
            ("---\nname: a\nversion: [1]\n---\n", "SKILL.md:3:11", '"version" must be text such as 1.2.0'),
        ],
    )  # fmt: skip
    def test_bad_front_matter(
        self, write: Write, tmp_path: Path, content: str, place: str, what: str
    ) -> None:
        (tmp_path / "SKILL.md").write_text(content)
        (problem,) = problems(write("skill: SKILL.md\nsteps: [merge]"))
        assert (str(problem.where), problem.what) == (place, what)
        if what == "there is no front matter":
            assert problem.hint == 'begin it with "---", "name: …", "version: …", "---"'

    def test_a_file_that_is_not_there_or_not_text(self, write: Write, tmp_path: Path) -> None:
        assert said(write("skill: no/SKILL.md\nsteps: [merge]")) == [
            ('there is no file "no/SKILL.md"', "paths are relative to the recipe's folder")
        ]
        (tmp_path / "SKILL.md").write_bytes(b"\xff")
        assert said(write("skill: SKILL.md\nsteps: [merge]")) == [
            ('"SKILL.md" cannot be read: it is not UTF-8', "save the file as UTF-8")
        ]


class TestTheFileItself:
    def test_a_file_that_is_not_there(self, write: Write, tmp_path: Path) -> None:
        write("steps: [merge]", name="nemobuild.yaml")
        (problem,) = problems(tmp_path / "nemobiuld.yaml")
        assert str(problem.where) == str(tmp_path / "nemobiuld.yaml")
        assert (problem.what, problem.hint) == ("the recipe does not exist", 'did you mean "nemobuild.yaml"?')
        assert said(tmp_path / "zzz" / "x.yaml") == [
            ("the recipe does not exist", "make one: nemobuild init")
        ]

    def test_a_folder_is_no_recipe(self, write: Write, tmp_path: Path) -> None:
        assert said(tmp_path / "media") == [("the recipe is a folder", "name a recipe file")]
        write("steps: [merge]", name="nemobuild.yaml")
        assert said(tmp_path) == [
            ("the recipe is a folder", f"name the file in it: {tmp_path}/nemobuild.yaml")
        ]

    def test_a_pipe_is_no_recipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.yaml")
        assert said(tmp_path / "pipe.yaml") == [("the recipe is no regular file", "")]

    def test_a_video_is_no_recipe(self, tmp_path: Path) -> None:
        with (tmp_path / "film.mp4").open("wb") as file:
            file.truncate(17 * 1024 * 1024)
        assert said(tmp_path / "film.mp4") == [
            ("the recipe is larger than 16 MB", "is this the recipe, or a video?")
        ]

    def test_a_file_that_may_not_be_read(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write("steps: [merge]")

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        assert said(path) == [
            ("the recipe cannot be read: permission denied", "check who may read it: ls -l")
        ]

    def test_an_impossible_name(self, tmp_path: Path) -> None:
        assert said(tmp_path / ("x" * 300)) == [("the recipe cannot be read: File name too long", "")]

    def test_a_byte_order_mark_and_windows_lines_are_fine(self, tmp_path: Path) -> None:
        path = tmp_path / "film.yaml"
        path.write_bytes(b"\xef\xbb\xbfnemobuild: 1\r\nsteps:\r\n  - merge\r\n")
        assert one(path).steps[0].where.line == 3

    @pytest.mark.parametrize("content", [b"", b"\n\n", b"# nothing\n", b"---\n", b"~"])
    def test_an_empty_file(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "film.yaml"
        path.write_bytes(content)
        assert said(path) == [
            ("the recipe is empty", 'begin it with "nemobuild: 1", or make one: nemobuild init')
        ]

    def test_problems_come_in_the_order_of_the_file(self, write: Write) -> None:
        path = write("steps:\n  - {sya: x}\n  - '{{ a }}'\nname: 3\nassets: {a: nope.mp4}\nexports: [a.xyz]")
        lines = [problem.where.line for problem in problems(path) if problem.where]
        assert lines == [3, 4, 5, 6, 7]


def test_values_compare_by_what_they_say(write: Write) -> None:
    path = write("assets: {a: media/talk.mp4}\nsteps: [merge]\nexports: [a.mp4]")
    assert load(path) == load(path)
    assert isinstance(one(path).assets[0], Asset)
    assert isinstance(one(path).exports[0], Export)


HEAVY = (
    "jinja2",
    "jsonschema",
    "difflib",
    "urllib.parse",
    "subprocess",
    "click",
    "httpx",
    "numpy",
    "fractions",
)


def test_a_plain_recipe_imports_nothing_heavy(write: Write) -> None:
    """A run with nothing to do has 0.1 s for the whole process."""
    path = write(
        "vars: {v: '1'}\nassets: {a: media/talk.mp4, b: {path: media/logo.png}}\n"
        "steps: ['say {{ v }}', {say: x, uses: [a], expect: {duration: 1s..2s}}]\nexports: [a.mp4]"
    )
    program = (
        "import sys; from pathlib import Path; before = set(sys.modules)\n"
        "from nemobuild.recipe import load; load(Path(sys.argv[1]))\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules and name not in before])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"


WHOLE = """nemobuild: 1
vars: {version: "1.4.0", title: "Release {{ version }}"}
env: [CITY]
assets:
  talk: media/talk.mp4
  theme: {url: "https://example.org/theme.mp3"}
steps:
  - trim the pauses
  - id: title
    say: |
      Add a title "{{ title | upper }}"
    uses: [talk]
    expect: {duration: 15s..25s, tracks: {text: ">= 1"}, text: ["{{ version }}"]}
exports:
  - {path: "dist/{{ matrix.lang }}.mp4", aspect: "9:16", fps: 30, quality: high}
matrix: {lang: [en, de]}
"""
_edits = st.lists(
    st.tuples(
        st.integers(0, len(WHOLE)),
        st.integers(0, 12),
        st.text(alphabet="{}[]:-|&*!%\"' \n\tx1.中", max_size=6),
    ),
    min_size=1,
    max_size=4,
)


@given(_edits)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_edit_of_a_recipe_is_a_recipe_or_has_problems(
    write: Write, edits: list[tuple[int, int, str]]
) -> None:
    """Never another exception; and every place that is named is one of the file."""
    text = WHOLE
    for at, length, new in edits:
        text = text[:at] + new + text[at + length :]
    path = write(text, head="")
    try:
        load(path)
    except RecipeError as error:
        assert error.problems
        for problem in error.problems:
            if problem.where and problem.where.line:
                assert (
                    problem.where.column - 1 + problem.where.length
                    <= max(len(problem.where.source_line), 1) + 1
                )


def test_ten_thousand_steps_load(write: Write) -> None:
    steps = "".join(
        f"  - {{id: s{n}, say: 'Add {n} {{{{ v }}}}', expect: {{duration: 1s}}}}\n" for n in range(10_000)
    )
    assert len(one(write(f"vars: {{v: a}}\nsteps:\n{steps}")).steps) == 10_000
