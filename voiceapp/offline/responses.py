"""The responses of a session: one in the conversation, any number beside it.

A response waits for words while the user's last sound is being recognised, then for the voice, then its
steps run. Which of these it is in is kept here; what it says is decided in `answer.py`, how it is told in
`generation.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from voiceapp.offline.answer import Answering, Question, Timer, decided
from voiceapp.offline.conversation import Conversation, Entry
from voiceapp.offline.effects import Effect, Emit, Synthesise
from voiceapp.offline.generation import Generation
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.refusal import Refused, invalid
from voiceapp.offline.terms import Terms
from voiceapp.protocol.objects import RateLimit
from voiceapp.protocol.server_events import RateLimitsUpdated, ServerEvent
from voiceapp.protocol.wire import ItemId

ASIDES_MAX = 8
"""Out-of-band responses at a time; more are refused."""
REQUESTS_LIMIT = 1000
TOKENS_LIMIT = 1_000_000
"""The allowances reported by `rate_limits.updated`; nothing is refused for them."""


@dataclass(slots=True, eq=False)
class _Running:
    """A response that has been created and is not done."""

    generation: Generation
    waits_for: ItemId | None = None
    """The user's item whose words are awaited."""
    job_id: str = ""
    """The synthesis that is awaited."""
    text: str = ""
    """What is being spoken."""
    prepared: str | None = None
    """What to say without asking the assistant: a timer has rung."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A response of the conversation is done."""

    sound_frames: int


