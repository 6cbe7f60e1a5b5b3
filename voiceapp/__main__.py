"""`python -m voiceapp` is `voiceapp`."""

from __future__ import annotations

import sys

from voiceapp.cli import main

if __name__ == "__main__":
    sys.exit(main())
