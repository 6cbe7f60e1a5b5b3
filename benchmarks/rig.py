"""The same truths on a sound card: what a recording of the loudspeaker says about stops, starts and sound.

Needs a loudspeaker whose output can be recorded: `RIG_SPEAKER_MONITOR` names the monitor (a virtual card sets
it; on a desktop `@DEFAULT_MONITOR@` will do, and five minutes of noise will be heard). Where also RIG_MIC_IN
names a sink the microphone hears, a voice is played there. Nothing is started here but the client, which runs
as it does in the program (its own loop thread, real doors, real WebSocket), and two children: a service that
follows a script, and a recorder.

All times are of one clock, the machine's. "Heard" is what the recorder's sound card says, and beside it
stands how far that is from what the client's own card promised.

"Captured" is what the microphone's driver says, less the delay of the echo canceller. Beside it stands what
clicks say, which does not rest on the driver's word.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random
from statistics import median

from benchmarks.clicks import play
from benchmarks.client import Client, NoDevice
from benchmarks.known_sound import find, noise
from benchmarks.measure import Row, spread
from benchmarks.recorder import Recording
from benchmarks.rig_session import Answered, Session, can_speak
from benchmarks.script import Pace, at_once, flowing, stalling
from voiceapp.pcm import FRAMES_PER_MS, NS_PER_MS, frames_of_ms

INTERRUPTIONS = 64
"""Of each kind of confirmation; half of them in answers that flow, the rest in one delta and with stalls."""
SPOKEN = 20
"""Interruptions that the assistant has to find by itself."""
WHOLE = 3
CLICKS = 100
BUSY_S = 5.0
FLOOR = 40
"""A sound card's way from 24 to 48 kHz and back rings a little before and after loud noise."""
QUIET_MS = 60
"""Sound that begins again later than this after `speech_started` is late."""


def rows() -> Iterator[Row]:
    """Measure, or say in one row why not."""
    monitor = os.environ.get("RIG_SPEAKER_MONITOR")
    if not monitor:
        yield Row("no loudspeaker to record", "", 0, note="RIG_SPEAKER_MONITOR names none")
        return
    try:
        for confirm_ms in (250, 0):
            if confirm_ms and not can_speak():
                continue  # nobody speaks, so nothing is confirmed
            yield from _interruptions(confirm_ms)
        if can_speak():
            yield from _clicked()
            yield from _spoken()
        for kind in ("asleep", "computing"):
            yield from _busy(kind)
    except NoDevice as missing:
        yield Row("no sound card", "", 0, note=str(missing))


def _paces(draw: Random) -> Iterator[Pace]:
    for number in range(INTERRUPTIONS):
        if number % 4 in {0, 1}:
            yield flowing(3_000, draw.choice((100, 200, 250)), 8.0)
        elif number % 4 == 2:
            yield at_once(3_000)
        else:
            yield stalling(3_000, draw)


def _interruptions(confirm_ms: int) -> Iterator[Row]:
    draw = Random(confirm_ms)
    with Session(confirm_ms) as session:
        for pace in _paces(draw):
            session.interrupt(pace, after_ms=draw.randrange(60, 900) if draw.random() < 0.7 else 150)
        for _ in range(WHOLE):
            session.play_whole(at_once(3_000))
    recording, client = session.recording, session.client
    title = f"confirm {confirm_ms}"
    looked = [_Look(one, recording) for one in session.answered]
    cut = [one for one in looked if one.stop_ms is not None]
    for name in ("flowing", "one delta", "stalling"):
        those = [one for one in cut if one.pace == name]
        stops = [one.stop_ms for one in those if one.stop_ms is not None]
        yield spread(
            f"speech_started to last sample, {name}, {title}", "ms", stops, note=f"{len(stops)} stops"
        )
        errors = [abs(one.error_ms) for one in those if one.error_ms is not None]
        yield spread(f"heard-offset error, {name}, {title}", "ms", errors)
    stops = [one.stop_ms for one in cut if one.stop_ms is not None]
    late = sum(one.late_frames for one in cut)
    wrong = [one.wrong for one in looked if one.wrong]
    yield spread(
        f"speech_started to last sample, all, {title}",
        "ms",
        stops,
        note=f"{late} late frames, {len(wrong)} told wrongly {sorted(set(wrong)) or ''}".rstrip(),
    )
    yield from _parts_of_a_stop(client, looked, recording, title)
    starts = [one.start_ms for one in looked if one.start_ms is not None and one.pace != "stalling"]
    yield spread(f"first delta to first sample, {title}", "ms", starts)
    whole = [one for one in looked if one.answered.stop_ns is None]
    complete = sum(one.is_whole for one in whole)
    yield Row(f"deltas of 3 s played to the last sample, {title}", "", complete, note=f"of {len(whole)}")
    yield from _machine(session, title)


