"""The sentences and names that several pieces of the window share.

`QCoreApplication.translate` with the context `voiceapp` looks them up, as `tr()` does inside widgets.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from voiceapp import tokens
from voiceapp.dialogue.snapshot import Account, DuplexMode, Limit, Microphone, Phase, Row, RowKind, RowState
from voiceapp.dialogue.two_answers import NotAgain
from voiceapp.pcm import NS_PER_MS
from voiceapp.ui import sentences


def tr(text: str) -> str:
    """Return `text` in the person's language."""
    return QCoreApplication.translate("voiceapp", text)


def marked(text: str) -> str:
    """Return `text` itself, which is looked up where it is shown; `make words` finds it by this."""
    return text


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
    return QLocale().toString(moment.time(), QLocale.FormatType.ShortFormat)


def day_and_time(at_ns: int, wall_offset_ns: int) -> str:
    """Return the local day and time of a voice-clock moment, which may lie before the clock began."""
    moment = QDateTime.fromMSecsSinceEpoch((at_ns + wall_offset_ns) // NS_PER_MS)
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def date_and_time(moment: datetime) -> str:
    """Return a date and its time as short as the person's country writes them, in the local time zone."""
    at = QDateTime.fromSecsSinceEpoch(round(moment.timestamp()))
    return QLocale().toString(at, QLocale.FormatType.ShortFormat)


def seconds_text(ms: int) -> str:
    """Return `ms` as seconds with one decimal, rounded down: never claims more than was heard."""
    return QLocale().toString(ms // 100 / 10, "f", 1)


def whom(label: str) -> str:
    """Return the name of whom one talks to; what the program itself calls it in the person's language."""
    return " · ".join(map(sentences.translated, label.split(" · ")))


def words_of(row: Row) -> str:
    """Return the words of a row; those of the program itself in the person's language."""
    return sentences.translated(row.text) if row.kind is RowKind.NOTICE else row.text


def shown_row(row: Row) -> Row:
    """Return a row with everything the program says in it in the person's language."""
    if row.kind is not RowKind.NOTICE and not row.note:
        return row
    return replace(row, text=words_of(row), note=sentences.translated(row.note))


def cut_text(row: Row) -> str:
    """Return what stands under an interrupted answer; empty for every other row."""
    if row.kind is not RowKind.ASSISTANT or row.state is not RowState.CUT:
        return ""
    if row.note:
        return sentences.translated(row.note)
    if row.cut_ms is None or not row.spoken:
        return tr("stopped")
    if row.cut_ms == 0:
        return tr("you cut in before any of it was heard")
    return tr("you cut in at %1 s").replace("%1", seconds_text(row.cut_ms))


def take_text(row: Row) -> str:
    """Return how an answer stands to another one to the same words; empty where there is no other."""
    if row.kind is not RowKind.ASSISTANT or not (row.take or row.set_aside):
        return ""
    if row.can_keep:
        return tr("the earlier answer") if row.set_aside else tr("this answer counts until you choose")
    return tr("another answer was kept") if row.set_aside else ""


def not_again(why_not: NotAgain | None) -> str:
    """Return why the last answer cannot be given again, as a sentence; empty where it can."""
    if why_not is None:
        return ""
    return {
        NotAgain.NOTHING: tr("Nothing has been answered yet."),
        NotAgain.OFFLINE: tr("There is no connection: nobody can answer again."),
        NotAgain.BUSY: tr("An answer is under way."),
        NotAgain.SPEAKING: tr("You are speaking."),
        NotAgain.TOOL: tr("A function was called for this answer: it is not called twice."),
        NotAgain.UNPROMPTED: tr("This answer came by itself."),
        NotAgain.RENEWED: tr("This answer was given before the present connection began."),
        NotAgain.UNABLE: tr("This service cannot take an answer back."),
    }[why_not]


def cut_explanation() -> str:
    """Return what the pointer is told over an interrupted answer."""
    return tr("The word at the cut is an estimate; the time is exact.")


def spoken_row(row: Row) -> str:
    """Return a row as a screen reader says it."""
    row = shown_row(row)
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
            words = f"{heard}. {cut_text(row)}" if heard else cut_text(row)
            sentence = f"{tr('Assistant')}: {words}"
        case RowKind.ASSISTANT if row.state is RowState.FAILED and row.note:
            sentence = f"{tr('Assistant')}: {words} {row.note}"
        case RowKind.ASSISTANT if row.state is RowState.DONE and row.note:
            sentence = f"{tr('Assistant')}: {words}, {row.note}"
        case _:
            sentence = f"{speaker_of(row)}: {words or tr('no words yet')}"
    take = take_text(row)
    if take:
        sentence = f"{sentence}, {take}"
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
    return "–" if ms is None else tr("%1 ms").replace("%1", str(ms))


def error_text(ms: int | None) -> str:
    """Return how far something can be off, either way; a dash where nothing was measured."""
    return "–" if ms is None else tr("±%1 ms").replace("%1", str(ms))


def count_text(count: int) -> str:
    """Return a count in as few characters as tell it apart: 950, 12.4k, 3.1M."""
    if count < 1_000:
        return str(count)
    unit, divisor = ("k", 1_000) if count < 999_950 else ("M", 1_000_000)
    value = count / divisor
    return f"{QLocale().toString(value, 'f', 0 if value >= 100 else 1)}{unit}"


def usd_text(dollars: float) -> str:
    """Return an amount of US dollars."""
    return tokens.usd_text(dollars).replace(".", QLocale().decimalPoint())


def cost_text(account: Account) -> str:
    """Return what a conversation costs, and whether that is all; empty without a price."""
    if account.cost_usd is None:
        return ""
    text = usd_text(account.cost_usd)
    return text if account.cost_is_whole else tr("at least %1").replace("%1", text)


def limit_name(limit: Limit) -> str:
    """Return what a limit is called; one that is newer than this program as the service calls it."""
    return {"requests": tr("Requests"), "tokens": tr("Tokens")}.get(limit.name, limit.name)


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
