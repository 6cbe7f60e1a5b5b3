"""A child of `rig.py`: records what a loudspeaker plays until its standard input ends.

It is the program's own microphone, pointed at the monitor of the loudspeaker by PULSE_SOURCE. Beside the
sound it keeps when the sound card says each block was heard, and when the block came here.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.known_sound import Samples
from voiceapp.audio.capture import Capture
from voiceapp.audio.portaudio import PortAudioSystem
from voiceapp.clock import SystemClock
from voiceapp.dialogue.inputs import Input, MicBlock
from voiceapp.errors import SoundError
from voiceapp.pcm import frames_of_bytes, frames_of_ns, ns_of_frames

STEADY_BLOCKS = 101
"""A second on both sides: the median of so many stamps is steady to 0.1 ms and follows a drifting clock."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What was recorded, and when each of its frames was heard."""

    samples: Samples
    starts_ns: NDArray[np.int64]
    """By block: when frame 0 would have been heard, as seen from there (voice clock)."""
    block_frames: int
    lost_blocks: int
    """Blocks before which the driver lost sound; any makes the recording useless."""

    def position(self, at_ns: int) -> int:
        """Return the frame that is heard at a moment; may lie outside of what was recorded."""
        near = frames_of_ns(at_ns - int(self.starts_ns[len(self.starts_ns) // 2]))
        return frames_of_ns(at_ns - self._start_ns(near))

    def heard_at_ns(self, position: int) -> int:
        """Return when a frame is heard (voice clock)."""
        return self._start_ns(position) + ns_of_frames(position)

    def _start_ns(self, position: int) -> int:
        block = min(max(position // self.block_frames, 0), len(self.starts_ns) - 1)
        half = STEADY_BLOCKS // 2
        return int(np.median(self.starts_ns[max(0, block - half) : block + half + 1]))


def load(path: Path) -> Recording:
    """Read what `main` has written."""
    with np.load(path) as kept:
        return Recording(kept["samples"], kept["starts_ns"], int(kept["block_frames"]), int(kept["lost"]))


def main(path: Path) -> int:
    """Record into `path`; says `ready` when the first block has come."""
    blocks: list[MicBlock] = []

    def take(happened: Input) -> None:
        if isinstance(happened, MicBlock):
            if not blocks:
                sys.stdout.write("ready\n")
                sys.stdout.flush()
            blocks.append(happened)

    clock = SystemClock()
    try:
        stream = PortAudioSystem(clock).open_microphone(Capture(clock, take))
    except SoundError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdin.read()
    stream.close()
    if not blocks:
        return 1
    np.savez(
        path,
        samples=np.frombuffer(b"".join(block.pcm for block in blocks), dtype="<i2"),
        starts_ns=np.array([block.captured_at_ns - ns_of_frames(block.first_frame) for block in blocks]),
        block_frames=frames_of_bytes(len(blocks[0].pcm)),
        lost=sum(block.overflowed for block in blocks),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