class _Look:
    """One answer in the recording."""

    def __init__(self, answered: Answered, recording: Recording) -> None:
        self.answered = answered
        self.pace = answered.pace.name
        self.stop_ms: float | None = None
        self.error_ms: float | None = None
        self.start_ms: float | None = None
        self.device_ms: float | None = None
        """How much later the recorder heard the first sample than the client's card promised."""
        self.late_frames = 0
        self.wrong = ""
        self.is_whole = False
        start, end = recording.position(answered.from_ns), recording.position(answered.until_ns)
        window = recording.samples[max(0, start) : max(0, end)]
        answer = noise(answered.number, answered.pace.sound_ms)
        try:
            found = find(window, answer, floor=FLOOR)
        except ValueError as error:
            self.wrong = str(error)
            return
        if found is None:
            self.wrong = "" if answered.deleted else "unheard, not deleted"
            return
        heard_ns = recording.heard_at_ns(start + found.first)
        if answered.first_delta_ns is not None:
            self.start_ms = (heard_ns - answered.first_delta_ns) / NS_PER_MS
        if answered.promised_ns is not None:
            self.device_ms = (heard_ns - answered.promised_ns) / NS_PER_MS
        self.is_whole = len(found.stretches) == 1 and abs(found.reached - len(answer)) < FRAMES_PER_MS
        if answered.stop_ns is None:
            return
        stop = recording.position(answered.stop_ns) - start
        after = [(first, last) for first, last in found.stretches if last > stop]
        late = [piece for piece in after if piece[0] > stop + frames_of_ms(QUIET_MS)]
        self.late_frames = sum(last - first for first, last in late)
        ends = [piece[1] for piece in after if piece not in late]
        if ends:
            self.stop_ms = (recording.heard_at_ns(start + ends[-1]) - answered.stop_ns) / NS_PER_MS
        if answered.truncated:
            self.error_ms = answered.truncated[-1] - found.reached / FRAMES_PER_MS
        elif answered.deleted:
            self.wrong = "deleted although heard"
        elif len(answer) - found.reached >= frames_of_ms(100):
            self.wrong = "not told"


def _parts_of_a_stop(client: Client, looked: list[_Look], recording: Recording, title: str) -> Iterator[Row]:
    """Say where the time of a stop goes."""
    parts = [
        client.stop_parts(one.answered.stop_ns) for one in looked if one.stop_ms and one.answered.stop_ns
    ]
    told = [part for part in parts if part is not None]
    if not told:
        return
    yield spread(f"  received to the block that fades, {title}", "ms", [part.waited_ms for part in told])
    yield spread(f"  that block to the converter, {title}", "ms", [part.ahead_ms for part in told])
    yield spread(f"  the fade, {title}", "ms", [part.fade_ms for part in told])
    device = [one.device_ms for one in looked if one.device_ms is not None]
    yield spread(
        f"  recorder behind the client's card, {title}", "ms", device, note=f"lowest {min(device):.1f}"
    )


