"""Make the cue sounds in this folder from the tones in `voiceapp/audio/cue_tones.py`.

    python assets/cues/make.py

Run again only when those change; a test compares. README.md says what each sound means.
"""

from __future__ import annotations

import sys
from pathlib import Path

from voiceapp.audio.cue_tones import sound_of
from voiceapp.audio.wav import write_wav
from voiceapp.dialogue.commands import Cue

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Make all of them."""
    for cue in Cue:
        write_wav(HERE / f"{cue.value}.wav", sound_of(cue).tobytes())
    sys.stdout.write(f"{len(Cue)} cues\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
