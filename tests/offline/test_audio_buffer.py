from __future__ import annotations

from voiceapp.offline.audio_buffer import InputBuffer


def sound(*samples: int) -> bytes:
    return b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples)


def test_positions_count_everything_ever_appended() -> None:
    buffer = InputBuffer()
    buffer.append(sound(1, 2, 3))
    assert buffer.take(2) == sound(1, 2)
    buffer.append(sound(4))
    assert (buffer.start_frame, buffer.end_frame, buffer.frames) == (2, 4, 2)
    buffer.clear()
    assert (buffer.start_frame, buffer.end_frame, buffer.frames) == (4, 4, 0)


def test_what_has_passed_cannot_be_taken_or_dropped_again() -> None:
    buffer = InputBuffer()
    buffer.append(sound(1, 2, 3))
    buffer.drop_before(2)
    buffer.drop_before(1)
    assert buffer.take(1) == b""
    assert buffer.take(99) == sound(3)
    assert buffer.start_frame == 3


def test_a_full_buffer_drops_its_oldest_sound_and_counts_it() -> None:
    buffer = InputBuffer(frames_max=3)
    buffer.append(sound(1, 2))
    buffer.append(sound(3, 4, 5))
    assert buffer.dropped_frames == 2
    assert buffer.take(buffer.end_frame) == sound(3, 4, 5)
    assert buffer.end_frame == 5
