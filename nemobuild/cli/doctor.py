"""Whether this machine has what a build needs: one check a function, each with what it found and how to put
it right.

A check never raises and never shows a secret. Everything it looks at comes in through `Machine`.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from nemobuild import __version__
from nemobuild.cli.present.text import bytes_text
from nemobuild.errors import AccountError, UsageError

State = Literal["ok", "warn", "fail"]

NEEDED_ENCODERS = {"libx264": "MP4", "aac": "sound in MP4", "png": "stills"}
OTHER_ENCODERS = {
    "libx265": "H.265",
    "libsvtav1": "AV1",
    "libvpx-vp9": "WebM",
    "libopus": "sound in WebM",
    "libmp3lame": "MP3",
    "prores_ks": "ProRes",
    "gif": "GIF",
}
SCRIPTS = {"Chinese": ("zh", "汉"), "Japanese": ("ja", "か"), "Korean": ("ko", "한")}
PLUGINS = {
    "captions": ("nemobuild.captions", "captions without a transcript are refused"),
    "voice": ("nemobuild.voice", "spoken text is refused"),
    "planner": ("nemobuild.planner", "only the phrases of the table are understood"),
}
"""Kind to the group of its entry points and what is missing without one."""

EMOJI = "😀🚀🎉👍🔒"  # a font may have the faces, and none of what changelogs are full of
LEAST_FREE, GOOD_FREE = 200_000_000, 2_000_000_000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What the checks look at. `version` is Python's; `ffmpeg` gives its path or raises RuntimeError."""

    environ: Mapping[str, str]
    folder: Path
    home: Path
    version: tuple[int, int, int]
    ffmpeg: Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    name: str
    state: State
    what: str
    fix: str = ""


def examine(machine: Machine) -> Iterator[Finding]:
    """The findings in the order of the checks, each as soon as it is known."""
    yield check_python(machine)
    yield from check_ffmpeg(machine)
    yield from check_fonts(machine)
    yield from check_plugins()
    yield check_disk(machine)
    yield check_writable(machine)
    yield check_loopback()
    yield from check_service(machine)
    yield check_token(machine)
    yield check_client(machine)


def check_python(machine: Machine) -> Finding:
    found = f"Python {'.'.join(map(str, machine.version))}, nemobuild {__version__}"
    if machine.version < (3, 11):
        return Finding(name="python", state="fail", what=found, fix="install Python 3.11 or newer")
    return Finding(name="python", state="ok", what=found)


def check_ffmpeg(machine: Machine) -> Iterator[Finding]:
    """The binary runs, and which encoders it has."""
    repair = "install it again: pip install --force-reinstall imageio-ffmpeg"
    try:
        binary = machine.ffmpeg()
        listing = _output(binary, "-hide_banner", "-encoders")
        version = _output(binary, "-version").split("\n", 1)[0]
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        yield Finding(name="ffmpeg", state="fail", what=f"does not run: {error}", fix=repair)
        return
    named = re.match(r"ffmpeg version (\S+)", version)
    yield Finding(name="ffmpeg", state="ok", what=f"{named[1] if named else 'runs'} ({binary})")
    yield encoders(listing, repair)


def encoders(listing: str, repair: str) -> Finding:
    """What ffmpeg's list of encoders means for exports."""
    have = set(re.findall(r"^ [VAS][A-Z.]{5} (\S+)", listing, re.MULTILINE))
    missing = [f"{name} ({use})" for name, use in NEEDED_ENCODERS.items() if name not in have]
    if missing:
        return Finding(name="encoders", state="fail", what=f"missing: {', '.join(missing)}", fix=repair)
    lacking = [f"{name} ({use})" for name, use in OTHER_ENCODERS.items() if name not in have]
    if lacking:
        what = f"without {', '.join(lacking)}; exports of these kinds will fail here"
        fix = "export other kinds, or name an ffmpeg that has them in IMAGEIO_FFMPEG_EXE"
        return Finding(name="encoders", state="warn", what=what, fix=fix)
    return Finding(name="encoders", state="ok", what=", ".join(["libx264", "aac", *OTHER_ENCODERS]))


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, timeout=30, check=True)
    return done.stdout.decode("utf-8", "replace")


def check_fonts(machine: Machine) -> Iterator[Finding]:
    """The families of the package, and what the system draws that they lack."""
    try:
        from nemobuild.backend.render.typeset import faces
    except ImportError as error:
        what = f"text cannot be drawn: {error}"
        yield Finding(name="fonts", state="fail", what=what, fix="pip install pillow")
        return
    lost = [f for f in faces.FAMILIES if not all(faces.shipped(f, b).path.is_file() for b in (False, True))]
    yield _families_finding(tuple(faces.FAMILIES), lost)
    places = faces.folders(machine.environ)
    for script, (language, character) in SCRIPTS.items():
        code = ord(character)
        face = faces.find(code, family="sans", bold=False, language=language, emoji=False, folders=places)
        yield _font_finding(
            script, face.path if face else None, "install a Noto CJK font (Debian: fonts-noto-cjk)"
        )
    found = {
        sign: faces.find(ord(sign), family="sans", bold=False, language="zh", emoji=True, folders=places)
        for sign in EMOJI
    }
    yield _emoji_finding({sign: face.path if face else None for sign, face in found.items()})


def _families_finding(families: tuple[str, ...], lost: list[str]) -> Finding:
    if lost:
        what = f"missing from the package: {', '.join(lost)}"
        return Finding(name="fonts", state="fail", what=what, fix="install nemobuild again")
    return Finding(name="fonts", state="ok", what=f"{', '.join(families)} (with the package)")


