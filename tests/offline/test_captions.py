from __future__ import annotations

from tests.offline.scripted import counted_ids, names
from voiceapp.offline.captions import Captions
from voiceapp.offline.conversation import user_sound
from voiceapp.offline.options import ServerOptions
from voiceapp.pcm import NS_PER_MS, silence
from voiceapp.protocol.server_events import ServerEvent, TranscriptionCompleted, TranscriptionFailed
from voiceapp.protocol.session_config import Transcription
from voiceapp.protocol.wire import ItemId, known

WHISPER = Transcription(model="whisper-1")


def captions(**options: object) -> Captions:
    return Captions(ServerOptions(**options), counted_ids())  # type: ignore[arg-type]


def told(
    of: Captions, text: str | None, wanted: Transcription | None, *, failed: bool = False
) -> list[ServerEvent]:
    """Recognise one second as `text` and return what the client is told."""
    entry = user_sound(ItemId("u"), silence(24_000))
    job = of.listen(entry, wanted)
    assert of.unheard == {"u"}
    assert of.arrived(job.job_id, text, 0, failed=failed, hold=False) == "u"
    assert of.unheard == frozenset()
    assert entry.words == text
    return of.due(0)


def test_the_sound_to_recognise_is_all_sound_of_the_item() -> None:
    entry = user_sound(ItemId("u"), b"\1\0")
    entry.sounds[2] = bytearray(b"\2\0")
    assert captions().listen(entry, None).pcm == b"\1\0\2\0"


def test_nobody_is_told_who_did_not_ask() -> None:
    assert told(captions(), "hello", None) == []


def test_whisper_is_billed_by_duration_and_others_by_tokens() -> None:
    by_time = told(captions(), "hello", WHISPER)[-1]
    by_tokens = told(captions(), "hello", Transcription(model="gpt-4o-transcribe"))[-1]
    assert isinstance(by_time, TranscriptionCompleted)
    assert isinstance(by_tokens, TranscriptionCompleted)
    time_usage, token_usage = known(by_time.usage, None), known(by_tokens.usage, None)
    assert time_usage is not None
    assert token_usage is not None
    assert (time_usage.type, time_usage.seconds) == ("duration", 1.0)
    assert (token_usage.type, token_usage.input_tokens, token_usage.output_tokens) == ("tokens", 10, 2)


def test_a_model_that_is_not_named_is_the_usual_one() -> None:
    assert names(told(captions(), "hello there", Transcription())) == [
        "conversation.item.input_audio_transcription.delta",
        "conversation.item.input_audio_transcription.completed",
    ]


def test_captions_can_be_made_to_fail() -> None:
    (event,) = told(captions(transcription_fails=True), "hello", WHISPER)
    assert isinstance(event, TranscriptionFailed)
    assert event.item_id == "u"


def test_an_unknown_or_finished_job_changes_nothing() -> None:
    of = captions()
    job = of.listen(user_sound(ItemId("u"), b"\0\0"), WHISPER)
    of.arrived(job.job_id, "hello", 0, failed=False, hold=False)
    assert of.arrived(job.job_id, "again", 0, failed=False, hold=False) is None
    assert not of.is_job(job.job_id)
    assert len(of.due(0)) == 2


def test_a_held_caption_waits_for_the_answer_and_then_for_its_delay() -> None:
    of = captions(transcription_after_response=True, transcription_delay_ms=50)
    job = of.listen(user_sound(ItemId("u"), b"\0\0"), WHISPER)
    of.arrived(job.job_id, "hello", 0, failed=False, hold=True)
    assert [of.next_due_ns] == [None]
    of.response_ended(100 * NS_PER_MS)
    assert of.next_due_ns == 150 * NS_PER_MS
    assert of.due(149 * NS_PER_MS) == []
    assert len(of.due(150 * NS_PER_MS)) == 2


def test_silence_has_an_empty_caption() -> None:
    of = captions()
    entry = user_sound(ItemId("u"), silence(24_000), is_silence=True)
    of.silent(entry, WHISPER, 0)
    of.silent(entry, None, 0)
    (event,) = of.due(0)
    assert isinstance(event, TranscriptionCompleted)
    assert event.transcript == ""
