"""Writing whatever sheet is in front, or named, to a workbook of its own."""

from typing import Any

from shebao.commands.command import SHEET_OPTION
from shebao.commands.desk.context import Context
from shebao.commands.desk.output_file import export_sheet
from shebao.domain.errors import InputError
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.table import SheetTable


def export_table(ctx: Context) -> Outcome:
    """Write every row of the sheet to a file that is named after it.

    A sheet without its own 导出 has this one: above all the lists of what could not be imported.
    """
    table = _meant(ctx)
    headers = table.insurance_headers() if table.spec.columns_by_insurance else ()
    return export_sheet(ctx, table, table.rows(), "", headers)


def _meant(ctx: Context) -> SheetTable[Any]:
    # Few tabs are renamed: the one of that title is asked first, each question costs round trips.
    front = "" if ctx.named_sheet else str(ctx.book.sheets.active.name)
    for spec in sorted(SHEETS, key=lambda spec: spec.title != front):
        if ctx.named_sheet in ("", spec.name):
            table = ctx.table(spec)
            if ctx.named_sheet or table.is_active():
                return table
    raise InputError(
        "当前工作表不是本加载项的表，没有导出。请切换到要导出的表"
        f"（命令行请用 --set {SHEET_OPTION}=名称 指明）。",
        log="no sheet of ours",
    )
