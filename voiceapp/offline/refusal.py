"""What a client asked for and does not get; becomes an `error` event.

The codes are those of the real service as far as they are known (the protocol's emulation table).
"""

from __future__ import annotations

from voiceapp.protocol.objects import ErrorInfo


class Refused(Exception):
    """A client's event has no effect; raised inside the brain only, and always caught by it."""

    def __init__(
        self,
        code: str | None,
        message: str,
        *,
        param: str | None = None,
        kind: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.param = param
        self.kind = kind

    def info(self, event_id: str | None) -> ErrorInfo:
        """Return the error object; `event_id` is the client's, or None where it is not echoed."""
        return ErrorInfo(
            type=self.kind, code=self.code, message=self.message, param=self.param, event_id=event_id
        )


def invalid(param: str, message: str) -> Refused:
    """Return the refusal of a value: code `invalid_value`."""
    return Refused("invalid_value", message, param=param)


def unknown_parameter(param: str) -> Refused:
    """Return the refusal of a field nobody knows."""
    return Refused("unknown_parameter", f"Unknown parameter: '{param}'.", param=param)


def missing(param: str) -> Refused:
    """Return the refusal of an object that lacks a field."""
    return Refused("missing_required_parameter", f"Missing required parameter: '{param}'.", param=param)


def too_long(param: str, length: int, limit: int) -> Refused:
    """Return the refusal of a text of `length` characters where `limit` are allowed."""
    return Refused(
        "string_above_max_length",
        f"Invalid '{param}': string too long. Expected at most {limit} characters, got {length}.",
        param=param,
    )
