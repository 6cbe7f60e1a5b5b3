"""The two lines of a control conversation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp.control.wire import Answer, Request, answer_of, line_of, request_of
from voiceapp.errors import ControlError


def test_a_request_is_one_line_of_json() -> None:
    line = line_of(Request(verb="ptt", argument="down"))
    assert line == b'{"version":1,"verb":"ptt","argument":"down","token":""}\n'
    assert request_of(line) == Request(verb="ptt", argument="down")


def test_an_answer_holds_what_there_is_to_say() -> None:
    assert line_of(Answer(sentence="Muted.")) == b'{"sentence":"Muted."}\n'
    assert answer_of(b'{"ok":false,"sentence":"No.","new":1}\n') == Answer(ok=False, sentence="No.")


def test_fields_of_a_later_version_are_passed_over_but_another_version_is_not() -> None:
    assert request_of(b'{"verb":"stop","mood":"good"}').verb == "stop"
    with pytest.raises(ControlError, match="version 1"):
        request_of(b'{"version":2,"verb":"stop"}')


@given(st.binary(max_size=100).filter(lambda line: b"{" not in line))
def test_anything_else_is_a_sentence(line: bytes) -> None:
    for read in (request_of, answer_of):
        with pytest.raises(ControlError, match=r"\.$"):
            read(line)


@pytest.mark.parametrize("line", [b"", b"hello", b"[]", b'{"verb":1}', b'{"argument":"down"}', b"\xff{}"])
def test_what_is_no_request_is_refused(line: bytes) -> None:
    with pytest.raises(ControlError, match="no request"):
        request_of(line)


@pytest.mark.parametrize("line", [b"", b"HTTP/1.1 400\r\n", b'{"ok":1}', b'{"status":{}}'])
def test_what_is_no_answer_is_refused(line: bytes) -> None:
    with pytest.raises(ControlError, match="no answer"):
        answer_of(line)
