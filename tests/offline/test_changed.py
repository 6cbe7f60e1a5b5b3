from __future__ import annotations

import pytest

from voiceapp.offline.changed import changed
from voiceapp.protocol.objects import Item
from voiceapp.protocol.wire import UNSET


def test_the_named_fields_change_and_nothing_else() -> None:
    item = Item(type="message", role="user", extra={"newer": 1})
    copy = changed(item, role="assistant")
    assert copy == Item(type="message", role="assistant", extra={"newer": 1})
    assert item.role == "user"


def test_a_field_can_be_taken_away() -> None:
    assert changed(Item(type="message", role="user"), role=UNSET) == Item(type="message")


def test_a_field_that_does_not_exist_is_a_bug() -> None:
    with pytest.raises(TypeError):
        changed(Item(type="message"), colour="red")
