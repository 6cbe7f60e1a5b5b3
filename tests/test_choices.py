"""From flags, environment and settings to the objects of a conversation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from voiceapp.choices import (
    Choices,
    announcement_of,
    archive_path,
    keeper_of,
    options_of,
    target_of,
    undelivered_of,
)
from voiceapp.clock import ManualClock
from voiceapp.dialogue.snapshot import DuplexMode
from voiceapp.errors import CredentialsError, EndpointError
from voiceapp.personas import Persona
from voiceapp.settings import Settings
from voiceapp.targets import OfflineTarget, ServiceTarget
from voiceapp.transport.resolve import Environment, Flags, resolve


def choices(
    settings: Settings | None = None, *, env: dict[str, str] | None = None, **flags: object
) -> Choices:
    settings = settings or Settings()
    environment = Environment(env or {}, {})
    return Choices(resolve(Flags(**flags), environment, settings), settings)  # type: ignore[arg-type]


def test_what_is_said_is_kept_until_it_is_delivered_unless_that_is_switched_off() -> None:
    folder = undelivered_of(choices())
    assert folder is not None
    assert folder.name == "undelivered"
    assert undelivered_of(choices(Settings(keep_undelivered=False))) is None
    assert undelivered_of(choices(Settings(keep_nothing=True))) is None


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
        speed=1.25,
        turn_detection="semantic_vad",
        eagerness="low",
        noise_reduction="far_field",
        modality="text",
        temperature=0.7,
        max_output_tokens=1_000,
        tool_choice="none",
        truncation="ratio",
        retention_ratio=0.6,
    )
    options = options_of(choices(found))
    names = (
        "instructions voice transcription_model language hands_free vad_threshold vad_prefix_ms "
        "vad_silence_ms confirm_ms pre_roll_ms tail_ms speed turn_detection eagerness noise_reduction "
        "modality temperature max_output_tokens tool_choice truncation retention_ratio"
    )
    for name in names.split():
        assert getattr(options, name) == getattr(found, name), name


def test_the_voice_of_the_environment_comes_before_the_settings() -> None:
    found = choices(Settings(voice="sage"), env={"VOICEAPP_VOICE": "marin"})
    assert options_of(found).voice == "marin"


@pytest.mark.parametrize(
    ("setting", "mode"), [("auto", None), ("full", DuplexMode.FULL), ("half", DuplexMode.HALF)]
)
def test_what_may_cut_in_is_remembered_and_automatic_without_a_choice(
    setting: str, mode: DuplexMode | None
) -> None:
    found = Settings(duplex=setting)  # type: ignore[arg-type]
    assert options_of(choices(found)).duplex is mode
    assert options_of(choices()).duplex is None


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


def test_prices_a_cap_and_context_windows_reach_the_conversation() -> None:
    options = options_of(choices(Settings(cost_cap=2.5)))
    assert options.cost_cap_usd == 2.5
    assert options.prices["gpt-realtime-2.1"].audio_out == 64.0
    assert options.context_windows["gpt-realtime"] == 28_224


@pytest.mark.expects_log("prices.toml cannot be used")
def test_a_broken_price_file_costs_the_prices_and_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICEAPP_CONFIG_DIR", str(tmp_path))
    (tmp_path / "prices.toml").write_text("read = ")
    assert options_of(choices()).prices == {}


def test_only_a_service_announces_the_end_of_a_model() -> None:
    azure = choices(endpoint="https://r.openai.azure.com", deployment="d")
    notice = announcement_of(azure)("gpt-realtime-2025-08-28")
    assert notice is not None
    assert "2027-03-02" in notice.sentence
    assert announcement_of(azure)("mine") is None
    local = choices(endpoint="ws://127.0.0.1:9000/v1/realtime?model=m")
    for other in (choices(), local):
        assert announcement_of(other)("gpt-realtime-2025-08-28") is None


@pytest.mark.parametrize("record", ["on", "private"])
def test_the_settings_record_where_no_flag_names_a_place_and_the_disk_may_be_used(
    record: Literal["on", "private"],
) -> None:
    assert choices(Settings(record=record)).records_by_itself
    assert not choices(Settings()).records_by_itself
    assert not choices(Settings(record=record, keep_nothing=True)).records_by_itself
    assert not replace(choices(Settings(record=record)), record=Path("tape")).records_by_itself


@pytest.mark.parametrize(
    ("found", "is_kept"),
    [
        (Settings(), False),
        (Settings(keep_conversations=True), True),
        (Settings(keep_conversations=True, keep_nothing=True), False),
    ],
)
def test_conversations_are_kept_where_that_is_switched_on_and_the_disk_may_be_used(
    found: Settings, is_kept: bool
) -> None:
    assert (keeper_of(choices(found)) is not None) is is_kept


def test_kept_conversations_lie_in_the_folder_for_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICEAPP_DATA_DIR", "somewhere")
    assert archive_path() == Path("somewhere") / "conversations.sqlite"


# -- personas ----------------------------------------------------------------------------------------------

TUTOR = Persona("tutor", "Language tutor", {"voice": "sage", "instructions": "Teach.", "vad_silence_ms": 900})
DUCK = Persona("duck")


def test_the_persona_of_the_settings_comes_before_them_and_a_flag_before_it() -> None:
    found = choices(Settings(instructions="Be kind.", persona="tutor", personas=(TUTOR, DUCK)))
    assert (found.talks_to, options_of(found).persona) == (TUTOR, "Language tutor")
    assert options_of(found).instructions == "Teach."
    assert options_of(found).vad_silence_ms == 900
    duck = replace(found, persona="duck")
    assert (options_of(duck).persona, options_of(duck).instructions) == ("duck", "Be kind.")
    nobody = replace(found, persona="")
    assert (nobody.talks_to, nobody.in_force) == (None, found.settings)
    assert (options_of(nobody).persona, options_of(nobody).instructions) == ("", "Be kind.")


@pytest.mark.parametrize(
    ("instructions", "language", "told"),
    [
        ("Be brief.", "", "Be brief."),
        ("Be brief.", "en", "Be brief.\n\nAlways answer in English."),
        ("", "ja", "必ず日本語で答えてください。 (Always answer in Japanese.)"),
        ("", "", ""),
    ],
)
def test_a_language_for_the_answers_is_asked_for_after_the_persons_own_instructions(
    instructions: str, language: Literal["", "en", "ja"], told: str
) -> None:
    settings = Settings(instructions=instructions, answer_language=language)
    assert options_of(choices(settings)).instructions == told
