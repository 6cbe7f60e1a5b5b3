"""The documented rules for files of training data, checked line by line; each breach is a sentence.

Sources: the services' pages on preparing data for fine-tuning and for direct preference optimisation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from voiceapp.errors import StoreError
from voiceapp.store.training.file import FILE_BYTES_MAX, MARK, size_advice
from voiceapp.store.training.messages import breaches_of_messages, breaches_of_tools

Kind = Literal["chat", "preference"]
BREACHES_MAX = 100
"""More help nobody."""
_CHAT_FIELDS = frozenset({"messages", "tools", "parallel_tool_calls", "functions"})
_PAIR_FIELDS = ("input", "preferred_output", "non_preferred_output")
_INPUT_FIELDS = frozenset({"messages", "tools", "parallel_tool_calls"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in a file."""

    kind: Kind
    examples: int
    breaches: tuple[str, ...]
    """What makes a service refuse the file, each with its line; at most `BREACHES_MAX`."""
    warnings: tuple[str, ...]

    @property
    def is_valid(self) -> bool:
        """Say whether a service should take the file."""
        return not self.breaches


def validate(path: Path) -> Verdict:
    """Check a file; its first example tells which kind it is. Raises StoreError when it cannot be read."""
    try:
        size_bytes = path.stat().st_size
        with path.open("rb") as file:
            has_mark = file.read(len(MARK)) == MARK
            if not has_mark:
                file.seek(0)
            kind, examples, found = _check_lines(enumerate(file, start=1))
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}.", details=repr(error)) from error
    breaches = list(found)
    if size_bytes >= FILE_BYTES_MAX:
        breaches.insert(0, "The file is not smaller than 512 MB.")
    if not examples:
        breaches.append("The file has no example.")
    warnings = []
    if not has_mark:
        warnings.append("The file has no byte order mark; Azure asks for UTF-8 with one.")
    if examples and (advice := size_advice(examples)):
        warnings.append(advice)
    return Verdict(kind, examples, tuple(breaches), tuple(warnings))


def _check_lines(lines: Iterator[tuple[int, bytes]]) -> tuple[Kind, int, list[str]]:
    kind: Kind | None = None
    examples = 0
    breaches: list[str] = []
    for number, line in lines:
        examples += 1
        example = _object_of(line)
        if isinstance(example, str):
            found = [example]
        else:
            kind = kind or ("preference" if "input" in example else "chat")
            found = list(_chat_breaches(example) if kind == "chat" else _pair_breaches(example))
        breaches += [f"Line {number}: {breach}" for breach in found]
        if len(breaches) > BREACHES_MAX:
            more = f"There are more than {BREACHES_MAX} mistakes; the rest of the file was not looked at."
            return kind or "chat", examples, [*breaches[:BREACHES_MAX], more]
    return kind or "chat", examples, breaches


def _object_of(line: bytes) -> dict[str, Any] | str:
    """Return the object in a line, or what is wrong with the line."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return "it is not UTF-8."
    if not text.strip():
        return "it is empty; every line holds one example."
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return "it is not JSON. Each example is one object on one line, with nothing around it."
    return found if isinstance(found, dict) else "it is JSON, but no object."


def _chat_breaches(example: dict[str, Any]) -> Iterator[str]:
    if "messages" not in example:
        yield "it has no `messages`."
        return
    yield from _unknown(example, _CHAT_FIELDS, "an example")
    tools = example.get("tools")
    yield from breaches_of_tools(tools)
    messages = example["messages"]
    yield from breaches_of_messages(messages, "messages", tools=tools)
    if not isinstance(messages, list):
        return
    answers = [one for one in messages if isinstance(one, dict) and one.get("role") == "assistant"]
    if not answers:
        yield "`messages` has no message of the assistant, so there is nothing to learn."
    elif all(one.get("weight") == 0 for one in answers):
        yield "every message of the assistant has the weight 0, so there is nothing to learn."
    elif isinstance(messages[-1], dict) and messages[-1].get("role") != "assistant":
        yield "the last message is not the assistant's."


def _pair_breaches(example: dict[str, Any]) -> Iterator[str]:
    yield from _unknown(example, frozenset(_PAIR_FIELDS), "a preference")
    for name in _PAIR_FIELDS:
        if name not in example:
            yield f"it has no `{name}`."
    asked = example.get("input", {})
    if not isinstance(asked, dict):
        yield "`input` is not an object."
        return
    tools = asked.get("tools")
    if "input" in example:
        yield from _unknown(asked, _INPUT_FIELDS, "`input`")
        yield from breaches_of_tools(tools)
        yield from breaches_of_messages(asked.get("messages"), "input.messages", tools=tools, weighs=False)
    for name in _PAIR_FIELDS[1:]:
        if name in example:
            output = example[name]
            yield from breaches_of_messages(
                output, name, tools=tools, weighs=False, roles=("assistant", "tool")
            )
            if isinstance(output, list) and not any(
                isinstance(one, dict) and one.get("role") == "assistant" for one in output
            ):
                yield f"`{name}` has no message of the assistant."
    if "preferred_output" in example and example["preferred_output"] == example.get("non_preferred_output"):
        yield "both outputs are the same, so there is nothing to prefer."


def _unknown(found: dict[str, Any], known: frozenset[str], what: str) -> Iterator[str]:
    for name in found:
        if name not in known:
            yield f"{what} has no field `{name[:40]}`."
