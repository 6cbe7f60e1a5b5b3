"""The conversation: its items in order, their sound, and what the assistant may remember of them.

The memory is honest. An assistant's item that was truncated keeps only the words that were heard, on the
wire its transcript is gone altogether; a deleted item was never said.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from voiceapp.offline.changed import changed
from voiceapp.offline.refusal import Refused, invalid
from voiceapp.offline.sound_format import wire_of
from voiceapp.pcm import FRAME_BYTES, frames_of_bytes, frames_of_ms, ms_of_frames
from voiceapp.protocol.objects import ContentPart, Item
from voiceapp.protocol.session_config import AudioFormat
from voiceapp.protocol.wire import ItemId, UnsetType, known

SOUND_BYTES_MAX = 64 * 1024 * 1024
"""Sound kept for `retrieve`, 23 minutes of it; the oldest is forgotten first, its length is not."""
ITEMS_MAX = 4000
"""Beyond this the oldest items are forgotten, as by a full context; an hour of talk has a few hundred."""
ROOT = "root"


def heard_words(text: str, heard: int, whole: int) -> str:
    """Return the whole words of `text` said when `heard` of `whole` frames had passed.

    An estimate: letters are taken to pass evenly.
    """
    if heard >= whole:
        return text
    limit = len(text) * max(heard, 0) // whole
    if limit < len(text) and not text[limit].isspace():
        limit = max(text.rfind(" ", 0, limit), 0)
    return text[:limit].rstrip()


@dataclass(slots=True, eq=False)
class Entry:
    """One item with what the wire does not carry."""

    item: Item
    sounds: dict[int, bytearray] = field(default_factory=dict)
    """Sound by content index, 24 000 Hz; may have been forgotten."""
    frames: dict[int, int] = field(default_factory=dict)
    """How long that sound is, even when it has been forgotten."""
    words: str | None = None
    """A user's sound: what was recognised; None: nothing, or nothing yet."""
    is_silence: bool = False
    """A user's item made by the idle timeout: nobody spoke."""
    said: str = ""
    """An assistant's sound: the words it holds, all of them or those before the cut."""
    planned: str = ""
    """An assistant's sound: all the words it was to hold."""
    planned_frames: int = 0
    """How long all of `planned` takes."""
    is_cut: bool = False
    """Truncated; what is still being generated is not stored any more."""

    @property
    def id(self) -> ItemId:
        """The item's id; every stored item has one."""
        assert not isinstance(self.item.id, UnsetType)
        return self.item.id

    @property
    def role(self) -> str:
        """The role of a message; empty for other items."""
        return known(self.item.role, "")

    @property
    def content(self) -> tuple[ContentPart, ...]:
        """The parts of a message; none for other items."""
        return known(self.item.content, ())

    @property
    def has_sound(self) -> bool:
        """Whether any part is sound, remembered or not."""
        return any(part.type in ("input_audio", "audio") for part in self.content)

    def text(self) -> str:
        """Return the words the assistant remembers of this item, typed, recognised or spoken."""
        written = [known(part.text, "") for part in self.content if part.type in ("input_text", "text")]
        spoken = [self.said] if self.role == "assistant" else [self.words or ""]
        return " ".join(word for word in (*written, *spoken) if word)

    def grow(self, index: int, pcm: bytes) -> None:
        """Add generated sound; nothing is stored behind a cut."""
        if not self.is_cut:
            self.sounds.setdefault(index, bytearray()).extend(pcm)
            self.frames[index] = self.frames.get(index, 0) + frames_of_bytes(len(pcm))

    def set_part(self, index: int, **changes: object) -> None:
        """Replace fields of one content part."""
        parts = list(self.content)
        parts[index] = changed(parts[index], **changes)
        self.item = changed(self.item, content=tuple(parts))


def user_sound(item_id: ItemId, pcm: bytes, *, is_silence: bool = False) -> Entry:
    """Return the entry of committed sound."""
    item = Item(
        type="message",
        id=item_id,
        object="realtime.item",
        status="completed",
        role="user",
        content=(ContentPart(type="input_audio", transcript=None),),
    )
    frames = frames_of_bytes(len(pcm))
    return Entry(item, sounds={0: bytearray(pcm)}, frames={0: frames}, is_silence=is_silence)


