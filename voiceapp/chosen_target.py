"""Whom the person has chosen to talk to, which may become somebody else while the program runs."""

from __future__ import annotations

from collections.abc import Callable

from voiceapp.choices import Choices, browser_sign_in_of, target_of
from voiceapp.clock import Clock
from voiceapp.targets import Observe, OnEvent, OnLost, Target
from voiceapp.transport.browser_sign_in import BrowserSignIn
from voiceapp.transport.websocket import Link


class ChosenTarget:
    """A target that stands for the one of the moment; made and exchanged with the person's choices."""

    def __init__(self, choices: Choices, clock: Clock) -> None:
        """Make the first one. Raises EndpointError or CredentialsError with a sentence."""
        self._clock = clock
        self._browser_of = (choices.connection.tenant, choices.connection.client_id)
        self._browser = browser_sign_in_of(choices)
        self._now = target_of(choices, clock, self._browser)
        self.choices = choices
        """What the target of the moment was made from."""

    @property
    def label(self) -> str:
        """Return the label of the one of the moment."""
        return self._now.label

    @property
    def dialect_name(self) -> str:
        """Return the dialect of the one of the moment."""
        return self._now.dialect_name

    def browser(self, choices: Choices) -> BrowserSignIn:
        """Return the one sign-in of the running program; another one only for another tenant."""
        wanted = (choices.connection.tenant, choices.connection.client_id)
        if wanted != self._browser_of:
            self._browser_of, self._browser = wanted, browser_sign_in_of(choices)
        return self._browser

    def made(self, choices: Choices) -> Target:
        """Return a target as the choices say. Raises EndpointError or CredentialsError with a sentence."""
        return target_of(choices, self._clock, self.browser(choices))

    async def exchange(self, target: Target, choices: Choices, begin: Callable[[], None]) -> None:
        """Stand for `target` from now on, `begin` with it, and close the one before; on the loop."""
        before, self._now, self.choices = self._now, target, choices
        begin()
        await before.close()

    async def connect(self, on_event: OnEvent, on_lost: OnLost, observe: Observe) -> Link:
        """Open a connection to the one of the moment."""
        return await self._now.connect(on_event, on_lost, observe)

    async def close(self) -> None:
        """Close the one of the moment."""
        await self._now.close()
