"""The command line: what is asked for, and which part of the program does it.

Exit codes: 0 done, 1 failed, 2 the words could not be understood, 130 interrupted before the end. Whatever
goes wrong is one sentence on standard error; `--debug` adds the details and a log file.

What a command needs is imported when it runs, so that `--help` is there at once and no command pays for
another.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import voiceapp
from voiceapp import log
from voiceapp.errors import SoundError, UsageError, VoiceappError
from voiceapp.redact import names_secret, redact

if TYPE_CHECKING:
    from voiceapp.audio.device import DeviceInfo
    from voiceapp.choices import Choices

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
  export AZURE_OPENAI_API_KEY=...        or leave it out and sign in with `az login`

A key is read from the environment only, never from the command line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""
    with prepared_streams():
        return _run(sys.argv[1:] if arguments is None else arguments)


def _run(given: Sequence[str]) -> int:
    parser = _parser()
    if any(word.startswith("-") and names_secret(word.partition("=")[0]) for word in given):
        parser.error(
            "a key is never taken from the command line, where others can read it: set VOICEAPP_API_KEY"
        )
    words = parser.parse_args(given)
    set_up = log.set_up(verbose=words.verbose, debug=words.debug)
    try:
        if set_up.problem:
            _say(set_up.problem)
        run: Callable[[argparse.Namespace], int] = words.run
        code = run(words)
        sys.stdout.flush()  # here, where a pipe nobody reads is still an exception
        return code
    except UsageError as error:
        _say(error.sentence)
        return 2
    except VoiceappError as error:
        _say(error.sentence)
        if words.debug and error.details:
            _say(error.details)
        return 1
    except BrokenPipeError:
        _leave_quietly()
        return 0 if words.run is _talk else 1  # the end of a conversation, but not of a proof
    except KeyboardInterrupt:
        return 130
    finally:
        set_up.close()


def _say(sentence: str) -> None:
    sys.stderr.write(f"voiceapp: {sentence}\n")


@contextlib.contextmanager
def prepared_streams() -> Iterator[None]:
    """Make sure, while the body runs, that what we write arrives.

    A console that cannot show a character shows a question mark instead. And while PortAudio starts,
    `sounddevice` turns descriptor 2 of the whole process away to keep its noise off the terminal; our own
    lines go through a copy of it.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    before = sys.stderr
    copy: TextIO | None = None
    with contextlib.suppress(AttributeError, OSError, ValueError):  # no console, or a test's
        if before.fileno() == 2:
            errors = "backslashreplace"
            copy = open(os.dup(2), "w", buffering=1, encoding=before.encoding, errors=errors)  # noqa: SIM115
            sys.stderr = copy
    try:
        yield
    finally:
        sys.stderr = before
        if copy is not None:
            copy.close()


def _leave_quietly() -> None:
    """Keep Python from complaining, when it flushes at the end, of a pipe nobody reads."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# -- the words -----------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """A parser that knows no abbreviations (a new flag must not break them) and quotes nothing like a key."""

    def __init__(self, **more: Any) -> None:
        super().__init__(allow_abbrev=False, **more)

    def error(self, message: str) -> NoReturn:
        """Say what was not understood, and end with code 2."""
        super().error(redact(message))


def _parser() -> argparse.ArgumentParser:
    formatter = argparse.RawDescriptionHelpFormatter
    everywhere = _Parser(add_help=False)
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
    connection = _Parser(add_help=False)
    _add_connection(connection)

    parser = _Parser(
        prog="voiceapp",
        description=voiceapp.__doc__.splitlines()[0] if voiceapp.__doc__ else None,
        epilog=EPILOG,
        formatter_class=formatter,
        parents=[everywhere, connection],
    )
    parser.add_argument("--version", action="version", version=f"voiceapp {voiceapp.__version__}")
    parser.set_defaults(run=_window, verbose=False, debug=False)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    talk = commands.add_parser(
        "talk",
        parents=[everywhere, connection],
        formatter_class=formatter,
        help="the conversation in a terminal, with microphone and loudspeaker",
        description="Talk in a terminal. What you say and what you have heard is printed line by line. "
        "Ctrl+C or SIGTERM ends it. Where there is a terminal, typed lines are sent as messages.",
    )
    talk.add_argument(
        "--json",
        action="store_true",
        dest="as_json",
        help="print one JSON object a line: state, transcripts, heard offsets, interruptions, errors",
    )
    talk.set_defaults(run=_talk)

    demo = commands.add_parser(
        "demo",
        parents=[everywhere],
        formatter_class=formatter,
        help="prove offline that everything works: no display, sound card or network",
        description="Feed a spoken question through the real client and a real WebSocket to the embedded "
        "assistant, cut in once, and verify what came back. Exit code 1 if anything is wrong.",
    )
    demo.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="keep transcript.md, conversation.wav, the wire events and the tape there",
    )
    demo.add_argument("--preview", action="store_true", help="speak the preview dialect instead of GA")
    demo.set_defaults(run=_demo)

    serve = commands.add_parser(
        "serve",
        parents=[everywhere],
        formatter_class=formatter,
        help="the embedded assistant as a server for other clients, on this computer only",
        description="Serve the realtime protocol in both dialects on 127.0.0.1. With VOICEAPP_SERVE_KEY in "
        "the environment, clients must present it as their key.",
    )
    serve.add_argument("--port", type=_port, default=8123, help="0 takes a free one (default: %(default)s)")
    serve.add_argument("--announce", action="store_true", help=argparse.SUPPRESS)
    serve.set_defaults(run=_serve)

    devices = commands.add_parser(
        "devices",
        parents=[everywhere],
        formatter_class=formatter,
        help="list microphones and loudspeakers",
        description="List the devices a conversation can use; `*` marks the defaults.",
    )
    devices.add_argument("--json", action="store_true", dest="as_json", help="print a JSON list")
    devices.set_defaults(run=_devices)

    echo = commands.add_parser(
        "echo",
        parents=[everywhere],
        formatter_class=formatter,
        help="the echo check: does the microphone hear the loudspeaker?",
        description="Play five seconds of noise, listen, and say how much comes back. Be quiet meanwhile.",
    )
    echo.add_argument("--microphone", metavar="NAME", help="a microphone by its name")
    echo.add_argument("--speaker", metavar="NAME", help="a loudspeaker by its name")
    echo.set_defaults(run=_echo)
    return parser


def _add_connection(parser: argparse.ArgumentParser) -> None:
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
    add("--push-to-talk", action="store_true", help="hold a key to talk instead of hands-free")
    add("--microphone", metavar="NAME", help="a microphone by (a part of) its name")
    add("--speaker", metavar="NAME", help="a loudspeaker by (a part of) its name")
    add("--record", type=Path, metavar="DIR", help="record the conversation as DIR/tape")


def _port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 0 <= port <= 65_535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return port


def _choices(words: argparse.Namespace) -> Choices:
    """Weigh command line, environment and settings file; a bad file is told and left alone."""
    from voiceapp import settings
    from voiceapp.choices import Choices
    from voiceapp.transport.env_file import read_env_file
    from voiceapp.transport.resolve import Environment, Flags, resolve

    found, problems = settings.load(settings.settings_path())
    for problem in problems:
        _say(problem)
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
    record: Path | None = given.get("record")
    return Choices(
        connection=resolve(flags, environment, found),
        settings=found,
        push_to_talk=given.get("push_to_talk", False),
        microphone=given.get("microphone"),
        speaker=given.get("speaker"),
        record=record / "tape" if record is not None else None,
    )


# -- what is done ------------------------------------------------------------------------------------------


def _window(words: argparse.Namespace) -> int:
    choices = _choices(words)
    if sys.platform.startswith("linux") and not _has_display():
        raise VoiceappError(
            "There is no display for the window. Use `voiceapp talk` in a terminal, or `voiceapp demo`."
        )
    try:
        from voiceapp.app import run_window
    except ImportError as error:
        raise VoiceappError(
            "The window cannot be shown: Qt's libraries are missing. `make setup` installs them; "
            "`voiceapp talk` works without.",
            details=str(error),
        ) from error
    return run_window(choices, [])


def _has_display() -> bool:
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _talk(words: argparse.Namespace) -> int:
    choices = _choices(words)
    from voiceapp.talk import talk

    return talk(choices, as_json=words.as_json)


def _demo(words: argparse.Namespace) -> int:
    from voiceapp.demo import demo

    return demo(words.output, preview=words.preview)


def _serve(words: argparse.Namespace) -> int:
    from voiceapp.offline.assistant import Assistant
    from voiceapp.offline.ears import Ears
    from voiceapp.offline.options import ServerOptions
    from voiceapp.offline.serve import run_serve
    from voiceapp.offline.voice import Voice

    return run_serve(
        words.port, words.announce, ServerOptions(), ears=Ears(), voice=Voice(), new_assistant=Assistant
    )


def _echo(words: argparse.Namespace) -> int:
    from voiceapp import interruptible
    from voiceapp.audio.desk import in_thread
    from voiceapp.audio.echo_check import check_echo
    from voiceapp.audio.echo_measure import sentence
    from voiceapp.audio.portaudio import PortAudioSystem
    from voiceapp.clock import SystemClock

    clock = SystemClock()
    chosen = {"microphone": words.microphone, "speaker": words.speaker}
    report = interruptible.run(lambda: check_echo(PortAudioSystem(clock), clock, run=in_thread, **chosen))
    sys.stdout.write(f"{sentence(report)} Recommended: {report.duplex.value} duplex.\n")
    return 0


def _devices(words: argparse.Namespace) -> int:
    from voiceapp.audio.portaudio import PortAudioSystem
    from voiceapp.clock import SystemClock

    found = PortAudioSystem(SystemClock()).devices()
    if not found and not words.as_json:
        raise SoundError("There is no microphone and no loudspeaker on this computer.")
    sys.stdout.write(devices_as_json(found) if words.as_json else devices_as_text(found))
    return 0


def devices_as_json(found: Sequence[DeviceInfo]) -> str:
    """Return one line: a list of objects, empty for no devices."""
    names = ("name", "host_api", "inputs", "outputs", "default_input", "default_output", "rate_hz")
    rows = [{name: getattr(device, name) for name in names} for device in found]
    return json.dumps(rows, ensure_ascii=False) + "\n"


def devices_as_text(found: Sequence[DeviceInfo]) -> str:
    """Return microphones, then loudspeakers, a line each; a star marks the defaults."""
    lines = []
    for role, count, default in (
        ("microphones", "inputs", "default_input"),
        ("loudspeakers", "outputs", "default_output"),
    ):
        lines.append(f"{role}:")
        for device in (device for device in found if getattr(device, count)):
            mark = "*" if getattr(device, default) else " "
            lines.append(f"  {mark} {device.name}  ({device.host_api}, {device.rate_hz} Hz)")
    return "\n".join(lines) + "\n"
