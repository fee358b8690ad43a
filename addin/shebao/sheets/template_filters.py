"""Which rows sorting and filtering take: those below the headers, with every column.

Without it Excel takes the head for rows, as it stands against the headers, and sorts it among them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.spec import SheetSpec
from shebao.sheets.template_marks import INSURANCE_COLUMNS

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# More than an employer has people; to a sheet's last row, LibreOffice opens the book 160 s later.
LAST_FILTERED_ROW = 50_000
OWN_COLUMNS = 6  # that users add right of ours, so that a sort takes them along
_FILTER = re.compile(r'<autoFilter ref="([^"]+)"/>')


def filtered_columns(spec: SheetSpec) -> int:
    """Return how many columns are sorted and filtered together; none of what is no list."""
    if spec is HOME or spec.in_background:
        return 0
    by_insurance = INSURANCE_COLUMNS if spec.columns_by_insurance else 0
    return len(spec.columns) + by_insurance + OWN_COLUMNS


def write_filter(sheet: Worksheet, spec: SheetSpec) -> None:
    """Let the table be sorted and filtered as a whole."""
    if count := filtered_columns(spec):
        sheet.autofilter(spec.header_row - 1, 0, LAST_FILTERED_ROW - 1, count - 1)


def hide_arrows(book: bytes, sheets: Sequence[SheetSpec]) -> bytes:
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


def _without_arrows(sheet: str, spec: SheetSpec) -> str:
    headed = {at for at, column in enumerate(spec.columns) if column.kind is not Kind.TICK}
    bare = [at for at in range(filtered_columns(spec)) if at not in headed]
    hidden = "".join(f'<filterColumn colId="{at}" hiddenButton="1"/>' for at in bare)
    return _FILTER.sub(rf'<autoFilter ref="\1">{hidden}</autoFilter>', sheet)
