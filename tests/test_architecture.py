"""The shape of the program, enforced: every complaint names a file and a line.

The floors and the list of what pure code may not import are read from the import-linter contracts in
`pyproject.toml`, which is the only place where they are written down.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib

import pytest

from tests.sources import ROOT, Source, is_within, python_sources, tracked_files

LINES_MAX = 400
TEST_LINES_MAX = 500
"""A test module may be a little longer: its tests are read one by one."""
LISTS: dict[str, str] = {
    "voiceapp/protocol/server_events.py": "one class for every event the service has",
}
"""Files that may be longer because they are lists, and of what."""

HOMES: dict[str, tuple[str, ...]] = {
    "PySide6": (
        "voiceapp.ui",
        "voiceapp.app",
        "voiceapp.application",
        "voiceapp.captions_app",
        "voiceapp.continuing_app",
        "voiceapp.conversations_app",
        "voiceapp.first_run_app",
        "voiceapp.keeping_app",
        "voiceapp.keys_app",
        "voiceapp.left_behind",
        "voiceapp.looks",
        "voiceapp.personas_app",
        "voiceapp.window_language",
        "voiceapp.problem_reports",
        "voiceapp.reach_window",
        "voiceapp.recordings",
        "voiceapp.replay_app",
        "voiceapp.settings_app",
        "voiceapp.signing_in",
        "voiceapp.tray_app",
    ),
    "dotenv": ("voiceapp.transport.env_file",),
    "azure": ("voiceapp.transport.browser_sign_in", "voiceapp.transport.entra"),
    "keyring": ("voiceapp.transport.key_store",),
    "msgspec": (
        "voiceapp.protocol",
        "voiceapp.audio.device_census",
        "voiceapp.cli.control",
        "voiceapp.context_windows",
        "voiceapp.control",
        "voiceapp.dialogue.outbox",
        "voiceapp.known_servers",
        "voiceapp.model_notice",
        "voiceapp.personas",
        "voiceapp.prices",
        "voiceapp.profiles",
        "voiceapp.offline",
        "voiceapp.recording",
        "voiceapp.settings",
        "voiceapp.settings_file",
    ),
    "jeepney": ("voiceapp.hotkey.portal",),
    "numpy": ("voiceapp.audio", "voiceapp.offline", "voiceapp.seeded_person"),
    "openai": (),
    "platformdirs": ("voiceapp.settings_file", "voiceapp.log"),
    "pocketsphinx": ("voiceapp.offline.ears",),
    "pywebrtc_audio": ("voiceapp.audio.echo",),
    "pynput": ("voiceapp.hotkey.pynput_keys",),
    "sounddevice": ("voiceapp.audio.portaudio",),
    "soundfile": ("voiceapp.audio.compressed",),
    "sqlcipher3": ("voiceapp.store.cipher",),
    "sqlite3": ("voiceapp.store",),
    "tomlkit": ("voiceapp.settings_file",),
    "truststore": ("voiceapp.transport.trust",),
    "websockets": ("voiceapp.transport.websocket", "voiceapp.offline.port"),
}
"""Where an outside library lives; nobody else may import it."""

IMPORTED_AS = {
    "PySide6-Essentials": "PySide6",
    "azure-identity": "azure",
    "python-dotenv": "dotenv",
    "pywebrtc-audio": "pywebrtc_audio",
}
"""Names of packages that are not the names of their modules."""

THREAD_MODULES = ("threading", "concurrent", "multiprocessing", "queue", "_thread")
THREAD_NAMES = frozenset(
    {
        "call_soon_threadsafe",
        "run_coroutine_threadsafe",
        "run_in_executor",
        "to_thread",
        "QThread",
        "QThreadPool",
    }
)
DOORS: dict[str, str] = {
    "voiceapp.archive_thread": "a door: the window asks about kept conversations, a disk may stand still",
    "voiceapp.audio.capture": "a door: the device's input thread posts into the loop",
    "voiceapp.audio.playout": "a door: the device's output thread takes what the loop has queued",
    "voiceapp.loop_thread": "a door: owns the loop's thread",
    "voiceapp.recording.recorder": "a door: the tape is written on a thread of its own, a disk may stand still",
    "voiceapp.store.keeper": "a door: conversations are kept on a thread of its own, a disk may stand still",
    "voiceapp.ui.bridge": "a door: the loop publishes into Qt's thread",
    "voiceapp.audio.desk": "opening and closing a device may block for a second inside the driver",
    "voiceapp.offline.server": "recognising and speaking take tens of ms of pure computing, off the loop",
    "voiceapp.interruptible": "a signal may arrive while the loop sleeps, and has to wake it",
    "voiceapp.hotkey.pynput_keys": "a door: the system's key hook hands names of keys to the loop",
    "voiceapp.signing_in": "a person may take five minutes in the browser, and quitting must not wait",
    "voiceapp.talk": "a mailbox of one picture between the voice thread and the one that prints",
    "voiceapp.transport.credentials": "the keyring has a blocking interface only",
    "voiceapp.transport.entra": "so has the sign-in library",
}
"""Who may name a thread, and why."""

WINDOW_SEES = (
    "voiceapp.abilities",
    "voiceapp.assets_path",
    "voiceapp.clock",
    "voiceapp.dialogue.inputs",
    "voiceapp.dialogue.snapshot",
    "voiceapp.dialogue.two_answers",
    "voiceapp.errors",
    "voiceapp.log",
    "voiceapp.model_notice",
    "voiceapp.pcm",
    "voiceapp.personas",
    "voiceapp.settings",
    "voiceapp.store.kept",
    "voiceapp.tokens",
    "voiceapp.ui",
)
"""All that the window may know of the program."""

UNMIRRORED: dict[str, str] = {}
"""Modules with code and no test module of their own, and why."""


def program() -> list[Source]:
    return list(python_sources("voiceapp"))


def expect_none(complaints: list[str]) -> None:
    """Fail with every complaint on a line of its own."""
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


# -- the rules, as functions from sources to complaints --------------------------------------------------


def contracts() -> dict[str, dict[str, list[str]]]:
    """Return the import contracts of `pyproject.toml` by their kind."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def floors() -> list[list[tuple[str, bool]]]:
    """Return the floors from the ground up; each is a list of (module, may import its siblings)."""
    layers = contracts()["Imports go down; adapters do not know each other"]["layers"]
    return [
        [(name.strip(" ()"), "|" not in layer) for name in re.split(r"[|:]", layer)]
        for layer in reversed(layers)
    ]


