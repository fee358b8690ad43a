"""Rows become an .xlsx file of their own, streamed, whole or not at all."""

import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from shebao.domain.errors import FileRefusedError
from shebao.sheets.cells import cell_of_value
from shebao.sheets.declared.columns import NUMBER_FORMATS, Column, Kind
from shebao.sheets.declared.row import AnySheet, SheetRow

_ROWS_A_STEP = 5_000
_STREAMED = {"constant_memory": True}
_HEAD = {"bold": True, "bg_color": "#DDEBF7", "border": 1}


class ExportColumn(NamedTuple):
    """One column of the file and the rows' field that fills it."""

    header: str
    field: str
    kind: Kind
    width: float


def _column(column: Column) -> ExportColumn:
    return ExportColumn(column.header, column.field, column.kind, column.width)


def export_columns(spec: AnySheet, insurances: Sequence[str] = ()) -> list[ExportColumn]:
    """Return what a sheet shows: no hidden column, no ticks, its insurances last."""
    columns = [_column(c) for c in spec.columns if not c.is_hidden and c.field != "tick"]
    kind = spec.columns_by_insurance or Kind.TEXT
    return columns + [ExportColumn(head, head, kind, 14) for head in insurances]


class ExportSheet(NamedTuple):
    """One sheet of the file."""

    title: str
    columns: Sequence[ExportColumn]
    rows: Sequence[Mapping[str, object] | SheetRow]


def export_rows(
    path: Path, spec: AnySheet, rows: Sequence[Mapping[str, object] | SheetRow]
) -> None:
    """Leave a file of the visible columns under plain headers, ticks among them.

    Raises FileRefusedError when the file exists or cannot be written; nothing is overwritten.
    """
    if path.suffix.lower() != ".xlsx":
        raise FileRefusedError(path, "不是 .xlsx 文件名，没有导出", "请改用 .xlsx 结尾的文件名。")
    if path.exists():
        raise FileRefusedError(path, "已存在，没有导出", "请换一个文件名，或先移走原文件。")
    sheet = ExportSheet(spec.title, [_column(c) for c in spec.columns if not c.is_hidden], rows)
    refused = FileRefusedError(path, "无法写入，没有导出", "请检查文件夹是否存在、磁盘是否已满。")
    _replace(path, [sheet], lambda _label, _done, _total: None, refused, is_plain=True)


def write_export(
    path: Path,
    title: str,
    columns: Sequence[ExportColumn],
    rows: Sequence[Mapping[str, object] | SheetRow],
    progress: Callable[[str, int, int], None],
) -> None:
    """Leave a file of one sheet, as ``write_sheets`` does."""
    write_sheets(path, [ExportSheet(title, columns, rows)], progress)


def write_sheets(
    path: Path, sheets: Sequence[ExportSheet], progress: Callable[[str, int, int], None]
) -> None:
    """Leave the file, in place of any there was; texts stay texts whatever they begin with.

    Raises FileRefusedError; what was there is unchanged.
    """
    refused = FileRefusedError(
        path, "无法写入", "请关闭正在使用它的程序，检查文件夹、权限和磁盘空间后重试。"
    )
    _replace(path, sheets, progress, refused)


def _replace(
    path: Path,
    sheets: Sequence[ExportSheet],
    progress: Callable[[str, int, int], None],
    refused: FileRefusedError,
    *,
    is_plain: bool = False,
) -> None:
    # Not the file's own name and more: a long one would become too long.
    draft = path.with_name(f".{secrets.token_hex(8)}.xlsx")
    try:
        _write(draft, sheets, progress, is_plain=is_plain)
        draft.replace(path)
    except OSError as error:
        raise refused from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _write(
    path: Path,
    sheets: Sequence[ExportSheet],
    progress: Callable[[str, int, int], None],
    *,
    is_plain: bool,
) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    total, done = sum(len(sheet.rows) for sheet in sheets), 0
    try:
        # Opened here, so that XlsxWriter does not begin what it cannot finish.
        with path.open("xb") as stream, xlsxwriter.Workbook(stream, _STREAMED) as book:
            head = book.add_format({"bold": True} if is_plain else _HEAD)
            looks = {kind: book.add_format({"num_format": NUMBER_FORMATS[kind]}) for kind in Kind}
            for part in sheets:
                sheet = book.add_worksheet(part.title)
                for at, column in enumerate(part.columns):
                    sheet.set_column(at, at, column.width, looks[column.kind] if is_plain else None)
                    sheet.write_string(0, at, column.header, head)
                sheet.freeze_panes(1, 0)
                for number, row in enumerate(part.rows, start=1):
                    for at, column in enumerate(part.columns):
                        cell = cell_of_value(row.get(column.field), column.kind)
                        if isinstance(cell, int | float):
                            sheet.write_number(number, at, cell, looks[column.kind])
                        elif cell is not None:
                            sheet.write_string(number, at, str(cell), looks[column.kind])
                    done += 1
                    if done % _ROWS_A_STEP == 0:
                        progress("导出", done, total)
            progress("导出", total, total)
    except FileCreateError as error:
        raise OSError(str(error)) from error
