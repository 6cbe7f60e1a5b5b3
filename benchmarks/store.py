"""What kept conversations cost: finding, opening and writing among ten thousand, and deleting for good."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Row, cost, spread
from voiceapp.dialogue import snapshot as s
from voiceapp.pcm import NS_PER_MS, NS_PER_S
from voiceapp.store.archive import Archive
from voiceapp.store.chapter import About, Chapter

CONVERSATIONS = 10_000
TURNS = 10
LONG_ROWS = 10_000
ROUNDS = 40
WORDS = (
    "the train to kyoto leaves at ten past three from platform four and then there is another one every hour "
    "until the evening when it rains we could also take a bus or walk along the river nicer in spring"
).split()
RARE = "pumpernickel"


def rows() -> Iterator[Row]:
    """Fill a file once, then ask it some times."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "conversations.sqlite"
        newest, long = fill(path)
        with Archive(path) as archive:
            number = archive.list(limit=1)[0].id
            note = f"{CONVERSATIONS} conversations, {path.stat().st_size / 1e6:.0f} MB"
            yield _times("list all", lambda: archive.list(), note)
            yield _times("list the newest 50", lambda: archive.list(limit=50), note)
            yield _times("search a common word", lambda: archive.search("train"), note)
            yield _times("search a rare word", lambda: archive.search(RARE), note)
            yield _times("search two words", lambda: archive.search("platform river"), note)
            yield _times("search a word that is nowhere", lambda: archive.search("zebra"), note)
            yield _times("search two characters that are nowhere", lambda: archive.search("京都"), note)
            yield _times(f"open a transcript of {LONG_ROWS} rows", lambda: archive.open(number), note)
            yield _times("open an ordinary one", lambda: archive.open(archive.list(limit=2)[1].id), note)
            yield spread(
                f"keep a changed row of {LONG_ROWS}", "ms", list(_changes(archive, newest, long)), note=note
            )
            yield _showing()
            yield spread("delete one for good", "ms", list(_deletions(archive)), note=note)


def fill(path: Path) -> tuple[Chapter, tuple[s.Row, ...]]:
    """Make a file of so many conversations; return the newest, which is long, and its rows."""
    with Archive(path) as archive:
        chance = random.Random(7)
        for number in range(CONVERSATIONS):
            _chapter(number, _transcript(chance, TURNS, number)).write(archive)
        long = _transcript(chance, LONG_ROWS, CONVERSATIONS)
        newest = _chapter(CONVERSATIONS, long)
        newest.write(archive)
    return newest, long


def _transcript(chance: random.Random, count: int, number: int) -> tuple[s.Row, ...]:
    return tuple(_row(chance, position, number) for position in range(count))


def _row(chance: random.Random, position: int, number: int) -> s.Row:
    kind = s.RowKind.ASSISTANT if position % 2 else s.RowKind.USER
    text = " ".join(chance.choices(WORDS, k=25 if position % 2 else 10))
    if number % 2_000 == 5:
        text += f" {RARE}"
    return s.Row(
        f"item_{position}", kind, s.RowState.DONE, text, heard_chars=len(text), at_ns=position * NS_PER_S
    )


def _chapter(number: int, transcript: tuple[s.Row, ...]) -> Chapter:
    started_ns = number * 3_600 * NS_PER_S
    chapter = Chapter(About("ga", "bench"), started_ns=started_ns, wall_offset_ns=1_700_000_000 * NS_PER_S)
    chapter.show(s.Snapshot(at_ns=started_ns + len(transcript) * NS_PER_S, rows=transcript, model="bench"))
    return chapter


def _showing() -> Row:
    """Measure what a picture costs the voice loop while an answer is heard."""
    chapter = Chapter(About(), started_ns=0, wall_offset_ns=0)
    numbers = count(1)

    def show() -> None:
        number = next(numbers)
        heard = s.Row("item_1", s.RowKind.ASSISTANT, s.RowState.LIVE, "words", heard_ms=number)
        chapter.show(s.Snapshot(at_ns=number * NS_PER_MS, rows=(heard,)))

    return cost("a picture shown to the keeper (made and shown)", show, note="30 a second, on the voice loop")


def _changes(archive: Archive, chapter: Chapter, transcript: tuple[s.Row, ...]) -> Iterator[float]:
    for position in range(ROUNDS):
        changed = s.Row(
            f"item_{LONG_ROWS + position}", s.RowKind.USER, s.RowState.DONE, "one more line of words"
        )
        transcript = (*transcript, changed)
        chapter.show(s.Snapshot(rows=transcript, model="bench"))
        yield _took_ms(lambda: chapter.write(archive))


def _deletions(archive: Archive) -> Iterator[float]:
    for summary in archive.list(limit=6)[1:]:
        yield _took_ms(lambda number=summary.id: archive.delete([number]))  # type: ignore[misc]


def _times(name: str, work: Callable[[], object], note: str) -> Row:
    return spread(name, "ms", [_took_ms(work) for _ in range(ROUNDS)], note=note)


def _took_ms(work: Callable[[], object]) -> float:
    begun_ns = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - begun_ns) / NS_PER_MS