class Conversation:
    """Entries in order. Refusals are raised, nothing is half done. Belongs to one brain."""

    def __init__(self, sound_bytes_max: int = SOUND_BYTES_MAX, items_max: int = ITEMS_MAX) -> None:
        self._entries: list[Entry] = []
        self._by_id: dict[str, Entry] = {}
        self._sound_bytes_max = sound_bytes_max
        self._items_max = items_max
        self.forgotten_items = 0
        """How many items were forgotten for the limit."""
        self.forgotten_sounds = 0
        """How many items lost their sound to the limit."""

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries, oldest first."""
        return tuple(self._entries)

    def find(self, item_id: str) -> Entry | None:
        """Return the entry of that id, or None."""
        return self._by_id.get(item_id)

    @property
    def last_id(self) -> ItemId | None:
        """The newest entry's id."""
        return self._entries[-1].id if self._entries else None

    def predecessor(self, item_id: str) -> ItemId | None:
        """Return the id of the entry before; None for the first and for an unknown one."""
        for index, entry in enumerate(self._entries):
            if entry.id == item_id:
                return self._entries[index - 1].id if index else None
        return None

    def add(self, entry: Entry, after: str | None = None) -> None:
        """Insert an entry: at the end, at the beginning (`root`) or after another one."""
        if entry.id in self._by_id:
            raise invalid("item.id", f"An item with id '{entry.id}' already exists.")
        position = len(self._entries)
        if after == ROOT:
            position = 0
        elif after is not None:
            previous = self._by_id.get(after)
            if previous is None:
                raise invalid("previous_item_id", f"Previous item with id '{after}' does not exist.")
            position = self._entries.index(previous) + 1
        self._entries.insert(position, entry)
        self._by_id[entry.id] = entry
        if len(self._entries) > self._items_max:
            oldest = self._entries[0] if self._entries[0] is not entry else self._entries[1]
            self.delete(oldest.id)
            self.forgotten_items += 1
        self.forget_excess()

    def delete(self, item_id: str) -> None:
        """Remove an entry of any kind."""
        entry = self._by_id.get(item_id)
        if entry is None:
            raise Refused(
                "item_delete_invalid_item_id",
                f"Error deleting item: the item with id '{item_id}' does not exist.",
                param="item_id",
            )
        del self._by_id[item_id]
        self._entries.remove(entry)

    def retrieved(self, item_id: str, *, heard: AudioFormat, spoken: AudioFormat) -> Item:
        """Return an item with the sound that is still remembered, in the session's formats."""
        entry = self._by_id.get(item_id)
        if entry is None:
            raise Refused(
                "item_retrieve_invalid_item_id",
                f"Error retrieving item: the item with id '{item_id}' does not exist.",
                param="item_id",
            )
        if not entry.content:
            return entry.item
        form = spoken if entry.role == "assistant" else heard
        parts = tuple(
            changed(part, audio=wire_of(bytes(entry.sounds[index]), form)) if index in entry.sounds else part
            for index, part in enumerate(entry.content)
        )
        return changed(entry.item, content=parts)

    def truncate(
        self, item_id: str, content_index: int, audio_end_ms: int, *, short_ms: int, reject_zero: bool
    ) -> None:
        """Cut an assistant's sound at `audio_end_ms`, forget the words behind it and the transcript.

        `short_ms` is how much less than what was sent counts as stored.
        """
        entry = self._by_id.get(item_id)
        if entry is None:
            raise Refused(
                "item_truncate_invalid_item_id",
                f"Error truncating item: the item with id '{item_id}' does not exist.",
                param="item_id",
            )
        frames = entry.frames.get(content_index, 0)
        if entry.role != "assistant" or not frames or (audio_end_ms == 0 and reject_zero):
            raise Refused(None, "Only model output audio messages can be truncated.", param="item_id")
        if audio_end_ms < 0:
            raise invalid("audio_end_ms", "Expected a whole number of milliseconds, 0 or more.")
        stored_ms = ms_of_frames(frames) - (0 if entry.is_cut else short_ms)
        if audio_end_ms > max(stored_ms, 0):
            raise invalid(
                "audio_end_ms",
                f"Audio content of {max(stored_ms, 0)}ms is already shorter than {audio_end_ms}ms.",
            )
        kept = frames_of_ms(audio_end_ms)
        entry.frames[content_index] = kept
        if content_index in entry.sounds:
            del entry.sounds[content_index][kept * FRAME_BYTES :]
        entry.said = entry.said[: len(heard_words(entry.planned, kept, entry.planned_frames))].rstrip()
        entry.is_cut = True
        entry.set_part(content_index, transcript="")

    def call_named(self, call_id: str) -> Entry | None:
        """Return the function call with that call id, or None."""
        for entry in self._entries:
            if entry.item.type == "function_call" and entry.item.call_id == call_id:
                return entry
        return None

    def forget_excess(self) -> None:
        """Drop the oldest sound beyond the limit; called whenever sound was added."""
        total = sum(len(pcm) for entry in self._entries for pcm in entry.sounds.values())
        for entry in self._entries:
            if total <= self._sound_bytes_max:
                return
            if entry.sounds:
                total -= sum(len(pcm) for pcm in entry.sounds.values())
                entry.sounds.clear()
                self.forgotten_sounds += 1
