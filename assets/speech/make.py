"""Make the speech files in this folder with flite; run again only when the words change.

    python assets/speech/make.py

Needs the program flite. Its voices (CMU Arctic "slt", "rms") are free for any use; see README.md here.
"""

from __future__ import annotations

import array
import subprocess
import sys
import wave
from pathlib import Path

HERE = Path(__file__).resolve().parent
RATE_HZ = 16_000
QUESTIONS = {
    "question_time": ("rms", "what time is it"),
    "question_sum": ("rms", "what is seven times eight"),
    "question_story": ("rms", "tell me a story"),
    "cut_in": ("rms", "what is twelve plus thirty"),
}
WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
point minus plus times divided by percent of degrees celsius fahrenheit
it is oclock past to the time today monday tuesday wednesday thursday friday saturday sunday january
february march april may june july august september october november december
and a i am you can me not what did do understand heard hello goodbye okay yes no sorry please
meters metres kilometers miles feet inches kilograms pounds grams liters gallons hours minutes seconds
timer is set for over your joke story tell ask in are that
""".split()


def speak(text: str, voice: str, path: Path) -> None:
    """Write one file, trimmed and at about -20 dBFS."""
    raw = path.with_suffix(".raw.wav")
    subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(raw)], check=True)
    with wave.open(str(raw)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE_HZ, 1, 2)
        samples = array.array("h", file.readframes(file.getnframes()))
    raw.unlink()
    loud = [at for at, sample in enumerate(samples) if abs(sample) > 200]
    margin = RATE_HZ // 50
    samples = samples[max(0, loud[0] - margin) : loud[-1] + margin]
    rms = (sum(sample * sample for sample in samples) / len(samples)) ** 0.5
    gain = min(3277 / rms, 29_000 / max(abs(sample) for sample in samples))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(array.array("h", (int(sample * gain) for sample in samples)).tobytes())


def main() -> int:
    """Make everything."""
    (HERE / "words").mkdir(exist_ok=True)
    for name, (voice, text) in QUESTIONS.items():
        speak(text, voice, HERE / f"{name}.wav")
    for word in sorted(set(WORDS)):
        text = {"oclock": "o'clock", "a": "uh"}.get(word, word)
        speak(text, "slt", HERE / "words" / f"{word}.wav")
    sys.stdout.write(f"{len(QUESTIONS)} questions, {len(set(WORDS))} words\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
