"""The next session, made ready while the present one still lives.

Services end a session after at most an hour, and some wishes cannot be met in a running session (another
voice, once one has been heard). In both cases a second connection, the *spare*, is opened and configured
first; then, in a quiet moment, it takes the place of the first one. Only when time runs out the moment need
not be quiet.
A spare that cannot be had costs nothing: the present session goes on, and its end is an ordinary loss.
"""

from __future__ import annotations

from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.link import SessionLink
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.outbox import Outbox
from voiceapp.dialogue.server_abilities import ServerAbilities
from voiceapp.dialogue.snapshot import Banner
from voiceapp.dialogue.states import Link
from voiceapp.protocol import server_events as s


class Rotation:
    """Owns the spare; says when it is time to switch, and leaves the switching to its owner."""

    def __init__(self, out: Outbox, abilities: ServerAbilities) -> None:
        self._out = out
        self._abilities = abilities
        self._now_ns = 0
        self._given_up = False
        """The spare cannot be had; not tried again in this session."""
        self.spare: SessionLink | None = None
        self._failed: SessionLink | None = None
        """A spare that could not be had and that nobody has asked about yet."""

    def deadline_ns(self, link: SessionLink) -> int | None:
        """Return when to look at it again at the latest."""
        moments = []
        if link.renewal is not None and not self._given_up:
            moments = [at for at in (link.renewal.from_ns, link.renewal.at_last_ns) if at > self._now_ns]
        if self.spare is not None and self.spare.deadline_ns is not None:
            moments.append(self.spare.deadline_ns)
        return min(moments, default=None)

    def begin(self, options: DialogueOptions) -> None:
        """Open the spare, set up with `options`; one with other wishes is dropped."""
        self.drop()
        self._given_up = False
        self.spare = SessionLink(options, self._out, self._abilities, spare=True)
        self.spare.start()

    def follow(self, options: DialogueOptions) -> None:
        """Begin anew if there is a spare that was set up with other wishes than those in force now."""
        if self.spare is not None and self.spare.options != options:
            self.begin(options)

    def drop(self) -> DialogueOptions | None:
        """Close the spare, if there is one, and return what it was to be set up with."""
        dropped, self.spare = self.spare, None
        if dropped is None:
            return None
        dropped.stop()
        return dropped.options

    def new_session(self) -> None:
        """Another session is in force: everything may be tried again."""
        self._given_up = False

    def take(self, happened: i.Input, now_ns: int) -> None:
        """Take an input that concerns the spare."""
        spare = self.spare
        if spare is None:
            return
        match happened:
            case i.LinkOpened():
                spare.opened(happened.dialect, now_ns, happened.wall_offset_ns)
            case i.LinkFailed() | i.LinkDropped():
                spare.lost(
                    happened.sentence,
                    now_ns,
                    details=happened.details,
                    retry=happened.retry,
                    retry_after_ms=happened.retry_after_ms if isinstance(happened, i.LinkFailed) else None,
                    jitter=happened.jitter,
                )
            case i.FromServer(event=s.SessionCreated(session=session)):
                spare.greeted(session, now_ns)
            case i.FromServer(event=s.SessionUpdated(session=session)):
                spare.updated(session)
            case i.FromServer(event=s.ErrorEvent(error=error)):
                spare.failed(error, now_ns)
            case _:
                pass
        if spare.state is Link.FAILED:
            self._out.note("the next session cannot be had", "warning")
            self._given_up, self._failed, self.spare = True, spare, None

    def take_refusal(self, in_force: DialogueOptions) -> Banner | None:
        """Return, once, why a spare that was to have other wishes than those in force cannot be had."""
        failed, self._failed = self._failed, None
        if failed is None or failed.options == in_force or failed.banner is None:
            return None
        return Banner("The service refused the change.", failed.banner.details)

    def at(self, now_ns: int) -> None:
        """Patience with the spare may be over."""
        if self.spare is not None:
            self.spare.at(now_ns)

    def is_time(self, link: SessionLink, now_ns: int) -> bool:
        """Say whether there is something to do in a quiet moment; asked after every step, so it is cheap."""
        self._now_ns = now_ns
        if self.spare is not None:
            return self.spare.ready
        renewal = link.renewal
        return renewal is not None and now_ns >= renewal.from_ns and not self._given_up

    def begin_or_hand_over(self, link: SessionLink, now_ns: int, *, quiet: bool) -> SessionLink | None:
        """Open the spare, or hand it over if it is ready; `is_time` has said yes."""
        renewal = link.renewal
        if not quiet and (renewal is None or now_ns < renewal.at_last_ns):
            return None
        if self.spare is None:
            self._out.note("the session is renewed before it ends")
            self.begin(link.options)
            return None
        return self.hand_over()

    def hand_over(self) -> SessionLink | None:
        """Return the spare if it is ready; it is the owner's from now on."""
        if self.spare is None or not self.spare.ready:
            return None
        ready, self.spare = self.spare, None
        return ready
