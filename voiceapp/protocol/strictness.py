"""What the real service refuses without looking at the state of the session, event by event.

`check_client_event()` sees the event as it came, in the spelling of its dialect: a session of the other
dialect, a field from the future or a number out of range is told with the code and the path the service
would use. Checks that need the session's state belong to whoever keeps it.

Source: the protocol's page of client events and its emulation table (errors 8).
"""

from __future__ import annotations

from functools import cache
from typing import Any

from voiceapp.protocol.client_events import CLIENT_EVENTS
from voiceapp.protocol.dialect import Dialect
from voiceapp.protocol.item_rules import created_item_rule
from voiceapp.protocol.rules import ClientMistake, Rule, integer, nullable, record, text, text_up_to
from voiceapp.protocol.session_rules import response_rule, session_rule, transcription_session_rule

__all__ = ["ClientMistake", "check_client_event"]

EVENT_ID_CHARACTERS_MAX = 512

_NAMES = tuple(str(event.__struct_config__.tag) for event in CLIENT_EVENTS)


def check_client_event(body: dict[str, Any], dialect: Dialect) -> str:
    """Check a client's event, a decoded JSON object, and return its name.

    Raises ClientMistake, with the client's `event_id` where there is one to tell.
    """
    event_id = body.get("event_id")
    told_id = event_id if isinstance(event_id, str) and len(event_id) <= EVENT_ID_CHARACTERS_MAX else None
    name = body.get("type")
    if name is None:
        raise ClientMistake("invalid_event", "The event's 'type' field is missing.", event_id=told_id)
    rules = _rules(dialect)
    if not isinstance(name, str) or name not in rules:
        supported = ", ".join(f"'{known}'" for known in rules)
        message = f"Invalid value for 'type': supported values are {supported}."
        raise ClientMistake("invalid_value", message, "type", told_id)
    try:
        rules[name](body, "")
    except ClientMistake as mistake:
        mistake.event_id = told_id
        raise
    return name


@cache
def _rules(dialect: Dialect) -> dict[str, Rule]:
    id_text = nullable(text)
    bodies: dict[str, tuple[dict[str, Rule], dict[str, Rule]]] = {
        "session.update": ({"session": session_rule(dialect)}, {}),
        "transcription_session.update": ({"session": transcription_session_rule(dialect)}, {}),
        "input_audio_buffer.append": ({"audio": text}, {}),
        "input_audio_buffer.commit": ({}, {}),
        "input_audio_buffer.clear": ({}, {}),
        "output_audio_buffer.clear": ({}, {}),
        "conversation.item.create": (
            {"item": created_item_rule(dialect)},
            {"previous_item_id": id_text},
        ),
        "conversation.item.retrieve": ({"item_id": text}, {}),
        "conversation.item.truncate": (
            {"item_id": text, "content_index": integer(0), "audio_end_ms": integer(0)},
            {},
        ),
        "conversation.item.delete": ({"item_id": text}, {}),
        "response.create": ({}, {"response": response_rule(dialect)}),
        "response.cancel": ({}, {"response_id": text} if dialect.cancel_takes_response_id else {}),
    }
    assert bodies.keys() == set(_NAMES)
    envelope: dict[str, Rule] = {"event_id": nullable(text_up_to(EVENT_ID_CHARACTERS_MAX))}
    return {
        name: record({"type": text, **required}, {**envelope, **optional})
        for name, (required, optional) in bodies.items()
        if dialect.knows_client_event(name)
    }
