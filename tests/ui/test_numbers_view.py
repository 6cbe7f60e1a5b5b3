from __future__ import annotations

from voiceapp.dialogue.snapshot import Numbers, Spread
from voiceapp.ui.numbers_view import LINES, NumbersView


def test_before_anything_was_measured_there_are_dashes_and_noughts() -> None:
    view = NumbersView()
    assert view.texts()["Answer time"] == ("–", "", "")
    assert view.texts()["Heard error"] == ("–", "", "")
    assert view.texts()["Underruns"] == ("0", "", "")


def test_every_number_of_a_conversation_is_there() -> None:
    view = NumbersView()
    view.show_numbers(
        Numbers(
            answer_ms=610,
            stop_ms=31,
            answers=Spread(600, 900, 5),
            stops=Spread(30, 44, 3),
            heard_error_ms=2,
            jitter_ms=15,
            jitters=Spread(0, 70, 4),
            underruns=1,
            overflows=2,
            clipped=3,
            interruptions=4,
            dropped_deltas=5,
            errors=6,
            unrecognised=7,
        )
    )
    assert view.texts() == {
        "Answer time": ("610 ms", "600 ms", "900 ms"),
        "Stop time": ("31 ms", "30 ms", "44 ms"),
        "Heard error": ("±2 ms", "", ""),
        "Jitter": ("15 ms", "0 ms", "70 ms"),
        "Underruns": ("1", "", ""),
        "Overflows": ("2", "", ""),
        "Clipping": ("3", "", ""),
        "Interruptions": ("4", "", ""),
        "Late sound": ("5", "", ""),
        "Errors": ("6", "", ""),
        "Not understood": ("7", "", ""),
    }


def test_a_screen_reader_hears_a_number_with_its_name_and_spread() -> None:
    view = NumbersView()
    view.show_numbers(Numbers(answer_ms=610, answers=Spread(600, 900, 5)))
    assert view._cells[0][0].accessibleName() == "Answer time: 610 ms, p50 600 ms, p95 900 ms"


def test_every_number_is_explained_also_where_it_is_narrow() -> None:
    view = NumbersView()
    assert view.minimumSizeHint().width() <= 280
    assert all(len(line.meaning) > 15 for line in LINES)
