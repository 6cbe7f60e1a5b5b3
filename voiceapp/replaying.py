"""One recording being replayed: a tape player, the loudspeaker, and a position that moves.

Used on an asyncio loop, like `conversation.py`, whichever thread owns it: `open()`, then `run()` until it is
cancelled, then `close()`; the other methods are wishes, which the next tick shows. The state of it all is
`scene`, one immutable object in one attribute: any thread may look at it.

While there is sound, the loudspeaker says where we are, so words light up as they are heard. Without one, and
at speeds at which there is no sound, the clock does.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from voiceapp.audio.desk import Run
from voiceapp.audio.device import SoundSystem
from voiceapp.audio.recorded_sound import SPEEDS, RecordedSound
from voiceapp.clock import Clock
from voiceapp.dialogue.snapshot import Banner, ReplayScene
from voiceapp.errors import SoundError, TapeError
from voiceapp.pcm import NS_PER_MS, frames_of_ns, ns_of_frames
from voiceapp.recording.tape import TapeReader
from voiceapp.tape_player import TapePlayer

TICK_S = 0.033
"""As often as a live conversation publishes."""
TURN_BEGUN_MS = 1_000
"""Later than this in a turn, “previous” means this turn's beginning."""


class Replaying:
    """Replays the tape in a folder."""

    def __init__(
        self, folder: Path, system: SoundSystem, clock: Clock, *, run: Run, speaker: str | None = None
    ) -> None:
        """Keep what to replay; nothing is read or opened yet.

        `run` is how a call of the sound system is made, as for `SoundDesk`. The loudspeaker is opened when
        somebody wants to listen, and no microphone ever is.
        """
        self._folder = folder
        self._system = system
        self._clock = clock
        self._run = run
        self._speaker = speaker
        self._player: TapePlayer | None = None
        self._sound: RecordedSound | None = None
        self._at_ns = 0
        self._wanted_ns: int | None = None
        """Where to go when the tape is read; None: to its beginning."""
        self._playing = False
        self._starting = False
        """Playing has been asked for; the loudspeaker may have to be opened first."""
        self._speed = 1.0
        self._sounding = False
        self._since_ns = 0
        """When the clock, where it counts, showed `_at_ns`."""
        self._silent = ""
        self.scene = ReplayScene(reading=True)

    async def open(self) -> None:
        """Read the tape; what is wrong with it is said in the scene."""
        try:
            player = TapePlayer(TapeReader(self._folder, tolerant=True))
        except TapeError as error:
            self.scene = ReplayScene(problem=Banner(error.sentence, error.details))
            return
        for _ in player.load():
            await asyncio.sleep(0)
        self._player = player
        self._sound = RecordedSound(
            player.voices, self._system, self._clock, run=self._run, speaker=self._speaker
        )
        self._at_ns = player.start_ns
        if self._wanted_ns is not None:
            self.go_to(self._wanted_ns)
        self.tick()

    async def run(self) -> None:
        """Let the position move, until cancelled."""
        while True:
            if self._starting:
                await self._open_sound()
                if self._starting:  # nobody thought better of it meanwhile
                    self._begin()
            self.tick()
            await asyncio.sleep(TICK_S)

    async def close(self) -> None:
        """Release the loudspeaker. Idempotent."""
        self._playing = self._starting = False
        if self._sound is not None:
            await self._sound.close()

    # -- wishes ----------------------------------------------------------------------------------

    def play(self) -> None:
        """Play from here; from the beginning where there is nothing left."""
        if self._player is None or self._playing:
            return
        if self._is_at_end(self._player):
            self._at_ns = self._player.start_ns
        self._starting = True

    def pause(self) -> None:
        """Stay here."""
        self._at_ns = self._position_ns()
        if self._sounding and self._sound is not None:
            self._sound.stop()
        self._playing = self._starting = self._sounding = False

    def toggle(self) -> None:
        """Play, or pause."""
        if self._playing or self._starting:
            self.pause()
        else:
            self.play()

    def seek(self, position_ms: int) -> None:
        """Go to a position, in ms since the beginning; beyond either end is that end."""
        if self._player is None:
            return
        wanted_ns = self._player.start_ns + position_ms * NS_PER_MS
        self._at_ns = min(max(wanted_ns, self._player.start_ns), self._player.end_ns)
        if self._playing:
            self._begin()

    def go_to(self, at_ns: int) -> None:
        """Go to a moment of the tape's own clock, as soon as the tape is read."""
        self._wanted_ns = at_ns
        if self._player is not None:
            self.seek((at_ns - self._player.start_ns) // NS_PER_MS)

    def choose_speed(self, speed: float) -> None:
        """Go on so many times as fast; above 2 in silence."""
        self._at_ns = self._position_ns()
        self._speed = speed
        if self._playing:
            self._begin()

    def turn(self, direction: int) -> None:
        """Go to the next (+1) or the previous (-1) turn of the person; stay where no next one is."""
        if self._player is None:
            return
        here_ms = (self._position_ns() - self._player.start_ns) // NS_PER_MS
        turns_ms = [mark.at_ms for mark in self._player.marks if not mark.interruption]
        if direction > 0:
            wanted_ms = next((at_ms for at_ms in turns_ms if at_ms > here_ms), None)
        else:
            wanted_ms = max((at_ms for at_ms in turns_ms if at_ms < here_ms - TURN_BEGUN_MS), default=0)
        if wanted_ms is not None:
            self.seek(wanted_ms)

    def play_row(self, key: str) -> None:
        """Play from where a row of the transcript began to be heard."""
        if self._player is None:
            return
        at_ns = self._player.moment_of(key)
        if at_ns is not None:
            self.seek((at_ns - self._player.start_ns) // NS_PER_MS)
            self.play()

    # -- time ------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Move on to the present position and show it."""
        player, sound = self._player, self._sound
        if player is None or sound is None:
            return
        if self._sounding and sound.lost:
            self._at_ns = self._position_ns()
            self._silent = sound.lost
            self._begin()
        if self._playing:
            self._at_ns = self._position_ns()
            self._since_ns = self._clock.now_ns()
            if self._is_at_end(player):
                self._at_ns = player.end_ns
                self._playing = self._sounding = False
            elif self._sounding:
                sound.feed()
        player.go_to(self._at_ns)
        scene = ReplayScene(
            snapshot=self.scene.snapshot,
            position_ms=(self._at_ns - player.start_ns) // NS_PER_MS,
            duration_ms=(player.end_ns - player.start_ns) // NS_PER_MS,
            playing=self._playing or self._starting,
            speed=self._speed,
            marks=player.marks,
            wires=player.notes,
            wires_passed=player.notes_passed(self._at_ns),
            silent=self._silence(),
            problem=player.problem,
        )
        if scene != self.scene:
            self.scene = replace(scene, snapshot=player.snapshot())

    def _is_at_end(self, player: TapePlayer) -> bool:
        return self._at_ns >= player.end_ns - NS_PER_MS  # frames and nanoseconds differ by less

    def _position_ns(self) -> int:
        if self._sounding and self._sound is not None:
            return ns_of_frames(self._sound.position())
        if self._playing:
            return self._at_ns + round((self._clock.now_ns() - self._since_ns) * self._speed)
        return self._at_ns

    def _silence(self) -> str:
        if self._speed not in SPEEDS:
            return f"There is no sound at {self._speed:g} times the speed."
        return self._silent

    async def _open_sound(self) -> None:
        if self._sound is None:
            return
        try:
            await self._sound.open()
            self._silent = ""
        except SoundError as error:
            self._silent = error.sentence

    def _begin(self) -> None:
        """Play from `_at_ns`, with sound where there is any."""
        player, sound = self._player, self._sound
        if player is None or sound is None:
            return
        self._starting = False
        self._playing = True
        self._since_ns = self._clock.now_ns()
        if self._sounding:
            sound.stop()
        self._sounding = sound.is_open and self._speed in SPEEDS
        if self._sounding:
            sound.start(frames_of_ns(self._at_ns), frames_of_ns(player.end_ns), self._speed)
