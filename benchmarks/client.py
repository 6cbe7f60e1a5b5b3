"""The program's voice side, as it runs in the program, with a witness at each of its joints."""

from __future__ import annotations

import asyncio
import json
import threading
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.clicks import ages_ms
from voiceapp.audio.capture import Capture
from voiceapp.audio.device_stream import DeviceStream
from voiceapp.audio.playout import PlayoutQueue
from voiceapp.audio.portaudio import PortAudioSystem
from voiceapp.clock import SystemClock
from voiceapp.conversation import Conversation
from voiceapp.dialogue.inputs import Input, MicBlock, MicrophoneLost, SpeakerBlock, SpeakerLost
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, Snapshot, WireNote
from voiceapp.loop_thread import LoopThread
from voiceapp.pcm import NS_PER_MS, frames_of_bytes, ns_of_frames
from voiceapp.targets import ServiceTarget
from voiceapp.transport.credentials import KeyCredential, Secret
from voiceapp.transport.endpoint import parse_endpoint

READY_LIMIT_S = 10.0
VOICE_RMS_MIN = 200
"""The rig's microphone hears nothing else."""


class NoDevice(Exception):
    """There is no sound card to measure on."""


@dataclass(frozen=True, slots=True)
class StopParts:
    """Where the time of one stop went, by the client's own account."""

    waited_ms: float
    """From `speech_started` received to the callback that obeyed it."""
    ahead_ms: float
    """From that callback to its first frame at the converter."""
    fade_ms: float
    """From there to the last frame of sound."""


class _WatchedSound(PortAudioSystem):
    """Remembers the streams it opens, for their counters."""

    def __init__(self, clock: SystemClock) -> None:
        super().__init__(clock)
        self.streams: list[DeviceStream] = []

    def open_microphone(self, door: Capture, name: str | None = None):  # type: ignore[no-untyped-def]
        """Open and remember."""
        stream = super().open_microphone(door, name)
        self.streams.append(stream)
        return stream

    def open_speaker(self, door: PlayoutQueue, name: str | None = None):  # type: ignore[no-untyped-def]
        """Open and remember."""
        stream = super().open_speaker(door, name)
        self.streams.append(stream)
        return stream


