"""What the words on a command line are made of: the parser, the flags of the connection, what they choose."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from voiceapp.cli.streams import say
from voiceapp.redact import redact

if TYPE_CHECKING:
    from voiceapp.choices import Choices
    from voiceapp.settings import Settings
    from voiceapp.transport.resolve import Connection

Run = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """A parser that knows no abbreviations (a new flag must not break them) and quotes nothing like a key."""

    def __init__(self, **more: Any) -> None:
        super().__init__(allow_abbrev=False, **more)

    def error(self, message: str) -> NoReturn:
        """Say what was not understood, and end with code 2."""
        super().error(redact(message))


class Commands:
    """The commands of the program; each adds itself."""

    def __init__(
        self,
        parser: argparse.ArgumentParser,
        everywhere: Parser,
        connection: Parser,
        *,
        required: bool = False,
    ) -> None:
        """`everywhere` has the flags of every command, `connection` those of the ones that connect."""
        self._commands = parser.add_subparsers(
            title="commands", metavar="COMMAND", parser_class=Parser, required=required
        )
        self._everywhere = everywhere
        self._connection = connection

    def add(
        self, name: str, run: Run, *, summary: str, description: str, connects: bool = False
    ) -> argparse.ArgumentParser:
        """Add a command that is done by `run`, and return its parser for flags of its own."""
        command = self._commands.add_parser(
            name,
            parents=[self._everywhere, self._connection] if connects else [self._everywhere],
            formatter_class=argparse.RawDescriptionHelpFormatter,
            help=summary,
            description=description,
        )
        command.set_defaults(run=run)
        return command

    def group(self, name: str, *, summary: str, description: str) -> Commands:
        """Add a command that has commands of its own, and return those."""
        command = self._commands.add_parser(name, help=summary, description=description)
        return Commands(command, self._everywhere, self._connection, required=True)


def add_connection(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say whom to talk to, and with which devices."""
    group = parser.add_argument_group("connection")

    def add(*names: str, **more: object) -> None:
        group.add_argument(*names, default=argparse.SUPPRESS, **more)  # type: ignore[arg-type]

    add(
        "--endpoint",
        metavar="URL",
        help="the resource's base, or a whole pasted target URI (https, wss; http, ws on this computer only)",
    )
    add("--deployment", metavar="NAME", help="Azure: the deployment's name")
    add("--model", metavar="NAME", help="OpenAI and others: the model's name")
    add(
        "--api-version",
        metavar="DATE",
        dest="api_version",
        help="Azure: a -preview date selects the preview dialect",
    )
    add("--openai", action="store_true", help="OpenAI's own address")
    add("--offline", action="store_true", help="the assistant inside the program, whatever else is set")
    add("--env-file", type=Path, metavar="FILE", help="read variables from FILE, such as azd's .env")
    add(
        "--persona",
        metavar="NAME",
        help="whom to talk to, of `voiceapp personas`; empty for nobody in particular",
    )
    add("--push-to-talk", action="store_true", help="hold a key to talk instead of hands-free")
    add("--microphone", metavar="NAME", help="a microphone by its name or “name (host API)”")
    add("--speaker", metavar="NAME", help="a loudspeaker by its name or “name (host API)”")
    tape = group.add_mutually_exclusive_group()
    tape.add_argument(
        "--record",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="record the conversation as DIR/tape; where one is already, as DIR/tape-2 and so on",
    )
    tape.add_argument(
        "--record-private",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="the same with the timing only: no words, no sound",
    )


def whole_number(text: str) -> int:
    """Return a count, or the number of a kept conversation. Raises ArgumentTypeError with a clause."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"a whole number is needed, not {text!r}")
    return int(text)


def port(text: str) -> int:
    """Return a port number. Raises ArgumentTypeError with a clause."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return number


def choices_of(words: argparse.Namespace) -> Choices:
    """Weigh command line, environment and settings file; a bad file is told and left alone."""
    from voiceapp import settings_file
    from voiceapp.choices import Choices
    from voiceapp.errors import UsageError
    from voiceapp.tape_place import INNER, free_folder

    found, problems = settings_file.load(settings_file.settings_path())
    for problem in problems:
        say(problem)
    given = vars(words)
    private: Path | None = given.get("record_private")
    record: Path | None = private or given.get("record")
    if record is not None and found.keep_nothing:
        raise UsageError(
            "Nothing can be recorded: the settings say that nothing reaches the disk (keep_nothing)."
        )
    persona: str | None = given.get("persona")
    _look_for(persona, found)
    return Choices(
        connection=connection_of(words, found.with_persona(found.persona if persona is None else persona)),
        settings=found,
        persona=persona,
        push_to_talk=given.get("push_to_talk", False),
        microphone=given.get("microphone"),
        speaker=given.get("speaker"),
        record=free_folder(record / INNER) if record is not None else None,
        record_privately=private is not None,
        start_hidden=given.get("start_hidden", False) or found.start_hidden,
        no_tray=given.get("no_tray", False),
    )


def _look_for(persona: str | None, settings: Settings) -> None:
    """Raise UsageError where `--persona` names somebody who is not there."""
    from voiceapp.errors import UsageError
    from voiceapp.personas import named

    if not persona or named(persona, settings.personas) is not None:
        return
    there = ", ".join(one.name for one in settings.personas)
    raise UsageError(
        f"There is no persona “{persona}”. There are: {there}."
        if there
        else f"There is no persona “{persona}”, nor any other. Settings, Personas adds some."
    )


def connection_of(words: argparse.Namespace, settings: Settings) -> Connection:
    """Weigh what command line, environment and settings say of the connection."""
    from voiceapp.transport.env_file import read_env_file
    from voiceapp.transport.resolve import Environment, Flags, resolve

    given = vars(words)
    env_file: Path | None = given.get("env_file")
    environment = Environment(
        os.environ, read_env_file(env_file) if env_file is not None else {}, str(env_file or "")
    )
    flags = Flags(
        endpoint=given.get("endpoint"),
        deployment=given.get("deployment"),
        model=given.get("model"),
        api_version=given.get("api_version"),
        openai=given.get("openai", False),
        offline=given.get("offline", False),
    )
    return resolve(flags, environment, settings)
