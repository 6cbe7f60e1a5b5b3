"""The real sound system, through PortAudio and `sounddevice`; the only file that knows either.

Choices, with their measurements (virtual card, 24 000 Hz, 240 frames, `low` latency: period p99 10.4 ms, no
xrun in 20 s, 2 % of a core):

* Two raw streams, one in, one out: sturdier than one duplex stream, and they may be two devices.
* A fixed block of 10 ms, for the microphone half of it where that is whole (`device_stream.py`): with the
  host's choice (`blocksize=0`) the ALSA-Pulse path stalled after six blocks.
* The import is lazy, because `import sounddevice` itself raises where PortAudio is missing or cannot start.
* PortAudio's list of devices is made once; `refresh()` makes it anew, which needs every stream closed.

PortAudio's functions must not overlap, but a device may be opened in a worker thread (a broken driver can
hang) while another is closed on the loop. `_Turn` sees to it without anybody waiting: an opening that finds
PortAudio busy fails with a sentence; a stream closed meanwhile falls silent at once and is released when the
turn ends.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from voiceapp.audio.capture import Capture
from voiceapp.audio.device import DeviceInfo
from voiceapp.audio.device_census import devices_now
from voiceapp.audio.device_list import WINDOWS_HOST_API, Direction, ListedDevice, channels, choose, listed
from voiceapp.audio.device_stream import DeviceFormat, DeviceStream, MicrophoneStream, SpeakerStream
from voiceapp.audio.permission import are_files_closed, denial, is_denial
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.stderr_noise import captured_noise, silence_alsa
from voiceapp.clock import Clock
from voiceapp.errors import SoundError
from voiceapp.pcm import RATE_HZ

_DEVICE_UNAVAILABLE = -9985
_INVALID_SAMPLE_RATE = -9997
_INVALID_CHANNEL_COUNT = -9998
"""`PaErrorCode` of portaudio.h; the ones we can act on."""
CHANNELS_MAX = 32
"""ALSA's plugins claim 32 or 128 channels and mean "any"; nobody has a reason to open more."""

S = TypeVar("S", bound=DeviceStream)


def load_sounddevice() -> Any:
    """Import and return `sounddevice`. Raises SoundError with the cure."""
    try:
        with captured_noise():
            import sounddevice
    except ImportError as error:
        raise SoundError(
            "The Python package “sounddevice” is missing; install voiceapp again.", details=str(error)
        ) from error
    except OSError as error:
        raise SoundError(
            "The sound library PortAudio is not installed. On Debian and Ubuntu it comes with "
            "“apt install libportaudio2”, on Fedora with “dnf install portaudio”.",
            details=str(error),
        ) from error
    except Exception as error:
        # sounddevice.PortAudioError, which cannot be named because the import has just failed.
        raise SoundError(
            "PortAudio cannot start on this machine. Check that a sound server (PipeWire, PulseAudio) runs.",
            details=str(error),
        ) from error
    silence_alsa()
    return sounddevice


def portaudio_version(load: Callable[[], Any] = load_sounddevice) -> str:
    """Return what PortAudio says it is. Raises SoundError without it."""
    return str(load().get_portaudio_version()[1])


class PortAudioBusy(SoundError):
    """Somebody else is talking to PortAudio; a matter of milliseconds unless a driver hangs."""


class _Turn:
    """Whose turn it is to talk to PortAudio, of which there is one per process."""

    def __init__(self) -> None:
        self._free: deque[None] = deque([None])
        """Holds one token; `pop` is atomic, so one taker gets it."""
        self._retired: deque[Any] = deque()
        """Streams to close when there is a turn."""
        self.open_streams = 0
        """Changed only by whoever has the turn."""

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have the turn while the body runs. Raises PortAudioBusy if somebody else has it."""
        try:
            self._free.pop()
        except IndexError:
            raise PortAudioBusy("Another sound device is being opened; try again in a moment.") from None
        try:
            yield
        finally:
            self._free.append(None)
            self._close_retired()

    def retire(self, stream: Any) -> None:
        """Close a stream of sounddevice's, now or as soon as there is a turn; never waits, never raises."""
        self._retired.append(stream)
        self._close_retired()

    def _close_retired(self) -> None:
        while self._retired:
            try:
                self._free.pop()
            except IndexError:
                return  # Whoever has the turn comes here when it is over.
            try:
                with captured_noise():
                    while self._retired:
                        stream = self._retired.popleft()
                        # Both ignore errors by default; abort drops the driver's buffer, stop would play it.
                        stream.abort()
                        stream.close()
                        self.open_streams -= 1
            finally:
                self._free.append(None)


