"""Sessions that are lost in every phase of a turn: nothing is said twice, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.scenarios import Echoing, speak, tone
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Phase, RowKind, RowState, Snapshot
from voiceapp.offline.options import ServerOptions
from voiceapp.protocol.dialect import GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.simulation import Simulation, World

PUSH_TO_TALK = DialogueOptions(hands_free=False)


def hear(pcm: bytes) -> str | None:
    """Recognise a tone by its pitch."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    loud = samples[np.abs(samples) > 100]
    if len(loud) < 2_400:
        return None
    spectrum = np.abs(np.fft.rfft(samples))
    return f"{round(np.argmax(spectrum) * 24_000 / len(samples) / 10) * 10} hertz"


def conversation(dialect: Dialect = GA, **more: object) -> Simulation:
    s = Simulation(Echoing, hear, speak, dialect=dialect, **more)  # type: ignore[arg-type]
    s.start()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    return s


def told(picture: Snapshot) -> list[str]:
    """Return what the person said, as the transcript has it."""
    return [row.text for row in picture.rows if row.kind is RowKind.USER]


def heard(picture: Snapshot) -> list[str]:
    """Return what of the answers reached the ear, answers of which nothing did left out."""
    answers = [row for row in picture.rows if row.kind is RowKind.ASSISTANT]
    return [row.text[: row.heard_chars] for row in answers if row.heard_chars]


def remembered(s: Simulation) -> list[tuple[str, str]]:
    """Return what the server knows: who said what."""
    assert s.brain is not None
    known = []
    for entry in s.brain.conversation.entries():
        texts = [str(part.text or part.transcript or "") for part in entry.item.content or ()]
        known.append((entry.role, " ".join(texts) or entry.said))
    return known


def answer(words: str) -> str:
    return f"You said {words}, and this goes on a while."


def say(s: Simulation, ms: int = 900) -> None:
    s.sound.say(tone(ms, 440))


# -- where the line breaks ---------------------------------------------------------------------------


def in_the_middle_of_speech(s: Simulation) -> None:
    say(s)
    s.run(500)


def before_the_turn_is_found(s: Simulation) -> None:
    say(s)
    s.run(1_100)
    assert s.dialogue.snapshot().phase is Phase.USER_SPEAKING


def before_the_words_came(s: Simulation) -> None:
    say(s)
    s.run_until(lambda p: p.phase is Phase.THINKING)


def before_the_answer_was_heard(s: Simulation) -> None:
    say(s)
    s.run_until(lambda p: "440 hertz" in told(p))


@pytest.mark.parametrize("dialect", [GA, PREVIEW, PREVIEW_2024_10], ids=lambda one: one.name)
@pytest.mark.parametrize(
    "until",
    [
        in_the_middle_of_speech,
        before_the_turn_is_found,
        before_the_words_came,
        before_the_answer_was_heard,
    ],
)
def test_a_turn_is_taken_once_and_answered_once_wherever_the_line_breaks(
    until: Callable[[Simulation], None], dialect: Dialect
) -> None:
    s = conversation(dialect)
    until(s)
    s.drop_link()
    s.run_until(lambda p: answer("440 hertz") in heard(p))
    picture = s.run(2_000)
    assert told(picture) == ["440 hertz"]
    assert heard(picture) == [answer("440 hertz")]
    assert picture.phase is Phase.LISTENING
    assert s.record.errors == []
    assert s.record.mistakes == []


def test_the_next_session_knows_what_was_said_and_heard_and_no_more() -> None:
    s = conversation()
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run_until(lambda p: p.phase is Phase.SPEAKING)
    s.run(1_000)
    s.drop_link()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.run(500)
    [part] = heard(s.dialogue.snapshot())
    assert answer("good morning").startswith(part)
    assert 0 < len(part) < len(answer("good morning"))
    assert remembered(s) == [("user", "good morning"), ("assistant", part)]
    # What was heard in part is not begun again.
    assert s.run(5_000).phase is Phase.LISTENING
    assert heard(s.dialogue.snapshot()) == [part]


def test_what_is_said_during_the_gap_is_answered_after_it() -> None:
    s = conversation()
    s.refusals = 2
    s.drop_link()
    s.run(300)
    say(s)
    s.run(1_500)
    assert s.dialogue.snapshot().phase is Phase.RECONNECTING
    picture = s.run_until(lambda p: answer("440 hertz") in heard(p))
    assert told(picture) == ["440 hertz"]


def test_what_is_typed_during_the_gap_is_sent_after_it() -> None:
    s = conversation()
    s.drop_link()
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    picture = s.run_until(lambda p: answer("good morning") in heard(p))
    assert told(picture) == ["good morning"]
    assert [one for one in remembered(s) if one[0] == "user"] == [("user", "good morning")]


