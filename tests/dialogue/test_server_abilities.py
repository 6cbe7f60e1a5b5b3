"""What is believed of a server, and what only it can say of itself."""

from __future__ import annotations

from voiceapp.abilities import Ability, Fact, KnownBy
from voiceapp.dialogue.server_abilities import ServerAbilities
from voiceapp.protocol.session_config import (
    AudioInput,
    NoiseReduction,
    Session,
    SessionAudio,
    TurnDetection,
)


def session(detection: TurnDetection) -> Session:
    return Session(audio=SessionAudio(input=AudioInput(turn_detection=detection)))


def works(abilities: ServerAbilities) -> dict[Ability, bool]:
    return {fact.ability: fact.works for fact in abilities.facts}


def no(known_by: KnownBy) -> Fact:
    return Fact(Ability.TRUNCATE, works=False, known_by=known_by)


def test_what_is_only_said_of_its_kind_is_tried() -> None:
    assert not ServerAbilities((no(KnownBy.DATA),)).lacks(Ability.TRUNCATE)
    assert ServerAbilities((no(KnownBy.MEMORY),)).lacks(Ability.TRUNCATE)
    assert not ServerAbilities((no(KnownBy.MEMORY),)).lacks(Ability.DELETE)
    assert not ServerAbilities().lacks(Ability.TRUNCATE)


def test_what_the_server_shows_itself_is_the_last_word() -> None:
    abilities = ServerAbilities((no(KnownBy.MEMORY),))
    abilities.found(Ability.TRUNCATE, works=True)
    assert abilities.facts == (Fact(Ability.TRUNCATE, works=True, known_by=KnownBy.SESSION),)
    assert not abilities.lacks(Ability.TRUNCATE)


def test_what_is_found_again_changes_nothing() -> None:
    abilities = ServerAbilities()
    abilities.found(Ability.CAPTIONS, works=True)
    before = abilities.facts
    abilities.found(Ability.CAPTIONS, works=True)
    assert abilities.facts is before


def test_a_session_in_force_shows_what_the_server_knows_and_silence_shows_nothing() -> None:
    abilities = ServerAbilities()
    abilities.take(Session())
    abilities.take(session(TurnDetection(interrupt_response=True)))
    assert works(abilities) == {}
    abilities.take(session(TurnDetection(type="semantic_vad", interrupt_response=False)))
    assert works(abilities) == {Ability.INTERRUPT_RESPONSE: True, Ability.SEMANTIC_VAD: True}
    near = AudioInput(noise_reduction=NoiseReduction(type="near_field"))
    abilities.take(Session(audio=SessionAudio(input=near)))
    assert works(abilities)[Ability.NOISE_REDUCTION]


def test_another_conversation_begins_with_what_was_known_before() -> None:
    abilities = ServerAbilities()
    abilities.found(Ability.CAPTIONS, works=True)
    abilities.begin_anew((no(KnownBy.MEMORY),))
    assert works(abilities) == {Ability.TRUNCATE: False}