def place_of(module: str, plan: list[list[tuple[str, bool]]]) -> tuple[int, str, bool] | None:
    """Return the floor of `module`, its room there, and whether the rooms of that floor know each other."""
    for height, floor in enumerate(plan):
        for room, sociable in floor:
            if is_within(module, f"voiceapp.{room}"):
                return height, room, sociable
    return None


def upward_imports(sources: list[Source], plan: list[list[tuple[str, bool]]]) -> list[str]:
    """Complain of imports that go up, of forbidden ones that go sideways, and of modules without a floor."""
    complaints = []
    for source in sources:
        if source.module == "voiceapp":
            continue
        own = place_of(source.module, plan)
        if own is None:
            complaints.append(f"{source.path}:1: {source.module} is on no floor; add it to pyproject.toml")
            continue
        for mention in source.imports():
            other = place_of(mention.name, plan)
            if other is None or other[1] == own[1]:
                continue
            if other[0] > own[0]:
                complaints.append(f"{source.path}:{mention.line}: {mention.name} is on a higher floor")
            elif other[0] == own[0] and not own[2]:
                complaints.append(f"{source.path}:{mention.line}: {mention.name} is a sibling")
    return complaints


def forbidden_imports(sources: list[Source], inside: list[str], forbidden: list[str]) -> list[str]:
    """Complain of modules in `inside` that import something `forbidden`."""
    return [
        f"{source.path}:{mention.line}: {mention.name} is forbidden here"
        for source in sources
        if any(is_within(source.module, package) for package in inside)
        for mention in source.imports()
        if any(is_within(mention.name, name) for name in forbidden)
    ]


def strays(sources: list[Source], homes: dict[str, tuple[str, ...]]) -> list[str]:
    """Complain of outside libraries imported away from their home."""
    return [
        f"{source.path}:{mention.line}: {library} lives in {', '.join(home) or 'the tests only'}"
        for source in sources
        for mention in source.imports()
        for library, home in homes.items()
        if is_within(mention.name, library) and not any(is_within(source.module, room) for room in home)
    ]


def thread_names(sources: list[Source], doors: dict[str, str]) -> list[str]:
    """Complain of files that name threads without being a door."""
    complaints = []
    for source in sources:
        if source.module in doors:
            continue
        named = [m for m in source.imports() if any(is_within(m.name, module) for module in THREAD_MODULES)]
        named += [m for m in source.names() if m.name in THREAD_NAMES]
        complaints += [f"{source.path}:{m.line}: {m.name}: only the doors name threads" for m in named]
    return complaints


# -- the program keeps them ------------------------------------------------------------------------------