_TURN = _Turn()


class PortAudioSystem:
    """The machine's own microphones and loudspeakers."""

    def __init__(
        self,
        clock: Clock,
        *,
        device_format: DeviceFormat | None = None,
        load: Callable[[], Any] = load_sounddevice,
        is_denied: Callable[[Direction], bool] = are_files_closed,
        census: Callable[[], tuple[DeviceInfo, ...]] = devices_now,
    ) -> None:
        """Keep the clock that stamps blocks; nothing is loaded yet.

        `device_format` forces one format upon devices instead of trying the wire's first; `load` returns the
        sounddevice module; `is_denied` says whether the system keeps all devices of a direction from us;
        `census` lists what is plugged in while PortAudio cannot.
        """
        self._clock = clock
        self._device_format = device_format
        self._load = load
        self._is_denied = is_denied
        self._census = census
        self._sounddevice: Any = None
        self._known: tuple[DeviceInfo, ...] = ()

    def devices(self) -> tuple[DeviceInfo, ...]:
        """List what is there, as of the last `refresh()`. Raises SoundError without PortAudio."""
        try:
            with _TURN.taken():
                self._known = tuple(device.info for device in self._listed())
        except PortAudioBusy:
            # A device is being opened; the list does not change by that.
            if not self._known:
                raise
        return self._known

    def devices_now(self) -> tuple[DeviceInfo, ...]:
        """List what is plugged in at this moment; blocks for half a second. Raises SoundError."""
        return self._census()

    def open_microphone(self, door: Capture, name: str | None = None) -> MicrophoneStream:
        """Open the named (or default) microphone; its first block tells `door`. Raises SoundError.

        Takes 30-100 ms, more with a slow driver, so call it off the loop.
        """
        return self._open(
            Direction.MICROPHONE,
            name,
            lambda device_name, wanted: MicrophoneStream(self._clock, door, device_name, wanted),
        )

    def open_speaker(self, door: PlayoutQueue, name: str | None = None) -> SpeakerStream:
        """Open the named (or default) loudspeaker; its first block tells `door`. Raises SoundError.

        Takes 30-100 ms, more with a slow driver, so call it off the loop.
        """
        return self._open(
            Direction.SPEAKER,
            name,
            lambda device_name, wanted: SpeakerStream(self._clock, door, device_name, wanted),
        )

    def refresh(self) -> None:
        """Look for devices anew; nothing happens while a stream is open or without PortAudio. Never raises.

        Takes as long as the machine has devices, 20 ms to seconds: call it off the loop.
        """
        sound = self._sounddevice
        if sound is None:
            return
        with suppress(SoundError), _TURN.taken(), captured_noise():
            if _TURN.open_streams:
                return
            # The only way there is: PortAudio looks at the hardware in Pa_Initialize and never again. Each
            # may fail alone (a sound server that has just ended); the next listing then says so.
            with suppress(sound.PortAudioError):
                sound._terminate()
            with suppress(sound.PortAudioError):
                sound._initialize()

    def _listed(self) -> tuple[ListedDevice, ...]:
        """Return what there is to choose from; the turn is ours."""
        if self._sounddevice is None:
            self._sounddevice = self._load()
        sound = self._sounddevice
        try:
            return listed(sound.query_devices(), sound.query_hostapis(), sound.default.hostapi)
        except sound.PortAudioError as error:
            raise SoundError(
                "PortAudio cannot list the devices. Check that a sound server (PipeWire, PulseAudio) runs.",
                details=str(error),
            ) from error

    def _open(self, direction: Direction, name: str | None, prepare: Callable[[str, DeviceFormat], S]) -> S:
        """Open and start a stream in the first format the device accepts."""
        with _TURN.taken():
            rows = self._listed()
            infos = [row.info for row in rows]
            if not any(channels(info, direction) for info in infos) and self._is_denied(direction):
                # PortAudio leaves out what it may not open.
                raise SoundError(denial(direction))
            wanted = choose(infos, name, direction)
            index = next(row.index for row in rows if row.info == wanted)
            refusals = []
            with captured_noise() as noise:
                for device_format in self._formats(wanted, direction):
                    stream = prepare(wanted.name, device_format)
                    try:
                        self._start(stream, wanted, index, device_format)
                    except (self._sounddevice.PortAudioError, ValueError) as error:
                        refusals.append((device_format, error))
                        if _code(error) == _DEVICE_UNAVAILABLE:
                            break
                    else:
                        return stream
        raise _refusal(wanted.name, direction, refusals, noise)

    def _formats(self, device: DeviceInfo, direction: Direction) -> Iterator[DeviceFormat]:
        """Yield the formats to try: the wire's own, then the device's rate, then two that all cards know."""
        if self._device_format is not None:
            yield self._device_format
            return
        most = min(channels(device, direction), CHANNELS_MAX)
        # Mono and stereo suit nearly everything; raw hardware may insist on exactly what it has.
        counts = [count for count in dict.fromkeys((1, 2, most)) if count <= most]
        for rate_hz in dict.fromkeys((RATE_HZ, device.rate_hz, 48_000, 44_100)):
            if 8_000 <= rate_hz <= 384_000:
                yield from (DeviceFormat(rate_hz, count) for count in counts)

    def _start(
        self, stream: DeviceStream, device: DeviceInfo, index: int, device_format: DeviceFormat
    ) -> None:
        """Open and start one stream; raises what sounddevice raises, with nothing left open."""
        sound = self._sounddevice
        make = sound.RawInputStream if stream.direction is Direction.MICROPHONE else sound.RawOutputStream
        extra = sound.WasapiSettings(auto_convert=True) if device.host_api == WINDOWS_HOST_API else None
        raw = make(
            samplerate=device_format.rate_hz,
            blocksize=stream.asked_frames,
            device=index,
            channels=device_format.channels,
            dtype="int16",
            latency="low",
            extra_settings=extra,
            callback=stream.on_block,
            finished_callback=stream.on_finished,
        )
        stream.opened(raw.latency)
        stream.release = raw.close
        try:
            raw.start()
        except sound.PortAudioError:
            stream.close()
            raise
        stream.release = lambda: _TURN.retire(raw)
        _TURN.open_streams += 1


