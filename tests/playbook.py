"""Conversations as scripts: `>>` is what happens, `<<` what has to be asked for because of it.

    assert (
        Playbook(dialogue)
        >> from_server(SpeechStarted(audio_start_ms=0, item_id="item_2"), at_ms=70)
        << PAUSE
    )

Playing happens when the script's truth is asked for; the first step whose commands differ fails with a diff.
A script nobody asked fails too, when it is thrown away. Log lines are ignored (unless `notes=True`), and so are
the event ids and order numbers an expectation leaves open.

Blocks of the loudspeaker need not be numbered by hand: the playbook counts what each dialogue's device has taken.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.commands import (
    Command,
    CutPlayout,
    FinishPlayout,
    Note,
    PausePlayout,
    PlayPcm,
    ResumePlayout,
    SendEvent,
)
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.response_slot import REQUEST_KEY
from voiceapp.dialogue.snapshot import Row
from voiceapp.dialogue.wanted_session import wanted_session
from voiceapp.pcm import NS_PER_MS, frames_of_ms
from voiceapp.protocol import server_events as s
from voiceapp.protocol.client_events import ClientEvent, InputAudioAppend, ResponseCreate, ResponseParams
from voiceapp.protocol.dialect import dialect_named
from voiceapp.protocol.objects import ErrorInfo, Item, Response
from voiceapp.protocol.session_config import Session, turn_detection_of
from voiceapp.protocol.wire import UNSET, CallId, ItemId, ResponseId

CUT = CutPlayout(order=0)
PAUSE = PausePlayout(order=0)
RESUME = ResumePlayout(order=0)
"""Order 0 stands for any; real ones begin at 1."""
CREATE = SendEvent(ResponseCreate(response=ResponseParams(metadata={REQUEST_KEY: "answer"})))


# -- what happens ------------------------------------------------------------------------------------


def pcm(ms: int) -> bytes:
    """Return `ms` milliseconds of sound that is not silence."""
    return b"\x01\x02" * frames_of_ms(ms)


def from_server(event: s.ServerEvent, *, at_ms: int = 0) -> i.FromServer:
    """Let the server say something."""
    return i.FromServer(at_ms * NS_PER_MS, event)


def mic(*, ms: int = 20, rms: int = 0, at_ms: int = 0) -> i.MicBlock:
    """Return a block of microphone that ends at `at_ms`."""
    return i.MicBlock(at_ms * NS_PER_MS, 0, (at_ms - ms) * NS_PER_MS, pcm(ms), rms)


def deadline(*, at_ms: int) -> i.DeadlinePassed:
    """Let time pass up to `at_ms`."""
    return i.DeadlinePassed(at_ms * NS_PER_MS)


@dataclass(frozen=True)
class BlockToCome:
    """A block of the loudspeaker whose frames the playbook numbers when it is played."""

    item: str | None
    frames: int
    at_ms: int
    dac_at_ms: int
    order: int
    content_index: int
    silent_frames: int
    underrun_frames: int


def speaker_block(
    *,
    item: str | None = None,
    frames: int = 240,
    at_ms: int = 0,
    dac_at_ms: int | None = None,
    order: int = 0,
    content_index: int = 0,
    silent_frames: int = 0,
    underrun_frames: int = 0,
) -> BlockToCome:
    """Let the device take `frames` of an item, then silence; without an item the whole block is silence.

    `dac_at_ms` is when the block's first frame reaches the ear; without it, 30 ms after it was taken.
    """
    dac_at_ms = at_ms + 30 if dac_at_ms is None else dac_at_ms
    return BlockToCome(
        item, frames, at_ms, dac_at_ms, order, content_index, silent_frames + underrun_frames, underrun_frames
    )


def answer_begins(
    response: str = "resp_1", *items: str, at_ms: int = 0, ours: bool = False
) -> tuple[i.FromServer, ...]:
    """Let a response begin, and messages in it (`item_1` if none is named)."""
    begun = Response(id=ResponseId(response), metadata={REQUEST_KEY: "answer"} if ours else None)
    return (
        from_server(s.ResponseCreated(response=begun), at_ms=at_ms),
        *(
            from_server(s.OutputItemAdded(response_id=ResponseId(response), item=message(name)), at_ms=at_ms)
            for name in items or ("item_1",)
        ),
    )


def sound(
    item: str = "item_1", *, response: str = "resp_1", ms: int, at_ms: int = 0, part: int = 0
) -> i.FromServer:
    """Let sound of an answer arrive."""
    event = s.OutputAudioDelta(
        response_id=ResponseId(response), item_id=ItemId(item), content_index=part, delta=pcm(ms)
    )
    return from_server(event, at_ms=at_ms)


def words(text: str, item: str = "item_1", *, response: str = "resp_1", at_ms: int = 0) -> i.FromServer:
    """Let words of what the sound says arrive."""
    event = s.OutputTranscriptDelta(response_id=ResponseId(response), item_id=ItemId(item), delta=text)
    return from_server(event, at_ms=at_ms)


def item_ends(
    item: str = "item_1", *, response: str = "resp_1", status: str = "completed", at_ms: int = 0
) -> i.FromServer:
    """Let a message be finished."""
    event = s.OutputItemDone(response_id=ResponseId(response), item=message(item, status=status))
    return from_server(event, at_ms=at_ms)


def answer_ends(
    response: str = "resp_1",
    *,
    status: str = "completed",
    output: Sequence[Item] = (),
    at_ms: int = 0,
    **fields: Any,
) -> i.FromServer:
    """Let a response be over."""
    over = Response(id=ResponseId(response), status=status, output=tuple(output), **fields)
    return from_server(s.ResponseDone(response=over), at_ms=at_ms)


def speech_starts(item: str = "user_1", *, at_ms: int = 0) -> i.FromServer:
    """Let the server hear speech."""
    return from_server(s.SpeechStarted(audio_start_ms=0, item_id=ItemId(item)), at_ms=at_ms)


def speech_stops(item: str = "user_1", *, at_ms: int = 0) -> i.FromServer:
    """Let the server hear the speech end."""
    return from_server(s.SpeechStopped(audio_end_ms=0, item_id=ItemId(item)), at_ms=at_ms)


def committed(item: str = "user_1", *, after: str | None = None, at_ms: int = 0) -> i.FromServer:
    """Let the server make an item of what it heard."""
    previous = ItemId(after) if after is not None else None
    return from_server(s.InputAudioCommitted(item_id=ItemId(item), previous_item_id=previous), at_ms=at_ms)


def error(code: str | None, message: str = "", *, at_ms: int = 0, **fields: Any) -> i.FromServer:
    """Let the server report an error."""
    return from_server(s.ErrorEvent(error=ErrorInfo(code=code, message=message, **fields)), at_ms=at_ms)


def message(item: str, *, status: str = "in_progress") -> Item:
    """Return a message of the assistant."""
    return Item(type="message", id=ItemId(item), role="assistant", status=status)


def call(call_id: str, *, item: str = "", status: str = "completed", arguments: str = "{}") -> Item:
    """Return a call of the function `search`."""
    return Item(
        type="function_call",
        id=ItemId(item or f"item_{call_id}"),
        call_id=CallId(call_id),
        name="search",
        arguments=arguments,
        status=status,
    )


# -- what is asked for -------------------------------------------------------------------------------


def send(event: ClientEvent) -> SendEvent:
    """Expect an event on the wire."""
    return SendEvent(event)


def append(ms: int) -> SendEvent:
    """Expect `ms` milliseconds of microphone on the wire."""
    return SendEvent(InputAudioAppend(audio=pcm(ms)))


def play(item: str = "item_1", *, ms: int, first_frame: int = 0, part: int = 0) -> PlayPcm:
    """Expect sound to be queued."""
    return PlayPcm(ItemId(item), part, first_frame, pcm(ms))


def finish(item: str = "item_1", *, part: int = 0) -> FinishPlayout:
    """Expect the end of an item's sound to be told to the queue."""
    return FinishPlayout(ItemId(item), part)


