"""Answering again: a second answer to the same words, and the person's choice between the two.

What the person said stays. The first answer is taken back (deleted from the service's conversation, as far
as any of it is there), and another is asked for. When that is over, heard to its end or cut, the person may
keep either; until then, and if they never choose, the second counts. Whoever keeps the first takes the second
back: the service is given the first again, with the words that were heard of it, where it stood. If no word
was heard of the second, it has come to nothing and the first counts as before.

Only an explicit choice is a `Choice`; an interruption never is.

The last answer can be given again if it is one response to words of the person, both of this session, so that
the service knows them by their names, and no function was called on the way: a call may have done something,
and its result would be told twice. A lost session ends a choice; the next one is told the answer that counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voiceapp.abilities import Ability
from voiceapp.dialogue.amendments import Amendments
from voiceapp.dialogue.answers import Answers
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.response_slot import REQUEST_KEY, ResponseSlot
from voiceapp.dialogue.server_abilities import ServerAbilities
from voiceapp.dialogue.snapshot import RowKind, RowState
from voiceapp.dialogue.states import Speaker
from voiceapp.dialogue.transcript import Entry, Transcript
from voiceapp.dialogue.two_answers import Again, Choice, NotAgain
from voiceapp.protocol.client_events import ItemCreate
from voiceapp.protocol.objects import Response, assistant_text
from voiceapp.protocol.wire import ItemId, ResponseId, UnsetType

CHOICES_MAX = 500
RESPONSES_MAX = 64
"""Responses and words of this session that are remembered by their names; only the last ones matter."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two answers to the same words, by the keys of their rows."""

    asked: str
    first: tuple[str, ...]
    take: int
    """The number of the second among all answers to these words."""
    response: ResponseId | None = None
    """Of the second answer; None before it has begun."""
    refused: bool = False
    """The service has refused to answer again."""
    second: tuple[str, ...] = ()
    """Once it is over and the person may choose."""


