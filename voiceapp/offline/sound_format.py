"""The session's sound formats, to and from the one format inside (24 000 Hz int16).

G.711 is telephone sound: 8 000 Hz, 8 bits on a logarithmic scale. Going up, two samples are drawn on the
line between neighbours; going down, three are averaged. That is below studio quality and above G.711's.
Source of the two laws: ITU-T G.711.
"""

from __future__ import annotations

from array import array
from functools import lru_cache

from voiceapp.protocol.session_config import AudioFormat

_MU_BIAS = 0x84
_STEPS = 3  # 24 000 / 8 000


def frame_bytes_of(form: AudioFormat) -> int:
    """Return the bytes of one sample in that format."""
    return 2 if form.type == "audio/pcm" else 1


def pcm_of(data: bytes, form: AudioFormat) -> bytes:
    """Return sound of a session's format as 24 000 Hz int16."""
    if form.type == "audio/pcm":
        return data
    table = _decoded(form.type)
    samples = [table[byte] for byte in data]
    out = array("h")
    for sample, following in zip(samples, [*samples[1:], *samples[-1:]], strict=True):
        out.extend((sample, (2 * sample + following) // 3, (sample + 2 * following) // 3))
    return out.tobytes()


def wire_of(pcm: bytes, form: AudioFormat) -> bytes:
    """Return 24 000 Hz int16 in a session's format; a rest of less than one 8 000 Hz sample is dropped."""
    if form.type == "audio/pcm":
        return pcm
    samples = array("h", pcm)
    encode = _encoded(form.type)
    whole = len(samples) // _STEPS * _STEPS
    return bytes(
        encode[(sum(samples[index : index + _STEPS]) // _STEPS + 32768) >> 2]
        for index in range(0, whole, _STEPS)
    )


def _mu_law(byte: int) -> int:
    byte = ~byte & 0xFF
    magnitude = (((byte & 0x0F) << 3) + _MU_BIAS) << ((byte & 0x70) >> 4)
    return _MU_BIAS - magnitude if byte & 0x80 else magnitude - _MU_BIAS


def _a_law(byte: int) -> int:
    byte ^= 0x55
    segment = (byte & 0x70) >> 4
    magnitude = ((byte & 0x0F) << 4) + 8
    if segment:
        magnitude = (magnitude + 0x100) << (segment - 1)
    return magnitude if byte & 0x80 else -magnitude


@lru_cache(maxsize=2)
def _decoded(law: str) -> tuple[int, ...]:
    return tuple((_mu_law if law == "audio/pcmu" else _a_law)(byte) for byte in range(256))


@lru_cache(maxsize=2)
def _encoded(law: str) -> bytes:
    """Return the nearest code of every fourteen-bit level, found by search: 16384 bytes, built once."""
    levels = sorted((level, byte) for byte, level in enumerate(_decoded(law)))
    codes = bytearray()
    nearest = 0
    for step in range(16384):
        target = (step << 2) - 32768 + 2
        while nearest + 1 < len(levels) and abs(levels[nearest + 1][0] - target) <= abs(
            levels[nearest][0] - target
        ):
            nearest += 1
        codes.append(levels[nearest][1])
    return bytes(codes)
