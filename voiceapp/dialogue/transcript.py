"""The transcript: rows keyed by conversation item, ordered by the conversation, never by arrival.

A user's row exists from the moment speech begins, before there are words; the words come whenever the
transcription does, often after the answer has begun. An answer's row shows all its words and how many of
them have been heard. Rows of ours (notices, tool calls) stand between them, where they happened.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from voiceapp.dialogue.captions import Caption
from voiceapp.dialogue.snapshot import Row, RowKind, RowState
from voiceapp.pcm import ms_of_frames

NOTICES_MAX = 500
"""Rows of our own are kept up to this many; the oldest go first, conversation rows never."""


Mark = tuple[int, int, bool, int]
"""Frames heard, frames received, whether that is all of them, and how many characters of text there were."""


@dataclass(slots=True)
class Entry:
    """One row in the making; `row` is the finished picture until something changes."""

    key: str
    kind: RowKind
    at_ns: int
    state: RowState
    text: str = ""
    captions: dict[int, Caption] = field(default_factory=dict)
    """Assistant: words per content part."""
    marks: dict[int, Mark] = field(default_factory=dict)
    """Assistant: where the heard mark of each content part was put last."""
    heard_chars: int = 0
    heard_ms: int = 0
    received_ms: int = 0
    cut_ms: int | None = None
    note: str = ""
    details: str = ""
    spoken: bool = True
    response_id: str = ""
    """Assistant: what it belongs to; empty for one of an earlier conversation."""
    earlier: bool = False
    take: int = 0
    set_aside: bool = False
    can_keep: bool = False
    row: Row | None = None

    @property
    def heard(self) -> str:
        """Return the words of an answer that were heard or read."""
        return self.text[: self.heard_chars].strip()

    def picture(self) -> Row:
        """Return the immutable row; the same object as long as nothing changed."""
        if self.row is None:
            self.row = Row(
                key=self.key,
                kind=self.kind,
                state=self.state,
                text=self.text,
                heard_chars=self.heard_chars,
                heard_ms=self.heard_ms,
                received_ms=self.received_ms,
                cut_ms=self.cut_ms,
                note=self.note,
                details=self.details,
                at_ns=self.at_ns,
                spoken=self.spoken,
                earlier=self.earlier,
                take=self.take,
                set_aside=self.set_aside,
                can_keep=self.can_keep,
            )
        return self.row


class Transcript:
    """All rows; every method that changes one forgets its picture."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._order: list[str] = []
        self._followers: dict[str, list[str]] = {}
        """Which items named this one as their predecessor; it may not have a row (yet)."""
        self._rows: tuple[Row, ...] | None = ()
        self._notices: list[str] = []
        self._count = 0

    def rows(self) -> tuple[Row, ...]:
        """Return all rows in order; the same tuple as long as nothing changed."""
        if self._rows is None:
            self._rows = tuple(self._entries[key].picture() for key in self._order)
        return self._rows

    def find(self, key: str) -> Entry | None:
        """Return the entry of an item, if it has a row."""
        return self._entries.get(key)

    def entries(self) -> list[Entry]:
        """Return all entries in order."""
        return [self._entries[key] for key in self._order]

    def answered(self, key: str) -> bool:
        """Say whether anything of an answer behind a row was heard or read."""
        if key not in self._entries:
            return False
        behind = self._order[self._order.index(key) + 1 :]
        entries = (self._entries[later] for later in behind)
        return any(entry.kind is RowKind.ASSISTANT and entry.heard_chars > 0 for entry in entries)

    def last(self, kind: RowKind) -> Entry | None:
        """Return the newest entry of a kind."""
        for key in reversed(self._order):
            if self._entries[key].kind is kind:
                return self._entries[key]
        return None

    def last_turn(self) -> list[Entry]:
        """Return the person's newest row and what came after it, without rows of ours; empty without one."""
        turn: list[Entry] = []
        for key in reversed(self._order):
            entry = self._entries[key]
            if entry.kind is not RowKind.NOTICE:
                turn.append(entry)
            if entry.kind is RowKind.USER:
                return turn[::-1]
        return []

    # -- rows come and go ------------------------------------------------------------------------

    def open_row(self, key: str, kind: RowKind, at_ns: int, *, previous: str | None = None) -> Entry:
        """Return the row of an item, made where the conversation has it if there was none.

        `previous` None means: not told. Unknown predecessors are remembered until they appear.
        """
        entry = self._entries.get(key)
        if entry is None:
            state = RowState.WAITING if kind is RowKind.USER else RowState.LIVE
            entry = self._entries[key] = Entry(key, kind, at_ns, state)
            self._order.append(key)
            self._changed(entry)
            self._gather_followers(key)
        if previous is not None:
            if key not in self._followers.setdefault(previous, []):
                self._followers[previous].append(key)
            if self._place_after(key, previous):
                self._gather_followers(key)
        return entry

    def rename(self, old: str, new: str) -> None:
        """Give a provisional row the id the server chose; an existing row of that id is merged into it."""
        if old not in self._entries or old == new:
            return
        if new in self._entries:
            self.remove(old)
            return
        entry = self._entries.pop(old)
        entry.key = new
        self._entries[new] = entry
        self._order[self._order.index(old)] = new
        self._changed(entry)
        self._gather_followers(new)

    def remove(self, key: str) -> None:
        """Forget a row; idempotent."""
        if self._entries.pop(key, None) is not None:
            self._order.remove(key)
            self._rows = None

    def notice(self, text: str, at_ns: int, *, details: str = "", failed: bool = False) -> str:
        """Add a row of our own at the end and return its key."""
        self._count += 1
        key = f"notice-{self._count}"
        entry = self.open_row(key, RowKind.NOTICE, at_ns)
        entry.state = RowState.FAILED if failed else RowState.DONE
        entry.text, entry.details = text, details
        self._changed(entry)
        self._notices.append(key)
        if len(self._notices) > NOTICES_MAX:
            self.remove(self._notices.pop(0))
        return key

    def earlier(
        self,
        key: str,
        kind: RowKind,
        text: str,
        at_ns: int,
        *,
        cut_ms: int | None,
        spoken: bool,
        set_aside: bool,
    ) -> None:
        """Add a row of a conversation that is continued; nothing of it is open."""
        entry = self.open_row(key, kind, at_ns)
        entry.state = RowState.CUT if cut_ms is not None else RowState.DONE
        entry.text, entry.heard_chars = text, len(text) if kind is RowKind.ASSISTANT else 0
        entry.cut_ms, entry.spoken, entry.set_aside, entry.earlier = cut_ms, spoken, set_aside, True
        self._changed(entry)

    def reword(self, key: str, text: str) -> None:
        """Say something else in a row of our own."""
        entry = self._entries.get(key)
        if entry is not None:
            entry.text = text
            self._changed(entry)

    def clear(self) -> None:
        """Forget everything: a new conversation."""
        self._entries.clear()
        self._order.clear()
        self._followers.clear()
        self._notices.clear()
        self._rows = ()

    # -- the user's words ------------------------------------------------------------------------

    def user_words(self, key: str, delta: str) -> None:
        """Append words of a caption under way."""
        entry = self._entries.get(key)
        if entry is not None and entry.kind is RowKind.USER and delta:
            entry.text += delta
            entry.state = RowState.LIVE
            self._changed(entry)

    def user_text(self, key: str, text: str, *, note: str = "") -> None:
        """Settle a user's row with its final words; without any, `note` says why."""
        entry = self._entries.get(key)
        if entry is None or entry.kind is not RowKind.USER:
            return
        entry.text = text.strip()
        entry.state = RowState.DONE if entry.text else RowState.FAILED
        entry.note = "" if entry.text else note
        self._changed(entry)

    def tool(self, key: str, text: str, at_ns: int) -> None:
        """Show that a function was called."""
        entry = self.open_row(key, RowKind.TOOL, at_ns)
        entry.text = text
        self._changed(entry)

    def tool_done(self, key: str, output: str, took_ms: int) -> None:
        """Show what a function answered and how long it took."""
        entry = self._entries.get(key)
        if entry is not None:
            entry.state, entry.note, entry.details = RowState.DONE, f"{took_ms} ms", output
            self._changed(entry)

    def fail(self, key: str, note: str, details: str = "") -> None:
        """Say that no words will come, and why."""
        entry = self._entries.get(key)
        if entry is not None:
            entry.state, entry.note, entry.details = RowState.FAILED, note, details
            self._changed(entry)

    # -- the answer's words ----------------------------------------------------------------------

    def answer_words(self, key: str, content_index: int, delta: str, received_frames: int) -> None:
        """Append words of a spoken answer, which came when `received_frames` of its sound had come."""
        entry = self._entries.get(key)
        if entry is not None and entry.state is RowState.LIVE:
            entry.captions.setdefault(content_index, Caption()).add(delta, received_frames)
            self._retext(entry)

    def answer_settled(self, key: str, content_index: int, text: str) -> None:
        """Put the final words of one part in place of its deltas."""
        entry = self._entries.get(key)
        if entry is not None and entry.state is RowState.LIVE and text:
            entry.captions.setdefault(content_index, Caption()).settle(text)
            self._retext(entry)

    def answer_written(self, key: str, content_index: int, delta: str, *, final: str | None = None) -> None:
        """Add to an answer in writing: it has no sound, and is read as it appears."""
        entry = self._entries.get(key)
        if entry is None or entry.state is not RowState.LIVE:
            return
        caption = entry.captions.setdefault(content_index, Caption())
        if final is None:
            caption.add(delta, 0)
        elif final:
            caption.settle(final)
        entry.spoken = False
        self._retext(entry)
        entry.heard_chars = len(entry.text)

    def answer_heard(
        self, key: str, content_index: int, *, heard_frames: int, received_frames: int, complete: bool
    ) -> None:
        """Move the heard mark of an answer."""
        entry = self._entries.get(key)
        if entry is None or entry.state is not RowState.LIVE or not entry.spoken:
            return
        self._mark(entry, content_index, heard_frames, received_frames, complete=complete)

    def answer_done(self, key: str, note: str = "", *, all_words: bool = True) -> None:
        """Settle an answer that has been heard to its end, or read.

        `all_words` False: the service stopped it, so it may have written words it never spoke.
        """
        entry = self._entries.get(key)
        if entry is not None and entry.state is RowState.LIVE:
            entry.state, entry.note = RowState.DONE, note
            if all_words or not entry.spoken:
                entry.heard_chars = len(entry.text)
            self._changed(entry)

    def remark(self, key: str, note: str) -> None:
        """Put a clause under an answer that is settled already, unless one stands there."""
        entry = self._entries.get(key)
        if entry is not None and entry.kind is RowKind.ASSISTANT and not entry.note:
            entry.note = note
            self._changed(entry)

    def answer_cut(self, key: str, note: str = "") -> None:
        """Settle an answer that was interrupted: everything after its heard mark never reaches the ear."""
        entry = self._entries.get(key)
        if entry is not None and entry.state is RowState.LIVE:
            entry.state, entry.note, entry.cut_ms = RowState.CUT, note, entry.heard_ms
            self._changed(entry)

    def stand(self, key: str, **how: int) -> None:
        """Set `take`, `set_aside` or `can_keep`: how an answer stands to another one to the same words."""
        entry = self._entries.get(key)
        if entry is not None:
            entry.take = how.get("take", entry.take)
            entry.set_aside = bool(how.get("set_aside", entry.set_aside))
            entry.can_keep = bool(how.get("can_keep", entry.can_keep))
            self._changed(entry)

    # -- inside ----------------------------------------------------------------------------------

    def _mark(
        self, entry: Entry, content_index: int, heard_frames: int, received_frames: int, *, complete: bool
    ) -> None:
        caption = entry.captions.get(content_index)
        mark = (heard_frames, received_frames, complete, len(caption.text) if caption else 0)
        if entry.marks.get(content_index) == mark:
            return  # a hundred blocks a second come by, and most of them change nothing here
        entry.marks[content_index] = mark
        before = 0
        if content_index:
            before = sum(len(c.text) + 1 for i, c in entry.captions.items() if i < content_index)
        chars = caption.heard_chars(heard_frames, received_frames, complete=complete) if caption else 0
        heard_chars = max(entry.heard_chars, before + chars if chars else 0)
        heard_ms = ms_of_frames(sum([heard for heard, _, _, _ in entry.marks.values()]))
        received_ms = ms_of_frames(sum([received for _, received, _, _ in entry.marks.values()]))
        if (heard_chars, heard_ms, received_ms) != (entry.heard_chars, entry.heard_ms, entry.received_ms):
            entry.heard_chars, entry.heard_ms, entry.received_ms = heard_chars, heard_ms, received_ms
            self._changed(entry)

    def _retext(self, entry: Entry) -> None:
        entry.text = " ".join(caption.text for _, caption in sorted(entry.captions.items()))
        entry.heard_chars = min(entry.heard_chars, len(entry.text))
        self._changed(entry)

    def _gather_followers(self, key: str) -> None:
        """Put behind a row that is new or has moved whatever follows it in the conversation."""
        moved = {key}  # a server that contradicts itself must not keep us busy
        waiting = [key]
        while waiting:
            previous = waiting.pop()
            for follower in self._followers.get(previous, ()):
                if follower not in moved and self._place_after(follower, previous):
                    moved.add(follower)
                    waiting.append(follower)

    def _place_after(self, key: str, previous: str) -> bool:
        """Put `key` right after `previous`, behind what may stand there; say whether it moved.

        These are rows of ours, and an answer beside another to the same words: the service has one of them.
        """
        if key not in self._entries or previous not in self._entries or key == previous:
            return False
        current = self._order.index(key)
        wanted = self._order.index(previous)
        between = self._order[wanted + 1 : current] if wanted < current else None
        if between is not None and all(self._is_beside(self._entries[k]) for k in between):
            return False
        self._order.remove(key)
        self._order.insert(self._order.index(previous) + 1, key)
        self._rows = None
        return True

    @staticmethod
    def _is_beside(entry: Entry) -> bool:
        return entry.kind is RowKind.NOTICE or entry.take > 0

    def _changed(self, entry: Entry) -> None:
        entry.row = None
        self._rows = None
