"""The check-up against servers of every temper: what is asked, what is left out, what is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.file_keyring import FileKeyring
from tests.link_servers import CANARY, http_server
from tests.offline.loopback import GA, PREVIEW, server
from tests.test_choices import choices
from voiceapp.audio.device import SoundSystem
from voiceapp.audio.simulated import SimulatedSound
from voiceapp.checkup import Checkup, Finding, Outcome
from voiceapp.choices import Choices
from voiceapp.clock import ManualClock, SystemClock
from voiceapp.errors import SoundError
from voiceapp.transport.key_store import KeyStore


def no_card() -> SoundSystem:
    raise SoundError("PortAudio is missing. `make setup` installs it.")


async def check(
    found: Choices, folder: Path, sound: Callable[[], SoundSystem] = no_card, *, speak: bool = True
) -> list[Finding]:
    keys = KeyStore(FileKeyring(folder / "keys"))
    checkup = Checkup(found, SystemClock(), sound, keys=keys, speak=speak)
    return [finding async for finding in checkup.findings()]


def outcomes(findings: list[Finding]) -> dict[str, str]:
    return {finding.name: finding.outcome.value for finding in findings}


@pytest.mark.parametrize(("path", "said"), [(GA, "current protocol (GA)"), (PREVIEW, "preview protocol")])
async def test_a_service_that_works_is_well_from_its_name_to_a_spoken_answer(
    tmp_path: Path, path: str, said: str
) -> None:
    async with server() as running:
        found = await check(choices(endpoint=f"ws://127.0.0.1:{running.port}{path}"), tmp_path)
    assert outcomes(found) == {
        "endpoint": "ok",
        "dialect": "ok",
        "proxy": "ok",
        "name": "ok",
        "TLS": "warning",
        "sign-in": "ok",
        "session": "ok",
        "speech": "ok",
        "abilities": "ok",
        "keyring": "ok",
        "devices": "warning",
    }
    told = {finding.name: finding for finding in found}
    assert said in told["dialect"].sentence
    assert told["endpoint"].origin == "--endpoint"
    assert (
        "Works: leaving interruptions to this program, writing down what you say."
        in told["abilities"].sentence
    )
    assert told["speech"].sentence.startswith("A spoken question was answered aloud after ")
    assert told["speech"].sentence.endswith("its words were written down.")


async def test_a_refused_sign_in_names_the_role_and_nothing_is_asked_after_it(tmp_path: Path) -> None:
    async with http_server(401, b'{"error":{"code":"PermissionDenied","message":"no"}}') as (address, _):
        found = await check(choices(endpoint=address), tmp_path, speak=False)
    session = next(finding for finding in found if finding.name == "session")
    assert session.outcome is Outcome.FAILED
    assert "does not accept the key" in session.sentence
    assert "PermissionDenied" in session.details
    assert "speech" not in outcomes(found)


async def test_nobody_at_the_address_is_told(tmp_path: Path) -> None:
    found = await check(choices(endpoint="ws://127.0.0.1:9/v1/realtime"), tmp_path)
    assert outcomes(found)["session"] == "failed"
    assert "Nothing listens at 127.0.0.1" in next(f.sentence for f in found if f.name == "session")


async def test_an_address_that_is_none_ends_the_questions_about_it(tmp_path: Path) -> None:
    found = await check(choices(endpoint="https://r.openai.azure.com"), tmp_path)
    assert outcomes(found) == {
        "endpoint": "ok",
        "address": "failed",
        "keyring": "ok",
        "devices": "warning",
    }


async def test_no_key_is_ever_in_what_is_said(tmp_path: Path) -> None:
    async with http_server(401, CANARY.encode()) as (address, _):
        found = await check(choices(endpoint=address, env={"VOICEAPP_API_KEY": CANARY}), tmp_path)
    assert "key for any" in outcomes(found)
    assert CANARY not in repr(found)


async def test_devices_are_counted_and_a_missing_one_is_no_failure(tmp_path: Path) -> None:
    one_way = SimulatedSound(ManualClock(), microphones=("Desk", "Headset"), speakers=())
    found = await check(
        choices(endpoint="ws://127.0.0.1:9/v1/realtime"), tmp_path, sound=lambda: one_way, speak=False
    )
    told = {finding.name: finding for finding in found}
    assert told["microphone"].sentence == "2 to choose from; Desk is the usual one."
    assert told["loudspeaker"].outcome is Outcome.WARNING
