"""`voiceapp sign-in` and `sign-out`: Entra ID in the web browser, for the next starts of the program."""

from __future__ import annotations

import argparse
import sys

from voiceapp.cli.words import Commands, choices_of
from voiceapp.errors import UsageError


def add(commands: Commands) -> None:
    """Add the two commands."""
    commands.add(
        "sign-in",
        _sign_in,
        connects=True,
        summary="sign in to Azure in the web browser",
        description="Open the browser, and remember who signed in where the system keeps secrets. `az login` "
        "and its relatives are used without this.",
    )
    commands.add(
        "sign-out",
        _sign_out,
        connects=True,
        summary="forget the sign-in in the web browser",
        description="Forget who signed in. Sign-ins of `az login` and others stay as they are.",
    )


def _sign_in(words: argparse.Namespace) -> int:
    from voiceapp.choices import browser_sign_in_of
    from voiceapp.transport.entra import EntraCredential

    choices = choices_of(words)
    if choices.connection.is_embedded:
        raise UsageError("The embedded assistant needs no sign-in. Name a resource with --endpoint.")
    endpoint = choices.connection.target()
    if not endpoint.takes_sign_in:
        raise UsageError(f"{endpoint.host} takes no sign-in, only a key: `voiceapp key set`.")
    browser = browser_sign_in_of(choices)
    sys.stdout.write("The browser opens; sign in there. Ctrl+C gives up.\n")
    sys.stdout.flush()
    try:
        username = browser.sign_in(EntraCredential(scope=choices.connection.entra_scope).scope(endpoint))
    finally:
        browser.close()
    if not browser.lasts:
        sys.stdout.write(
            f"{username} could sign in, but this system has no place where the program could keep that. "
            "Sign in from the window, for as long as it runs, or use `az login`.\n"
        )
        return 1
    sys.stdout.write(f"{username} is signed in.\n")
    return 0


def _sign_out(words: argparse.Namespace) -> int:
    from voiceapp.choices import browser_sign_in_of

    was = browser_sign_in_of(choices_of(words)).sign_out()
    sys.stdout.write("The sign-in is forgotten.\n" if was else "Nobody had signed in in the browser.\n")
    return 0
