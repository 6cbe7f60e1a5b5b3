"""A mistake costs one line; the file is never spoilt; a key is never kept."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp.errors import SettingsError
from voiceapp.personas import Persona
from voiceapp.settings import Settings, names, problem_with
from voiceapp.settings_file import (
    change_file,
    data_folder,
    load,
    save_value,
    settings_folder,
    settings_path,
)

CANARY = "sk-canary-0099887766"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "settings.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_without_a_file_these_are_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.toml") == (Settings(), ())


def test_every_setting_can_be_set(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        endpoint = "https://r.openai.azure.com"
        deployment = "d"
        model = "m"
        api_version = "2025-04-01-preview"
tenant = "contoso.onmicrosoft.com"
client_id = "66666666-7777-8888-9999-000000000000"
        instructions = '''
Be brief.
Be kind.'''
        voice = "marin"
        transcription_model = ""
        language = "en"
        hands_free = false
        vad_threshold = 1
        vad_prefix_ms = 0
        vad_silence_ms = 10000
        confirm_ms = 0
        microphone = "Rig microphone"
        speaker = "Kopfhörer"
        duplex = "cautious"
        echo_cancellation = "off"
        noise_suppression = true
        cost_cap = 2
        appearance = "dark"
        pre_roll_ms = 2000
        tail_ms = 150
        hotkey = "Ctrl+Alt+Space"
        hotkey_mode = "double-tap"
        interrupt_key = "Pause"
        speed = 1.25
        turn_detection = "semantic_vad"
        eagerness = "low"
        noise_reduction = "far_field"
        modality = "text"
        temperature = 0.7
        max_output_tokens = 1000
        tool_choice = "none"
        clock = false
        notes = "~/notes"
        truncation = "ratio"
        retention_ratio = 0.6
        keep_conversations = true
        keep_undelivered = false
        record = "private"
        keep_nothing = true
        cue_sounds = "all"
        interface_language = "ja"
        answer_language = "en"
        text_scale = 1.5
        motion = "reduced"
        tray = false
        close_to_tray = true
        start_hidden = true
        persona = "tutor"
        [personas.tutor]
        voice = "sage"
        """,
    )

    settings, problems = load(path)

    assert problems == ()
    assert settings == Settings(
        endpoint="https://r.openai.azure.com",
        deployment="d",
        model="m",
        api_version="2025-04-01-preview",
        tenant="contoso.onmicrosoft.com",
        client_id="66666666-7777-8888-9999-000000000000",
        instructions="Be brief.\nBe kind.",
        voice="marin",
        transcription_model="",
        language="en",
        hands_free=False,
        vad_threshold=1.0,
        vad_prefix_ms=0,
        vad_silence_ms=10_000,
        confirm_ms=0,
        microphone="Rig microphone",
        speaker="Kopfhörer",
        duplex="cautious",
        echo_cancellation="off",
        noise_suppression=True,
        cost_cap=2.0,
        appearance="dark",
        pre_roll_ms=2_000,
        tail_ms=150,
        hotkey="Ctrl+Alt+Space",
        hotkey_mode="double-tap",
        interrupt_key="Pause",
        speed=1.25,
        turn_detection="semantic_vad",
        eagerness="low",
        noise_reduction="far_field",
        modality="text",
        temperature=0.7,
        max_output_tokens=1_000,
        tool_choice="none",
        clock=False,
        notes="~/notes",
        truncation="ratio",
        retention_ratio=0.6,
        keep_conversations=True,
        keep_undelivered=False,
        record="private",
        keep_nothing=True,
        cue_sounds="all",
        interface_language="ja",
        answer_language="en",
        text_scale=1.5,
        motion="reduced",
        tray=False,
        close_to_tray=True,
        start_hidden=True,
        persona="tutor",
        personas=(Persona("tutor", values={"voice": "sage"}),),
    )
    assert set(names()) == {
        line.split("=")[0].strip() for line in path.read_text().splitlines() if " = " in line
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("confirm_ms = 2001", "line 2: `confirm_ms` must be a whole number from 0 to 2000."),
        ("confirm_ms = -1", "line 2: `confirm_ms` must be a whole number from 0 to 2000."),
        ("confirm_ms = 1.5", "line 2: `confirm_ms` must be a whole number from 0 to 2000."),
        ('confirm_ms = "250"', "line 2: `confirm_ms` must be a whole number from 0 to 2000."),
        ("confirm_ms = true", "line 2: `confirm_ms` must be a whole number from 0 to 2000."),
        ("vad_silence_ms = 99", "line 2: `vad_silence_ms` must be a whole number from 100 to 10000."),
        ("vad_threshold = 1.01", "line 2: `vad_threshold` must be a number from 0.0 to 1.0."),
        ("vad_threshold = nan", "line 2: `vad_threshold` must be a number from 0.0 to 1.0."),
        ("speed = 0.2", "line 2: `speed` must be a number from 0.25 to 1.5."),
        ("temperature = 1.3", "line 2: `temperature` must be a number from 0.6 to 1.2."),
        ("max_output_tokens = 4097", "line 2: `max_output_tokens` must be a whole number from 0 to 4096."),
        ('eagerness = "quick"', 'line 2: `eagerness` must be one of "auto", "high", "low", "medium".'),
        ("hands_free = 1", "line 2: `hands_free` must be true or false."),
        ('appearance = "pink"', 'line 2: `appearance` must be one of "dark", "light", "system".'),
        ('language = "English"', 'line 2: `language` must be a language code such as "en", or "".'),
        (
            'voice = "a\\nb"',
            "line 2: `voice` must be one line of text in quotation marks, at most 500 characters.",
        ),
        ("voice = 3", "line 2: `voice` must be one line of text in quotation marks, at most 500 characters."),
        (
            "instructions = []",
            "line 2: `instructions` must be text in quotation marks, at most 100000 characters.",
        ),
        ("confrim_ms = 1", "line 2: there is no setting `confrim_ms`. Did you mean `confirm_ms`?"),
        ("colour = 1", "line 2: there is no setting `colour`."),
        ("[azure]\nendpoint = 'x'", "line 2: there is no setting `azure`."),
        (
            '"voice" = 3',
            "line 2: `voice` must be one line of text in quotation marks, at most 500 characters.",
        ),
    ],
)
def test_mistake_costs_its_line_and_is_told(tmp_path: Path, text: str, problem: str) -> None:
    path = written(tmp_path, f'speaker = "kept"\n{text}\n')

    settings, problems = load(path)

    assert problems == (f"settings.toml, {problem}",)
    assert settings == Settings(speaker="kept")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("voice = ", "end of document"),
        ('voice = "a"\nvoice = "b"\n', "line 2"),
        ("voice = 1\n]\n", "line 2"),
        (b"voice = '\xff'", "UTF-8"),
        (b"#" * 1_048_577, "1 MiB"),
        ("a = " + "[" * 5_000, "cannot be read"),
    ],
)
def test_file_that_cannot_be_read_is_one_sentence_and_the_defaults(
    tmp_path: Path, content: str | bytes, words: str
) -> None:
    path = written(tmp_path, content)
    before = path.read_bytes()

    settings, problems = load(path)

    assert settings == Settings()
    assert len(problems) == 1
    assert words in problems[0]
    assert problems[0].endswith("The defaults are used.")
    assert path.read_bytes() == before


