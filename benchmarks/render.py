"""Rendering against a hand-written ffmpeg command, and what a change costs: one command, one table.

    python benchmarks/render.py [--runs 3] [--seconds 60] [--preset standard|high] [--peers PYTHON]
                                [--remotion FOLDER]

The reference timeline (1080p30: three clips, crossfades, a slideshow with Ken Burns, a title, a lower third, a logo
throughout, music at 35 %) is rendered on generated sources, in turn with the same film written by hand as a single
ffmpeg command: same binary, same encoder settings. Ratios are of medians of wall-clock seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from nemobuild.backend.render.film import render
from nemobuild.backend.render.output import output_of
from nemobuild.backend.render.run import program
from nemobuild.timeline.model import (
    Clip,
    Media,
    Motion,
    Placement,
    Rect,
    Sound,
    Source,
    Text,
    Timeline,
    Track,
    Transition,
)

HALF = 500  # ms of a crossfade
ZOOM = 0.1


def sources(folder: Path, seconds: int) -> dict[str, Media]:
    """Three films with noise and movement, five photographs, a logo, a song."""
    folder.mkdir(parents=True, exist_ok=True)
    length = seconds // 4 + 1
    made = {}
    for number, look in enumerate(
        (
            "testsrc2=s=1920x1080:r=30",
            "mandelbrot=s=1920x1080:r=30",
            "cellauto=s=480x270:r=30,scale=1920:1080:flags=bicubic",
        )
    ):
        path = folder / f"clip{number}.mp4"
        _ffmpeg(
            "-f",
            "lavfi",
            "-i",
            look,
            "-f",
            "lavfi",
            "-i",
            f"sine=f={220 * (number + 1)}",
            "-t",
            str(length),
            "-vf",
            "noise=alls=5:allf=t,format=yuv420p",
            "-ac",
            "2",
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-crf",
            "22",
            "-c:a",
            "aac",
            str(path),
        )
        made[f"clip{number}"] = _media(
            path, "video", duration_ms=length * 1000, fps=30, has_audio=True, channels=2
        )
    for number in range(5):
        path = folder / f"photo{number}.jpg"
        _ffmpeg(
            "-f",
            "lavfi",
            "-i",
            f"mandelbrot=s=2400x1350:start_scale={3 / (number + 1)}",
            "-vf",
            "noise=alls=6",
            "-frames:v",
            "1",
            "-q:v",
            "2",
            str(path),
        )
        made[f"photo{number}"] = _media(path, "image", width=2400, height=1350)
    _ffmpeg(
        "-f",
        "lavfi",
        "-i",
        "color=c=orange@0.9:s=240x120,format=rgba",
        "-frames:v",
        "1",
        str(folder / "logo.png"),
    )
    made["logo"] = _media(folder / "logo.png", "image", width=240, height=120)
    for number in range(2):
        path = folder / f"song{number}.wav"
        _ffmpeg(
            "-f",
            "lavfi",
            "-i",
            f"aevalsrc='0.3*sin({330 + 110 * number}*t*PI*2)*(0.6+0.4*sin(3*t))|0.3*sin({440}*t*6.28)'",
            "-t",
            str(seconds),
            "-ar",
            "48000",
            str(path),
        )
        made[f"song{number}"] = _media(path, "audio", duration_ms=seconds * 1000, has_audio=True, channels=2)
    return made


def timeline(
    made: dict[str, Media], seconds: int, *, title: str = "Release 1.4", song: int = 0, insert: bool = False
) -> Timeline:
    """The reference timeline: two thirds films, one third slideshow, crossfades between all."""
    film, photo = seconds * 2000 // 9 // 1000 * 1000, seconds * 1000 // 15
    names = [("clip0", film), ("clip1", film), ("clip2", film), *((f"photo{i}", photo) for i in range(5))]
    clips: list[Clip] = []
    at = 0
    if insert:
        clips.append(
            Clip(
                start_ms=0,
                duration_ms=3000,
                source=Source(kind="video", generator="color", params={"color": "#203040"}),
            )
        )
        at = 3000
    for name, length in names:
        blend = bool(clips) and at != 3000 * insert
        clips.append(_clip(made[name], at - HALF * blend, length + HALF * blend, blend))
        at += length
    shift = 3000 * insert
    over = Clip(
        start_ms=0,
        duration_ms=at,
        source=_source(made["logo"]),
        placement=Placement(rect=Rect(x=0.85, y=0.05, width=0.1, height=0.1)),
    )
    words = (
        Text(start_ms=shift + 500, duration_ms=3500, text=title, detail="what is new"),
        Text(
            start_ms=shift + film + 2000,
            duration_ms=4000,
            text="Jane Doe",
            detail="Engineering",
            role="lower_third",
            anchor="bottom-left",
        ),
    )
    music = Sound(start_ms=0, duration_ms=at, source=_source(made[f"song{song}"]), volume=0.35, loop=True)
    return Timeline(
        title="Reference",
        tracks=(
            Track(kind="video", segments=tuple(clips)),
            Track(kind="video", segments=(over,)),
            Track(kind="text", segments=words),
            Track(kind="audio", segments=(music,)),
        ),
    )


def recording(made: dict[str, Media], *, faded: bool) -> Timeline:
    """A recording with music under it and nothing done to its picture; `faded` at its end, it has to be encoded."""
    film, song = made["clip0"], made["song0"]
    clip = Clip(duration_ms=film.duration_ms, source=_source(film), fade_out_ms=HALF if faded else 0)
    music = Sound(duration_ms=film.duration_ms, source=_source(song), volume=0.35, loop=True)
    tracks = (Track(kind="video", segments=(clip,)), Track(kind="audio", segments=(music,)))
    return Timeline(title="Recording", tracks=tracks)


def by_hand(
    made: dict[str, Media],
    seconds: int,
    target: Path,
    preset: tuple[str, ...],
    enlarged: str = "scale=8000:4500,",
) -> list[str]:
    """The same film as a single command, as somebody who knows ffmpeg writes it.

    Photographs are `enlarged` first, since `zoompan` moves by whole px of its source and shivers without.
    """
    film, photo = seconds * 2000 // 9 // 1000, seconds / 15
    inputs: list[str] = []
    parts: list[str] = []
    lengths = [film] * 3 + [photo] * 5
    for number in range(3):
        inputs += ["-t", str(film + 0.5), "-i", made[f"clip{number}"].path]
        parts.append(f"[{number}:v]scale=1920:1080,fps=30,format=yuv420p,settb=1/30[p{number}]")
    for number in range(5):
        frames = round((photo + 0.5) * 30)
        inputs += ["-i", made[f"photo{number}"].path]
        zoom = f"zoompan=z='1+{ZOOM}*on/{frames}':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d={frames}:s=1920x1080:fps=30"
        parts.append(f"[{number + 3}:v]{enlarged}{zoom},format=yuv420p,settb=1/30[p{number + 3}]")
    last, at = "p0", 0.0
    for number in range(1, 8):
        at += lengths[number - 1]
        parts.append(
            f"[{last}][p{number}]xfade=transition=fade:duration=0.5:offset={at - 0.5:.3f}[x{number}]"
        )
        last = f"x{number}"
    inputs += ["-i", made["logo"].path, "-i", made["song0"].path]
    font = next((Path(__file__).parent.parent / "nemobuild/backend/render/fonts").rglob("*.ttf"), None)
    face = f"fontfile={font}:" if font else ""
    parts.append(f"[{last}]format=yuv420p[f]")
    parts.append("[8:v]scale=192:-2[logo];[f][logo]overlay=1632:54[l]")
    fade = "alpha='if(lt(t,0.9),(t-0.5)/0.4,if(gt(t,3.7),(4-t)/0.3,1))'"
    parts.append(
        f"[l]drawtext={face}text='Release 1.4':fontsize=110:fontcolor=white:x=(w-tw)/2:y=(h-th)/2:enable='between(t,0.5,4)':{fade}[t]"
    )
    parts.append(
        f"[t]drawtext={face}text='Jane Doe':fontsize=56:fontcolor=white:box=1:boxcolor=black@0.5:x=110:y=880:enable='between(t,{film + 2},{film + 6})'[v]"
    )
    total = sum(lengths)
    mix = "".join(f"[{n}:a]adelay={int(sum(lengths[:n]) * 1000)}:all=1[a{n}];" for n in range(3))
    parts.append(
        f"{mix}[9:a]volume=0.35,atrim=end={total}[m];[a0][a1][a2][m]amix=inputs=4:normalize=0,loudnorm=I=-14:TP=-1,aresample=48000[a]"
    )
    return [
        program(),
        "-v",
        "error",
        "-y",
        *inputs,
        "-filter_complex",
        ";".join(parts),
        "-map",
        "[v]",
        "-map",
        "[a]",
        "-t",
        str(total),
        *preset,
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-b:a",
        "192k",
        "-movflags",
        "+faststart",
        str(target),
    ]


def peers(
    made: dict[str, Media], asked: argparse.Namespace, root: Path, settings: tuple[str, str]
) -> dict[str, list[str]]:
    """Command lines of the peers that are installed, and what each could not express."""
    from peers import LACKS

    python = asked.peers
    font = next((Path(__file__).parent.parent / "nemobuild/backend/render/fonts").rglob("Inter-Bold.ttf"))
    found: dict[str, list[str]] = {}
    for name in ("moviepy", "movis", "melt", "editly", "remotion"):
        version = _version_of(name, python, asked.remotion)
        if not version:
            print(f"{name}: not installed, left out")
            continue
        job = {
            "clips": [made[f"clip{i}"].path for i in range(3)],
            "photos": [made[f"photo{i}"].path for i in range(5)],
            "logo": made["logo"].path,
            "song": made["song0"].path,
            "font": str(font),
            "seconds": asked.seconds,
            "remotion": asked.remotion,
            "target": str(root / f"{name}.mp4"),
            "preset": settings[0],
            "crf": settings[1],
        }
        (root / f"{name}.json").write_text(json.dumps(job))
        found[name] = [python, str(Path(__file__).with_name("peers.py")), name, str(root / f"{name}.json")]
        print(f"{name} {version}: {LACKS[name]}")
    return found


def _version_of(name: str, python: str, remotion: str) -> str:
    if name == "remotion":
        facts = Path(remotion or ".") / "node_modules/remotion/package.json"
        return str(json.loads(facts.read_text())["version"]) if facts.exists() else ""
    if name in ("melt", "editly"):
        path = shutil.which(name)
        asked = [path, "--version"] if path else []
    else:
        asked = [python, "-c", f"import importlib.metadata as m; print(m.version({name!r}))"]
    if not asked:
        return ""
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    words = done.stdout.partition("\n")[0].split() if done.returncode == 0 else []
    return words[-1] if words else ""


def _peer_environment(root: Path) -> dict[str, str]:
    """Peers that look for a program named ffmpeg find the one that everything here is measured with."""
    programs = root / "programs"
    programs.mkdir(exist_ok=True)
    if not (programs / "ffmpeg").exists():
        (programs / "ffmpeg").symlink_to(program())
    quiet = {"QT_QPA_PLATFORM": "offscreen", "IMAGEIO_FFMPEG_EXE": program()}
    return {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}", **quiet}


def main() -> None:
    asked = _asked()
    root = Path(tempfile.mkdtemp(prefix="nemobuild-bench-"))
    try:
        _bench(asked, root)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _bench(asked: argparse.Namespace, root: Path) -> None:
    made = sources(Path(asked.sources) if asked.sources else root / "sources", asked.seconds)
    media = {m.digest: m for m in made.values()}
    base = timeline(made, asked.seconds)
    full = output_of({"quality": asked.preset}, base)
    x264 = {"standard": ("veryfast", "20"), "high": ("medium", "17"), "draft": ("ultrafast", "27")}[
        asked.preset
    ]
    settings = ("-c:v", "libx264", "-preset", x264[0], "-crf", x264[1])
    hand = by_hand(made, asked.seconds, root / "hand.mp4", settings)
    plain = by_hand(made, asked.seconds, root / "plain.mp4", settings, enlarged="")
    others = peers(made, asked, root, x264) if asked.peers else {}
    small = output_of({"quality": asked.preset, "resolution": "720p"}, base)
    rows: dict[str, list[tuple[float, float]]] = {}

    def timed(name: str, work: Callable[[], object]) -> None:
        begin, cpu = time.perf_counter(), _cpu()
        work()
        rows.setdefault(name, []).append((time.perf_counter() - begin, _cpu() - cpu))

    for number in range(asked.runs):
        folder = root / f"run{number}"
        timed("one ffmpeg command by hand", lambda: subprocess.run(hand, check=True, env={**os.environ}))
        timed(PLAIN, lambda: subprocess.run(plain, check=True, env={**os.environ}))
        timed("whole timeline, cold", lambda f=folder: render(base, media, full, f))
        timed("nothing changed", lambda f=folder: render(base, media, full, f))
        timed(
            "the title's words",
            lambda f=folder: render(timeline(made, asked.seconds, title="Release 1.5"), media, full, f),
        )
        timed(
            "3 s inserted at the start",
            lambda f=folder: render(timeline(made, asked.seconds, insert=True), media, full, f),
        )
        timed("another song", lambda f=folder: render(timeline(made, asked.seconds, song=1), media, full, f))
        timed("second output, 720p", lambda f=folder: render(base, media, small, f))
        timed(ENCODED, lambda f=folder: render(recording(made, faded=True), media, full, f))
        timed(COPIED, lambda f=folder: render(recording(made, faded=False), media, full, f))
        for name, line in others.items() if number == 0 else ():
            timed(
                name,
                lambda command=line: subprocess.run(
                    command, check=True, env=_peer_environment(root), stdout=_NULL, stderr=_NULL
                ),
            )
        shutil.rmtree(folder, ignore_errors=True)
    _table(rows, asked)


ENCODED = "a recording and music, faded"
COPIED = "the same, not faded: copied"
PLAIN = "by hand, photos not enlarged"
_NULL = subprocess.DEVNULL
PEERS = {"moviepy": 0.40, "movis": 1.0, "melt": 1.0, "editly": 1.0, "remotion": 1.0}
LIMITS = {
    "the title's words": 0.07,
    "3 s inserted at the start": 0.10,
    "another song": 0.03,
    "second output, 720p": 0.60,
    "nothing changed": 0.03,
}


def _table(rows: dict[str, list[tuple[float, float]]], asked: argparse.Namespace) -> None:
    middle = {name: statistics.median(t for t, _ in times) for name, times in rows.items()}
    cpus = {name: statistics.median(c for _, c in times) for name, times in rows.items()}
    whole = middle["whole timeline, cold"]
    version = subprocess.run(
        [program(), "-version"], capture_output=True, text=True, check=True
    ).stdout.split()[2]
    print(
        f"{asked.seconds} s 1080p30, quality {asked.preset}, {asked.runs} runs, ffmpeg {version}, Python {sys.version.split()[0]}, {os.cpu_count()} cores"
    )
    print(f"| {'work':<28} | seconds |    CPU | against | ratio | at most |")
    print(f"|{'-' * 30}|---------|--------|---------|-------|---------|")
    for name, seconds in middle.items():
        against, limit = ("whole", LIMITS.get(name)) if name in LIMITS else ("", None)
        ratio = seconds / whole
        if name == "whole timeline, cold":
            against, ratio, limit = "by hand", whole / middle["one ffmpeg command by hand"], 0.97
        if name == PLAIN:
            against, ratio, limit = "whole", whole / seconds, None
        if name == ENCODED:
            against, ratio, limit = "", 1.0, None
        if name == COPIED:
            against, ratio, limit = "faded", seconds / middle[ENCODED], None
        if name in PEERS:
            against, ratio, limit = "it", whole / seconds, PEERS[name]
        print(
            f"| {name:<28} | {seconds:7.2f} | {cpus[name]:6.2f} | {against:<7} | {ratio:5.3f} | {limit if limit else '':<7} |"
        )


def _cpu() -> float:
    """CPU seconds of this process and of all that it has waited for: less shaken by what else a machine does."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _clip(medium: Media, start: int, length: int, blend: bool) -> Clip:
    moves = Motion(start=Rect(), end=Rect(x=ZOOM / 2, y=ZOOM / 2, width=1 - ZOOM, height=1 - ZOOM))
    clip = Clip(
        start_ms=start,
        duration_ms=length,
        source=_source(medium),
        fit="cover",
        transition=Transition(duration_ms=HALF) if blend else None,
    )
    return replace(clip, motion=moves) if medium.kind == "image" else clip


def _source(medium: Media) -> Source:
    return Source(kind=medium.kind, digest=medium.digest, name=medium.name)


def _media(path: Path, kind: str, **facts: object) -> Media:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    size = {"width": 1920, "height": 1080} if kind == "video" else {}
    return Media(digest=digest, name=path.name, kind=kind, path=str(path), **{**size, **facts})


def _ffmpeg(*args: str) -> None:
    if Path(args[-1]).exists():
        return
    subprocess.run([program(), "-v", "error", "-y", *args], check=True)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--preset", choices=("draft", "standard", "high"), default="standard")
    parser.add_argument(
        "--sources", default="", help="where generated sources are kept from one call to the next"
    )
    parser.add_argument(
        "--peers",
        default="",
        metavar="PYTHON",
        help="also MoviePy 2 and movis, as installed for this interpreter, and melt and editly",
    )
    parser.add_argument(
        "--remotion", default="", metavar="FOLDER", help="with --peers, where Remotion is installed"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