# -- the dialogue ------------------------------------------------------------------------------------


def connected(
    dialect: str = "ga",
    options: DialogueOptions | None = None,
    *,
    speaker: bool = True,
    captions: bool = True,
    **detection: Any,
) -> Dialogue:
    """Return a dialogue with a session, a microphone and a loudspeaker, at time 0.

    The session in force is what was wished for, as far as the dialect can say it; `detection` overrides
    fields of its turn detection.
    """
    options = options or DialogueOptions()
    dialogue = Dialogue(options)
    dialogue.handle(i.MicrophoneOpened(0, "Rig microphone"))
    if speaker:
        dialogue.handle(i.SpeakerOpened(0, "Rig loudspeaker"))
    dialogue.handle(i.Started(0))
    dialogue.handle(i.LinkOpened(0, dialect))
    dialogue.handle(from_server(s.SessionCreated(session=Session(model="gpt-realtime"))))
    dialogue.handle(
        from_server(s.SessionUpdated(session=session_in_force(options, dialect, captions, **detection)))
    )
    dialogue.snapshot()
    return dialogue


def session_in_force(
    options: DialogueOptions, dialect: str = "ga", captions: bool = True, **detection: Any
) -> Session:
    """Return what the server says is in force after it was asked for everything `options` wish."""
    wanted = wanted_session(options, hands_free=options.hands_free)
    assert wanted.audio
    assert wanted.audio.input
    listening = wanted.audio.input
    found = turn_detection_of(wanted)
    if found is not None:
        lacks = dialect_named(dialect).turn_detection_lacks
        missing = {name: UNSET for name in lacks if name in {"create_response", "interrupt_response"}}
        listening = msgspec.structs.replace(
            listening, turn_detection=msgspec.structs.replace(found, **{**missing, **detection})
        )
    if not captions:
        listening = msgspec.structs.replace(listening, transcription=None)
    audio = msgspec.structs.replace(wanted.audio, input=listening)
    return msgspec.structs.replace(wanted, audio=audio, model="gpt-realtime")


