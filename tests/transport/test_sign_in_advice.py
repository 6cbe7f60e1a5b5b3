"""What the library reports, shortened to what helps a person."""

from __future__ import annotations

from voiceapp.transport.sign_in_advice import refused_sign_in, useful_line


def test_useful_line_of_nothing() -> None:
    assert useful_line("") == "no reason was given"
    assert useful_line("To mitigate this issue, read") == "To mitigate this issue, read"


def test_a_code_of_entra_asks_for_the_tenant() -> None:
    found = refused_sign_in("AzureCliCredential: AADSTS50020: User account does not exist in the tenant.")
    assert found.sentence.endswith("Run `az login --tenant TENANT` with the tenant of the resource.")
