"""What is said of files that are as few, as quiet or as even as these: each sentence in a world of its own."""

from dataclasses import replace

import pytest

from nemobuild.backend.interpret import NoAnalysis, interpret
from nemobuild.timeline.model import Media, Timeline

TALK = Media(
    digest="t",
    name="talk.mp4",
    kind="video",
    duration_ms=20_000,
    width=1280,
    height=720,
    fps=30,
    has_audio=True,
)
WALK = replace(TALK, digest="w", name="walk.mp4")
MUTE = replace(TALK, digest="m", name="mute.mp4", has_audio=False)
SONG = Media(digest="s", name="song.mp3", kind="audio", duration_ms=20_000, has_audio=True)
FACE = Media(digest="f", name="face.png", kind="image", width=600, height=400)
ROSE = replace(FACE, digest="r", name="rose.png")
LUT = Media(digest="l", name="film.cube", kind="other")


class Heard(NoAnalysis):
    """Hears silence in these stretches (ms), and no words."""

    def __init__(self, *silences):
        self.quiet = silences

    def silences(self, digest, *, threshold_db, min_ms):
        return tuple((a, b) for a, b in self.quiet if b - a >= min_ms)

    def abilities(self):
        return frozenset({"hear"})


NOTHING = Heard()
QUACK = (
    'there is no sound "quack"; there are whoosh, pop, hit, riser, click, ding, clap, beep, buzzer, boing, scratch, thunder, '
    "applause, drumroll, gong, or a file of your own"
)
SAID = [  # uploads, what is heard, the steps before, the sentence, and what is said of it
    ([], NOTHING, [], "combine all the clips", "there are no films among the uploads"),
    ([SONG], NOTHING, [], "make a slideshow of the photos", "there are no pictures among the uploads"),
    ([TALK], NOTHING, [], "combine all the clips", "there is only one film, so there is nothing to join it with"),
    ([TALK], NOTHING, ["use talk.mp4"], "make a 5 second highlight reel", "nothing stands out: loudness and motion are the same throughout"),
    ([TALK], NOTHING, ["use talk.mp4"], "start with the best 5 seconds as a teaser", "nothing stands out: loudness and motion are the same throughout"),
    ([TALK, WALK, SONG], NOTHING, ["combine all the clips"], "cut on the beat", "no beat was found in song.mp3"),
    ([TALK], Heard((0, 20_000)), ["use talk.mp4"], "remove the pauses", "there is nothing but silence"),
    ([TALK], Heard((0, 300)), ["use talk.mp4"], "split at pauses longer than 0.2 seconds", "the only pauses are at its ends, so nothing would change"),
    ([TALK], Heard((0, 2000)), ["use talk.mp4"], "trim the clip", "Trimmed 1.8 s of silence off the ends; the film is now 18.2 s long."),
    ([TALK], Heard((0, 2000)), ["use talk.mp4"], "remove the pause around 0:10", "there is no pause of 0.6 s or more around 0:10"),
    ([TALK], NOTHING, ["use talk.mp4"], "add captions", "nothing is said in the film"),
    ([TALK], NOTHING, ["use talk.mp4"], "use the files", "no file of that name is among the uploads (talk.mp4)"),
    ([TALK, MUTE], NOTHING, ["combine all the clips"], "keep only the sound of the first clip", "no other clip is heard, so nothing would change"),
    ([TALK, LUT], NOTHING, ["use talk.mp4"], "apply the LUT film.cube", "Applied film.cube to the film."),
    ([TALK], NOTHING, ["use talk.mp4"], "selective color: keep only red", "Kept only red in colour in the film."),
    ([TALK], NOTHING, ["use talk.mp4", "make it cinematic"], "remove the look", "Took the look from the film."),
    ([TALK], NOTHING, ["use talk.mp4", "make it square with blurred bars"], "crop the black bars", "Cropped 1 clip to fill the frame."),
    ([TALK, ROSE, replace(ROSE, digest="q", name="rose.jpg")], NOTHING, ["use talk.mp4"], "append rose", "it names 2 files; say of each where it goes"),
    ([], NOTHING, ['create a 10 second video about "Hello there"'], "crop 20 px off the top", "there is no picture to crop"),
    ([], NOTHING, ['create a 10 second video about "Hello there"'], "show the file name on each clip", "no clip comes from a file"),
    ([TALK], NOTHING, ["use talk.mp4"], "ease in and out over half a second", "Which change of speed should be eased? For example: slow 0:10 to 0:14 to 50% with smooth ramps."),
    ([TALK], NOTHING, ["use talk.mp4", "add calm music"], "raise the music gradually to 35%", "the music is at 35%, so nothing would rise or fall"),
    ([TALK], NOTHING, ["use talk.mp4", "add calm music"], "duck the music by 20 dB", "The music steps back by 20 dB under speech."),
    ([TALK, SONG], NOTHING, ["use talk.mp4"], "add song.mp3 as the music and loop it", "Added song.mp3 at 35%, 0:00 to 0:20, stepping back under speech. The music is repeated for as long as the film is."),
    ([TALK], NOTHING, ["use talk.mp4"], "add a quack sound at 0:05", QUACK),
    ([TALK, WALK, FACE], NOTHING, ["use talk.mp4 and walk.mp4", "split at 0:10", "move clip 2 to the end"], "insert face.png after the talk", '"talk" is in the film as clips 1 and 3; say which of them, by its number'),
    ([TALK], NOTHING, ["use talk.mp4"], "show the talk after the first clip", "a clip cannot stand before or after itself"),
    ([TALK], NOTHING, ["use talk.mp4", 'add a title "A" from 1s to 2s', 'add a title "B" from 3s to 4s'], "move the titles to 0:05", "Which text should be there at that time? Say its words, or one step for each."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("media", "analysis", "steps", "sentence", "said"), SAID, ids=[row[3] for row in SAID]
)
def test_a_sentence_in_a_world_of_its_own(media, analysis, steps, sentence, said):
    timeline, history = Timeline(), []
    for step in (*steps, sentence):
        answer = interpret(step, timeline=timeline, media=media, analysis=analysis, history=history)
        if step is not sentence:
            assert not answer.refused and not answer.question, answer.reply
        history, timeline = [*history, timeline], answer.timeline
    assert said == (answer.refused[0].reason if answer.refused else answer.question or answer.reply)
