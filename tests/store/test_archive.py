"""Kept conversations: listed, searched, opened, changed, and deleted for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.stored import STARTED_AT, answered, bytes_of, chapter, go_on, keep, picture, said
from voiceapp.dialogue.snapshot import Row, RowKind, RowState
from voiceapp.errors import StoreError
from voiceapp.store import schema
from voiceapp.store.archive import Archive
from voiceapp.store.kept import ConversationId, Preference, Summary

ONE, TWO, THREE = ConversationId(1), ConversationId(2), ConversationId(3)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "conversations.sqlite") as opened:
        yield opened


def titles(archive: Archive, **more: object) -> list[str]:
    return [summary.title for summary in archive.list(**more)]  # type: ignore[arg-type]


def test_conversations_are_listed_newest_first_and_in_pages(archive: Archive) -> None:
    for text in ("one", "two", "three"):
        keep(archive, said(text))
    assert titles(archive) == ["three", "two", "one"]
    assert titles(archive, limit=1) == ["three"]
    assert titles(archive, before=archive.list()[0], limit=1) == ["two"]


def test_one_that_is_gone_on_with_is_the_newest(archive: Archive) -> None:
    for text in ("one", "two", "three"):
        keep(archive, said(text))
    go_on(archive, 1, after_ms=60_000)
    assert titles(archive) == ["one", "three", "two"]
    go_on(archive, 2, after_ms=90_000)
    assert titles(archive) == ["two", "one", "three"]
    go_on(archive, 1, after_ms=90_000)  # at the same moment: the one that was kept later
    assert titles(archive) == ["two", "one", "three"]
    assert [one.last_at - STARTED_AT for one in archive.list()] == [
        timedelta(seconds=90),
        timedelta(seconds=90),
        timedelta(0),
    ]
    assert [one.started_at for one in archive.list()] == [STARTED_AT] * 3
    assert [one.is_continued for one in archive.list()] == [True, True, False]
    assert archive.open(ONE).summary == archive.list()[1]
    archive.tag(ONE, add=["work"])
    archive.tag(THREE, add=["work"])
    assert titles(archive, tag="work") == ["one", "three"]


def test_the_last_part_counts_also_when_the_clock_was_set_back(archive: Archive) -> None:
    for text in ("one", "two"):
        keep(archive, said(text))
    go_on(archive, 1, after_ms=60_000)
    go_on(archive, 1, after_ms=-60_000)
    assert titles(archive) == ["two", "one"]


def four(archive: Archive) -> tuple[Summary, ...]:
    """Keep four conversations of one moment; return the first page of two."""
    for text in ("one", "two", "three", "four"):
        keep(archive, said(text))
    page = archive.list(limit=2)
    assert [one.title for one in page] == ["four", "three"]
    return page


def test_the_next_page_begins_at_the_same_place_when_the_last_one_of_a_page_goes_on(archive: Archive) -> None:
    page = four(archive)
    go_on(archive, 3, after_ms=60_000)
    assert titles(archive, before=page[-1]) == ["two", "one"]
    assert titles(archive, limit=2) == ["three", "four"]
    assert titles(archive, before=archive.list(limit=2)[-1]) == ["two", "one"]


def test_the_next_page_begins_at_the_same_place_when_the_last_one_of_a_page_is_deleted(
    archive: Archive,
) -> None:
    page = four(archive)
    archive.delete([THREE])
    assert titles(archive, before=page[-1]) == ["two", "one"]


def test_one_below_that_goes_on_between_two_pages_is_at_the_beginning(archive: Archive) -> None:
    page = four(archive)
    go_on(archive, 2, after_ms=60_000)
    assert titles(archive, before=page[-1]) == ["one"]
    assert titles(archive, limit=2) == ["two", "four"]


def test_pages_of_every_size_hold_everything_once(archive: Archive) -> None:
    for number in range(1, 12):
        keep(archive, said(f"{number}"))
    for number, after_ms in ((2, 5), (5, 5), (9, 1), (2, 7), (1, 0)):  # number 1 at its own moment
        go_on(archive, number, after_ms=after_ms)
    everything = titles(archive)
    assert everything == ["2", "5", "9", "11", "10", "8", "7", "6", "4", "3", "1"]
    for limit in range(1, 12):
        paged: list[Summary] = []
        while page := archive.list(before=paged[-1] if paged else None, limit=limit):
            paged += page
        assert [one.title for one in paged] == everything


def test_a_conversation_is_opened_as_it_was_shown(archive: Archive) -> None:
    keep(
        archive,
        said("Hello"),
        answered("Good morning.", heard_ms=900),
        endpoint="Azure · d",
        instructions="Be brief.",
    )
    opened = archive.open(ONE)
    assert (opened.title, opened.endpoint, opened.dialect, opened.instructions) == (
        "Hello",
        "Azure · d",
        "ga",
        "Be brief.",
    )
    assert (opened.summary.started_at, opened.summary.model, opened.summary.rows) == (
        STARTED_AT,
        "gpt-realtime",
        2,
    )
    assert opened.duration_ms == 5_000
    assert [row.text for row in opened.rows] == ["Hello", "Good morning."]
    answer = opened.rows[1]
    assert (answer.heard_chars, answer.heard_ms, answer.received_ms, answer.at_ms) == (13, 900, 900, 2_000)
    assert (answer.heard_from_ms, answer.heard_until_ms) == (2_000, 2_900)


def test_one_that_is_not_there_is_told(archive: Archive) -> None:
    for ask in (
        archive.open,
        lambda number: archive.rename(number, "x"),
        lambda number: archive.delete([number]),
    ):
        with pytest.raises(StoreError, match="no kept conversation 9"):
            ask(ConversationId(9))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kyoto", ["Trains to Kyoto"]),
        ("YOT", ["Trains to Kyoto"]),
        ("trains three", []),
        ("past leaves", ["Trains to Kyoto"]),
        ('"ten past three"', ["Trains to Kyoto"]),
        ('"past ten"', []),
        ("京都", ["明日の京都の天気は?"]),
        ("京都の天気", ["明日の京都の天気は?"]),
        ("晴 京都", []),
        ("晴れ", ["明日の京都の天気は?"]),
        ("it", ["Trains to Kyoto"]),
        ("work", ["Trains to Kyoto"]),
        ('"; DROP TABLE rows; --', []),
        ("zzz", []),
        ("", []),
    ],
)
def test_a_search_finds_all_words_of_one_line_in_any_order_and_parts_of_words(
    archive: Archive, typed: str, found: list[str]
) -> None:
    keep(archive, said("Trains to Kyoto"), answered("It leaves at ten past three."))
    keep(archive, said("明日の京都の天気は?"), answered("晴れでしょう。"))
    archive.tag(ONE, add=["work"])
    assert [one.summary.title for one in archive.search(typed)] == found


def test_a_search_shows_the_newest_matching_row_once_for_each_conversation(archive: Archive) -> None:
    keep(archive, said("Kyoto?", "a"), answered("Kyoto is far.", "b"), said("Kyoto!", "c"))
    keep(archive, said("Osaka", "a"), answered("Not Kyoto.", "b"))
    found = archive.search("kyoto")
    assert [(one.summary.id, one.row_key, one.snippet) for one in found] == [
        (2, "b", "Not Kyoto."),
        (1, "c", "Kyoto!"),
    ]
    assert found[0].marks == ((4, 9),)
    assert len(archive.search("kyoto", limit=1)) == 1


@pytest.mark.parametrize("typed", ["kyoto", "yo"])
def test_what_is_found_is_ordered_by_when_it_was_last_gone_on_with(archive: Archive, typed: str) -> None:
    for text in ("Kyoto one", "Kyoto two", "Osaka", "Kyoto four"):
        keep(archive, said(text))
    archive.rename(THREE, "Not Kyoto")
    go_on(archive, 3, after_ms=60_000)
    go_on(archive, 1, after_ms=90_000)
    found = archive.search(typed)
    assert [(one.summary.id, one.row_key) for one in found] == [
        (1, "item_1"),  # found in its first part
        (3, ""),
        (4, "item_1"),
        (2, "item_1"),
    ]
    assert [one.summary.id for one in archive.search(typed, limit=2)] == [1, 3]
    go_on(archive, 2, said("Kyoto again"), after_ms=120_000)
    assert [(one.summary.id, one.row_key) for one in archive.search(typed, limit=1)] == [(2, "1:item_1")]


def test_notices_are_not_searched(archive: Archive) -> None:
    keep(archive, said("Hello"), Row("notice-1", RowKind.NOTICE, RowState.DONE, "The connection was lost."))
    assert archive.search("connection") == ()
    assert archive.search("he") != ()


def test_a_title_of_the_persons_own_is_found_and_stays(archive: Archive) -> None:
    kept = keep(archive, said("Hello"))
    archive.rename(ONE, "  Holiday \n plans ")
    kept.show(picture(said("Hello"), answered("Hi.")))
    kept.write(archive)
    assert titles(archive) == ["Holiday plans"]
    assert [one.snippet for one in archive.search("holiday")] == ["Holiday plans"]
    with pytest.raises(StoreError, match="at least one character"):
        archive.rename(ONE, " ")


def test_tags_are_added_removed_and_listed_by(archive: Archive) -> None:
    keep(archive, said("one"))
    keep(archive, said("two"))
    archive.tag(ONE, add=["work", "trains", "work"])
    archive.tag(TWO, add=["workshop"])
    archive.tag(ONE, remove=["trains", "never there"])
    assert [summary.tags for summary in archive.list()] == [("workshop",), ("work",)]
    assert titles(archive, tag="work") == ["one"]
    with pytest.raises(StoreError, match="at least one character"):
        archive.tag(ONE, add=["\n"])


def test_a_preference_belongs_to_a_row_that_is_there(archive: Archive) -> None:
    keep(archive, said("Hello", "a"))
    chosen = Preference("a", "Hi.", "What?")
    archive.prefer(ONE, chosen)
    assert archive.preferences(ONE) == (chosen,)
    with pytest.raises(StoreError, match="no row b"):
        archive.prefer(ONE, Preference("b", "Hi.", "What?"))


SECRET = "pumpernickel ΩΨΞ"
TRACES = tuple(text.encode() for text in ("pumpernickel", "umpernick", "ΩΨΞ", "ωψξ", "ψξ"))
"""The words themselves, and what the index makes of the last one: small letters, without what pieces share."""


def traces_in(folder: Path) -> list[bytes]:
    everything = bytes_of(folder)
    return [trace for trace in TRACES if trace in everything]


def secret_row(key: str) -> Row:
    return Row(key, RowKind.TOOL, RowState.DONE, f"{SECRET} ψξ", note=SECRET, details=SECRET)


@pytest.mark.parametrize("everything", [False, True])
def test_no_byte_of_what_was_deleted_is_left_in_any_file(tmp_path: Path, everything: bool) -> None:
    with Archive(tmp_path / "c.sqlite") as archive:
        keep(archive, said("before"))
        changing = keep(archive, said(SECRET, "a"), secret_row("b"))
        keep(archive, said("after"))
        changing.show(picture(said(f"{SECRET} again", "a"), secret_row("b")))
        changing.write(archive)
        archive.rename(TWO, SECRET)
        archive.tag(TWO, add=[SECRET])
        archive.prefer(TWO, Preference("a", SECRET, SECRET))
        assert len(traces_in(tmp_path)) >= 3
        if everything:
            assert archive.delete_all() == 3
        else:
            archive.delete([TWO])
        assert traces_in(tmp_path) == []
        assert titles(archive) == ([] if everything else ["after", "before"])
        assert archive.search("pumpernickel") == ()
        assert len(archive.search("after")) == (0 if everything else 1)
    assert traces_in(tmp_path) == []


def test_a_deletion_is_whole_while_a_window_has_the_file_open(tmp_path: Path) -> None:
    with Archive(tmp_path / "c.sqlite") as window, Archive(tmp_path / "c.sqlite") as archive:
        question = said("a conversation that goes on")
        held = keep(window, question)
        keep(archive, said(SECRET, "a"), secret_row("b"))
        archive.delete([TWO])
        assert traces_in(tmp_path) == []
        held.show(picture(question, answered("and on")))
        assert held.write(window) == 1


def test_a_deletion_gives_the_room_back(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Archive(path) as archive:
        keep(archive, said("before"))
        small_bytes = path.stat().st_size
        keep(
            archive,
            *(said(f"a long line of many words {number}" * 20, f"u{number}") for number in range(500)),
        )
    assert path.stat().st_size > 500_000
    with Archive(path) as archive:
        archive.delete([TWO])
        assert path.stat().st_size <= max(small_bytes, 100_000)


def test_a_number_is_never_given_twice(archive: Archive) -> None:
    keep(archive, said("one"))
    archive.delete_all()
    keep(archive, said("two"))
    assert [summary.id for summary in archive.list()] == [2]


def test_while_another_program_reads_a_deletion_says_that_traces_are_left(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Archive(path) as archive:
        keep(archive, said(SECRET, "a"), said("more", "b"), said("and more", "c"))
        archive._connection.execute("PRAGMA busy_timeout = 10")
        reader = sqlite3.connect(path)
        reading = reader.execute("SELECT * FROM rows, rows AS more")
        reading.fetchone()
        with pytest.raises(StoreError, match=r"is deleted, but .* Delete again"):
            archive.delete([ONE])
        reader.close()
        assert archive.list() == ()


def test_two_programs_read_and_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    with Archive(path) as one, Archive(path) as other:
        keep(one, said("from one"))
        keep(other, said("from the other"))
        assert titles(one) == titles(other) == ["from the other", "from one"]


@pytest.mark.parametrize("typed", ["kyoto", "yo", "京都", "past leaves"])
def test_without_an_index_the_same_is_found(
    tmp_path: Path, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_knows_trigrams", lambda connection: False)
    with Archive(tmp_path / "c.sqlite") as archive:
        keep(archive, said("Trains to Kyoto 京都"), answered("It leaves at ten past three."))
        assert not schema.has_index(archive._connection)
        assert len(archive.search(typed)) == 1
        archive.delete([ONE])
        assert archive.search(typed) == ()


def test_an_unfinished_transaction_leaves_nothing(archive: Archive) -> None:
    def half() -> None:
        with archive.transaction() as connection:
            connection.execute("INSERT INTO conversations (started_at_ms, started_ns) VALUES (1, 1)")
            connection.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(StoreError, match="not saved"):
        half()
    assert archive.list() == ()
    kept = chapter()
    kept.show(picture(said("after it")))
    kept.write(archive)
    assert titles(archive) == ["after it"]


def test_the_changes_of_others_are_seen_by_a_number(archive: Archive, tmp_path: Path) -> None:
    before = archive.version()
    keep(archive, said("own"))
    assert archive.version() == before
    with Archive(tmp_path / "conversations.sqlite") as other:
        keep(other, said("somebody else's"))
    assert archive.version() != before


def test_recordings_are_counted_with_the_others_on_them_and_forgotten(archive: Archive) -> None:
    for text, tape in (("one", "a"), ("two", "a"), ("three", "b"), ("four", "")):
        kept = keep(archive, said(text))
        if tape:
            kept.recorded(tape)
            kept.write(archive)
    continued = go_on(archive, 4, after_ms=1_000)
    continued.recorded("b")
    continued.write(archive)
    assert archive.tapes([ONE]) == {"a": 1}
    assert archive.tapes([ONE, TWO, ConversationId(4)]) == {"a": 0, "b": 1}
    assert archive.tapes([]) == {}
    archive.forget_tape("b")
    assert archive.tapes([THREE, ConversationId(4)]) == {}
    assert [summary.is_recorded for summary in archive.list()] == [False, False, True, True]  # 4, 3, 2, 1
