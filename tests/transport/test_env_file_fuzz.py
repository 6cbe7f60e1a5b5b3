"""Damaged env files: variables or a sentence that quotes nothing of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.fuzzing import FACTOR, attempt, damaged_bytes, named, seeds
from voiceapp.errors import SettingsError, VoiceappError
from voiceapp.settings import Settings
from voiceapp.transport.env_file import read_env_file
from voiceapp.transport.resolve import Environment, Flags, resolve

SECRET = "sk-HUSHHUSHHUSH1234567890"
GOOD = f"""# azd
export AZURE_OPENAI_ENDPOINT="https://r.openai.azure.com/"
AZURE_OPENAI_DEPLOYMENT_NAME='gpt-realtime'
AZURE_OPENAI_API_KEY={SECRET}
OTHER="a\\nb ${{HOME}} 'c'" # end
EMPTY=
""".encode()


@pytest.mark.timeout(60 * FACTOR)
@pytest.mark.expects_log("could not parse statement")
def test_every_damaged_file_is_variables_or_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    for random in seeds(200):
        content = damaged_bytes(GOOD, random)
        path.write_bytes(content)
        with named(repr(content)):
            found = attempt(lambda: read_env_file(path), SettingsError)
            if isinstance(found, SettingsError):
                assert found.sentence.endswith(".")
                assert "HUSH" not in f"{found} {found.details}"
                continue
            assert all(found), found  # no name is empty
            environment = Environment({}, found, str(path))
            resolved = attempt(partial(resolve, Flags(), environment, Settings()), VoiceappError)
            if isinstance(resolved, VoiceappError):
                assert "HUSH" not in f"{resolved} {resolved.details}"
