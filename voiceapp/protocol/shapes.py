"""The tables of a dialect applied to one event: from the wire's shape to ours, and back.

Both ways work on plain JSON objects, between the JSON text and the structs (`structs.py`).

*Reading* is the same for every dialect and forgiving: it moves flat session fields to their nested places,
gives names and values our spelling, and leaves alone whatever it does not understand. *Writing* is exact: it
spells for one dialect, and what that dialect cannot say is left out and named to `note`, so that it can be
told once. What cannot be left out without changing the meaning raises LocalProtocolError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from voiceapp.errors import LocalProtocolError
from voiceapp.pcm import RATE_HZ
from voiceapp.protocol.dialect import (
    FORMAT_TYPES,
    FORMAT_WORDS,
    FORMAT_WORDS_READ,
    PARTS_READ,
    RESPONSE_ALIASES,
    RESPONSE_MOVES,
    SESSION_MOVES,
    Dialect,
    Path,
)

Json = dict[str, Any]
Note = Callable[[str], None]
"""Told the internal path of what a dialect cannot say, such as `session.truncation`."""

_FORMAT_PATHS: tuple[Path, ...] = (("audio", "input", "format"), ("audio", "output", "format"))
_TURN_DETECTION: Path = ("audio", "input", "turn_detection")
_VOICE: Path = ("audio", "output", "voice")


# -- reading: wire -> internal -----------------------------------------------------------------------


def read_event(internal_name: str, body: Json) -> Json:
    """Give a decoded event our shape; changes and returns `body`, which nobody else may hold."""
    if isinstance(body.get("session"), dict):
        _read_settings(body["session"], SESSION_MOVES)
    if isinstance(body.get("response"), dict):
        _read_settings(body["response"], RESPONSE_MOVES + RESPONSE_ALIASES)
        for name in ("output", "input"):
            _read_items(body["response"].get(name))
    if isinstance(body.get("item"), dict):
        _read_items([body["item"]])
    if isinstance(body.get("part"), dict):
        _read_parts([body["part"]], "assistant")
    if internal_name == "conversation.item.truncated" and "content_index" not in body and "index" in body:
        body["content_index"] = body.pop("index")
    if internal_name == "response.output_text.done" and "text" not in body and "value" in body:
        body["text"] = body.pop("value")
    return body


def _read_settings(settings: Json, moves: Iterable[tuple[str, Path]]) -> None:
    """Nest the flat fields of a session or a response and give the values our spelling."""
    for flat_name, path in moves:
        if flat_name in settings and _place(settings, path, settings[flat_name]):
            del settings[flat_name]
    for path in _FORMAT_PATHS:
        word = _found(settings, path)
        if isinstance(word, str):
            _replace(settings, path, _format_of(word))
    detection = _found(settings, _TURN_DETECTION)
    if isinstance(detection, dict) and detection.get("type") == "none":
        _replace(settings, _TURN_DETECTION, None)
    modalities = settings.get("output_modalities")
    if isinstance(modalities, list) and "audio" in modalities:
        settings["output_modalities"] = ["audio"]  # a transcript always comes with it
    choice = settings.get("tool_choice")
    if isinstance(choice, dict) and choice.get("type") == "function" and "name" not in choice:
        function = choice.get("function")
        name = function.get("name") if isinstance(function, dict) else function
        if isinstance(name, str):
            settings["tool_choice"] = {"type": "function", "name": name}


def _format_of(word: str) -> Json:
    kind = FORMAT_WORDS_READ.get(word, word)
    return {"type": kind, "rate": RATE_HZ} if kind == FORMAT_TYPES["pcm16"] else {"type": kind}


def _read_items(items: Any) -> None:
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            _name_kind_of_item(item)
            if isinstance(item.get("content"), list):
                _read_parts(item["content"], str(item.get("role", "assistant")))


def _read_parts(parts: list[Any], role: str) -> None:
    for part in parts:
        if isinstance(part, dict):
            kind = part.setdefault("type", _kind_of_part(part, role))
            if isinstance(kind, str):
                part["type"] = PARTS_READ.get(kind, kind)
            if role == "assistant" and kind == "input_text":
                part["type"] = "text"  # one Azure reference has assistant history so (README 12 #15)


def _name_kind_of_item(item: Json) -> None:
    """Tell what an item is that does not say so; the vendor's preview types let it keep silent."""
    for telling, kind in (
        ("role", "message"),
        ("output", "function_call_output"),
        ("arguments", "function_call"),
    ):
        if telling in item:
            item.setdefault("type", kind)


