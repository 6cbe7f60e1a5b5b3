"""Small rules that say what a client may send, and the mistake they raise.

A rule is a function of a value and its path (`session.tools[0].name`); it returns nothing or raises
`ClientMistake` with the code and the parameter the real service would name. Rules are made of rules, so that
the tables in `session_rules.py` and `item_rules.py` read like the pages they come from.

Source of the codes: the protocol's page of errors, sections 3, 4 and 8; the wording is ours, but keeps the
fragments by which clients recognise a message where its code is missing ("Unknown parameter", "too long").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from voiceapp.errors import RemoteProtocolError

Rule = Callable[[Any, str], None]


class ClientMistake(RemoteProtocolError):
    """Something a client said that the service answers with an `error` event; the session goes on."""

    def __init__(
        self,
        code: str | None,
        message: str,
        param: str | None = None,
        event_id: str | None = None,
        type: str = "invalid_request_error",  # noqa: A002  the word of the wire
    ) -> None:
        super().__init__(message)
        self.code = code
        """One of the service's words, such as `invalid_value`; None where the service leaves it out."""
        self.message = message
        self.param = param
        """Where the mistake is, as a path from the event: `item.content[0].type`."""
        self.event_id = event_id
        """The client's own id of its event, if it gave a usable one."""
        self.type = type


def refuse(code: str, message: str, path: str) -> ClientMistake:
    """Make a mistake about the value at `path`; raise what this returns."""
    return ClientMistake(code, message, path)


def bad_value(path: str, wanted: str) -> ClientMistake:
    """Make the mistake of a value that is none of those allowed; `wanted` completes "expected …"."""
    return refuse("invalid_value", f"Invalid value for '{path}': expected {wanted}.", path)


def missing(path: str) -> ClientMistake:
    """Make the mistake of a required parameter that is not there."""
    return refuse("missing_required_parameter", f"Missing required parameter: '{path}'.", path)


def unknown(path: str) -> ClientMistake:
    """Make the mistake of a parameter nobody knows."""
    return refuse("unknown_parameter", f"Unknown parameter: '{path}'.", path)


def flag(value: Any, path: str) -> None:
    """Allow true and false."""
    if not isinstance(value, bool):
        raise bad_value(path, "a boolean")


def any_object(value: Any, path: str) -> None:
    """Allow every JSON object."""
    if not isinstance(value, dict):
        raise bad_value(path, "an object")


def text(value: Any, path: str) -> None:
    """Allow every string."""
    if not isinstance(value, str):
        raise bad_value(path, "a string")


def text_up_to(characters_max: int) -> Rule:
    """Allow strings of at most so many characters."""

    def check(value: Any, path: str) -> None:
        text(value, path)
        if len(value) > characters_max:
            message = (
                f"Invalid '{path}': string too long. Expected a string with maximum length "
                f"{characters_max}, but got a string with length {len(value)} instead."
            )
            raise refuse("string_above_max_length", message, path)

    return check


def choice(*allowed: str) -> Rule:
    """Allow these strings only."""
    wanted = "one of " + ", ".join(f"'{value}'" for value in allowed)

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str) or value not in allowed:
            raise refuse("invalid_value", f"Invalid value for '{path}': supported values are {wanted}.", path)

    return check


def integer(low: int, high: int | None = None) -> Rule:
    """Allow whole numbers from `low` to `high`, both included."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise bad_value(path, "an integer")
        if value < low:
            raise refuse(
                "integer_below_min_value", f"Invalid '{path}': integer below minimum value {low}.", path
            )
        if high is not None and value > high:
            raise refuse(
                "integer_above_max_value", f"Invalid '{path}': integer above maximum value {high}.", path
            )

    return check


def number(low: float, high: float) -> Rule:
    """Allow numbers from `low` to `high`, both included."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise bad_value(path, "a number")
        if value < low:
            raise refuse(
                "decimal_below_min_value", f"Invalid '{path}': decimal below minimum value {low}.", path
            )
        if value > high:
            raise refuse(
                "decimal_above_max_value", f"Invalid '{path}': decimal above maximum value {high}.", path
            )

    return check


def nullable(rule: Rule) -> Rule:
    """Allow null besides what `rule` allows."""

    def check(value: Any, path: str) -> None:
        if value is not None:
            rule(value, path)

    return check


def list_of(rule: Rule) -> Rule:
    """Allow arrays whose entries all pass `rule`."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, list):
            raise bad_value(path, "an array")
        for index, entry in enumerate(value):
            rule(entry, f"{path}[{index}]")

    return check


def word_or(words: Rule, other: Rule) -> Rule:
    """Check strings by the first rule and everything else by the second."""

    def check(value: Any, path: str) -> None:
        (words if isinstance(value, str) else other)(value, path)

    return check


def map_of(pairs_max: int, name_characters_max: int, value_rule: Rule) -> Rule:
    """Allow objects with free names, bounded in number and length, and checked values."""

    def check(value: Any, path: str) -> None:
        any_object(value, path)
        if len(value) > pairs_max:
            raise bad_value(path, f"at most {pairs_max} pairs")
        for name, entry in value.items():
            if len(name) > name_characters_max:
                raise bad_value(path, f"names of at most {name_characters_max} characters")
            value_rule(entry, f"{path}.{name}")

    return check


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule], *also: Rule) -> Rule:
    """Allow objects with these fields; `also` are rules for the whole, checked last.

    A missing field is told before an unknown one: a session of the other dialect misses its `type` first.
    """
    rules = {**required, **optional}

    def check(value: Any, path: str) -> None:
        any_object(value, path)
        for name in required:
            if name not in value:
                raise missing(_joined(path, name))
        for name in value:
            if name not in rules:
                raise unknown(_joined(path, name))
        for name, entry in value.items():
            rules[name](entry, _joined(path, name))
        for rule in also:
            rule(value, path)

    return check


def by_word(name: str, kinds: Mapping[str, Rule], *, default: str | None = None) -> Rule:
    """Choose the rule for an object by the string in its field `name`; `default` when it is left out."""
    words = choice(*kinds)

    def check(value: Any, path: str) -> None:
        any_object(value, path)
        word = value.get(name, default)
        if word is None and name not in value:
            raise missing(_joined(path, name))
        words(word, _joined(path, name))
        kinds[word](value, path)

    return check


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
