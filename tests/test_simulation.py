"""Conversations in virtual time: the same every time, and as unkind as they are asked to be."""

from __future__ import annotations

import pytest

from tests.scenarios import Echoing, hear, simulation, speak, tone
from voiceapp.audio.simulated import SPEAKER
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import Command
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowKind, RowState
from voiceapp.downlink import Downlink, Trouble
from voiceapp.offline.options import Faults, ServerOptions
from voiceapp.protocol.client_events import InputAudioAppend, ItemTruncate, SessionUpdate
from voiceapp.protocol.dialect import GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.protocol.server_events import SessionCreated, SessionUpdated
from voiceapp.simulation import Simulation, World


def listening(dialect: Dialect = GA, **more: object) -> Simulation:
    s = simulation(dialect, **more)
    s.start()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    return s


def ask(s: Simulation) -> None:
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))


@pytest.mark.parametrize("dialect", [GA, PREVIEW, PREVIEW_2024_10], ids=lambda d: d.name)
def test_a_question_is_answered_in_every_dialect_and_reaches_the_ear_whole(dialect: Dialect) -> None:
    s = listening(dialect)
    s.sound.say(tone(700))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    picture = s.run_until(lambda p: p.phase is Phase.LISTENING)
    answer = picture.rows[-1]
    assert answer.state is RowState.DONE
    assert answer.heard_ms == answer.received_ms == 60 * len(answer.text)
    assert s.sound.heard().strip(b"\0") == speak(answer.text).strip(b"\0")
    assert s.record.mistakes == []
    assert s.record.errors == []


def test_the_same_conversation_is_the_same_to_the_last_command() -> None:
    def held() -> Simulation:
        s = listening(PREVIEW, server=ServerOptions(late_deltas=3, speed=1.5))
        ask(s)
        s.run(1_500)
        s.sound.say(tone(600))
        s.run(4_000)
        return s

    one, other = held(), held()
    assert one.record.commands == other.record.commands
    assert one.record.received == other.record.received
    assert one.dialogue.snapshot() == other.dialogue.snapshot()
    assert [type(event) for event in one.record.sent if isinstance(event, ItemTruncate)] == [ItemTruncate]


