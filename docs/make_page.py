"""Makes what-you-can-say.md: the phrase table with, for each family, an edit carried out on real media and looked at.

    python docs/make_page.py [FAMILY …]

Each scene is a recipe that `nemobuild run` builds with the embedded backend; its picture is made of frames of the film,
or of the wave form where the edit is heard. With families named, only their pictures are made anew.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import wave
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from nemobuild.backend.interpret import documentation

ROOT = Path(__file__).resolve().parents[1]
FRAMES = ROOT / "docs" / "frames"
PHOTOS = ("coffee.png", "chelsea.png", "astronaut.png", "rocket.jpg")
FOLDERS = ("product-promo", "wedding-invitation", "screen-recording")
WIDTH, HEIGHT = 640, 360
SRT = "1\n00:00:00,500 --> 00:00:04,000\nWords from a subtitle file\n\n2\n00:00:04,500 --> 00:00:09,000\nin their place and time\n"
CUBE = 'TITLE "teal"\nLUT_3D_SIZE 2\n' + "\n".join(
    f"{0.1 + 0.9 * r:.2f} {0.1 + 0.75 * g:.2f} {0.2 + 0.7 * b:.2f}"
    for b in (0, 1)
    for g in (0, 1)
    for r in (0, 1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Steps on some media, and what to look at: frames at `at` (seconds), or the sound."""

    media: tuple[str, ...]
    steps: tuple[str, ...]
    at: tuple[float, ...] = ()
    heard: bool = False


def on(media: str, *steps: str, at: tuple[float, ...] = (), heard: bool = False) -> Scene:
    return Scene(media=tuple(media.split()), steps=steps, at=at, heard=heard)


ALL = " ".join(PHOTOS)
SHOW = "Make a slideshow of the photos, 3 seconds each"
SCENES = {
    "trim": on("talk.mp4", "keep only 0:04 to 0:12", at=(0.5, 3, 6)),
    "remove_segment": on("talk.mp4", "cut out 0:04 to 0:40", at=(1, 3.8, 4.2)),
    "split": on("bunny.webm", "split the video into 3 parts", "fade out the second clip", at=(9.9, 19.8, 20.2)),
    "merge": on("talk.mp4 bunny.webm", "Combine the clips, 3 seconds each", at=(1, 4)),
    "reorder": on(ALL, SHOW, "move the last clip to the beginning", at=(1, 4, 7, 10)),
    "loop": on("bunny.webm", "keep only 0:05 to 0:07", "loop it 3 times", at=(0.5, 2.5, 4.5)),
    "cut_silence": on("talk.mp4", "Trim the pauses in the talk", heard=True),
    "duration": on(ALL, "Make a slideshow of the photos", "Make it 8 seconds long", at=(1, 3, 5, 7)),
    "speed": on("bunny.webm", "Speed up by 4x", at=(0.5, 3, 6)),
    "zoom": on("rocket.jpg", "Make it 8 seconds long", "Add a 2x zoom on the bottom left from 2s to 6s", at=(1.9, 4, 5.9)),
    "crop": on("coffee.png", "crop 30% off the left", at=(1,)),
    "aspect": on("bunny.webm", "Make it vertical 9:16", at=(8, 16, 25)),
    "rotate": on("rocket.jpg", "Rotate it 90 degrees clockwise", at=(1,)),
    "stabilize": on("bunny.webm", "keep only 0:08 to 0:12", "Stabilize the shaky footage", at=(1, 3)),
    "transition": on(ALL, SHOW, "add wipe transitions of 1 second", at=(2.4, 2.7, 3.0)),
    "fade": on("coffee.png", "fade in at the start over 2 seconds", at=(0.3, 1, 2)),
    "color": on("chelsea.png", "add film grain and a vintage color grade", at=(1,)),
    "background": on("green.png coffee.png", "key out the green screen and put me in front of coffee.png", at=(1,)),
    "title": on("coffee.png", 'Add a title "Fresh every morning" for the first 3 seconds', at=(1.5,)),
    "lower_third": on("talk.mp4", 'Add a lower third "Ada Lovelace" "Engineer" from 2s to 6s', at=(4,)),
    "captions": on("bunny.webm talk.srt", "Add word by word captions from talk.srt with a yellow highlight", at=(3, 6.5)),
    "logo": on("coffee.png logo.png", "Add the logo in the top right corner", at=(1,)),
    "overlay": on("talk.mp4 bunny.webm", "Put the bunny clip picture in picture in the bottom right", "add a progress bar at the bottom", "add confetti from 0:06 to 0:10", at=(8,)),
    "split_screen": on("talk.mp4 bunny.webm", "place both clips side by side", at=(3,)),
    "intro": on("bunny.webm", 'Add an intro card that says "Release 1.4.0"', at=(1.5,)),
    "outro": on("bunny.webm", "trim to the first 4 seconds", 'Add an outro card "Thanks for watching"', at=(5.5,)),
    "chapters": on("talk.mp4", 'Add chapters at 0:00 "Setup", 0:10 "Build", 0:20 "Ship"', at=(1, 11, 21)),
    "thumbnail": on("bunny.webm", "use the frame at 0:05 as the thumbnail", at=(5,)),
    "music": on("coffee.png", "make it 20 seconds long", "Add warm upbeat background music at 60% and fade it out at the end", heard=True),
    "sound_effect": on(ALL, SHOW, "add a whoosh between the clips", "add a ding at the end", heard=True),
    "voiceover": on("coffee.png", "make it 6 seconds long", 'add a voiceover that says "Fresh every morning, at your door by eight." at 0:01', heard=True),
    "volume": on("talk.mp4", "trim to the first 12 seconds", "set the volume to 30%", "add calm music and duck it under speech", heard=True),
    "denoise_audio": on("talk.mp4", "trim to the first 12 seconds", "remove background noise", heard=True),
    "beat_sync": on(ALL, SHOW, "add energetic music", "sync cuts to the beat", heard=True),
    "slideshow": on(ALL, "Make a slideshow of the photos with a slow Ken Burns zoom and crossfades", at=(1, 4, 8, 12)),
    "generate": on("", 'Create a 20-second video from this text: "Bread is alive. We bake at four. Come by before eight!"', at=(1.5, 7, 12, 18)),
    "highlights": on("bunny.webm", "Cut this into a 12-second highlight reel", at=(1, 5, 9)),
}  # fmt: skip


