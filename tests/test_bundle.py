"""The bug bundle, and canaries that must not be found in any byte of it."""

from __future__ import annotations

import json
import logging
import zipfile
from pathlib import Path

import pytest

from tests.scenarios import hold, simulation
from tests.test_bundle_facts import HEADSET, SECRET, connection
from voiceapp import log
from voiceapp.bundle import LOG_BYTES_MAX, SHOWN_CHARS_MAX, Bundle, BundleFile, make_bundle, save_bundle
from voiceapp.bundle_facts import facts, names_of
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase
from voiceapp.errors import TapeError, VoiceappError
from voiceapp.protocol.dialect import GA
from voiceapp.recording.redaction import KeptSteps
from voiceapp.recording.report.reading import report
from voiceapp.recording.tape import TapeHeader, TapeReader, TapeWriter
from voiceapp.tape_place import tape_folder
from voiceapp.whereabouts import Whereabouts

KEY = "sk-canary0123456789abcdef"
HOME = "/" + "home/annacanary"
"""In two parts: no file of ours names a place of a machine."""
WHERE = Whereabouts(HOME, "annacanary", "canarybook.local", names_of(SECRET, connection(SECRET)))
NOWHERE = Whereabouts()


def names(bundle: Bundle) -> list[str]:
    return [file.name for file in bundle.files]


def content(bundle: Bundle, name: str) -> str:
    return next(file.text for file in bundle.files if file.name == name)


def unpacked(path: Path) -> bytes:
    """Return every byte of a zip, packed and unpacked, with the names."""
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name) + name.encode() for name in archive.namelist()]
    return path.read_bytes() + b"".join(parts)


# -- canaries ----------------------------------------------------------------------------------------------


def record_canaries(folder: Path) -> None:
    """Hold a conversation about canaries, in which everything goes wrong that could tell them."""
    options = DialogueOptions(instructions="Speak of the canary.", voice="alloy")
    header = TapeHeader(
        endpoint="canary-host.example · canary-deployment",
        about="A canary.",
        devices={"microphone": "Anna's canary"},
        options=options,
    )
    with TapeWriter(folder, header) as tape:
        s = simulation(GA, options=options, tape=tape)
        s.start()
        s.run_until(lambda p: p.phase is Phase.LISTENING)
        s.post(i.TextSubmitted(s.clock.now_ns(), "the canary sings"))
        s.run_until(lambda p: p.phase is Phase.SPEAKING)
        s.run(1500)
        s.post(i.MicrophoneLost(s.clock.now_ns(), "The microphone “Anna's canary” has stopped."))
        s.post(i.LinkDropped(s.clock.now_ns(), f"canary-host refused {KEY}", 1006, f"{HOME}/x"))
        s.run(100)


def test_nobody_can_tell_from_a_bundle_what_was_said_by_whom_and_where(tmp_path: Path) -> None:
    environ = {"VOICEAPP_DATA_DIR": str(tmp_path)}
    set_up = log.set_up(debug=True, environ=environ)
    try:
        record_canaries(tmp_path / "tape")
        log.state.info("= read %s/.env on canarybook with %s", HOME, KEY)
        log.wire.debug("> wss://canary-host.openai.azure.com/openai?deployment=canary-deployment")
        log.state.info("= signed in as canary@contoso.example at tenant canary-tenant")
    finally:
        set_up.close()
        for name in ("voiceapp", "voiceapp.wire"):
            logging.getLogger(name).setLevel(logging.NOTSET)
    told = facts(SECRET, connection(SECRET, VOICEAPP_API_KEY=KEY), devices=lambda: (HEADSET,), environ={})
    bundle = make_bundle(tmp_path / "tape", told, WHERE, log_file=log.log_path(environ))
    save_bundle(bundle, tmp_path / "problem.zip")

    assert names(bundle) == ["about.txt", "facts.json", "log.txt", "tape/tape.jsonl"]
    found = unpacked(tmp_path / "problem.zip")
    assert b"canary" not in found.lower()
    assert b"Anna" not in found
    assert b"hidden" in found  # the key was there, and was covered
    assert b"USB Headset" in found  # devices are told
    assert b"crc32" not in found
    sound = (tmp_path / "tape" / "assistant.wav").read_bytes()[44:]
    assert sound[20_000:20_016] not in found
    whole = b"".join(path.read_bytes() for path in (tmp_path / "tape").iterdir())
    assert whole.lower().count(b"canary") > 10  # they were there to be found
    assert sound[20_000:20_016] in whole