def _font_finding(script: str, path: Path | None, fix: str) -> Finding:
    name = f"font for {script}"
    if path is None:
        return Finding(name=name, state="warn", what="none; its characters cannot be drawn", fix=fix)
    return Finding(name=name, state="ok", what=path.name)


def _emoji_finding(found: Mapping[str, Path | None]) -> Finding:
    """`found`: some emoji, and the font that has each."""
    fix = "install an emoji font (Debian: fonts-noto-color-emoji)"
    fonts = [path for path in found.values() if path]
    missing = "".join(sign for sign, path in found.items() if path is None)
    if fonts and missing:
        what = f"{fonts[0].name} has only some; {missing} and others cannot be drawn"
        return Finding(name="font for emoji", state="warn", what=what, fix=fix)
    return _font_finding("emoji", fonts[0] if fonts else None, fix)


def check_plugins() -> Iterator[Finding]:
    """Which plug-ins there are, and which are broken; without one of a kind what needs it is refused, and the rest works."""
    from nemobuild.backend.plugins import find

    for kind, (group, use) in PLUGINS.items():
        names = [plugin.name for plugin in find.found(group)]
        if names:
            yield Finding(name=kind, state="ok", what=", ".join(names))
        else:
            yield Finding(name=kind, state="warn", what=f"no plug-in; {use}", fix=find.HOW_TO_GET[group])
        for name, error in find.passed_over(group).items():
            fix = "mend or remove the package that it comes with"
            yield Finding(name=kind, state="warn", what=f"{name} is passed over: {error}", fix=fix)


def check_disk(machine: Machine) -> Finding:
    try:
        free = shutil.disk_usage(machine.folder).free
    except OSError as error:
        what = f"{_whole(machine.folder)} cannot be looked at: {error.strerror}"
        return Finding(name="disk", state="fail", what=what, fix="work in a folder that is there")
    state: State = "fail" if free < LEAST_FREE else "warn" if free < GOOD_FREE else "ok"
    fix = "" if state == "ok" else "make room; nemobuild cache gc may help"
    return Finding(name="disk", state=state, what=f"{bytes_text(free)} free", fix=fix)


def check_writable(machine: Machine) -> Finding:
    folder = machine.folder / ".nemobuild"
    place = folder if folder.is_dir() else machine.folder
    try:
        with tempfile.TemporaryFile(dir=place):
            return Finding(name="folder", state="ok", what=f"{_whole(place)} can be written")
    except OSError as error:
        what = f"{_whole(place)} cannot be written: {error.strerror}"
        return Finding(name="folder", state="fail", what=what, fix="work in a folder that is yours")


def _whole(folder: Path) -> Path:
    """A folder's whole path; its name if it is relative to one that is gone."""
    try:
        return folder.absolute()
    except OSError:
        return folder


def check_loopback() -> Finding:
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(1)
            with socket.create_connection(listener.getsockname(), timeout=5):
                return Finding(name="loopback", state="ok", what="a port of 127.0.0.1 can be served")
    except OSError as error:
        what = f"no port of 127.0.0.1 can be served: {error.strerror or error}"
        fix = "allow local connections; the embedded backend uses one"
        return Finding(name="loopback", state="fail", what=what, fix=fix)


def check_service(machine: Machine) -> Iterator[Finding]:
    """The addresses of the environment, by the client's own rules. Only for --backend nemo; nothing is sent."""
    yield _address_finding(machine, "NEMO_API_URL")
    if machine.environ.get("NEMO_WEB_URL"):
        yield _address_finding(machine, "NEMO_WEB_URL")


def _address_finding(machine: Machine, name: str) -> Finding:
    from nemobuild.client.connect import address

    if not machine.environ.get(name, "").strip():
        return Finding(name=name, state="ok", what="not set: the vendor's own")
    try:
        host = urlsplit(address(machine.environ, name, "")).hostname or ""
    except UsageError as error:
        what = error.what.removeprefix(f"{name}: ")
        return Finding(name=name, state="fail", what=what, fix=error.hint)
    return Finding(name=name, state="ok", what=host)


def check_token(machine: Machine) -> Finding:
    """Whether there is one that the client takes; its value is never shown."""
    from nemobuild.client.tokens import own_token

    try:
        token = own_token(machine.environ)
    except AccountError as error:
        return Finding(name="NEMO_TOKEN", state="fail", what=error.what, fix=error.hint)
    if token is None:
        what = "not set: --backend nemo fetches an anonymous one, with 100 credits"
        return Finding(name="NEMO_TOKEN", state="ok", what=what)
    return Finding(name="NEMO_TOKEN", state="ok", what="is set (not shown)")


def check_client(machine: Machine) -> Finding:
    """The client id: from the environment, else from its file."""
    given = machine.environ.get("NEMO_CLIENT_ID", "")
    path = machine.home / ".config" / "nemovideo" / "client_id"
    if given:
        return _client_finding(given, "NEMO_CLIENT_ID")
    try:
        return _client_finding(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        return Finding(name="client id", state="ok", what="made when it is first needed")
    except (OSError, UnicodeDecodeError) as error:
        what = f"{path} cannot be read: {error}"
        return Finding(name="client id", state="warn", what=what, fix="remove it")


def _client_finding(text: str, source: str) -> Finding:
    try:
        uuid.UUID(text.strip())
    except ValueError:
        what, fix = f"{source} holds no UUID", "remove it; a new one is made when needed"
        return Finding(name="client id", state="warn", what=what, fix=fix)
    return Finding(name="client id", state="ok", what=f"from {source}")


def this_machine() -> Machine:
    import sys

    def ffmpeg() -> str:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())

    version = (sys.version_info.major, sys.version_info.minor, sys.version_info.micro)
    return Machine(environ=os.environ, folder=Path(), home=Path.home(), version=version, ffmpeg=ffmpeg)
