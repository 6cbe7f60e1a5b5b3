"""How a link that fails or ends in virtual time is told to the dialogue: by the same table as a real one."""

from __future__ import annotations

from voiceapp.dialogue.inputs import LinkDropped, LinkFailed
from voiceapp.offline.handshake import ordered
from voiceapp.offline.options import HttpRefusal
from voiceapp.protocol.dialect import GA, Dialect
from voiceapp.transport import handshake_advice
from voiceapp.transport.endpoint import Endpoint, parse_endpoint

_GA = parse_endpoint("voice.openai.azure.com", deployment="talk")
_PREVIEW = parse_endpoint("voice.openai.azure.com", deployment="talk", api_version="2025-04-01-preview")


def turned_away(refusal: HttpRefusal, dialect: Dialect, now_ns: int, *, spare: bool = False) -> LinkFailed:
    """Return what an attempt to connect comes to that is answered with HTTP."""
    answer = ordered(refusal)
    failure = handshake_advice.refused(
        answer.status, answer.headers, answer.body.encode(), _endpoint(dialect)
    )
    return LinkFailed(
        now_ns, failure.sentence, failure.details, failure.retry, failure.retry_after_ms, spare=spare
    )


def hung_up(code: int, reason: str, dialect: Dialect, now_ns: int, *, spare: bool = False) -> LinkDropped:
    """Return what becomes of a connection that the server ended; 1006: without a word."""
    lost = handshake_advice.ended(code, reason, _endpoint(dialect))
    return LinkDropped(now_ns, lost.sentence, code, lost.details, lost.retry, spare=spare)


def _endpoint(dialect: Dialect) -> Endpoint:
    return _GA if dialect is GA else _PREVIEW
