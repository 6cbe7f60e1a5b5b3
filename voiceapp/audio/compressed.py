"""Compressed sound files, where the extra `audio-files` is installed: FLAC and Opus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from voiceapp.errors import WavError
from voiceapp.pcm import RATE_HZ

FORMATS = {"flac": ("FLAC", "PCM_16"), "opus": ("OGG", "OPUS")}
"""Endings, and what libsndfile calls the container and the coding."""


def write_compressed(path: Path, blocks: Iterator[bytes]) -> None:
    """Write blocks of interleaved int16 stereo at 24 000 Hz, in the format of the file's ending.

    An older file stays until this one is whole. Raises WavError.
    """
    try:
        import soundfile
    except (ImportError, OSError) as error:  # OSError: its library is not for this system
        raise WavError(
            f"{path.suffix[1:].upper()} files need the extra `audio-files`: "
            "`pip install 'voiceapp[audio-files]'`. WAV files do not.",
            path=str(path),
        ) from error
    container, coding = FORMATS[path.suffix[1:]]
    partial = path.with_name(f"{path.name}.part")
    try:
        with soundfile.SoundFile(
            partial, "w", samplerate=RATE_HZ, channels=2, format=container, subtype=coding
        ) as file:
            for block in blocks:
                file.write(np.frombuffer(block, dtype="<i2").reshape(-1, 2))
        partial.replace(path)
    except (OSError, soundfile.SoundFileError) as error:
        partial.unlink(missing_ok=True)
        raise WavError(f"{path.name} cannot be written: {error}.", path=str(path)) from error
