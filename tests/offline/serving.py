"""A child process as `voiceapp serve --announce` is one, with stand-ins: what the tests of the process start."""

from __future__ import annotations

import sys

from tests.offline.scripted import EchoAssistant, ScriptedEars, ToneVoice
from voiceapp.offline.options import ServerOptions
from voiceapp.offline.serve import run_serve

if __name__ == "__main__":
    port = int(sys.argv[1])
    announce = sys.argv[2] == "announce"
    sys.exit(
        run_serve(
            port,
            announce,
            ServerOptions(),
            ears=ScriptedEars(),
            voice=ToneVoice(),
            new_assistant=EchoAssistant,
            warm_up=lambda: None,
        )
    )
