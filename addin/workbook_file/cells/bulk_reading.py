"""Reads the values of a large sheet at once, with calamine, or of one column by a pattern.

Calamine sees the sheet in a package of its own in which no style is a date: numbers come back as
they stand, and dates are made by this engine's own rules afterwards.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from workbook_file.cells.cells import ERROR_CODES, Cell, from_serial, plain_text, value_of
from workbook_file.cells.values import Settler
from workbook_file.parts.addresses import column_letters, column_number
from workbook_file.parts.slices import MalformedXmlError

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_PARTS = {
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>'
    ),
}
_ERROR = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*?\st="e"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)
_ADDRESS = re.compile(rb'([A-Z]+)(\d+)"')
_HEAD = f'<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'


def read_matrix(
    xml: bytes, strings: bytes | None, date_styles: list[int], *, date1904: bool
) -> list[list[Any]]:
    """All values from A1 on by row; rows may be shorter than the sheet is wide.

    Raises MalformedXmlError.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_filelike(_package(xml, strings)) as book:
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise MalformedXmlError(str(error)) from error
    matrix: list[list[Any]] = [[None if value == "" else value for value in row] for row in rows]
    if b't="e"' in xml:
        for letters, row, text in _ERROR.findall(xml):
            matrix[int(row) - 1][column_number(letters.decode()) - 1] = ERROR_CODES.get(
                text.decode(), ERROR_CODES["#VALUE!"]
            )
    _make_dates(matrix, xml, date_styles, date1904=date1904)
    return matrix


def _make_dates(matrix: list[list[Any]], xml: bytes, styles: list[int], *, date1904: bool) -> None:
    used = [style for style in styles if f' s="{style}"'.encode() in xml]
    if not used:
        return
    known: dict[float, Any] = {}
    for place, row in _places(xml, used):
        line = matrix[row - 1]
        value = line[place] if place < len(line) else None
        if type(value) is float:
            moment = known.get(value)
            if moment is None:
                moment = known[value] = from_serial(value, date1904=date1904)
            line[place] = moment


def _places(xml: bytes, styles: list[int]) -> Iterator[tuple[int, int]]:
    """Column from 0 and row of every cell in one of the styles."""
    columns: dict[bytes, int] = {}
    for found in re.finditer(rf'" s="(?:{"|".join(map(str, styles))})"'.encode(), xml):
        start = xml.rfind(b'"', 0, found.start()) + 1
        address = _ADDRESS.match(xml, start)
        if address is None:  # another attribute stands between; rare
            start = xml.rfind(b'<c r="', 0, start) + 6
            address = _ADDRESS.match(xml, start)
            if address is None or b"<" in xml[start : found.start()]:
                continue
        place = columns.get(address[1])
        if place is None:
            place = columns[address[1]] = column_number(address[1].decode()) - 1
        yield place, int(address[2])


def _package(xml: bytes, strings: bytes | None) -> BytesIO:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        archive.writestr("xl/sharedStrings.xml", strings or f'<sst xmlns="{_MAIN}"/>')
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for piece in (_HEAD.encode(), b"<sheetData>", xml, b"</sheetData></worksheet>"):
                part.write(piece)
    out.seek(0)
    return out


_TYPE = re.compile(rb'\st="(\w+)"')
_STYLE = re.compile(rb'\ss="(\d+)"')
_REST = r'(\d+)"([^>]*?)(?:/>|>(?:<is><t>([^<&]+)</t></is>|<v>([^<&\s]+)</v>|(.*?))</c>)'


def read_column(
    xml: bytes, column: int, settler: Settler, strings: Callable[[], list[str]]
) -> Iterator[tuple[int, Any]]:
    """Row and value of each cell of the column that holds one, as COM hands it out.

    What programs write most is taken as the pattern cut it; everything else goes through
    ``value_of``.
    """
    styles, known = settler.styles, dict[bytes, tuple[str, int, bool]]()
    cells = re.compile(f'<c r="{column_letters(column)}{_REST}'.encode(), re.DOTALL)
    for row, attributes, text, content, other in cells.findall(xml):
        form = known.get(attributes)
        if form is None:
            kind, style = _TYPE.search(attributes), _STYLE.search(attributes)
            number = int(style[1]) if style else 0
            form = (kind[1].decode() if kind else "n", number, styles.is_date(number))
            known[attributes] = form
        kind_of, style_of, is_date = form
        value: Any
        if text and kind_of == "inlineStr":
            value = plain_text(text.decode())
        elif content and kind_of == "n" and not is_date:
            value = float(content)
        elif content and kind_of == "s":
            value = strings()[int(content)] or None
        else:
            inner = other or (b"<v>%b</v>" % content if content else b"<is><t>%b</t></is>" % text)
            value = value_of(
                Cell(style_of, attributes.decode(), inner.decode()),
                strings() if kind_of == "s" else [],
                is_date=is_date,
                date1904=settler.date1904,
            )
        yield int(row), value
