"""The target of the moment: one browser sign-in for the program, and an exchange that closes the old one."""

from __future__ import annotations

import pytest

from voiceapp.choices import Choices
from voiceapp.chosen_target import ChosenTarget
from voiceapp.clock import ManualClock
from voiceapp.errors import EndpointError
from voiceapp.settings import Settings
from voiceapp.targets import OFFLINE_LABEL, OfflineTarget
from voiceapp.transport.resolve import Environment, Flags, resolve

SERVER = "ws://127.0.0.1:9/v1/realtime?model=m"


def choices(**settings: str) -> Choices:
    found = Settings(**settings)  # type: ignore[arg-type]
    return Choices(resolve(Flags(), Environment({}, {}), found), found)


class Ended(OfflineTarget):
    """A target that notes what is done to it."""

    def __init__(self, notes: list[str]) -> None:
        super().__init__(ManualClock())
        self._notes = notes

    async def close(self) -> None:
        self._notes.append("closed")


async def test_another_target_is_begun_with_before_the_old_one_is_closed() -> None:
    target = ChosenTarget(choices(endpoint=SERVER), ManualClock())
    notes: list[str] = []
    wanted = choices()
    await target.exchange(Ended(notes), wanted, lambda: notes.append(target.label))
    assert notes == [OFFLINE_LABEL]
    assert target.choices is wanted
    await target.exchange(target.made(choices(endpoint=SERVER)), choices(), lambda: notes.append("begun"))
    assert notes == [OFFLINE_LABEL, "begun", "closed"]
    await target.close()


def test_the_sign_in_of_the_program_stays_unless_the_tenant_is_another() -> None:
    target = ChosenTarget(choices(), ManualClock())
    first = target.browser(choices(endpoint=SERVER))
    assert target.browser(choices()) is first
    assert target.browser(choices(tenant="contoso.com")) is not first


def test_settings_that_lead_nowhere_make_no_target() -> None:
    target = ChosenTarget(choices(), ManualClock())
    with pytest.raises(EndpointError):
        target.made(choices(endpoint="https://r.openai.azure.com"))  # which deployment?
    assert target.label == OFFLINE_LABEL
    assert target.dialect_name == "ga"