# -- what is in it -----------------------------------------------------------------------------------------


def test_the_unpacked_bundle_can_be_reported_on(tmp_path: Path) -> None:
    hold("cough", GA, tmp_path / "tape")
    save_bundle(make_bundle(tmp_path / "tape", {}, NOWHERE), tmp_path / "problem.zip")
    with zipfile.ZipFile(tmp_path / "problem.zip") as archive:
        archive.extractall(tmp_path / "there")
    reported = report(TapeReader(tape_folder(tmp_path / "there")))
    assert len(reported.answers) == 1
    assert reported.damage == ()


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    hold("text", GA, tmp_path / "tape")
    for name in ("one.zip", "two.zip"):
        save_bundle(make_bundle(tmp_path / "tape", {"b": 1, "a": 2}, NOWHERE), tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_conversation_nobody_recorded_is_taken_from_memory() -> None:
    kept = KeptSteps(TapeHeader(), ((i.TextSubmitted(1, "canary"), [c.CutPlayout(1)]),))
    bundle = make_bundle(kept, {}, NOWHERE)
    assert '{"in":"TextSubmitted","at_ns":1,"text":{"chars":6}' in content(bundle, "tape/tape.jsonl")
    assert bundle.remarks == ()


def test_a_name_that_is_a_common_word_covers_no_field_of_the_facts() -> None:
    told = {"voice": "a voice", "devices": [{"name": "Voice 2"}]}
    bundle = make_bundle(None, told, Whereabouts(names=("voice",)))
    assert json.loads(content(bundle, "facts.json")) == {
        "voice": "a <name>",
        "devices": [{"name": "<name> 2"}],
    }


def test_without_tape_and_log_there_are_facts_and_the_lack_is_said(tmp_path: Path) -> None:
    bundle = make_bundle(None, {"voiceapp": "1"}, NOWHERE, log_file=tmp_path / "no.log")
    assert names(bundle) == ["about.txt", "facts.json"]
    assert bundle.remarks == ("There is no tape of the conversation.",)
    assert "There is no tape of the conversation." in content(bundle, "about.txt")


def test_a_damaged_tape_gives_what_can_be_read_and_says_what_cannot(tmp_path: Path) -> None:
    hold("text", GA, tmp_path / "tape")
    lines = tmp_path / "tape" / "tape.jsonl"
    lines.write_bytes(lines.read_bytes()[:-9_000] + b"broken")
    (tmp_path / "tape" / "assistant.wav").unlink()
    bundle = make_bundle(tmp_path / "tape", {}, NOWHERE)
    assert content(bundle, "tape/tape.jsonl").count("\n") > 100
    about = content(bundle, "about.txt")
    assert "The sound of the assistant is missing" in about
    assert "cut off" in about
    assert len(bundle.remarks) == 2


def test_of_a_long_log_the_last_whole_lines_are_taken(tmp_path: Path) -> None:
    long = tmp_path / "voiceapp.log"
    long.write_text("".join(f"line {number:06}\n" for number in range(40_000)))
    shown = content(make_bundle(None, {}, NOWHERE, log_file=long), "log.txt")
    assert LOG_BYTES_MAX - 12 <= len(shown) <= LOG_BYTES_MAX
    assert shown.startswith("line ")
    assert shown.endswith("line 039999\n")


# -- shown and saved ---------------------------------------------------------------------------------------


def test_a_very_long_file_is_shown_in_part_and_says_so() -> None:
    text = BundleFile("tape", b"x" * (SHOWN_CHARS_MAX + 5), "").text
    assert text.endswith("x\n… 5 more characters of the same kind are not shown here.")


def test_what_is_no_tape_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="There is no tape"):
        make_bundle(tmp_path, {}, NOWHERE)


def test_a_bundle_that_cannot_be_written_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    bundle = make_bundle(None, {}, NOWHERE)
    with pytest.raises(VoiceappError, match=r"The bundle is not saved: .* cannot be written"):
        save_bundle(bundle, tmp_path / "nowhere" / "problem.zip")
    (tmp_path / "taken.zip").mkdir()
    with pytest.raises(VoiceappError, match="cannot be written"):
        save_bundle(bundle, tmp_path / "taken.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.zip"]