def row(dialogue: Dialogue, key: str) -> Row:
    """Return one row of the transcript."""
    return next(row for row in dialogue.snapshot().rows if row.key == key)


def keys(dialogue: Dialogue) -> list[str]:
    """Return the transcript's rows by name, in order."""
    return [row.key for row in dialogue.snapshot().rows]


# -- the script --------------------------------------------------------------------------------------

Happening = i.Input | BlockToCome


@dataclass
class _Device:
    """What the loudspeaker of one dialogue has taken so far."""

    next_frame: int = 0
    item_frames: dict[tuple[str, int], int] = field(default_factory=dict)

    def block(self, recipe: BlockToCome) -> i.SpeakerBlock:
        first_frame = self.next_frame
        sounding = recipe.frames if recipe.item is not None else 0
        frames = recipe.frames + recipe.silent_frames
        self.next_frame += frames
        spans: tuple[i.Span, ...] = ()
        if recipe.item is not None and sounding:
            key = (recipe.item, recipe.content_index)
            item_frame = self.item_frames.get(key, 0)
            self.item_frames[key] = item_frame + sounding
            spans = (i.Span(ItemId(recipe.item), recipe.content_index, item_frame, sounding, first_frame),)
        return i.SpeakerBlock(
            recipe.at_ms * NS_PER_MS,
            first_frame,
            frames,
            recipe.dac_at_ms * NS_PER_MS,
            spans,
            recipe.order,
            recipe.underrun_frames,
        )


