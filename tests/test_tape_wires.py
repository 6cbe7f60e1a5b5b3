"""Events of a tape, as they went over the wire."""

from __future__ import annotations

from voiceapp.pcm import silence
from voiceapp.protocol.client_events import InputAudioAppend, ResponseCancel, TranscriptionSessionUpdate
from voiceapp.protocol.server_events import OutputAudioDelta, Unrecognised
from voiceapp.protocol.session_config import Session
from voiceapp.protocol.wire import ItemId, ResponseId
from voiceapp.tape_wires import TapeWires

DELTA = OutputAudioDelta(
    response_id=ResponseId("resp_1"),
    item_id=ItemId("item_1"),
    output_index=0,
    content_index=0,
    delta=silence(240),
)


def test_an_event_is_spelt_as_the_dialect_of_the_session_spells_it() -> None:
    names = []
    for dialect in ("ga", "preview"):
        wires = TapeWires(dialect)
        wires.received(5_000_000, DELTA)
        names += [note.name for note in wires.notes]
    assert names == ["response.output_audio.delta", "response.audio.delta"]


def test_sound_is_told_by_its_size_and_each_piece_has_its_own_time() -> None:
    wires = TapeWires("ga")
    wires.sent(1_000_000, InputAudioAppend(audio=silence(240)))
    wires.sent(11_000_000, InputAudioAppend(audio=silence(240)))
    first, second = wires.notes
    assert (first.at_ns, second.at_ns) == (1_000_000, 11_000_000)
    assert first.text == '{"type":"input_audio_buffer.append","audio":"<480 bytes of audio>"}'
    assert (second.text, second.size_bytes, second.sent) == (first.text, 687, True)


def test_what_we_say_and_what_the_service_says_are_told_apart() -> None:
    wires = TapeWires("ga")
    wires.sent(1, ResponseCancel())
    wires.received(2, DELTA)
    assert [(note.at_ns, note.sent) for note in wires.notes] == [(1, True), (2, False)]


def test_an_event_nobody_knows_is_shown_as_it_came() -> None:
    wires = TapeWires("ga")
    wires.received(1, Unrecognised(type="response.sneezed", raw={"volume": 11}, reason="unknown type"))
    (note,) = wires.notes
    assert (note.name, note.text) == ("response.sneezed", '{"volume":11,"type":"response.sneezed"}')


def test_what_a_dialect_cannot_say_was_never_sent() -> None:
    wires = TapeWires("ga")
    wires.sent(1, TranscriptionSessionUpdate(session=Session()))
    assert wires.notes == []


def test_an_unknown_dialect_is_shown_in_the_words_of_ga() -> None:
    wires = TapeWires("klingon")
    wires.received(1, DELTA)
    assert wires.notes[0].name == "response.output_audio.delta"
