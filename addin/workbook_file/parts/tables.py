"""The tables (list objects) of a sheet."""

import re

from workbook_file.cells.blocks import Block
from workbook_file.cells.cells import general_text, plain_text
from workbook_file.parts.addresses import Rect, parse_address
from workbook_file.parts.slices import XmlPart, attribute, with_attribute
from workbook_file.parts.worksheet import Worksheet

_ORDER = ("autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst")


class TablePart:
    """One table: a rectangle of a sheet with named columns."""

    def __init__(self, sheet: Worksheet, part: str) -> None:
        self.sheet = sheet
        self.part = part
        self.xml = XmlPart.read(sheet.shared.package.read(part))

    @property
    def rect(self) -> Rect:
        return parse_address(attribute(self.xml.tag, "ref") or "A1")

    @property
    def _column_names(self) -> list[str]:
        return [plain_text(attribute(text, "name") or "") for text in self._columns()]

    def shift(self, rect: Rect) -> None:
        """Put the table where its cells have moved (same columns)."""
        self.xml.tag = with_attribute(self.xml.tag, "ref", rect.text())
        child = self.xml.find("autoFilter")
        if child is not None:
            totals = int(attribute(self.xml.tag, "totalsRowCount") or 0)
            filtered = rect._replace(row2=rect.row2 - totals)
            child.text = with_attribute(child.text, "ref", filtered.text())
        self._store()

    def take_header(self) -> None:
        """Name the columns after their header cells, and the cells after the columns.

        Excel refuses a file where they differ: headers are text, not empty, not twice.
        """
        if attribute(self.xml.tag, "headerRowCount") == "0":
            self._name_columns(_distinct(self._column_names))
            return
        rect = self.rect
        header = rect._replace(row2=rect.row1)
        values = self.sheet.grid.values(header)[0]
        names = _distinct([value if isinstance(value, str) else _shown(value) for value in values])
        if names != values:
            self.sheet.write(Block.of(header, [names]))
        self._name_columns(names)

    def _name_columns(self, names: list[str]) -> None:
        if names != self._column_names:
            pairs = zip(self._columns(), names, strict=True)
            texts = [with_attribute(text, "name", _in_attribute(n)) for text, n in pairs]
            head = f'<tableColumns count="{len(texts)}">'
            self.xml.put("tableColumns", f"{head}{''.join(texts)}</tableColumns>", _ORDER)
            self._store()

    def _store(self) -> None:
        self.sheet.shared.package.put(self.part, self.xml.data())
        self.sheet.touch()

    def _columns(self) -> list[str]:
        return [item.text for item in self.xml.items("tableColumns")]


def tables_of(sheet: Worksheet) -> list[TablePart]:
    """The tables of a sheet, in the order of its list."""
    relations = sheet.shared.package.relations(sheet.part)
    child = sheet.xml.find("tableParts")
    if child is None:
        return []
    ids = re.findall(r'\s[\w.-]+:id="([^"]+)"', child.text)
    found = [relations.get(relation_id) for relation_id in ids]
    return [TablePart(sheet, relation.target) for relation in found if relation is not None]


def finish_tables(sheet: Worksheet) -> None:
    """Bring header cells and column names into agreement before the sheet is saved."""
    for table in tables_of(sheet):
        table.take_header()


def _distinct(shown: list[str]) -> list[str]:
    names: list[str] = []
    taken: set[str] = set()
    for place, text in enumerate(shown, 1):
        name, number = text or f"Column{place}", 2
        while name.casefold() in taken:
            name, number = f"{text or 'Column'}{number}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _shown(value: object) -> str:
    if isinstance(value, float):
        return general_text(value)
    return "" if value is None else str(value)


def _in_attribute(name: str) -> str:
    return name.replace("\n", "_x000a_")
