from __future__ import annotations

from collections.abc import Mapping

import pytest

from voiceapp.audio.desk import here
from voiceapp.protocol.dialect import DIALECTS, Dialect
from voiceapp.protocol.tool_rules import tool_rule
from voiceapp.tools.function import Function
from voiceapp.tools.toolbox import offered


async def nothing(_arguments: Mapping[str, object]) -> str:
    return ""


def test_a_function_is_told_to_a_session_in_the_words_of_the_protocol() -> None:
    found = Function("find", "Find it.", {"what": {"type": "string", "description": "It."}}, nothing)
    assert found.spec() == {
        "type": "function",
        "name": "find",
        "description": "Find it.",
        "parameters": {
            "type": "object",
            "properties": {"what": {"type": "string", "description": "It."}},
            "required": ["what"],
        },
    }


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_function_keeps_the_rules_of_every_dialect(dialect: Dialect) -> None:
    functions = offered(here, clock=True, notes="notes")
    assert [function.name for function in functions] == ["current_time", "search_notes"]
    for function in functions:
        tool_rule(dialect)(function.spec(), "session.tools")
