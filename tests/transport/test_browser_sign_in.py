"""The real classes of the sign-in library, against a token endpoint on this computer."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.identity import ClientSecretCredential

from tests.token_endpoint import (
    CLIENT,
    TENANT,
    USER,
    Person,
    TokenEndpoint,
    at_the_browser,
    token_endpoint,
)
from voiceapp.errors import CredentialsError
from voiceapp.transport.browser_sign_in import RECORD, BrowserSignIn
from voiceapp.transport.endpoint import parse_endpoint
from voiceapp.transport.entra import SCOPE_GA, EntraCredential

AZURE = parse_endpoint("https://r.openai.azure.com", deployment="d")


def library(endpoint: TokenEndpoint) -> dict[str, Any]:
    return {
        "authority": endpoint.authority,
        "disable_instance_discovery": True,
        "connection_verify": str(endpoint.trust),
    }


def sign_in_with(folder: Path, endpoint: TokenEndpoint) -> BrowserSignIn:
    return BrowserSignIn(folder, tenant=TENANT, client_id=CLIENT, more=library(endpoint))


@pytest.fixture
def person() -> Iterator[Person]:
    with at_the_browser() as person:
        yield person


async def test_a_service_principal_gets_a_token_for_the_scope(tmp_path: Path) -> None:
    async with token_endpoint(tmp_path) as endpoint:
        credentials = EntraCredential(
            make=lambda environ: ClientSecretCredential(TENANT, CLIENT, "a secret", **library(endpoint))
        )
        headers = await credentials.headers(AZURE)
        credentials.close()
    assert headers["Authorization"] == "Bearer canary-token-1"
    assert endpoint.asked[0]["scope"] == SCOPE_GA


async def test_a_refused_secret_is_a_sentence_without_the_secret(tmp_path: Path) -> None:
    async with token_endpoint(tmp_path) as endpoint:
        endpoint.refuses = "invalid_client"
        credentials = EntraCredential(
            make=lambda environ: ClientSecretCredential(TENANT, CLIENT, "hunter2", **library(endpoint))
        )
        with pytest.raises(CredentialsError, match="AADSTS7000215") as told:
            await credentials.headers(AZURE)
        credentials.close()
    assert "hunter2" not in told.value.sentence + told.value.details


@pytest.mark.usefixtures("person")
async def test_a_sign_in_in_the_browser_comes_first_from_then_on(tmp_path: Path) -> None:
    async with token_endpoint(tmp_path) as endpoint:
        browser = sign_in_with(tmp_path, endpoint)
        credentials = EntraCredential(browser=browser)
        assert await asyncio.to_thread(browser.sign_in, SCOPE_GA) == USER
        headers = await credentials.headers(AZURE)
        browser.close()
    assert headers["Authorization"] == "Bearer canary-token-1"
    assert credentials.describe() == f"sign-in with Entra ID ({USER}, in the browser)"


@pytest.mark.usefixtures("person")
async def test_signing_out_forgets_who_it_was(tmp_path: Path) -> None:
    async with token_endpoint(tmp_path) as endpoint:
        browser = sign_in_with(tmp_path, endpoint)
        await asyncio.to_thread(browser.sign_in, SCOPE_GA)
        assert browser.sign_out() is browser.lasts
        assert (browser.username, await asyncio.to_thread(browser.token, SCOPE_GA)) == ("", "")
        assert not (tmp_path / RECORD).exists()


@pytest.mark.usefixtures("person")
async def test_no_token_is_written_where_the_system_has_no_place_for_secrets(tmp_path: Path) -> None:
    folder = tmp_path / "settings"
    async with token_endpoint(tmp_path) as endpoint:
        browser = sign_in_with(folder, endpoint)
        await asyncio.to_thread(browser.sign_in, SCOPE_GA)
        browser.close()
    written = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert not any(b"canary" in content for content in written)


async def test_a_person_who_says_no_is_a_sentence(tmp_path: Path, person: Person) -> None:
    person.says_no = True
    async with token_endpoint(tmp_path) as endpoint:
        with pytest.raises(CredentialsError, match=r"The sign-in with Entra ID failed: .*access_denied"):
            await asyncio.to_thread(sign_in_with(tmp_path, endpoint).sign_in, SCOPE_GA)


@pytest.mark.parametrize("text", ["", "{", json.dumps({"username": "x"}), "\x00" * 100])
def test_a_record_that_was_edited_means_that_nobody_has_signed_in(tmp_path: Path, text: str) -> None:
    (tmp_path / RECORD).write_text(text)
    assert BrowserSignIn(tmp_path).token(SCOPE_GA) == ""


def test_a_computer_nobody_signed_in_on_asks_nobody(tmp_path: Path) -> None:
    browser = BrowserSignIn(tmp_path)
    assert (browser.token(SCOPE_GA), browser.sign_out()) == ("", False)
    assert os.listdir(tmp_path) == []


def test_who_signed_in_before_is_known_without_asking_anybody(tmp_path: Path) -> None:
    assert BrowserSignIn(tmp_path).who() == ""
    record = {
        "authority": "login.microsoftonline.com",
        "clientId": CLIENT,
        "homeAccountId": f"user.{TENANT}",
        "tenantId": TENANT,
        "username": USER,
        "version": "1.0",
    }
    (tmp_path / RECORD).write_text(json.dumps(record))
    browser = BrowserSignIn(tmp_path)
    assert browser.who() == USER
    browser.sign_out()
    assert browser.who() == ""
