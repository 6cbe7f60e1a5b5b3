"""What a new session is told of the conversation so far: what was said and heard, and nothing else.

The person's words as their captions or their typing have them, the assistant's as far as they were heard or
read, and calls of functions only together with their results. A service takes no sound of an assistant from a
client, so all of it is text (flows 13). Models of the preview begin to answer in writing after many written
answers; there the whole history is one message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.dialogue.transcript import Entry
from voiceapp.protocol.objects import Item, assistant_text, function_output, user_text
from voiceapp.protocol.wire import CallId, ItemId

ITEMS_MAX = 500
CHARS_MAX = 60_000
"""About 15 000 tokens: half of the smallest context there is."""
INTRODUCTION = "This conversation goes on after a break. This is what was said before it:"


@dataclass(frozen=True, slots=True)
class CallPair:
    """A call that was answered."""

    call_id: CallId
    name: str
    arguments: str
    output: str


@dataclass(frozen=True, slots=True)
class History:
    """Items to create, in order."""

    items: tuple[Item, ...] = ()
    dropped: int = 0
    """How many turns and calls of the beginning are not told, because there are too many."""


def history_of(
    entries: Sequence[Entry],
    pair_of: Callable[[str], CallPair | None],
    new_id: Callable[[], ItemId],
    *,
    in_one_message: bool = False,
) -> History:
    """Return what to tell of the rows; `pair_of` finds the call of a row, `new_id` names each item."""
    told = [one for entry in entries if (one := _remembered(entry, pair_of)) is not None]
    kept = _newest(told)
    if in_one_message:
        items = _in_one_message(kept, new_id)
    else:
        items = [item for one in kept for item in _items_of(one, new_id)]
    return History(tuple(items), len(told) - len(kept))


@dataclass(frozen=True, slots=True)
class _Words:
    by_person: bool
    text: str


_Told = _Words | CallPair


def _remembered(entry: Entry, pair_of: Callable[[str], CallPair | None]) -> _Told | None:
    match entry.kind:
        case RowKind.USER if entry.state is RowState.DONE and entry.text:
            return _Words(by_person=True, text=entry.text)
        case RowKind.ASSISTANT if entry.heard and not entry.set_aside:
            return _Words(by_person=False, text=entry.heard)
        case RowKind.TOOL:
            return pair_of(entry.key)
    return None


def _newest(told: list[_Told]) -> list[_Told]:
    """Return the end of the conversation that is within the limits."""
    items = chars = 0
    for kept, one in enumerate(reversed(told)):
        items += 2 if isinstance(one, CallPair) else 1
        chars += len(one.text) if isinstance(one, _Words) else len(one.arguments) + len(one.output)
        if items > ITEMS_MAX or chars > CHARS_MAX:
            return told[len(told) - kept :]
    return told


def _items_of(one: _Told, new_id: Callable[[], ItemId]) -> list[Item]:
    if isinstance(one, _Words):
        return [(user_text if one.by_person else assistant_text)(one.text, new_id())]
    call = Item(
        type="function_call", id=new_id(), call_id=one.call_id, name=one.name, arguments=one.arguments
    )
    return [call, function_output(one.call_id, one.output, new_id())]


def _in_one_message(told: list[_Told], new_id: Callable[[], ItemId]) -> list[Item]:
    """Return one message, and behind it the person's last words where they are not answered."""
    last = told[-1] if told else None
    unanswered = last if isinstance(last, _Words) and last.by_person else None
    lines = [_line_of(one) for one in (told[:-1] if unanswered else told)]
    items = [user_text("\n".join([INTRODUCTION, *lines]), new_id())] if lines else []
    return [*items, user_text(unanswered.text, new_id())] if unanswered else items


def _line_of(one: _Told) -> str:
    if isinstance(one, CallPair):
        return f"Function {one.name}({one.arguments}) returned: {one.output}"
    return f"{'User' if one.by_person else 'Assistant'}: {one.text}"
