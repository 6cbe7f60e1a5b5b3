"""Who we are: headers fresh each time, secrets that never show, a sign-in that fails in sentences."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from tests.sign_ins import CANARY, SignIn
from voiceapp.errors import CredentialsError
from voiceapp.transport.credentials import (
    KeyCredential,
    NoCredentials,
    Secret,
    StoredCredential,
)
from voiceapp.transport.endpoint import parse_endpoint
from voiceapp.transport.entra import EntraCredential

AZURE = parse_endpoint("r.openai.azure.com", deployment="d")
AZURE_PREVIEW = parse_endpoint("r.openai.azure.com", deployment="d", api_version="2025-04-01-preview")
AZURE_REGIONAL = parse_endpoint("sweden.api.cognitive.microsoft.com", deployment="d")
OPENAI = parse_endpoint("api.openai.com", model="m")


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
