"""How much of an answer's text has been heard, when the service gives text and sound but no alignment.

The protocol has no word times. What we know: the transcript runs *ahead* of the sound, so a word that
arrived when `n` frames of sound had come cannot be spoken before frame `n`. And once both are complete,
text and sound cover the same speech, so the position in one is roughly the position in the other.

The estimate takes the smaller of the two, and only whole words: it may light a word late, and must never
claim a word that was not heard.
"""

from __future__ import annotations

from bisect import bisect_right

from voiceapp.pcm import RATE_HZ

FRAMES_PER_CHAR = RATE_HZ * 67 // 1000
"""67 ms a character, about 15 characters a second: unhurried English speech. Used only while the sound is
incomplete, to guess how long the text known so far will take; a real answer is rarely slower."""


class Caption:
    """The text of one sound track and what of it may count as heard."""

    def __init__(self) -> None:
        self.text = ""
        self._arrivals_frames: list[int] = []
        self._arrivals_chars: list[int] = []

    def add(self, delta: str, received_frames: int) -> None:
        """Append words that came when `received_frames` frames of sound had come."""
        if not delta:
            return
        if not self._arrivals_frames or self._arrivals_frames[-1] != received_frames:
            self._arrivals_frames.append(received_frames)
            self._arrivals_chars.append(len(self.text))
        self.text += delta

    def settle(self, text: str) -> None:
        """Replace the words by the server's final ones."""
        if not text.startswith(self.text):
            self._arrivals_frames.clear()
            self._arrivals_chars.clear()
        self.text = text

    def heard_chars(self, heard_frames: int, received_frames: int, *, complete: bool) -> int:
        """Return how many characters may count as heard.

        All of them only when the sound is complete and heard to its end; otherwise whole words only.
        """
        if heard_frames <= 0:
            return 0
        if complete and heard_frames >= received_frames:
            return len(self.text)
        expected_frames = received_frames
        if not complete:
            expected_frames = max(expected_frames, len(self.text) * FRAMES_PER_CHAR)
        chars = min(len(self.text) * heard_frames // max(expected_frames, 1), self._spoken_by(heard_frames))
        return self._whole_words(chars)

    def _spoken_by(self, heard_frames: int) -> int:
        """Return an upper bound: words that arrived after this much sound are spoken after it."""
        index = bisect_right(self._arrivals_frames, heard_frames)
        return self._arrivals_chars[index] if index < len(self._arrivals_chars) else len(self.text)

    def _whole_words(self, chars: int) -> int:
        if chars >= len(self.text):
            return len(self.text)
        if self.text[chars].isspace():
            return chars
        while chars > 0 and not self.text[chars - 1].isspace():
            chars -= 1
        return len(self.text[:chars].rstrip())
