"""What a conversation has used: tokens by kind, per turn and in all, what nobody heard of it, what it costs.

*Cached* tokens are a part of the input. Where a service tells how many there were but not of which kind, they
are taken for text first, then sound, then images: text saves least, so the cost is never shown too low.

*Unheard* is sound that was generated and did not reach the ear: received and cut off, thrown away because it
came late, or shown where there is no loudspeaker. A response's unheard tokens are its output audio tokens
times the share of its frames that was not handed to a device, rounded down; a response of which no sound came
at all has heard none of them. It is counted once the response is over and its answers are settled.

A response belongs to the turn that was the newest when it began, whatever the person has said since; the word
on a tool's result belongs to the turn that called it. Transcriptions are another model's and have no price
here, so they are counted apart.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Container
from dataclasses import dataclass, field

from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.playback import PlaybackLedger
from voiceapp.dialogue.snapshot import Account, TurnAccount
from voiceapp.model_name import of_model
from voiceapp.pcm import ms_of_frames
from voiceapp.protocol.objects import CachedTokens, InputTokens, OutputTokens, TranscriptionUsage, Usage
from voiceapp.protocol.wire import ItemId, ResponseId, UnsetType, known
from voiceapp.tokens import MILLION, Price, Tokens, cost_usd, is_whole

TURNS_MAX = 50
RESPONSES_MAX = 256
"""Responses followed until they are over and heard; far more than can be under way."""

SPEECH_S_MAX = 86_400.0
"""No speech is longer than a day, whatever a server says."""


@dataclass(slots=True, eq=False)
class _Sums:
    """What a turn, or the whole conversation, has used."""

    item_id: str = ""
    tokens: Tokens = field(default_factory=Tokens)
    responses: int = 0
    unheard_frames: int = 0
    unheard_tokens: int = 0
    unheard_usd: float = 0.0
    usd: float = 0.0
    priced: bool = False
    """Something had a price."""
    whole: bool = True
    """Everything had one."""

    @property
    def cost_usd(self) -> float | None:
        """Return the cost; None while nothing had a price."""
        return self.usd if self.priced else None


@dataclass(slots=True)
class _Response:
    """A response that is not over, or whose sound still plays."""

    turn: _Sums
    price: Price | None = None
    audio_tokens: int = 0
    over: bool = False


class TokenAccount:
    """Books what responses and transcriptions report."""

    def __init__(self, options: DialogueOptions) -> None:
        self.options = options
        self._open: OrderedDict[ResponseId, _Response] = OrderedDict()
        self.reset()

    def reset(self) -> None:
        """Begin anew, with a new conversation."""
        self._open.clear()
        self._all = _Sums()
        self._turn = _Sums()
        self._turns: deque[_Sums] = deque(maxlen=TURNS_MAX)
        self._transcription = Tokens()
        self._transcription_ms = 0
        self._context_tokens: int | None = None
        self._context_window: int | None = None
        self._picture: Account | None = None

    @property
    def follows(self) -> bool:
        """Say whether there are responses that `settle` may settle."""
        return bool(self._open)

    @property
    def cost_usd(self) -> float | None:
        """Return what the responses so far cost; None where the model has no price."""
        return self._all.cost_usd

    # -- what happened ---------------------------------------------------------------------------

    def turn_began(self, item_id: ItemId) -> None:
        """The person's turn is part of the conversation: what follows is booked to it."""
        self._turn = _Sums(str(item_id))

    def response_began(self, response_id: ResponseId) -> None:
        """A response is under way."""
        self._follow(response_id)

    def response_over(self, response_id: ResponseId, usage: Usage | None, model: str) -> None:
        """Book what a response used; `usage` is None where the service did not tell."""
        response = self._open.get(response_id) or self._follow(response_id)
        response.over = True
        response.price = of_model(self.options.prices, model)
        self._picture = None
        turn = response.turn
        if turn not in self._turns:
            self._turns.append(turn)
        if usage is None:
            return
        tokens = tokens_of(usage)
        response.audio_tokens = tokens.audio_out
        context_tokens = _count(usage.input_tokens)
        if context_tokens:
            self._context_tokens = context_tokens
            self._context_window = of_model(self.options.context_windows, model)
        for sums in (turn, self._all):
            sums.tokens += tokens
            sums.responses += 1
            sums.whole = sums.whole and response.price is not None and is_whole(tokens)
            if response.price is not None:
                sums.priced = True
                sums.usd += cost_usd(tokens, response.price)

    def transcribed(self, usage: TranscriptionUsage | None) -> None:
        """Book what a transcription used, in tokens or as a duration."""
        if usage is None:
            return
        self._transcription += _tokens_of_transcription(usage)
        self._transcription_ms += round(1_000 * min(max(0.0, known(usage.seconds, 0.0)), SPEECH_S_MAX))
        self._picture = None

    def session_lost(self) -> None:
        """No response under way will be reported any more."""
        for response in self._open.values():
            response.over = True

    def settle(self, unsettled: Container[ResponseId], ledger: PlaybackLedger) -> None:
        """Count what nobody heard of responses that are over, except those in `unsettled`."""
        for response_id, response in list(self._open.items()):
            if not response.over or response_id in unsettled:
                continue
            del self._open[response_id]
            tracks = ledger.tracks_of(response_id)
            generated = sum(track.generated for track in tracks)
            unheard = generated - sum(track.handed for track in tracks)
            tokens = response.audio_tokens * unheard // generated if generated else response.audio_tokens
            if not unheard and not tokens:
                continue
            self._picture = None
            for sums in (response.turn, self._all):
                sums.unheard_frames += unheard
                sums.unheard_tokens += tokens
                if response.price is not None:
                    sums.unheard_usd += tokens * response.price.audio_out / MILLION

    # -- what is the case ------------------------------------------------------------------------

    def picture(self) -> Account:
        """Return the account so far; the same object as long as nothing was booked."""
        if self._picture is None:
            sums = self._all
            self._picture = Account(
                tokens=sums.tokens,
                responses=sums.responses,
                transcription=self._transcription,
                transcription_ms=self._transcription_ms,
                unheard_ms=ms_of_frames(sums.unheard_frames),
                unheard_tokens=sums.unheard_tokens,
                unheard_usd=sums.unheard_usd if sums.priced else None,
                cost_usd=sums.cost_usd,
                cost_is_whole=sums.whole,
                cost_cap_usd=self.options.cost_cap_usd,
                context_tokens=self._context_tokens,
                context_window=self._context_window,
                turns=tuple(_turn_account(turn) for turn in self._turns),
            )
        return self._picture

    # -- inside ----------------------------------------------------------------------------------

    def _follow(self, response_id: ResponseId) -> _Response:
        response = self._open[response_id] = _Response(self._turn)
        while len(self._open) > RESPONSES_MAX:
            self._open.popitem(last=False)
        return response