def _kind_of_part(part: Json, role: str) -> str:
    """Tell what a part is that does not say so; the vendor's types of both dialects let it keep silent."""
    kind = "audio" if "audio" in part or "transcript" in part else "text"
    return kind if role == "assistant" else f"input_{kind}"


# -- writing: internal -> wire -----------------------------------------------------------------------


def write_event(internal_name: str, body: Json, dialect: Dialect, note: Note) -> Json:
    """Spell an event for `dialect`; changes and returns `body`. Raises LocalProtocolError."""
    body["type"] = dialect.wire_name(internal_name)
    if isinstance(body.get("session"), dict):
        body["session"] = _write_session(body["session"], dialect, note)
    if internal_name == "response.create" and dialect.response_must_be_given:
        body.setdefault("response", {})
    if isinstance(body.get("response"), dict):
        body["response"] = _write_response(body["response"], dialect, note)
    if isinstance(body.get("item"), dict):
        body["item"] = _write_item(body["item"], dialect, note)
    if internal_name == "conversation.item.input_audio_transcription.failed" and "error" in body:
        # The one error that is not an answer to a client's event, so it has no place to name one.
        body["error"].pop("event_id", None)
    lacked = dialect.event_lacks.get(internal_name)
    if lacked is not None and body.pop(lacked, None) is not None:
        note(f"{internal_name}.{lacked}")
    return body


def _write_session(session: Json, dialect: Dialect, note: Note) -> Json:
    if dialect.nested_session and "type" not in session:
        session = {"type": "realtime", **session}
    if _found(session, _TURN_DETECTION) is not None:
        _write_turn_detection(session, dialect, note)
    elif _is_there(session, _TURN_DETECTION) and dialect.vad_off is not None:
        _replace(session, _TURN_DETECTION, dict(dialect.vad_off))
    return _write_settings("session", session, dialect.session_lacks, SESSION_MOVES, dialect, note)


def _write_turn_detection(session: Json, dialect: Dialect, note: Note) -> None:
    detection = _found(session, _TURN_DETECTION)
    if not isinstance(detection, dict):
        return
    path = "session." + ".".join(_TURN_DETECTION)
    if detection.get("type") == "semantic_vad" and not dialect.knows_semantic_vad:
        # Some detection was wanted: leaving the field out could leave it switched off.
        detection["type"] = "server_vad"
        note(f"{path}.type")
    for name in sorted(dialect.turn_detection_lacks & detection.keys()):
        if detection.pop(name) is not None:
            note(f"{path}.{name}")


def _write_response(response: Json, dialect: Dialect, note: Note) -> Json:
    if not dialect.knows_out_of_band and response.get("conversation") == "none":
        raise LocalProtocolError(f"The dialect {dialect.name} has no responses outside the conversation.")
    for name in ("output", "input"):
        if isinstance(response.get(name), list):
            response[name] = [_write_item(item, dialect, note) for item in response[name]]
    return _write_settings("response", response, dialect.response_lacks, RESPONSE_MOVES, dialect, note)


def _write_settings(
    where: str,
    settings: Json,
    lacks: Iterable[Path],
    moves: Iterable[tuple[str, Path]],
    dialect: Dialect,
    note: Note,
) -> Json:
    """Write what sessions and responses have in common; `where` is the first word of noted paths."""
    for path in sorted(lacks):
        if _is_there(settings, path) and _take(settings, path) is not None and path != ("type",):
            note(".".join((where, *path)))
    _write_tools(where, settings, dialect, note)
    if dialect.nested_session:
        return settings
    if isinstance(_found(settings, _VOICE), dict):
        _take(settings, _VOICE)  # a custom voice; preview has names only
        note(".".join((where, *_VOICE)))
    for path in _FORMAT_PATHS:
        kind = _found(settings, path)
        if isinstance(kind, dict) and isinstance(kind.get("type"), str):
            _replace(settings, path, FORMAT_WORDS.get(kind["type"], kind["type"]))
    if settings.get("output_modalities") == ["audio"]:
        settings["output_modalities"] = ["text", "audio"]  # preview refuses sound alone
    flat: Json = {}
    for flat_name, path in moves:
        if _is_there(settings, path):
            flat[flat_name] = _take(settings, path)
    for left in _leaves(settings.pop("audio", None)):
        note(".".join((where, "audio", *left)))
    return {**settings, **flat}