def test_imports_go_down_and_adapters_do_not_know_each_other() -> None:
    expect_none(upward_imports(program(), floors()))


@pytest.mark.parametrize("name", ["What decides is pure", "The window is blind"])
def test_forbidden_imports_are_absent(name: str) -> None:
    contract = contracts()[name]
    expect_none(forbidden_imports(program(), contract["source_modules"], contract["forbidden_modules"]))


def test_the_window_sees_pictures_and_words_only() -> None:
    expect_none(
        [
            f"{source.path}:{mention.line}: {mention.name} is not for the window"
            for source in program()
            if is_within(source.module, "voiceapp.ui")
            for mention in source.imports()
            if is_within(mention.name, "voiceapp")
            and not any(is_within(mention.name, seen) for seen in WINDOW_SEES)
        ]
    )


def test_lists_that_are_short_enough_are_not_excused() -> None:
    sources = [*program(), *python_sources("tests")]
    assert {source.path for source in sources if source.lines > LINES_MAX} >= set(LISTS)


def test_every_outside_library_has_one_home() -> None:
    expect_none(strays(program(), HOMES))


def test_every_outside_library_is_known() -> None:
    own = sys.stdlib_module_names | {"voiceapp"} | set(HOMES)
    foreign = [(source, mention) for source in program() for mention in source.imports()]
    expect_none(
        [
            f"{source.path}:{mention.line}: {mention.name} has no home"
            for source, mention in foreign
            if mention.name.partition(".")[0] not in own
        ]
    )


def test_every_dependency_has_a_home() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = settings["dependencies"] + settings["optional-dependencies"]["offline"]
    names = {re.split(r"[^\w-]", requirement)[0] for requirement in wanted}
    assert {IMPORTED_AS.get(name, name) for name in names} - set(HOMES) == set()


def test_only_doors_name_threads() -> None:
    expect_none(thread_names(program(), DOORS))


def test_doors_that_no_longer_exist_are_not_listed() -> None:
    modules = {source.module for source in program()}
    assert set(DOORS) - modules == set()


def test_no_file_is_too_long() -> None:
    limits = [(source, LINES_MAX) for source in [*program(), *python_sources("benchmarks")]]
    limits += [(source, TEST_LINES_MAX) for source in python_sources("tests")]
    too_long = [(source, limit) for source, limit in limits if source.lines > limit]
    expect_none(
        [
            f"{source.path}:{source.lines}: longer than {limit} lines"
            for source, limit in too_long
            if source.path not in LISTS
        ]
    )


def test_every_module_says_what_it_is() -> None:
    silent = [source for source in program() if source.text and not ast.get_docstring(source.tree())]
    expect_none([f"{source.path}:1: no docstring" for source in silent])


def test_tests_mirror_the_tree() -> None:
    missing = []
    for source in program():
        if not source.has_code() or source.module in UNMIRRORED:
            continue
        folder, _, name = source.path.removeprefix("voiceapp/").rpartition("/")
        mirror = ROOT / "tests" / folder / f"test_{name.replace('__init__', folder or 'voiceapp')}"
        if not mirror.is_file():
            missing.append(f"{source.path}:1: no {mirror.relative_to(ROOT).as_posix()}")
    expect_none(missing)


def test_no_test_module_mirrors_a_module_that_is_gone() -> None:
    orphans = []
    for source in python_sources("tests"):
        folder, _, name = source.path.removeprefix("tests/").rpartition("/")
        if folder and (ROOT / "voiceapp" / folder).is_dir() and name.startswith("test_"):
            original = ROOT / "voiceapp" / folder / name.removeprefix("test_")
            others = [path.stem for path in original.parent.glob("*.py")]
            is_part = any(original.stem.startswith(f"{other}_") for other in others)
            is_package = original.stem == folder.rpartition("/")[2]
            if not (original.is_file() or is_part or is_package or original.stem.endswith("_contract")):
                orphans.append(f"{source.path}:1: no {original.relative_to(ROOT).as_posix()}")
    expect_none(orphans)


def test_nothing_has_a_name_that_says_nothing() -> None:
    empty = re.compile(r"(manager|handler|service|helper|utils|common)", re.IGNORECASE)
    named = [source.path for source in program() if empty.search(source.path.rpartition("/")[2])]
    assert named == []


# -- the repository --------------------------------------------------------------------------------------

