"""A file of training data: UTF-8 with a byte order mark, one JSON object a line, and not too many bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from voiceapp.errors import StoreError

MARK = b"\xef\xbb\xbf"
FILE_BYTES_MAX = 512 * 1024 * 1024
"""The file has to be smaller than this."""
EXAMPLES_MIN = 10
"""With fewer, services refuse the file."""
EXAMPLES_ADVISED = 50
"""With fewer, hardly anything is learned."""


def write_examples(path: Path, examples: Iterable[dict[str, Any]]) -> int:
    """Write examples and return how many; an older file stays until this one is whole. Raises StoreError."""
    partial = path.with_name(f"{path.name}.part")
    count, size_bytes = 0, len(MARK)
    try:
        try:
            with partial.open("wb") as file:
                file.write(MARK)
                for example in examples:
                    line = json.dumps(example, ensure_ascii=False).encode() + b"\n"
                    count, size_bytes = count + 1, size_bytes + len(line)
                    if size_bytes >= FILE_BYTES_MAX:
                        raise StoreError(
                            "The training data would be larger than 512 MB, which no service takes. "
                            "Choose fewer conversations, for example by a tag."
                        )
                    file.write(line)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(f"{path} cannot be written: {reason}.", details=repr(error)) from error
    return count


def size_advice(examples: int) -> str:
    """Return a sentence about too few examples; empty when there are enough."""
    if examples < EXAMPLES_MIN:
        return f"{examples} examples are too few: services refuse files with less than {EXAMPLES_MIN}."
    if examples < EXAMPLES_ADVISED:
        return f"{examples} examples are few: at least {EXAMPLES_ADVISED} are advised."
    return ""
