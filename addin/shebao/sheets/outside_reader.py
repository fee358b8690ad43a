"""The bytes of a foreign workbook or CSV file become grids, sheet after sheet.

It runs in a process of its own (``outside_file``): the reader of a damaged .xls may abort it.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from shebao.rules.payroll.payroll_reading import Sheet
from shebao.sheets.outside_package import SheetFacts, usual_package
from shebao.sheets.unreadable import DAMAGED, ENCRYPTED, SAVE_AS, UnreadableError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")  # an .xlsx with a password
_FILE_PASS = re.compile(  # an .xls with a password: BOF of the workbook, WRITEPROT?, FILEPASS
    rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00.{4}(.{8})?(\x86\x00\x00\x00)?\x2f\x00", re.S
)
_ZIP = b"PK"
_TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_EXCEL_TEXT = re.compile(r'="(.*)"', re.S)  # ="0123" is how some programs keep text in a CSV


def grids_of(content: bytes, stem: str, suffix: str, max_cells: int) -> Iterator[Sheet]:
    """Yield every visible sheet, in the workbook's order. Raises UnreadableError."""
    if content.startswith(_ZIP):
        plain, facts = usual_package(content, max_cells)
        yield from _workbook(plain, facts)
    elif content.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in content or _FILE_PASS.search(content):
            raise UnreadableError(*ENCRYPTED)
        yield from _workbook(content, None)
    elif suffix in _TEXT_SUFFIXES:
        yield Sheet(stem, _csv_rows(content, max_cells))
    else:
        raise UnreadableError(f"不是 Excel 工作簿{_guess(content)}", SAVE_AS)


def _guess(content: bytes) -> str:
    head = content[:2000].lower()
    if b"<html" in head or b"<table" in head or b"<!doctype" in head:
        return "（内容是网页）"
    if b"<?xml" in head:
        return "（内容是 XML 文本）"
    return ""


def _workbook(content: bytes, facts: Sequence[SheetFacts] | None) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = [s for s in book.sheets_metadata if s.typ is SheetTypeEnum.WorkSheet]
            shown = [s for s in sheets if s.visible is SheetVisibleEnum.Visible] or sheets
            for at, one in enumerate(shown):
                sheet = book.get_sheet_by_index(book.sheet_names.index(one.name))
                merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
                known = facts[at] if facts else SheetFacts(one.name, merged=merged)
                yield Sheet(
                    known.name,
                    _rows(sheet.to_python(skip_empty_area=False)),
                    frozenset(known.hidden_rows),
                    frozenset(known.hidden_columns),
                    tuple(known.merged),
                )
    except CalamineError as error:
        raise UnreadableError(*DAMAGED) from error


def _rows(cells: Sequence[Sequence[object]]) -> list[list[object]]:
    return [[None if cell == "" else cell for cell in row] for row in cells]


def _csv_rows(content: bytes, max_cells: int) -> list[list[object]]:
    text = _decoded(content)
    rows: list[list[object]] = []
    count = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            count += len(row)
            if count > max_cells:
                raise UnreadableError("的内容过多", "请只保留需要的行和列后重新选择。")
            rows.append([_csv_cell(cell) for cell in row])
    except csv.Error as error:
        raise UnreadableError(*DAMAGED) from error
    return rows


def _csv_cell(cell: str) -> object:
    quoted = _EXCEL_TEXT.fullmatch(cell.strip())
    text = quoted[1] if quoted else cell
    return text if text.strip() else None


def _decoded(content: bytes) -> str:
    by_mark = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
    marked = [encoding for mark, encoding in by_mark if content.startswith(mark)]
    if b"\0" not in content or marked:
        for encoding in marked or ["utf-8", "gb18030"]:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise UnreadableError("不是可识别的 CSV 文本（UTF-8 或 GB18030）", SAVE_AS)


def _delimiter(text: str) -> str:
    return max(",\t;", key=lambda mark: sum(line.count(mark) for line in _head(text)))


def _head(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text)):
        if number == 20:
            return
        yield line
