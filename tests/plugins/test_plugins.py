"""Plug-ins: found by the metadata of installed packages, asked when an instruction needs them, refused without them."""

import subprocess
import sys
import wave
from dataclasses import dataclass

import pytest

from nemobuild.backend.analyse import MediaAnalysis
from nemobuild.backend.interpret import interpret, subtitles
from nemobuild.backend.plugins import find, piper, speech, whisper
from nemobuild.backend.plugins.espeak import Espeak
from nemobuild.cli.doctor import check_plugins
from nemobuild.errors import BackendError
from nemobuild.timeline import edits
from nemobuild.timeline.model import Media, Timeline, Word

TALK = Media(
    digest="d1", name="talk.mp4", kind="video", duration_ms=20_000, width=1280, height=720, fps=30, has_audio=True, path="/talk.mp4"
)  # fmt: skip

STAND_IN = """
import wave
from pathlib import Path
from nemobuild.backend.plugins.find import Spoken


class Ears:
    name = "stand-in"

    def available(self):
        return True

    def listen(self, path, language):
        return [Spoken(start_ms=1000, end_ms=3000, text="Hello there"), Spoken(start_ms=6000, end_ms=9000, text="Good bye")]


class Mouth:
    name = "stand-in"

    def available(self):
        return True

    def speak(self, text, target, *, language, voice):
        with wave.open(str(target), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(b"\\0\\0" * 80 * len(text))


class Robot(Mouth):
    name = "a-robot"
    last_resort = True


class Absent(Mouth):
    name = "absent"

    def available(self):
        return False


class Unlicensed(Mouth):
    name = "unlicensed"

    def available(self):
        raise OSError("licence server is down")


class Nameless:
    def available(self):
        return True


def broken():
    raise RuntimeError("no such library")
"""
ENTRIES = """[nemobuild.captions]
stand-in = stand_in_plugin:Ears
broken = stand_in_plugin:broken

[nemobuild.voice]
a-robot = stand_in_plugin:Robot
absent = stand_in_plugin:Absent
nameless = stand_in_plugin:Nameless
stand-in = stand_in_plugin:Mouth
unlicensed = stand_in_plugin:Unlicensed
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package as pip leaves it: a module and its metadata, on the path."""
    (tmp_path / "stand_in_plugin.py").write_text(STAND_IN)
    about = tmp_path / "stand_in_plugin-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: stand-in-plugin\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(ENTRIES)
    monkeypatch.syspath_prepend(str(tmp_path))
    find.forget()
    yield
    sys.modules.pop("stand_in_plugin", None)
    find.forget()


def said(line, tmp_path, timeline=None):
    analysis = MediaAnalysis([TALK], tmp_path / "cache")
    return interpret(line, timeline=timeline or Timeline(), media=[TALK], analysis=analysis)


def test_a_package_that_is_installed_is_found_and_one_that_breaks_is_passed_over(installed, caplog):
    assert [p.name for p in find.found(find.CAPTIONS)] == ["stand-in"]
    assert [p.name for p in find.found(find.VOICE)[:1]] == ["stand-in"], "a last resort comes last"
    assert find.found(find.VOICE)[-1].last_resort
    assert find.named(find.VOICE, "absent") is None
    assert "the plug-in broken of nemobuild.captions cannot be loaded: RuntimeError" in caplog.text


def test_a_plug_in_that_breaks_when_it_is_asked_is_passed_over_and_said_by_doctor(installed, caplog):
    assert [p.name for p in find.found(find.VOICE)][:1] == ["stand-in"]
    assert find.named(find.VOICE, "nobody") is None
    assert caplog.text.count("the plug-in unlicensed of nemobuild.voice cannot be asked: OSError") == 1
    assert find.passed_over(find.VOICE) == {"nameless": "AttributeError", "unlicensed": "OSError"}
    assert find.passed_over(find.CAPTIONS) == {"broken": "RuntimeError"}
    told = {(f.name, f.state, f.what, f.fix) for f in check_plugins()}
    fix = "mend or remove the package that it comes with"
    assert ("captions", "warn", "broken is passed over: RuntimeError", fix) in told
    assert ("voice", "warn", "nameless is passed over: AttributeError", fix) in told
    assert ("voice", "warn", "unlicensed is passed over: OSError", fix) in told


def test_captions_are_what_the_plug_in_hears_in_film_time(installed, tmp_path):
    cut = said("trim the first 2 seconds", tmp_path).timeline
    answer = said("add captions", tmp_path, cut)
    assert answer.reply == "Added 2 captions."
    assert [(t.text, t.start_ms, t.end_ms) for t in edits.texts(answer.timeline)] == [
        ("Hello there", 0, 1000),
        ("Good bye", 4000, 7000),
    ]


