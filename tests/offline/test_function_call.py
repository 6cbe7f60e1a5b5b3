from __future__ import annotations

import json
from typing import Any

import pytest

from voiceapp.offline.function_call import arguments_for, calls_for


def tool(name: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "function",
        "name": name,
        "parameters": {"type": "object", "properties": properties, "required": list(properties)},
    }


def named(words: str, *tools: dict[str, Any], **changes: Any) -> list[str]:
    how = {"required": False, "forced": None, "several": True} | changes
    return [call.name for call in calls_for(words, tools, **how)]


@pytest.mark.parametrize(
    "words",
    ["search notes", "Search Notes, please", "please search_notes now", "search-notes", "search  notes"],
)
def test_a_name_is_found_however_it_is_said(words: str) -> None:
    assert named(words, tool("search_notes")) == ["search_notes"]


@pytest.mark.parametrize("words", ["research notes", "search noteszz", "notes search", ""])
def test_something_like_a_name_is_not_one(words: str) -> None:
    assert named(words, tool("search_notes")) == []


def test_calls_come_in_the_order_of_the_words() -> None:
    assert named("stop then go", tool("go"), tool("stop")) == ["stop", "go"]
    assert named("stop then go", tool("go"), tool("stop"), several=False) == ["stop"]


def test_a_call_can_be_forced_or_required() -> None:
    assert named("nothing", tool("a"), tool("b"), forced="b") == ["b"]
    assert named("nothing", tool("a"), tool("b"), required=True) == ["a"]
    assert named("nothing", required=True) == []


@pytest.mark.parametrize(
    ("properties", "words", "expected"),
    [
        ({}, "anything", {}),
        ({"query": {"type": "string"}}, "platform kyoto?", {"query": "platform kyoto"}),
        ({"count": {"type": "integer"}}, "give me 12 of them", {"count": 12}),
        ({"count": {"type": "integer"}}, "give me some", {"count": 0}),
        ({"factor": {"type": "number"}}, "by 2.5 or 3", {"factor": 2.5}),
        ({"on": {"type": "boolean"}}, "the light", {"on": True}),
        ({"on": {"type": "boolean"}}, "the light off", {"on": False}),
        ({"color": {"enum": ["red", "blue"]}}, "make it Blue", {"color": "blue"}),
        ({"color": {"enum": ["red", "blue"]}}, "make it nice", {"color": "red"}),
        ({"list": {"type": "array"}, "map": {"type": "object"}}, "x", {"list": [], "map": {}}),
        ({"odd": {"type": ["string", "null"]}}, "x", {"odd": "x"}),
        ({"any": True}, "x", {"any": "x"}),
    ],
)
def test_arguments_are_what_the_schema_asks_for(
    properties: dict[str, Any], words: str, expected: dict[str, Any]
) -> None:
    assert json.loads(arguments_for(tool("f", **properties), words)) == expected


def test_what_is_not_required_is_left_out_but_the_first_text() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    assert json.loads(arguments_for({"name": "f", "parameters": schema}, "hello")) == {"a": "hello"}
    assert json.loads(arguments_for({"name": "f", "parameters": schema}, "")) == {}


def test_a_function_without_a_schema_gets_nothing() -> None:
    assert arguments_for({"name": "f"}, "hello") == "{}"
