"""The reference timeline with other tools, each as its own users write it: MoviePy 2, movis, melt, editly,
Remotion.

    python benchmarks/peers.py moviepy|movis|melt|editly|remotion JOB.json

The job is a JSON file with the sources' paths, `seconds`, `target`, x264's `preset` and `crf`. MoviePy and movis run with
the interpreter this file is started with; melt and editly are programs; Remotion lies in a folder of its
own (`remotion` in the job). What a tool cannot express is said in `LACKS`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ZOOM = 0.12
LACKS = {
    "moviepy": "no loudness, second lines of the title left out",
    "movis": "no loudness, second lines of the title left out",
    "editly": "no loudness, titles without a fade, second lines left out",
    "remotion": "no loudness, second lines of the title left out; frames pass as JPEG, colours of full range",
    "melt": "no loudness; no titles where its text modules are missing, as in Debian's melt alone; zoom in whole px",
}


def lengths(seconds: int) -> list[float]:
    """Seconds of the three films and five photographs."""
    return [seconds * 2000 // 9 // 1000] * 3 + [seconds / 15] * 5


def moviepy(job: dict[str, Any]) -> None:
    from moviepy import (  # fmt: skip
        AudioFileClip,
        CompositeAudioClip,
        CompositeVideoClip,
        ImageClip,
        TextClip,
        VideoFileClip,
        vfx,
    )

    parts, at = [], 0.0
    film = lengths(job["seconds"])[0]
    for number, length in enumerate(lengths(job["seconds"])):
        blend = 0.5 if number else 0.0
        whole = length + blend
        if number < 3:
            clip = VideoFileClip(job["clips"][number]).subclipped(0, whole)
        else:
            still = ImageClip(job["photos"][number - 3]).resized((1920, 1080)).with_duration(whole)
            clip = still.resized(lambda t, d=whole: 1 + ZOOM * t / d).with_position("center")
        parts.append(clip.with_start(at - blend).with_effects([vfx.CrossFadeIn(0.5)] if number else []))
        at += length
    logo = ImageClip(job["logo"]).resized(width=192).with_position((1632, 54)).with_duration(at)
    words = TextClip(job["font"], text="Release 1.4", font_size=110, color="white")
    title = words.with_position("center").with_start(0.5).with_duration(3.5)
    name = TextClip(job["font"], text="Jane Doe", font_size=56, color="white")
    lower = name.with_position((110, 880)).with_start(film + 2).with_duration(4)
    done = CompositeVideoClip([*parts, logo, title, lower], size=(1920, 1080)).with_duration(at)
    music = AudioFileClip(job["song"]).subclipped(0, at).with_volume_scaled(0.35)
    done = done.with_audio(CompositeAudioClip([done.audio, music]))
    quality = ["-crf", job["crf"]]
    done.write_videofile(
        job["target"], fps=30, codec="libx264", preset=job["preset"], ffmpeg_params=quality, logger=None
    )


def movis(job: dict[str, Any]) -> None:
    import movis as mv

    film, total = lengths(job["seconds"])[0], sum(lengths(job["seconds"]))
    scene = mv.layer.Composition(size=(1920, 1080), duration=total)
    at = 0.0
    for number, length in enumerate(lengths(job["seconds"])):
        blend = 0.5 if number else 0.0
        whole = length + blend
        if number < 3:
            layer = mv.layer.Video(job["clips"][number])
        else:
            layer = mv.layer.Image(job["photos"][number - 3], duration=whole)
        item = scene.add_layer(layer, offset=at - blend, end_time=whole)
        if number:
            item.opacity.enable_motion().extend([0.0, blend], [0.0, 1.0])
        if number >= 3:
            item.scale.enable_motion().extend([0.0, whole], [0.8, 0.8 * (1 + ZOOM)])
        at += length
    scene.add_layer(mv.layer.Image(job["logo"], duration=total), position=(1728, 102), scale=0.8)
    title = mv.layer.Text("Release 1.4", font_size=110, color="#ffffff", duration=3.5)
    shown = scene.add_layer(title, offset=0.5)
    shown.opacity.enable_motion().extend([0.0, 0.4, 3.2, 3.5], [0.0, 1.0, 1.0, 0.0])
    lower = mv.layer.Text("Jane Doe", font_size=56, color="#ffffff", duration=4.0)
    scene.add_layer(lower, offset=film + 2, position=(230, 900))
    scene.add_layer(mv.layer.Audio(job["song"]), audio_level=-9.1)
    quality = ["-preset", job["preset"], "-crf", job["crf"]]
    scene.write_video(
        job["target"], codec="libx264", pixelformat="yuv420p", fps=30, audio=True, output_params=quality
    )


def melt(job: dict[str, Any]) -> list[str]:
    """melt's command line."""
    frames = [round(x * 30) for x in lengths(job["seconds"])]
    film, total = frames[0], sum(frames)
    line = ["melt", "-silent", "-profile", "atsc_1080p_30"]
    for number, length in enumerate(frames):
        source = job["clips"][number] if number < 3 else job["photos"][number - 3]
        line += [source, "in=0", f"out={length + (15 if number else 0) - 1}"]
        if number >= 3:
            grown = 100 * (1 + ZOOM)
            offset = 100 * ZOOM / 2
            moved = (
                f"transition.rect=0=0%/0%:100%x100%;{length}=-{offset:g}%/-{offset:g}%:{grown:g}%x{grown:g}%"
            )
            line += ["-attach", "affine", moved]
        if number:
            line += ["-mix", "15", "-mixer", "luma", "-mixer", "mix:-1"]
    line += ["-track", job["logo"], "in=0", f"out={total - 1}"]
    line += ["-transition", "affine", "a_track=0", "b_track=1", "in=0", f"out={total - 1}"]
    line += ["rect=1632/54:192x96", "distort=0"]
    line += ["-track", job["song"], "in=0", f"out={total - 1}", "-attach", "volume", "gain=0.35"]
    line += ["-transition", "mix:-1", "a_track=0", "b_track=2", "in=0", f"out={total - 1}", "sum=1"]
    words = (("Release 1.4", 110, 15, 120, "center", "middle"), ("Jane Doe", 56, film + 60, film + 180, "left", "bottom"))  # fmt: skip
    for text, size, start, end, across, down in words:
        line += ["-filter", f"dynamictext:{text}", f"size={size}", "fgcolour=white", "bgcolour=0x00000000"]
        line += [f"halign={across}", f"valign={down}", f"in={start}", f"out={end}"]
    line += ["-consumer", f"avformat:{job['target']}", "vcodec=libx264", f"preset={job['preset']}"]
    return [*line, f"crf={job['crf']}", "acodec=aac", "ab=192k", "real_time=-2", "movflags=+faststart"]


