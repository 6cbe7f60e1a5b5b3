"""Functions the model asked for: each runs once, each is answered, and one answer of the model covers all.

A call is final with its completed item, never with its argument events; a call that was cut off carries
half a JSON text and is never run. Outputs are sent as they come; the next response is asked for when the
last call of the group is answered, and not while the person speaks (flows 5, 10).
"""

from __future__ import annotations

from dataclasses import dataclass

from voiceapp.dialogue.commands import RunTool
from voiceapp.dialogue.history import CallPair
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.transcript import Transcript
from voiceapp.pcm import NS_PER_MS
from voiceapp.protocol.client_events import ItemCreate
from voiceapp.protocol.objects import Item, function_output
from voiceapp.protocol.wire import CallId, ItemId, known

DECLINED = "Not run: the person interrupted."
FINISHED_MAX = 512
"""Call ids remembered so that no call runs twice."""


@dataclass(slots=True)
class OpenCall:
    """A call that is running."""

    row: str
    name: str
    arguments: str
    began_ns: int
    awaited: bool = True
    """Whether the model is to say something about the result."""
    told: bool = True
    """Whether the session there is knows of the call; one that came later has to be told with the result."""


class ToolCalls:
    """Knows which calls are open."""

    def __init__(self, out: Outbox, transcript: Transcript) -> None:
        self._out = out
        self._transcript = transcript
        self._open: dict[CallId, OpenCall] = {}
        self._seen: dict[CallId, None] = {}
        self._pairs: dict[str, CallPair] = {}
        """Calls that were answered, by their rows."""

    @property
    def open(self) -> int:
        """Return how many calls run."""
        return len(self._open)

    def pair_of(self, row: str) -> CallPair | None:
        """Return the call of a row with its result; None while there is none."""
        return self._pairs.get(row)

    def begin(self, item: Item, now_ns: int) -> bool:
        """Run a completed call, once; say whether it was new."""
        call_id = self._new_call(item)
        if not call_id:
            return False
        name, arguments = known(item.name, ""), known(item.arguments, "")
        row = str(known(item.id, ItemId(call_id)))
        self._transcript.tool(row, f"{name}({arguments})", now_ns)
        self._open[call_id] = OpenCall(row, name, arguments, now_ns)
        self._out.put(RunTool(call_id, name, arguments))
        return True

    def finish(self, call_id: CallId, output: str, now_ns: int, *, ready: bool) -> bool:
        """Send a call's output; say whether it was the last one open, so that an answer is wanted.

        Without a session the next one will be told of both.
        """
        call = self._open.pop(call_id, None)
        if call is None:
            return False
        self._transcript.tool_done(call.row, output, (now_ns - call.began_ns) // NS_PER_MS)
        self._keep(call.row, CallPair(call_id, call.name, call.arguments, output))
        if ready:
            if not call.told:
                self._tell(call_id, call)
            self._answer(call_id, output)
        return call.awaited and not self._open

    def decline(self, item: Item) -> None:
        """Answer a completed call of an interrupted response without running it: no call may stay open."""
        call_id = self._new_call(item)
        if call_id:
            self._answer(call_id, DECLINED)

    def dismiss(self) -> None:
        """Let open calls end quietly: their results are sent, and no answer is asked for."""
        for call in self._open.values():
            call.awaited = False

    def lose_session(self) -> None:
        """The session is gone, and another will come: what runs goes on, and is told to that one."""
        for call in self._open.values():
            call.told = False
        self._seen.clear()

    def reset(self) -> None:
        """The conversation is over; its calls have nobody left to answer."""
        for call in self._open.values():
            self._transcript.fail(call.row, "the conversation ended before the answer could be sent")
        self._open.clear()
        self._seen.clear()

    def recall(self, row: str, pair: CallPair) -> None:
        """Know a call that was answered in a conversation before this one."""
        self._keep(row, pair)

    def forget(self) -> None:
        """Another conversation begins."""
        self._pairs.clear()

    # -- inside ----------------------------------------------------------------------------------

    def _new_call(self, item: Item) -> CallId:
        """Return the id of a completed call that has not been seen before; otherwise the empty one."""
        call_id = known(item.call_id, CallId(""))
        if item.type != "function_call" or not call_id or call_id in self._seen:
            return CallId("")
        if known(item.status, "completed") != "completed":
            return CallId("")
        self._seen[call_id] = None
        while len(self._seen) > FINISHED_MAX:
            self._seen.pop(next(iter(self._seen)))
        return call_id

    def _keep(self, row: str, pair: CallPair) -> None:
        self._pairs[row] = pair
        while len(self._pairs) > FINISHED_MAX:
            self._pairs.pop(next(iter(self._pairs)))

    def _tell(self, call_id: CallId, call: OpenCall) -> None:
        item = Item(
            type="function_call",
            id=self._out.new_item_id(),
            call_id=call_id,
            name=call.name,
            arguments=call.arguments,
        )
        self._out.send(ItemCreate(item=item))

    def _answer(self, call_id: CallId, output: str) -> None:
        self._out.send(ItemCreate(item=function_output(call_id, output, self._out.new_item_id())))
