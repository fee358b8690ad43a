"""Every sheet of each kind of workbook in its order, and the groups they stand in."""

from dataclasses import dataclass

from shebao.sheets.declared.application_sheets import APPLICATION_SHEETS
from shebao.sheets.declared.books_sheets import (
    ACCOUNTS,
    BANK_MATCHES,
    ENTRIES,
    HANDOVER,
    PAYROLL_BACK,
    TAX_DEDUCTIONS,
)
from shebao.sheets.declared.certificate_sheets import (
    ARRIVALS,
    CERTIFICATES,
    EMPLOYEE_RECORD,
    UNIT_RECORD,
    VERIFICATION,
)
from shebao.sheets.declared.client_sheets import CLIENT_FILES
from shebao.sheets.declared.employee_sheets import (
    EMPLOYEE_DETAIL,
    GROUP_FAULTS,
    GROUPS,
    JOINERS,
    LEAVERS,
    MONTH_CHANGES,
    MONTH_COMPARISON,
    ROSTER,
    STOPPED,
)
from shebao.sheets.declared.employer_list_sheet import EMPLOYERS
from shebao.sheets.declared.employer_sheets import (
    HOME,
    NOTICES,
    RULE_FILES,
    START_UP,
    UNIT_INFO,
    UNIT_LINKS,
    UNITS,
    USERS,
)
from shebao.sheets.declared.own_rules_sheet import OWN_RULES
from shebao.sheets.declared.payment_sheets import (
    DEBTS,
    PAYMENT_LINES,
    PAYMENTS,
    VOUCHER_LINES,
    VOUCHERS,
)
from shebao.sheets.declared.premium_sheets import (
    BILL_CAUSES,
    BILL_LINES,
    BILLS,
    CHAIN,
    FILED_LINES,
    PREMIUM_FILINGS,
    RECONCILIATION,
    SPECIAL_BILLS,
    TOP_UPS,
)
from shebao.sheets.declared.query_sheets import QUERY_SHEETS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.statistics_sheet import STATISTICS
from shebao.sheets.declared.system_sheets import SYSTEM_SHEETS
from shebao.sheets.declared.wage_sheets import (
    PAYROLL_DOUBTS,
    PREVIEW,
    REHEARSAL,
    WAGE_FILING_ITEMS,
    WAGE_FILINGS,
    WAGES_BY_INSURANCE,
    WAGES_BY_PERSON,
    WAGES_DAILY,
)

SHEETS: tuple[AnySheet, ...] = (
    HOME,
    UNITS,
    UNIT_INFO,
    RULE_FILES,
    OWN_RULES,
    START_UP,
    NOTICES,
    CLIENT_FILES,
    UNIT_LINKS,
    USERS,
    ROSTER,
    MONTH_CHANGES,
    STOPPED,
    EMPLOYEE_DETAIL,
    GROUPS,
    GROUP_FAULTS,
    LEAVERS,
    JOINERS,
    MONTH_COMPARISON,
    WAGES_BY_PERSON,
    WAGES_BY_INSURANCE,
    WAGES_DAILY,
    PREVIEW,
    REHEARSAL,
    PAYROLL_DOUBTS,
    WAGE_FILINGS,
    WAGE_FILING_ITEMS,
    BILLS,
    BILL_LINES,
    RECONCILIATION,
    BILL_CAUSES,
    TOP_UPS,
    SPECIAL_BILLS,
    PREMIUM_FILINGS,
    FILED_LINES,
    CHAIN,
    DEBTS,
    VOUCHERS,
    VOUCHER_LINES,
    PAYMENTS,
    PAYMENT_LINES,
    ARRIVALS,
    CERTIFICATES,
    EMPLOYEE_RECORD,
    UNIT_RECORD,
    VERIFICATION,
    HANDOVER,
    PAYROLL_BACK,
    TAX_DEDUCTIONS,
    ACCOUNTS,
    ENTRIES,
    BANK_MATCHES,
    *APPLICATION_SHEETS,
    STATISTICS,
    *QUERY_SHEETS,
    *SYSTEM_SHEETS,
)

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
    HOME.name: SheetGroup("单位", "#1F4E79"),
    ROSTER.name: SheetGroup("职工", "#2E7D32"),
    WAGES_BY_PERSON.name: SheetGroup("缴费工资", "#BF8F00"),
    BILLS.name: SheetGroup("社保费申报", "#C55A11"),
    DEBTS.name: SheetGroup("费款缴纳", "#7030A0"),
    ARRIVALS.name: SheetGroup("证明", "#00808A"),
    HANDOVER.name: SheetGroup("账务", "#7F6000"),
    APPLICATION_SHEETS[0].name: SheetGroup("账户、退费与项目", "#A61C5D"),
    QUERY_SHEETS[0].name: SheetGroup("查询统计", "#3B6E8F"),
    SYSTEM_SHEETS[0].name: SheetGroup("系统", "#595959"),
    EMPLOYERS.name: SheetGroup("批量办理", "#1F4E79"),
}


def sheet_groups() -> dict[str, SheetGroup]:
    """Return the group of every sheet, by the sheet's name."""
    groups, group = {}, _BEGINNINGS[HOME.name]
    for spec in ALL_SHEETS:
        group = _BEGINNINGS.get(spec.name, group)
        groups[spec.name] = group
    return groups
