"""Every sheet of each kind of workbook in its order, and the groups they stand in."""

from dataclasses import dataclass

from shebao.sheets.declared import books_sheets as books
from shebao.sheets.declared import certificate_sheets as certificates
from shebao.sheets.declared import employee_sheets as employees
from shebao.sheets.declared import employer_sheets as employers
from shebao.sheets.declared import payment_sheets as payments
from shebao.sheets.declared import premium_sheets as premiums
from shebao.sheets.declared import wage_sheets as wages
from shebao.sheets.declared.application_sheets import APPLICATION_SHEETS
from shebao.sheets.declared.client_sheets import CLIENT_FILES
from shebao.sheets.declared.employer_list_sheet import EMPLOYERS
from shebao.sheets.declared.query_sheets import QUERY_SHEETS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.statistics_sheet import STATISTICS
from shebao.sheets.declared.system_sheets import SYSTEM_SHEETS

SHEETS: tuple[AnySheet, ...] = (
    employers.HOME, employers.UNITS, employers.UNIT_INFO, employers.RULE_FILES,
    employers.OWN_RULES, employers.START_UP, employers.NOTICES, CLIENT_FILES,
    employers.UNIT_LINKS, employers.USERS,
    employees.ROSTER, employees.MONTH_CHANGES, employees.STOPPED, employees.EMPLOYEE_DETAIL,
    employees.GROUPS, employees.GROUP_FAULTS, employees.LEAVERS, employees.JOINERS,
    employees.MONTH_COMPARISON,
    wages.WAGES_BY_PERSON, wages.WAGES_BY_INSURANCE, wages.WAGES_DAILY, wages.PREVIEW,
    wages.REHEARSAL, wages.PAYROLL_DOUBTS, wages.WAGE_FILINGS, wages.WAGE_FILING_ITEMS,
    premiums.BILLS, premiums.BILL_LINES, premiums.RECONCILIATION, premiums.BILL_CAUSES,
    premiums.TOP_UPS, premiums.SPECIAL_BILLS, premiums.PREMIUM_FILINGS, premiums.FILED_LINES,
    premiums.CHAIN,
    payments.DEBTS, payments.VOUCHERS, payments.VOUCHER_LINES, payments.PAYMENTS,
    payments.PAYMENT_LINES,
    certificates.ARRIVALS, certificates.CERTIFICATES, certificates.EMPLOYEE_RECORD,
    certificates.UNIT_RECORD, certificates.VERIFICATION,
    books.HANDOVER, books.PAYROLL_BACK, books.TAX_DEDUCTIONS, books.ACCOUNTS, books.ENTRIES,
    books.BANK_MATCHES,
    *APPLICATION_SHEETS, STATISTICS, *QUERY_SHEETS, *SYSTEM_SHEETS,
)  # fmt: skip

# By kind of workbook, as ``shebao new`` names them.
SHEETS_OF: dict[str, tuple[AnySheet, ...]] = {"shebao": SHEETS, "employers": (EMPLOYERS,)}
ALL_SHEETS = (*SHEETS, EMPLOYERS)


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """Sheets of one kind of work: they stand together and their tabs have one colour."""

    title: str
    color: str


# By the sheet that a group begins with; every other belongs to the group before it.
_BEGINNINGS = {
    employers.HOME.name: SheetGroup("单位", "#1F4E79"),
    employees.ROSTER.name: SheetGroup("职工", "#2E7D32"),
    wages.WAGES_BY_PERSON.name: SheetGroup("缴费工资", "#BF8F00"),
    premiums.BILLS.name: SheetGroup("社保费申报", "#C55A11"),
    payments.DEBTS.name: SheetGroup("费款缴纳", "#7030A0"),
    certificates.ARRIVALS.name: SheetGroup("证明", "#00808A"),
    books.HANDOVER.name: SheetGroup("账务", "#7F6000"),
    APPLICATION_SHEETS[0].name: SheetGroup("账户、退费与项目", "#A61C5D"),
    QUERY_SHEETS[0].name: SheetGroup("查询统计", "#3B6E8F"),
    SYSTEM_SHEETS[0].name: SheetGroup("系统", "#595959"),
    EMPLOYERS.name: SheetGroup("批量办理", "#1F4E79"),
}


def sheet_groups() -> dict[str, SheetGroup]:
    """Return the group of every sheet, by the sheet's name."""
    groups, group = {}, _BEGINNINGS[employers.HOME.name]
    for spec in ALL_SHEETS:
        group = _BEGINNINGS.get(spec.name, group)
        groups[spec.name] = group
    return groups
