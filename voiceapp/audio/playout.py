"""A door: sound goes from the loop to the loudspeaker's thread, and an exact account of it comes back.

**The two sides.** The loop queues sound (`play`, `finish`) and gives orders (`cut`, `pause`, `resume`). The
device thread calls `fill()` once per block, which always fills the whole buffer, counts every frame and posts
one `SpeakerBlock` saying which frames of which item are in it. What is not in a span was never handed over;
what is in a span cannot be recalled.

**No lock.** Every attribute has one writer. The loop writes `_wish`: an order's number, the *generation* of
sound it leaves valid and whether that is paused, in one immutable object, so the device sees either all of an
order or nothing of it. `cut()` is a fresh, empty generation: old sound cannot be heard after the fade, for
nothing refers to it any more, and sound queued after `cut()` is in the new one. The device thread reads the
wish once per block and keeps everything else to itself.

**When a run starts.** (What a run is: `run.py`.) A closed run plays to its last sample at once. An open one
starts when the reserve (`jitter.py`) is there or has been waited for, and when it runs dry it waits for the
reserve again; that silence is an underrun, has no span and is never counted as heard.

**No click.** A level from 0 to `FADE_FRAMES` moves by one per frame: down on a cut, on a pause and over the
last 3 ms before an open run is dry, up when sound goes on in the middle of a run. Frames played while it
moves are handed over like any other. Because it is one level, sound that arrives during a fade turns it round
without a jump. The fade of a cut or pause ends with its run: no fresh item becomes audible by a fade.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceapp.audio.cues import CueMixer
from voiceapp.audio.echo_stage import EchoStage
from voiceapp.audio.jitter import Prebuffer
from voiceapp.audio.level import rms_of, samples_of
from voiceapp.audio.playout_statistics import PlayoutStatistics
from voiceapp.audio.run import FADE_FRAMES, GAINS, Generation, Run
from voiceapp.clock import Clock
from voiceapp.dialogue.inputs import Input, Span, SpeakerBlock, SpeakerLost, SpeakerOpened
from voiceapp.errors import LocalProtocolError
from voiceapp.pcm import FRAME_BYTES, frames_of_ms, ns_of_frames
from voiceapp.protocol.wire import ItemId

QUEUE_FRAMES_MAX = frames_of_ms(20 * 60 * 1000)
"""20 minutes (58 MB). The Dialogue refuses an answer beyond 15, so reaching this is a bug of ours."""


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """What the loop wants, as one object."""

    order: int
    generation: Generation
    paused: bool


class PlayoutQueue:
    """Queues sound for a loudspeaker and posts `SpeakerOpened`, `SpeakerBlock` and `SpeakerLost`."""

    def __init__(
        self,
        clock: Clock,
        post: Callable[[Input], None],
        *,
        prebuffer_ms: int = 40,
        echo: EchoStage | None = None,
        cues: CueMixer | None = None,
    ) -> None:
        """Start empty; `post` is called on the device's thread and must be thread-safe and not block.

        `echo` is told of every block that was handed over, `cues` are added to it before.
        """
        self._clock, self._post = clock, post
        self._echo, self._cues = echo, cues
        # The loop's.
        self._wish = _Wish(order=0, generation=Generation(), paused=False)
        self._tail: Run | None = None
        self._dropped: Generation | None = None
        """What the last cut drops. Held until there is new sound, so that a long answer (0.2 us per chunk) is
        freed here and not on the device's thread."""
        # The device's.
        self._obeyed = self._wish
        self._sounding = False
        """Whether the first run of the obeyed generation is being played, at whatever level."""
        self._level = 0
        self._dry = False
        """Whether silence has been put in since the present run was last heard."""
        self._waited_frames = 0
        self._prebuffer = Prebuffer(prebuffer_ms)
        self._next_frame = 0
        self._held_order = -1
        """Nothing sounds before an order with a larger number."""
        self._last_fill_ns: int | None = None
        self._fills = 0
        self._late_fills = 0
        self._faults = 0
        self._played_frames = 0
        self._cut_frames = 0
        self._underruns = 0
        self._underrun_frames = 0

    # -- the loop's side ---------------------------------------------------------------------------

    def play(self, item_id: ItemId, content_index: int, first_frame: int, pcm: bytes) -> None:
        """Queue whole frames of one content part behind what is queued; loop only.

        Raises LocalProtocolError for half a frame, a gap within a part, sound after `finish()`, and more
        than `QUEUE_FRAMES_MAX` waiting. Empty sound is nothing.
        """
        if len(pcm) % FRAME_BYTES:
            raise LocalProtocolError(f"{len(pcm)} bytes are not whole frames (item {item_id})")
        frames = len(pcm) // FRAME_BYTES
        if not frames:
            return
        generation = self._wish.generation
        waiting = generation.queued_frames - generation.taken_frames
        if waiting + frames > QUEUE_FRAMES_MAX:
            raise LocalProtocolError(f"{waiting} frames wait for the loudspeaker; {frames} more are too many")
        self._dropped = None
        run = self._tail
        if run is None or (run.item_id, run.content_index) != (item_id, content_index):
            run = Run(item_id, content_index, first_frame, end_frame=first_frame, next_frame=first_frame)
            run.chunks.append(samples_of(pcm))
            run.end_frame += frames
            generation.runs.append(run)
            if self._tail is not None:
                self._tail.closed = True
            self._tail = run
        else:
            if run.closed:
                raise LocalProtocolError(f"sound for item {item_id} after its end")
            if first_frame != run.end_frame:
                raise LocalProtocolError(
                    f"item {item_id} goes on at frame {first_frame}, but {run.end_frame} is next"
                )
            # The sound first, then the number that lets the device take it.
            run.chunks.append(samples_of(pcm))
            run.end_frame += frames
        generation.queued_frames += frames

    def finish(self, item_id: ItemId, content_index: int) -> None:
        """Say that no more sound comes for this part; nothing happens if it was cut or never came. Loop."""
        run = self._tail
        if run is not None and (run.item_id, run.content_index) == (item_id, content_index):
            run.closed = True

    def cut(self, order: int) -> None:
        """Fade out and drop what is queued, a paused rest included; what is queued later plays. Loop only."""
        dropped = self._wish.generation
        self._order(order, Generation(), paused=False)
        self._dropped = dropped
        self._tail = None

    def pause(self, order: int) -> None:
        """Fade out and keep what was not handed over; sound queued meanwhile waits behind it. Loop only."""
        self._order(order, self._wish.generation, paused=True)

    def resume(self, order: int) -> None:
        """Go on with exactly the next frame, faded in; without a pause only the number is taken. Loop."""
        self._order(order, self._wish.generation, paused=False)

    def statistics(self) -> PlayoutStatistics:
        """Return the counters; any thread, each number is exact, the set is not one instant."""
        generation = self._wish.generation
        return PlayoutStatistics(
            queued_frames=generation.queued_frames - generation.taken_frames,
            prebuffer_frames=self._prebuffer.frames,
            fills=self._fills,
            late_fills=self._late_fills,
            faults=self._faults,
            played_frames=self._played_frames,
            cut_frames=self._cut_frames,
            underruns=self._underruns,
            underrun_frames=self._underrun_frames,
        )

    def _order(self, order: int, generation: Generation, *, paused: bool) -> None:
        """Publish an order to the device thread, by one assignment."""
        if order <= self._wish.order:
            raise LocalProtocolError(f"order {order} is not after order {self._wish.order}")
        self._wish = _Wish(order, generation, paused)

    # -- the device's side -------------------------------------------------------------------------

    def opened(self, name: str) -> None:
        """Say that the device `name` takes sound; frames count from 0 again. Before its first `fill()`.

        Called when no other device calls `fill()`. The rest of what an earlier device began to play is held
        until the next order.
        """
        self._next_frame = 0
        self._last_fill_ns = None
        self._sounding = False
        self._level = 0
        wish = self._wish
        if 0 < wish.generation.taken_frames < wish.generation.queued_frames:
            # What the last device was handed but did not play is missing before what waits here. The loop
            # queues everything anew, after a cut; until then nothing may sound out of order.
            self._held_order = wish.order
        if self._echo is not None:
            self._echo.speaker_opened()
        self._tell(SpeakerOpened(self._clock.now_ns(), name))

    def lost(self, sentence: str) -> None:
        """Say that the loudspeaker is gone; `sentence` is for the person. Any thread, never raises.

        What is queued stays queued: whether to drop it is the Dialogue's decision.
        """
        self._tell(SpeakerLost(self._clock.now_ns(), sentence))

    def fill(self, out: Any, frames: int, dac_at_ns: int, estimated: bool = False) -> None:
        """Fill `out` (a writable buffer of int16) with the next `frames` frames and report them.

        Runs on the device's thread; copies, counts, posts; no logging, no locks, no allocation beyond a
        block's worth; always fills the whole buffer; never raises: a fault is counted and the block becomes
        silence of which nothing is claimed. `dac_at_ns` is when the first frame reaches the converter (voice
        clock); `estimated` says that this was guessed. Measured: 5 us for 240 frames (p99 13).
        """
        first_frame = self._next_frame
        self._next_frame += frames
        self._fills += 1
        try:
            now_ns = self._clock.now_ns()
            if self._last_fill_ns is not None and now_ns - self._last_fill_ns > 2 * ns_of_frames(frames):
                self._late_fills += 1
            self._last_fill_ns = now_ns
            samples = np.frombuffer(out, dtype="<i2", count=frames)
            spans, dry_frames = self._take(samples, first_frame)
            rms = rms_of(samples) if spans else 0
            if self._cues is not None:
                self._cues.add_to(samples, now_ns, dac_at_ns)
            if self._echo is not None:
                self._echo.put(samples, dac_at_ns)
            self._post(
                SpeakerBlock(
                    at_ns=now_ns,
                    first_frame=first_frame,
                    frames=frames,
                    dac_at_ns=dac_at_ns,
                    spans=spans,
                    order=self._obeyed.order,
                    underrun_frames=dry_frames,
                    estimated=estimated,
                    rms=rms,
                )
            )
        except Exception:  # noqa: BLE001
            # Nobody may hear what nobody could account for, and PortAudio's thread must live.
            self._faults += 1
            whole = memoryview(out).cast("B")
            whole[:] = bytes(len(whole))

    def _take(self, samples: NDArray[np.int16], first_frame: int) -> tuple[tuple[Span, ...], int]:
        """Fill `samples`, and return the spans in it and how much of the silence is an underrun."""
        wish = self._wish
        begun: list[tuple[Run, int, int]] = []
        filled = 0
        while filled < len(samples):
            run = self._settle(wish)
            if not self._sounding:
                if run is None or self._is_silenced() or not self._ready(run):
                    break
                self._start(run)
            assert run is not None, "what sounds is a run"
            item_frame = run.next_frame
            frames = self._play(run, samples[filled:], falling=self._obeyed is not wish)
            if frames:
                if not begun or begun[-1][0] is not run:
                    begun.append((run, item_frame, first_frame + filled))
                filled += frames
        self._settle(wish)
        dry_frames = self._put_silence(samples[filled:])
        # Within one block a run is never interrupted: after silence nothing follows, after a cut another run.
        spans = tuple(
            Span(run.item_id, run.content_index, item_frame, run.next_frame - item_frame, device_frame)
            for run, item_frame, device_frame in begun
        )
        return spans, dry_frames

    def _settle(self, wish: _Wish) -> Run | None:
        """Obey the wish as soon as nothing needs to fade for it; return the run that is or would be heard."""
        run = self._present_run()
        if self._obeyed is wish or self._must_fade(wish):
            return run
        self._obey(wish)
        return self._present_run()

    def _present_run(self) -> Run | None:
        """Return the run that is or would be heard next; those played to their end are let go."""
        runs = self._obeyed.generation.runs
        while runs:
            run = runs[0]
            if not run.closed or run.next_frame < run.end_frame:
                return run
            runs.popleft()
            self._sounding = False
        return None

    def _must_fade(self, wish: _Wish) -> bool:
        """Whether something is still too loud to obey at once."""
        silences = wish.paused or wish.generation is not self._obeyed.generation
        return silences and self._sounding and self._level > 0

    def _obey(self, wish: _Wish) -> None:
        """Make the wish the state of affairs."""
        dropped = self._obeyed.generation
        if wish.generation is not dropped:
            self._cut_frames += dropped.queued_frames - dropped.taken_frames
            self._sounding = False
            self._waited_frames = 0
        elif wish.paused:
            self._sounding = False
            self._level = 0
        self._obeyed = wish

    def _is_silenced(self) -> bool:
        """Whether an order, or the want of one after another device has opened, keeps everything silent."""
        return self._obeyed.paused or self._obeyed.order <= self._held_order

    def _ready(self, run: Run) -> bool:
        """Whether a run that is not sounding may start or go on."""
        if run.closed:
            return True
        waiting = run.end_frame - run.next_frame
        if run.next_frame > run.first_frame and not self._dry:
            # After a pause, or caught before any silence: it goes on as long as it can still be faded out.
            return waiting > FADE_FRAMES
        return waiting >= self._prebuffer.frames or (
            waiting > 0 and self._waited_frames >= self._prebuffer.wait_frames_max
        )

    def _start(self, run: Run) -> None:
        """Let a run sound: from its first sample at full level, in its middle with a fade."""
        self._sounding = True
        self._dry = False
        self._waited_frames = 0
        if run.next_frame == run.first_frame:
            self._level = FADE_FRAMES

    def _play(self, run: Run, out: NDArray[np.int16], *, falling: bool) -> int:
        """Hand over one stretch in which the level rises, stays or falls; return its frames, 0 when dry."""
        closed = run.closed
        waiting = run.end_frame - run.next_frame
        if not waiting:
            self._sounding = False
            self._level = 0
            return 0
        level = self._level
        if falling or (not closed and waiting <= level):
            step = -1
            frames = min(len(out), waiting, level)
        elif level < FADE_FRAMES:
            step = 1
            frames = min(len(out), waiting, FADE_FRAMES - level)
            if not closed:
                # Not so far up that there is no way down before the sound ends.
                frames = min(frames, (waiting - level + 1) // 2)
        else:
            step = 0
            frames = min(len(out), waiting if closed else waiting - FADE_FRAMES)
        stretch = out[:frames]
        run.copy_to(stretch)
        if step > 0:
            np.multiply(stretch, GAINS[level + 1 : level + frames + 1], out=stretch, casting="unsafe")
        elif step < 0:
            np.multiply(stretch, GAINS[level - frames + 1 : level + 1][::-1], out=stretch, casting="unsafe")
        self._level += step * frames
        self._obeyed.generation.taken_frames += frames
        self._played_frames += frames
        self._prebuffer.played(frames)
        return frames

    def _put_silence(self, out: NDArray[np.int16]) -> int:
        """Fill the rest of a block with silence; return how much of it an unfinished run was waited for."""
        frames = len(out)
        if not frames:
            return 0
        out[:] = 0
        run = self._present_run()
        if run is None or run.closed or self._is_silenced():
            return 0
        if run.end_frame > run.next_frame:
            self._waited_frames += frames
        if run.next_frame == run.first_frame:
            return 0
        if not self._dry:
            self._dry = True
            self._underruns += 1
            self._prebuffer.ran_dry()
        self._underrun_frames += frames
        return frames

    def _tell(self, happened: Input) -> None:
        """Post what the device has to say; a loop that has ended is not its concern."""
        try:
            self._post(happened)
        except Exception:  # noqa: BLE001
            self._faults += 1
