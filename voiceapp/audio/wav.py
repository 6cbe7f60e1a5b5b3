"""Sound files: any uncompressed WAV in, our own format out, and a conversation as one stereo file.

The reader parses the file itself: the standard library's `wave` refuses the extensible header (which Windows
and many editors write) before Python 3.12, and its errors name chunks rather than what to do.
"""

from __future__ import annotations

import struct
import wave
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from voiceapp.audio.level import samples_of
from voiceapp.audio.resample import Resampler
from voiceapp.errors import WavError
from voiceapp.pcm import FRAME_BYTES, NS_PER_S, RATE_HZ

FILE_BYTES_MAX = 2 * 1024**3
RATE_HZ_MIN = 8_000
RATE_HZ_MAX = 192_000
PIECE_FRAMES = 48_000
"""How much of a file is in memory in its own format; the rest is read, converted and let go."""
FILE_DELAY_MS = 4.0

_PCM = 0x0001
_EXTENSIBLE = 0xFFFE
_KINDS = {
    0x0002: "Microsoft ADPCM",
    0x0003: "floating point",
    0x0006: "A-law",
    0x0007: "mu-law",
    0x0011: "IMA ADPCM",
    0x0031: "GSM 6.10",
    0x0050: "MPEG",
    0x0055: "MP3",
    0x00FF: "AAC",
}
"""What the format tags of `mmreg.h` that occur in practice are called."""


