"""What things cost, measured: `python -m benchmarks` prints a table; see `__main__.py` for the arguments.

A shared machine is noisy, so a cost is the median of several batches, and beside it stands its ratio to a
fixed loop of plain Python: two machines, or two moments, are compared by the ratio. Nothing here passes or
fails; budgets that must hold are tests.
"""
