"""What a client may put into the conversation, checked as the service checks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from voiceapp.offline.changed import changed
from voiceapp.offline.checks import refuse_unknown_fields
from voiceapp.offline.conversation import Conversation, Entry
from voiceapp.offline.refusal import Refused, invalid, missing, too_long
from voiceapp.offline.sound_format import pcm_of
from voiceapp.pcm import frames_of_bytes
from voiceapp.protocol.objects import ContentPart, Item
from voiceapp.protocol.session_config import AudioFormat
from voiceapp.protocol.wire import ItemId, UnsetType, known

ID_CHARACTERS_MAX = 32
TEXT_CHARACTERS_MAX = 256_000
_PARTS_OF_ROLE = {
    "system": ("input_text",),
    "user": ("input_text", "input_audio", "input_image"),
    "assistant": ("text", "audio"),
}


def entry_of(
    item: Item,
    new_id: ItemId,
    sound: AudioFormat,
    *,
    knows_call: Callable[[str], bool],
    path: str = "item",
) -> Entry:
    """Return the entry a client's item becomes; raises Refused where the service would refuse it.

    `new_id` is taken when the client gave none, `sound` is the session's input format, `knows_call` says
    whether a call id belongs to a call, `path` leads the names in errors.
    """
    refuse_unknown_fields(item, path)
    item_id = known(item.id, new_id)
    if len(item_id) > ID_CHARACTERS_MAX:
        raise too_long(f"{path}.id", len(item_id), ID_CHARACTERS_MAX)
    given = changed(item, id=item_id, object="realtime.item", status="completed")
    if item.type == "message":
        return _message(given, sound, path)
    if item.type == "function_call":
        _check_call_id(item, path)
        for name in ("name", "arguments"):
            if not isinstance(getattr(item, name), str):
                raise missing(f"{path}.{name}")
        return Entry(given)
    if item.type == "function_call_output":
        _check_call_id(item, path)
        if not isinstance(item.output, str):
            raise missing(f"{path}.output")
        if not knows_call(str(item.call_id)):
            raise Refused(
                "invalid_tool_call_id",
                f"Tool call ID '{item.call_id}' not found in conversation.",
                param=f"{path}.call_id",
            )
        return Entry(given)
    raise invalid(
        f"{path}.type",
        f"Invalid value: '{item.type}'. Supported values are: 'message', 'function_call' and "
        "'function_call_output'.",
    )


def context_of(
    items: Sequence[Item], new_ids: Iterator[ItemId], conversation: Conversation, sound: AudioFormat
) -> tuple[Entry, ...]:
    """Return the context a client gave to one response; references must exist in the conversation."""
    entries: list[Entry] = []

    def knows_call(call_id: str) -> bool:
        calls = (entry.item for entry in entries if entry.item.type == "function_call")
        known_here = any(call.call_id == call_id for call in calls)
        return known_here or conversation.call_named(call_id) is not None

    for index, item in enumerate(items):
        path = f"response.input[{index}]"
        if item.type == "item_reference":
            found = conversation.find(known(item.id, ""))
            if found is None:
                raise invalid(f"{path}.id", f"Item with item_id not found: '{known(item.id, '')}'.")
            entries.append(found)
        else:
            entries.append(entry_of(item, next(new_ids), sound, knows_call=knows_call, path=path))
    return tuple(entries)


def _message(item: Item, sound: AudioFormat, path: str) -> Entry:
    allowed = _PARTS_OF_ROLE.get(known(item.role, ""))
    if isinstance(item.role, UnsetType):
        raise missing(f"{path}.role")
    if allowed is None:
        raise invalid(f"{path}.role", f"Invalid value: '{item.role}'.")
    if isinstance(item.content, UnsetType) or not item.content:
        raise missing(f"{path}.content")
    entry = Entry(item)
    parts: list[ContentPart] = []
    for index, part in enumerate(item.content):
        where = f"{path}.content[{index}]"
        if part.type not in allowed:
            names = ", ".join(f"'{name}'" for name in allowed)
            raise invalid(f"{where}.type", f"Invalid value: '{part.type}'. Supported values are: {names}.")
        parts.append(_part(part, index, entry, sound, where))
    entry.item = changed(item, content=tuple(parts))
    return entry


def _part(part: ContentPart, index: int, entry: Entry, sound: AudioFormat, where: str) -> ContentPart:
    if part.type == "input_audio":
        if not isinstance(part.audio, bytes) or not part.audio:
            raise missing(f"{where}.audio")
        pcm = pcm_of(part.audio, sound)
        if len(pcm) % 2:
            raise invalid(f"{where}.audio", "The audio holds half a sample.")
        entry.sounds[index] = bytearray(pcm)
        entry.frames[index] = frames_of_bytes(len(pcm))
        return ContentPart(type="input_audio", transcript=known(part.transcript, None))
    if part.type == "input_image":
        url = known(part.image_url, "")
        if not url.startswith(("data:image/png;base64,", "data:image/jpeg;base64,")):
            raise invalid(f"{where}.image_url", "Expected a data URI of a PNG or JPEG image.")
        return part
    if not isinstance(part.text, str):
        # Also what the service says to assistant sound: it cannot be put into a client's mouth.
        raise missing(f"{where}.text")
    if part.type == "audio":
        raise missing(f"{where}.text")
    if len(part.text) > TEXT_CHARACTERS_MAX:
        raise too_long(f"{where}.text", len(part.text), TEXT_CHARACTERS_MAX)
    return ContentPart(type=part.type, text=part.text)


def _check_call_id(item: Item, path: str) -> None:
    if not isinstance(item.call_id, str) or not item.call_id:
        raise missing(f"{path}.call_id")
    if len(item.call_id) > ID_CHARACTERS_MAX:
        raise too_long(f"{path}.call_id", len(item.call_id), ID_CHARACTERS_MAX)
