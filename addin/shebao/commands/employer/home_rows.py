"""The lines of the home sheet; one that names a sheet leads to it."""

from collections.abc import Iterable

from shebao.sheets.cells import Formula
from shebao.sheets.table import Row, SheetTable

PERIOD_ITEM = "当前费款所属期"
# In terms of its own row, so whoever writes the home sheet again writes the same formula.
_LINK = Formula("""=HYPERLINK("#'"&SUBSTITUTE({target},"'","''")&"'!A1","打开")""")


def home_row(item: str, content: str, target: str = "") -> Row:
    """Return one line; ``target`` is the title of the sheet it leads to."""
    return {"item": item, "content": content, "target": target}


def is_step(row: Row) -> bool:
    """Whether a line is a step of the month, or of the beginning."""
    return bool(row.get("state"))


def put_home(table: SheetTable, rows: Iterable[Row], period: str = "") -> None:
    """Put these lines in place of all present ones, with their links.

    A ``period`` is shown in place of another: a month may have turned since the login.
    """
    lines = [{**row, "link": _LINK if row.get("target") else ""} for row in rows]
    for line in lines:
        if period and line["item"] == PERIOD_ITEM:
            line["content"] = period
    table.replace(lines)
