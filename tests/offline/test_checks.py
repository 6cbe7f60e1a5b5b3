from __future__ import annotations

from typing import Any

import pytest

from voiceapp.offline.checks import (
    check_format,
    check_max_tokens,
    check_range,
    check_tool_choice,
    check_tools,
    check_voice,
    forced_function,
    refuse_unknown_fields,
)
from voiceapp.offline.refusal import Refused
from voiceapp.protocol.objects import ContentPart, Item
from voiceapp.protocol.session_config import AudioFormat
from voiceapp.protocol.wire import UNSET


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.5, None),
        (0.0, None),
        (1.0, None),
        (UNSET, None),
        (None, None),
        (-0.1, "decimal_below_min_value"),
        (1.1, "decimal_above_max_value"),
    ],
)
def test_limits_are_allowed_values_and_absence_is_no_value(value: object, code: str | None) -> None:
    found = None
    try:
        check_range(value, "p", 0.0, 1.0)
    except Refused as refused:
        found = refused.code
    assert found == code


def test_whole_numbers_are_refused_as_such() -> None:
    with pytest.raises(Refused) as caught:
        check_range(0, "p", 1, 2)
    assert caught.value.code == "integer_below_min_value"


@pytest.mark.parametrize("value", [1, 4096, "inf", UNSET, None])
def test_these_token_limits_are_allowed(value: Any) -> None:
    check_max_tokens(value, "p")


@pytest.mark.parametrize("form", [AudioFormat(), AudioFormat(type="audio/pcmu"), UNSET])
def test_these_formats_are_allowed(form: Any) -> None:
    check_format(form, "p")


def test_a_format_cannot_be_switched_off() -> None:
    with pytest.raises(Refused):
        check_format(None, "p")


def test_the_same_voice_is_no_change() -> None:
    check_voice("ash", "ash", locked=True, param="p")
    check_voice({"id": "voice_1"}, "ash", locked=False, param="p")
    check_voice(UNSET, "ash", locked=True, param="p")
    with pytest.raises(Refused) as caught:
        check_voice("alloy", "ash", locked=True, param="p")
    assert caught.value.code == "cannot_update_voice"


@pytest.mark.parametrize(
    ("choice", "name"),
    [
        ("auto", None),
        (UNSET, None),
        ({"type": "function", "name": "f"}, "f"),
        ({"type": "function", "function": {"name": "f"}}, "f"),
        ({"type": "function", "function": "f"}, "f"),
        ({"type": "function", "name": 3}, None),
        ({"type": "mcp", "server_label": "f"}, None),
    ],
)
def test_a_forced_function_is_read_in_every_spelling(choice: object, name: str | None) -> None:
    assert forced_function(choice) == name


def test_a_choice_needs_its_function() -> None:
    check_tool_choice({"type": "function", "name": "f"}, ({"name": "f"},), "session")
    check_tool_choice("required", (), "session")
    for choice in ("sometimes", {"type": "function", "name": "g"}):
        with pytest.raises(Refused) as caught:
            check_tool_choice(choice, ({"name": "f"},), "session")
        assert caught.value.param == "session.tool_choice"


def test_two_tools_cannot_have_one_name() -> None:
    with pytest.raises(Refused) as caught:
        check_tools(({"type": "function", "name": "f"}, {"type": "function", "name": "f"}), "tools")
    assert caught.value.param == "tools[1].name"


def test_a_tool_needs_a_usable_name() -> None:
    with pytest.raises(Refused):
        check_tools(({"type": "function", "name": "with space"},), "tools")


def test_unknown_fields_are_found_at_any_depth() -> None:
    item = Item(
        type="message", content=(ContentPart(type="input_text"), ContentPart(type="x", extra={"new": 1}))
    )
    with pytest.raises(Refused) as caught:
        refuse_unknown_fields(item, "item")
    assert caught.value.param == "item.content[1].new"
    refuse_unknown_fields(Item(type="message"), "item")
