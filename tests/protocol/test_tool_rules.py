"""Which tools a client may offer, and how it may force one."""

from __future__ import annotations

from typing import Any

import pytest

from voiceapp.protocol.dialect import GA, PREVIEW, PREVIEW_2024_10, Dialect
from voiceapp.protocol.rules import ClientMistake, Rule
from voiceapp.protocol.tool_rules import tool_choice_rule, tool_rule

TOOL = {"type": "function", "name": "get_weather"}


def refusal(rule: Rule, value: Any) -> tuple[str | None, str | None]:
    with pytest.raises(ClientMistake) as caught:
        rule(value, "tools[1]")
    return caught.value.code, caught.value.param


@pytest.mark.parametrize(
    ("tool", "code", "field"),
    [
        ("get_weather", "invalid_value", ""),
        ({"name": "x"}, "missing_required_parameter", ".type"),
        ({"type": "function"}, "missing_required_parameter", ".name"),
        ({"type": "function", "name": "get weather"}, "invalid_value", ".name"),
        ({"type": "function", "name": ""}, "invalid_value", ".name"),
        ({"type": "function", "name": "x" * 65}, "string_above_max_length", ".name"),
        ({"type": "function", "name": "x", "function": {}}, "unknown_parameter", ".function"),
        ({**TOOL, "parameters": "none"}, "invalid_function_parameters", ".parameters"),
        ({**TOOL, "parameters": {"type": "string"}}, "invalid_function_parameters", ".parameters"),
        ({**TOOL, "parameters": {"properties": []}}, "invalid_function_parameters", ".parameters"),
        ({**TOOL, "parameters": {"required": "city"}}, "invalid_function_parameters", ".parameters"),
        ({"type": "mcp", "server_label": "x"}, "missing_required_parameter", ".server_url"),
        ({"type": "mcp", "server_url": "https://x.test"}, "missing_required_parameter", ".server_label"),
        (
            {"type": "mcp", "server_label": "x", "server_url": "u", "require_approval": "sometimes"},
            "invalid_value",
            ".require_approval",
        ),
    ],
)
def test_a_bad_tool_is_told_with_its_place(tool: Any, code: str, field: str) -> None:
    assert refusal(tool_rule(GA), tool) == (code, f"tools[1]{field}")


@pytest.mark.parametrize(
    "tool",
    [
        {**TOOL, "description": "Tell the weather.", "strict": True},
        {**TOOL, "parameters": {}},
        {**TOOL, "parameters": {"type": "object", "properties": {"a": {}}, "required": ["a"]}},
        {
            "type": "mcp",
            "server_label": "files",
            "connector_id": "connector_gmail",
            "authorization": "token",
            "headers": {"X-A": "1"},
            "allowed_tools": ["read"],
            "require_approval": {"never": {"tool_names": ["read"]}},
            "allowed_callers": ["direct"],
        },
        {
            "type": "mcp",
            "server_label": "files",
            "tunnel_id": "t",
            "allowed_tools": {"read_only": True},
            "require_approval": "never",
        },
    ],
)
def test_good_tools_are_taken(tool: dict[str, Any]) -> None:
    tool_rule(GA)(tool, "tools[0]")


@pytest.mark.parametrize("dialect", [PREVIEW, PREVIEW_2024_10], ids=lambda dialect: str(dialect.name))
def test_preview_has_functions_only(dialect: Dialect) -> None:
    tool_rule(dialect)(TOOL, "tools[0]")
    server = {"type": "mcp", "server_label": "files", "server_url": "https://example.test"}
    assert refusal(tool_rule(dialect), server) == ("invalid_value", "tools[1].type")


@pytest.mark.parametrize(
    ("choice", "in_ga", "in_preview"),
    [
        ("auto", True, True),
        ("none", True, True),
        ("required", True, True),
        ("sometimes", False, False),
        (None, False, False),
        ({"type": "function", "name": "x"}, True, True),
        ({"type": "function", "function": {"name": "x"}}, False, True),
        ({"type": "function", "function": "x"}, False, True),
        ({"type": "function"}, False, False),
        ({"type": "mcp", "server_label": "files"}, True, False),
        ({"type": "mcp", "server_label": "files", "name": None}, True, False),
        ({"type": "mcp"}, False, False),
    ],
)
def test_a_tool_is_chosen_by_a_word_or_by_name(choice: Any, in_ga: bool, in_preview: bool) -> None:
    for dialect, allowed in ((GA, in_ga), (PREVIEW, in_preview)):
        if allowed:
            tool_choice_rule(dialect)(choice, "tool_choice")
        else:
            with pytest.raises(ClientMistake, match="tool_choice"):
                tool_choice_rule(dialect)(choice, "tool_choice")
