"""A whole workbook in memory: its sheets, names, styles and the file it came from."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbook_file.cells.cells import element_text
from workbook_file.cells.values import Settler
from workbook_file.errors import Reason, WorkbookError
from workbook_file.parts import followers, opening, saving
from workbook_file.parts.blank import add_plain_styles, blank_workbook
from workbook_file.parts.names import DefinedNames
from workbook_file.parts.opening import Limits, Stamp
from workbook_file.parts.package import Package
from workbook_file.parts.sheet_list import SheetList
from workbook_file.parts.slices import (
    MalformedXmlError,
    XmlPart,
    attribute,
    read_text,
    with_attribute,
)
from workbook_file.parts.styles import Styles
from workbook_file.parts.tables import finish_tables

BIG_SHEET = 400_000  # characters of sheetData from which a sheet is streamed
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRING = re.compile(r"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
ORDER = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "extLst",
)


class Document:
    """An open workbook. ``path`` is None until it is saved for the first time."""

    def __init__(self, source: bytes, path: Path | None, big_sheet: int = BIG_SHEET) -> None:
        self.path = path
        self.big_sheet = big_sheet
        self.changed = False
        self._stamp = Stamp.of(source) if path is not None else None
        self._strings: list[str] | None = None
        with self.reading():
            self.package = Package(source)
            root = self.package.relations("").of_kind("officeDocument")
            self.part = root[0].target if root else self.package.spelled("xl/workbook.xml")
            if path is not None:
                opening.check_workbook_type(path, self.package.type_of(self.part))
            self._refuse_strict()
            self.xml = XmlPart.read(self.package.read(self.part))
            self.relations = self.package.relations(self.part)
            properties = self.xml.find("workbookPr")
            flag = attribute(properties.text, "date1904") if properties else None
            self._styles_part = self._related("styles", "xl/styles.xml")
            if self._styles_part not in self.package:
                self._styles_part = add_plain_styles(self.package, self.relations)
            self.styles = Styles(self.package.read(self._styles_part))
            self.settler = Settler(self.styles, date1904=flag in ("1", "true"))
            self.sheets = SheetList(self)
            self.names = DefinedNames(self)

    @classmethod
    def open(cls, path: Path, limits: Limits, big_sheet: int = BIG_SHEET) -> "Document":
        """Open a file. Raises WorkbookError."""
        saving.check_not_in_use(path)
        data = opening.read_file(path, limits)
        opening.check_container(path, data, limits)
        return cls(data, path, big_sheet)

    @classmethod
    def new(cls, big_sheet: int = BIG_SHEET) -> "Document":
        return cls(blank_workbook(), None, big_sheet)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn what a broken part raises into a WorkbookError of reason DAMAGED."""
        try:
            yield
        except (MalformedXmlError, KeyError, IndexError, ValueError) as error:
            raise WorkbookError(Reason.DAMAGED, self.path, str(error)) from error

    @property
    def strings(self) -> list[str]:
        """The shared strings, read when first needed."""
        if self._strings is None:
            with self.reading():
                data = self.strings_part()
                text = read_text(data) if data is not None else ""
                self._strings = [element_text(item) for item in _STRING.findall(text)]
        return self._strings

    def strings_part(self) -> bytes | None:
        """The part with the shared strings, or None when the workbook has none."""
        part = self._related("sharedStrings", "xl/sharedStrings.xml")
        return self.package.read(part) if part in self.package else None

    def save(self, path: Path | None) -> None:
        """Write the workbook to its own file, or to another one that becomes its own.

        Raises WorkbookError; the file on disk is then as it was. An unchanged workbook's own
        file is not rewritten.
        """
        target = path or self.path
        if target is None:
            raise WorkbookError(Reason.MISSING, None, "no file name yet")
        own = self.path is not None and target.absolute() == self.path.absolute()
        if own and not self.changed and target.exists():
            return
        saving.check_may_replace(target, self._stamp if own else None)
        if self.changed:
            self._settle()
        saving.write_atomically(target, lambda file: saving.write_package(self.package, file))
        self.path = target
        self._stamp = Stamp.of(target.read_bytes())
        self.changed = False

    def _settle(self) -> None:
        """Bring everything that changed into the package's parts."""
        self.sheets.ungroup()
        for sheet in self.sheets.worksheets():
            if sheet.changed:
                finish_tables(sheet)
                self.package.put(sheet.part, sheet.pieces)
        self.sheets.settle()
        self.names.settle()
        self._calculate_on_load()
        for relation in self.relations.of_kind("calcChain"):
            # The order of calculation names cells whose formulas may be gone; Excel makes anew.
            self.relations.remove(relation.id)
            self.package.remove(relation.target)
        # Streamed sheets may still ask for styles while they are written.
        self.package.put_late(self._styles_part, lambda: [self.styles.data()])
        self.package.put(self.part, self.xml.data())
        self.package.settle()

    def rewrite_formulas(self, change: followers.Change) -> None:
        """Pass every formula of the workbook through a function."""
        followers.rewrite_formulas(self, change)

    def _calculate_on_load(self) -> None:
        child = self.xml.find("calcPr")
        text = child.text if child is not None else "<calcPr/>"
        self.xml.put("calcPr", with_attribute(text, "fullCalcOnLoad", "1"), ORDER)

    def _related(self, kind: str, usual: str) -> str:
        found = self.relations.of_kind(kind)
        return found[0].target if found else self.package.spelled(usual)

    def _refuse_strict(self) -> None:
        head = self.package.read(self.part)[:4096]
        if _STRICT.encode() in head:
            raise WorkbookError(Reason.UNSUPPORTED, self.path, "strict Open XML")
