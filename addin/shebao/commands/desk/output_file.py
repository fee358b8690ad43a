"""Writing rows to an .xlsx file that the user named."""

from collections.abc import Sequence
from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.domain.errors import FileRefusedError, SheetError
from shebao.domain.outcome import Outcome
from shebao.domain.usable_path import is_same_file
from shebao.sheets.declared.row import SheetRow
from shebao.sheets.export_file import ExportColumn, export_columns, write_export
from shebao.sheets.head import SheetHead


def proposed_name(table: SheetHead) -> str:
    """Return what the file of a sheet is called when nobody named it."""
    return f"{table.spec.title}_导出.xlsx"


def agreed_path(ctx: Context, given: str, suffix: str = ".xlsx") -> Path:
    """Return where to write, once the user agreed to replace a file that is there.

    A file that another program holds is refused here, before anything is noted of the new one.

    Raises FileRefusedError or NotConfirmedError; nothing was written.
    """
    path = ctx.beside_book(given)
    if path.suffix.lower() != suffix:
        why, next_step = f"不是 {suffix} 文件名", f"请把文件名改为以 {suffix} 结尾后重试。"
        raise FileRefusedError(path, why, next_step)
    if ctx.book_path and is_same_file(path, ctx.book_path):
        raise FileRefusedError(path, "是当前工作簿，不能覆盖", "请换一个文件名后重试。")
    if path.is_dir():
        raise FileRefusedError(path, "是文件夹", "请换一个文件名后重试。")
    if path.exists():
        check_free(path)
        ctx.ui.confirm(f"文件“{path}”已存在，将被替换")
    return path


def check_free(path: Path) -> None:
    """Return when a file that is there can be replaced. Raises FileRefusedError."""
    try:
        with path.open("r+b"):
            pass
    except OSError as error:
        raise FileRefusedError(
            path, "不能替换（正被其他程序打开，或只读）", "请关闭它或换一个文件名后重试。"
        ) from error


def export_sheet(
    ctx: Context,
    table: SheetHead,
    rows: Sequence[SheetRow],
    given: str,
    headers: Sequence[str] = (),
) -> Outcome:
    """Write rows under the sheet's visible headers and say so on the sheet."""
    if not rows:
        raise SheetError(table.title, "没有数据，没有导出", "请先取回数据后重试。")
    table.check_writable()
    columns: list[ExportColumn] = export_columns(table.spec, headers)
    path = agreed_path(ctx, given or proposed_name(table))
    write_export(path, table.spec.title, columns, rows, ctx.progress)
    message = f"已导出 {len(rows)} 行到“{path.name}”。"
    return table.report(message, counts={"rows": len(rows)}, files=(str(path),))
