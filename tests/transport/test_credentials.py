"""Who we are: headers fresh each time, secrets that never show, a sign-in that fails in sentences."""

from __future__ import annotations

import asyncio
import copy
import pickle
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    AzureCliCredential,
    CredentialUnavailableError,
    DefaultAzureCredential,
    ManagedIdentityCredential,
)

from voiceapp.errors import CredentialsError
from voiceapp.transport.credentials import (
    EntraCredential,
    KeyCredential,
    NoCredentials,
    Secret,
    StoredCredential,
    default_azure_credential,
    useful_line,
)
from voiceapp.transport.endpoint import parse_endpoint

CANARY = "canary-0123456789-secret"
AZURE = parse_endpoint("r.openai.azure.com", deployment="d")
AZURE_PREVIEW = parse_endpoint("r.openai.azure.com", deployment="d", api_version="2025-04-01-preview")
AZURE_REGIONAL = parse_endpoint("sweden.api.cognitive.microsoft.com", deployment="d")
OPENAI = parse_endpoint("api.openai.com", model="m")

REPORT = """DefaultAzureCredential failed to retrieve a token from the included credentials.
Attempted credentials:
\tEnvironmentCredential: EnvironmentCredential authentication unavailable. Variables are not fully configured.
\tSharedTokenCacheCredential: SharedTokenCacheCredential authentication unavailable. No accounts were found.
\tAzureCliCredential: Please run 'az login' to set up an account
\tAzurePowerShellCredential: PowerShell is not installed
\tAzureDeveloperCliCredential: Azure Developer CLI could not be found.
To mitigate this issue, please refer to the troubleshooting guidelines here at https://aka.ms/x."""


class Token:
    def __init__(self, token: str) -> None:
        self.token = token