def _machine(session: Session, title: str) -> Iterator[Row]:
    """Say how the microphone's way, the periods and the computing were."""
    client = session.client
    yield from _wire(session, title)
    speaker, microphone = client.periods_ms()
    yield spread(f"loudspeaker period, {title}", "ms", speaker)
    yield spread(f"microphone period, {title}", "ms", microphone)
    yield Row(
        f"computing, {title}",
        "% core",
        100 * session.cpu_s / session.wall_s,
        note=f"{session.xruns} xruns, {client.lost_mic_frames()} microphone frames lost, "
        f"{session.recording.lost_blocks} lost by the recorder",
    )


def _wire(session: Session, title: str) -> Iterator[Row]:
    """Say how old sound is when it goes on the wire, by the driver's word."""
    client = session.client
    yield spread(f"captured to on the wire, {title}", "ms", client.wire_ms(session.service_appends_ns))
    yield spread(f"  captured to callback, {title}", "ms", client.captured_ms())
    yield spread(f"  callback to on the wire, {title}", "ms", client.sent_ms(session.service_appends_ns))


def _clicked() -> Iterator[Row]:
    """Compare the driver's word for when sound was captured with that of clicks."""
    with Session(250) as session:
        written_ns = play(os.environ["RIG_MIC_IN"], CLICKS, Random(2))
    ages = session.client.click_ms(written_ns, session.service_appends_ns)
    yield spread(
        "captured to on the wire, by clicks",
        "ms",
        ages,
        note=f"{len(ages)} of {CLICKS} clicks; an upper bound",
    )
    yield from _wire(session, "clicks")


def _spoken() -> Iterator[Row]:
    """Let the embedded assistant's own voice detection find the person who cuts in."""
    with Session(250, "benchmarks.assistant") as session:
        session.converse(SPOKEN, Random(1))
    looked = [_Look(one, session.recording) for one in session.answered]
    cut = [one for one in looked if one.stop_ms is not None and one.answered.stop_ns is not None]
    wrong = [one.wrong for one in looked if one.wrong]
    stops = [one.stop_ms for one in cut if one.stop_ms is not None]
    note = f"{len(stops)} stops, {sum(one.late_frames for one in cut)} late frames, {len(wrong)} told wrongly"
    note += f", {session.misses} times nobody was found speaking"
    yield spread("speech_started to last sample, the server's own VAD", "ms", stops, note=note)
    onsets = [session.client.voice_onset_ns(one.answered.stop_ns or 0) for one in cut]
    yield spread(
        "  voice captured to speech_started received",
        "ms",
        [((one.answered.stop_ns or 0) - at_ns) / NS_PER_MS for one, at_ns in zip(cut, onsets, strict=True)],
    )
    errors = [abs(one.error_ms) for one in cut if one.error_ms is not None]
    yield spread("heard-offset error, the server's own VAD", "ms", errors)


def _busy(kind: str) -> Iterator[Row]:
    """Play an answer while the window's thread does nothing or too much."""
    with Session(250) as session:
        session.play_whole(flowing(6_000, 200, 1.5), busy=(kind, BUSY_S))
    (one,) = (_Look(answered, session.recording) for answered in session.answered)
    speaker, microphone = session.client.periods_ms()
    yield Row(
        f"window {kind} for {BUSY_S:g} s: microphone frames lost",
        "frames",
        session.client.lost_mic_frames(),
        note=f"{session.client.underruns} underruns, {session.xruns} xruns, "
        f"answer {'whole' if one.is_whole else 'BROKEN'}; {median(speaker):.1f} ms periods",
    )
    yield spread(f"  loudspeaker period, window {kind}", "ms", speaker)
    yield spread(f"  microphone period, window {kind}", "ms", microphone)
    yield spread(
        f"  captured to on the wire, window {kind}", "ms", session.client.wire_ms(session.service_appends_ns)
    )
