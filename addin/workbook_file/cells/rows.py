"""Rows of a sheet's XML as attributes and cells by column, and back: whole, or cell by cell."""

import re
from collections.abc import Callable, Iterator
from html import unescape

from workbook_file.cells.cells import Cell, escaped
from workbook_file.parts.addresses import column_letters, column_number
from workbook_file.parts.formulas import Fill

_ROW = re.compile(r"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
_CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_STRICT_CELL = re.compile(
    r'<c r="([A-Z]+)\d+"(?: s="(\d+)")?(?![^>]*\ss=")([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL
)
_NUMBER = re.compile(r'\sr="(\d+)"')
_PLACE = re.compile(r'\sr="([A-Z]+)(\d+)"')
_STYLE = re.compile(r'\ss="(\d+)"')
DROPPED = re.compile(r'\s(?:r|spans)="[^"]*"')
_CELL_DROPPED = re.compile(r'\s[rs]="[^"]*"')
_SHARED = re.compile(r"<f\b([^>]*\bt=\"shared\"[^>]*?)(?:/>|>(.*?)</f>)", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_EMPTY_VALUE = re.compile(r"<v\s*/>|<v>\s*</v>")


class Row:
    """One row: its attributes but the number, and its cells by column."""

    __slots__ = ("attributes", "cells")

    def __init__(self, attributes: str = "", cells: dict[int, Cell] | None = None) -> None:
        self.attributes = attributes
        self.cells: dict[int, Cell] = {} if cells is None else cells

    @property
    def style(self) -> int | None:
        """The style of cells that do not exist yet, when the row sets one."""
        if "customFormat" not in self.attributes:
            return None
        found = _STYLE.search(self.attributes)
        return int(found[1]) if found else None


def cleaned(xml: str) -> str:
    """The XML without comments and CDATA sections, which the row patterns cannot pass over.

    An empty value is no value: Excel reads such a cell as blank.
    """
    if "<![CDATA[" in xml:
        xml = _CDATA.sub(lambda found: escaped(found[1]), xml)
    if "<v/>" in xml or "<v></v>" in xml or "<v />" in xml:
        xml = _EMPTY_VALUE.sub("", xml)
    return _COMMENT.sub("", xml) if "<!--" in xml else xml


def parse_rows(xml: str) -> Iterator[tuple[int, Row]]:
    """The rows of a sheetData element's inner XML, in order."""
    number = 0
    for attributes, inner in _ROW.findall(xml):
        found = _NUMBER.search(attributes)
        number = int(found[1]) if found else number + 1
        yield number, Row(DROPPED.sub("", attributes), parse_cells(inner))


def parse_cells(inner: str) -> dict[int, Cell]:
    """The cells of one row by column."""
    cells = {
        column_number(letters): Cell(int(style or 0), attributes, content)
        for letters, style, attributes, content in _STRICT_CELL.findall(inner)
    }
    if len(cells) == inner.count("<c ") + inner.count("<c>") + inner.count("<c/>"):
        return cells
    cells = {}
    column = 0
    for attributes, content in _CELL.findall(inner):
        place, style = _PLACE.search(attributes), _STYLE.search(attributes)
        column = column_number(place[1]) if place else column + 1
        rest = _CELL_DROPPED.sub("", attributes)
        cells[column] = Cell(int(style[1]) if style else 0, rest, content)
    return cells


def unshare(rows: dict[int, Row]) -> None:
    """Give every cell of a shared formula its own formula, so that each can be changed alone."""
    masters: dict[str, tuple[Fill, int, int]] = {}
    for number, row in sorted(rows.items()):
        for column, cell in row.cells.items():
            found = _SHARED.search(cell.inner) if 't="shared"' in cell.inner else None
            if found is None:
                continue
            index = re.search(r'\bsi="(\d+)"', found[1])
            key = index[1] if index else ""
            if found[2]:
                masters[key] = (Fill("=" + unescape(found[2])), number, column)
                own = unescape(found[2])
            elif key in masters:
                pattern, row0, column0 = masters[key]
                own = pattern.at(number - row0, column - column0)[1:]
            else:
                continue
            inner = cell.inner[: found.start()] + f"<f>{escaped(own)}</f>"
            row.cells[column] = cell._replace(inner=inner + cell.inner[found.end() :])


def cell_xml(row: int, column: int, cell: Cell) -> str:
    """The XML of one cell."""
    style = f' s="{cell.style}"' if cell.style else ""
    head = f'<c r="{column_letters(column)}{row}"{style}{cell.attributes}'
    return f"{head}>{cell.inner}</c>" if cell.inner else f"{head}/>"


def row_xml(number: int, row: Row, column_style: Callable[[int], int]) -> str:
    """The XML of a row.

    An empty cell is written when it differs from what a missing cell would be.
    """
    own = row.style
    cells = "".join(
        cell_xml(number, column, cell)
        for column, cell in sorted(row.cells.items())
        if is_used(cell, column_style(column) if own is None else own)
    )
    return row_text(number, row.attributes, cells)


def row_text(number: int, attributes: str, cells: str) -> str:
    """The XML of a row whose cells are made already; empty where it would say nothing."""
    if cells:
        return f'<row r="{number}"{attributes}>{cells}</row>'
    return f'<row r="{number}"{attributes}/>' if attributes else ""


def is_used(cell: Cell | None, default: int) -> bool:
    """Whether a cell is more than a missing one; ``default`` is the style that one would have."""
    return cell is not None and bool(cell.inner or cell.attributes or cell.style != default)


def with_hidden(attributes: str, *, hidden: bool) -> str:
    """Row attributes with the row hidden or shown."""
    attributes = re.sub(r'\s(?:hidden|zeroHeight)="[^"]*"', "", attributes)
    return f'{attributes} hidden="1"' if hidden else attributes


def with_style(attributes: str, style: int) -> str:
    """Row attributes with a style for new cells."""
    attributes = re.sub(r'\s(?:s|customFormat)="[^"]*"', "", attributes)
    return f'{attributes} s="{style}" customFormat="1"'


def is_hidden(attributes: str) -> bool:
    """Whether the attributes hide the row."""
    return re.search(r'\shidden="(?:1|true)"', attributes) is not None


_PIECE = re.compile(r'<c r="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
FEW = 4  # cells that are looked for one by one; for more the row is made anew


def spliced(text: str, number: int, cells: dict[int, str], last_column: int) -> str:
    """The row with the XML of some cells replaced, or taken out by an empty text.

    ``text`` is the row as it stands, ``last_column`` the sheet's last one.
    """
    tag = text[: text.index(">") + 1]
    inner = text[len(tag) : text.rindex("<")] if not tag.endswith("/>") else ""
    tag = DROPPED.sub("", tag).replace("<row", f'<row r="{number}"', 1)
    if len(cells) <= FEW:
        found = _in_place(inner, number, cells, last_column)
        if found is not None:
            return _closed(tag, found)
    merged = {column_number(piece[1]): piece[0] for piece in _PIECE.finditer(inner)} | cells
    return _closed(tag, "".join(merged[column] for column in sorted(merged)))


def opening_attributes(text: str) -> str:
    """The attributes of a row's start tag but its number; empty for no row."""
    if not text:
        return ""
    return DROPPED.sub("", text[: text.index(">")].rstrip("/"))[4:].rstrip()


def _in_place(inner: str, number: int, cells: dict[int, str], last_column: int) -> str | None:
    """The row's cells with some replaced; None when a new one has its place in between."""
    for column, xml in sorted(cells.items()):
        at = inner.find(f'<c r="{column_letters(column)}{number}"')
        if at >= 0:
            end = inner.find("<c ", at + 3)
            inner = inner[:at] + xml + (inner[end:] if end >= 0 else "")
        elif column > last_column:
            inner += xml
        elif xml:
            return None
    return inner


def _closed(tag: str, inner: str) -> str:
    bare = tag[:-2] if tag.endswith("/>") else tag[:-1]
    return f"{bare}>{inner}</row>" if inner else f"{bare}/>"
