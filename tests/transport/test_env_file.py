"""`--env-file`: what azd writes is read, and what is no such file is a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from voiceapp.errors import SettingsError
from voiceapp.transport.env_file import read_env_file


def test_file_of_azd_is_read(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(
        b'\xef\xbb\xbfAZURE_OPENAI_ENDPOINT="https://r.openai.azure.com/"\r\n'
        b"# a comment\n"
        b"export AZURE_OPENAI_DEPLOYMENT='talk'\n"
        b"AZURE_OPENAI_API_KEY=a$HOME${PATH}b # not ours\n"
        b"EMPTY=\n"
        b"NO_VALUE\n"
    )

    assert read_env_file(path) == {
        "AZURE_OPENAI_ENDPOINT": "https://r.openai.azure.com/",
        "AZURE_OPENAI_DEPLOYMENT": "talk",
        "AZURE_OPENAI_API_KEY": "a$HOME${PATH}b",
        "EMPTY": "",
    }


def test_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        read_env_file(tmp_path / "none.env")


def test_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        read_env_file(tmp_path)


@pytest.mark.parametrize(("content", "words"), [(b"\xff\xfeA\x00", "UTF-8"), (b"A" * 1_048_577, "1 MiB")])
def test_file_that_is_no_list_of_variables_is_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.env"
    path.write_bytes(content)

    with pytest.raises(SettingsError, match=words):
        read_env_file(path)
