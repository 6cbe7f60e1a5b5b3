"""Shows the window with hand-made snapshots and takes its picture; for development and the README.

    python -m tests.ui.gallery FOLDER [name …]      (QT_QPA_PLATFORM=offscreen works, a real screen too)
    python -m tests.ui.gallery --show name          keeps the window open

Names are the keys of `SCENES`; without any, all of them are taken.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from voiceapp.clock import ManualClock
from voiceapp.dialogue.snapshot import (
    Account,
    Banner,
    DuplexMode,
    EchoCheck,
    Limit,
    Microphone,
    Numbers,
    Phase,
    Row,
    RowKind,
    RowState,
    Snapshot,
    Spread,
    TurnAccount,
    Waterfall,
    WireNote,
)
from voiceapp.model_notice import Notice, load, notice_for
from voiceapp.pcm import NS_PER_MS, NS_PER_S
from voiceapp.tokens import Tokens
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.theme import Appearance

WALL_OFFSET_NS = 1_795_183_320 * NS_PER_S  # 20 November 2026, 14:02 UTC


def _at(seconds: float) -> int:
    return int(seconds * NS_PER_S)


TRAINS = (
    Row("i1", RowKind.USER, RowState.DONE, "When does the next train to Kyoto leave?", at_ns=_at(0)),
    Row(
        "t1",
        RowKind.TOOL,
        RowState.DONE,
        'search_notes("train Kyoto") → timetable.md',
        note="120 ms",
        details='{"hits": [{"file": "timetable.md", "line": 14,\n  "text": "Kyoto 15:10 platform 4"}]}',
        at_ns=_at(2),
    ),
    Row(
        "a1",
        RowKind.ASSISTANT,
        RowState.CUT,
        "The next train to Kyoto leaves at ten past three, and the one after that at a quarter to four. "
        "Both are direct and take about fifty minutes.",
        heard_chars=68,
        heard_ms=3_249,
        received_ms=8_900,
        cut_ms=3_249,
        at_ns=_at(3),
    ),
    Row("i2", RowKind.USER, RowState.DONE, "Wait, from which platform?", at_ns=_at(6)),
    Row(
        "a2",
        RowKind.ASSISTANT,
        RowState.DONE,
        "Platform four, on the far side of the bridge.",
        heard_chars=45,
        heard_ms=2_400,
        received_ms=2_400,
        at_ns=_at(8),
    ),
    Row(
        "notice-1",
        RowKind.NOTICE,
        RowState.DONE,
        "Reconnected after 1.2 s; nothing was lost.",
        details="close code 1006",
        at_ns=_at(30),
    ),
    Row("i3", RowKind.USER, RowState.FAILED, note="the service could not understand it", at_ns=_at(33)),
    Row(
        "a3",
        RowKind.ASSISTANT,
        RowState.DONE,
        "Sorry, I did not get that. Could you say it again?",
        heard_chars=50,
        at_ns=_at(35),
    ),
    Row("i4", RowKind.USER, RowState.DONE, "Is there a place to eat near the station?", at_ns=_at(40)),
)
UNFINISHED = (
    Row("i1", RowKind.USER, RowState.DONE, "Tell me everything about trains.", at_ns=_at(1)),
    Row(
        "a1",
        RowKind.ASSISTANT,
        RowState.DONE,
        "The first trains ran on rails of wood, drawn by horses, from mines to the nearest",
        heard_chars=81,
        note="cut off at the length limit",
        at_ns=_at(3),
    ),
    Row(
        "notice-1",
        RowKind.NOTICE,
        RowState.DONE,
        "The answer reached its length limit. Ask for the rest, or allow longer answers in the settings.",
        details="max_output_tokens",
        at_ns=_at(4),
    ),
    Row("i2", RowKind.USER, RowState.DONE, "Go on.", at_ns=_at(6)),
    Row(
        "notice-2",
        RowKind.NOTICE,
        RowState.FAILED,
        "The service's rate limit is reached. Ask again in 9 s.",
        details="Rate limit reached for tokens per minute.",
        at_ns=_at(8),
    ),
)
LIVE = Row(
    "a4",
    RowKind.ASSISTANT,
    RowState.LIVE,
    "There is a small noodle shop right across from the east exit. It opens at eleven, "
    "and the queue is short before noon.",
    heard_chars=61,
    heard_ms=3_600,
    received_ms=6_400,
    at_ns=_at(42),
)
ACCOUNT = Account(
    tokens=Tokens(
        text_in=2_420, audio_in=7_480, text_cached=1_536, audio_cached=1_536, text_out=611, audio_out=1_920
    ),
    responses=4,
    transcription=Tokens(audio_in=180, text_out=64),
    unheard_ms=5_651,
    unheard_tokens=113,
    unheard_usd=0.0072,
    cost_usd=0.3318,
    cost_cap_usd=2.0,
    context_tokens=3_890,
    context_window=28_224,
    turns=(
        TurnAccount("i1", Tokens(text_in=1_240, audio_in=820, audio_out=410), 2, 5_651, 0.0611),
        TurnAccount("i2", Tokens(text_in=980, audio_in=1_650, audio_out=240), 1, 0, 0.0702),
        TurnAccount("i3", Tokens(text_in=1_100, audio_in=2_100, audio_out=330), 1, 0, 0.0884),
        TurnAccount("i4", Tokens(text_in=1_180, audio_in=2_910, audio_out=940), 1, 0, 0.1121),
    ),
)
NUMBERS = Numbers(
    answer_ms=610,
    stop_ms=31,
    answers=Spread(588, 977, 4),
    stops=Spread(31, 31, 1),
    heard_error_ms=2,
    jitter_ms=0,
    jitters=Spread(0, 12, 3),
    interruptions=1,
    account=ACCOUNT,
    limits=(Limit("requests", 95, 41), Limit("tokens", 62, 3)),
    waterfalls=(
        Waterfall("i1", committed_ms=205, first_delta_ms=520, first_handed_ms=541, first_heard_ms=588),
        Waterfall("i2", committed_ms=190, first_delta_ms=905, first_handed_ms=930, first_heard_ms=977),
        Waterfall("i3", committed_ms=210, first_delta_ms=410, first_handed_ms=432, first_heard_ms=480),
        Waterfall("i4", committed_ms=200, first_delta_ms=540, first_handed_ms=563, first_heard_ms=610),
    ),
)
TALKING = Snapshot(
    at_ns=_at(45),
    phase=Phase.SPEAKING,
    rows=(*TRAINS, LIVE),
    microphone=Microphone.SENDING,
    microphone_device="Rig microphone",
    speaker_device="Speakers",
    speaker_works=True,
    mic_rms=1_900,
    model="gpt-realtime-2026-08-28",
    numbers=NUMBERS,
)
LANGUAGES = (
    Row("l1", RowKind.USER, RowState.DONE, "京都行きの次の電車は何時に出ますか？🚄✨", at_ns=_at(0)),
    Row(
        "l2",
        RowKind.ASSISTANT,
        RowState.CUT,
        "次の電車は午後三時十分に出発します。👩‍👩‍👧 その次は三時四十五分です。",
        heard_chars=18,
        cut_ms=2_100,
        at_ns=_at(2),
    ),
    Row("l3", RowKind.USER, RowState.DONE, "متى يغادر القطار التالي إلى كيوتو؟", at_ns=_at(9)),
    Row(
        "l4",
        RowKind.ASSISTANT,
        RowState.LIVE,
        "يغادر القطار التالي في الساعة الثالثة وعشر دقائق من الرصيف الرابع، والذي يليه في الساعة الرابعة إلا ربعًا تمامًا كل يوم.",
        heard_chars=44,
        at_ns=_at(11),
    ),
    Row("l5", RowKind.USER, RowState.DONE, "Donaudampfschifffahrtsgesellschaftskapitän" * 6, at_ns=_at(20)),
    Row(
        "l6",
        RowKind.TOOL,
        RowState.FAILED,
        'open_url("https://example.com/' + "a" * 120 + '")',
        note="refused: only addresses on this computer may be opened",
        at_ns=_at(21),
    ),
    Row("l7", RowKind.USER, RowState.WAITING, at_ns=_at(30)),
)


def _notes() -> tuple[WireNote, ...]:
    names = [
        (False, "session.created", 1_912),
        (True, "session.update", 1_240),
        (False, "session.updated", 1_950),
        *[(True, "input_audio_buffer.append", 1_327)] * 6,
        (False, "input_audio_buffer.speech_started", 131),
        *[(True, "input_audio_buffer.append", 1_327)] * 4,
        (False, "input_audio_buffer.speech_stopped", 133),
        (False, "input_audio_buffer.committed", 124),
        (False, "conversation.item.added", 402),
        (False, "response.created", 880),
        *[(False, "response.output_audio.delta", 12_930)] * 5,
        (False, "response.output_audio_transcript.delta", 196),
        (True, "response.cancel", 78),
        (True, "conversation.item.truncate", 132),
    ]
    return tuple(
        WireNote(
            at_ns=_at(0.2 * n),
            sent=sent,
            name=name,
            size_bytes=size,
            text=json.dumps(
                {"type": name, "event_id": f"event_{n}", "item_id": "item_1", "audio_end_ms": 3_249}
            ),
        )
        for n, (sent, name, size) in enumerate(names)
    )


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture."""

    snapshot: Snapshot = TALKING
    size: tuple[int, int] = (1080, 760)
    appearance: Appearance = Appearance.LIGHT
    contrast: bool = False
    title: str = "Azure · gpt-realtime"
    devices: bool = True
    provider: str = "embedded"
    """Only real ones announce retirements."""
    then: Callable[[MainWindow], None] | None = None