def _code(error: Exception) -> int:
    """Return the `PaErrorCode` in an error of sounddevice's, 0 if there is none."""
    code = error.args[1] if len(error.args) > 1 else 0
    return code if isinstance(code, int) else 0


def _refusal(
    name: str, direction: Direction, refusals: list[tuple[DeviceFormat, Exception]], noise: list[str]
) -> SoundError:
    """Return the error for a device that accepts nothing, with all it said as details."""
    details = "\n".join([*(f"{tried}: {error}" for tried, error in refusals), *noise])
    codes = {_code(error) for _, error in refusals}
    if any(is_denial(error) for _, error in refusals):
        sentence = denial(direction)
    elif _DEVICE_UNAVAILABLE in codes:
        sentence = f"The {direction.value} “{name}” is used by another program or has just been unplugged."
    elif codes <= {_INVALID_SAMPLE_RATE, _INVALID_CHANNEL_COUNT}:
        # Systems that guard the microphone answer like this too (macOS, Windows).
        sentence = (
            f"The {direction.value} “{name}” accepts no sample rate we know. If the system asks for "
            "permission to use it, grant that in its privacy settings; otherwise choose another device."
        )
    else:
        sentence = f"The {direction.value} “{name}” cannot be opened. Plug it in again or choose another."
    return SoundError(sentence, device=name, details=details)
