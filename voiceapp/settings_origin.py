"""Which settings are beaten by a flag or a variable of the environment, by what, and where it came from."""

from __future__ import annotations

from voiceapp.choices import Choices
from voiceapp.transport.resolve import Rank

SHOWN_CHARS_MAX = 60
"""Of a long text, such as instructions, its beginning says which it is."""

_RESOLVED = ("endpoint", "deployment", "model", "api_version", "voice")


def stronger_than_file(choices: Choices) -> dict[str, tuple[str, str]]:
    """Return setting -> (value in force, where it came from) of everything the file does not decide."""
    connection, settings = choices.connection, choices.settings
    found: dict[str, tuple[str, str]] = {}
    shown = {name: value for name, value, _ in connection.rows()}
    for name in _RESOLVED:
        resolved = getattr(connection, name)
        if resolved.rank < Rank.SETTINGS_FILE:
            # The address is told as `check` does: one with a key in it is not quoted.
            found[name] = (shown["endpoint"] if name == "endpoint" else resolved.value, resolved.origin)
    for name, value in (("tenant", connection.tenant), ("client_id", connection.client_id)):
        if value != getattr(settings, name):
            found[name] = (value, "the environment")
    for name, flag in (("microphone", choices.microphone), ("speaker", choices.speaker)):
        if flag:
            found[name] = (flag, f"--{name}")
    if choices.push_to_talk and choices.in_force.hands_free:
        found["hands_free"] = ("off", "--push-to-talk")
    if choices.persona is not None and choices.persona != settings.persona:
        talks_to = choices.talks_to
        found["persona"] = (talks_to.label if talks_to is not None else "nobody in particular", "--persona")
    if choices.record is not None:
        flag = "--record-private" if choices.record_privately else "--record"
        found["record"] = (choices.record.name, flag)
    return found


def stronger_than_settings(choices: Choices) -> dict[str, tuple[str, str]]:
    """Return the same of what the general settings do not decide, because of the persona or the above."""
    persona = choices.talks_to
    found: dict[str, tuple[str, str]] = {}
    if persona is not None:
        for name, value in persona.values.items():
            if value != getattr(choices.settings, name):
                found[name] = (_shown(value), f"the persona “{persona.label}”")
    return found | stronger_than_file(choices)


def _shown(value: str | float | bool) -> str:
    """Return a value in a few words."""
    if isinstance(value, bool):
        return "on" if value else "off"
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN_CHARS_MAX else f"{text[:SHOWN_CHARS_MAX]}…"
