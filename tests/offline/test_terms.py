from __future__ import annotations

from typing import Any

import pytest

from voiceapp.offline.options import ServerOptions
from voiceapp.offline.refusal import Refused
from voiceapp.offline.session_in_force import default_session, patched
from voiceapp.offline.terms import Terms, terms_of
from voiceapp.protocol.client_events import ResponseParams
from voiceapp.protocol.session_config import Session

CLOCK = {"type": "function", "name": "clock"}


def terms(session: Session | None = None, *, voice_locked: bool = False, **params: Any) -> Terms:
    options = ServerOptions()
    base = default_session(options, session_id="s", model="m", voice="marin", expires_at=0)
    if session is not None:
        base = patched(base, session, options=options, voice_locked=False)
    return terms_of(base, ResponseParams(**params), voice_locked=voice_locked)


def test_the_session_holds_where_nothing_else_is_said() -> None:
    found = terms(
        Session(instructions="Be brief.", max_output_tokens=99, tools=(CLOCK,), tool_choice="required")
    )
    assert found.instructions == "Be brief."
    assert found.tokens_max == 99
    assert found.tools == (CLOCK,)
    assert found.tool_choice == "required"
    assert (found.spoken, found.is_aside, found.voice) == (True, False, "marin")


def test_one_response_may_differ() -> None:
    found = terms(
        instructions="",
        max_output_tokens="inf",
        output_modalities=("text",),
        conversation="none",
        metadata={"a": "b"},
    )
    assert (found.instructions, found.tokens_max, found.spoken, found.is_aside) == ("", None, False, True)
    assert found.audio_object() is None
    assert found.metadata == {"a": "b"}


def test_a_voice_for_one_response_obeys_the_lock() -> None:
    assert terms(audio={"output": {"voice": "ash"}}).voice == "ash"
    assert terms(audio={"output": {"voice": "marin"}}, voice_locked=True).voice == "marin"
    with pytest.raises(Refused) as caught:
        terms(audio={"output": {"voice": "ash"}}, voice_locked=True)
    assert caught.value.code == "cannot_update_voice"


def test_the_response_object_tells_voice_and_format() -> None:
    assert terms().audio_object() == {
        "output": {"format": {"type": "audio/pcm", "rate": 24_000}, "voice": "marin"}
    }
    telephone = terms(audio={"output": {"format": {"type": "audio/pcmu"}}})
    assert telephone.audio_object() == {"output": {"format": {"type": "audio/pcmu"}, "voice": "marin"}}


def test_tools_of_its_own_do_not_have_to_include_the_function_the_session_forces() -> None:
    forced = Session(tools=(CLOCK,), tool_choice={"type": "function", "name": "clock"})
    assert terms(forced, tools=()).tool_choice == "auto"
    assert terms(forced).tool_choice == {"type": "function", "name": "clock"}


@pytest.mark.parametrize(
    ("params", "wanted"),
    [
        ({"metadata": {"purpose": "title"}}, True),
        ({"conversation": "none", "instructions": "Give this conversation a title."}, True),
        ({"instructions": "Give this conversation a title."}, False),
        ({"conversation": "none"}, False),
    ],
)
def test_a_title_is_asked_for_by_purpose_or_beside_the_conversation(
    params: dict[str, Any], wanted: bool
) -> None:
    assert terms(**params).wants_title is wanted


@pytest.mark.parametrize(
    ("audio", "param"),
    [
        ({"output": "loud"}, "response.audio.output"),
        ({"output": {"voice": 3}}, "response.audio.output.voice"),
        ({"output": {"format": {"type": "audio/pcm", "rate": 8_000}}}, "response.audio.output.format.rate"),
    ],
)
def test_a_misshapen_override_is_refused(audio: dict[str, Any], param: str) -> None:
    with pytest.raises(Refused) as caught:
        terms(audio=audio)
    assert caught.value.param == param
