"""Training data out of kept conversations, and the rules for its files (`docs/export.md`)."""
