"""The lines of the home sheet, and which commands move its month on."""

from collections.abc import Iterable, Set

from shebao.sheets.declared.employer_sheets import HOME, HomeRow
from shebao.sheets.declared.row import Formula, replace
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON
from shebao.sheets.table import SheetTable

PERIOD_ITEM = "当前费款所属期"
# In terms of its own row, so whoever writes the home sheet again writes the same formula.
_LINK = Formula("""=HYPERLINK("#'"&SUBSTITUTE({target},"'","''")&"'!A1","打开")""")
ROSTER_STEP, CERTIFICATE_STEP = "update_roster", "issue_certificate"
_WAGE_SHEETS = frozenset({WAGES_BY_PERSON.name, WAGES_BY_INSURANCE.name})
# After these the bureau has, or has told of, other bills, debts or payments than the home sheet
# shows. Wages that were handed in change nothing there until their answer is fetched.
BUREAU_STEPS = frozenset(
    {
        "fetch_wage_result",
        "update_bills",
        "submit_bills",
        "submit_special_bills",
        "fetch_filing_result",
        "void_filing",
        "fetch_void_result",
        "run_chain_step",
        "submit_project_dues",
        "query_project_filings",
        "void_project_filings",
        "update_debts",
        "pay_by_agreement",
        "fetch_payment_result",
        "query_payments",
        "unlock_payment",
        "print_voucher",
        "sync_vouchers",
        "void_voucher",
    }
)


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


def moves_month(command_id: str, written: Set[str]) -> bool:
    """Whether a command that wrote rows of these sheets changed a step, and not the home sheet."""
    if HOME.name in written:
        return False
    is_step = command_id in BUREAU_STEPS or command_id in (ROSTER_STEP, CERTIFICATE_STEP)
    return is_step or bool(_WAGE_SHEETS & written)
