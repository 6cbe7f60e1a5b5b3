from __future__ import annotations

from voiceapp.offline.refusal import Refused, invalid, missing, too_long, unknown_parameter


def test_a_refusal_becomes_an_error_object_that_names_the_clients_event() -> None:
    info = Refused("some_code", "A sentence.", param="item.id").info("mine")
    assert (info.type, info.code, info.message, info.param, info.event_id) == (
        "invalid_request_error",
        "some_code",
        "A sentence.",
        "item.id",
        "mine",
    )


def test_the_usual_refusals_have_the_services_codes() -> None:
    assert (invalid("a.b", "x").code, invalid("a.b", "x").param) == ("invalid_value", "a.b")
    assert unknown_parameter("session.x").code == "unknown_parameter"
    assert "'session.x'" in unknown_parameter("session.x").message
    assert missing("item.name").code == "missing_required_parameter"
    assert too_long("item.id", 40, 32).code == "string_above_max_length"
    assert "at most 32 characters, got 40" in too_long("item.id", 40, 32).message