def made(family: str) -> tuple[str, str]:
    """The scene's picture, as a file; and what the run said, empty if it went well."""
    scene = SCENES[family]
    with tempfile.TemporaryDirectory(prefix="nemobuild-page-") as name:
        folder = Path(name)
        (folder / "nemobuild.yaml").write_text(recipe(family, scene, folder), encoding="utf-8")
        command = [sys.executable, "-m", "nemobuild.cli", "run"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            return family, done.stdout + done.stderr
        picture = (
            wave_form(folder / "sound.wav") if scene.heard else strip(sorted(folder.glob("frame-*.png")))
        )
        picture.save(FRAMES / f"{family}.jpg", quality=78, optimize=True)
    return family, ""


def recipe(family: str, scene: Scene, folder: Path) -> str:
    assets = {Path(m).stem: provided(m, folder) for m in scene.media}
    frames = [{"path": f"frame-{i}.png", "at": f"{t}s", "resolution": "360p"} for i, t in enumerate(scene.at)]
    exports: list[object] = ["sound.wav"] if scene.heard else list(frames)
    told = {
        "nemobuild": 1,
        "name": family.replace("_", "-"),
        "skill": "what-you-can-say",
        "steps": list(scene.steps),
        "exports": exports,
    }
    return json.dumps(told | ({"assets": assets} if assets else {}), ensure_ascii=False, indent=1)


def provided(name: str, folder: Path) -> str:
    """The medium in the scene's folder: one of the examples', or one that is made here."""
    target = folder / name
    found = next((p for f in FOLDERS if (p := ROOT / "examples" / f / "media" / name).is_file()), None)
    if found is not None:
        shutil.copy(found, target)
    elif name.endswith(".srt"):
        target.write_text(SRT, encoding="utf-8")
    elif name.endswith(".cube"):
        target.write_text(CUBE, encoding="utf-8")
    else:
        green_screen(target)
    return name


def green_screen(target: Path) -> None:
    """A cat before a green screen."""
    cat = Image.open(ROOT / "examples/product-promo/media/chelsea.png").convert("RGB").resize((480, 320))
    mask = Image.new("L", cat.size, 0)
    ImageDraw.Draw(mask).ellipse((60, 10, 420, 310), fill=255)
    picture = Image.new("RGB", (640, 360), "#00ff00")
    picture.paste(cat, (80, 20), mask)
    picture.save(target)


def strip(paths: list[Path]) -> Image.Image:
    """Frames beside each other, of one height."""
    height = HEIGHT if len(paths) == 1 else 180
    frames = [Image.open(p).convert("RGB") for p in paths]
    frames = [
        f.resize((round(f.width * height / f.height), height), Image.Resampling.LANCZOS) for f in frames
    ]
    whole = Image.new("RGB", (sum(f.width for f in frames) + 4 * (len(frames) - 1), height), "white")
    at = 0
    for frame in frames:
        whole.paste(frame, (at, 0))
        at += frame.width + 4
    return whole


def wave_form(path: Path) -> Image.Image:
    with wave.open(str(path), "rb") as file:
        raw = np.frombuffer(file.readframes(file.getnframes()), np.uint8)
        raw = raw[
            : len(raw)
            // (file.getsampwidth() * file.getnchannels())
            * file.getsampwidth()
            * file.getnchannels()
        ]
        whole = (
            raw.reshape(-1, file.getnchannels(), file.getsampwidth())[:, 0, -1].view(np.int8).astype(float)
            / 128
        )
    picture = Image.new("RGB", (WIDTH, 120), "#0e1422")
    draw = ImageDraw.Draw(picture)
    for x, part in enumerate(np.array_split(whole, WIDTH)):
        top = float(np.abs(part).max()) if len(part) else 0.0
        draw.line((x, 60 - 58 * top, x, 60 + 58 * top), fill="#ffb84d")
    return picture


def main() -> int:
    FRAMES.mkdir(exist_ok=True)
    families = sys.argv[1:] or list(SCENES)
    with ThreadPoolExecutor(2) as pool:
        failed = [f"{family}: {said}" for family, said in pool.map(made, families) if said]
    frames = {f: f"frames/{f}.jpg" for f in SCENES if (FRAMES / f"{f}.jpg").is_file()}
    (ROOT / "docs" / "what-you-can-say.md").write_text(documentation(frames), encoding="utf-8")
    print("\n".join(failed) or f"{len(families)} scenes", file=sys.stderr if failed else sys.stdout)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
