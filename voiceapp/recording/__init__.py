"""The tape: everything a conversation was told and everything it asked for, to be replayed and proven."""
