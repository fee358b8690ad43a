"""The tables (list objects) of a sheet."""

import re

from workbook_file.cells.blocks import Block
from workbook_file.cells.cells import general_text, plain_text
from workbook_file.parts.addresses import Rect, parse_address
from workbook_file.parts.areas import merged
from workbook_file.parts.slices import XmlPart, attribute, quoted, with_attribute
from workbook_file.parts.worksheet import Worksheet

_ORDER = ("autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst")


class TablePart:
    """One table: a rectangle of a sheet with named columns."""

    def __init__(self, sheet: Worksheet, part: str) -> None:
        self.sheet = sheet
        self.part = part
        self.xml = XmlPart.read(sheet.shared.package.read(part))

    @property
    def name(self) -> str:
        return self._get("displayName") or self._get("name") or ""

    def call(self, name: str) -> None:
        """Give the table another name; formulas keep the old one."""
        self._set("name", name)
        self._set("displayName", name)

    @property
    def rect(self) -> Rect:
        return parse_address(self._get("ref") or "A1")

    @property
    def header_rows(self) -> int:
        return int(self._get("headerRowCount") or 1)

    @property
    def total_rows(self) -> int:
        return int(self._get("totalsRowCount") or 0)

    @property
    def body(self) -> Rect | None:
        """The rows between header and totals, or None when there is none."""
        rect = self.rect
        row1, row2 = rect.row1 + self.header_rows, rect.row2 - self.total_rows
        return Rect(row1, rect.column1, row2, rect.column2) if row1 <= row2 else None

    @property
    def column_names(self) -> list[str]:
        return [plain_text(attribute(text, "name") or "") for text in self._columns()]

    def resize(self, rect: Rect) -> None:
        """Give the table another rectangle with the same header row. Raises ValueError."""
        old = self.rect
        if rect.row1 != old.row1:
            raise ValueError("a table keeps its header row")
        if rect.meet(old) is None:
            raise ValueError("a table must keep a part of its cells")
        if rect.shape[0] < self.header_rows + 1:
            raise ValueError("a table needs one row below its header")
        if self.total_rows and rect.row2 != old.row2:
            raise NotImplementedError("Table.resize of a table with a totals row")
        check_free(self.sheet, rect, besides=self.part)
        self._place(rect)

    def _place(self, rect: Rect) -> None:
        old, columns = self.rect, self._columns()
        self._set("ref", rect.text())
        if rect[1::2] != old[1::2]:
            kept = {old.column1 + place: text for place, text in enumerate(columns)}
            number = max(int(attribute(text, "id") or 0) for text in columns)
            texts = []
            for column in range(rect.column1, rect.column2 + 1):
                text = kept.get(column)
                if text is None:
                    number += 1
                    text = f'<tableColumn id="{number}" name=""/>'
                texts.append(text)
            self._put_columns(texts)
        self._refit_filter(moved=rect.column1 != old.column1)
        self.store()

    def shift(self, rect: Rect) -> None:
        """Put the table where its cells have moved (same columns)."""
        self._set("ref", rect.text())
        self._refit_filter(moved=False)
        self.store()

    def _refit_filter(self, *, moved: bool) -> None:
        child = self.xml.find("autoFilter")
        if child is not None:
            text = '<autoFilter ref=""/>' if moved else child.text
            child.text = with_attribute(text, "ref", self._filter_ref())

    def _filter_ref(self) -> str:
        rect = self.rect
        return rect._replace(row2=rect.row2 - self.total_rows).text()

    def take_header(self) -> None:
        """Name the columns after their header cells, and the cells after the columns.

        Excel refuses a file where they differ: headers are text, not empty, not twice.
        """
        if not self.header_rows:
            self._name_columns(_distinct(self.column_names))
            return
        rect = self.rect
        header = rect._replace(row2=rect.row1)
        values = self.sheet.grid.values(header)[0]
        names = _distinct([value if isinstance(value, str) else _shown(value) for value in values])
        if names != values:
            self.sheet.write(Block.of(header, [names]))
        self._name_columns(names)

    def _name_columns(self, names: list[str]) -> None:
        if names != self.column_names:
            pairs = zip(self._columns(), names, strict=True)
            self._put_columns([with_attribute(text, "name", _in_attribute(n)) for text, n in pairs])
            self.store()

    def store(self) -> None:
        self.sheet.shared.package.put(self.part, self.xml.data())
        self.sheet.touch()

    def _columns(self) -> list[str]:
        return [item.text for item in self.xml.items("tableColumns")]

    def _put_columns(self, texts: list[str]) -> None:
        text = f'<tableColumns count="{len(texts)}">{"".join(texts)}</tableColumns>'
        self.xml.put("tableColumns", text, _ORDER)

    def _get(self, name: str) -> str | None:
        return attribute(self.xml.tag, name)

    def _set(self, name: str, value: str) -> None:
        self.xml.tag = with_attribute(self.xml.tag, name, value)
        self.store()


def tables_of(sheet: Worksheet) -> list[TablePart]:
    """The tables of a sheet, in the order of its list."""
    relations = sheet.shared.package.relations(sheet.part)
    child = sheet.xml.find("tableParts")
    if child is None:
        return []
    ids = re.findall(r'\s[\w.-]+:id="([^"]+)"', child.text)
    found = [relations.get(relation_id) for relation_id in ids]
    return [TablePart(sheet, relation.target) for relation in found if relation is not None]


def check_free(sheet: Worksheet, rect: Rect, besides: str = "") -> None:
    """Raise ValueError when another table or a merged cell lies in the rectangle."""
    for table in tables_of(sheet):
        if table.part != besides and table.rect.meet(rect) is not None:
            raise ValueError(f"table {table.name!r} lies there")
    if any(area.meet(rect) for area in merged(sheet)):
        raise ValueError("merged cells lie there")


def finish_tables(sheet: Worksheet) -> None:
    """Bring header cells and column names into agreement before the sheet is saved."""
    for table in tables_of(sheet):
        table.take_header()


def style_info(style: str | None) -> str:
    """The element that names a table's style."""
    name = f' name="{quoted(style)}"' if style else ""
    return (
        f'<tableStyleInfo{name} showFirstColumn="0" showLastColumn="0" '
        'showRowStripes="1" showColumnStripes="0"/>'
    )


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
