"""The seven queries (查询统计), and what can be done with whichever was asked."""

from dataclasses import replace

from shebao.commands.bills.premium_view import download_details, filing_lines
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.commands.desk.group_filter import group_test
from shebao.commands.desk.query import Asked, Fetched, Query, export, reset, show
from shebao.commands.desk.which_sheet import chosen_sheet, sheet_in_use, specs_in_sight
from shebao.commands.payments.payment_records import query_payments
from shebao.commands.queries.buttons import WITH_CONDITIONS
from shebao.contract.premiums import NORMAL_LEVY
from shebao.contract.queries import Payable
from shebao.contract.states import BatchDebitState
from shebao.domain.insurances import insurance_name
from shebao.domain.outcome import Outcome
from shebao.sheets.declared import query_sheets as sheets
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.declared.certificate_sheets import VERIFICATION
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.payment_sheets import PAYMENTS

RETRIED = "请先在“费款缴纳”查询欠费：仍欠的可以自行缴费，或存足款项等待下一次批扣。"
UNSHOWN_LEVY = "征收品目不显示的险种（{}），是规则文件不正确导致。请点击“登录”更新规则文件。"


def query_unit(ctx: Context) -> Outcome:
    """Show the unit's insurances at each agency."""
    return show(ctx, UNIT)


def query_wages(ctx: Context) -> Outcome:
    """Show the employees' wages and fixed sums with the months they count for."""
    return show(ctx, WAGES)


def query_filing_lines(ctx: Context) -> Outcome:
    """Show the employees' lines of successful daily filings."""
    return show(ctx, FILINGS)


def sync_filing_lines(ctx: Context) -> Outcome:
    """Download the lines of every successful daily filing anew, then show them."""
    download_details(ctx)
    return show(ctx, FILINGS)


def query_payables(ctx: Context) -> Outcome:
    """Show what the bureau says is due, in any state."""
    return show(ctx, PAYABLES)


def query_credits(ctx: Context) -> Outcome:
    """Show what the agencies did with what arrived."""
    return show(ctx, CREDITS)


def query_receptions(ctx: Context) -> Outcome:
    """Show what the bureau received of each employee from the agencies."""
    return show(ctx, RECEPTIONS)


def query_debits(ctx: Context) -> Outcome:
    """Show what the bureau debits by itself."""
    return show(ctx, DEBITS)


def export_query(ctx: Context) -> Outcome:
    """Export all that the query finds: the named one, the only one shown, or the user's choice."""
    return export(ctx, _meant(ctx))


def reset_query(ctx: Context) -> Outcome:
    """Reset the conditions of the named sheet, the only one with rows, or the user's choice.

    Where the manual says that the list is refreshed with it (2.6.3, 2.7.5), it is.
    """
    specs = specs_in_sight(ctx, [spec for spec in SHEETS if spec.name in WITH_CONDITIONS])
    table = sheet_in_use(ctx, specs) or chosen_sheet(ctx, [(ctx.table(spec), 0) for spec in specs])
    done = reset(table)
    if table.spec is VERIFICATION:
        table.replace([])
    is_known = ctx.table(HOME).unit() is not None  # else there is nobody to ask for
    if table.spec is PAYMENTS and is_known and not ctx.is_by_files:
        fresh = query_payments(ctx)
        return replace(fresh, message=f"{done.message}{fresh.message}")
    return done


def _meant(ctx: Context) -> Query:
    specs = [query.sheets[0] for query in QUERIES]
    table = sheet_in_use(ctx, specs) or chosen_sheet(ctx, [(ctx.table(spec), 0) for spec in specs])
    return next(query for query in QUERIES if query.sheets[0] is table.spec)


