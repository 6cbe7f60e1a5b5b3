"""A program that is controlled: what a conversation is to the control socket, without one."""

from __future__ import annotations

from dataclasses import replace

from voiceapp.dialogue.snapshot import Phase, Snapshot


class FakeProgram:
    """Remembers what it was told; talking and muting change its picture, as they do in earnest."""

    def __init__(self, *, has_window: bool = True, phase: Phase = Phase.LISTENING) -> None:
        self.done: list[str] = []
        self.picture = Snapshot(phase=phase)
        self._has_window = has_window

    def snapshot(self) -> Snapshot:
        return self.picture

    def begin_talk(self) -> None:
        self.done.append("begin")
        self.picture = replace(self.picture, talk_held=True)

    def end_talk(self) -> None:
        self.done.append("end")
        self.picture = replace(self.picture, talk_held=False)

    def interrupt(self) -> None:
        self.done.append("interrupt")

    def mute(self, muted: bool) -> None:
        self.done.append("mute" if muted else "unmute")
        self.picture = replace(self.picture, muted=muted)

    def show(self, *, mini: bool = False) -> bool:
        self.done.append("show mini" if mini else "show")
        return self._has_window

    def quit(self) -> None:
        self.done.append("quit")
