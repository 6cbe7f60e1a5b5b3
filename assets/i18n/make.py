"""Bring the translations in this folder up to date with the sources: `make words`.

    python -m assets.i18n.make

Two kinds of words are collected. What the window says by itself (context `voiceapp`): every literal that
is given to `wording.tr`, every constant of a module that is, what is marked with `wording.marked`, and the
tables below. What it is told from below (context `sentences`): whole sentences in the files of `TOLD`, with
%1, %2 … where an f-string has a value, and the single clauses of `CLAUSES`; they are also written to
`sentences.txt`, by which the window recognises them (`voiceapp/ui/sentences.py`).

`pyside6-lupdate` merges all of them into the .ts files, which Qt Linguist opens. It reads Python itself, but
gives each word the context of the class around it, and knows neither our tables nor f-strings. What is not
translated yet is listed, and is an error. docs/translating.md has the glossary and tells how to add a
language.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path

from voiceapp.ui.language import NAMES

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LANGUAGES = ("ja",)
WINDOW, BELOW = "voiceapp", "sentences"
"""The two contexts."""

TOLD = (
    "dialogue/*.py",
    "transport/*.py",
    "audio/compressed.py",
    "audio/desk.py",
    "audio/device_census.py",
    "audio/device_list.py",
    "audio/echo_check.py",
    "audio/echo_measure.py",
    "audio/permission.py",
    "audio/portaudio.py",
    "audio/recorded_sound.py",
    "hotkey/*.py",
    "offline/ears.py",
    "offline/process.py",
    "recording/deck.py",
    "recording/reader.py",
    "recording/recorder.py",
    "recording/recovery.py",
    "recording/journal.py",
    "recording/steps.py",
    "recording/writer.py",
    "store/*.py",
    "store/training/file.py",
    "abilities.py",
    "app.py",
    "archive_thread.py",
    "bundle.py",
    "checkup.py",
    "choices.py",
    "continuing_app.py",
    "conversation.py",
    "conversations_app.py",
    "echo_checking.py",
    "errors.py",
    "kept_files.py",
    "left_behind.py",
    "model_notice.py",
    "persona_tables.py",
    "problem_reports.py",
    "reach.py",
    "recordings.py",
    "replay_app.py",
    "replaying.py",
    "settings.py",
    "settings_app.py",
    "settings_file.py",
    "signing_in.py",
    "tape_player.py",
    "ui/chosen_keys.py",
)
"""Files below and above the window whose sentences reach it."""

CLAUSES = {
    "audio/device_list.py": ("microphone", "loudspeaker"),
    "dialogue/answers.py": ("shown, not played: there is no loudspeaker",),
    "dialogue/outcomes.py": (
        "stopped by the content filter",
        "cut off at the length limit",
        "the service failed",
        "not finished",
        "the context is full",
        "the service stopped it",
        "the service stopped it when it heard you",
        "not finished: rate limit",
        "not finished: the account",
    ),
    "dialogue/recovered.py": ("%1 s of speech from %2", "the service did not take it"),
    "dialogue/session_facts.py": (
        "spoken",
        "written",
        "by meaning, eagerness %1",
        "by silence",
        "by silence of %1 ms",
        "off: the talk key",
        "off",
        "for a headset",
        "for a room",
        "no limit",
        "the oldest is forgotten",
        "an answer fails",
        "%1 % is kept",
    ),
    "dialogue/session_life.py": (
        "the conversation was ended",
        "a new conversation began",
        "the connection was lost",
        "the computer slept",
        "the computer slept for %1 s",
        "the service fell silent",
    ),
    "dialogue/tool_calls.py": ("the conversation ended before the answer could be sent",),
    "dialogue/turns.py": (
        "captions are switched off",
        "no words were recognised",
        "the transcription failed",
        "no transcription came",
        "it was not sent",
    ),
    "recording/recovery.py": ("%1 s of speech from %2", "one typed message", "%1 typed messages"),
    "settings.py": (
        "there is no setting `%1`.",
        "this looks like a key of a service. Those are not kept in this file: set VOICEAPP_API_KEY.",
        "true or false",
        "a whole number from %1 to %2",
        "a number from %1 to %2",
        "text in quotation marks, at most %1 characters",
        "one line of text in quotation marks, at most %1 characters",
        'a language code such as "en", or ""',
    ),
    "settings_origin.py": ("the persona “%1”", "the environment", "nobody in particular"),
    "targets.py": ("Embedded assistant",),
    "transport/endpoint.py": ("This computer",),
    "transport/resolve.py": ("settings file", "built in", "the embedded assistant"),
}
"""Parts of sentences, and what stands alone without being one: by file, because most strings are neither."""

NOT_FOR_PEOPLE = frozenset({"Always answer in English."})
"""What is asked of the assistant in these files."""
LETTERS_MIN = 6
"""A template with less would recognise what is not meant."""

_MARKS = frozenset({"tr", "marked", "QT_TRANSLATE_NOOP"})
_APPENDED = re.compile(r"(?<=[.?!…])( ?%[1-9])+$")
"""Sentences behind a sentence, which are recognised by themselves."""
_REASON = re.compile(r": %[1-9]$")
_FORMAT = re.compile(r"\{([a-z_]+)\}")
_SQL = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ")
_LOGS = frozenset({"debug", "info", "warning", "error", "exception"})


def window_words() -> dict[str, str]:
    """Return everything the window says by itself, with the file that says it."""
    found = {words: place for words, place in _given_to_tr() if words is not None}
    for name, texts in _in_tables():
        for text in set(texts) - _AS_THEY_ARE:
            found.setdefault(text, f"voiceapp/ui/{name}.py")
    return found


def riddles() -> list[str]:
    """Return the places where nobody can tell what is looked up: neither a constant nor out of a table."""
    return [place for words, place in _given_to_tr() if words is None]


def _given_to_tr() -> Iterator[tuple[str | None, str]]:
    """Go through what is looked up or marked: the words and the file, or None and the place of a riddle."""
    for path in _files("ui/*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        constants = _constants(tree)
        for call in _calls(tree, _MARKS):
            words = call.args[-1]
            spelt = ast.unparse(words)
            text = words.value if isinstance(words, ast.Constant) else constants.get(spelt)
            if isinstance(text, str):
                yield text, _name(path)
            elif spelt not in _OUT_OF_TABLES:
                yield None, f"{_name(path)}:{call.lineno}: {spelt}"


_AS_THEY_ARE = {"", *NAMES.values()}
_OUT_OF_TABLES = frozenset(
    {
        "FACTS[name]",
        "end",
        "entry.help",
        "entry.label",
        "entry.unit",
        "head",
        "hint",
        "key.does",
        "line.meaning",
        "line.name",
        "name",
        "page.title",
        "part",
        "self._name",
        "self._section.title",
        "self.entry.empty",
        "self.entry.help",
        "self.entry.label",
        "self.key.does",
        "sentence",
        "template.title",
        "word",
        "words",
    }
)
"""What is given to `tr` and comes out of one of the tables below."""


def _in_tables() -> Iterator[tuple[str, Iterable[str]]]:
    """Go through the tables of the window: the file, and the words in it."""
    from voiceapp.abilities import WORDS
    from voiceapp.ui import abilities_view, main_window, numbers_view, settings_session, usage_view
    from voiceapp.ui.replay_keys import REPLAY_KEYS
    from voiceapp.ui.settings_table import PAGES
    from voiceapp.ui.shortcuts import KEYS

    for page in PAGES:
        yield "settings_table", (page.title, *(section.title for section in page.sections))
        for entry in (entry for section in page.sections for entry in section.entries):
            texts = (entry.label, entry.help, entry.unit, entry.empty, *entry.ends, *entry.words.values())
            yield "settings_table", texts
    yield "shortcuts", (key.does for key in KEYS)
    yield "replay_keys", (key.does for key in REPLAY_KEYS)
    yield "main_window", main_window.EXAMPLES
    yield "abilities_view", (*abilities_view.HEADS, *WORDS.values())
    yield "settings_session", settings_session.FACTS.values()
    yield "numbers_view", (text for line in numbers_view.LINES for text in (line.name, line.meaning))
    yield "numbers_view", (text for head in numbers_view.HEADS for text in head)
    for heads in (usage_view.LIMIT_HEADS, usage_view.KIND_HEADS, usage_view.TURN_HEADS):
        yield "usage_view", heads


def told_sentences() -> dict[str, str]:
    """Return the templates of what the window is told, and where; `LookupError` for a clause that is gone."""
    found: dict[str, str] = {}
    for path in (path for pattern in TOLD for path in _files(pattern)):
        for string, meaning in _strings(ast.parse(path.read_text("utf-8"))):
            template = _APPENDED.sub("", string.strip())
            if _is_sentence(template) and template not in NOT_FOR_PEOPLE:
                found.setdefault(template, f"{_name(path)}{meaning}")
    for file, clauses in CLAUSES.items():
        path = ROOT / "voiceapp" / file
        strings = dict(_strings(ast.parse(path.read_text("utf-8"))))
        for clause in clauses:
            if clause not in strings:
                raise LookupError(f"{file} says nowhere: {clause}")
            found.setdefault(clause, f"{_name(path)}{strings[clause]}")
    return found


def _is_sentence(template: str) -> bool:
    """Say whether a string looks like what a person is told."""
    begins = template[:1].isupper() or template[:1] in ("%", "`", "…")
    ends = template.endswith((".", "?", "!", "…")) or _REASON.search(template) is not None
    says_something = sum(map(str.isalpha, template)) >= LETTERS_MIN and " " in template
    return begins and ends and says_something and "\n" not in template and not template.startswith(_SQL)


def _strings(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Go through strings that are values, f-strings as templates, and say what stands in their places."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):  # docstrings
            skipped.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            skipped.update(node.values)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LOGS:
            skipped.update(node.args)
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = _FORMAT.findall(node.value)  # a template of `str.format`
            text = node.value
            for n, name in enumerate(names, 1):
                text = text.replace(f"{{{name}}}", f"%{n}", 1)
            yield text, "".join(f"; %{n}: {name}" for n, name in enumerate(names, 1))
        elif isinstance(node, ast.JoinedStr):
            places = [part for part in node.values if isinstance(part, ast.FormattedValue)]
            if len(places) < 10:
                numbers = {id(part): f"%{n}" for n, part in enumerate(places, 1)}
                text = "".join(
                    numbers.get(id(part)) or str(part.value if isinstance(part, ast.Constant) else "")
                    for part in node.values
                )
                yield text, "".join(f"; {numbers[id(part)]}: {ast.unparse(part.value)}" for part in places)


def _calls(tree: ast.AST, names: frozenset[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            if called in names:
                yield node


def _constants(tree: ast.Module) -> dict[str, str]:
    """Return the strings that a module gives a name to."""
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def _files(pattern: str) -> list[Path]:
    found = sorted((ROOT / "voiceapp").glob(pattern))
    if not found:
        raise LookupError(f"no file is called voiceapp/{pattern}")
    return found


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# -- the files of Qt ---------------------------------------------------------------------------------------


def translations(path: Path) -> dict[tuple[str, str], str]:
    """Return what a .ts file holds, by context and English words; an unfinished one is empty."""
    found: dict[tuple[str, str], str] = {}
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314 (a file of ours)
        for message in context.iter("message"):
            words = message.find("translation")
            text = words.text or "" if words is not None and "type" not in words.attrib else ""
            found[context.findtext("name", ""), message.findtext("source", "")] = text
    return found


def _tool(name: str, *arguments: str | Path) -> None:
    """Run a program of Qt that came with PySide6."""
    subprocess.run([str(Path(sys.executable).parent / name), *map(str, arguments)], check=True)


def _listed(words: dict[str, str], context: str) -> str:
    """Return `words` as Python that lupdate reads."""
    lines = []
    for text, where in sorted(words.items()):
        quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        lines += [f"#: {where}", f'QT_TRANSLATE_NOOP("{context}", "{quoted}")']
    return "\n".join(lines) + "\n"


def main() -> int:
    """Collect, merge, compile; return 1 where a word lacks a translation, or cannot be found, else 0."""
    told = told_sentences()
    (HERE / "sentences.txt").write_text("\n".join(sorted(told)) + "\n", "utf-8")
    missing = 0
    for place in riddles():
        missing += 1
        sys.stderr.write(f"neither a constant nor out of a table: {place}\n")
    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder) / "words.py"
        words.write_text(_listed(window_words(), WINDOW) + _listed(told, BELOW), "utf-8")
        for language in LANGUAGES:
            ts = HERE / f"voiceapp_{language}.ts"
            options = ("-silent", "-no-obsolete", "-sort-messages", "-locations", "none")
            _tool("pyside6-lupdate", *options, words, "-ts", ts)
            _tool("pyside6-lrelease", "-silent", "-nounfinished", ts, "-qm", ts.with_suffix(".qm"))
            for (context, text), translated in translations(ts).items():
                if not translated:
                    missing += 1
                    sys.stderr.write(f"{ts.name}: not translated ({context}): {text}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
