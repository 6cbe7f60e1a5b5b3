"""The small rules, each with what it lets pass and the mistake it raises."""

from __future__ import annotations

from typing import Any

import pytest

from voiceapp.protocol.rules import (
    ClientMistake,
    Rule,
    any_object,
    by_word,
    choice,
    flag,
    integer,
    list_of,
    map_of,
    nullable,
    number,
    record,
    text,
    text_up_to,
    word_or,
)

POINT = record({"x": integer(0)}, {"label": text_up_to(3)})
SHAPE = by_word("kind", {"dot": record({"kind": text}, {}), "line": record({"kind": text, "to": POINT}, {})})


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (flag, False),
        (text, ""),
        (text_up_to(3), "👋👋👋"),
        (any_object, {"a": 1}),
        (choice("a", "b"), "b"),
        (integer(1, 3), 3),
        (integer(1), 10**30),
        (number(0.0, 1.0), 1),
        (number(0.25, 1.5), 0.25),
        (nullable(flag), None),
        (nullable(flag), True),
        (list_of(flag), []),
        (list_of(nullable(flag)), [True, None]),
        (word_or(choice("inf"), integer(1)), "inf"),
        (word_or(choice("inf"), integer(1)), 7),
        (map_of(1, 2, text), {"ab": ""}),
        (POINT, {"x": 0}),
        (POINT, {"label": "abc", "x": 1}),
        (SHAPE, {"kind": "line", "to": {"x": 1}}),
        (by_word("kind", {"dot": record({}, {})}, default="dot"), {}),
    ],
)
def test_good_values_pass(rule: Rule, value: Any) -> None:
    rule(value, "here")


@pytest.mark.parametrize(
    ("rule", "value", "code", "param"),
    [
        (flag, 1, "invalid_value", "here"),
        (text, None, "invalid_value", "here"),
        (text_up_to(3), "abcd", "string_above_max_length", "here"),
        (any_object, [], "invalid_value", "here"),
        (choice("a"), "A", "invalid_value", "here"),
        (choice("a"), ["a"], "invalid_value", "here"),
        (integer(1, 3), 0, "integer_below_min_value", "here"),
        (integer(1, 3), 4, "integer_above_max_value", "here"),
        (integer(1, 3), True, "invalid_value", "here"),
        (integer(1, 3), 2.0, "invalid_value", "here"),
        (number(0.0, 1.0), -0.1, "decimal_below_min_value", "here"),
        (number(0.0, 1.0), 1.1, "decimal_above_max_value", "here"),
        (number(0.0, 1.0), False, "invalid_value", "here"),
        (list_of(flag), {}, "invalid_value", "here"),
        (list_of(flag), [True, 0], "invalid_value", "here[1]"),
        (word_or(choice("inf"), integer(1)), "max", "invalid_value", "here"),
        (word_or(choice("inf"), integer(1)), 0, "integer_below_min_value", "here"),
        (map_of(1, 2, text), {"a": "", "b": ""}, "invalid_value", "here"),
        (map_of(1, 2, text), {"abc": ""}, "invalid_value", "here"),
        (map_of(1, 2, text), {"a": 1}, "invalid_value", "here.a"),
        (POINT, "x", "invalid_value", "here"),
        (POINT, {"label": "a"}, "missing_required_parameter", "here.x"),
        (POINT, {"x": 1, "y": 1}, "unknown_parameter", "here.y"),
        (POINT, {"x": 1, "label": "abcd"}, "string_above_max_length", "here.label"),
        (SHAPE, {}, "missing_required_parameter", "here.kind"),
        (SHAPE, {"kind": None}, "invalid_value", "here.kind"),
        (SHAPE, {"kind": "circle"}, "invalid_value", "here.kind"),
        (SHAPE, {"kind": "line", "to": {"x": -1}}, "integer_below_min_value", "here.to.x"),
    ],
)
def test_bad_values_are_told_with_code_and_place(rule: Rule, value: Any, code: str, param: str) -> None:
    with pytest.raises(ClientMistake) as caught:
        rule(value, "here")

    assert (caught.value.code, caught.value.param) == (code, param)
    assert param in caught.value.message


def test_a_missing_field_is_told_before_an_unknown_one() -> None:
    with pytest.raises(ClientMistake, match="Missing required parameter: 'x'"):
        POINT({"y": 1}, "")


def test_a_rule_for_the_whole_comes_last() -> None:
    def never(value: Any, path: str) -> None:
        raise ClientMistake("odd", f"{value} at {path}", path)

    rule = record({"x": integer(0)}, {}, never)

    with pytest.raises(ClientMistake, match="Missing"):
        rule({}, "here")
    with pytest.raises(ClientMistake, match="at here"):
        rule({"x": 0}, "here")


def test_a_choice_lists_what_it_would_have_taken() -> None:
    with pytest.raises(ClientMistake, match="supported values are one of 'low', 'high'"):
        choice("low", "high")("medium", "here")
