"""Values as plain data."""

from __future__ import annotations

import pytest

from voiceapp.dialogue.commands import CutPlayout
from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.protocol.client_events import InputAudioAppend, ItemTruncate
from voiceapp.protocol.objects import ErrorInfo
from voiceapp.protocol.wire import ItemId
from voiceapp.recording.plain import plain


def test_an_event_keeps_its_tag_and_loses_what_is_absent() -> None:
    event = ItemTruncate(item_id=ItemId("item_a"), content_index=0, audio_end_ms=480)
    assert plain(event) == {
        "type": "conversation.item.truncate",
        "item_id": "item_a",
        "content_index": 0,
        "audio_end_ms": 480,
    }


def test_fields_nobody_knows_are_kept_where_there_are_any() -> None:
    assert plain(ErrorInfo(code="x", message="y", extra={"z": (1, None)}))["extra"] == {"z": [1, None]}
    assert "extra" not in plain(ErrorInfo(code="x", message="y"))


def test_sound_is_told_by_its_length_and_checksum() -> None:
    assert plain(InputAudioAppend(audio=b"\1\2\3\4"))["audio"] == {"bytes": 4, "crc32": 3057449933}
    assert plain(b"") == ""


def test_a_dataclass_and_an_enum_become_what_json_can_hold() -> None:
    assert plain(CutPlayout(order=3)) == {"order": 3}
    assert plain(DuplexMode.HALF) == "half"


def test_a_key_that_a_service_quotes_in_an_error_is_not_kept() -> None:
    said = plain(ErrorInfo(code="invalid_api_key", message="Incorrect API key: sk-canary1234567890"))
    assert said["message"] == "Incorrect API key: <hidden>"


def test_what_no_tape_can_hold_is_a_bug_and_loud() -> None:
    with pytest.raises(TypeError, match="a tape cannot hold"):
        plain({1, 2})
