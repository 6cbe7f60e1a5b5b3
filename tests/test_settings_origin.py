"""What beats the settings file, and where it came from."""

from __future__ import annotations

from pathlib import Path

from voiceapp.choices import Choices
from voiceapp.personas import Persona
from voiceapp.settings import Settings
from voiceapp.settings_origin import stronger_than_file, stronger_than_settings
from voiceapp.transport.resolve import Environment, Flags, resolve

AZURE = "https://r.openai.azure.com"


def found(
    settings: Settings,
    *,
    flags: Flags | None = None,
    environ: dict[str, str] | None = None,
    **more: object,
) -> dict[str, tuple[str, str]]:
    connection = resolve(flags or Flags(), Environment(environ or {}, {}), settings)
    return stronger_than_file(Choices(connection, settings, **more))  # type: ignore[arg-type]


def test_what_the_file_decides_is_not_told() -> None:
    assert found(Settings(endpoint=AZURE, deployment="d", voice="marin", tenant="t")) == {}


def test_a_flag_and_a_variable_are_named() -> None:
    told = found(
        Settings(endpoint=AZURE, deployment="d", voice="marin"),
        flags=Flags(deployment="other"),
        environ={"VOICEAPP_VOICE": "ash", "AZURE_TENANT_ID": "t"},
    )
    assert told == {
        "deployment": ("other", "--deployment"),
        "voice": ("ash", "VOICEAPP_VOICE"),
        "tenant": ("t", "the environment"),
    }


def test_devices_push_to_talk_and_recording_may_be_flags() -> None:
    told = found(
        Settings(), microphone="Headset", push_to_talk=True, record=Path("there/tape"), record_privately=True
    )
    assert told == {
        "microphone": ("Headset", "--microphone"),
        "hands_free": ("off", "--push-to-talk"),
        "record": ("tape", "--record-private"),
    }


def test_an_address_with_a_key_in_it_is_not_quoted() -> None:
    canary = "canary-0123456789"
    told = found(
        Settings(), environ={"AZURE_OPENAI_ENDPOINT": f"{AZURE}/openai/v1/realtime?model=d&api-key={canary}"}
    )
    assert canary not in str(told)
    assert told["endpoint"][1] == "AZURE_OPENAI_ENDPOINT"


TUTOR = Persona(
    "tutor",
    "Tutor",
    {"voice": "sage", "speed": 1.0, "hands_free": False, "instructions": "Teach, \n" + "slowly " * 20},
)


def test_what_the_persona_decides_is_told_unless_it_is_the_same() -> None:
    settings = Settings(persona="tutor", personas=(TUTOR,))
    connection = resolve(Flags(), Environment({}, {}), settings.with_persona("tutor"))
    told = stronger_than_settings(Choices(connection, settings))
    assert told == {
        "voice": ("sage", "the persona “Tutor”"),
        "hands_free": ("off", "the persona “Tutor”"),
        "instructions": (
            "Teach, slowly slowly slowly slowly slowly slowly slowly slow…",
            "the persona “Tutor”",
        ),
    }


def test_a_flag_or_a_variable_comes_before_the_persona() -> None:
    persona = Persona("tutor", values={"voice": "sage", "hands_free": True})
    settings = Settings(persona="tutor", personas=(persona,), hands_free=False)
    connection = resolve(Flags(), Environment({"VOICEAPP_VOICE": "ash"}, {}), settings.with_persona("tutor"))
    told = stronger_than_settings(Choices(connection, settings, push_to_talk=True))
    assert told == {"voice": ("ash", "VOICEAPP_VOICE"), "hands_free": ("off", "--push-to-talk")}


def test_a_persona_may_be_a_flag() -> None:
    settings = Settings(persona="tutor", personas=(TUTOR, Persona("duck", "Duck")))
    assert found(settings, persona="duck") == {"persona": ("Duck", "--persona")}
    assert found(settings, persona="") == {"persona": ("nobody in particular", "--persona")}
    assert found(settings, persona="tutor") == {}
