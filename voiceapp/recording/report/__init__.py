"""The report of a tape: what was said, heard, cut off and waited for, in numbers and as plots.

`reading.py` makes a `Report` (`findings.py`) of a tape, `figures.py` sums it up, and `forms.py` is the door:
the same findings as text (`text.py`), as JSON (`data.py`) and as one HTML page (`page.py`).
"""