def tokens_of(usage: Usage) -> Tokens:
    """Return the tokens of a response by kind; what the service leaves unsorted stays so."""
    told = _input_of(usage.input_token_details or InputTokens())
    out = usage.output_token_details or OutputTokens()
    told += Tokens(text_out=_count(out.text_tokens), audio_out=_count(out.audio_tokens))
    sides = _count(usage.input_tokens) + _count(usage.output_tokens)
    return _with_rest(told, usage.input_token_details or None, max(_count(usage.total_tokens), sides))


def _tokens_of_transcription(usage: TranscriptionUsage) -> Tokens:
    told = _input_of(usage.input_token_details or InputTokens())
    told += Tokens(text_out=_count(usage.output_tokens))
    total = max(_count(usage.total_tokens), _count(usage.input_tokens) + _count(usage.output_tokens))
    return _with_rest(told, usage.input_token_details or None, total)


def _input_of(details: InputTokens) -> Tokens:
    """Return the input by kind, with the cached tokens whose kinds are told."""
    cached = details.cached_tokens_details or CachedTokens()
    return Tokens(
        text_in=_count(details.text_tokens),
        audio_in=_count(details.audio_tokens),
        image_in=_count(details.image_tokens),
        text_cached=_count(cached.text_tokens),
        audio_cached=_count(cached.audio_tokens),
        image_cached=_count(cached.image_tokens),
    )


def _with_rest(told: Tokens, details: InputTokens | None, total: int) -> Tokens:
    """Add what is in the totals and has no kind: tokens, and cached ones among the input."""
    cached = _count(details.cached_tokens) if details else 0
    rest = max(0, cached - told.cached)
    text = min(rest, max(0, told.text_in - told.text_cached))
    audio = min(rest - text, max(0, told.audio_in - told.audio_cached))
    image = min(rest - text - audio, max(0, told.image_in - told.image_cached))
    unsorted = max(0, total - told.total)
    return told + Tokens(
        text_cached=text,
        audio_cached=audio,
        image_cached=image,
        unsorted=unsorted,
        unsorted_cached=min(rest - text - audio - image, unsorted),
    )


def _count(told: int | UnsetType | None) -> int:
    """Return a count as the service tells it; absent, null and negative ones are nothing."""
    return max(0, known(told, 0))


def _turn_account(sums: _Sums) -> TurnAccount:
    return TurnAccount(
        item_id=sums.item_id,
        tokens=sums.tokens,
        responses=sums.responses,
        unheard_ms=ms_of_frames(sums.unheard_frames),
        cost_usd=sums.cost_usd,
    )
