"""Functions the assistant may use: what this computer can tell it, if the person lets it."""
