"""The lines of the home sheet; one that names a sheet leads to it."""

from collections.abc import Iterable

from shebao.sheets.declared.employer_sheets import HomeRow
from shebao.sheets.declared.row import Formula, replace
from shebao.sheets.table import SheetTable

PERIOD_ITEM = "当前费款所属期"
# In terms of its own row, so whoever writes the home sheet again writes the same formula.
_LINK = Formula("""=HYPERLINK("#'"&SUBSTITUTE({target},"'","''")&"'!A1","打开")""")


def home_row(item: str, content: str, target: str = "") -> HomeRow:
    """Return one line; ``target`` is the title of the sheet it leads to."""
    return HomeRow(item=item, content=content, target=target)


def is_step(row: HomeRow) -> bool:
    """Whether a line is a step of the month, or of the beginning."""
    return bool(row.state)


def put_home(table: SheetTable[HomeRow], rows: Iterable[HomeRow], period: str = "") -> None:
    """Put these lines in place of all present ones, with their links.

    A ``period`` is shown in place of another: a month may have turned since the login.
    """
    lines = [replace(row, link=_LINK if row.target else "") for row in rows]
    table.replace(
        replace(line, content=period) if period and line.item == PERIOD_ITEM else line
        for line in lines
    )
