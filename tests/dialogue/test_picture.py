"""From the nouns to the picture."""

from __future__ import annotations

from tests.playbook import answer_begins, connected, mic, sound, speech_starts
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.machine import Dialogue
from voiceapp.dialogue.options import DialogueOptions
from voiceapp.dialogue.snapshot import Microphone, Phase


def test_three_states_of_the_microphone() -> None:
    dialogue = Dialogue()
    seen = [dialogue.snapshot().microphone]
    dialogue.handle(i.MicrophoneOpened(0, "Rig microphone"))
    seen.append(dialogue.snapshot().microphone)
    seen.append(connected().snapshot().microphone)
    assert seen == [Microphone.OFF, Microphone.OPEN, Microphone.SENDING]


def test_muted_microphone_sends_nothing_but_is_heard_locally() -> None:
    dialogue = connected()
    dialogue.handle(i.MuteChosen(0, True))
    dialogue.handle(mic(rms=1_234))
    snapshot = dialogue.snapshot()
    assert (snapshot.microphone, snapshot.muted, snapshot.mic_rms) == (Microphone.OPEN, True, 1_234)


def test_talk_key_is_shown_as_held_and_speaking_until_its_tail_is_over() -> None:
    dialogue = connected(options=DialogueOptions(hands_free=False))
    dialogue.handle(i.TalkPressed(0))
    assert (dialogue.snapshot().talk_held, dialogue.snapshot().phase) == (True, Phase.USER_SPEAKING)
    dialogue.handle(i.TalkReleased(0))
    assert (dialogue.snapshot().talk_held, dialogue.snapshot().phase) == (False, Phase.USER_SPEAKING)


def test_answer_that_sounds_over_a_cut_off_person_is_speaking_only_while_it_is_audible() -> None:
    dialogue = connected()
    for happened in (*answer_begins(), sound(ms=100)):
        dialogue.handle(happened)
    assert dialogue.snapshot().phase is Phase.SPEAKING
    dialogue.handle(speech_starts())  # paused, not decided
    assert dialogue.snapshot().phase is Phase.USER_SPEAKING


def test_devices_are_named_or_their_absence_explained() -> None:
    dialogue = connected()
    assert dialogue.snapshot().speaker_device == "Rig loudspeaker"
    dialogue.handle(i.SpeakerLost(0, "The loudspeaker is gone."))
    snapshot = dialogue.snapshot()
    assert (snapshot.speaker_device, snapshot.speaker_works) == ("The loudspeaker is gone.", False)


def test_lost_frames_of_the_microphone_are_counted() -> None:
    dialogue = connected()
    dialogue.handle(i.MicBlock(0, 0, 0, bytes(480), 0, overflowed=True))
    assert dialogue.snapshot().numbers.overflows == 1
