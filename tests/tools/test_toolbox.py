from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from voiceapp.audio.desk import in_thread
from voiceapp.tools import toolbox
from voiceapp.tools.function import ArgumentsError, Function
from voiceapp.tools.toolbox import Toolbox, offered


async def echo(arguments: Mapping[str, object]) -> str:
    return repr(arguments)


async def refuse(_arguments: Mapping[str, object]) -> str:
    raise ArgumentsError("`what` must be a word.")


def function(name: str, run: object = echo) -> Function:
    return Function(name, "", {}, run)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "answered"),
    [
        ('{"a": 1}', "{'a': 1}"),
        ("", "{}"),
        ("{", "The arguments must be a JSON object."),
        ("[1]", "The arguments must be a JSON object."),
        ("NaN", "The arguments must be a JSON object."),
    ],
)
async def test_every_call_is_answered_whatever_its_arguments(arguments: str, answered: str) -> None:
    assert await Toolbox([function("echo")]).run("call_1", "echo", arguments) == answered


async def test_a_function_that_does_not_exist_any_more_is_named() -> None:
    box = Toolbox([function("echo")])
    box.use([function("other")])
    assert await box.run("call_1", "echo", "{}") == "There is no function echo."
    assert await box.run("call_2", "other", "{}") == "{}"


async def test_what_is_wrong_with_arguments_is_told_to_the_model() -> None:
    assert await Toolbox([function("find", refuse)]).run("call_1", "find", "{}") == "`what` must be a word."


@pytest.mark.expects_log("function slow has not answered")
async def test_a_function_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toolbox, "RUN_LIMIT_S", 0.01)

    async def wait(_arguments: Mapping[str, object]) -> str:
        await asyncio.Event().wait()
        return ""

    box = Toolbox([function("slow", wait)])
    assert await box.run("call_1", "slow", "{}") == "The function slow has not answered."


async def test_an_answer_has_a_bound() -> None:
    async def much(_arguments: Mapping[str, object]) -> str:
        return "x" * 100_000

    assert len(await Toolbox([function("much", much)]).run("call_1", "much", "{}")) == 6_000


@pytest.mark.parametrize(
    ("clock", "notes", "names"),
    [
        (True, "", ["current_time"]),
        (False, "", []),
        (False, "~/notes", ["search_notes"]),
        (True, "notes", ["current_time", "search_notes"]),
    ],
)
def test_only_what_the_person_allows_is_offered(clock: bool, notes: str, names: list[str]) -> None:
    assert [function.name for function in offered(in_thread, clock=clock, notes=notes)] == names


async def test_the_folder_may_be_named_from_the_persons_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("needle", "utf-8")
    box = Toolbox(offered(in_thread, clock=False, notes="~/notes"))
    assert await box.run("call_1", "search_notes", '{"query": "needle"}') == "a.txt, line 1: needle"
