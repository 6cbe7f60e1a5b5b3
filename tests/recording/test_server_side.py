"""What the server said on a tape is cut at the client's prompts, and released by them again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import playbook as p
from tests.scenarios import TAPES
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.errors import TapeError
from voiceapp.protocol import client_events as out
from voiceapp.protocol import server_events as s
from voiceapp.protocol.objects import Item
from voiceapp.protocol.wire import ItemId
from voiceapp.recording.server_side import Line, Prompter, RecordedLink, Stretch, recorded_links
from voiceapp.recording.tape import TapeHeader, TapeReader, TapeWriter

MS = 1_000_000
COMMITTED = s.InputAudioCommitted(item_id=ItemId("user_1"))
ITEM = Item(type="message", role="user", content=())
ASK, ANSWER = out.ItemCreate(item=ITEM), out.ResponseCreate()
COMMIT, SOUND, CANCEL = out.InputAudioCommit(), out.InputAudioAppend(audio=b"\1\0"), out.ResponseCancel()
SETTINGS = out.SessionUpdate(session=p.session_in_force(DialogueOptions(), "ga"))


def shape(link: RecordedLink) -> list[tuple[tuple[str, ...], list[str]]]:
    """Return prompts and the first lines of every stretch, without what all have in common."""
    return [
        (
            tuple(name.rpartition(".")[0] or name for name in stretch.prompts),
            [str(line.event.__struct_config__.tag) for line in stretch.lines[:2]],
        )
        for stretch in link.stretches
    ]


def recorded(folder: Path, *steps: tuple[i.Input, list[c.Command]]) -> list[RecordedLink]:
    with TapeWriter(folder, TapeHeader()) as tape:
        for happened, commands in steps:
            tape.write(happened, commands)
    return recorded_links(TapeReader(folder))


def sends(*events: out.ClientEvent) -> list[c.Command]:
    return [c.SendEvent(event) for event in events]


def said(at_ms: int, event: s.ServerEvent, *answers: out.ClientEvent) -> tuple[i.Input, list[c.Command]]:
    return i.FromServer(at_ms * MS, event), sends(*answers)


def heard(at_ms: int, *answers: out.ClientEvent) -> tuple[i.Input, list[c.Command]]:
    return i.DeadlinePassed(at_ms * MS), sends(*answers)


OPENED: tuple[i.Input, list[c.Command]] = (i.LinkOpened(0, "ga"), [])


# -- cutting -----------------------------------------------------------------------------------------


def test_a_typed_turn_is_prompted_by_the_demand_for_an_answer() -> None:
    (link,) = recorded_links(TapeReader(TAPES / "text-ga"))
    assert shape(link) == [
        (("the connection",), ["session.created"]),
        (("session",), ["session.updated"]),
        (("conversation.item", "response"), ["conversation.item.added", "conversation.item.done"]),
    ]
    assert link.stretches[0].lines[0].after_ns == 15 * MS
    assert link.stretches[2].lines[0].after_ns == 30 * MS


def test_a_held_key_is_prompted_by_the_commit_and_clearing_prompts_nothing() -> None:
    (link,) = recorded_links(TapeReader(TAPES / "push-to-talk-ga"))
    assert [prompts for prompts, _ in shape(link)[2:]] == [("input_audio_buffer",), ("response",)]
    assert [stretch.prompts[-1] for stretch in link.stretches[2:]] == [
        "input_audio_buffer.commit",
        "response.create",
    ]


def test_speech_is_prompted_by_the_first_sound_after_what_the_server_said_last(tmp_path: Path) -> None:
    (link,) = recorded(
        tmp_path,
        OPENED,
        said(30, s.SessionCreated(session=SETTINGS.session)),
        heard(100, SOUND),
        heard(110, SOUND),
        said(400, p.speech_starts("user_1").event),
        said(500, COMMITTED),
        said(600, s.InputAudioCleared()),
        heard(900, SOUND),
        said(1_000, s.InputAudioCleared()),
        said(1_200, p.speech_starts("user_2").event),
    )
    assert [(stretch.prompts, stretch.prompted_at_ns // MS) for stretch in link.stretches] == [
        (("the connection",), 0),
        (("input_audio_buffer.append",), 100),
        (("input_audio_buffer.append",), 1_000),
    ]
    assert [line.after_ns // MS for line in link.stretches[1].lines] == [300, 400, 500, 900]


def test_each_connection_ends_as_it_ended() -> None:
    first, second = recorded_links(TapeReader(TAPES / "error-and-recovery-ga"))
    assert (first.close_code, first.ended_at_ns) == (1006, 1_561 * MS)
    assert second.close_code == 1000
    assert second.ends_after_ns > 1_000 * MS


def test_what_comes_after_the_client_has_closed_is_not_played(tmp_path: Path) -> None:
    (link,) = recorded(
        tmp_path,
        OPENED,
        (i.Stopped(50 * MS), [c.CloseLink()]),
        said(60, s.InputAudioCleared()),
        heard(9_000),
    )
    assert link.stretches[0].lines == []
    assert link.ends_after_ns == 50 * MS


def test_a_tape_without_a_connection_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="There was no connection"):
        recorded(tmp_path, heard(10))


# -- prompting ---------------------------------------------------------------------------------------


def stretch(*prompts: str) -> Stretch:
    return Stretch(prompts, 0, [Line(0, s.InputAudioCleared())])


def prompter(*stretches: Stretch, said: tuple[out.ClientEvent, ...] = ()) -> Prompter:
    link = RecordedLink([stretch("the connection"), *stretches])
    link.said = [{"type": str(event.__struct_config__.tag)} for event in said]
    found = Prompter(link, 5)
    assert found.next_from_ns() == 5
    return found


def test_a_stretch_begins_with_the_last_of_its_prompts() -> None:
    found = prompter(stretch("conversation.item.create", "response.create"))
    found.heard(ASK, 100)
    assert found.next_from_ns() is None
    found.heard(ANSWER, 120)
    assert found.next_from_ns() == 120
    assert found.waits_for == ""


def test_only_the_demand_is_needed() -> None:
    found = prompter(stretch("conversation.item.create", "response.create"))
    found.heard(ANSWER, 120)
    assert found.next_from_ns() == 120


def test_a_prompt_that_was_left_out_is_passed_when_a_later_one_comes() -> None:
    found = prompter(
        stretch("session.update"), stretch("input_audio_buffer.commit"), stretch("response.create")
    )
    found.heard(ANSWER, 120)
    assert [found.next_from_ns() for _ in range(4)] == [120, 120, 120, None]


def test_further_settings_pass_nothing() -> None:
    found = prompter(stretch("response.create"), stretch("session.update"))
    found.heard(SETTINGS, 120)
    assert found.next_from_ns() is None


def test_what_is_no_prompt_begins_nothing() -> None:
    found = prompter(stretch("response.create"))
    found.heard(CANCEL, 120)
    assert found.next_from_ns() is None
    assert found.waits_for == "response.create"


def test_sound_begins_speech_and_nothing_else() -> None:
    found = prompter(stretch("response.create"), stretch("input_audio_buffer.append"))
    found.heard(SOUND, 120)
    assert found.next_from_ns() is None
    found.heard(ANSWER, 130)
    assert found.next_from_ns() == 130
    found.played(s.InputAudioCleared(), 150)
    assert found.next_from_ns() == 150


def test_sound_that_was_committed_begins_no_further_speech() -> None:
    found = prompter(stretch("input_audio_buffer.append"), stretch("input_audio_buffer.append"))
    found.heard(SOUND, 120)
    assert found.next_from_ns() == 120
    found.heard(SOUND, 130)
    found.played(COMMITTED, 500)
    assert found.next_from_ns() is None
    found.heard(SOUND, 600)
    assert found.next_from_ns() == 600


def test_a_client_without_settings_may_speak() -> None:
    found = prompter(stretch("session.update"), stretch("input_audio_buffer.append"))
    found.heard(SOUND, 120)
    assert [found.next_from_ns(), found.next_from_ns()] == [120, 120]


# -- differences -------------------------------------------------------------------------------------


def test_a_client_that_says_the_same_differs_in_nothing(tmp_path: Path) -> None:
    (link,) = recorded(tmp_path, OPENED, heard(1, SETTINGS), heard(2, SOUND), heard(3, ASK, ANSWER))
    found = Prompter(link, 0)
    for event in (SETTINGS, SOUND, SOUND, ASK, out.ResponseCreate(event_id="its own")):
        found.heard(event, 1)
    assert not found.differences


def test_what_differs_is_named_by_its_path(tmp_path: Path) -> None:
    (link,) = recorded(
        tmp_path, OPENED, heard(1, out.ItemTruncate(item_id=ItemId("a"), content_index=0, audio_end_ms=10))
    )
    found = Prompter(link, 0)
    found.heard(out.ItemTruncate(item_id=ItemId("a"), content_index=0, audio_end_ms=20), 1)
    assert list(found.differences) == ["conversation.item.truncate differs from the tape in audio_end_ms"]


def test_what_is_missing_and_what_is_too_much_is_told() -> None:
    found = prompter(stretch("response.create"), said=(ASK, ANSWER))
    found.heard(CANCEL, 1)
    found.heard(ANSWER, 1)
    found.heard(CANCEL, 1)
    assert list(found.differences) == [
        "response.cancel is not on the tape here; the tape waits for response.create",
        "conversation.item.create is on the tape, and was not said",
        "response.cancel is not on the tape here",
    ]


def test_the_next_session_is_a_connection_of_its_own_from_its_opening_on(tmp_path: Path) -> None:
    created, updated = s.SessionCreated(session=SETTINGS.session), s.SessionUpdated(session=SETTINGS.session)
    old, new = recorded(
        tmp_path,
        OPENED,
        said(10, created, SETTINGS),
        said(20, updated),
        (i.LinkOpened(100 * MS, "ga", spare=True), []),
        (i.FromServer(110 * MS, created, spare=True), [c.SendEvent(SETTINGS, spare=True)]),
        said(115, COMMITTED),
        (i.FromServer(120 * MS, updated, spare=True), [c.SwitchLink(), c.SendEvent(ASK)]),
        said(130, s.ItemAdded(item=ITEM)),
    )
    assert [event["type"] for event in old.said] == ["session.update"]
    assert [event["type"] for event in new.said] == ["session.update", "conversation.item.create"]
    assert [str(line.event.__struct_config__.tag) for one in old.stretches for line in one.lines] == [
        "session.created",
        "session.updated",
        "input_audio_buffer.committed",
    ]
    assert (old.ended_at_ns, new.ended_at_ns) == (120 * MS, 130 * MS)


def test_a_spare_that_was_lost_or_closed_leaves_the_connection_alone(tmp_path: Path) -> None:
    first, *spares = recorded(
        tmp_path,
        OPENED,
        (i.LinkOpened(100 * MS, "ga", spare=True), []),
        (i.LinkDropped(110 * MS, "Gone.", 1006, spare=True), []),
        (i.LinkOpened(120 * MS, "ga", spare=True), []),
        (i.DeadlinePassed(130 * MS), [c.CloseLink(spare=True)]),
        said(140, COMMITTED),
    )
    assert (first.ended_at_ns, first.close_code) == (140 * MS, 1000)
    assert [(one.ended_at_ns, one.close_code) for one in spares] == [(110 * MS, 1006), (130 * MS, 1000)]