def test_a_file_that_is_cut_to_many_clips_is_listened_to_once(installed, tmp_path, monkeypatch):
    heard = []
    (ears,) = find.found(find.CAPTIONS)
    listen = ears.listen
    monkeypatch.setattr(ears, "listen", lambda path, language: heard.append(path) or listen(path, language))
    cut = said("split the video into 4 parts", tmp_path).timeline
    assert len(edits.texts(said("add captions", tmp_path, cut).timeline)) == 2
    assert len(heard) == 1


def test_a_voice_over_is_spoken_by_the_plug_in_and_lies_in_the_film_with_its_words(installed, tmp_path):
    answer = said('add a voiceover that says "Welcome to the film" at 0:02', tmp_path)
    (voice,) = edits.sounds(answer.timeline, "voice")
    assert (voice.start_ms, voice.duration_ms, voice.source.generator) == (2000, 200, "voice")
    assert voice.source.params == {"text": "Welcome to the film", "engine": "stand-in", "language": "en"}
    assert answer.reply.endswith('stand-in says "Welcome to the film" from 0:02, 0.2 s long.')


def test_captions_of_a_voice_over_are_its_words_and_need_no_plug_in_that_hears(
    installed, tmp_path, monkeypatch
):
    spoken = said('add a voiceover that says "Welcome to the film." at 0:02', tmp_path).timeline
    monkeypatch.setattr(MediaAnalysis, "abilities", lambda self: frozenset({"speak"}))
    for line in ("add captions from the voiceover", "add captions", "subtitle the narration"):
        answer = said(line, tmp_path, spoken)
        assert answer.reply == "Added 1 caption."
        (caption,) = edits.texts(answer.timeline)
        assert (caption.text, caption.start_ms, caption.duration_ms) == ("Welcome to the film.", 2000, 200)
    both = said('add a voiceover that says "Welcome to the film." with captions', tmp_path)
    assert [t.text for t in edits.texts(both.timeline)] == ["Welcome to the film."]


def test_word_by_word_captions_show_each_word_when_it_is_heard(tmp_path, monkeypatch):
    line = subtitles.Line(
        start_ms=1000, end_ms=3000, text="Hello there", words=(Word(text="Hello", duration_ms=200), Word(text="there", start_ms=1400, duration_ms=600))
    )  # fmt: skip
    monkeypatch.setattr(MediaAnalysis, "abilities", lambda self: frozenset({"hear"}))
    monkeypatch.setattr(MediaAnalysis, "spoken", lambda self, digest: (line,))
    fast = said("speed the video up 2x", tmp_path).timeline
    (caption,) = edits.texts(said("add word by word captions", tmp_path, fast).timeline)
    assert (caption.start_ms, caption.duration_ms) == (500, 1000)
    assert [(w.text, w.start_ms, w.duration_ms) for w in caption.words] == [
        ("Hello", 0, 100),
        ("there", 700, 300),
    ]


def test_a_voice_over_without_words_is_asked_for_and_a_long_one_refused(installed, tmp_path):
    assert said("add a voiceover", tmp_path).question == (
        'What should be said? For example: add a voiceover that says "Welcome".'
    )
    (part,) = said(f'add a voiceover that says "{"ha " * 160}" at 0:18', tmp_path).refused
    assert part.reason == "saying that takes 4.8 s and would reach past the end: the film is 20 s long"


def test_without_plug_ins_captions_and_voices_are_refused_with_the_command(monkeypatch, tmp_path):
    monkeypatch.setattr(find, "found", lambda group: ())
    (captions,) = said("add captions", tmp_path).refused
    (voice,) = said('add a voiceover that says "Hi"', tmp_path).refused
    assert "pip install 'nemobuild[captions]'" in captions.reason
    assert "pip install 'nemobuild[voice]'" in voice.reason


def test_the_voice_of_a_recorded_film_must_be_installed_to_render_it(tmp_path):
    with pytest.raises(BackendError) as raised:
        speech.write({"text": "Hi", "engine": "nobody"}, tmp_path / "a.wav")
    assert raised.value.what == 'the voice "nobody" is not installed here'
    assert raised.value.hint == "pip install 'nemobuild[voice]'"


def test_espeak_speaks_and_the_same_words_sound_the_same(tmp_path):
    for name in ("a", "b"):
        Espeak().speak("Welcome to the release.", tmp_path / f"{name}.wav", language="en", voice="")
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert 0.8 < file.getnframes() / file.getframerate() < 3
    with pytest.raises(BackendError, match='espeak-ng has no voice "nowhere"') as raised:
        Espeak().speak("Hi", tmp_path / "c.wav", language="", voice="nowhere")
    assert raised.value.hint == "espeak-ng --voices lists what there is"