def _inspect(window: MainWindow) -> None:
    window.work.toggle_inspector()
    window.note_wires(_notes())
    window.inspector.wires.table.selectRow(22)


def _latency(window: MainWindow) -> None:
    window.work.toggle_inspector()
    window.inspector.pages.setCurrentIndex(1)


def _find(window: MainWindow) -> None:
    window.find_bar.open_bar()
    window.find_bar.field.setText("the")


def _details(window: MainWindow) -> None:
    window.model.toggle_details(1)
    window.model.toggle_details(5)
    window.view.verticalScrollBar().setValue(0)


ECHO = "Some echo remains (14 dB are cancelled): speak clearly to interrupt, or turn the loudspeaker down."


def _echo_ready(window: MainWindow) -> None:
    window.echo_panel.open_panel()


def _echo_runs(window: MainWindow) -> None:
    window.echo_panel.open_panel()
    window.echo_panel.begin.click()
    window.show_echo_check(EchoCheck(0.55, 700))


def _echo_found(window: MainWindow) -> None:
    _echo_runs(window)
    window.show_echo_check(EchoCheck(1.0, 0, ECHO, DuplexMode.CAUTIOUS))


def _numbers(window: MainWindow) -> None:
    window.work.toggle_inspector()
    window.inspector.pages.setCurrentIndex(2)


