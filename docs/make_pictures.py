"""Take the pictures of the README and of the pages beside it, from the real windows.

    python docs/make_pictures.py                     all of them, into docs/
    python docs/make_pictures.py --into DIR [NAME …] these, elsewhere
    python docs/make_pictures.py --check             fail unless docs/ has all of them and they still look so

What the windows show is a conversation the program really holds: in virtual time, with the embedded
assistant's server, a script for its words and a tone for its voice. Nothing is put into a window by hand that
a conversation could have put there.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

if __name__ == "__main__":  # from a clone, without installing
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.update(TZ="UTC", LC_ALL="en_GB.UTF-8")

import numpy as np
from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from voiceapp.clock import ManualClock
from voiceapp.dialogue.snapshot import Phase, ReplayScene, RowState, Snapshot
from voiceapp.pcm import FRAMES_PER_MS, NS_PER_MS
from voiceapp.personas import Persona
from voiceapp.recording.tape import TapeHeader, TapeReader, TapeWriter
from voiceapp.settings import Settings
from voiceapp.settings_app import ADDRESSES, problem_with, service_of
from voiceapp.simulation import WALL_NS, Simulation
from voiceapp.store.kept import ConversationId, Summary
from voiceapp.tape_player import TapePlayer
from voiceapp.ui import language
from voiceapp.ui.bridge import Bridge
from voiceapp.ui.captions import Captions
from voiceapp.ui.conversations_shelf import Keeping, Line, Shelf
from voiceapp.ui.first_run import FirstRun
from voiceapp.ui.language import Language
from voiceapp.ui.main_window import MainWindow
from voiceapp.ui.mini_window import MiniWindow
from voiceapp.ui.replay_window import ReplayWindow
from voiceapp.ui.settings_connect import Way
from voiceapp.ui.settings_table import PAGES
from voiceapp.ui.settings_window import SettingsWindow
from voiceapp.ui.theme import LIGHT, Appearance, palette_of

FOLDER = Path(__file__).resolve().parent
LABEL = "Embedded assistant"
MS_PER_CHARACTER = 60
"""How fast the voice of the script speaks: a little more than sixteen characters a second."""

QUESTIONS = (
    "When does the next train to Kyoto leave?",
    "Wait, from which platform?",
    "And is there something to eat near the station?",
)
ANSWERS = {
    QUESTIONS[0]: "The next train to Kyoto leaves at ten past three, and the one after that at a quarter to "
    "four. Both are direct and take about fifty minutes.",
    QUESTIONS[1]: "Platform four, on the far side of the bridge.",
    QUESTIONS[2]: "There is a small noodle shop right across from the east exit. It opens at eleven, and the "
    "queue is short before noon.",
}
TUTOR = "Speak slowly and clearly. Correct one mistake at a time, and ask a question back."
CUT_IN_AFTER_MS = 3_200
STILL_UNHEARD_MS = 3_000

SETTLED = 5
"""Rounds of Qt's events until everything has its place."""
LIKENESS = 6.0
"""How far, in shades of 256, two pictures may be apart in the mean of their blurred forms: fonts are drawn a
little differently by each version of Qt, a line more or less in a window is 10 and above."""
BLURRED = QSize(64, 48)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant of the script says."""

    text: str
    timer_s: int | None = None
    timer_text: str = ""


class Script:
    """An assistant that knows three answers."""

    def reply(self, heard: str | None, *, wall: datetime, typed: bool) -> Reply:
        """Answer what is in the script."""
        return Reply(ANSWERS[heard or QUESTIONS[0]])


def tone(ms: int, hz: int, level: int) -> bytes:
    """Return a tone of 24 kHz mono int16."""
    at = np.arange(ms * FRAMES_PER_MS)
    return bytes((level * np.sin(2 * np.pi * hz * at / 24_000)).astype("<i2").tobytes())


@dataclass
class Story:
    """The conversation, held and recorded once for all pictures."""

    home: Path
    simulation: Simulation = field(init=False)
    picture: Snapshot = field(init=False)
    """While the third answer is being heard."""
    player: TapePlayer = field(init=False)
    """Its recording."""

    def __post_init__(self) -> None:
        """Hold it."""
        heard = iter(QUESTIONS)
        tape = TapeWriter(self.home / "tape", TapeHeader())
        self.simulation = s = Simulation(
            Script,
            lambda _pcm: next(heard),
            lambda text: tone(MS_PER_CHARACTER * len(text), 300, 6_000),
            tape=tape,
        )
        s.start()
        s.run_until(lambda p: p.phase is Phase.LISTENING)
        self._ask()
        s.run(CUT_IN_AFTER_MS)
        self._ask()
        s.run_until(lambda p: p.rows[-1].state is RowState.DONE and p.phase is Phase.LISTENING)
        s.run(600)
        self._ask()
        s.run(STILL_UNHEARD_MS)
        self.picture = s.dialogue.snapshot()
        tape.close()
        self.player = TapePlayer(TapeReader(self.home / "tape"))
        for _ in self.player.load():
            pass

    @property
    def wall_offset_ns(self) -> int:
        """What turns its times into Unix time."""
        return WALL_NS

    def _ask(self) -> None:
        s = self.simulation
        answers = len([row for row in s.dialogue.snapshot().rows if row.received_ms])
        s.sound.say(tone(1_200, 240, 8_000))
        s.run_until(
            lambda p: p.phase is Phase.SPEAKING and len([row for row in p.rows if row.received_ms]) > answers
        )


# -- the windows -----------------------------------------------------------------------------------------


def main_window(
    story: Story, appearance: Appearance = Appearance.LIGHT, size: QSize | None = None
) -> MainWindow:
    """Return the window with the story in it."""
    bridge = Bridge(lambda _wish: None, ManualClock())
    window = MainWindow(bridge, title_label=LABEL, wall_offset_ns=story.wall_offset_ns)
    bridge.setParent(window)
    window.choose_appearance(appearance, high_contrast=False)
    window.set_devices(["Headset microphone"], ["Headset"], "Headset microphone", "Headset")
    window.resize(size or QSize(980, 720))
    window.show()
    QApplication.processEvents()
    window.show_snapshot(story.picture)
    return window


def inspector(story: Story) -> QWidget:
    """Return the window with what went over the wire."""
    window = main_window(story, size=QSize(1_360, 760))
    window.work.toggle_inspector()
    window.note_wires(story.player.notes)
    return window


def replay(story: Story) -> QWidget:
    """Return the window of the recording, after the interruption."""
    player = story.player
    window = ReplayWindow("Trains to Kyoto", about=LABEL, wall_offset_ns=story.wall_offset_ns)
    cut = next(mark for mark in player.marks if mark.interruption)
    at_ns = player.start_ns + (cut.at_ms + 2_500) * NS_PER_MS
    player.go_to(at_ns)
    window.show_scene(
        ReplayScene(
            snapshot=player.snapshot(),
            position_ms=(at_ns - player.start_ns) // NS_PER_MS,
            duration_ms=(player.end_ns - player.start_ns) // NS_PER_MS,
            playing=True,
            marks=player.marks,
            wires=player.notes,
            wires_passed=player.notes_passed(at_ns),
        )
    )
    window.resize(980, 560)
    return window


def japanese(story: Story) -> QWidget:
    """Return the window in Japanese; what was said stays what it was."""
    language.speak(Language.JAPANESE)
    return main_window(story)


def conversations(story: Story) -> QWidget:
    """Return the window with what was kept at its side."""
    window = main_window(story, size=QSize(1_180, 720))
    now = datetime.now().astimezone().replace(hour=14, minute=2)
    kept = (
        ("Trains to Kyoto", 0, ("travel",), True),
        ("Standup notes", 0, ("work",), False),
        ("How to say it in Japanese", 1, (), False),
        ("A story about a lighthouse", 1, (), True),
        ("Questions for the interview", 2, ("work",), False),
    )
    lines = []
    for at, (title, days, tags, tape) in enumerate(kept):
        began = now - timedelta(days=days, minutes=35 * at)
        lines.append(Line(Summary(ConversationId(9 - at), title, began, began, "", tags, 8, tape)))
    window.side.toggle_panel()
    window.kept.panel.show_keeping(Keeping.ON)
    window.kept.panel.show_shelf(Shelf(tuple(lines)))
    return window


def mini(story: Story) -> QWidget:
    """Return the small window that stays above the others."""
    window = MiniWindow(LABEL)
    window.resize(380, 200)
    window.show_snapshot(story.picture)
    return window


def captions(story: Story) -> QWidget:
    """Return the large live text."""
    window = Captions()
    window.resize(980, 420)
    window.show_snapshot(story.picture)
    return window


def first_run(story: Story) -> QWidget:
    """Return the first step of the introduction."""
    window = FirstRun(problem_with, ADDRESSES, service_of, main_window(story))
    window.show_settings(Settings(), ())
    window.show_way(Way(LABEL, LABEL))
    window.resize(720, 560)
    return window


def settings(page: str) -> Callable[[Story], QWidget]:
    """Return what makes the settings window at a page."""

    def made(story: Story) -> QWidget:
        window = SettingsWindow(problem_with, ADDRESSES, service_of, main_window(story))
        window.show_settings(SHOWN_SETTINGS, ())
        window.show_way(Way(LABEL, LABEL))
        window.resize(940, 680)
        window.side.pages.setCurrentRow([one.name for one in PAGES].index(page))
        return window

    return made


SHOWN_SETTINGS = Settings(
    persona="tutor",
    personas=(
        Persona("tutor", "Language tutor", {"instructions": TUTOR, "vad_silence_ms": 900, "voice": "marin"}),
        Persona("brief", "Brief answers", {"instructions": "Answer in one sentence."}),
    ),
)

PICTURES: dict[str, Callable[[Story], QWidget]] = {
    "window": main_window,
    "window-dark": lambda story: main_window(story, Appearance.DARK),
    "window-ja": japanese,
    "first-run": first_run,
    "conversations": conversations,
    "mini": mini,
    "captions": captions,
    "settings": settings("voice"),
    "personas": settings("personas"),
    "inspector": inspector,
    "replay": replay,
}
"""Name of the file in docs/, without its ending: how its window is made."""


# -- taking and comparing --------------------------------------------------------------------------------


def take(name: str, story: Story) -> QImage:
    """Return one picture."""
    language.speak(Language.ENGLISH)
    QApplication.setPalette(palette_of(LIGHT))
    window = PICTURES[name](story)
    window.show()
    for _ in range(SETTLED):
        QApplication.processEvents()
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    for other in QApplication.topLevelWidgets():  # the window itself, and what it stands above
        other.close()
        other.deleteLater()
    QApplication.processEvents()
    return image


def distance(one: QImage, other: QImage) -> float:
    """Return how far two pictures are apart, in shades of 256; 256 where their sizes differ."""
    if one.size() != other.size():
        return 256.0
    return float(np.abs(_blurred(one) - _blurred(other)).mean())


def _blurred(image: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    small = image.scaled(
        BLURRED, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(small.constBits(), np.uint8).reshape(small.height(), small.bytesPerLine())
    return rows[:, : small.width()].astype(np.float64)


def differing(story: Story, names: list[str], folder: Path = FOLDER) -> list[str]:
    """Return a sentence for each picture in `folder` that is not there or looks otherwise now."""
    said = []
    for name in names:
        kept = QImage(str(folder / f"{name}.png"))
        if kept.isNull():
            said.append(f"{name}.png is missing.")
        elif (apart := distance(kept, take(name, story))) > LIKENESS:
            said.append(f"{name}.png looks otherwise now ({apart:.1f} shades).")
    return said


def prepared() -> QApplication:
    """Return the application, looking the same on every machine."""
    found = QApplication.instance() or QApplication([])
    assert isinstance(found, QApplication)
    found.setStyle("Fusion")
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    return found


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures that are asked for, or compare them."""
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("names", nargs="*", metavar="NAME", help=f"some of: {', '.join(PICTURES)}")
    words.add_argument("--into", type=Path, default=FOLDER, help="another folder")
    words.add_argument("--check", action="store_true", help="only compare")
    given = words.parse_args(arguments)
    names = given.names or list(PICTURES)
    with tempfile.TemporaryDirectory(prefix="voiceapp-pictures-") as home:
        os.environ["VOICEAPP_CONFIG_DIR"] = os.environ["VOICEAPP_DATA_DIR"] = home
        application = prepared()
        story = Story(Path(home))
        if given.check:
            said = differing(story, names, given.into)
            sys.stdout.writelines(f"{line}\n" for line in said)
            return 1 if said else 0
        given.into.mkdir(parents=True, exist_ok=True)
        for name in names:
            take(name, story).save(str(given.into / f"{name}.png"))
            sys.stdout.write(f"{given.into.name}/{name}.png\n")
        application.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main())