def test_the_wire_delays_both_ways() -> None:
    s = simulation(GA, world=World(uplink_ms=70, downlink_ms=40))
    s.start()
    s.run(1_000)
    times = {type(event): at_ns // 1_000_000 - 1 for at_ns, event in s.record.received}
    assert times[SessionCreated] == 110  # up to connect, down with the greeting
    assert times[SessionUpdated] == 220  # and once more for our wishes
    assert isinstance(s.record.sent[0], SessionUpdate)


def test_what_is_heard_comes_as_late_as_the_device() -> None:
    s = listening(world=World(device_latency_ms=60))
    ask(s)
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    first = next(block for block in s.record.blocks if block.spans)
    assert first.dac_at_ns - first.at_ns == 60_000_000


def test_actions_happen_at_their_time_and_in_their_order() -> None:
    s = simulation(GA)
    done: list[tuple[str, int]] = []
    for name, ms in (("c", 30), ("a", 10), ("b", 10)):
        s.at(ms, lambda name=name: done.append((name, s.clock.now_ns() // 1_000_000)))  # type: ignore[misc]
    s.run(29)
    assert done == [("a", 11), ("b", 11)]
    s.run(1)
    assert done[2] == ("c", 31)


def test_what_never_happens_is_said_with_the_picture() -> None:
    s = simulation(GA)
    with pytest.raises(AssertionError, match=r"did not happen within 40 ms.*Phase\.OFF"):
        s.run_until(lambda p: p.phase is Phase.LISTENING, limit_ms=40)
    assert s.clock.now_ns() == 41_000_000


def test_after_a_dropped_link_nothing_of_the_old_one_arrives() -> None:
    s = listening(world=World(job_ms=500, downlink_ms=80))
    ask(s)
    s.run(200)  # the voice is at work
    mind = s.brain
    s.drop_link()
    received = len(s.record.received)
    assert s.run(10).phase is Phase.RECONNECTING
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    assert s.brain is not mind
    late = [event for _, event in s.record.received[received:]]
    assert isinstance(late[0], SessionCreated)


def test_a_service_that_turns_us_away_is_asked_again() -> None:
    s = simulation(GA)
    s.refusals = 2
    s.start()
    assert s.run(100).phase is Phase.RECONNECTING
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    assert s.record.happened[i.LinkFailed] == 2
    assert s.clock.now_ns() > 3_000_000_000  # one second and two of waiting


def test_a_function_takes_its_time() -> None:
    tools = ({"type": "function", "name": "look_up"},)
    s = listening(options=DialogueOptions(tools=tools), world=World(tool_ms=700))
    s.post(i.TextSubmitted(s.clock.now_ns(), "look up trains"))
    s.run_until(lambda p: any(row.state is RowState.DONE and row.note for row in p.rows))
    [row] = [row for row in s.dialogue.snapshot().rows if row.kind is RowKind.TOOL]
    assert (row.note, row.details) == ("700 ms", "look_up is done")


def test_events_go_the_way_they_are_given() -> None:
    s = listening(downlink=Downlink(15, Trouble(told_twice=1.0, damaged=1.0)))
    ask(s)
    s.run(500)
    assert s.record.nonsense_frames > 0
    kinds = [type(event) for _, event in s.record.received]
    assert kinds.count(SessionCreated) == 2


def test_what_the_dialogue_cannot_deal_with_is_on_record_even_if_it_is_caught_on_its_way() -> None:
    class Clueless(Dialogue):
        def handle(self, happened: i.Input) -> list[Command]:
            raise ValueError(f"what is {type(happened).__name__}?")

    s = simulation(GA)
    s.dialogue = Clueless()
    with pytest.raises(ValueError, match="what is Started"):
        s.start()
    assert [str(error) for error in s.record.failures] == [
        "what is SpeakerOpened?",
        "what is MicrophoneOpened?",
        "what is Started?",
    ]


def test_the_record_knows_when_the_loudspeaker_was_lost() -> None:
    s = listening()
    s.sound.unplug(SPEAKER)
    assert s.record.speaker_losses == [(len(s.record.blocks), s.clock.now_ns())]


def test_nothing_is_due_when_the_wire_is_quiet_and_the_server_is_at_rest() -> None:
    s = listening()
    s.post(i.MuteChosen(s.clock.now_ns(), muted=True))
    s.run(500)
    assert s.nothing_is_due(1_000)
    assert not s.nothing_is_due(4_000_000)  # the session ends after an hour
    ask(s)
    assert not s.nothing_is_due(0)


def test_a_service_that_ends_the_session_is_connected_to_again() -> None:
    s = listening(server=ServerOptions(session_length_s=2.0))
    s.run_until(lambda p: p.phase is Phase.RECONNECTING)
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    assert [error.code for error in s.record.errors] == ["session_expired"]


def test_a_person_who_leaves_takes_the_link_along() -> None:
    s = listening()
    ask(s)
    s.run(100)
    s.post(i.Stopped(s.clock.now_ns()))
    assert s.brain is None
    received = len(s.record.received)
    s.run(1_000)
    assert len(s.record.received) == received
    assert s.dialogue.snapshot().phase is Phase.OFF


def test_what_the_servers_codec_refuses_is_on_record() -> None:
    s = listening()
    assert s.record.mistakes == []
    s._send(InputAudioAppend(audio=b""))
    s._arrive('{"type": "nonsense"}', s._link)
    s.run(200)
    assert [mistake.code for mistake in s.record.mistakes] == ["invalid_value"]
    assert len(s.record.errors) == 1


def test_a_failed_answer_is_survived() -> None:
    s = Simulation(Echoing, hear, speak, server=ServerOptions(faults=Faults(fail_responses="server_error")))
    s.start()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    ask(s)
    s.run(1_000)
    assert s.dialogue.snapshot().phase is Phase.LISTENING