def _usage(window: MainWindow) -> None:
    window.work.toggle_inspector()
    window.inspector.pages.setCurrentIndex(3)


def _duplex_menu(window: MainWindow) -> None:
    window.top.menu.duplex.popup(window.mapToGlobal(window.rect().center()))


EMPTY = Snapshot(
    phase=Phase.LISTENING,
    microphone=Microphone.SENDING,
    microphone_device="Rig microphone",
    speaker_works=True,
    speaker_device="Speakers",
    mic_rms=300,
)
SCENES: dict[str, Scene] = {
    "talking": Scene(),
    "talking-dark": Scene(appearance=Appearance.DARK),
    "talking-contrast": Scene(contrast=True),
    "talking-contrast-dark": Scene(contrast=True, appearance=Appearance.DARK),
    "empty": Scene(EMPTY, title="Embedded assistant"),
    "empty-dark": Scene(EMPTY, title="Embedded assistant", appearance=Appearance.DARK),
    "inspector": Scene(size=(1360, 800), then=_inspect),
    "inspector-dark": Scene(size=(1360, 800), then=_inspect, appearance=Appearance.DARK),
    "latency": Scene(size=(1360, 800), then=_latency),
    "narrow": Scene(size=(480, 760)),
    "narrow-dark": Scene(size=(480, 760), appearance=Appearance.DARK),
    "narrow-inspector": Scene(size=(480, 860), then=_inspect),
    "wide": Scene(size=(1600, 900)),
    "languages": Scene(replace(TALKING, rows=LANGUAGES), size=(900, 860)),
    "find": Scene(then=_find),
    "details": Scene(then=_details),
    "banner": Scene(
        replace(
            TALKING,
            phase=Phase.RECONNECTING,
            rows=TRAINS,
            microphone=Microphone.OPEN,
            banner=Banner(
                "The connection was lost. Trying again in 2 s; nothing you said is lost.",
                "code 1006\nno close frame",
                can_retry=True,
            ),
        ),
        then=lambda window: window.banner.more.setChecked(True),
    ),
    "muted": Scene(
        replace(
            TALKING, phase=Phase.LISTENING, rows=TRAINS, muted=True, microphone=Microphone.OPEN, mic_rms=9_000
        )
    ),
    "held": Scene(
        replace(
            TALKING, phase=Phase.USER_SPEAKING, rows=TRAINS, talk_held=True, hands_free=False, mic_rms=6_000
        ),
        then=lambda w: w.show_sentence("The microphone “Headset” is gone; the system's own is used."),
    ),
    "no-devices": Scene(
        Snapshot(
            microphone_device="There is no microphone. Plug one in, or start the sound server.",
            speaker_device="There is no loudspeaker. Plug one in, or start the sound server.",
        ),
        devices=False,
        title="Embedded assistant",
    ),
    "unplugged": Scene(
        replace(TALKING, rows=TRAINS, phase=Phase.LISTENING, speaker_device="HDMI 2"),
        then=lambda w: w.set_devices(["Rig microphone"], ["HDMI 2"], "Rig microphone", "Headset WH-1000XM4"),
    ),
    "lost": Scene(
        replace(
            TALKING,
            rows=TRAINS,
            phase=Phase.LISTENING,
            microphone=Microphone.OFF,
            microphone_device="The microphone “Rig microphone” has stopped: it was unplugged, or the sound "
            "server ended. Plug it in again or choose another.",
        ),
        size=(720, 520),
    ),
    "echo-ready": Scene(then=_echo_ready),
    "echo-runs": Scene(then=_echo_runs),
    "echo-runs-dark": Scene(then=_echo_runs, appearance=Appearance.DARK),
    "echo-found": Scene(then=_echo_found),
    "echo-found-dark": Scene(then=_echo_found, appearance=Appearance.DARK),
    "echo-narrow": Scene(size=(480, 760), then=_echo_found),
    "echo-runs-narrow": Scene(size=(480, 760), then=_echo_runs),
    "echo-low": Scene(size=(480, 470), then=_echo_runs),
    "empty-low": Scene(EMPTY, size=(480, 470), then=_echo_ready),
    "duplex-menu": Scene(then=_duplex_menu),
    "numbers": Scene(size=(1360, 800), then=_numbers),
    "numbers-dark": Scene(size=(1360, 800), then=_numbers, appearance=Appearance.DARK),
    "numbers-narrow": Scene(size=(480, 860), then=_numbers),
    "usage": Scene(size=(1360, 800), then=_usage),
    "usage-dark": Scene(size=(1360, 800), then=_usage, appearance=Appearance.DARK),
    "usage-narrow": Scene(size=(480, 860), then=_usage),
    "unfinished": Scene(replace(TALKING, phase=Phase.LISTENING, rows=UNFINISHED), size=(720, 520)),
    "retiring": Scene(replace(TALKING, model="gpt-realtime-2025-08-28"), provider="azure"),
    "retiring-dark": Scene(
        replace(TALKING, model="gpt-realtime-2025-08-28"),
        appearance=Appearance.DARK,
        provider="azure",
        then=lambda window: window.notice.more.setChecked(True),
    ),
    "retiring-narrow": Scene(
        replace(TALKING, model="gpt-realtime-2025-08-28"),
        size=(480, 760),
        provider="azure",
        then=lambda window: window.notice.more.setChecked(True),
    ),
    "keys": Scene(then=lambda window: window.show_keys()),
    "menu": Scene(
        then=lambda window: window.top.menu_button.menu().popup(window.mapToGlobal(window.rect().center()))
    ),
    **{
        f"phase-{phase.name.lower()}": Scene(replace(TALKING, phase=phase, rows=TRAINS), size=(720, 420))
        for phase in Phase
    },
}


