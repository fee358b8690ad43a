"""The files that a command writes: their places as the user named them, and rows in an .xlsx."""

from collections.abc import Sequence
from pathlib import Path

from shebao.commands.desk.context import Context
from shebao.domain.errors import FileRefusedError, ParameterError
from shebao.domain.outcome import Outcome
from shebao.domain.usable_path import is_same_file
from shebao.sheets.declared.row import SheetRow
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
    from shebao.sheets.export_file import export_columns, write_export

    if not rows:
        raise table.error("没有数据，没有导出", "请先取回数据后重试。")
    table.check_writable()
    columns = export_columns(table.spec, headers)
    path = agreed_path(ctx, given or proposed_name(table))
    write_export(path, table.spec.title, columns, rows, ctx.progress)
    message = f"已导出 {len(rows)} 行到“{path.name}”。"
    return table.report(message, counts={"rows": len(rows)}, files=(str(path),))


def given_pdf(table: SheetHead, field: str, undone: str) -> str:
    """Return the PDF file that a labelled cell names; empty when it names none.

    Raises ParameterError for another file; ``undone`` tells what was not done, and what to do.
    """
    given = table.parameters()[field]
    if given and not given.lower().endswith(".pdf"):
        raise ParameterError(
            f"工作表“{table.title}”的“{table.spec.label_of(field)}”是“{given}”，"
            f"必须以 .pdf 结尾。{undone}",
            log="not a pdf path",
        )
    return given


def check_folder(table: SheetHead, field: str, folder: Path, undone: str) -> Path:
    """Return the folder that a labelled cell means: what is counted or issued must find a place.

    Raises ParameterError when it is none; ``undone`` tells what was not done.
    """
    if not folder.is_dir():
        given = table.parameters()[field]
        raise ParameterError(
            f"工作表“{table.title}”的“{table.spec.label_of(field)}”是“{given[:60]}”，"
            f"没有这个文件夹，{undone}。请先建立该文件夹或改正后重试。",
            log="no such folder",
        )
    return folder


def pdf_place(ctx: Context, given: str, name: str, number: str) -> Path:
    """Return where to save a numbered print; one that is there already is left alone."""
    path = ctx.beside_book(given or f"{name}_{number}.pdf")
    if given and path.exists():  # most likely last month's print, named in the same cell
        path = path.with_name(f"{path.stem}_{number}.pdf")
    return path