def _unit(ctx: Context, _asked: Asked) -> Fetched:
    employer, rule_file = ctx.session.employer, rule_file_of(ctx)
    rules = {rule.insurance: rule for rule in rule_file.insurances}
    rows = []
    for unit in employer.unit_numbers:
        for code in unit.insurances:
            rule = rules.get(code)
            rows.append(
                sheets.UnitQueryRow.of(
                    unit,
                    insurance=code,
                    insurance_name=rule.name if rule else insurance_name(code),
                    levy_item=rule.levy_item if rule else "",
                    unit_subitem=rule.unit_subitem if rule else "",
                    person_subitem=rule.person_subitem if rule else "",
                    tax_office=employer.tax_office,
                )
            )
    unknown = sorted({f"{row.insurance} {row.insurance_name}" for row in rows if not row.levy_item})
    return Fetched([rows], UNSHOWN_LEVY.format("、".join(unknown)) if unknown else "")


def _wages(ctx: Context, asked: Asked) -> Fetched:
    first, last = asked.months()
    members = ctx.store.groups.members(ctx.account)
    is_wanted = group_test(ctx, asked.table)
    rows = []
    done = 0
    for page in ctx.bureau.wage_records():
        done += page.people
        ctx.progress("查询缴费工资", done, page.total)
        rows += [
            sheets.WageQueryRow.of(record, group=members.get(record.person_no, record.group))
            for record in page.records
            if record.effective_from <= last
            and (record.effective_to or last) >= first
            and is_wanted(record.person_no)
        ]
    return Fetched([rows])


def _payables(ctx: Context, asked: Asked) -> Fetched:
    found = ctx.bureau.payables(*asked.months()).payables
    return Fetched([[sheets.PayableRow.of(bill, origin=_origin(bill)) for bill in found]])


def _origin(bill: Payable) -> str:
    if bill.notice_no:
        return "特殊缴费"
    if bill.levy_kind != NORMAL_LEVY:
        return bill.levy_kind
    return "人社征集" if bill.collected else "单位申报"


def _credits(ctx: Context, asked: Asked) -> Fetched:
    found = ctx.bureau.credits(*asked.months()).credits
    return Fetched([[sheets.CreditRow.of(credit) for credit in found]])


def _receptions(ctx: Context, _asked: Asked) -> Fetched:
    people: list[sheets.ReceptionRow] = []
    enrolments: list[sheets.ReceivedEnrolmentRow] = []
    for page in ctx.bureau.receptions():
        people += map(sheets.ReceptionRow.of, page.people)
        states = {person.person_no: str(person.state) for person in page.people}
        enrolments += [
            sheets.ReceivedEnrolmentRow.of(e, state=states.get(e.person_no, ""))
            for e in page.enrolments
        ]
        ctx.progress("查询接收情况", len(people), page.total)
    faulty = sum(bool(person.remark) for person in people)
    remark = f"{faulty} 人的登记信息需要与人社（医保）部门核实。" if faulty else ""
    return Fetched([people, enrolments], remark)


def _debits(ctx: Context, asked: Asked) -> Fetched:
    first, last = asked.months()
    found = [one for one in ctx.bureau.batch_debits().batch_debits if first <= one.period <= last]
    newest: dict[tuple[str, ...], BatchDebitState] = {}
    for one in found:  # the newest list stands first: an earlier failure may be paid since
        newest.setdefault((one.filing_no, one.period, one.unit_no, one.insurance), one.state)
    failed = sum(state is BatchDebitState.FAILED for state in newest.values())
    remark = f"{failed} 条批扣失败，当次没有扣款；{RETRIED}" if failed else ""
    return Fetched([[sheets.DebitQueryRow.of(debit) for debit in found]], remark)


UNIT = Query((sheets.UNIT_QUERY,), _unit)
WAGES = Query((sheets.WAGE_QUERY,), _wages)
FILINGS = Query((sheets.FILING_QUERY,), filing_lines)
PAYABLES = Query((sheets.PAYABLE_QUERY,), _payables)
CREDITS = Query((sheets.CREDIT_QUERY,), _credits)
RECEPTIONS = Query((sheets.RECEPTION_QUERY, sheets.RECEPTION_ENROLMENTS), _receptions)
DEBITS = Query((sheets.DEBIT_QUERY,), _debits)
QUERIES = (UNIT, WAGES, FILINGS, PAYABLES, CREDITS, RECEPTIONS, DEBITS)
