"""Examples for preference optimisation: two answers to the same words, of which a person has kept one.

Nothing else makes a preference. An interruption does not: people interrupt good answers, too.
"""

from __future__ import annotations

from typing import Any

from voiceapp.store.kept import Preference, StoredConversation
from voiceapp.store.training.chat import messages_of, tools_of


def pair_of(conversation: StoredConversation, preference: Preference) -> dict[str, Any]:
    """Return the example that one choice makes."""
    return {
        "input": {
            "messages": messages_of(conversation, until=preference.asked_key, weighed=False),
            **tools_of(conversation),
        },
        "preferred_output": [{"role": "assistant", "content": preference.preferred}],
        "non_preferred_output": [{"role": "assistant", "content": preference.other}],
    }
