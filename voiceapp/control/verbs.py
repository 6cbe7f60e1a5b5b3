"""What each verb does to the running conversation. Decides and calls; never waits."""

from __future__ import annotations

from typing import Protocol

from voiceapp.control.status import status_of
from voiceapp.control.wire import Answer, Request
from voiceapp.dialogue.snapshot import Phase, Snapshot


class Controlled(Protocol):
    """The running program, as a command line sees it; used on the voice loop."""

    def snapshot(self) -> Snapshot:
        """Return the conversation as it is."""
        ...

    def begin_talk(self) -> None:
        """Press the talk key."""
        ...

    def end_talk(self) -> None:
        """Release the talk key."""
        ...

    def interrupt(self) -> None:
        """Stop the answer."""
        ...

    def mute(self, muted: bool) -> None:
        """Let nothing leave, or no longer."""
        ...

    def show(self, *, mini: bool = False) -> bool:
        """Bring the window, or the mini window, to the front; False where there is none."""
        ...

    def quit(self) -> None:
        """End the program, a moment later."""
        ...


ARGUMENTS: dict[str, tuple[str, ...]] = {
    "ptt": ("down", "up", "toggle"),
    "mute": ("on", "off", "toggle"),
    "stop": (),
    "status": (),
    "show": ("", "mini"),
    "quit": (),
}
"""The verbs, and what may follow them."""


def answer_to(request: Request, controlled: Controlled) -> Answer:
    """Do what is asked, and say what was done."""
    allowed = ARGUMENTS.get(request.verb)
    if allowed is None:
        return _no(f"There is no command “{request.verb[:20]}”. Known are: {', '.join(ARGUMENTS)}.")
    if allowed and request.argument not in allowed:
        return _no(f"After “{request.verb}” one of these is expected: {', '.join(filter(None, allowed))}.")
    match request.verb:
        case "ptt":
            return _talk(request.argument, controlled)
        case "mute":
            muted = controlled.snapshot().muted
            wanted = not muted if request.argument == "toggle" else request.argument == "on"
            controlled.mute(wanted)
            return Answer(sentence="Muted: nothing leaves." if wanted else "Not muted.")
        case "stop":
            audible = controlled.snapshot().phase in {Phase.SPEAKING, Phase.THINKING}
            controlled.interrupt()
            return Answer(sentence="The answer is stopped." if audible else "There was no answer to stop.")
        case "status":
            return Answer(status=status_of(controlled.snapshot()))
        case "show":
            mini = request.argument == "mini"
            if controlled.show(mini=mini):
                return Answer(sentence="The mini window is shown." if mini else "The window is shown.")
            return _no("This voiceapp runs in a terminal and has no window.")
        case _:
            controlled.quit()
            return Answer(sentence="voiceapp ends.")


def _talk(argument: str, controlled: Controlled) -> Answer:
    picture = controlled.snapshot()
    begins = not picture.talk_held if argument == "toggle" else argument == "down"
    if not begins:
        controlled.end_talk()
        return Answer(sentence="The talk key is up.")
    if picture.phase is Phase.OFF:
        return _no("There is no conversation to talk to: voiceapp is not connected.")
    controlled.begin_talk()
    return Answer(sentence="The talk key is down.")


def _no(sentence: str) -> Answer:
    return Answer(ok=False, sentence=sentence)
