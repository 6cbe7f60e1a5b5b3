"""`--env-file`: the variables of a file such as azd keeps in `.azure/<environment>/.env`.

Only a file somebody names is read, never a `.env` that happens to lie in the current folder.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

from voiceapp.errors import SettingsError

FILE_BYTES_MAX = 1_048_576


def read_env_file(path: Path) -> dict[str, str]:
    """Return the variables in the file; blocks for one small read.

    Values are taken as they stand: `${NAME}` is not replaced, so a `$` in a key does no harm. Raises
    SettingsError with a sentence that holds no part of the content.
    """
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise SettingsError(f"The env file {path} cannot be read: {reason}.") from None
    if len(content) > FILE_BYTES_MAX:
        raise SettingsError(f"The env file {path} is larger than 1 MiB; that is no list of variables.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"The env file {path} is not a text file in UTF-8.") from None
    values = dotenv_values(stream=StringIO(text), interpolate=False)
    return {name: value for name, value in values.items() if value is not None}
