"""Which rows of a sheet a command acts on."""

from shebao.domain.errors import SheetError
from shebao.sheets.catalogue import EVERYTHING
from shebao.sheets.table import Row, SheetTable


def selected(table: SheetTable, rows: list[Row], scope: str) -> list[Row]:
    """Return the ticked rows, or all when the sheet's scope says so.

    Raises SheetError when there is nothing to act on.
    """
    if not rows:
        raise SheetError(table.title, "没有数据", "请先取回数据后重试。")
    chosen = rows if scope == EVERYTHING else [row for row in rows if row["tick"]]
    if not chosen:
        raise SheetError(
            table.title,
            "没有勾选任何行",
            "请在“选择”列打 ✔（或把“提交范围”改为“全部”）后重试。",
        )
    return chosen
