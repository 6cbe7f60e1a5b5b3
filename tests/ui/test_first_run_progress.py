from __future__ import annotations

from tests.ui_tools import shown, spoken_name
from voiceapp.ui.first_run_progress import FirstRunProgress


def test_it_says_which_step_of_how_many() -> None:
    progress = FirstRunProgress(3)
    progress.show_step(2)
    assert spoken_name(progress) == "Step 2 of 3"


def test_each_step_looks_different() -> None:
    progress = FirstRunProgress(3)
    progress.show_step(1)
    shown(progress, 200, 40)
    pictures = []
    for step in (1, 2, 3):
        progress.show_step(step)
        progress.setText("")  # what is left are the marks
        pictures.append(progress.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]