def make(scene: Scene) -> MainWindow:
    """Return the window of a scene, not yet shown."""
    bridge = Bridge(lambda _wish: None, ManualClock())
    announced = load()

    def notice_of(model: str) -> Notice | None:
        return notice_for(model, scene.provider, announced)

    window = MainWindow(bridge, title_label=scene.title, wall_offset_ns=WALL_OFFSET_NS, notice_of=notice_of)
    bridge.setParent(window)
    window.choose_appearance(scene.appearance, high_contrast=scene.contrast)
    if scene.devices:
        names = ["Rig microphone", "Headset WH-1000XM4 (Bluetooth hands-free)"]
        window.set_devices(names, ["Speakers", "HDMI 2"], "Rig microphone", "Speakers")
    window.resize(*scene.size)
    return window


def enter(window: MainWindow, scene: Scene) -> None:
    """Show the window of a scene and bring it to its state."""
    window.show()
    QApplication.processEvents()
    window.show_snapshot(replace(scene.snapshot, mic_rms=0, at_ns=scene.snapshot.at_ns - 40 * NS_PER_MS))
    window.show_snapshot(scene.snapshot)
    QApplication.processEvents()
    if scene.then is not None:
        scene.then(window)
        QApplication.processEvents()


def main(arguments: list[str]) -> int:
    """Take the pictures that are asked for."""
    app = QApplication([])
    app.setStyle("Fusion")
    if arguments[:1] == ["--show"]:
        window = make(SCENES[arguments[1]])
        enter(window, SCENES[arguments[1]])
        return app.exec()
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name in arguments[1:] or SCENES:
        window = make(SCENES[name])
        enter(window, SCENES[name])
        window.grab().save(str(folder / f"{name}.png"))
        window.close()
        window.deleteLater()
        QApplication.processEvents()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
