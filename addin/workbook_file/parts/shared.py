"""What the sheets of a workbook share: the package, the workbook's part, styles and strings."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbook_file.cells.cells import element_text
from workbook_file.cells.values import Settler
from workbook_file.errors import Reason, WorkbookError
from workbook_file.parts import opening
from workbook_file.parts.blank import add_plain_styles
from workbook_file.parts.package import Package
from workbook_file.parts.slices import (
    MalformedXmlError,
    XmlPart,
    attribute,
    read_text,
    with_attribute,
)
from workbook_file.parts.styles import Styles

_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRING = re.compile(r"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets",
    "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize",
    "customWorkbookViews", "pivotCaches", "extLst",
)  # fmt: skip


class Shared:
    """The parts of an open workbook that belong to no sheet; ``changed`` is about all of it."""

    def __init__(self, source: bytes, path: Path, big_sheet: int) -> None:
        self.path = path
        self.big_sheet = big_sheet
        self.changed = False
        self._strings: list[str] | None = None
        with self.reading():
            self.package = Package(source)
            root = self.package.relations("").of_kind("officeDocument")
            self.part = root[0].target if root else self.package.spelled("xl/workbook.xml")
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

    def put(self, name: str, text: str) -> None:
        """Set one element of the workbook's part, at the place it has there."""
        self.xml.put(name, text, _ORDER)

    def settle(self) -> None:
        """Bring styles and the workbook's own part into the package."""
        self._calculate_on_load()
        for relation in self.relations.of_kind("calcChain"):
            # The order of calculation names cells whose formulas may be gone; Excel makes anew.
            self.relations.remove(relation.id)
            self.package.remove(relation.target)
        # Streamed sheets may still ask for styles while they are written.
        self.package.put_late(self._styles_part, lambda: [self.styles.data()])
        self.package.put(self.part, self.xml.data())
        self.package.settle()

    def _calculate_on_load(self) -> None:
        child = self.xml.find("calcPr")
        text = child.text if child is not None else "<calcPr/>"
        self.put("calcPr", with_attribute(text, "fullCalcOnLoad", "1"))

    def _related(self, kind: str, usual: str) -> str:
        found = self.relations.of_kind(kind)
        return found[0].target if found else self.package.spelled(usual)

    def _refuse_strict(self) -> None:
        head = self.package.read(self.part)[:4096]
        if _STRICT.encode() in head:
            raise WorkbookError(Reason.UNSUPPORTED, self.path, "strict Open XML")
