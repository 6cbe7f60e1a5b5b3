"""Every client event, as each dialect spells it, judged by the vendor's own types."""

from __future__ import annotations

import json

import pytest
from openai.types.realtime.response_create_event_with_references_param import (
    ResponseCreateEventWithReferencesParam,
)
from pydantic import ValidationError

from tests.client_samples import CLIENT_SAMPLES, ClientSample
from tests.openai_types import CLIENT_MODELS, fits_typed_dict, judged
from voiceapp.protocol.client_events import CLIENT_EVENTS, ResponseCancel, UnrecognisedClientEvent, name_of
from voiceapp.protocol.codec import ClientCodec
from voiceapp.protocol.dialect import DIALECTS, GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.protocol.server_events import OutputAudioDone, Unrecognised

SAID = [
    pytest.param(sample, dialect, id=f"{dialect.name}: {sample.name}")
    for sample in CLIENT_SAMPLES
    for dialect in sample.dialects
]

KEYS_THE_TYPES_LACK = {
    # The specification and Azure have this name, the SDK's type the session's (README 12 #10).
    (False, "answer of bounded length"): ["response.max_output_tokens"],
}

SHAPES_THE_TYPES_REFUSE = {
    (GA, "out-of-band answer about old and new items"): "the model has no references; the TypedDict has",
    (PREVIEW, "session: one tool is forced"): "typed as a string; Azure takes an object (README 12 #11)",
    (PREVIEW_2024_10, "session: one tool is forced"): "the same",
    (PREVIEW_2024_10, "session without VAD, push-to-talk"): "that version says `none` (README 12 #2)",
    (PREVIEW_2024_10, "session: only the turn detection, switched off"): "the same",
}


def test_there_is_a_sample_of_every_client_event() -> None:
    assert {type(sample.event) for sample in CLIENT_SAMPLES} == set(CLIENT_EVENTS)


@pytest.mark.parametrize(("sample", "dialect"), SAID)
def test_what_we_say_fits_the_vendors_types_with_no_key_too_many(
    sample: ClientSample, dialect: Dialect
) -> None:
    frame = ClientCodec(dialect).encode(sample.event)

    if (dialect, sample.name) in SHAPES_THE_TYPES_REFUSE:
        with pytest.raises(ValidationError):
            judged(frame, dialect, from_client=True)
        return
    model, unknown = judged(frame, dialect, from_client=True)

    assert model is not None
    assert unknown == KEYS_THE_TYPES_LACK.get((dialect.nested_session, sample.name), [])


def test_references_to_items_fit_the_vendors_typed_dict() -> None:
    (sample,) = [
        entry for entry in CLIENT_SAMPLES if entry.name == "out-of-band answer about old and new items"
    ]

    assert fits_typed_dict(
        ResponseCreateEventWithReferencesParam, json.loads(ClientCodec(GA).encode(sample.event))
    )


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: str(dialect.name))
def test_our_list_of_client_events_is_the_vendors_apart_from_playback_over_webrtc(dialect: Dialect) -> None:
    ours = {str(kind.__struct_config__.tag) for kind in CLIENT_EVENTS}
    ours = {name for name in ours if dialect.knows_client_event(name)}
    theirs = set(CLIENT_MODELS[dialect.nested_session])

    older = (
        {"transcription_session.update", "conversation.item.retrieve"}
        if dialect is PREVIEW_2024_10
        else set()
    )
    assert theirs - ours == {"output_audio_buffer.clear"} | older
    assert ours - theirs == set()


def test_the_name_of_an_event_is_its_internal_one() -> None:
    assert name_of(ResponseCancel()) == "response.cancel"
    assert name_of(OutputAudioDone(response_id="r", item_id="i")) == "response.output_audio.done"  # type: ignore[arg-type]


def test_the_name_of_an_event_nobody_recognised_is_the_type_it_came_with() -> None:
    assert (
        name_of(Unrecognised(type="response.cancelled", raw={}, reason="unknown type"))
        == "response.cancelled"
    )
    assert name_of(UnrecognisedClientEvent(type="session.close", raw={})) == "session.close"
