"""The home sheet: how things stand at the bureau, what it announces, two pictures."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from shebao.commands.bills.bills import wages_missing
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import law_at_hand
from shebao.commands.employer.home_month import Month, month_rows, owed_in_words
from shebao.commands.employer.home_rows import home_row, is_step, put_home
from shebao.contract.payments import Debt
from shebao.contract.premiums import Bill, BillList
from shebao.contract.queries import Payable
from shebao.contract.rights import Right
from shebao.contract.rule_file import RuleFile
from shebao.contract.session import EmployerKind
from shebao.contract.states import DebtState, PayableState
from shebao.domain.moments import local_time
from shebao.domain.money import yuan
from shebao.domain.outcome import Outcome
from shebao.domain.period import Period
from shebao.rules.deadline import due_on
from shebao.rules.premiums.sureness import grades_told
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME, NOTICES, RULE_FILES, HomeRow
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.row import Sheet
from shebao.sheets.declared.statistics_sheet import (
    MONTHS,
    MOST_INSURANCES,
    STATISTICS,
    StatisticsRow,
)
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON, WageSheetRow

TO_DO, ALERT, STATUS = "待办事项", "异常提醒", "状态栏"
LAW, DEADLINE = "规则等级", "缴费期限"
GROUPS_OF_STANDING = frozenset({TO_DO, ALERT, STATUS, LAW, DEADLINE})
# Seed G 2.1.3, letter for letter.
UNFILED = "存在未申报的社保费待申报信息，需要进行申报"
OWED = "社保费欠费信息已经生成，可以进行社保费缴费"
UNFILED_SPECIAL = "存在未申报的社保费待申报信息（数据来源为特殊缴费和人社征集），可以进行申报"
BLANK_WAGES = "存在缴费工资为空的职工，需要给该职工申报缴费工资"
SEVERAL_PERIODS = "存在多个属期的待申报信息未申报，可能会超出申报期限"
OVERDUE = "存在已超出缴费期限的欠费信息，需要及时缴费"
NOTICE, SHORTCUT = "通知公告", "常用功能"
GROUPS = GROUPS_OF_STANDING | {NOTICE, SHORTCUT}
MOST_NOTICES = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand at the bureau now, as lines of the home sheet; as far as the user may see.

    ``told`` are the lines of the status and of the law.
    """

    steps: Sequence[HomeRow]
    to_do: Sequence[HomeRow]
    alerts: Sequence[HomeRow]
    told: Sequence[HomeRow]
    payables: Sequence[Payable]

    @property
    def rows(self) -> list[HomeRow]:
        """Every line, in the order of the sheet."""
        return [*self.steps, *self.to_do, *self.alerts, *self.told]


def refresh_home(ctx: Context) -> Outcome:
    """Show the home sheet as things stand at the bureau now."""
    home = ctx.table(HOME)
    sees_bills = Right.ALL in ctx.session.rights
    standing = ask_standing(ctx)
    whole = ctx.title_of(NOTICES) if NOTICES.anchor in ctx.book.names else ""  # an older workbook
    notices = [
        home_row(NOTICE, f"{notice.published_on} {notice.title}", whole)
        for notice in ctx.bureau.notices().notices[:MOST_NOTICES]
    ]
    wages = wage_sheet(ctx)
    shortcuts = [
        home_row(SHORTCUT, ctx.title_of(spec), ctx.title_of(spec))
        for spec in ((ROSTER, wages, BILLS, DEBTS, ARRIVALS) if sees_bills else (DEBTS,))
    ]
    kept = [row for row in home.rows() if row.item not in GROUPS and not is_step(row)]
    put_home(home, [*standing.rows, *notices, *shortcuts, *kept], ctx.session.current_period)
    if sees_bills:
        draw_statistics(ctx, standing.payables)
    message = note_standing(ctx, standing)
    counts = {"to_do": len(standing.to_do), "alerts": len(standing.alerts)}
    return Outcome(message, counts=counts)


def note_standing(ctx: Context, standing: Standing) -> str:
    """Say under the title how much is open, and since when that holds; return the sentence."""
    employer = ctx.session.employer
    message = (
        f"{employer.tax_id} {employer.name}：待办 {len(standing.to_do)} 项，"
        f"异常 {len(standing.alerts)} 项。刷新时间 {local_time(ctx.now())}。"
    )
    ctx.table(HOME).note(message)
    return message


def draw_statistics(ctx: Context, payables: Sequence[Payable]) -> None:
    """Fill the sheet behind the two pictures, where they would show something else."""
    table = ctx.table(STATISTICS)
    first = Period.parse(ctx.session.current_period).plus(1 - MONTHS)
    rows = _statistics(payables, first)
    if [row.by_field() for row in table.rows()] == [row.by_field() for row in rows]:
        return
    table.replace(rows)


def _statistics(payables: Sequence[Payable], first: Period) -> list[StatisticsRow]:
    """Return twelve lines of a month each, then one of each insurance of the last month."""
    months = [str(first.plus(number)) for number in range(MONTHS)]
    by_month: dict[str, int] = defaultdict(int)
    by_insurance: dict[str, int] = defaultdict(int)
    for bill in payables:
        by_month[bill.period] += bill.amount_fen
        if bill.period == months[-1]:
            by_insurance[bill.insurance_name] += bill.amount_fen
    charged = [(name, amount) for name, amount in by_insurance.items() if amount]
    insurances = sorted(charged, key=lambda one: -one[1])
    if len(insurances) > MOST_INSURANCES:
        rest = sum(amount for _, amount in insurances[MOST_INSURANCES - 1 :])
        insurances[MOST_INSURANCES - 1 :] = [("其他", rest)]
    # A month of nothing keeps its place and has no column.
    rows = [StatisticsRow(period=month, amount=by_month[month] or None) for month in months]
    return rows + [StatisticsRow(insurance_name=one, this_period=fen) for one, fen in insurances]


