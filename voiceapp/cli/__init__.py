"""The command line: what is asked for, and which part of the program does it.

Exit codes: 0 done, 1 failed, 2 the words could not be understood, 130 interrupted before the end. Whatever
goes wrong is one sentence on standard error; `--debug` adds the details and a log file.

What a command needs is imported when it runs, so that `--help` is there at once and no command pays for
another.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import voiceapp
from voiceapp import log
from voiceapp.cli import (
    check,
    control,
    conversing,
    desktop,
    keys,
    personas,
    recover,
    sessions,
    sign_in,
    simulate,
    sound,
    tapes,
    training,
    troubles,
)
from voiceapp.cli.streams import leave_quietly, prepared_streams, say
from voiceapp.cli.words import Commands, Parser, Run, add_connection
from voiceapp.errors import UsageError, VoiceappError
from voiceapp.redact import names_secret

EPILOG = """\
without a command the window opens; with no endpoint set, it talks to the assistant inside the program.

examples:
  voiceapp --offline                     the window, talking to the embedded assistant
  voiceapp talk --json                   a conversation in the terminal, one JSON object a line
  voiceapp demo --output out             prove offline that everything works; keep what was said
  voiceapp serve --port 8123             the embedded assistant for other clients

connecting Azure OpenAI (see the README for others):
  export AZURE_OPENAI_ENDPOINT=https://NAME.openai.azure.com
  export AZURE_OPENAI_DEPLOYMENT_NAME=gpt-realtime
  export AZURE_OPENAI_API_KEY=...        or `voiceapp key set`; or leave it out and sign in with `az login`

A key is read from the environment or the keyring, never from the command line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""
    with prepared_streams():
        return _run(sys.argv[1:] if arguments is None else arguments)


def _run(given: Sequence[str]) -> int:
    parser = _program()
    if any(word.startswith("-") and names_secret(word.partition("=")[0]) for word in given):
        parser.error(
            "a key is never taken from the command line, where others can read it: set VOICEAPP_API_KEY"
        )
    words = parser.parse_args(given)
    set_up = log.set_up(verbose=words.verbose, debug=words.debug)
    try:
        if set_up.problem:
            say(set_up.problem)
        run: Run = words.run
        code = run(words)
        sys.stdout.flush()  # here, where a pipe nobody reads is still an exception
        return code
    except UsageError as error:
        say(error.sentence)
        return 2
    except VoiceappError as error:
        say(error.sentence)
        if words.debug and error.details:
            say(error.details)
        return 1
    except BrokenPipeError:
        leave_quietly()
        return int(words.code_without_reader)
    except KeyboardInterrupt:
        return 130
    finally:
        set_up.close()


def _program() -> Parser:
    everywhere = Parser(add_help=False)
    everywhere.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        default=argparse.SUPPRESS,
        help="show the names of wire events on standard error; never sound or keys",
    )
    everywhere.add_argument(
        "--debug",
        action="store_true",
        default=argparse.SUPPRESS,
        help="write a log file and show the details of errors",
    )
    connection = Parser(add_help=False)
    add_connection(connection)

    parser = Parser(
        prog="voiceapp",
        description=voiceapp.__doc__.splitlines()[0] if voiceapp.__doc__ else None,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[everywhere, connection],
    )
    parser.add_argument(
        "--new-instance", action="store_true", help="open another window although voiceapp is running"
    )
    parser.add_argument(
        "--start-hidden",
        action="store_true",
        help="start without the window; minimised where nothing else leads to it",
    )
    parser.add_argument("--no-tray", action="store_true", help="put no icon into the desktop's tray")
    parser.add_argument("--version", action="version", version=f"voiceapp {voiceapp.__version__}")
    # A pipe nobody reads is the end of a conversation (`talk` says 0), but not of a proof.
    parser.set_defaults(run=conversing.window, verbose=False, debug=False, code_without_reader=1)
    commands = Commands(parser, everywhere, connection)
    parts = (
        conversing,
        control,
        recover,
        sound,
        keys,
        personas,
        sign_in,
        check,
        tapes,
        troubles,
        simulate,
        sessions,
        training,
        desktop,
    )
    for part in parts:
        part.add(commands)
    return parser
