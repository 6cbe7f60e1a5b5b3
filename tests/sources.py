"""The program's own source as data, for tests that judge its shape."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Mention:
    """A dotted name that a file uses, and where."""

    name: str
    line: int


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: str
    """Relative to the repository, with `/`."""
    text: str

    @property
    def module(self) -> str:
        """Its dotted name, without `__init__`."""
        return self.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.text.count("\n")

    def tree(self) -> ast.Module:
        """Parse it."""
        return ast.parse(self.text, self.path)

    def imports(self) -> list[Mention]:
        """List every import, also those inside functions and for type checkers only.

        `from a import b` counts as `a.b`, because `b` may be a module.
        """
        found = []
        for node in ast.walk(self.tree()):
            if isinstance(node, ast.Import):
                found += [Mention(alias.name, node.lineno) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                found += [Mention(f"{node.module or ''}.{alias.name}", node.lineno) for alias in node.names]
        return found

    def names(self) -> list[Mention]:
        """List every name and attribute that is used, `loop.run_in_executor` as `run_in_executor`."""
        found = []
        for node in ast.walk(self.tree()):
            if isinstance(node, ast.Name):
                found.append(Mention(node.id, node.lineno))
            elif isinstance(node, ast.Attribute):
                found.append(Mention(node.attr, node.lineno))
        return found

    def has_code(self) -> bool:
        """Say whether there is anything but a docstring, imports and plain assignments."""
        idle = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Expr, ast.If)
        return any(not isinstance(node, idle) for node in self.tree().body)


def python_sources(folder: str) -> Iterator[Source]:
    """Yield the Python files below `folder`, a path relative to the repository, sorted."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        yield Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def tracked_files() -> list[Path]:
    """List what git knows or would take; in a copy without git, every file outside hidden folders."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.decode().split("\0") if name]
        return [path for path in paths if path.is_file()]
    visible = (path for path in ROOT.rglob("[!.]*") if not path.relative_to(ROOT).as_posix().startswith("."))
    return [path for path in visible if path.is_file() and "__pycache__" not in path.parts]


def is_within(name: str, package: str) -> bool:
    """Say whether the dotted `name` is `package` or lies in it."""
    return name == package or name.startswith(package + ".")
