"""What happens to the connections, the one there is and the spare, and what is done about it."""

from __future__ import annotations

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.earlier import take_up
from voiceapp.dialogue.parts import Parts
from voiceapp.dialogue.states import Link


class SessionLife:
    """Takes inputs about links and tells the nouns when a session is gone, replaced or over."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def take(self, happened: i.Input, now_ns: int) -> bool:
        """Take an input; False for one that is not about a link."""
        p = self._parts
        match happened:
            case i.FromServer() | i.LinkOpened() | i.LinkFailed() | i.LinkDropped() if happened.spare:
                self._spare(happened, now_ns)
            case i.Started() | i.ReconnectRequested():
                if not p.cap.reached:  # nothing would be any cheaper; the banner says how to go on
                    p.link.start()
            case i.LinkOpened():
                p.link.opened(happened.dialect, now_ns, happened.wall_offset_ns)
            case i.LinkFailed():
                p.link.lost(
                    happened.sentence,
                    now_ns,
                    details=happened.details,
                    retry=happened.retry,
                    retry_after_ms=happened.retry_after_ms,
                    jitter=happened.jitter,
                )
                self._end_if_hopeless(now_ns)
            case i.LinkDropped():
                self._dropped(happened, now_ns)
            case i.ComputerWoke():
                self.woke(happened.slept_ms, now_ns)
            case i.Stopped():
                p.end_session("the conversation was ended", now_ns)
                p.link.stop()
            case i.NewConversationRequested() | i.ConversationContinued():
                p.end_session("a new conversation began", now_ns)
                p.link.stop()
                p.forget_conversation()
                if isinstance(happened, i.ConversationContinued):
                    self._take_up(happened, now_ns)
                p.link.start()
            case _:
                return False
        return True

    def deadline(self, now_ns: int) -> None:
        """Patience with a connection may be over."""
        p = self._parts
        had_session = p.link.in_session
        p.link.at(now_ns)
        p.rotation.at(now_ns)
        if had_session and not p.link.in_session:
            p.lose_session("the connection was lost", now_ns)

    def woke(self, slept_ms: int, now_ns: int) -> None:
        """What was connected before a sleep may look alive for a long time; it is not."""
        p = self._parts
        if p.link.in_session:
            p.lose_session("the computer slept", now_ns)
        self._wish_of_spare()
        p.link.reconnect(now_ns, f"the computer slept for {slept_ms // 1_000} s")

    def silent(self, now_ns: int) -> None:
        """The service owes us something and says nothing any more: the connection only looks alive."""
        p = self._parts
        p.lose_session("the service fell silent", now_ns)
        self._wish_of_spare()
        p.link.presume_dead("The service did not answer.", now_ns)

    # -- inside ----------------------------------------------------------------------------------

    def _dropped(self, happened: i.LinkDropped, now_ns: int) -> None:
        p = self._parts
        if p.link.in_session:
            spare = p.rotation.hand_over()
            if spare is not None:
                p.switch_to(spare, now_ns)
                return
            p.lose_session("the connection was lost", now_ns)
        self._wish_of_spare()
        p.link.lost(
            happened.sentence,
            now_ns,
            details=happened.details,
            retry=happened.retry,
            code=happened.code,
            jitter=happened.jitter,
        )
        self._end_if_hopeless(now_ns)

    def _take_up(self, earlier: i.ConversationContinued, now_ns: int) -> None:
        p = self._parts
        row = take_up(earlier.title, earlier.rows, p.transcript, p.tools, now_ns, left_out=earlier.left_out)
        p.resumption.begin_with(row, whole=not earlier.left_out)

    def _wish_of_spare(self) -> None:
        """Close the spare; what it was to be set up with is wished of the session to come."""
        wished = self._parts.rotation.drop()
        if wished is not None:
            self._parts.link.options = wished

    def _end_if_hopeless(self, now_ns: int) -> None:
        if self._parts.link.state is Link.FAILED:
            self._parts.end_session("the connection was lost", now_ns)

    def _spare(self, happened: i.Input, now_ns: int) -> None:
        p = self._parts
        p.rotation.take(happened, now_ns)
        refusal = p.rotation.take_refusal(p.link.options)
        if refusal is not None:
            p.link.banner = refusal
            p.set_up(p.link.options)