class Client:
    """One conversation with a service at a loopback port, on a loop thread of its own."""

    def __init__(self, port: int, confirm_ms: int) -> None:
        """Prepare; nothing is opened yet."""
        self.clock = SystemClock()
        self.microphone: list[MicBlock] = []
        self.speaker: list[SpeakerBlock] = []
        self.notes: list[WireNote] = []
        self._sound = _WatchedSound(self.clock)
        self._port = port
        self._options = DialogueOptions(confirm_ms=confirm_ms, transcription_model="")
        self._missing = ""
        self._crashes: list[BaseException] = []
        self._thread = LoopThread(on_crash=self._crashes.append)
        self._ready = threading.Event()
        self._append_blocks: list[MicBlock] = []
        """By append sent: the oldest block in it."""
        self._unsent: list[MicBlock] = []
        self.underruns = 0

    def __enter__(self) -> Client:
        """Connect and open the devices. Raises NoDevice."""
        self._thread.start(self._main)
        is_ready = self._ready.wait(READY_LIMIT_S)
        if not is_ready or self._missing or self._crashes:
            self._thread.stop()
            if self._crashes:
                raise self._crashes[0]
            raise NoDevice(self._missing or "the conversation did not begin")
        return self

    def __exit__(self, *_: object) -> None:
        """End the conversation."""
        unfinished = self._thread.stop()
        if unfinished or self._crashes:
            raise RuntimeError(f"the client did not end well: {unfinished} {self._crashes}")

    async def _main(self) -> None:
        target = ServiceTarget(
            parse_endpoint(f"ws://127.0.0.1:{self._port}/v1/realtime?model=script"),
            KeyCredential(Secret("none-needed"), origin="the bench"),
            self.clock,
        )
        conversation = Conversation(
            target,
            self._sound,
            self.clock,
            post=self._thread.post,
            options=self._options,
            publish=self._look,
            observe=self._note,
        )

        def sink(happened: Input) -> None:
            self._watch(happened)
            conversation.sink(happened)

        self._thread.set_sink(sink)
        try:
            await conversation.open()
            await asyncio.Event().wait()
        finally:
            self.underruns = conversation.playout.statistics().underruns
            await conversation.close()

    def _look(self, picture: Snapshot) -> None:
        if picture.phase is Phase.LISTENING and self.speaker and self.microphone:
            self._ready.set()

    def _watch(self, happened: Input) -> None:
        match happened:
            case MicBlock():
                self.microphone.append(happened)
                self._unsent.append(happened)
            case SpeakerBlock():
                self.speaker.append(happened)
            case MicrophoneLost(sentence=sentence) | SpeakerLost(sentence=sentence):
                self._missing = sentence
                self._ready.set()
            case _:
                pass

    def _note(self, note: WireNote) -> None:
        if note.sent and note.name == "input_audio_buffer.append":
            self._append_blocks.append(self._unsent[0])
            self._unsent.clear()
        else:
            self.notes.append(note)

    # -- what the witnesses say --------------------------------------------------------------------

    @property
    def xruns(self) -> int:
        """Return how often a driver ran over or empty; a stream's first blocks do not count."""
        return sum(stream.statistics().xruns for stream in self._sound.streams)

    def received(self, name: str, from_ns: int) -> WireNote | None:
        """Return the first event of that name the client received from a moment on."""
        return next((n for n in self.notes if not n.sent and n.name == name and n.at_ns >= from_ns), None)

    def sent(self, name: str, item_id: str) -> list[dict[str, object]]:
        """Return the events of that name the client sent about an item."""
        texts = [note.text for note in self.notes if note.sent and note.name == name]
        return [event for event in map(json.loads, texts) if event.get("item_id") == item_id]

    def promised_ns(self, item_id: str) -> int | None:
        """Return when the device said that the first frame of an item would be heard."""
        for block in self.speaker:
            for span in block.spans:
                if span.item_id == item_id:
                    return block.dac_at_ns + ns_of_frames(span.device_frame - block.first_frame)
        return None

    def stop_parts(self, stop_ns: int | None) -> StopParts | None:
        """Return the parts of the stop that began at a moment; None when nothing sounded then."""
        if stop_ns is None:
            return None
        at = bisect_left(self.speaker, stop_ns, key=lambda block: block.at_ns)
        order = self.speaker[at - 1].order
        for block in self.speaker[at : at + 6]:
            if block.order > order:
                if not block.spans:
                    return None
                end = block.spans[-1].device_frame + block.spans[-1].frames - block.first_frame
                return StopParts(
                    (block.at_ns - stop_ns) / NS_PER_MS,
                    (block.dac_at_ns - block.at_ns) / NS_PER_MS,
                    ns_of_frames(end) / NS_PER_MS,
                )
        return None

    def voice_onset_ns(self, before_ns: int) -> int:
        """Return when the voice that was speaking at a moment began to be captured."""
        at = bisect_left(self.microphone, before_ns, key=lambda block: block.at_ns)
        while at > 0 and self.microphone[at - 1].rms < VOICE_RMS_MIN:
            at -= 1
        while at > 0 and self.microphone[at - 1].rms >= VOICE_RMS_MIN:
            at -= 1
        return self.microphone[at].captured_at_ns

    def wire_ms(self, arrived_ns: list[int]) -> list[float]:
        """Return how old the oldest sample of each append was when the service had it."""
        pairs = zip(self._append_blocks, arrived_ns, strict=False)
        return [(at_ns - block.captured_at_ns) / NS_PER_MS for block, at_ns in pairs]

    def click_ms(self, written_ns: list[int], arrived_ns: list[int]) -> list[float]:
        """Return the same of the appends with clicks, by when those were written and not by the driver."""
        return ages_ms(written_ns, self.microphone, self._append_blocks, arrived_ns)

    def sent_ms(self, arrived_ns: list[int]) -> list[float]:
        """Return the part of it after the device's callback."""
        pairs = zip(self._append_blocks, arrived_ns, strict=False)
        return [(at_ns - block.at_ns) / NS_PER_MS for block, at_ns in pairs]

    def captured_ms(self) -> list[float]:
        """Return the age of each block's first sample in the device's callback."""
        return [(block.at_ns - block.captured_at_ns) / NS_PER_MS for block in self.microphone]

    def periods_ms(self) -> tuple[list[float], list[float]]:
        """Return the time between callbacks of the loudspeaker and of the microphone, after the first 20."""
        return (
            [(b.at_ns - a.at_ns) / NS_PER_MS for a, b in pairwise(self.speaker[20:])],
            [(b.at_ns - a.at_ns) / NS_PER_MS for a, b in pairwise(self.microphone[20:])],
        )

    def lost_mic_frames(self) -> int:
        """Return the frames missing between the blocks that came to the loop, and those the driver lost."""
        missing = sum(
            b.first_frame - a.first_frame - frames_of_bytes(len(a.pcm)) for a, b in pairwise(self.microphone)
        )
        return missing + sum(240 for block in self.microphone if block.overflowed)
