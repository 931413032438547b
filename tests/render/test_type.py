"""Type: where it stands, how it breaks, what it does without a font, and that it can be read."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from nemobuild.backend.render.type import Drawing, draw
from nemobuild.backend.render.typeset import color, faces, scripts
from nemobuild.backend.render.typeset.breaking import break_lines, cut, joined, tokens
from nemobuild.backend.render.typeset.cmap import face_count, read_coverage
from nemobuild.backend.render.typeset.roles import safe_area
from nemobuild.errors import OutputError
from nemobuild.timeline.model import Canvas, Text, TextStyle, Word

WIDE, TALL, SQUARE = Canvas(), Canvas(width=1080, height=1920), Canvas(width=1080, height=1080)
SMALL = Canvas(width=320, height=180)
ROLES = ["title", "subtitle", "lower_third", "caption", "quote", "list", "callout", "card", "step"]
FONTS = Path(__file__).parent / "fonts"
# No system fonts: what is drawn must not depend on the machine.
ALONE: faces.Folders = ()
CHINESE: faces.Folders = ((FONTS,),)


def text(content: str, role: str = "title", **more: object) -> Text:
    return replace(Text(text=content, role=role, duration_ms=3000), **more)


def drawn(value: Text, canvas: Canvas = WIDE, folders: faces.Folders = ALONE) -> Drawing:
    return draw(value, canvas, folders=folders)


def box(drawing: Drawing, least: int = 200) -> tuple[int, int, int, int]:
    """What is more than a shadow, on the canvas."""
    found = [
        (b[0] + la.x, b[1] + la.y, b[2] + la.x, b[3] + la.y)
        for la in drawing.layers
        if (b := la.image.getchannel("A").point([255 * (v >= least) for v in range(256)]).getbbox())
    ]
    return (
        min(b[0] for b in found),
        min(b[1] for b in found),
        max(b[2] for b in found),
        max(b[3] for b in found),
    )


def pixels(image: Image.Image) -> list[tuple[int, ...]]:
    return [tuple(p) for p in np.asarray(image).reshape(-1, 4).tolist()]


def lines_of(words: str, measure: float) -> list[str]:
    """Broken where every sign is one wide."""

    def width(part: str) -> float:
        return float(len(part))

    pieces = [piece for token in tokens(words) for piece in cut(token, width, measure)]
    return [joined(line) for line in break_lines(pieces, width, measure)]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("canvas", [WIDE, TALL, SQUARE, SMALL])
def test_every_role_stands_in_the_safe_area(role: str, canvas: Canvas) -> None:
    drawing = drawn(text("Faster builds, fewer surprises", role, detail="Release 1.4"), canvas)
    left, top, right, bottom = box(drawing)
    safe = safe_area(canvas)
    edge = 0.012 * min(canvas.width, canvas.height)
    assert left >= safe.x * canvas.width - edge
    assert right <= (safe.x + safe.width) * canvas.width + edge
    assert top >= safe.y * canvas.height - edge
    assert bottom <= (safe.y + safe.height) * canvas.height + 2 * edge


def test_safe_areas_leave_the_foot_of_upright_pictures_free() -> None:
    assert safe_area(WIDE).y + safe_area(WIDE).height > 0.9
    assert safe_area(TALL).y + safe_area(TALL).height == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("anchor", "across", "down"),
    [
        ("top-left", 0, 0),
        ("top", 1, 0),
        ("top-right", 2, 0),
        ("left", 0, 1),
        ("center", 1, 1),
        ("right", 2, 1),
        ("bottom-left", 0, 2),
        ("bottom", 1, 2),
        ("bottom-right", 2, 2),
    ],
)
def test_the_nine_points(anchor: str, across: int, down: int) -> None:
    left, top, right, bottom = box(drawn(text("Here", anchor=anchor)))
    assert int((left + right) / 2 / 1920 * 3) == across
    assert int((top + bottom) / 2 / 1080 * 3) == down


def test_it_is_moved_by_shares_but_never_off_the_picture() -> None:
    still, moved = box(drawn(text("Here"))), box(drawn(text("Here", dx=0.1, dy=-0.2)))
    assert moved[0] - still[0] == pytest.approx(192, abs=1)
    assert moved[1] - still[1] == pytest.approx(-216, abs=1)
    left, top, right, bottom = box(drawn(text("Here", dx=5.0, dy=5.0)))
    assert left > 0 and top > 0 and right < 1920 and bottom < 1080


def test_a_lower_third_and_captions_have_their_own_places() -> None:
    left, top, _, _ = box(drawn(text("Eileen Collins", "lower_third", detail="NASA")), 150)
    assert left < 0.1 * 1920
    assert top > 0.7 * 1080
    assert box(drawn(text("Said at the foot", "caption")))[1] > 0.8 * 1080


@pytest.mark.parametrize("canvas", [WIDE, TALL, SQUARE])
def test_long_titles_shrink_and_do_not_leave_the_picture(canvas: Canvas) -> None:
    words = (
        "This is a title that somebody wrote without thinking of the length that titles ought to have " * 3
    )
    drawing = drawn(text(words), canvas)
    for layer in drawing.layers:
        assert layer.x >= 0 and layer.y >= 0
        assert layer.x + layer.image.width <= canvas.width
        assert layer.y + layer.image.height <= canvas.height
    assert box(drawing)[3] - box(drawing)[1] < 0.9 * canvas.height


def test_one_endless_word_is_broken() -> None:
    left, _, right, _ = box(drawn(text("Donaudampfschifffahrtsgesellschaftskapitän" * 4), TALL))
    assert left > 0 and right < 1080


def test_a_word_that_is_too_wide_is_cut_evenly_and_stays_large() -> None:
    long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    _, top, _, bottom = box(drawn(text(long, "card"), WIDE))
    assert bottom - top > 0.15 * WIDE.height
    lines = lines_of("a" * 21, 20)
    assert [len(line) for line in lines] == [11, 10]


def test_sizes_follow_the_shorter_side() -> None:
    large, small = box(drawn(text("Here"))), box(drawn(text("Here"), Canvas(width=960, height=540)))
    assert (large[2] - large[0]) / (small[2] - small[0]) == pytest.approx(2, rel=0.03)
    upright = box(drawn(text("Here"), TALL))
    assert upright[2] - upright[0] == pytest.approx(large[2] - large[0], abs=2)


def test_a_size_that_is_asked_for_is_kept() -> None:
    heights = [box(drawn(text("H", "subtitle", style=TextStyle(size=s)))) for s in (0.1, 0.2)]
    tall = [b[3] - b[1] for b in heights]
    assert tall[0] == pytest.approx(0.1 * 1080 * 0.727, abs=2)
    assert tall[1] == pytest.approx(2 * tall[0], abs=2)


@pytest.mark.parametrize(
    ("words", "measure", "lines"),
    [
        ("one two three", 20, ["one two three"]),
        ("one two three four five", 20, ["one two three", "four five"]),
        ("we never leave a word alone", 24, ["we never leave", "a word alone"]),
        ("the story of the river", 16, ["the story", "of the river"]),
        ("今天我们来做视频。", 5, ["今天我们", "来做视频。"]),
        ("你好，世界", 3, ["你好，", "世界"]),
        ("他说「你好」", 4, ["他说", "「你好」"]),
    ],
)
def test_lines_are_balanced_and_follow_the_customs_of_the_script(
    words: str, measure: int, lines: list[str]
) -> None:
    assert lines_of(words, measure) == lines


def test_a_number_stays_with_what_it_counts() -> None:
    assert lines_of("Saturday, 14 June, 3 p.m.", 15) == ["Saturday,", "14 June, 3 p.m."]
    assert lines_of("Join us on 12 September at 7:30 p.m.", 15) == [
        "Join us on",
        "12 September",
        "at 7:30 p.m.",
    ]


@given(
    words=st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=30).map(" ".join),
    measure=st.integers(9, 40),
)
def test_breaking_loses_nothing_and_keeps_the_measure(words: str, measure: int) -> None:
    lines = lines_of(words, measure)
    assert " ".join(lines) == words
    assert all(len(line) <= measure for line in lines)


@given(words=st.text("你好，世界。（再见）「是」！abc ", max_size=40), measure=st.integers(6, 12))
def test_kinsoku_nothing_begins_or_ends_a_line_that_may_not(words: str, measure: int) -> None:
    lines = lines_of(words, measure)
    assert "".join("".join(lines).split()) == "".join(words.split())
    for before, after in itertools.pairwise(lines):
        if after[0] in scripts.NOT_FIRST or before[-1] in scripts.NOT_LAST:
            by_the_author = f"{before} {after}" in " ".join(words.split())
            assert by_the_author or widest_unit(words) > measure, "only where there is no other place"


def widest_unit(words: str) -> int:
    """The longest stretch that may not be parted anywhere, in signs."""
    lengths = [1]
    for before, after in itertools.pairwise(words):
        parts = after not in scripts.NOT_FIRST and before not in scripts.NOT_LAST
        if parts or " " in (before, after):
            lengths.append(1)
        else:
            lengths[-1] += 1
    return max(lengths)


def test_a_word_that_is_cut_takes_its_last_letter_along_to_the_marks_after_it() -> None:
    assert lines_of("aaaa。。。", 6) == ["aaa", "a。。。"]
    assert lines_of("。。。。。。。", 6) == ["。。。。", "。。。"]


def test_chinese_is_drawn_by_a_fall_back_and_named_when_there_is_none() -> None:
    assert drawn(text("发布新版本 1.4"), folders=CHINESE).missing == ""
    nothing = drawn(text("发布新版本 1.4，发布"))
    assert nothing.missing == "发布新版本，"
    assert nothing.layers, "what can be drawn is drawn"
    assert drawn(text("你好")).layers == ()
    assert drawn(text("你好")).missing == "你好"


def test_latin_greek_and_cyrillic_ship_with_the_package() -> None:
    for family in faces.FAMILIES:
        sentence = "Ünïcödé ẞ — “quoted” Ελληνικά Русский tiếng Việt € → ✓"
        assert drawn(text(sentence, style=TextStyle(font=family))).missing == ""


def test_hostile_text_is_cleaned() -> None:
    drawing = drawn(text("a\u202eb\x00c\x1b[31m\ud800d\u200b"))
    assert drawing.missing == ""
    assert len(drawing.layers) == 1
    assert drawn(text("x" * 20_000)).layers
    assert drawn(text("")).layers == ()
    assert drawn(text(" \n ")).layers == ()


@given(words=st.text(max_size=60), role=st.sampled_from(ROLES))
@settings(max_examples=40)
def test_no_text_breaks_it(words: str, role: str) -> None:
    drawing = draw(Text(text=words, role=role, duration_ms=1000), SMALL, folders=ALONE)
    for layer in drawing.layers:
        assert 0 <= layer.x <= layer.x + layer.image.width <= 320
        assert 0 <= layer.y <= layer.y + layer.image.height <= 180


def test_the_same_text_gives_the_same_bytes() -> None:
    first, second = (drawn(text("Same", detail="again")) for _ in range(2))
    assert first.layers[0].image.tobytes() == second.layers[0].image.tobytes()


def test_layers_are_cropped_and_shadows_whole() -> None:
    (layer,) = drawn(text("Cropped")).layers
    assert layer.image.mode == "RGBA"
    assert layer.image.getbbox() == (0, 0, *layer.image.size)
    alpha = layer.image.getchannel("A")
    border = [alpha.getpixel((x, y)) for x in range(alpha.width) for y in (0, alpha.height - 1)]
    assert max(border) < 12, "nothing ends abruptly"


@pytest.mark.parametrize("ground", ["#ffffff", "#000000", "#808080", "#ffd000"])
@pytest.mark.parametrize("role", ["title", "caption", "lower_third", "callout"])
def test_white_text_can_be_read_on_any_ground(ground: str, role: str) -> None:
    """Between letters and what is right around them there is a contrast of at least 2.2."""
    (layer,) = drawn(text("Readable", role)).layers
    on = Image.new("RGBA", layer.image.size, ground)
    on.alpha_composite(layer.image)
    letters, shown = pixels(layer.image), pixels(on)
    width = layer.image.width
    inside = [i for i, p in enumerate(letters) if p[3] == 255 and p[0] > 250]
    assert inside
    around = {
        j for i in inside[:: max(1, len(inside) // 400)] for j in (i - 7 * width, i + 7 * width, i - 7, i + 7)
    }
    close = [shown[j] for j in around if 0 <= j < len(shown) and letters[j][0] < 200]
    darkest = sorted(color.luminance((*p[:3], 255)) for p in close)
    assert 1.05 / (darkest[len(darkest) // 3] + 0.05) > 2.2


def test_captions_follow_the_speaker() -> None:
    words = tuple(
        Word(text=w, start_ms=200 + 500 * n, duration_ms=400) for n, w in enumerate(["one", "two", "three"])
    )
    style = TextStyle(highlight="#ffcc00")
    drawing = drawn(text("one two three", "caption", words=words, style=style))
    assert [(la.start_ms, la.end_ms) for la in drawing.layers] == [
        (0, 200),
        (200, 700),
        (700, 1200),
        (1200, 1600),
        (1600, 3000),
    ]
    yellow = [_center_of(la.image, la.x, (255, 204, 0)) for la in drawing.layers]
    assert yellow[0] is yellow[4] is None
    assert yellow[1] < yellow[2] < yellow[3]
    assert len({(la.y, la.image.height) for la in drawing.layers}) == 1, "nothing jumps"


def _center_of(image: Image.Image, x: int, wanted: tuple[int, int, int]) -> float | None:
    found = [i % image.width for i, p in enumerate(pixels(image)) if p[:3] == wanted and p[3] == 255]
    return x + sum(found) / len(found) if found else None


def test_words_that_are_not_the_text_become_it() -> None:
    words = (
        Word(text="really", start_ms=0, duration_ms=500),
        Word(text="said", start_ms=500, duration_ms=500),
    )
    drawing = drawn(text("something else entirely", "caption", words=words))
    assert len(drawing.layers) == 3


def test_chinese_captions_follow_word_by_word_without_spaces() -> None:
    words = tuple(
        Word(text=w, start_ms=400 * n, duration_ms=400)
        for n, w in enumerate(["今天", "我们", "做", "视频。"])
    )
    value = text("今天我们做视频。", "caption", words=words, style=TextStyle(highlight="#ffcc00"))
    drawing, plain = drawn(value, folders=CHINESE), drawn(replace(value, words=()), folders=CHINESE)
    assert drawing.missing == ""
    assert len(drawing.layers) == 5
    assert box(drawing) == box(plain)


def test_a_pill_stands_behind_the_spoken_word() -> None:
    words = (Word(text="one", start_ms=0, duration_ms=900), Word(text="two", start_ms=900, duration_ms=900))
    style = TextStyle(highlight="#ffcc00", extra={"pill": True})
    first = drawn(text("one two", "caption", words=words, style=style)).layers[0]
    seen = pixels(first.image)
    assert seen.count((255, 204, 0, 255)) > 2000
    assert color.INK in seen, "the word on it is dark, as white could not be read"


def test_typing_and_word_by_word_reveal_without_moving() -> None:
    for enter, count in (("type", 13), ("word-by-word", 3)):
        layers = drawn(text("one two three", enter=enter, enter_ms=600)).layers
        assert layers[0].start_ms == 0
        assert layers[-1].end_ms == 3000
        assert all(a.end_ms == b.start_ms for a, b in itertools.pairwise(layers))
        assert len(layers) in (count, count - 2)
        widths = [la.x + la.image.width for la in layers]
        assert widths == sorted(widths)
        assert len({la.x for la in layers}) == 1


def test_uppercase_plates_outlines_and_alignment() -> None:
    assert box(drawn(text("loud", style=TextStyle(uppercase=True)))) == box(
        drawn(text("LOUD", style=TextStyle(uppercase=True)))
    )
    (plate,) = drawn(text("On a plate", style=TextStyle(plate="#112233"))).layers
    assert plate.image.getpixel((plate.image.width // 2, 3)) == (17, 34, 51, 255)
    (outlined,) = drawn(text("Edge", style=TextStyle(outline="#00ff00"))).layers
    assert (0, 255, 0, 255) in pixels(outlined.image)
    short = box(drawn(text("I\nwide wide", style=TextStyle(align="left"))))
    (layer,) = drawn(text("I\nwide wide", style=TextStyle(align="left"))).layers
    assert short[0] < 960
    assert layer.image.width > 300


def test_lists_have_bullets_or_their_own_numbers() -> None:
    accent = color.parse("#ff0055")
    style = TextStyle(highlight="#ff0055")
    (dots,) = drawn(text("First\nSecond\nThird", "list", style=style)).layers
    rows = {i // dots.image.width for i, p in enumerate(pixels(dots.image)) if p == accent}
    gaps = sum(1 for y in rows if y - 1 not in rows)
    assert gaps == 3
    (numbers,) = drawn(text("1. First\n2. Second", "list", style=style)).layers
    assert accent in pixels(numbers.image)


def test_a_step_has_its_number_beside_it_and_on_upright_pictures_above() -> None:
    def boxes(canvas: Canvas) -> tuple[tuple[int, ...], tuple[int, ...]]:
        alone = box(drawn(text("Bake", "step"), canvas))
        return box(drawn(text("Bake", "step", detail="2"), canvas)), alone

    (left, top, right, bottom), (own_left, own_top, own_right, own_bottom) = boxes(WIDE)
    assert right - left > own_right - own_left and bottom - top > own_bottom - own_top
    (left, top, right, bottom), (own_left, own_top, own_right, own_bottom) = boxes(TALL)
    assert right - left < 1.1 * (own_right - own_left) and bottom - top > 2 * (own_bottom - own_top)


def test_a_title_grows_with_the_size_that_is_asked_for() -> None:
    usual, larger = (box(drawn(text("H", style=TextStyle(size=s)))) for s in (0.08, 0.1))
    assert (larger[3] - larger[1]) / (usual[3] - usual[1]) == pytest.approx(1.25, abs=0.03)


def test_a_detail_alone_is_the_text() -> None:
    assert drawn(text("", detail="Only this")).layers


def test_a_color_that_is_none_says_so() -> None:
    with pytest.raises(OutputError) as wrong:
        drawn(text("x", style=TextStyle(color="reddish")))
    assert wrong.value.what == '"reddish" is not a color'
    assert wrong.value.hint == "write #rrggbb, #rrggbbaa for a translucent one, or a name such as white"


@pytest.mark.parametrize(
    ("sentence", "signs"),
    [
        ("ab", ["a", "b"]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("👩‍🚀!", ["👩‍🚀", "!"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("👍🏽❤️", ["👍🏽", "❤️"]),
        ("1️⃣", ["1️⃣"]),
    ],
)
def test_signs_stay_together(sentence: str, signs: list[str]) -> None:
    assert list(scripts.clusters(sentence)) == signs
    assert [s for s in signs if scripts.is_emoji(s)] == [s for s in signs if not s[0].isalpha() and s != "!"]


def test_languages_and_right_to_left() -> None:
    assert scripts.language("今天") == "zh"
    assert scripts.language("今日は") == "ja"
    assert scripts.language("안녕") == "ko"
    assert scripts.is_right_to_left("ש")
    assert not scripts.is_right_to_left("a")


def test_coverage_is_read_from_the_font_itself(tmp_path: Path) -> None:
    inter = read_coverage(faces.SHIPPED / "Inter-Bold.ttf")
    assert ord("A") in inter
    assert ord("ж") in inter
    assert ord("你") not in inter
    assert ord("你") in read_coverage(FONTS / "NotoSansSC-test.ttf")
    (tmp_path / "broken.ttf").write_bytes((faces.SHIPPED / "Inter-Bold.ttf").read_bytes()[:900])
    (tmp_path / "not.ttf").write_text("no font")
    for name in ("broken.ttf", "not.ttf", "missing.ttf"):
        assert ord("A") not in read_coverage(tmp_path / name)
    assert face_count(tmp_path / "missing.ttf") == 0


@given(cut=st.integers(0, 3000), noise=st.binary(max_size=40), at=st.integers(0, 3000))
@settings(max_examples=60)
def test_no_font_file_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, cut: int, noise: bytes, at: int
) -> None:
    data = bytearray((FONTS / "NotoSansSC-test.ttf").read_bytes()[: 3000 + cut])
    data[at : at + len(noise)] = noise
    path = tmp_path_factory.mktemp("fonts") / "f.ttf"
    path.write_bytes(data)
    assert isinstance(ord("A") in read_coverage(path), bool)


def test_font_folders_of_each_system() -> None:
    environ = {"HOME": "/home/a", "NEMOBUILD_FONTS": "/x", "WINDIR": "W", "LOCALAPPDATA": "L"}
    for platform, folder in (
        ("linux", Path("/usr/share/fonts")),
        ("darwin", Path("/System/Library/Fonts")),
        ("win32", Path("W/Fonts")),
    ):
        named, usual = faces.folders(environ, platform)
        assert named == (Path("/x"),)
        assert folder in usual


def test_shipped_fonts_are_small_and_licensed() -> None:
    sizes = {p.name: p.stat().st_size for p in faces.SHIPPED.glob("*.ttf")}
    assert {name for pair in faces.FAMILIES.values() for name in pair} == set(sizes)
    assert max(sizes.values()) < 1_000_000
    assert sum(sizes.values()) < 3_000_000
    for licence in faces.SHIPPED.glob("OFL-*.txt"):
        assert "SIL OPEN FONT LICENSE" in licence.read_text(encoding="utf-8")
    assert len(list(faces.SHIPPED.glob("OFL-*.txt"))) == 4


def test_a_caption_is_at_the_foot_unless_the_middle_is_said() -> None:
    _, top, _, bottom = box(drawn(text("Here", role="caption", anchor="center")))
    assert top > 0.7 * 1080
    _, top, _, bottom = box(drawn(text("Here", role="caption", anchor="middle")))
    assert (top + bottom) / 2 == pytest.approx(1080 / 2, rel=0.03)