def ask_standing(ctx: Context) -> Standing:
    """Ask the bureau for what is open, owed and was due.

    What the command itself asked a moment ago is not asked again.
    """
    employer = ctx.session.employer
    sees_bills = Right.ALL in ctx.session.rights
    bills, special, payables = BillList(bills=[], wages_missing=0), [], []
    if sees_bills:
        bills = ctx.bills_seen or ctx.bureau.bills()
        special = ctx.bureau.special_bills().bills
        payables = _payables(ctx)
    debts = (ctx.debts_seen or ctx.bureau.debts(held=True)).debts
    payable = [debt for debt in debts if debt.hold is DebtState.OPEN]  # the held are told by a step
    status = f"{employer.tax_id} {employer.name}，{local_time(ctx.now())} 刷新"
    return Standing(
        month_rows(ctx, _month(ctx, payables, debts), wage_sheet(ctx)),
        _to_do(ctx, bills.bills, special, payable),
        _alerts(ctx, bills, payable),
        [home_row(STATUS, status), *_law(ctx)],
        payables,
    )


def wage_sheet(ctx: Context) -> Sheet[WageSheetRow]:
    """Return the wage sheet of this kind of employer."""
    is_public = ctx.session.employer.kind is EmployerKind.PUBLIC_BODY
    return WAGES_BY_INSURANCE if is_public else WAGES_BY_PERSON


def _to_do(
    ctx: Context, bills: Sequence[Bill], special: Sequence[Bill], debts: Sequence[Debt]
) -> list[HomeRow]:
    open_bills = [bill for bill in bills if bill.state is PayableState.INITIAL]
    ours = [bill for bill in open_bills if not bill.collected]
    pushed = [bill for bill in open_bills if bill.collected]
    pushed += [bill for bill in special if bill.state is PayableState.INITIAL]
    rows = []
    if ours:
        rows.append(home_row(TO_DO, f"{UNFILED}（{_summed(ours)}）", ctx.title_of(BILLS)))
    if debts:
        owed = f"{OWED}（{len(debts)} 条，{owed_in_words(debts)}）"
        rows.append(home_row(TO_DO, owed, ctx.title_of(DEBTS)))
    if pushed:
        rows.append(home_row(TO_DO, f"{UNFILED_SPECIAL}（{_summed(pushed)}）", ctx.title_of(BILLS)))
    return rows


def _alerts(ctx: Context, found: BillList, debts: Sequence[Debt]) -> list[HomeRow]:
    periods = sorted({bill.period for bill in found.bills if bill.state is PayableState.INITIAL})
    overdue = [debt for debt in debts if debt.due_on < ctx.business_date.isoformat()]
    rows = []
    if missing := wages_missing(found):
        rows.append(
            home_row(ALERT, f"{BLANK_WAGES}（{missing} 人）", ctx.title_of(wage_sheet(ctx)))
        )
    if len(periods) > 1:
        named = f"{SEVERAL_PERIODS}（{'、'.join(periods)}）"
        rows.append(home_row(ALERT, named, ctx.title_of(BILLS)))
    if overdue:
        fee = sum(debt.late_fee_fen for debt in overdue)
        named = f"{OVERDUE}（{len(overdue)} 条，滞纳金 {yuan(fee)} 元）"
        rows.append(home_row(ALERT, named, ctx.title_of(DEBTS)))
    return rows


def _law(ctx: Context) -> list[HomeRow]:
    """Say how sure the rules are that amounts are worked out with."""
    kept = law_at_hand(ctx)
    if kept is None:
        return []
    told = f"{kept.region_name}规则 {kept.version}：{grades_told(kept)}；非官方的值仅供参考"
    return [
        home_row(LAW, told, ctx.title_of(RULE_FILES)),
        home_row(DEADLINE, _countdown(ctx, kept)),
    ]


def _countdown(ctx: Context, law: RuleFile) -> str:
    """Say how many days are left to pay the present period, by how sure a rule."""
    period = Period.parse(ctx.session.current_period)
    told = _left(ctx, law, period)
    return f"{period} 缴费期限 {told}（期限规则为{law.deadline.grade}）"


def _left(ctx: Context, law: RuleFile, period: Period) -> str:
    day = due_on(law.deadline, period)
    left = (day - ctx.business_date).days
    words = f"还有 {left} 天" if left > 0 else "今天到期" if left == 0 else f"已过 {-left} 天"
    return f"{day}，{words}"


def _month(ctx: Context, payables: Sequence[Payable], debts: Sequence[Debt]) -> Month:
    period = Period.parse(ctx.session.current_period)
    kept = ctx.store.rule_files.newest(ctx.session.employer.region)
    left = f"期限 {_left(ctx, kept, period)}" if kept else "缴费期限不明，请更新规则文件"
    return Month(period, payables, debts, left, ctx.ledger.list(ctx.account))


def _payables(ctx: Context) -> list[Payable]:
    """Return what was due in the last twelve months, but for what was voided."""
    current = Period.parse(ctx.session.current_period)
    found = ctx.bureau.payables(str(current.plus(1 - MONTHS)), str(current)).payables
    return [bill for bill in found if bill.state is not PayableState.VOIDED]


def _summed(bills: Sequence[Bill]) -> str:
    return f"{len(bills)} 条，{yuan(sum(bill.amount_fen for bill in bills))} 元"