def editly(job: dict[str, Any]) -> list[str]:
    """editly's command line; what it is to make lies in a file beside the target. Its graphics need a screen."""
    clips = []
    for number, length in enumerate(lengths(job["seconds"])):
        whole = length + (0.5 if number else 0.0)
        if number < 3:
            layers = [{"type": "video", "path": job["clips"][number], "cutFrom": 0, "cutTo": whole}]
        else:
            still = {"type": "image", "path": job["photos"][number - 3], "resizeMode": "cover"}
            layers = [{**still, "zoomDirection": "in", "zoomAmount": ZOOM}]
        if number == 0:
            words = {"type": "title", "text": "Release 1.4", "start": 0.5, "stop": 4}
            layers.append({**words, "fontPath": job["font"]})
        if number == 1:
            words = {"type": "subtitle", "text": "Jane Doe", "start": 2.5, "stop": min(6.5, whole)}
            layers.append({**words, "fontPath": job["font"]})
        place = {"width": 0.1, "position": {"x": 0.85, "y": 0.05}}
        layers.append({"type": "image-overlay", "path": job["logo"], **place})
        clips.append({"duration": whole, "layers": layers, "transition": {"name": "fade", "duration": 0.5}})
    quality = ["-c:v", "libx264", "-preset", job["preset"], "-crf", job["crf"], "-pix_fmt", "yuv420p"]
    film = {"outPath": job["target"], "width": 1920, "height": 1080, "fps": 30, "clips": clips}
    sound = {"audioTracks": [{"path": job["song"], "mixVolume": 0.35}], "keepSourceAudio": True}
    output = [*quality, "-c:a", "aac", "-b:a", "192k", "-movflags", "+faststart"]
    told = Path(job["target"]).with_suffix(".editly.json")
    told.write_text(json.dumps({**film, **sound, "customOutputArgs": output}))
    return ["xvfb-run", "-a", "-s", "-ac -screen 0 1280x1024x24", "editly", "--json", str(told)]


def remotion(job: dict[str, Any]) -> None:
    folder, told = Path(job["remotion"]), Path(job["target"]).with_suffix(".remotion.json")
    for part in Path(__file__).with_name("remotion").iterdir():
        shutil.copyfile(part, folder / part.name)
    facts = {"sources": str(Path(job["song"]).parent), "browser": shutil.which("chromium"), "zoom": ZOOM}
    told.write_text(json.dumps({**job, **facts, "frames": [round(x * 30) for x in lengths(job["seconds"])]}))
    subprocess.run(["node", "render.mjs", str(told)], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    name, job = sys.argv[1], json.loads(Path(sys.argv[2]).read_text())
    if name in ("melt", "editly"):
        subprocess.run({"melt": melt, "editly": editly}[name](job), check=True, stderr=subprocess.DEVNULL)
    else:
        {"moviepy": moviepy, "movis": movis, "remotion": remotion}[name](job)


if __name__ == "__main__":
    main()
