"""espeak-ng's shared library as a program: words on standard input, a WAV file out.

    python -m nemobuild.backend.plugins.espeak_library VOICE FILE < words

The calls are those of `speak_lib.h` of espeak-ng 1.52.
"""

from __future__ import annotations

import ctypes
import sys
import wave
from importlib import import_module

SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: samples come to the callback
UTF8 = 1  # espeakCHARS_UTF8
_Heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def samples_of(text: str, voice: str) -> tuple[bytes, int]:
    """Mono samples of 16 bits, and their rate in Hz; no samples for a voice that is unknown."""
    loader = import_module("espeakng_loader")
    library = ctypes.CDLL(loader.get_library_path())
    rate = library.espeak_Initialize(SYNCHRONOUS, 0, loader.get_data_path().encode(), 0)
    samples = bytearray()

    def keep(wave_at: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
        if wave_at and count > 0:
            samples.extend(ctypes.string_at(wave_at, 2 * count))
        return 0

    heard = _Heard(keep)
    library.espeak_SetSynthCallback(heard)
    if rate <= 0 or library.espeak_SetVoiceByName(voice.encode()):
        return b"", max(rate, 0)
    words = text.encode()
    library.espeak_Synth(words, len(words) + 1, 0, 1, 0, UTF8, None, None)
    library.espeak_Synchronize()
    return bytes(samples), rate


def main() -> int:
    voice, target = sys.argv[1:3]
    samples, rate = samples_of(sys.stdin.buffer.read().decode(), voice)
    if not samples:
        return 1
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
