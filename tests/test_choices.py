"""From flags, environment and settings to the objects of a conversation."""

from __future__ import annotations

import pytest

from voiceapp.choices import Choices, options_of, target_of
from voiceapp.clock import ManualClock
from voiceapp.errors import CredentialsError, EndpointError
from voiceapp.settings import Settings
from voiceapp.targets import OfflineTarget, ServiceTarget
from voiceapp.transport.resolve import Environment, Flags, resolve


def choices(
    settings: Settings | None = None, *, env: dict[str, str] | None = None, **flags: object
) -> Choices:
    settings = settings or Settings()
    environment = Environment(env or {}, {})
    return Choices(resolve(Flags(**flags), environment, settings), settings)  # type: ignore[arg-type]


def test_every_setting_of_a_conversation_reaches_it() -> None:
    found = Settings(
        instructions="Be brief.",
        voice="sage",
        transcription_model="",
        language="de",
        hands_free=False,
        vad_threshold=0.7,
        vad_prefix_ms=250,
        vad_silence_ms=600,
        confirm_ms=0,
        pre_roll_ms=200,
        tail_ms=100,
    )
    options = options_of(choices(found))
    names = (
        "instructions voice transcription_model language hands_free vad_threshold vad_prefix_ms "
        "vad_silence_ms confirm_ms pre_roll_ms tail_ms"
    )
    for name in names.split():
        assert getattr(options, name) == getattr(found, name), name


def test_the_voice_of_the_environment_comes_before_the_settings() -> None:
    found = choices(Settings(voice="sage"), env={"VOICEAPP_VOICE": "marin"})
    assert options_of(found).voice == "marin"


@pytest.mark.parametrize(
    ("setting", "flag", "hands_free"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_either_the_flag_or_the_setting_asks_for_the_talk_key(
    setting: bool, flag: bool, hands_free: bool
) -> None:
    found = choices(Settings(hands_free=setting))
    found = Choices(found.connection, found.settings, push_to_talk=flag)
    assert options_of(found).hands_free is hands_free


@pytest.mark.parametrize(("preview", "dialect"), [(False, "ga"), (True, "preview")])
def test_without_an_endpoint_the_assistant_inside_is_talked_to(preview: bool, dialect: str) -> None:
    found = choices(env={"OPENAI_API_KEY": "of another program"})
    target = target_of(Choices(found.connection, found.settings, preview=preview), ManualClock())
    assert isinstance(target, OfflineTarget)
    assert (target.label, target.dialect_name) == ("Embedded assistant", dialect)


def test_an_address_makes_a_service() -> None:
    found = choices(
        endpoint="https://name.openai.azure.com",
        deployment="gpt-realtime",
        env={"AZURE_OPENAI_API_KEY": "key"},
    )
    target = target_of(found, ManualClock())
    assert isinstance(target, ServiceTarget)
    assert "gpt-realtime" in target.label
    assert target.dialect_name == "ga"


def test_an_address_without_a_deployment_is_told() -> None:
    with pytest.raises(EndpointError, match="deployment"):
        target_of(choices(endpoint="https://name.openai.azure.com"), ManualClock())


async def test_openai_without_a_key_is_told_when_it_is_needed() -> None:
    target = target_of(choices(openai=True), ManualClock())
    with pytest.raises(CredentialsError, match="OPENAI_API_KEY"):
        await target.connect(lambda at_ns, event: None, lambda lost: None, lambda note: None)
