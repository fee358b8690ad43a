"""What the template does with rows by itself: marks them by what they hold, sorts and filters them.

Commands write words and amounts, never looks. Without a filter Excel takes the head for rows, as it
stands against the headers, and sorts it among them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.state_words import WORDS
from shebao.sheets.declared.wage_sheets import ERROR_SIGN, WARNING_SIGN

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


LAST_ROW = 1_048_576
INSURANCE_COLUMNS = 12  # formatted in advance behind the fixed columns
REFUNDED = ("refund", "refunded", "over")  # amounts that come back


def write_marks(sheet: Worksheet, spec: AnySheet, formats: dict[str, Format]) -> None:
    """Mark faults, states, amounts that come back, cells to fill and every second row.

    Of two marks of a cell the one that is written first wins.
    """
    places = {column.field: at for at, column in enumerate(spec.columns)}
    last = len(spec.columns) + (INSURANCE_COLUMNS if spec.columns_by_insurance else 0) - 1
    if "faulty" in places:
        _mark_faults(sheet, spec, last, formats)
    if "locked" in places:
        _mark(sheet, spec, (0, last), f'={_cell(spec, "locked")}<>""', formats["grey"])
    for field in filter(places.__contains__, WORDS):
        for word, look in WORDS[field].items():
            begins = {"type": "text", "criteria": "begins with", "value": word}
            at, first = places[field], spec.header_row
            rule = {**begins, "format": formats[look]}
            sheet.conditional_format(first, at, LAST_ROW - 1, at, rule)
    if "clamp" in places:
        at = places["base"]
        _mark(sheet, spec, (at, at), f'={_cell(spec, "clamp")}<>""', formats["clamped"])
    for field in filter(places.__contains__, REFUNDED):
        if spec.column(field).kind is Kind.MONEY:
            at = places[field]
            _mark(sheet, spec, (at, at), f"=N({_cell(spec, field)})>0", formats["refund"])
    _write_bands(sheet, spec, last, formats)


def _mark(
    sheet: Worksheet, spec: AnySheet, columns: tuple[int, int], criteria: str, look: Format
) -> None:
    rule = {"type": "formula", "criteria": criteria, "format": look}
    sheet.conditional_format(spec.header_row, columns[0], LAST_ROW - 1, columns[1], rule)


def _cell(spec: AnySheet, field: str) -> str:
    """Return a field's cell of the first row, as the formula of every row names its own."""
    from xlsxwriter.utility import xl_col_to_name

    at = [column.field for column in spec.columns].index(field)
    return f"${xl_col_to_name(at)}{spec.header_row + 1}"


def _mark_faults(sheet: Worksheet, spec: AnySheet, last: int, formats: dict[str, Format]) -> None:
    from xlsxwriter.utility import xl_col_to_name

    header, faulty = spec.header_row, _cell(spec, "faulty")
    for sign, look in ((ERROR_SIGN, "fault"), (WARNING_SIGN, "doubt")):
        found = f'ISNUMBER(FIND(";{sign}"&A${header}&";",{faulty}))'
        _mark(sheet, spec, (0, last), f'=AND(A${header}<>"",{found})', formats[look])
    if spec.columns_by_insurance:
        start = len(spec.columns)
        head = f"{xl_col_to_name(start)}${header}"
        insured = _cell(spec, "insured")
        without = f'ISERROR(SEARCH(";"&LEFT({head},3)&";",{insured}))'
        criteria = f'=AND({head}<>"",{insured}<>"",{without})'
        _mark(sheet, spec, (start, last), criteria, formats["grey"])


def _write_bands(sheet: Worksheet, spec: AnySheet, last: int, formats: dict[str, Format]) -> None:
    """Let rows that hold something be told apart, and in them the cells that the user fills.

    Over one row less than the marks: rules of the same cells are one element, and LibreOffice,
    which goes by the first element with a rule that holds, would show the band before a state.
    """
    shown = [c for c in spec.columns if c.is_in_sight and c.kind is not Kind.TICK]
    used = f'{_cell(spec, shown[0].field)}<>""'
    for at, column in enumerate(spec.columns):
        if column.is_input and column.is_in_sight:
            _mark(sheet, spec, (at, at), f"={used}", formats["to_fill"])
    for criteria, look in ((f"=AND({used},MOD(ROW(),2)=0)", "band"), (f"={used}", "line")):
        rule = {"type": "formula", "criteria": criteria, "format": formats[look]}
        sheet.conditional_format(spec.header_row, 0, LAST_ROW - 2, last, rule)


# More than an employer has people; to a sheet's last row, LibreOffice opens the book 160 s later.
LAST_FILTERED_ROW = 50_000
OWN_COLUMNS = 6  # that users add right of ours, so that a sort takes them along
_FILTER = re.compile(r'<autoFilter ref="([^"]+)"/>')


def filtered_columns(spec: AnySheet) -> int:
    """Return how many columns are sorted and filtered together; none of what is no list."""
    if spec is HOME or spec.in_background:
        return 0
    by_insurance = INSURANCE_COLUMNS if spec.columns_by_insurance else 0
    return len(spec.columns) + by_insurance + OWN_COLUMNS


def write_filter(sheet: Worksheet, spec: AnySheet) -> None:
    """Let the table be sorted and filtered as a whole."""
    if count := filtered_columns(spec):
        sheet.autofilter(spec.header_row - 1, 0, LAST_FILTERED_ROW - 1, count - 1)


def hide_arrows(book: bytes, sheets: Sequence[AnySheet]) -> bytes:
    """Return the file with the arrows of blank headers and of ticks taken away.

    ``sheets`` are the file's sheets in order. XlsxWriter knows no filter without an arrow.
    """
    parts = {f"xl/worksheets/sheet{at}.xml": spec for at, spec in enumerate(sheets, start=1)}
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as made, zipfile.ZipFile(out, "w") as kept:
        for info in made.infolist():
            content = made.read(info)
            if info.filename in parts:
                content = _without_arrows(content.decode(), parts[info.filename]).encode()
            kept.writestr(info, content)
    return out.getvalue()


def _without_arrows(sheet: str, spec: AnySheet) -> str:
    headed = {at for at, column in enumerate(spec.columns) if column.kind is not Kind.TICK}
    bare = [at for at in range(filtered_columns(spec)) if at not in headed]
    hidden = "".join(f'<filterColumn colId="{at}" hiddenButton="1"/>' for at in bare)
    return _FILTER.sub(rf'<autoFilter ref="\1">{hidden}</autoFilter>', sheet)
