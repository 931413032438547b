"""What lies over a film, and which stretch of it is meant: sounds, captions, fades and moments keep to what there is."""

from nemobuild.timeline import edits
from nemobuild.timeline.model import Media


def test_a_voice_is_heard_in_full_over_a_faster_film(world):
    voice = Media(
        digest="digest-of-voice", name="voice.mp3", kind="audio", duration_ms=10_000, has_audio=True
    )
    lines = ["use talk.mp4", "add the voiceover voice.mp3 at 0:05", "speed it up by 2x"]
    film = world.said(lines, [world.talk, voice])
    assert [(s.start_ms, s.end_ms) for s in edits.sounds(film, "voice")] == [(2500, 12_500)]
