"""The first step of the introduction: whom to talk to, as whom, and whether it works."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from voiceapp.ui.first_run_step import FirstRunStep, section
from voiceapp.ui.settings_pieces import SettingsPieces
from voiceapp.ui.settings_row import SettingRow
from voiceapp.ui.settings_whom import FIELDS


class FirstRunWhere(FirstRunStep):
    """Services to choose from; what the chosen one has to be told, then key or sign-in, and a check."""

    def __init__(
        self,
        pieces: SettingsPieces,
        problem_with: Callable[[str, object], str],
        parent: QWidget | None = None,
    ) -> None:
        """`problem_with` says what is wrong with a value."""
        told = ("endpoint", "deployment", "model", "api_version")
        super().__init__(
            (
                section("Where to connect", *told, lead="service", panel="connect"),
                section("Who you are", panel="identity"),
                section("Does it work?", panel="check"),
            ),
            problem_with,
            pieces.panels,
            parent,
        )
        self._pieces = pieces
        pieces.destination.told.connect(self.show_asked)
        self.show_asked()

    def show_asked(self) -> None:
        """Show what the service that is looked at has to be told; the assistant inside: nothing."""
        pieces = self._pieces
        hidden = () if pieces.destination.is_reachable else (pieces.identity, pieces.check)
        self.show_rows(self._is_asked, hidden)

    def _is_asked(self, row: SettingRow) -> bool:
        return row.entry.name in FIELDS[self._pieces.destination.service]