def read_wav(path: Path | str) -> bytes:
    """Return a WAV file's sound at the wire's format; stereo is mixed, any rate 8-192 kHz is converted.

    Reads 8, 16, 24 and 32 bit integers. The result has ceil(frames * 24 000 / rate) frames, in step with the
    file. Blocks while it reads: not for the loop. Raises WavError with a sentence that says what the file is.
    """
    path = Path(path)
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise WavError(f"{path.name} is larger than 2 GB; cut it into shorter files.", path=str(path))
        with path.open("rb") as file:
            return _Reader(path, file).sound()
    except FileNotFoundError:
        raise WavError(f"There is no file {path.name}.", path=str(path)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise WavError(f"{path.name} cannot be read: {reason}.", path=str(path)) from error


def write_wav(path: Path | str, pcm: bytes, channels: int = 1) -> None:
    """Write int16 sound at 24 000 Hz; `channels` samples per frame, interleaved. Raises WavError."""
    _write(Path(path), iter((pcm,)), channels)


def write_stereo(path: Path | str, blocks: Iterator[bytes]) -> None:
    """Write blocks of interleaved int16 stereo at 24 000 Hz. Raises WavError."""
    _write(Path(path), blocks, channels=2)


class StereoTimeline:
    """A conversation on one time line: the person left, the assistant right, each sound at its own moment."""

    def __init__(self) -> None:
        """Start empty."""
        self._left: list[tuple[int, bytes]] = []
        self._right: list[tuple[int, bytes]] = []

    @property
    def frames(self) -> int:
        """Length: the end of the last sound."""
        ends = (first + len(pcm) // FRAME_BYTES for side in (self._left, self._right) for first, pcm in side)
        return max(ends, default=0)

    def add_left(self, first_frame: int, pcm: bytes) -> None:
        """Mix the person's sound in, from `first_frame` (not below zero) of the line."""
        self._add(self._left, first_frame, pcm)

    def add_right(self, first_frame: int, pcm: bytes) -> None:
        """Mix the assistant's sound in, from `first_frame` (not below zero) of the line."""
        self._add(self._right, first_frame, pcm)

    def blocks(self) -> Iterator[bytes]:
        """Yield the line as interleaved stereo, at most two seconds at a time; overlaps add and saturate."""
        length = self.frames
        for start in range(0, length, PIECE_FRAMES):
            frames = min(PIECE_FRAMES, length - start)
            stereo = np.empty((frames, 2), dtype="<i2")
            for channel, side in enumerate((self._left, self._right)):
                stereo[:, channel] = _mixed(side, start, frames)
            yield stereo.tobytes()

    def write(self, path: Path | str) -> None:
        """Write the line as a stereo WAV file. Raises WavError."""
        _write(Path(path), self.blocks(), channels=2)

    def _add(self, side: list[tuple[int, bytes]], first_frame: int, pcm: bytes) -> None:
        if first_frame < 0:
            raise ValueError(f"a time line begins at 0, not at {first_frame}")
        side.append((first_frame, pcm))


def _mixed(side: list[tuple[int, bytes]], start: int, frames: int) -> NDArray[np.int32]:
    """Return one channel of `frames` frames from `start`, sums limited to 16 bits."""
    mix = np.zeros(frames, dtype=np.int32)
    for first_frame, pcm in side:
        skipped = max(0, start - first_frame)
        at = max(0, first_frame - start)
        if at < frames and skipped * FRAME_BYTES < len(pcm):
            sound = samples_of(pcm)[skipped : skipped + frames - at]
            mix[at : at + len(sound)] += sound
    return np.clip(mix, -32_768, 32_767)


def _write(path: Path, blocks: Iterator[bytes], channels: int) -> None:
    """Write blocks of interleaved int16 at the wire's rate; an older file stays until this one is whole."""
    partial = path.with_name(f"{path.name}.part")
    try:
        with partial.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(channels)
            file.setsampwidth(FRAME_BYTES)
            file.setframerate(RATE_HZ)
            for block in blocks:
                file.writeframesraw(block)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise WavError(f"{path.name} cannot be written: {reason}.", path=str(path)) from error


class _Reader:
    """Reads one open file; every refusal is a sentence."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        self._channels = 0
        self._rate_hz = 0
        self._bits = 0

    def sound(self) -> bytes:
        """Return the sound of the whole file at the wire's format."""
        head = self._file.read(12)
        if head[:4] in (b"RF64", b"BW64"):
            raise self._refusal("is in the format for files above 4 GB; save it as an ordinary WAV file")
        if not head:
            raise self._refusal("is empty")
        if head[:4] != b"RIFF" or head[8:] != b"WAVE":
            raise self._refusal("is not a WAV file")
        while True:
            name, size = self._chunk_head()
            if name == b"data":
                return self._data(size)
            body = self._file.read(size + size % 2)
            if len(body) < size:
                raise self._truncated()
            if name == b"fmt ":
                self._take_format(body)

    def _chunk_head(self) -> tuple[bytes, int]:
        head = self._file.read(8)
        if not head:
            raise self._refusal("is a WAV file without any sound in it")
        if len(head) < 8:
            raise self._truncated()
        name, size = struct.unpack("<4sI", head)
        return name, size

    def _take_format(self, body: bytes) -> None:
        """Check the `fmt ` chunk and keep what matters of it."""
        if len(body) < 16:
            raise self._refusal("is damaged: it does not say what its sound is like")
        tag, self._channels, self._rate_hz, _, _, self._bits = struct.unpack_from("<HHIIHH", body)
        if tag == _EXTENSIBLE and len(body) >= 26:
            (tag,) = struct.unpack_from("<H", body, 24)
        if tag != _PCM:
            kind = _KINDS.get(tag, f"a kind we do not know (0x{tag:04x})")
            raise self._refusal(f"holds {kind} sound; save it as uncompressed PCM, 16 bit")
        if self._channels not in (1, 2):
            raise self._refusal(f"has {self._channels} channels; save it as mono or stereo")
        if self._bits not in (8, 16, 24, 32):
            raise self._refusal(f"has {self._bits} bits per sample; save it with 16")
        if not RATE_HZ_MIN <= self._rate_hz <= RATE_HZ_MAX:
            raise self._refusal(f"has a sample rate of {self._rate_hz} Hz; save it with 8 000 to 192 000")

    def _data(self, size: int) -> bytes:
        """Read and convert the `data` chunk of `size` bytes."""
        if not self._rate_hz:
            raise self._refusal("is damaged: it does not say what its sound is like")
        frame_bytes = self._channels * self._bits // 8
        frames = size // frame_bytes
        if not frames:
            raise self._refusal("is a WAV file without any sound in it")
        resampler = Resampler(self._rate_hz, RATE_HZ, delay_ms=FILE_DELAY_MS)
        converted = bytearray()
        left = frames
        while left:
            wanted = min(left, PIECE_FRAMES)
            raw = self._file.read(wanted * frame_bytes)
            if len(raw) < wanted * frame_bytes:
                raise self._truncated()
            left -= wanted
            converted += resampler.process(self._mono(raw)).tobytes()
        # Twice: the delay is half of what the filter reaches over, and the count rounds.
        converted += resampler.flush().tobytes() + resampler.flush().tobytes()
        late_frames = round(resampler.delay_ns * RATE_HZ / NS_PER_S)
        frames_out = -(-frames * RATE_HZ // self._rate_hz)
        return bytes(converted[late_frames * FRAME_BYTES : (late_frames + frames_out) * FRAME_BYTES])

    def _mono(self, raw: bytes) -> NDArray[np.int16]:
        """Return raw frames as mono int16; both channels count half, excess bits are rounded off."""
        wide: NDArray[np.int32]
        match self._bits:
            case 8:
                wide = (np.frombuffer(raw, dtype=np.uint8).astype(np.int32) - 128) << 8
            case 16:
                wide = np.frombuffer(raw, dtype="<i2").astype(np.int32)
            case 24:
                octets = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 3).astype(np.int32)
                high = octets[:, 2] << 8 | octets[:, 1]
                wide = np.where(high >= 32_768, high - 65_536, high) + (octets[:, 0] >> 7)
            case _:
                whole = np.frombuffer(raw, dtype="<i4")
                wide = (whole >> 16) + ((whole >> 15) & 1)
        if self._channels == 2:
            wide = (wide[0::2] + wide[1::2] + 1) >> 1
        return np.clip(wide, -32_768, 32_767).astype(np.int16)

    def _refusal(self, what: str) -> WavError:
        return WavError(f"{self._path.name} {what}.", path=str(self._path))

    def _truncated(self) -> WavError:
        return self._refusal("ends too early; the file is incomplete")
