"""From the nouns of a conversation to the picture views draw; reads everything, changes nothing."""

from __future__ import annotations

from voiceapp.dialogue.parts import Parts
from voiceapp.dialogue.response_slot import Slot
from voiceapp.dialogue.session_facts import facts_of
from voiceapp.dialogue.snapshot import Microphone, Numbers, Phase, Snapshot
from voiceapp.dialogue.states import Link, Speaker, TalkKey, Turn


def picture_of(
    parts: Parts,
    *,
    at_ns: int,
    persona: str,
    mic_rms: int,
    speaker_rms: int,
    microphone_works: bool,
    microphone_device: str,
    speaker_device: str,
) -> Snapshot:
    """Return the snapshot of this moment."""
    gate = parts.microphone
    microphone = Microphone.OFF
    if microphone_works:
        microphone = Microphone.SENDING if parts.microphone_open else Microphone.OPEN
    return Snapshot(
        at_ns=at_ns,
        phase=phase_of(parts),
        rows=parts.transcript.rows(),
        again=parts.again_offer(),
        choices=parts.again.choices,
        muted=gate.muted,
        hands_free=parts.link.hands_free,
        talk_held=gate.key is TalkKey.DOWN,
        microphone=microphone,
        microphone_device=microphone_device,
        speaker_device=speaker_device,
        speaker_works=parts.answers.speaker_works,
        mic_rms=mic_rms,
        speaker_rms=speaker_rms,
        persona=persona,
        model=parts.link.model,
        session=facts_of(parts.link.session, parts.link.dialect) if parts.link.in_session else None,
        duplex=parts.duplex.mode,
        duplex_chosen=parts.duplex.chosen,
        echo=parts.duplex.sentence,
        echo_db=parts.duplex.erle_db,
        abilities=parts.abilities.facts,
        banner=parts.link.banner,
        recording=parts.recording,
        numbers=_numbers(parts, at_ns),
    )


def phase_of(parts: Parts) -> Phase:
    """Say what the conversation is doing, as a person would."""
    match parts.link.state:
        case Link.OFF | Link.FAILED:
            return Phase.OFF
        case Link.WAITING:
            return Phase.RECONNECTING
        case Link.CONNECTING | Link.GREETING | Link.CONFIGURING:
            return Phase.RECONNECTING if parts.link.reconnecting else Phase.CONNECTING
        case Link.READY:
            pass
    audible = parts.answers.speaker is Speaker.PLAYING and parts.answers.speaker_works
    if parts.microphone.held or (parts.turn.state is Turn.HEARING and not audible):
        return Phase.USER_SPEAKING
    if audible:  # also over a sound of the person that was taken for a noise
        return Phase.SPEAKING
    if parts.turn.state in {Turn.THINKING, Turn.ANSWERING}:
        return Phase.THINKING
    if parts.slot.slot in {Slot.REQUESTED, Slot.EXPECTED, Slot.ACTIVE} or parts.tools.open:
        return Phase.THINKING
    return Phase.LISTENING


def _numbers(parts: Parts, at_ns: int) -> Numbers:
    measured = parts.measured
    return Numbers(
        answer_ms=measured.answers.last_ms,
        stop_ms=measured.stops.last_ms,
        answers=measured.answers.spread(),
        stops=measured.stops.spread(),
        underruns=measured.underruns,
        overflows=measured.overflows,
        clipped=measured.clipped,
        interruptions=parts.interruption.count,
        account=parts.account.picture(),
        limits=parts.allowance.limits(at_ns),
        errors=measured.errors,
        unrecognised=measured.unrecognised,
        dropped_deltas=parts.answers.dropped_deltas,
        heard_is_estimated=measured.pace.estimated,
        heard_error_ms=measured.pace.error_ms,
        jitter_ms=measured.arrivals.jitter_ms,
        jitters=measured.arrivals.spread(),
        waterfalls=measured.waterfalls(),
    )