def test_an_espeak_that_hangs_is_given_up(tmp_path, monkeypatch):
    def hang(command, **_more):
        raise subprocess.TimeoutExpired(command, 120)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(BackendError) as raised:
        Espeak().speak("Hi", tmp_path / "a.wav", language="en", voice="")
    assert (raised.value.what, raised.value.hint) == (
        "espeak-ng did not speak: TimeoutExpired",
        "try it by hand: espeak-ng hello",
    )


@dataclass
class Heard:
    word: str
    start: float
    end: float


def test_words_become_lines_that_cross_no_pause_and_are_of_even_length():
    words = [
        Heard(" Hi.", 0, 0.3),
        Heard(" One.", 0.4, 0.8),
        Heard(" Two", 2, 2.4),
        *(Heard(f" word{n:02}", 2.4 + n * 0.3, 2.7 + n * 0.3) for n in range(12)),
    ]
    assert [(s.start_ms, s.end_ms, s.text) for s in whisper.lines(words)] == [
        (0, 800, "Hi. One."),
        (2000, 4200, "Two word00 word01 word02 word03 word04 word05"),
        (4200, 6000, "word06 word07 word08 word09 word10 word11"),
    ]
    assert whisper.lines(words)[0].words == (
        Word(text="Hi.", start_ms=0, duration_ms=300),
        Word(text="One.", start_ms=400, duration_ms=400),
    )


def test_words_that_are_spoken_slowly_become_short_lines():
    words = [Heard(f" word{n:02}", n * 1.4, n * 1.4 + 1.3) for n in range(8)]
    assert all(line.end_ms - line.start_ms <= 5000 for line in whisper.lines(words))


STAND_IN_WHISPER = """
from types import SimpleNamespace as S


class WhisperModel:
    def __init__(self, name, device, compute_type, local_files_only):
        assert local_files_only
        if name == "missing":
            raise OSError("not in the cache")

    def transcribe(self, path, language, word_timestamps, temperature, vad_filter):
        if path.endswith("mute.mp4"):
            raise IndexError("no audio stream")
        word = S(word=" Hello.", start=0.5, end=1.0)
        return iter([S(words=[word])]), None
"""


def test_faster_whisper_is_asked_for_words_and_never_downloads(tmp_path, monkeypatch):
    (tmp_path / "faster_whisper.py").write_text(STAND_IN_WHISPER)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "faster_whisper", raising=False)
    (line,) = whisper.Whisper().listen(tmp_path / "talk.mp4", "")
    assert (line.start_ms, line.end_ms, line.text) == (500, 1000, "Hello.")
    with pytest.raises(BackendError) as raised:
        whisper.Whisper().listen(tmp_path / "mute.mp4", "")
    assert (raised.value.what, raised.value.hint) == (
        "faster-whisper cannot read mute.mp4: IndexError",
        "check that its sound plays",
    )
    monkeypatch.setenv(whisper.SETTING, "missing")
    with pytest.raises(BackendError) as raised:
        whisper.Whisper().listen(tmp_path / "talk.mp4", "")
    assert raised.value.what == 'the weights of the speech model "missing" are not on this machine'
    assert raised.value.hint == (
        "fetch them once: python -c \"from faster_whisper import WhisperModel; WhisperModel('missing')\""
    )


STAND_IN_PIPER = """
import wave

LOADED = []


class PiperVoice:
    @classmethod
    def load(cls, path):
        import onnxruntime
        LOADED.append(onnxruntime.SEEDS[-1])
        return cls()

    def synthesize_wav(self, text, file):
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\\0\\0" * len(text))
        if not text.isascii():
            raise KeyError(text)
"""


def test_piper_is_seeded_anew_for_each_text(tmp_path, monkeypatch):
    """With a real voice file two texts in one process, or one text twice, had sounded different each time."""
    (tmp_path / "piper.py").write_text(STAND_IN_PIPER)
    (tmp_path / "onnxruntime.py").write_text("SEEDS = []\nset_seed = SEEDS.append\n")
    (tmp_path / "joe.onnx").write_bytes(b"")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("piper", "onnxruntime"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setenv(piper.SETTING, str(tmp_path / "joe.onnx"))
    assert piper.Piper().available()
    for name in ("a", "b"):
        piper.Piper().speak("Hi", tmp_path / f"{name}.wav", language="", voice="")
    assert sys.modules["piper"].LOADED == [1, 1]
    with pytest.raises(BackendError) as raised:
        piper.Piper().speak("你好", tmp_path / "c.wav", language="zh", voice="")
    assert (raised.value.what, raised.value.hint) == (
        "piper cannot speak with that voice file: KeyError",
        "python -m piper.download_voices lists and fetches voices",
    )
