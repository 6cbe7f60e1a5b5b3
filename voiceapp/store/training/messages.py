"""The rules for messages and functions inside an example of training data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

ROLES = ("system", "developer", "user", "assistant", "tool")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FIELDS = frozenset({"role", "content", "name", "tool_calls", "tool_call_id", "weight", "refusal"})


def breaches_of_messages(
    messages: object,
    where: str,
    *,
    tools: object = None,
    weighs: bool = True,
    roles: Sequence[str] = ROLES,
) -> Iterator[str]:
    """Yield what is wrong with a list of messages; calls have to be offered in `tools`, and answered."""
    if not isinstance(messages, list) or not messages:
        yield f"`{where}` is not a list with at least one message."
        return
    offered = _names(tools)
    waiting: dict[str, int] = {}
    for number, message in enumerate(messages, start=1):
        place = f"message {number} of `{where}`"
        if not isinstance(message, dict):
            yield f"{place} is no object."
            continue
        role = message.get("role")
        if role not in roles:
            yield f"{place} has no role out of {', '.join(roles)}."
            continue
        for name in message:
            if name not in _FIELDS:
                yield f"{place} has a field `{name[:40]}` that nobody knows."
        yield from _content(message, place)
        yield from _weight(message, place, weighs=weighs)
        if role == "tool":
            if waiting.pop(str(message.get("tool_call_id")), None) is None:
                yield f"{place} answers a call that nobody made before it."
        elif waiting:
            yield f"{place} comes before the call of message {next(iter(waiting.values()))} is answered."
            waiting.clear()
        for call_id, breach in _calls(message, place, offered):
            if call_id:
                waiting[call_id] = number
            if breach:
                yield breach
    for number in waiting.values():
        yield f"the call of message {number} of `{where}` is not answered."


def breaches_of_tools(tools: object) -> Iterator[str]:
    """Yield what is wrong with the functions that are offered; None: there are none."""
    if tools is None:
        return
    if not isinstance(tools, list) or not tools:
        yield "`tools` is not a list with at least one function; leave it out instead."
        return
    for number, tool in enumerate(tools, start=1):
        function = tool.get("function") if isinstance(tool, dict) else None
        if not isinstance(function, dict) or tool.get("type") != "function":
            yield f"function {number} of `tools` is not written as {{type: function, function: {{…}}}}."
            continue
        if not _NAME.fullmatch(str(function.get("name", ""))):
            yield f"function {number} of `tools` has no name of up to 64 letters, digits, _ and -."
        if not isinstance(function.get("parameters", {}), dict):
            yield f"the parameters of function {number} of `tools` are no JSON schema."


def _names(tools: object) -> set[str]:
    if not isinstance(tools, list):
        return set()
    functions = [tool.get("function") for tool in tools if isinstance(tool, dict)]
    return {str(function.get("name")) for function in functions if isinstance(function, dict)}


def _content(message: dict[str, Any], place: str) -> Iterator[str]:
    content = message.get("content")
    if isinstance(content, list):
        if not content or not all(isinstance(part, dict) and "type" in part for part in content):
            yield f"the content of {place} is neither a text nor a list of parts."
    elif content is None:
        if "tool_calls" not in message and "refusal" not in message:
            yield f"{place} has no content."
    elif not isinstance(content, str):
        yield f"the content of {place} is neither a text nor a list of parts."
    elif not content.strip() and message["role"] != "tool":
        yield f"the content of {place} is empty."


def _weight(message: dict[str, Any], place: str, *, weighs: bool) -> Iterator[str]:
    if "weight" not in message:
        return
    if not weighs:
        yield f"{place} has a weight; a preference has none."
    elif message["role"] != "assistant":
        yield f"{place} has a weight, which only messages of the assistant have."
    elif message["weight"] not in (0, 1) or isinstance(message["weight"], bool):
        yield f"the weight of {place} is neither 0 nor 1."


def _calls(message: dict[str, Any], place: str, offered: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the id of each call, and what is wrong with it; both may be empty."""
    if "tool_calls" not in message:
        return
    calls = message["tool_calls"]
    if message["role"] != "assistant":
        yield "", f"{place} calls functions, which only the assistant does."
        return
    if not isinstance(calls, list) or not calls:
        yield "", f"`tool_calls` of {place} is not a list with at least one call."
        return
    for call in calls:
        function = call.get("function") if isinstance(call, dict) else None
        if not isinstance(function, dict) or call.get("type") != "function" or not call.get("id"):
            yield "", f"a call of {place} has not an id, the type `function`, and a function."
            continue
        yield str(call["id"]), _call_breach(function, place, offered)


def _call_breach(function: dict[str, Any], place: str, offered: set[str]) -> str:
    name, arguments = str(function.get("name", "")), function.get("arguments")
    if not _NAME.fullmatch(name):
        return f"a call of {place} has no name of up to 64 letters, digits, _ and -."
    if name not in offered:
        return f"{place} calls `{name}`, which is not among the example's `tools`."
    if not isinstance(arguments, str):
        return f"the arguments of `{name}` in {place} are not a text with JSON in it."
    try:
        json.loads(arguments)
    except (ValueError, RecursionError):
        return f"the arguments of `{name}` in {place} are not JSON."
    return ""