def test_folder_in_its_place_is_one_sentence(tmp_path: Path) -> None:
    settings, problems = load(tmp_path)

    assert settings == Settings()
    assert "Is a directory" in problems[0]


@pytest.mark.parametrize(
    "text",
    [
        f'api_key = "{CANARY}"',
        f'OPENAI_API_KEY = "{CANARY}"',
        f'password = "{CANARY}"',
        f'voice = "{CANARY}"',
        f'endpoint = "https://x/?api-key={CANARY}"',
        f'"{CANARY}" = 1',
        f'"{CANARY}x" = "{CANARY}"',
    ],
)
def test_key_in_the_file_is_refused_and_not_told(tmp_path: Path, text: str) -> None:
    settings, problems = load(written(tmp_path, text))

    assert settings == Settings()
    assert "VOICEAPP_API_KEY" in problems[0]
    assert CANARY not in problems[0]


def test_line_inside_a_long_text_is_not_mistaken(tmp_path: Path) -> None:
    _, problems = load(written(tmp_path, 'instructions = """\nvoice = 3\n"""\nvoice = 3\n'))

    assert problems[0].startswith("settings.toml, line 4: `voice`")


def test_byte_order_mark_of_an_editor_is_no_mistake(tmp_path: Path) -> None:
    assert load(written(tmp_path, b'\xef\xbb\xbfvoice = "marin"\r\n')) == (Settings(voice="marin"), ())