class SecondAnswer:
    """Owns the pair that is under way or open to choice, and the choices made."""

    def __init__(
        self,
        out: Outbox,
        transcript: Transcript,
        slot: ResponseSlot,
        answers: Answers,
        amendments: Amendments,
        abilities: ServerAbilities,
    ) -> None:
        self._out = out
        self._transcript = transcript
        self._slot = slot
        self._answers = answers
        self._amendments = amendments
        self._abilities = abilities
        self._pair: _Pair | None = None
        self._responses: dict[str, None] = {}
        """Those that began in this session."""
        self._words: dict[str, None] = {}
        """The person's items of this session."""
        self._put_back: dict[str, ItemId] = {}
        """What the service calls an answer that was given back to it, by the key of its row."""
        self._offer = Again()
        self.choices: tuple[Choice, ...] = ()

    # -- may it be asked for? --------------------------------------------------------------------

    def offer(self, *, ready: bool, speaking: bool, calling: bool) -> Again:
        """Say whether the last answer can be given again; the same object as long as nothing changed.

        `ready`: there is a session that may be asked; `speaking`: the person is; `calling`: a function runs.
        """
        turn = self._transcript.last_turn()
        answer = [entry for entry in turn[1:] if entry.kind is RowKind.ASSISTANT and not entry.set_aside]
        is_asked = self._pair is not None and not self._pair.second
        offer = Again(why_not=NotAgain.BUSY) if is_asked else Again()
        if answer:
            why_not = self._why_never(turn, answer)
            if why_not is None and not ready:
                why_not = NotAgain.OFFLINE
            elif why_not is None and speaking:
                why_not = NotAgain.SPEAKING
            elif why_not is None and (calling or self._is_busy(answer)):
                why_not = NotAgain.BUSY
            offer = Again(answer[-1].key, why_not)
        if offer != self._offer:
            self._offer = offer
        return self._offer

    def _why_never(self, turn: list[Entry], answer: list[Entry]) -> NotAgain | None:
        if any(entry.kind is RowKind.TOOL for entry in turn):
            return NotAgain.TOOL
        is_known = turn[0].key in self._words
        for entry in answer:
            is_known = is_known and (entry.response_id in self._responses or entry.key in self._put_back)
        if not is_known:
            return NotAgain.RENEWED
        if len({entry.response_id for entry in answer}) > 1:
            return NotAgain.UNPROMPTED
        return NotAgain.UNABLE if self._abilities.lacks(Ability.DELETE) else None

    def _is_busy(self, answer: list[Entry]) -> bool:
        return (
            self._slot.busy
            or self._slot.owes_answer
            or self._answers.speaker is not Speaker.SILENT
            or bool(self._answers.unsettled())
            or any(self._amendments.is_open(self._name_of(entry.key)) for entry in answer)
        )

    # -- what the person wants -------------------------------------------------------------------

    def begin(self) -> None:
        """Take the last answer back; the next that begins is the second. It has been offered."""
        self._close()
        asked, *behind = self._transcript.last_turn()
        answers = [entry for entry in behind if entry.kind is RowKind.ASSISTANT]
        counts = [entry for entry in answers if not entry.set_aside]
        for entry in counts:
            self._take_back(entry.key)
            self._transcript.stand(entry.key, set_aside=True, take=entry.take or 1)
        take = max(entry.take for entry in answers) + 1
        self._pair = _Pair(asked.key, tuple(entry.key for entry in counts), take)

    def keep(self, key: str) -> None:
        """Keep the answer with this row, for good; nothing happens where there is no choice about it."""
        pair = self._pair
        if pair is None or not pair.second or key not in (*pair.first, *pair.second):
            return
        self._close()
        kept, other = (pair.first, pair.second) if key in pair.first else (pair.second, pair.first)
        if kept is pair.first:
            self._give_back(pair)
            for row in pair.second:
                self._take_back(row)
                self._transcript.stand(row, set_aside=True)
        asked = self._transcript.find(pair.asked)
        preferred, refused = self._heard(kept), self._heard(other)
        if asked is not None and asked.text and preferred != refused:
            number = self.choices[-1].number + 1 if self.choices else 1
            self.choices = (*self.choices, Choice(number, pair.asked, preferred, refused))[-CHOICES_MAX:]

    # -- what happened ---------------------------------------------------------------------------

    def turn_began(self, item_id: ItemId) -> None:
        """The service has words of the person under this name."""
        _remember(self._words, item_id)

    def began(self, response: Response) -> None:
        """A response of the conversation has begun."""
        _remember(self._responses, response.id)
        pair = self._pair
        if pair is None or pair.response is not None or pair.refused:
            return
        overtaken = next(reversed(self._words), "") != pair.asked
        if overtaken and REQUEST_KEY not in (response.metadata or {}):
            return  # the service's own, to words that were said in the same moment
        self._pair = replace(pair, response=response.id)

    def refused(self) -> None:
        """The service has refused to answer, for whatever reason."""
        if self._pair is not None and self._pair.response is None:
            self._pair = replace(self._pair, refused=True)

    def advance(self, *, session: bool = True) -> None:
        """See whether the second answer is over; asked after every step, so it is cheap.

        Without a `session` nothing is said to a service: the next one is told what counts.
        """
        pair = self._pair
        if pair is None or pair.second or (session and self._is_under_way(pair)):
            return
        second = [
            entry
            for entry in self._transcript.entries()
            if pair.response is not None and entry.response_id == pair.response
        ]
        if session and any(entry.state is RowState.LIVE for entry in second):
            return
        keys = tuple(entry.key for entry in second)
        for key in keys:
            self._transcript.stand(key, take=pair.take)
        if any(entry.heard or (entry.heard_ms and not entry.text) for entry in second):
            self._pair = None
            if session and self._heard(pair.first) and self._heard(keys):
                self._pair = replace(pair, second=keys)
                for key in (pair.first[-1], keys[-1]):
                    self._transcript.stand(key, can_keep=True)
            return
        self._pair = None
        if session:
            self._give_back(pair)
        for key in pair.first:
            self._transcript.stand(key, set_aside=False)
        for key in keys:
            if session:
                self._take_back(key)
            self._transcript.stand(key, set_aside=True)

    def lose_session(self) -> None:
        """The session is gone: what is under way has to be settled, and names mean nothing any more."""
        self.advance(session=False)
        self._close()
        self._responses.clear()
        self._words.clear()
        self._put_back.clear()

    def forget(self) -> None:
        """Another conversation begins."""
        self._pair = None
        self.choices = ()

    # -- inside ----------------------------------------------------------------------------------

    def _is_under_way(self, pair: _Pair) -> bool:
        if pair.refused:
            return False
        if pair.response is None:
            return self._slot.busy or self._slot.wanted
        return self._slot.active == pair.response

    def _heard(self, keys: tuple[str, ...]) -> str:
        entries = (self._transcript.find(key) for key in keys)
        return " ".join(words for entry in entries if entry is not None and (words := entry.heard))

    def _close(self) -> None:
        """End a choice that is open; what counts stays."""
        pair, self._pair = self._pair, None
        if pair is not None and pair.second:
            for key in (pair.first[-1], pair.second[-1]):
                self._transcript.stand(key, can_keep=False)

    def _name_of(self, key: str) -> ItemId:
        """Return what the service calls an answer."""
        return self._put_back.get(key, ItemId(key))

    def _take_back(self, key: str) -> None:
        self._amendments.delete(self._name_of(key))
        self._put_back.pop(key, None)

    def _give_back(self, pair: _Pair) -> None:
        """Give the service the first answer again, where it stood; what was not heard of it is not given."""
        previous: ItemId | UnsetType = ItemId(pair.asked)
        for key in pair.first:
            self._transcript.stand(key, set_aside=False)
            entry = self._transcript.find(key)
            if entry is not None and entry.heard:
                item_id = self._put_back[key] = self._out.new_item_id()
                item = assistant_text(entry.heard, item_id)
                self._out.send(ItemCreate(item=item, previous_item_id=previous))
                previous = item_id


def _remember(names: dict[str, None], name: str) -> None:
    names.pop(name, None)
    names[name] = None
    while len(names) > RESPONSES_MAX:
        names.pop(next(iter(names)))
