"""Examples for chat fine-tuning: what was said, what was heard, and which functions were called.

* The system message is what the assistant was told to be; without instructions there is none.
* An answer is its heard words. One that was interrupted stays as context, with `weight: 0`: nobody should
  learn to stop there. So does an answer to words that nobody has written down.
* Of two answers to the same words the one that counts is there; the other one is a matter of preferences.
* A call of a function is there whole, offer, arguments and result, or not at all.
"""

from __future__ import annotations

import json
from typing import Any

from voiceapp.dialogue.snapshot import RowKind
from voiceapp.store.kept import StoredConversation, StoredRow, ToolCall

Message = dict[str, Any]


def example_of(conversation: StoredConversation) -> dict[str, Any] | None:
    """Return the example a conversation makes; None where there is no answer to learn."""
    messages = messages_of(conversation)
    while messages and not _is_answer(messages[-1]):
        messages.pop()  # nobody answered the last words, or said anything about the last result
    if not any(_is_answer(message) and message.get("weight") != 0 for message in messages):
        return None
    return {"messages": messages, **tools_of(conversation)}


def messages_of(conversation: StoredConversation, *, until: str = "", weighed: bool = True) -> list[Message]:
    """Return a conversation as messages, up to and with the row `until`; with `weighed`, weights too."""
    messages: list[Message] = []
    if conversation.instructions:
        messages.append({"role": "system", "content": conversation.instructions})
    offered = {tool.get("name") for tool in conversation.tools}
    is_understood = True
    for row in conversation.rows:
        match row.kind:
            case RowKind.USER:
                is_understood = bool(row.text)
                if row.text:
                    messages.append({"role": "user", "content": row.text})
            case RowKind.ASSISTANT if row.heard and not row.set_aside:
                message: Message = {"role": "assistant", "content": row.heard}
                if weighed and (row.is_interrupted or not is_understood):
                    message["weight"] = 0
                messages.append(message)
            case RowKind.TOOL if call := _whole(row, offered):
                messages += _called(f"call_{len(messages)}", call)
                if weighed and not is_understood:
                    messages[-2]["weight"] = 0
        if row.key == until:
            break
    return messages


def tools_of(conversation: StoredConversation) -> dict[str, Any]:
    """Return the functions that were offered, as chat completions spell them; nothing without any."""
    tools = [
        {"type": "function", "function": {name: value for name, value in tool.items() if name != "type"}}
        for tool in conversation.tools
        if tool.get("type") == "function"
    ]
    return {"tools": tools} if tools else {}


def _is_answer(message: Message) -> bool:
    return message["role"] == "assistant" and "content" in message


def _whole(row: StoredRow, offered: set[Any]) -> ToolCall | None:
    """Return the call of a row if everything about it is known and its arguments are an object."""
    call = row.call
    if call is None or call.name not in offered:
        return None
    try:
        arguments = json.loads(call.arguments)
    except ValueError:
        return None
    return call if isinstance(arguments, dict) else None


def _called(call_id: str, call: ToolCall) -> list[Message]:
    function = {"name": call.name, "arguments": call.arguments}
    return [
        {"role": "assistant", "tool_calls": [{"id": call_id, "type": "function", "function": function}]},
        {"role": "tool", "tool_call_id": call_id, "content": call.output},
    ]
