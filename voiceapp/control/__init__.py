"""How a running program is told what to do from a command line: a line each way (docs/control.md)."""
