"""Rows of a declared sheet as an .xlsx file of their own."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from shebao.domain.errors import FileRefusedError
from shebao.sheets.cells import cell_of_value
from shebao.sheets.declared.columns import NUMBER_FORMATS
from shebao.sheets.declared.row import SheetRow
from shebao.sheets.declared.spec import SheetSpec


def export_rows(
    path: Path, spec: SheetSpec, rows: Sequence[Mapping[str, object] | SheetRow]
) -> None:
    """Write the visible columns under their headers; the file is whole or not there at all.

    Raises FileRefusedError when the file exists or cannot be written; nothing is overwritten.
    """
    if path.suffix.lower() != ".xlsx":
        raise FileRefusedError(path, "不是 .xlsx 文件名，没有导出", "请改用 .xlsx 结尾的文件名。")
    if path.exists():
        raise FileRefusedError(path, "已存在，没有导出", "请换一个文件名，或先移走原文件。")
    try:
        handle, name = tempfile.mkstemp(suffix=".xlsx", dir=path.parent)
        os.close(handle)
        fresh = Path(name)
        try:
            _write(fresh, spec, rows)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise FileRefusedError(
            path, "无法写入，没有导出", "请检查文件夹是否存在、磁盘是否已满。"
        ) from error


def _write(path: Path, spec: SheetSpec, rows: Sequence[Mapping[str, object] | SheetRow]) -> None:
    import xlsxwriter

    columns = [column for column in spec.columns if not column.is_hidden]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(spec.title)
        head = book.add_format({"bold": True})
        for at, column in enumerate(columns):
            look = book.add_format({"num_format": NUMBER_FORMATS[column.kind]})
            sheet.set_column(at, at, column.width, look)
            sheet.write_string(0, at, column.header, head)
            for number, row in enumerate(rows, start=1):
                value = cell_of_value(row.get(column.field), column.kind)
                if isinstance(value, str):  # written as text, so "=…" never becomes a formula
                    sheet.write_string(number, at, value, look)
                elif value is not None:
                    sheet.write_number(number, at, float(str(value)), look)
        sheet.freeze_panes(1, 0)
