"""`voiceapp sessions` as a person at a terminal has it."""

from __future__ import annotations

import json
import wave
from datetime import timedelta
from pathlib import Path

import pytest

from tests.store.stored import STARTED_AT, answered, go_on, keep, picture, said
from tests.terminal import Ended, environment, run, run_here
from voiceapp.store.archive import Archive
from voiceapp.store.kept import ConversationId

STARTED = f"{STARTED_AT.astimezone():%Y-%m-%d %H:%M}"


def sessions(folder: Path, *words: str) -> Ended:
    return run_here("sessions", *words, env=environment(VOICEAPP_DATA_DIR=str(folder)))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with two kept conversations."""
    with Archive(tmp_path / "conversations.sqlite") as archive:
        keep(archive, said("Trains to Kyoto?"), answered("At ten past three.", heard_ms=900))
        keep(archive, said("Good morning"), answered("Hello!", heard_ms=900))
    return tmp_path


def test_they_are_listed_for_people_and_for_programs(data: Path) -> None:
    assert sessions(data, "list").out == f"    2 {STARTED} Good morning\n    1 {STARTED} Trains to Kyoto?\n"
    (first,) = sessions(data, "list", "--limit", "1", "--json").out.splitlines()
    assert json.loads(first) == {
        "number": 2,
        "title": "Good morning",
        "started_at": "2026-11-21T14:02:00.000+00:00",
        "last_at": "2026-11-21T14:02:00.000+00:00",
        "model": "gpt-realtime",
        "tags": [],
        "rows": 2,
        "recorded": False,
    }


def test_one_that_went_on_comes_first_with_that_moment_and_its_beginning(data: Path) -> None:
    with Archive(data / "conversations.sqlite") as archive:
        go_on(archive, 1, after_ms=26 * 3_600_000)
    later = f"{STARTED_AT.astimezone() + timedelta(hours=26):%Y-%m-%d %H:%M}"
    line = f"    1 {later} Trains to Kyoto? (began {STARTED})\n"
    assert sessions(data, "list").out == f"{line}    2 {STARTED} Good morning\n"
    first, _ = sessions(data, "search", "o", "--json").out.splitlines()
    told = json.loads(first)
    assert (told["number"], told["started_at"], told["last_at"]) == (
        1,
        "2026-11-21T14:02:00.000+00:00",
        "2026-11-22T16:02:00.000+00:00",
    )


def test_one_is_found_renamed_tagged_and_shown(data: Path) -> None:
    found = sessions(data, "search", "kyoto")
    assert (found.code, found.out) == (0, f"    1 {STARTED} Trains to Kyoto?\n      Trains to Kyoto?\n")
    assert sessions(data, "search", "zebra").code == 1
    assert sessions(data, "rename", "1", "My", "trains").code == 0
    assert sessions(data, "tag", "1", "travel", "work").code == 0
    assert sessions(data, "tag", "1", "work", "--remove").code == 0
    assert sessions(data, "list", "--tag", "travel").out == f"    1 {STARTED} My trains #travel\n"
    assert "Assistant: At ten past three." in sessions(data, "show", "1").out


def test_deleted_ones_are_gone_and_all_need_a_second_word(data: Path) -> None:
    assert sessions(data, "delete", "1").out == "Deleted: 1.\n"
    refused = sessions(data, "delete", "--all")
    assert (refused.code, refused.error) == (
        2,
        "voiceapp: This deletes all 1 conversations for good. Say it again with --yes.\n",
    )
    assert sessions(data, "delete", "--all", "--yes").out == "Deleted: 1.\n"
    assert sessions(data, "list").out == ""
    assert b"Kyoto" not in (data / "conversations.sqlite").read_bytes()


def test_a_recording_goes_only_when_that_is_said(data: Path) -> None:
    tape = data / "tape"
    tape.mkdir()
    (tape / "tape.jsonl").write_text("{}\n")
    with Archive(data / "conversations.sqlite") as archive:
        for text in ("recorded", "and again"):
            kept = keep(archive, said(text))
            kept.recorded(str(tape))
            kept.write(archive)
    assert "(recorded)" in sessions(data, "list", "--limit", "1").out
    assert f"The recording in {tape} stays" in sessions(data, "delete", "3").out
    assert sessions(data, "delete", "4", "--with-recordings").out.endswith(
        f"Deleted: the recording in {tape}.\n"
    )
    assert not tape.exists()


@pytest.mark.parametrize(
    ("ending", "beginning"),
    [
        ("md", "# Trains to Kyoto?"),
        ("txt", "Trains to Kyoto?"),
        ("json", "{"),
        ("srt", "1\n"),
        ("vtt", "WEBVTT"),
    ],
)
def test_a_text_is_exported_into_a_folder_that_is_made(data: Path, ending: str, beginning: str) -> None:
    into = data / "new" / "folder"
    done = sessions(data, "export", "1", "2", "--format", ending, "--output", str(into))
    assert (done.code, done.error) == (0, "")
    names = sorted(path.name for path in into.iterdir())
    stamp = f"{STARTED_AT.astimezone():%Y-%m-%d %H.%M.%S}"
    assert names == [f"{stamp} Good morning.{ending}", f"{stamp} Trains to Kyoto.{ending}"]
    assert (into / names[1]).read_text(encoding="utf-8").startswith(beginning)


def test_the_sound_of_a_recorded_conversation_is_exported(data: Path) -> None:
    tape = Path("tests/tapes/barge-in-while-generating-ga").absolute()
    with Archive(data / "conversations.sqlite") as archive:
        kept = keep(archive, said("A recorded one"))
        kept.recorded(str(tape))
        kept.show(picture(said("A recorded one"), at_ms=3_000))
        kept.write(archive)
        assert archive.open(ConversationId(3)).duration_ms == 3_000
    done = sessions(data, "export", "3", "--format", "wav", "--output", str(data))
    assert (done.code, done.error) == (0, "")
    with wave.open(done.out.strip(), "rb") as file:
        assert (file.getnchannels(), file.getframerate(), file.getnframes()) == (2, 24_000, 84_000)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("show", "9"), 1, "There is no kept conversation 9."),
        (("show", "nine"), 2, "a whole number is needed"),
        (("delete",), 2, "Name the conversations to delete, or say --all."),
        (("delete", "1", "--all"), 2, "Name the conversations to delete, or say --all."),
        (("export", "1", "--format", "wav"), 1, "Conversation 1 was not recorded"),
        (("rename", "1", " "), 1, "A title needs at least one character."),
        ((), 2, "required: COMMAND"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    data: Path, words: tuple[str, ...], code: int, sentence: str
) -> None:
    found = sessions(data, *words)
    assert (found.code, found.out) == (code, "")
    assert sentence in found.error


def test_where_nothing_was_ever_kept_it_says_how_to_switch_it_on_and_makes_no_file(tmp_path: Path) -> None:
    found = sessions(tmp_path, "list")
    assert (found.code, found.out) == (1, "")
    assert "`keep_conversations = true` in settings.toml" in found.error
    assert list(tmp_path.iterdir()) == []


def test_they_are_encrypted_with_a_key_in_the_keyring_and_back(data: Path) -> None:
    env = environment(
        VOICEAPP_DATA_DIR=str(data),
        PYTHON_KEYRING_BACKEND="tests.file_keyring.FileKeyring",
        TEST_KEYRING_FILE=str(data / "keys"),
    )
    done = run("sessions", "encrypt", env=env)
    assert (done.code, done.out) == (0, "Encrypted; the key is in the keyring (file keyring).\n")
    assert b"Kyoto" not in (data / "conversations.sqlite").read_bytes()
    assert "Kyoto" in run("sessions", "search", "kyoto", env=env).out
    assert run("sessions", "encrypt", env=env).code == 2
    assert run("sessions", "list", env=environment(VOICEAPP_DATA_DIR=str(data))).code == 1
    assert run("sessions", "decrypt", env=env).out == "Not encrypted any more.\n"
    assert "Kyoto" in sessions(data, "list").out
    assert run("sessions", "decrypt", env=env).code == 2


def test_without_a_keyring_nothing_is_encrypted(data: Path) -> None:
    done = sessions(data, "encrypt")
    assert (done.code, done.error) == (
        1,
        "voiceapp: Nothing is encrypted: there is no keyring that would hold the key.\n",
    )
    assert "Kyoto" in sessions(data, "list").out
