"""What the assistant says next, decided from what it is allowed to remember.

Looking back from the end of the context to the assistant's last words: outputs of function calls are told,
otherwise the user's last words are answered; with neither there is a greeting or a prompt. Questions about
the conversation itself ("what did you say?") are answered from the context and from nothing else
(`recollection.py`), so that what was cut was never said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from voiceapp.offline.checks import forced_function
from voiceapp.offline.conversation import Entry
from voiceapp.offline.function_call import FunctionCall, calls_for
from voiceapp.offline.recollection import recalled
from voiceapp.protocol.wire import known

GREETING = "Hello. I am the embedded assistant. What can I do for you?"
NOTHING_NEW = "I have nothing to add."
STILL_THERE = "Are you still there?"
SPOKEN_OUTPUT_CHARACTERS = 600
TITLE_WORDS = 6


class Reply(Protocol):
    """What an assistant answers with."""

    @property
    def text(self) -> str:
        """What is said now."""
        ...

    @property
    def timer_s(self) -> int | None:
        """In how many seconds `timer_text` is said, unprompted; None: never."""
        ...

    @property
    def timer_text(self) -> str:
        """What is said then."""
        ...


class Answering(Protocol):
    """The assistant's wit; pure, one per session."""

    def reply(self, heard: str | None, *, wall: datetime, typed: bool) -> Reply:
        """Answer what was heard; None: speech that could not be understood. `wall` is local time."""
        ...


@dataclass(frozen=True, slots=True)
class Timer:
    """Something to be said later."""

    in_s: int
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a response will hold: a text, or calls."""

    text: str = ""
    calls: tuple[FunctionCall, ...] = ()
    timer: Timer | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is known when an answer is decided."""

    context: tuple[Entry, ...]
    wall: datetime
    tools: Sequence[Mapping[str, Any]] = ()
    tool_choice: object = "auto"
    parallel_calls: bool = True
    is_aside: bool = False
    """Out-of-band: no timer is set, and a title may be wanted."""
    wants_title: bool = False


def decided(question: Question, assistant: Answering) -> Answer:
    """Decide what one response says."""
    if question.is_aside and question.wants_title:
        return Answer(text=_title(question.context))
    recent = _since_last_answer(question.context)
    outputs = [entry for entry in recent if entry.item.type == "function_call_output"]
    asked = next((entry for entry in reversed(recent) if entry.role == "user"), None)
    if asked is not None and outputs and recent.index(asked) < recent.index(outputs[-1]):
        asked = None  # These words led to the call; its output is their answer.
    calls = _calls(question, asked)
    if calls:
        return Answer(calls=tuple(calls))
    told = [spoken_output(known(entry.item.output, "")) for entry in outputs]
    if asked is None:
        if not told:
            spoken_before = any(entry.role == "assistant" for entry in question.context)
            told = [NOTHING_NEW if spoken_before else GREETING]
        return Answer(text=" ".join(told))
    text, timer = _reply_to(asked, question, assistant)
    return Answer(text=" ".join((*told, text)), timer=timer)


def _reply_to(asked: Entry, question: Question, assistant: Answering) -> tuple[str, Timer | None]:
    if asked.is_silence:
        return STILL_THERE, None
    words = asked.text()
    before = question.context[: question.context.index(asked)]
    told = recalled(words, before)
    if told is not None:
        return told, None
    reply = assistant.reply(words or None, wall=question.wall, typed=not asked.has_sound)
    if reply.timer_s is None or question.is_aside:
        return reply.text, None
    return reply.text, Timer(reply.timer_s, reply.timer_text)


def spoken_output(output: str) -> str:
    """Return a function's output as something that can be said."""
    try:
        value = json.loads(output)
    except ValueError:
        value = output
    if isinstance(value, dict):
        value = ", ".join(f"{str(key).replace('_', ' ')}: {part}" for key, part in value.items())
    elif isinstance(value, list):
        value = ", ".join(str(part) for part in value)
    text = str(value).strip() if value is not None else ""
    return text[:SPOKEN_OUTPUT_CHARACTERS] or "The function has answered nothing."


def _since_last_answer(context: tuple[Entry, ...]) -> tuple[Entry, ...]:
    for index in range(len(context) - 1, -1, -1):
        if context[index].role == "assistant":
            return context[index + 1 :]
    return context


def _calls(question: Question, asked: Entry | None) -> list[FunctionCall]:
    choice = question.tool_choice
    if choice == "none" or not question.tools:
        return []
    return calls_for(
        asked.text() if asked is not None else "",
        question.tools,
        required=choice == "required",
        forced=forced_function(choice),
        several=question.parallel_calls,
    )


def _title(context: tuple[Entry, ...]) -> str:
    words = next((entry.text() for entry in context if entry.role == "user" and entry.text()), "")
    return " ".join(words.split()[:TITLE_WORDS]).strip(" ,.?!") or "Conversation"