class Responses:
    """Starts, paces and ends responses. Methods return effects; refusals are raised."""

    def __init__(
        self,
        options: ServerOptions,
        assistant: Answering,
        ids: Iterator[str],
        conversation: Conversation,
        conversation_id: str,
    ) -> None:
        self._options = options
        self._assistant = assistant
        self._ids = ids
        self._conversation = conversation
        self._conversation_id = conversation_id
        self._running: list[_Running] = []
        self._read_before = 0
        self._requests = 0
        self._tokens = 0
        self.voice_locked = False
        """Whether the assistant has spoken in this session."""
        self.timers: list[Timer] = []
        """Timers that were set and not fetched yet."""
        self.finished: list[Finished] = []
        """Responses of the conversation that ended and were not fetched yet."""

    @property
    def active(self) -> Generation | None:
        """The running response of the conversation."""
        found = self._active()
        return found.generation if found is not None else None

    def start(
        self,
        terms: Terms,
        now_ns: int,
        wall: datetime,
        *,
        context: tuple[Entry, ...] | None = None,
        listening_to: frozenset[ItemId] = frozenset(),
        prepared: str | None = None,
    ) -> list[Effect]:
        """Create a response; raises Refused while another one of the conversation is active.

        `context` None: the conversation. `listening_to` are the items whose words are not known yet.
        """
        running = self._active()
        if not terms.is_aside and running is not None:
            raise Refused(
                "conversation_already_has_active_response",
                "Conversation already has an active response in progress: "
                f"{running.generation.id}. Wait until the response is finished before creating a new one.",
            )
        if terms.is_aside and len(self._running) >= ASIDES_MAX:
            raise invalid("response.conversation", f"At most {ASIDES_MAX} responses may run at a time.")
        context = self._conversation.entries() if context is None else context
        generation = Generation(
            terms,
            self._options,
            self._ids,
            conversation=None if terms.is_aside else self._conversation,
            conversation_id=None if terms.is_aside else self._conversation_id,
            context=context,
        )
        self._requests += 1
        started = _Running(generation, prepared=prepared)
        self._running.append(started)
        effects: list[Effect] = [*_emitted(generation.begin(self._read_before))]
        awaited = [entry.id for entry in context if entry.id in listening_to]
        faults = self._options.faults
        if faults.fails_first is None or self._requests <= faults.fails_first:
            if faults.fail_responses is not None:
                ended = generation.fail(faults.fail_responses, faults.fail_message)
                return effects + self._after(started, ended)
            if faults.filter_responses:
                return effects + self._after(started, generation.stop_by_filter())
        if awaited:
            started.waits_for = awaited[-1]
            return effects
        return effects + self._answer(started, now_ns, wall)

    def words_arrived(self, item_id: ItemId, now_ns: int, wall: datetime) -> list[Effect]:
        """Go on with the responses that waited for that item's words."""
        effects: list[Effect] = []
        for running in list(self._running):
            if running.waits_for == item_id:
                running.waits_for = None
                effects += self._answer(running, now_ns, wall)
        return effects

    def spoken(self, job_id: str, pcm: bytes, now_ns: int) -> list[Effect]:
        """Go on with the response whose text has been spoken; a late job of a cancelled one is dropped."""
        running = self._of_job(job_id)
        if running is None:
            return []
        running.job_id = ""
        running.generation.speak(running.text, pcm, now_ns)
        return self._after(running, running.generation.due(now_ns))

    def voice_failed(self, job_id: str) -> list[Effect]:
        """End the response whose text could not be spoken."""
        running = self._of_job(job_id)
        if running is None:
            return []
        message = "The server had an error while processing your request: the voice has failed."
        return self._after(running, running.generation.fail("server_error", message))

    def cancel(self, response_id: str | None, reason: str) -> list[Effect]:
        """Cancel one response, by default the conversation's; raises Refused when there is none."""
        for running in self._running:
            generation = running.generation
            if generation.id == response_id or (response_id is None and not generation.terms.is_aside):
                return self._after(running, generation.cancel(reason))
        raise Refused("response_cancel_not_active", "Cancellation failed: no active response found.")

    def due(self, now_ns: int) -> list[Effect]:
        """Perform every step whose time has come, response by response."""
        effects: list[Effect] = []
        for running in list(self._running):
            effects += self._after(running, running.generation.due(now_ns))
        return effects

    @property
    def next_due_ns(self) -> int | None:
        """When `due` has something to do; None: not by itself."""
        times = [running.generation.next_due_ns for running in self._running]
        return min((time for time in times if time is not None), default=None)

    # -- inside ----------------------------------------------------------------------------------

    def _active(self) -> _Running | None:
        return next((one for one in self._running if not one.generation.terms.is_aside), None)

    def _of_job(self, job_id: str) -> _Running | None:
        return next((one for one in self._running if job_id and one.job_id == job_id), None)

    def _answer(self, running: _Running, now_ns: int, wall: datetime) -> list[Effect]:
        generation = running.generation
        terms = generation.terms
        text = running.prepared
        if text is None:
            answer = decided(
                Question(
                    context=generation.context,
                    wall=wall,
                    tools=terms.tools,
                    tool_choice=terms.tool_choice,
                    parallel_calls=terms.parallel_calls,
                    is_aside=terms.is_aside,
                    wants_title=terms.wants_title,
                ),
                self._assistant,
            )
            if answer.calls:
                generation.call(answer.calls, now_ns)
                return self._after(running, generation.due(now_ns))
            if answer.timer is not None:
                self.timers.append(answer.timer)
            text = answer.text
        effects: list[Effect] = [*_emitted(generation.open_message())]
        if terms.spoken:
            running.text = text
            running.job_id = f"voice-{next(self._ids)}"
            return [*effects, Synthesise(running.job_id, text)]
        generation.write(text, now_ns)
        return effects + self._after(running, generation.due(now_ns))

    def _after(self, running: _Running, events: list[ServerEvent]) -> list[Effect]:
        generation = running.generation
        if generation.sound_frames:
            self.voice_locked = True
        effects: list[Effect] = [*_emitted(events)]
        if generation.is_done:
            self._running.remove(running)
            self._tokens += generation.input_tokens
            if not generation.terms.is_aside:
                self._read_before = generation.input_tokens
                self.finished.append(Finished(generation.sound_frames))
            effects.append(Emit(self._limits()))
        return effects

    def _limits(self) -> RateLimitsUpdated:
        return RateLimitsUpdated(
            rate_limits=(
                RateLimit(
                    name="requests",
                    limit=REQUESTS_LIMIT,
                    remaining=max(REQUESTS_LIMIT - self._requests, 0),
                    reset_seconds=60.0,
                ),
                RateLimit(
                    name="tokens",
                    limit=TOKENS_LIMIT,
                    remaining=max(TOKENS_LIMIT - self._tokens, 0),
                    reset_seconds=60.0,
                ),
            )
        )


def _emitted(events: list[ServerEvent]) -> list[Emit]:
    return [Emit(event) for event in events]
