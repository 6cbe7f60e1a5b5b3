"""What can be made of a kept conversation: pure functions to text (`docs/export.md`)."""
