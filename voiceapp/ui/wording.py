"""The sentences and names that several pieces of the window share.

`QCoreApplication.translate` with the context `voiceapp` looks them up, as `tr()` does inside widgets.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from voiceapp import tokens
from voiceapp.dialogue.snapshot import Account, DuplexMode, Limit, Microphone, Phase, Row, RowKind, RowState
from voiceapp.pcm import NS_PER_MS


def tr(text: str) -> str:
    """Return `text` in the person's language."""
    return QCoreApplication.translate("voiceapp", text)


def speaker_of(row: Row) -> str:
    """Return the name above a row."""
    return {
        RowKind.USER: tr("You"),
        RowKind.ASSISTANT: tr("Assistant"),
        RowKind.TOOL: tr("Tool"),
        RowKind.NOTICE: tr("Notice"),
    }[row.kind]


def time_of_day(at_ns: int, wall_offset_ns: int) -> str:
    """Return the local time of a voice-clock moment, as short as the person's country writes it."""
    moment = QDateTime.fromMSecsSinceEpoch((at_ns + wall_offset_ns) // NS_PER_MS)
    return QLocale.system().toString(moment.time(), QLocale.FormatType.ShortFormat)


def seconds_text(ms: int) -> str:
    """Return `ms` as seconds with one decimal, rounded down: never claims more than was heard."""
    return QLocale.system().toString(ms // 100 / 10, "f", 1)


def cut_text(row: Row) -> str:
    """Return what stands under an interrupted answer; empty for every other row."""
    if row.kind is not RowKind.ASSISTANT or row.state is not RowState.CUT:
        return ""
    if row.note:
        return row.note
    if row.cut_ms is None or not row.spoken:
        return tr("stopped")
    if row.cut_ms == 0:
        return tr("you cut in before any of it was heard")
    return tr("you cut in at %1 s").replace("%1", seconds_text(row.cut_ms))


def cut_explanation() -> str:
    """Return what the pointer is told over an interrupted answer."""
    return tr("The word at the cut is an estimate; the time is exact.")


def spoken_row(row: Row) -> str:
    """Return a row as a screen reader says it."""
    words = row.text.strip()
    match row.kind:
        case RowKind.NOTICE:
            sentence = words
        case RowKind.TOOL:
            sentence = ", ".join(part for part in (tr("Tool"), words, row.note) if part)
        case RowKind.USER if row.state is RowState.FAILED:
            reason = f", {row.note}" if row.note else ""
            sentence = f"{tr('You')}: {words} {tr('not transcribed')}{reason}"
        case RowKind.ASSISTANT if row.state is RowState.CUT and row.spoken:
            heard = row.text[: max(0, row.heard_chars)].strip()
            sentence = f"{tr('Assistant')}: {heard}. {cut_text(row)}"
        case RowKind.ASSISTANT if row.state is RowState.FAILED and row.note:
            sentence = f"{tr('Assistant')}: {words} {row.note}"
        case RowKind.ASSISTANT if row.state is RowState.DONE and row.note:
            sentence = f"{tr('Assistant')}: {words}, {row.note}"
        case _:
            sentence = f"{speaker_of(row)}: {words or tr('no words yet')}"
    if row.details:
        sentence = f"{sentence}. {tr('Details available')}"
    return sentence


def phase_word(phase: Phase) -> str:
    """Return what the badge says, without regard to muting."""
    return {
        Phase.OFF: tr("Off"),
        Phase.CONNECTING: tr("Connecting"),
        Phase.LISTENING: tr("Listening"),
        Phase.USER_SPEAKING: tr("You are speaking"),
        Phase.THINKING: tr("Thinking"),
        Phase.SPEAKING: tr("Speaking"),
        Phase.RECONNECTING: tr("Reconnecting"),
    }[phase]


def microphone_word(microphone: Microphone) -> str:
    """Return the word for the state of the microphone."""
    return {
        Microphone.OFF: tr("Mic off"),
        Microphone.OPEN: tr("Mic open"),
        Microphone.SENDING: tr("Sending"),
    }[microphone]


def microphone_sentence(microphone: Microphone) -> str:
    """Return what the state of the microphone means for privacy."""
    return {
        Microphone.OFF: tr("No device is open; nothing is heard."),
        Microphone.OPEN: tr("Heard on this computer only; nothing is sent."),
        Microphone.SENDING: tr("What you say is being sent to the assistant."),
    }[microphone]


def duplex_words(mode: DuplexMode) -> str:
    """Return what a mode lets a person do while the assistant speaks."""
    return {
        DuplexMode.FULL: tr("Cut in at any moment"),
        DuplexMode.CAUTIOUS: tr("Only a clear voice cuts in"),
        DuplexMode.HALF: tr("Only keys cut in"),
    }[mode]


def duplex_sentence(mode: DuplexMode) -> str:
    """Return what a mode does with the microphone, and where it fits."""
    return {
        DuplexMode.FULL: tr("Full duplex: the microphone is always open. For headphones and little echo."),
        DuplexMode.CAUTIOUS: tr("Cautious: a clear voice opens the microphone. Where some echo remains."),
        DuplexMode.HALF: tr(
            "Half duplex: the microphone is closed; Space, Esc and typing cut in. For a loud echo."
        ),
    }[mode]


def ms_text(ms: int | None) -> str:
    """Return a duration for people; a dash where nothing was measured."""
    return "–" if ms is None else f"{ms} ms"


def error_text(ms: int | None) -> str:
    """Return how far something can be off, either way; a dash where nothing was measured."""
    return "–" if ms is None else f"±{ms} ms"


def count_text(count: int) -> str:
    """Return a count in as few characters as tell it apart: 950, 12.4k, 3.1M."""
    if count < 1_000:
        return str(count)
    unit, divisor = ("k", 1_000) if count < 999_950 else ("M", 1_000_000)
    value = count / divisor
    return f"{QLocale.system().toString(value, 'f', 0 if value >= 100 else 1)}{unit}"


def usd_text(dollars: float) -> str:
    """Return an amount of US dollars."""
    return tokens.usd_text(dollars)


def cost_text(account: Account) -> str:
    """Return what a conversation costs, and whether that is all; empty without a price."""
    if account.cost_usd is None:
        return ""
    text = usd_text(account.cost_usd)
    return text if account.cost_is_whole else tr("at least %1").replace("%1", text)


def limit_text(limit: Limit) -> str:
    """Return what is left of a limit and until when; empty where neither is told."""
    parts = []
    if limit.left_percent is not None:
        parts.append(tr("%1 % left").replace("%1", str(limit.left_percent)))
    if limit.resets_in_s is not None:
        parts.append(tr("resets in %1 s").replace("%1", str(limit.resets_in_s)))
    return ", ".join(parts)


def clock_text(at_ns: int, wall_offset_ns: int) -> str:
    """Return the local time with milliseconds, as logs write it."""
    moment = QDateTime.fromMSecsSinceEpoch((at_ns + wall_offset_ns) // NS_PER_MS)
    return moment.time().toString("HH:mm:ss.zzz")