# -- saving ------------------------------------------------------------------------------------------


def test_saving_keeps_comments_and_order(tmp_path: Path) -> None:
    path = written(tmp_path, '# mine\nvoice = "marin"  # the nice one\n\nspeaker = "old"\n')

    save_value(path, "speaker", "new")
    save_value(path, "microphone", "Rig")

    assert path.read_text() == (
        '# mine\nvoice = "marin"  # the nice one\n\nspeaker = "new"\nmicrophone = "Rig"\n'
    )


def test_saving_makes_folder_and_file_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.toml"

    save_value(path, "appearance", "dark")

    assert load(path) == (Settings(appearance="dark"), ())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]


def test_saving_none_takes_the_line_out(tmp_path: Path) -> None:
    path = written(tmp_path, 'speaker = "x"\nvoice = "marin"\n')

    save_value(path, "speaker", None)
    save_value(path, "microphone", None)

    assert path.read_text() == 'voice = "marin"\n'


def test_saving_keeps_the_mode_and_the_link(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("")
    real.chmod(0o640)
    link = tmp_path / "settings.toml"
    link.symlink_to(real)

    save_value(link, "hands_free", False)

    assert link.is_symlink()
    assert real.read_text() == "hands_free = false\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("appearance", "pink", "must be one of"),
        ("confirm_ms", 9_999, "whole number"),
        ("colour", "x", "there is no setting"),
        ("voice", CANARY, "looks like a key"),
        ("api_key", CANARY, "looks like a key"),
    ],
)
def test_value_that_may_not_be_there_is_not_saved(
    tmp_path: Path, name: str, value: str | int, words: str
) -> None:
    path = tmp_path / "settings.toml"

    with pytest.raises(SettingsError, match=words) as refusal:
        save_value(path, name, value)

    assert not path.exists()
    assert CANARY not in str(refusal.value)


def test_file_with_a_mistake_is_not_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path, "voice = \n")

    with pytest.raises(SettingsError, match="left as it is"):
        save_value(path, "speaker", "x")

    assert path.read_text() == "voice = \n"


def test_disk_that_refuses_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsError, match="cannot be"):
        save_value(tmp_path / "file" / "settings.toml", "speaker", "x")


@given(name=st.text(max_size=30))
def test_any_name_of_a_device_comes_back(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    try:
        save_value(path, "microphone", name)
    except SettingsError:
        assert not path.exists()
        return
    assert load(path) == (Settings(microphone=name), ())


# -- where it lies -----------------------------------------------------------------------------------


def test_folder_can_be_moved() -> None:
    assert settings_folder({"VOICEAPP_CONFIG_DIR": "here"}) == Path("here")
    assert settings_path({"VOICEAPP_CONFIG_DIR": "here"}) == Path("here") / "settings.toml"
    assert settings_folder({}).name == "voiceapp"
    assert settings_folder() == Path(os.environ["VOICEAPP_CONFIG_DIR"])


def test_the_folder_of_what_a_person_keeps_can_be_moved() -> None:
    assert data_folder({"VOICEAPP_DATA_DIR": "here"}) == Path("here")
    assert data_folder({}).name == "voiceapp"


def test_a_value_that_is_typed_is_told_the_same_as_one_in_the_file(tmp_path: Path) -> None:
    _, problems = load(written(tmp_path, "speed = 9"))
    assert problems == (f"settings.toml, line 1: {problem_with('speed', 9)}",)
    assert problem_with("speed", 1) == ""


def test_a_change_that_would_make_the_file_say_anything_else_is_not_made(tmp_path: Path) -> None:
    path = written(tmp_path, "x = nan\n")  # is never equal to itself
    with pytest.raises(SettingsError, match="Change it in a text editor"):
        change_file(path, lambda document: document.update(voice="marin"))
    assert path.read_text() == "x = nan\n"
