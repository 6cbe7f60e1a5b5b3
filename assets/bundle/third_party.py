"""What a bundle holds that others have written, under which licences, and their texts.

It is made from what is installed. PyInstaller tells which files it takes. A file of an installed package is
known by the package's own list; one of the system (on Debian and its kin) by dpkg, and what its package says
of its rights is taken along. A file that belongs to nobody is named too: nothing is shipped in silence.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

NOTICE = "THIRD_PARTY.txt"
TEXTS = "licences"
OWN = "voiceapp"
_TEXT_NAME = re.compile(r"(licen[cs]e|copying|notice|copyright)", re.IGNORECASE)
_HEAD = """\
What this folder holds that others have written
===============================================

voiceapp itself is under the MIT licence (LICENSE). Everything below is the work of others and keeps its own
licence; the texts are in the folder licences.

Qt, PySide6 and Shiboken are used under the GNU Lesser General Public License, version 3
(licences/LGPL-3.txt, which adds to licences/GPL-3.txt). They are libraries of their own in _internal/PySide6
and _internal/shiboken6, unchanged, and you may exchange them: put the files of another PySide6-Essentials and
shiboken6 of the same version or a later compatible one, built by you or by others, in their place, and start
the program again. Taking the program apart to find faults in such a change is allowed. Their source is at
code.qt.io. Other libraries under the Lesser GPL, such as libsndfile (licences/LGPL-2.1.txt), are separate
files in _internal and are exchanged in the same way. The source of the system's libraries is in the source
packages of that system.

The start of the program is PyInstaller's, under the GPL with an exception that lets programs started by it
have any licence.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A package of which something is in the bundle."""

    name: str
    version: str
    licence: str
    """As the package names it; empty where it does not."""
    texts: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """Whose files are in a bundle."""

    packages: list[Part]
    """Of Python."""
    system: list[Part]
    """Of the system on which the bundle was made."""
    unknown: list[Path]


def contents_of(sources: Iterable[Path], root: Path) -> Contents:
    """Sort the files that PyInstaller takes, but for Python's and those below `root`, the repository."""
    owners = {str(file.locate()): owner for owner in metadata.distributions() for file in owner.files or ()}
    used: dict[str, metadata.Distribution] = {}
    rest: set[Path] = set()
    for source in sources:
        owner = owners.get(str(source))
        if owner is not None:
            used[owner.name.lower()] = owner
        elif not _is_ours(source.resolve(), root):
            rest.add(source)
    packages = [_part_of(owner) for name, owner in sorted(used.items()) if name != OWN]
    of_the_system = _debian_owners(rest)
    unknown = sorted(path for path in rest if path not in of_the_system)
    return Contents(packages, _debian_parts(set(of_the_system.values())), unknown)


def notice_of(contents: Contents) -> str:
    """Return the text that lies beside the program."""
    lines = [_HEAD, "Python and its packages", "-----------------------", ""]
    lines += [f"Python {sys.version.split()[0]}: Python Software Foundation License"]
    lines += [f"{part.name} {part.version}: {part.licence or 'see its texts'}" for part in contents.packages]
    lines += ["", "Libraries of the system it was made on", "--------------------------------------", ""]
    lines += [f"{part.name} {part.version}: {TEXTS}/{part.name}" for part in contents.system]
    lines += [f"{path.name}: from outside any package" for path in contents.unknown]
    return "\n".join([*lines, ""])


def write(folder: Path, sources: Iterable[Path], root: Path) -> None:
    """Put the notice and every text into `folder`, beside the program; texts from before are removed."""
    contents = contents_of(sources, root)
    texts = folder / TEXTS
    shutil.rmtree(texts, ignore_errors=True)
    shutil.copytree(root / "assets" / "licences", texts)
    for part in (*contents.packages, *contents.system, _python()):
        for number, text in enumerate(part.texts, start=1):
            place = texts / part.name / (f"{number}-{text.name}" if len(part.texts) > 1 else text.name)
            place.parent.mkdir(exist_ok=True)
            shutil.copyfile(text, place)
    shutil.copyfile(root / "LICENSE", folder / "LICENSE")
    (folder / NOTICE).write_text(notice_of(contents), encoding="utf-8")


def _part_of(owner: metadata.Distribution) -> Part:
    facts = owner.metadata
    named = [line.rpartition(" :: ")[2] for line in facts.get_all("Classifier") or () if "License ::" in line]
    free = (facts.get("License") or "").partition("\n")[0]
    texts = sorted(
        Path(str(file.locate()))
        for file in owner.files or ()
        if ".dist-info" in file.parts[0] and _TEXT_NAME.search(file.name)
    )
    return Part(
        owner.name, owner.version, facts.get("License-Expression") or ", ".join(named) or free, tuple(texts)
    )


def _is_ours(path: Path, root: Path) -> bool:
    """Say whether a file is this program's or Python's."""
    python = Path(sys.base_prefix).resolve()
    library = python / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    return path.is_relative_to(root) or path.is_relative_to(library) or path.name.startswith("libpython")


def _python() -> Part:
    """Return Python itself, with its licence from where its distributor has put it."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    prefix = Path(sys.base_prefix)
    places = (
        prefix / "lib" / f"python{version}" / "LICENSE.txt",
        prefix / "LICENSE.txt",
        Path(f"/usr/share/doc/python{version}/copyright"),
    )
    texts = tuple(path for path in places if path.is_file())[:1]
    return Part("Python", version, "", texts)


def _debian_owners(paths: Iterable[Path]) -> dict[Path, str]:
    """Ask dpkg whose these files of the system are; those it does not know are left out."""
    # With a merged /usr a file has two names, and either may be the one the package used.
    names = {
        str(name): path
        for path in paths
        for real in (path, path.resolve())
        for name in (real, Path("/", *real.parts[2:]))
    }
    found = (line.rpartition(": ") for line in _dpkg(["--search"], names).splitlines())
    return {names[name]: owner.partition(":")[0] for owner, _, name in found if name in names}


def _debian_parts(owners: set[str]) -> list[Part]:
    """Return the packages of the system by name, each with the text of its rights."""
    parts = []
    versions = _dpkg(["--show", "--showformat=${Package} ${Version}\n"], owners)
    for line in sorted(versions.splitlines()):
        name, _, version = line.partition(" ")
        text = Path("/usr/share/doc", name, "copyright")
        parts.append(Part(name, version, "", (text,) if text.is_file() else ()))
    return parts


def _dpkg(question: Sequence[str], subjects: Collection[str]) -> str:
    """Return what dpkg knows of these; asked about none, it would tell all."""
    if not subjects or shutil.which("dpkg-query") is None:
        return ""
    words = ["dpkg-query", *question, *sorted(subjects)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout
