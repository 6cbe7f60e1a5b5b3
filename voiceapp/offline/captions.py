"""The user's sound on its way to words: recognition jobs, and the captions that tell the client.

Every sound of a user is recognised, because the assistant must understand it; a caption is told only where
the session asks for one. Captions are their own stream: they may come late, after the answer, or fail, and
nothing else waits for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voiceapp.offline.conversation import Entry
from voiceapp.offline.effects import Recognise
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.usage import USER_MS_PER_TOKEN, sound_tokens, text_tokens
from voiceapp.pcm import NS_PER_MS, ms_of_frames
from voiceapp.protocol.objects import ErrorInfo, InputTokens, TranscriptionUsage
from voiceapp.protocol.server_events import (
    ServerEvent,
    TranscriptionCompleted,
    TranscriptionDelta,
    TranscriptionFailed,
)
from voiceapp.protocol.session_config import Transcription
from voiceapp.protocol.wire import ItemId, known

DEFAULT_MODEL = "whisper-1"
_WORD = re.compile(r"\s*\S+\s*$|\s*\S+")


@dataclass(frozen=True, slots=True)
class _Job:
    entry: Entry
    model: str | None
    """The caption's model; None: no caption is wanted."""


@dataclass(frozen=True, slots=True)
class _Caption:
    item_id: ItemId
    model: str
    frames: int
    text: str | None
    """None: the recogniser failed."""


class Captions:
    """Recognition jobs and captions of one session. Belongs to one brain."""

    def __init__(self, options: ServerOptions, ids: Iterator[str]) -> None:
        self._options = options
        self._ids = ids
        self._jobs: dict[str, _Job] = {}
        self._planned: list[tuple[int, _Caption]] = []
        self._held: list[_Caption] = []

    @property
    def unheard(self) -> frozenset[ItemId]:
        """The items whose words are not known yet."""
        return frozenset(job.entry.id for job in self._jobs.values())

    def listen(self, entry: Entry, wanted: Transcription | None) -> Recognise:
        """Ask for the words of an item's sound; `wanted` says whether and how they are told."""
        job_id = f"ears-{next(self._ids)}"
        model = known(wanted.model, DEFAULT_MODEL) if wanted is not None else None
        self._jobs[job_id] = _Job(entry, model)
        return Recognise(job_id, b"".join(bytes(pcm) for _, pcm in sorted(entry.sounds.items())))

    def is_job(self, job_id: str) -> bool:
        """Say whether such a recognition is under way."""
        return job_id in self._jobs

    def arrived(
        self, job_id: str, text: str | None, now_ns: int, *, failed: bool, hold: bool
    ) -> ItemId | None:
        """Take what was recognised; returns whose words are known now, None for an unknown job.

        `hold`: an answer is being made, for which the options may let captions wait.
        """
        job = self._jobs.pop(job_id, None)
        if job is None:
            return None
        entry = job.entry
        entry.words = text or None
        for index, part in enumerate(entry.content):
            if part.type == "input_audio" and job.model is not None:
                entry.set_part(index, transcript=text or "")
                break
        if job.model is not None:
            words = None if failed else text or ""
            caption = _Caption(entry.id, job.model, sum(entry.frames.values()), words)
            if hold and self._options.transcription_after_response:
                self._held.append(caption)
            else:
                self._plan(caption, now_ns)
        return entry.id

    def silent(self, entry: Entry, wanted: Transcription | None, now_ns: int) -> None:
        """Plan the empty caption of an item in which nobody spoke."""
        if wanted is not None:
            model = known(wanted.model, DEFAULT_MODEL)
            self._plan(_Caption(entry.id, model, sum(entry.frames.values()), ""), now_ns)

    def response_ended(self, now_ns: int) -> None:
        """Let go of captions that waited for the answer."""
        for caption in self._held:
            self._plan(caption, now_ns)
        self._held.clear()

    @property
    def next_due_ns(self) -> int | None:
        """When the next caption is due."""
        return self._planned[0][0] if self._planned else None

    def due(self, now_ns: int) -> list[ServerEvent]:
        """Tell the captions whose time has come."""
        events: list[ServerEvent] = []
        while self._planned and self._planned[0][0] <= now_ns:
            events += self._told(self._planned.pop(0)[1])
        return events

    def _plan(self, caption: _Caption, now_ns: int) -> None:
        self._planned.append((now_ns + self._options.transcription_delay_ms * NS_PER_MS, caption))

    def _told(self, caption: _Caption) -> list[ServerEvent]:
        text = caption.text
        if text is None or self._options.transcription_fails:
            error = ErrorInfo(
                type="server_error", message=f"Input transcription failed for item '{caption.item_id}'."
            )
            return [TranscriptionFailed(item_id=caption.item_id, content_index=0, error=error)]
        whole = caption.model.startswith("whisper")
        pieces = [text] if whole and text else _WORD.findall(text)
        events: list[ServerEvent] = [
            TranscriptionDelta(item_id=caption.item_id, content_index=0, delta=piece) for piece in pieces
        ]
        usage = TranscriptionUsage(type="duration", seconds=ms_of_frames(caption.frames) / 1000)
        if not whole:
            sound = sound_tokens(caption.frames, USER_MS_PER_TOKEN)
            words = text_tokens(text)
            usage = TranscriptionUsage(
                type="tokens",
                total_tokens=sound + words,
                input_tokens=sound,
                output_tokens=words,
                input_token_details=InputTokens(text_tokens=0, audio_tokens=sound),
            )
        events.append(
            TranscriptionCompleted(item_id=caption.item_id, content_index=0, transcript=text, usage=usage)
        )
        return events
