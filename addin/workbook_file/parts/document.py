"""A whole workbook in memory: its sheets, its names and the file it came from."""

from pathlib import Path

from workbook_file.parts import opening, saving
from workbook_file.parts.names import DefinedNames
from workbook_file.parts.opening import Limits, Stamp
from workbook_file.parts.shared import Shared
from workbook_file.parts.sheet_list import SheetList
from workbook_file.parts.tables import finish_tables

BIG_SHEET = 400_000  # characters of sheetData from which a sheet is streamed


class Document:
    """An open workbook."""

    def __init__(
        self,
        source: bytes,
        path: Path,
        big_sheet: int,
        selected: frozenset[str],
    ) -> None:
        self._stamp = Stamp.of(source)
        self._selected = selected
        self.shared = Shared(source, path, big_sheet)
        with self.shared.reading():
            self.sheets = SheetList(self.shared)
            self.names = DefinedNames(self.shared, self.sheets)

    @classmethod
    def open(cls, path: Path, limits: Limits, big_sheet: int = BIG_SHEET) -> "Document":
        """Open a file. Raises WorkbookError."""
        saving.check_not_in_use(path)
        data = opening.read_file(path, limits)
        selected = opening.check_container(path, data, limits)
        return cls(data, path, big_sheet, selected)

    def save(self, path: Path | None) -> None:
        """Write the workbook to its own file, or to another one that becomes its own.

        Raises WorkbookError; the file on disk is then as it was. An unchanged workbook's own
        file is not rewritten.
        """
        target = path or self.shared.path
        own = target.absolute() == self.shared.path.absolute()
        if own and not self.shared.changed and target.exists():
            return
        saving.check_may_replace(target, self._stamp if own else None)
        if self.shared.changed:
            self._settle()
        saving.write_atomically(
            target, lambda file: saving.write_package(self.shared.package, file)
        )
        self.shared.path = target
        self._stamp = Stamp.of(target.read_bytes())
        self.shared.changed = False

    def _settle(self) -> None:
        """Bring everything that changed into the package's parts."""
        self.sheets.ungroup(self._selected)
        for sheet in self.sheets.worksheets():
            if sheet.changed:
                finish_tables(sheet)
                self.shared.package.put(sheet.part, sheet.pieces)
        self.sheets.settle()
        self.names.settle()
        self.shared.settle()