def _write_tools(where: str, settings: Json, dialect: Dialect, note: Note) -> None:
    tools = settings.get("tools")
    if isinstance(tools, list) and not dialect.knows_mcp:
        kept = [tool for tool in tools if not (isinstance(tool, dict) and tool.get("type") == "mcp")]
        if len(kept) < len(tools):
            settings["tools"] = kept
            note(f"{where}.tools (mcp)")
    choice = settings.get("tool_choice")
    if isinstance(choice, dict):
        if choice.get("type") == "mcp" and not dialect.knows_mcp:
            del settings["tool_choice"]
            note(f"{where}.tool_choice (mcp)")
        elif choice.get("type") == "function" and "name" in choice and not dialect.nested_session:
            # Azure preview wants the function one level down (README 12 #11).
            settings["tool_choice"] = {"type": "function", "function": {"name": choice["name"]}}


def _write_item(item: Any, dialect: Dialect, note: Note) -> Any:
    if not isinstance(item, dict):
        return item  # something unreadable, passed on as it came
    kind = str(item.get("type"))
    if kind.startswith("mcp_") and not dialect.knows_mcp:
        raise LocalProtocolError(f"The dialect {dialect.name} has no items of type {kind}.")
    parts = item.get("content")
    if not isinstance(parts, list):
        return item
    if not dialect.knows_images:
        kept = [part for part in parts if _type_of(part) != "input_image"]
        if parts and not kept:
            raise LocalProtocolError(f"The dialect {dialect.name} has no images, and this item is one.")
        if len(kept) < len(parts):
            note("item.content (input_image)")
        parts = kept
    if item.get("role") == "assistant":
        parts = [_write_part(part, dialect) for part in parts]
    return {**item, "content": parts}


def _write_part(part: Any, dialect: Dialect) -> Any:
    name = dialect.assistant_parts.get(_type_of(part) or "")
    return part if name is None else {**part, "type": name}


def _type_of(part: Any) -> str | None:
    kind = part.get("type") if isinstance(part, dict) else None
    return kind if isinstance(kind, str) else None


# -- places in nested objects ------------------------------------------------------------------------


def _parent(settings: Json, path: Path) -> Json | None:
    """Return the object in which the last name of `path` would lie; None when the way is blocked."""
    place: Any = settings
    for name in path[:-1]:
        place = place.get(name)
        if not isinstance(place, dict):
            return None
    return place  # type: ignore[no-any-return]


def _is_there(settings: Json, path: Path) -> bool:
    parent = _parent(settings, path)
    return parent is not None and path[-1] in parent


def _found(settings: Json, path: Path) -> Any:
    parent = _parent(settings, path)
    return None if parent is None else parent.get(path[-1])


def _take(settings: Json, path: Path) -> Any:
    parent = _parent(settings, path)
    return None if parent is None else parent.pop(path[-1], None)


def _replace(settings: Json, path: Path, value: Any) -> None:
    parent = _parent(settings, path)
    assert parent is not None
    parent[path[-1]] = value


def _place(settings: Json, path: Path, value: Any) -> bool:
    """Put `value` at `path`, making the objects on the way; False when something is there already."""
    place = settings
    for name in path[:-1]:
        inner = place.setdefault(name, {})
        if not isinstance(inner, dict):
            return False
        place = inner
    if path[-1] in place:
        return False
    place[path[-1]] = value
    return True


def _leaves(value: Any, path: Path = ()) -> list[Path]:
    """Return the paths of everything left in an object, empty objects and nulls not counted."""
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in _leaves(inner, (*path, name))]
    return [] if value is None else [path]