@pytest.mark.parametrize("lost_after_ms", [300, 905, 1_215, 1_240])
def test_a_turn_with_the_talk_key_outlives_the_line_it_was_begun_on(lost_after_ms: int) -> None:
    """The key is down for 900 ms and its tail lasts 300: the line breaks before, within and after it."""
    s = conversation(options=PUSH_TO_TALK)
    s.post(i.TalkPressed(s.clock.now_ns()))
    say(s, 800)
    s.at(900, lambda: s.post(i.TalkReleased(s.clock.now_ns())))
    s.run(lost_after_ms)
    s.drop_link()
    picture = s.run_until(lambda p: answer("440 hertz") in heard(p))
    assert told(picture) == ["440 hertz"]
    assert s.record.errors == []


def test_two_turns_with_the_talk_key_during_the_gap_are_sent_in_their_order() -> None:
    s = conversation(options=PUSH_TO_TALK)
    s.refusals = 2
    s.drop_link()
    for hz in (440, 660):
        s.post(i.TalkPressed(s.clock.now_ns()))
        s.sound.say(tone(500, hz))
        s.run(500)
        s.post(i.TalkReleased(s.clock.now_ns()))
        s.run(700)
    picture = s.run_until(lambda p: answer("660 hertz") in heard(p))
    assert told(picture) == ["440 hertz", "660 hertz"]


def test_there_is_one_quiet_row_for_the_whole_outage() -> None:
    s = conversation()
    s.refusals = 2
    s.drop_link()
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    s.drop_link()
    picture = s.run_until(lambda p: p.phase is Phase.LISTENING)
    notices = [row.text for row in picture.rows if row.kind is RowKind.NOTICE]
    assert notices == ["The connection was lost for 7 s.", "The connection was lost for 1 s."]
    assert picture.banner is None


def test_a_stop_wins_over_everything_that_was_kept() -> None:
    s = conversation()
    say(s)
    s.run(500)
    s.drop_link()
    s.post(i.Stopped(s.clock.now_ns()))
    s.run(5_000)
    assert s.dialogue.snapshot().phase is Phase.OFF
    s.post(i.Started(s.clock.now_ns()))
    s.run_until(lambda p: p.phase is Phase.LISTENING)
    assert s.run(3_000).phase is Phase.LISTENING
    assert told(s.dialogue.snapshot()) == []


def test_a_computer_that_slept_is_connected_again_at_once() -> None:
    s = conversation()
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run_until(lambda p: heard(p) == [answer("good morning")])
    s.sleep(600_000)
    assert s.run_until(lambda p: p.phase is Phase.LISTENING).banner is None
    assert s.run(200).rows[-1].text == "The connection was lost for 1 s."
    assert [words for _, words in remembered(s)] == ["good morning", answer("good morning")]


@pytest.mark.parametrize("lost_after_ms", [100, 320, 3_000])
def test_a_function_is_called_once_and_its_result_reaches_the_next_session(lost_after_ms: int) -> None:
    tools = ({"type": "function", "name": "look_up"},)
    s = conversation(options=DialogueOptions(tools=tools), world=World(tool_ms=2_000))
    s.post(i.TextSubmitted(s.clock.now_ns(), "look up trains"))
    s.run_until(lambda p: any(row.kind is RowKind.TOOL for row in p.rows))
    s.run(lost_after_ms)
    s.drop_link()
    s.run_until(lambda p: len(heard(p)) == 1 and p.phase is Phase.LISTENING)
    s.run(3_000)
    assert sum(isinstance(command, c.RunTool) for _, command in s.record.commands) == 1
    assert s.record.errors == []
    assert s.brain is not None
    kinds = [entry.item.type for entry in s.brain.conversation.entries()]
    assert kinds.count("function_call") == kinds.count("function_call_output") == 1
    [tool] = [row for row in s.dialogue.snapshot().rows if row.kind is RowKind.TOOL]
    assert (tool.state, tool.details) == (RowState.DONE, "look_up is done")


# -- planned ------------------------------------------------------------------------------------------


def test_a_session_is_renewed_before_it_ends_without_a_trace() -> None:
    s = conversation(server=ServerOptions(session_length_s=11 * 60.0))
    s.post(i.TextSubmitted(s.clock.now_ns(), "good morning"))
    s.run_until(lambda p: heard(p) == [answer("good morning")])
    first = s.brain
    s.run(6 * 60_000)
    assert s.brain is not first
    assert [type(command) for _, command in s.record.commands].count(c.SwitchLink) == 1
    assert [words for _, words in remembered(s)] == ["good morning", answer("good morning")]
    say(s)
    picture = s.run_until(lambda p: answer("440 hertz") in heard(p))
    assert [row.kind for row in picture.rows if row.kind is RowKind.NOTICE] == []
    assert s.record.happened[i.LinkDropped] == 0
    assert s.record.errors == []