_DEVICES: WeakKeyDictionary[Dialogue, _Device] = WeakKeyDictionary()


class Playbook:
    """A script of inputs and the commands each must cause, in order."""

    def __init__(self, dialogue: Dialogue, *, notes: bool = False) -> None:
        self._dialogue = dialogue
        self._notes = notes
        self._steps: list[tuple[Happening, list[Command]]] = []
        self._played = False

    def __rshift__(self, happening: Happening | Iterable[Happening]) -> Playbook:
        """Add what happens next; of several things only the last may cause commands."""
        several = [happening] if isinstance(happening, (i.Input, BlockToCome)) else list(happening)
        self._steps.extend((one, []) for one in several)
        return self

    def __lshift__(self, command: Command) -> Playbook:
        """Add a command the last input has to cause."""
        assert isinstance(command, Command), f"not a command: {command!r}"
        self._steps[-1][1].append(command)
        return self

    def __bool__(self) -> bool:
        """Play the script; AssertionError with a diff at the first step that differs."""
        self._played = True
        for number, (happening, expected) in enumerate(self._steps, start=1):
            if isinstance(happening, BlockToCome):
                happened: i.Input = _DEVICES.setdefault(self._dialogue, _Device()).block(happening)
            else:
                happened = happening
                if isinstance(happened, i.SpeakerOpened):
                    _DEVICES.setdefault(self._dialogue, _Device()).next_frame = 0
            got = self._dialogue.handle(happened)
            if not self._notes:
                got = [command for command in got if not isinstance(command, Note)]
            self._compare(number, happened, expected, got)
        return True

    def __del__(self) -> None:
        """Fail a script that was written but never played."""
        if not getattr(self, "_played", True):
            raise AssertionError("a playbook was never played: write `assert (Playbook(…) >> …)`")

    def _compare(self, number: int, happened: i.Input, expected: list[Command], got: list[Command]) -> None:
        as_asked = list(got)
        for place, (wish, command) in enumerate(zip(expected, got, strict=False)):
            as_asked[place] = _opened(command, wish)
        if as_asked == expected:
            return
        diff = difflib.ndiff([shown(one) for one in expected], [shown(one) for one in as_asked])
        raise AssertionError(
            f"step {number} at {happened.at_ns / NS_PER_MS:g} ms, {shown(happened)}\n"
            "(- expected, + got)\n" + "\n".join(line for line in diff if not line.startswith("?"))
        )


def _opened(command: Command, wish: Command) -> Command:
    """Return `command` without the ids and numbers `wish` leaves open."""
    if isinstance(command, SendEvent) and isinstance(wish, SendEvent) and wish.event.event_id is UNSET:
        return replace(command, event=msgspec.structs.replace(command.event, event_id=UNSET))
    if isinstance(command, (CutPlayout, PausePlayout, ResumePlayout)) and getattr(wish, "order", None) == 0:
        return type(command)(order=0)
    return command


def shown(thing: object) -> str:
    """Return a short line about an input or a command: sound as its length, nothing that is not set."""
    if isinstance(thing, bytes):
        return f"<{len(thing) // 48} ms>"
    if isinstance(thing, (list, tuple)):
        return "(" + ", ".join(shown(one) for one in thing) + ")"
    if isinstance(thing, msgspec.Struct):
        names: tuple[str, ...] = thing.__struct_fields__
    elif isinstance(thing, (i.Input, Command, i.Span)):
        fields = thing.__dataclass_fields__.items()
        usual = {name for name, field in fields if getattr(thing, name) is field.default}
        names = tuple(name for name, _ in fields if name != "at_ns" and name not in usual)
    else:
        return repr(thing)
    parts = [
        f"{name}={shown(getattr(thing, name))}"
        for name in names
        if getattr(thing, name) not in (UNSET, None, {}, ())
    ]
    return f"{type(thing).__name__}({', '.join(parts)})"