TEXT_SUFFIXES = {
    "",
    ".cfg",
    ".css",
    ".desktop",
    ".json",
    ".md",
    ".py",
    ".sh",
    ".svg",
    ".toml",
    ".txt",
    ".xml",
    ".yml",
}
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|Users|work|opt)/\w+|[A-Z]:\\\\?Users")
REGISTRY = re.compile(
    r"\b(?:files\.)?py(?:thonhosted|pi)\.org|\bdeb\.debian\.org|\bproxy\.golang\.org|\bregistry\.npmjs\.org"
    r"|\bcrates\.io|--(?:extra-)?index-url\s|--find-links\s"
)


def _lines(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked_files():
        if path.suffix not in TEXT_SUFFIXES or path == ROOT / "tests" / "test_architecture.py":
            continue
        text = path.read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            found += [
                f"{path.relative_to(ROOT).as_posix()}:{number}: {match.group()}"
                for match in pattern.finditer(line)
            ]
    return found


def test_no_file_names_a_place_of_one_machine() -> None:
    expect_none(_lines(MACHINE_PATH))


def test_no_file_names_a_registry() -> None:
    expect_none(_lines(REGISTRY))


def test_the_map_of_the_program_is_true() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    there = [path.relative_to(ROOT).as_posix() for path in tracked_files()]
    named = set(re.findall(r"`([\w/]+\.py)`", text))
    assert sorted(name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in there)) == []
    rooms = {room for floor in floors() for room, _ in floor}
    plan = text.partition("```")[2].partition("```")[0]
    assert (
        sorted(room for room in rooms if (ROOT / "voiceapp" / room).exists() and f"{room}/" not in plan) == []
    )
    modules = {source.module.removeprefix("voiceapp.") for source in program()}
    assert sorted(room for room in rooms & modules if not re.search(rf"\b{room}\b", plan)) == []


def test_no_lock_file_with_addresses_is_kept() -> None:
    locks = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "package-lock.json"}
    assert [path.name for path in tracked_files() if path.name in locks] == []
    for path in tracked_files():
        if path.suffix == ".lock":
            assert "://" not in path.read_text(encoding="utf-8"), path.name


# -- the rules catch what they are for -------------------------------------------------------------------

PLAN = [[("pcm", True)], [("audio", False), ("offline", False)], [("engine", True), ("loop_thread", True)]]


def _source(module: str, text: str) -> Source:
    return Source(module.replace(".", "/") + ".py", text)


@pytest.mark.parametrize(
    ("module", "text", "complaint"),
    [
        ("voiceapp.pcm", "import voiceapp.audio", "voiceapp/pcm.py:1: voiceapp.audio is on a higher floor"),
        (
            "voiceapp.pcm",
            "\nfrom voiceapp import engine",
            "voiceapp/pcm.py:2: voiceapp.engine is on a higher floor",
        ),
        (
            "voiceapp.audio.run",
            "import voiceapp.offline.brain",
            "voiceapp/audio/run.py:1: voiceapp.offline.brain is a sibling",
        ),
        (
            "voiceapp.stray",
            "",
            "voiceapp/stray.py:1: voiceapp.stray is on no floor; add it to pyproject.toml",
        ),
    ],
)
def test_wrong_imports_are_found(module: str, text: str, complaint: str) -> None:
    assert upward_imports([_source(module, text)], PLAN) == [complaint]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("voiceapp.engine", "import voiceapp.loop_thread, voiceapp.audio.run"),
        ("voiceapp.audio.run", "from voiceapp.audio import playout"),
        ("voiceapp.audio.run", "import asyncio"),
    ],
)
def test_right_imports_are_not(module: str, text: str) -> None:
    assert upward_imports([_source(module, text)], PLAN) == []


def test_an_impure_import_is_found_inside_a_function_too() -> None:
    source = _source("voiceapp.pcm", "def f() -> None:\n    from time import sleep\n")
    assert forbidden_imports([source], ["voiceapp.pcm"], ["time"]) == [
        "voiceapp/pcm.py:2: time.sleep is forbidden here"
    ]


def test_a_stray_library_is_found() -> None:
    source = _source("voiceapp.engine", "import websockets.sync")
    assert strays([source], {"websockets": ("voiceapp.transport",)}) == [
        "voiceapp/engine.py:1: websockets lives in voiceapp.transport"
    ]


@pytest.mark.parametrize(
    "text", ["import threading", "from concurrent.futures import Future", "loop.run_in_executor"]
)
def test_a_thread_is_found(text: str) -> None:
    assert len(thread_names([_source("voiceapp.engine", text)], {})) == 1
    assert thread_names([_source("voiceapp.engine", text)], {"voiceapp.engine": "a reason"}) == []


def test_the_floors_are_read_from_the_contract() -> None:
    plan = floors()
    assert ("pcm", True) in plan[0]
    assert ("audio", False) in plan[3]
