"""Whatever happens in whatever order, some things are never asked for; tried by hypothesis."""

from __future__ import annotations

import hypothesis
from hypothesis import strategies as st

from tests.any_conversation import AnyConversation


@hypothesis.given(st.data(), st.integers(0, 3))
@hypothesis.settings(max_examples=80)
def test_any_order_of_events_keeps_every_promise(data: st.DataObject, kind: int) -> None:
    conversation = AnyConversation(data, kind)
    for _ in range(data.draw(st.integers(1, 60), label="steps")):
        conversation.step()
    conversation.fall_silent()