class SignIn:
    """A credential of the library: a token for each scope, or an error; notes who asked on which thread."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.scopes: list[str] = []
        self.threads: list[int] = []
        self.is_closed = False

    def make(self, environ: Mapping[str, str]) -> Any:
        return self

    def get_token(self, scope: str) -> Token:
        self.scopes.append(scope)
        self.threads.append(threading.get_ident())
        if self.error is not None:
            raise self.error
        return Token(f"{CANARY}-{len(self.scopes)}")

    def close(self) -> None:
        self.is_closed = True


def test_secret_does_not_show_itself() -> None:
    secret = Secret(CANARY)

    assert CANARY not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == CANARY
    assert secret == Secret(CANARY)
    assert secret != Secret("other")
    assert not Secret("")


@pytest.mark.parametrize("write", [pickle.dumps, copy.copy, copy.deepcopy])
def test_secret_is_not_written_anywhere(write: Any) -> None:
    with pytest.raises(TypeError, match="not written"):
        write(Secret(CANARY))


async def test_key_goes_into_the_header_of_its_provider() -> None:
    credential = KeyCredential(Secret(f"  {CANARY}\n"), origin="VOICEAPP_API_KEY")

    assert await credential.headers(AZURE) == {"api-key": CANARY}
    assert await credential.headers(OPENAI) == {"Authorization": f"Bearer {CANARY}"}
    assert credential.describe() == "key from VOICEAPP_API_KEY"
    assert CANARY not in repr(credential)
    assert not credential.has_another_try()


async def test_organization_and_project_go_to_openai_only() -> None:
    credential = KeyCredential(
        Secret("k"), origin="OPENAI_API_KEY", organization="org-1", project="bad\nvalue"
    )

    assert await credential.headers(OPENAI) == {"Authorization": "Bearer k", "OpenAI-Organization": "org-1"}
    assert await credential.headers(AZURE) == {"api-key": "k"}


@pytest.mark.parametrize(
    "value", ["", "   ", f"{CANARY}\r\nX: y", f"{CANARY} b", f"{CANARY}\x00", f"{CANARY}ü"]
)
def test_key_that_cannot_be_a_header_is_refused_without_quoting_it(value: str) -> None:
    with pytest.raises(CredentialsError, match="from AZURE_OPENAI_API_KEY") as refusal:
        KeyCredential(Secret(value), origin="AZURE_OPENAI_API_KEY")

    assert CANARY not in repr(refusal.value)


async def test_nobody_has_no_headers() -> None:
    assert await NoCredentials().headers(parse_endpoint("localhost:9")) == {}
    assert NoCredentials().describe() == "no key, no sign-in"


async def test_token_is_fetched_anew_for_each_attempt_and_off_the_loop() -> None:
    library = SignIn()
    credential = EntraCredential(make=library.make)

    assert await credential.headers(AZURE) == {"Authorization": f"Bearer {CANARY}-1"}
    assert await credential.headers(AZURE) == {"Authorization": f"Bearer {CANARY}-2"}
    assert threading.get_ident() not in library.threads
    assert CANARY not in f"{credential!r} {credential.describe()}"


async def test_scope_follows_the_dialect_and_changes_once_after_a_401() -> None:
    library = SignIn()
    credential = EntraCredential(make=library.make)

    await credential.headers(AZURE)
    await credential.headers(AZURE_PREVIEW)
    assert credential.has_another_try() is True
    await credential.headers(AZURE)
    await credential.headers(AZURE_PREVIEW)
    assert credential.has_another_try() is False

    assert library.scopes == [
        "https://ai.azure.com/.default",
        "https://cognitiveservices.azure.com/.default",
        "https://cognitiveservices.azure.com/.default",
        "https://ai.azure.com/.default",
    ]


async def test_scope_set_by_a_person_stays() -> None:
    library = SignIn()
    credential = EntraCredential(scope="api://mine/.default", make=library.make)

    assert credential.has_another_try() is False
    await credential.headers(AZURE)

    assert library.scopes == ["api://mine/.default"]


@pytest.mark.parametrize(
    "endpoint", [AZURE_REGIONAL, OPENAI, parse_endpoint("gw.example.com/openai/v1", deployment="d")]
)
async def test_token_is_not_even_fetched_for_a_host_that_may_not_have_it(endpoint: Any) -> None:
    library = SignIn()

    with pytest.raises(CredentialsError, match="takes no sign-in"):
        await EntraCredential(make=library.make).headers(endpoint)

    assert library.scopes == []


@pytest.mark.parametrize(
    ("error", "words", "cure"),
    [
        (
            ClientAuthenticationError(message=REPORT),
            "Please run 'az login' to set up an account",
            "Run `az login`,",
        ),
        (CredentialUnavailableError(message="nothing here"), "nothing here", "Run `az login`,"),
        (
            ClientAuthenticationError(message="AADSTS50020: User does not exist in tenant 'x'"),
            "AADSTS50020",
            "--tenant",
        ),
        (ValueError("bad authority"), "bad authority", "Run `az login`,"),
        (OSError(2, "No such file"), "No such file", "Run `az login`,"),
        (ClientAuthenticationError(message=f"Bearer {CANARY} was refused"), "was refused", "az login"),
    ],
)
async def test_failed_sign_in_is_a_sentence_with_a_cure(error: Exception, words: str, cure: str) -> None:
    with pytest.raises(CredentialsError) as refusal:
        await EntraCredential(make=SignIn(error).make).headers(AZURE)

    assert words in refusal.value.sentence
    assert cure in refusal.value.sentence
    assert CANARY not in f"{refusal.value!r} {refusal.value.details}"
    assert refusal.value.__cause__ is None


async def test_missing_library_is_a_sentence() -> None:
    with pytest.raises(CredentialsError, match="needs the package azure-identity"):
        await EntraCredential(make=SignIn(ImportError("no module")).make).headers(AZURE)


async def test_two_attempts_share_one_credential_and_take_turns() -> None:
    made: list[SignIn] = []

    def make(environ: Mapping[str, str]) -> SignIn:
        made.append(SignIn())
        return made[-1]

    credential = EntraCredential(make=make)
    await asyncio.gather(credential.headers(AZURE), credential.headers(AZURE))

    assert len(made) == 1
    assert len(made[0].scopes) == 2


async def test_close_releases_the_library_once() -> None:
    library = SignIn()
    credential = EntraCredential(make=library.make)
    await credential.headers(AZURE)

    credential.close()
    credential.close()

    assert library.is_closed


def test_useful_line_of_nothing() -> None:
    assert useful_line("") == "no reason was given"
    assert useful_line("To mitigate this issue, read") == "To mitigate this issue, read"


def test_desktop_chain_leaves_server_identities_out() -> None:
    chain = default_azure_credential({})

    kinds = {type(credential) for credential in chain.credentials}
    assert isinstance(chain, DefaultAzureCredential)
    assert AzureCliCredential in kinds
    assert ManagedIdentityCredential not in kinds
    chain.close()


def test_chain_a_person_chose_is_left_alone() -> None:
    chain = default_azure_credential({"AZURE_TOKEN_CREDENTIALS": "prod"})

    # The library itself reads the process's variable, which is not set here: nothing is excluded by us.
    assert ManagedIdentityCredential in {type(credential) for credential in chain.credentials}
    chain.close()


# -- a key in the keyring ----------------------------------------------------------------------------------


class Keyring:
    """What a keyring gives for each host, or how it fails."""

    def __init__(self) -> None:
        self.keys: dict[str, Secret] = {}
        self.error: CredentialsError | None = None

    def read(self, host: str) -> Secret | None:
        if self.error is not None:
            raise self.error
        return self.keys.get(host)


async def test_a_key_kept_for_the_host_comes_before_the_sign_in() -> None:
    keyring = Keyring()
    keyring.keys["r.openai.azure.com"] = Secret(CANARY)
    credentials = StoredCredential(keyring.read, NoCredentials)
    assert "keyring" in credentials.describe()
    assert (await credentials.headers(AZURE))["api-key"] == CANARY
    assert credentials.describe() == "key from the keyring"
    assert not credentials.has_another_try()


async def test_a_key_set_or_removed_meanwhile_counts_at_the_next_attempt() -> None:
    keyring = Keyring()
    credentials = StoredCredential(keyring.read, NoCredentials)
    assert "api-key" not in await credentials.headers(AZURE)
    keyring.keys["r.openai.azure.com"] = Secret(CANARY)
    assert (await credentials.headers(AZURE))["api-key"] == CANARY
    del keyring.keys["r.openai.azure.com"]
    assert "api-key" not in await credentials.headers(AZURE)


async def test_without_a_keyring_the_other_way_is_taken_and_kept() -> None:
    keyring = Keyring()
    keyring.error = CredentialsError("This computer has no keyring.")
    sign_in = SignIn()
    made: list[EntraCredential] = []

    def otherwise() -> EntraCredential:
        made.append(EntraCredential(make=lambda environ: sign_in))
        return made[-1]

    credentials = StoredCredential(keyring.read, otherwise)
    first, second = await credentials.headers(AZURE), await credentials.headers(AZURE)
    assert "Authorization" in first
    assert "Authorization" in second
    assert len(made) == 1
    assert credentials.has_another_try()
    credentials.close()
    assert sign_in.is_closed


async def test_no_key_and_no_other_way_is_the_other_ways_sentence() -> None:
    def otherwise() -> NoCredentials:
        raise CredentialsError("There is no key for OpenAI.")

    with pytest.raises(CredentialsError, match="no key for OpenAI"):
        await StoredCredential(Keyring().read, otherwise).headers(OPENAI)
