"""The sign-in: a fresh token for each attempt, off the loop, and failures in sentences."""

from __future__ import annotations

import asyncio
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

from tests.sign_ins import CANARY, SignIn
from voiceapp.errors import CredentialsError
from voiceapp.transport.endpoint import parse_endpoint
from voiceapp.transport.entra import EntraCredential, default_azure_credential

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
