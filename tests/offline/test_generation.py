from __future__ import annotations

import math
from typing import Any

from tests.offline.scripted import ToneVoice, counted_ids, names
from voiceapp.offline.conversation import Conversation
from voiceapp.offline.function_call import FunctionCall
from voiceapp.offline.generation import Generation
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.session_in_force import default_session
from voiceapp.offline.terms import terms_of
from voiceapp.pcm import NS_PER_MS, silence
from voiceapp.protocol import server_events as told
from voiceapp.protocol.client_events import ResponseParams
from voiceapp.protocol.wire import known

TEXT = "six words are enough for this"


def generation(options: ServerOptions | None = None, **params: Any) -> Generation:
    options = options or ServerOptions(speed=1.0)
    session = default_session(options, session_id="s", model="m", voice="marin", expires_at=0)
    made = Generation(
        terms_of(session, ResponseParams(**params), voice_locked=False),
        options,
        counted_ids(),
        conversation=Conversation(),
        conversation_id="conv_1",
        context=(),
    )
    made.begin(0)
    return made


def test_nothing_happens_before_its_time() -> None:
    made = generation()
    made.open_message()
    assert [made.next_due_ns] == [None]
    made.speak(TEXT, ToneVoice().speak(TEXT), 1_000)
    assert made.next_due_ns == 1_000
    assert made.due(999) == []
    assert names(made.due(1_000)) == ["response.output_audio_transcript.delta", "response.output_audio.delta"]
    assert made.next_due_ns == 1_000 + 200 * NS_PER_MS


def test_a_voice_that_says_nothing_still_closes_its_item() -> None:
    made = generation()
    made.open_message()
    made.speak("unspeakable", b"", 0)
    events = made.due(0)
    assert names(events) == [
        "response.output_audio_transcript.delta",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done",
    ]
    assert made.is_done
    assert made.spoken_item_id is None


def test_a_last_delta_shorter_than_the_others_holds_the_rest() -> None:
    made = generation(ServerOptions(speed=math.inf, delta_ms=100))
    made.open_message()
    made.speak("x", silence(24 * 250), 0)
    sizes = [len(event.delta) for event in made.due(0) if isinstance(event, told.OutputAudioDelta)]
    assert sizes == [4_800, 4_800, 2_400]
    assert made.sound_frames == 6_000


def test_the_first_words_leave_with_the_first_sound() -> None:
    made = generation()
    made.open_message()
    made.speak("only", silence(24_000), 0)
    assert names(made.due(0)) == ["response.output_audio_transcript.delta", "response.output_audio.delta"]


def test_spaces_are_kept_between_words() -> None:
    made = generation(ServerOptions(speed=math.inf), output_modalities=("text",))
    made.open_message()
    made.write("  two  words \n", 0)
    deltas = [event.delta for event in made.due(0) if isinstance(event, told.OutputTextDelta)]
    assert deltas == ["  two", "  words \n"]


def test_an_empty_text_is_an_empty_answer() -> None:
    made = generation(output_modalities=("text",))
    made.open_message()
    made.write("", 0)
    events = made.due(0)
    assert names(events)[0] == "response.output_text.done"
    assert isinstance(events[-1], told.ResponseDone)


def test_calls_follow_one_another_with_indexes_of_their_own() -> None:
    made = generation(ServerOptions(speed=math.inf))
    made.call((FunctionCall("a", "{}"), FunctionCall("b", "{}")), 0)
    events = made.due(0)
    added = [event for event in events if isinstance(event, told.OutputItemAdded)]
    assert [(event.output_index, event.item.name) for event in added] == [(0, "a"), (1, "b")]
    assert [entry.item.status for entry in made.output] == ["completed", "completed"]


def test_a_failure_closes_what_is_open() -> None:
    made = generation()
    made.open_message()
    made.speak(TEXT, ToneVoice().speak(TEXT), 0)
    made.due(0)
    events = made.fail("server_error", "It broke.")
    assert names(events)[-3:] == ["response.output_item.done", "conversation.item.done", "response.done"]
    done = events[-1]
    assert isinstance(done, told.ResponseDone)
    assert (done.response.status, done.response.output[0].status) == ("failed", "incomplete")
    assert made.next_due_ns is None


def test_a_limit_too_small_for_any_sound_still_ends_properly() -> None:
    made = generation(ServerOptions(speed=math.inf), max_output_tokens=1)
    made.open_message()
    made.speak(TEXT, ToneVoice().speak(TEXT), 0)
    done = made.due(0)[-1]
    assert isinstance(done, told.ResponseDone)
    assert done.response.status == "incomplete"
    assert done.response.usage is not None
    assert done.response.usage.output_tokens in (0, 1)


def test_an_answer_may_be_several_messages_one_after_the_other() -> None:
    made = generation(ServerOptions(speed=math.inf, messages=3))
    made.open_message()
    made.speak(TEXT, silence(24_000), 0)
    events = made.due(0)
    said = [event for event in events if isinstance(event, told.OutputItemDone)]
    assert [known(event.item.content, ())[0].transcript for event in said] == [
        "six words",
        " are enough",
        " for this",
    ]
    frames = [len(event.delta) // 2 for event in events if isinstance(event, told.OutputAudioDelta)]
    assert sum(frames) == 24_000
    assert isinstance(events[-1], told.ResponseDone)
    assert len(events[-1].response.output) == 3


def test_generation_may_stand_still_in_the_middle() -> None:
    made = generation(ServerOptions(speed=1.0, stall_every_deltas=2, stall_ms=1_000))
    made.open_message()
    made.speak(TEXT, silence(4 * 4_800), 0)
    times = []
    while (due_ns := made.next_due_ns) is not None:
        if any(isinstance(event, told.OutputAudioDelta) for event in made.due(due_ns)):
            times.append(due_ns // NS_PER_MS)
    assert times == [0, 200, 1_400, 1_600]
