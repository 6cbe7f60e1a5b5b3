"""What PyInstaller takes of Qt's plugins: those a window on a desktop can meet, and the one for tests.

Stands in the place of PyInstaller's own hook of this name. The theme of GTK 3 alone would bring that whole
toolkit along; the others draw without a desktop, or read pictures we have none of.
"""

from __future__ import annotations

from pathlib import Path

from PyInstaller.utils.hooks.qt import add_qt6_dependencies

UNUSED_KINDS = {"egldeviceintegrations", "generic"}
UNUSED = {"qgtk3", "qeglfs", "qlinuxfb", "qminimalegl", "qvkkhrdisplay", "qvnc", "qtvirtualkeyboardplugin"}
UNUSED |= {"qgif", "qicns", "qico", "qjpeg", "qpdf", "qtga", "qtiff", "qwbmp", "qwebp"}


def _is_used(source: str) -> bool:
    path = Path(source)
    return path.parent.name not in UNUSED_KINDS and path.stem.removeprefix("lib") not in UNUSED


hiddenimports, binaries, datas = add_qt6_dependencies(__file__)
binaries = [(source, place) for source, place in binaries if _is_used(source)]
