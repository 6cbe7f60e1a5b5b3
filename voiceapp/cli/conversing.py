"""The conversation itself: the window (no command), `talk`, `demo` and `serve`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from voiceapp.cli.streams import say
from voiceapp.cli.words import Commands, choices_of, connection_of, port, whole_number
from voiceapp.errors import ControlError, VoiceappError

if TYPE_CHECKING:
    from voiceapp.control.place import Claim
    from voiceapp.settings import Settings
    from voiceapp.transport.resolve import Connection


def add(commands: Commands) -> None:
    """Add the three commands."""
    talk = commands.add(
        "talk",
        _talk,
        connects=True,
        summary="the conversation in a terminal, with microphone and loudspeaker",
        description="Talk in a terminal. What you say and what you have heard is printed line by line. "
        "Ctrl+C or SIGTERM ends it. Where there is a terminal, typed lines are sent as messages.",
    )
    talk.add_argument(
        "--json",
        action="store_true",
        dest="as_json",
        help="print one JSON object a line: state, transcripts, heard offsets, interruptions, errors",
    )
    talk.add_argument(
        "--continue",
        type=whole_number,
        dest="continued",
        metavar="NUMBER",
        help="go on with a kept conversation, as `voiceapp sessions list` numbers them",
    )
    talk.set_defaults(code_without_reader=0)

    demo = commands.add(
        "demo",
        _demo,
        summary="prove offline that everything works: no display, sound card or network",
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

    serve = commands.add(
        "serve",
        _serve,
        summary="the embedded assistant as a server for other clients, on this computer only",
        description="Serve the realtime protocol in both dialects on 127.0.0.1. With VOICEAPP_SERVE_KEY in "
        "the environment, clients must present it as their key.",
    )
    serve.add_argument("--port", type=port, default=8123, help="0 takes a free one (default: %(default)s)")
    serve.add_argument(
        "--tape", type=Path, metavar="TAPE", help="play the server's side of a recorded conversation instead"
    )
    serve.add_argument("--announce", action="store_true", help=argparse.SUPPRESS)


def window(words: argparse.Namespace) -> int:
    """Open the window, which is what the program does without a command."""
    choices = choices_of(words)
    check_display("Use `voiceapp talk` in a terminal, or `voiceapp demo`.")
    try:
        from voiceapp.app import run_window
    except ImportError as error:
        raise VoiceappError(
            "The window cannot be shown: Qt's libraries are missing. `make setup` installs them; "
            "`voiceapp talk` works without.",
            details=str(error),
        ) from error

    def weigh(settings: Settings) -> Connection:
        return connection_of(words, settings)

    if words.new_instance:
        return run_window(choices, [], weigh=weigh)
    return _only_window(
        lambda claim: run_window(choices, [], claim, weigh=weigh), hidden=choices.start_hidden
    )


def _only_window(run: Callable[[Claim | None], int], *, hidden: bool) -> int:
    """Run the window of this person, or show the one that is there already, unless it starts `hidden`."""
    from voiceapp.control.caller import ask
    from voiceapp.control.place import claim, control_folder

    try:
        claimed = claim(control_folder())
    except ControlError as error:
        say(error.sentence)
        return run(None)
    if claimed is not None:
        with contextlib.closing(claimed):
            return run(claimed)
    if hidden:
        say("voiceapp is running already. `voiceapp show` brings its window.")
        return 0
    answer = ask(control_folder(), "show")
    if not answer.ok:
        raise ControlError(f"{answer.sentence} `voiceapp --new-instance` opens a window beside it.")
    say("voiceapp is running already; its window is shown. `voiceapp --new-instance` opens another.")
    return 0


def check_display(instead: str) -> None:
    """Raise VoiceappError where no window can be shown; `instead` is a sentence about what works without."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in names):
        raise VoiceappError(f"There is no display for the window. {instead}")


def _talk(words: argparse.Namespace) -> int:
    choices = choices_of(words)
    from voiceapp.choices import kept_conversation
    from voiceapp.talk import talk

    number = words.continued
    kept = kept_conversation(number) if number is not None else None
    return talk(choices, as_json=words.as_json, continued_from=kept)


def _demo(words: argparse.Namespace) -> int:
    from voiceapp.demo import demo

    return demo(words.output, preview=words.preview)


def _serve(words: argparse.Namespace) -> int:
    if words.tape is not None:
        from voiceapp.tape_place import tape_folder
        from voiceapp.tape_server import serve_tape

        return serve_tape(tape_folder(words.tape), words.port, announce=words.announce)
    from voiceapp.offline.assistant import Assistant
    from voiceapp.offline.ears import Ears
    from voiceapp.offline.options import ServerOptions
    from voiceapp.offline.serve import run_serve
    from voiceapp.offline.voice import Voice

    ears = Ears()
    return run_serve(
        words.port,
        words.announce,
        ServerOptions(),
        ears=ears,
        voice=Voice(),
        new_assistant=Assistant,
        warm_up=ears.prepare,
    )
