"""Which value counts and where it came from, and to whom a key is never sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp.errors import CredentialsError, UsageError
from voiceapp.settings import Settings
from voiceapp.transport.credentials import KeyCredential, NoCredentials
from voiceapp.transport.entra import EntraCredential
from voiceapp.transport.resolve import Connection, Environment, Flags, Rank, resolve

CANARY = "canary-5566778899-key"
AZURE = "https://r.openai.azure.com"


def resolved(
    process: dict[str, str] | None = None,
    *,
    flags: Flags | None = None,
    env_file: dict[str, str] | None = None,
    settings: Settings | None = None,
) -> Connection:
    return resolve(
        flags or Flags(), Environment(process or {}, env_file or {}, "azure.env"), settings or Settings()
    )


@pytest.mark.parametrize(
    ("flags", "process", "env_file", "settings", "value", "origin"),
    [
        ("flag", {"VOICEAPP_MODEL": "own", "OPENAI_MODEL": "common"}, {"VOICEAPP_MODEL": "file"}, "set", "flag", "--model"),
        (None, {"VOICEAPP_MODEL": "own", "OPENAI_MODEL": "common"}, {"VOICEAPP_MODEL": "file"}, "set", "own", "VOICEAPP_MODEL"),
        (None, {"OPENAI_MODEL": "common"}, {"VOICEAPP_MODEL": "file"}, "set", "file", "VOICEAPP_MODEL in azure.env"),
        (None, {"OPENAI_MODEL": "common"}, {"OPENAI_MODEL": "file"}, "set", "common", "OPENAI_MODEL"),
        (None, {}, {"OPENAI_MODEL": "file"}, "set", "file", "OPENAI_MODEL in azure.env"),
        (None, {}, {}, "set", "set", "settings file"),
        (None, {}, {}, "", "", "built in"),
        ("  ", {"VOICEAPP_MODEL": "", "OPENAI_MODEL": "  "}, {}, " set ", "set", "settings file"),
    ],
)  # fmt: skip
def test_strongest_value_counts(
    flags: str | None,
    process: dict[str, str],
    env_file: dict[str, str],
    settings: str,
    value: str,
    origin: str,
) -> None:
    found = resolved(
        process, flags=Flags(model=flags), env_file=env_file, settings=Settings(model=settings)
    ).model

    assert (found.value, found.origin) == (value, origin)


def test_deployment_names_of_others_in_their_order() -> None:
    names = ["AZURE_OPENAI_DEPLOYMENT_NAME", "AZURE_OPENAI_REALTIME_DEPLOYMENT", "AZURE_OPENAI_DEPLOYMENT"]
    for index, name in enumerate(names):
        assert resolved(dict.fromkeys(names[index:], "d")).deployment.origin == name


def test_voice_of_the_rag_sample_is_read() -> None:
    assert resolved({"AZURE_OPENAI_REALTIME_VOICE_CHOICE": "echo"}).voice.value == "echo"


# -- where the sound goes ----------------------------------------------------------------------------


def test_without_anything_the_embedded_assistant_is_used() -> None:
    connection = resolved()

    assert connection.is_embedded
    assert connection.endpoint.origin == "built in"


def test_key_alone_sends_the_microphone_nowhere() -> None:
    assert resolved({"OPENAI_API_KEY": CANARY, "AZURE_OPENAI_API_KEY": CANARY}).is_embedded


def test_openai_is_asked_for_with_a_flag() -> None:
    connection = resolved(
        {"OPENAI_API_KEY": CANARY, "AZURE_OPENAI_ENDPOINT": AZURE}, flags=Flags(openai=True)
    )

    assert connection.target().url == "wss://api.openai.com/v1/realtime?model=gpt-realtime"
    assert connection.endpoint.origin == "--openai"


def test_offline_beats_every_variable() -> None:
    connection = resolved({"VOICEAPP_ENDPOINT": AZURE}, flags=Flags(offline=True))

    assert connection.is_embedded
    assert connection.endpoint.origin == "--offline"


@pytest.mark.parametrize("settings", [Settings(endpoint="embedded"), Settings()])
def test_embedded_can_be_named(settings: Settings) -> None:
    assert resolved(
        {"VOICEAPP_ENDPOINT": "embedded", "AZURE_OPENAI_ENDPOINT": AZURE}, settings=settings
    ).is_embedded


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (Flags(endpoint=AZURE, offline=True), "--endpoint and --offline"),
        (Flags(openai=True, offline=True), "--openai and --offline"),
        (Flags(endpoint=AZURE, openai=True), "--endpoint and --openai"),
    ],
)
def test_flags_that_contradict_each_other_are_refused(flags: Flags, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        resolved(flags=flags)


PASTED = "wss://r.openai.azure.com/openai/v1/realtime?model=pasted"


@pytest.mark.parametrize(
    ("process", "flags", "settings", "url"),
    [
        # A variable set for another program does not change a pasted address that was meant more strongly.
        ({"OPENAI_API_VERSION": "2025-04-01-preview", "AZURE_OPENAI_DEPLOYMENT": "chat"}, Flags(endpoint=PASTED), Settings(), PASTED),
        ({"VOICEAPP_ENDPOINT": PASTED, "AZURE_OPENAI_DEPLOYMENT": "chat"}, Flags(), Settings(), PASTED),
        # What was meant at least as strongly does.
        ({}, Flags(endpoint=PASTED, deployment="d"), Settings(), "wss://r.openai.azure.com/openai/v1/realtime?model=d"),
        ({"VOICEAPP_DEPLOYMENT": "d"}, Flags(), Settings(endpoint=PASTED), "wss://r.openai.azure.com/openai/v1/realtime?model=d"),
        # An address that says nothing takes what there is.
        ({"AZURE_OPENAI_ENDPOINT": AZURE, "AZURE_OPENAI_DEPLOYMENT": "d"}, Flags(), Settings(), "wss://r.openai.azure.com/openai/v1/realtime?model=d"),
        ({"AZURE_OPENAI_DEPLOYMENT": "d", "OPENAI_API_VERSION": "2025-04-01-preview"}, Flags(endpoint=AZURE), Settings(), "wss://r.openai.azure.com/openai/realtime?api-version=2025-04-01-preview&deployment=d"),
        ({"OPENAI_BASE_URL": "http://localhost:8000/v1", "OPENAI_MODEL": "m"}, Flags(), Settings(), "ws://localhost:8000/v1/realtime?model=m"),
    ],
)  # fmt: skip
def test_address_and_names_are_weighed(
    process: dict[str, str], flags: Flags, settings: Settings, url: str
) -> None:
    assert resolved(process, flags=flags, settings=settings).target().url == url


# -- who we are --------------------------------------------------------------------------------------

ALL_KEYS = {"AZURE_OPENAI_API_KEY": "azure", "OPENAI_API_KEY": "openai", "AZURE_OPENAI_AD_TOKEN": "token"}


@pytest.mark.parametrize(
    ("process", "origin"),
    [
        ({**ALL_KEYS, "AZURE_OPENAI_ENDPOINT": AZURE}, "AZURE_OPENAI_API_KEY"),
        ({**ALL_KEYS, "VOICEAPP_ENDPOINT": "https://api.openai.com/v1"}, "OPENAI_API_KEY"),
        ({**ALL_KEYS, "VOICEAPP_ENDPOINT": AZURE, "VOICEAPP_API_KEY": "own"}, "VOICEAPP_API_KEY"),
        ({"AZURE_OPENAI_AD_TOKEN": "token", "VOICEAPP_ENDPOINT": AZURE}, "AZURE_OPENAI_AD_TOKEN"),
        ({**ALL_KEYS, "OPENAI_BASE_URL": "https://voice.example.com/v1"}, "OPENAI_API_KEY"),
        ({**ALL_KEYS, "AZURE_OPENAI_ENDPOINT": "https://gw.example.com/openai/v1"}, "AZURE_OPENAI_API_KEY"),
        # To nobody else:
        ({**ALL_KEYS, "VOICEAPP_ENDPOINT": "https://voice.example.com/v1"}, None),
        ({**ALL_KEYS, "VOICEAPP_ENDPOINT": "https://gw.example.com/openai/v1"}, None),
        ({**ALL_KEYS, "VOICEAPP_ENDPOINT": "http://localhost:8000"}, None),
        ({"OPENAI_API_KEY": "openai", "VOICEAPP_ENDPOINT": AZURE}, None),
        ({"AZURE_OPENAI_API_KEY": "azure", "VOICEAPP_ENDPOINT": "https://api.openai.com"}, None),
        ({"AZURE_OPENAI_AD_TOKEN": "token", "AZURE_OPENAI_ENDPOINT": "https://gw.example.com/openai/v1"}, None),
        ({"AZURE_OPENAI_AD_TOKEN": "token", "AZURE_OPENAI_ENDPOINT": "https://x.api.cognitive.microsoft.com"}, None),
        ({"OPENAI_API_KEY": "openai", "OPENAI_BASE_URL": "https://voice.example.com/v1", "VOICEAPP_ENDPOINT": "https://other.example.com"}, None),
    ],
)  # fmt: skip
def test_key_is_only_sent_to_whom_it_belongs(process: dict[str, str], origin: str | None) -> None:
    connection = resolved({**process, "VOICEAPP_DEPLOYMENT": "d"})

    key = connection.key_for(connection.target())

    assert (key.origin if key else None) == origin


def test_azure_without_a_key_means_sign_in() -> None:
    connection = resolved({"AZURE_OPENAI_ENDPOINT": AZURE, "AZURE_OPENAI_DEPLOYMENT": "d"})

    assert isinstance(connection.credentials(connection.target()), EntraCredential)


async def test_token_of_the_environment_is_a_bearer() -> None:
    connection = resolved(
        {"VOICEAPP_ENDPOINT": AZURE, "VOICEAPP_DEPLOYMENT": "d", "AZURE_OPENAI_AD_TOKEN": "t0ken"}
    )

    credentials = connection.credentials(connection.target())

    assert await credentials.headers(connection.target()) == {"Authorization": "Bearer t0ken"}
    assert credentials.describe() == "token from AZURE_OPENAI_AD_TOKEN"


async def test_organization_and_project_of_openai_are_sent() -> None:
    connection = resolved(
        {"OPENAI_API_KEY": "k", "OPENAI_ORG_ID": "org", "OPENAI_PROJECT_ID": "proj"}, flags=Flags(openai=True)
    )

    found = await connection.credentials(connection.target()).headers(connection.target())

    assert found == {"Authorization": "Bearer k", "OpenAI-Organization": "org", "OpenAI-Project": "proj"}


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ("https://api.openai.com", "Set OPENAI_API_KEY or VOICEAPP_API_KEY"),
        ("https://sweden.api.cognitive.microsoft.com", "Set VOICEAPP_API_KEY or AZURE_OPENAI_API_KEY"),
    ],
)
def test_missing_key_names_the_variables(endpoint: str, words: str) -> None:
    connection = resolved(flags=Flags(endpoint=endpoint, deployment="d"))

    with pytest.raises(CredentialsError, match=words):
        connection.credentials(connection.target())


def test_server_of_ones_own_is_asked_without_a_key() -> None:
    connection = resolved(flags=Flags(endpoint="localhost:8000"))

    assert isinstance(connection.credentials(connection.target()), NoCredentials)


def test_key_with_a_line_break_is_refused_by_its_name() -> None:
    connection = resolved({"OPENAI_API_KEY": f"{CANARY}\nX"}, flags=Flags(openai=True))

    with pytest.raises(CredentialsError, match="from OPENAI_API_KEY"):
        connection.credentials(connection.target())


# -- for `check` -------------------------------------------------------------------------------------


def test_rows_say_everything_but_the_key() -> None:
    connection = resolved(
        {"AZURE_OPENAI_ENDPOINT": AZURE, "VOICEAPP_DEPLOYMENT": "d"},
        env_file={"AZURE_OPENAI_API_KEY": CANARY},
    )

    assert connection.rows() == (
        ("endpoint", "wss://r.openai.azure.com/openai/v1/realtime?model=d", "AZURE_OPENAI_ENDPOINT"),
        ("deployment", "d", "VOICEAPP_DEPLOYMENT"),
        ("model", "", "built in"),
        ("api-version", "", "built in"),
        ("voice", "", "built in"),
        ("key for azure", "set", "AZURE_OPENAI_API_KEY in azure.env"),
    )
    assert CANARY not in repr(connection)
    assert isinstance(connection.credentials(connection.target()), KeyCredential)


def test_rows_do_not_quote_an_address_with_a_key() -> None:
    connection = resolved(flags=Flags(endpoint=f"wss://r.openai.azure.com/?api-key={CANARY}"))

    assert connection.rows()[0] == ("endpoint", "cannot be used", "--endpoint")


def test_rows_of_the_embedded_assistant() -> None:
    assert resolved().rows()[0] == ("endpoint", "the embedded assistant", "built in")


NAMES = st.sampled_from(
    [
        "VOICEAPP_ENDPOINT",
        "VOICEAPP_MODEL",
        "OPENAI_MODEL",
        "AZURE_OPENAI_ENDPOINT",
        "OPENAI_BASE_URL",
        "OTHER",
    ]
)


@given(
    process=st.dictionaries(NAMES, st.text(max_size=10)),
    env_file=st.dictionaries(NAMES, st.text(max_size=10)),
)
def test_stronger_origin_is_never_beaten(process: dict[str, str], env_file: dict[str, str]) -> None:
    connection = resolved(process, env_file=env_file, settings=Settings(model="set"))

    has_own = any(found.get("VOICEAPP_MODEL", "").strip() for found in (process, env_file))
    has_common = any(found.get("OPENAI_MODEL", "").strip() for found in (process, env_file))
    expected = Rank.OWN_VARIABLE if has_own else Rank.COMMON_VARIABLE if has_common else Rank.SETTINGS_FILE
    assert connection.model.rank is expected
    assert connection.model.value == connection.model.value.strip() != ""
