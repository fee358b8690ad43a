"""The month on the home sheet: its steps in turn, and which months of the year are done.

From what the bureau just answered for the home sheet, the store, the ledger and the wage sheet;
nothing is asked anew.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import roster_month
from shebao.commands.employer.home_rows import home_row
from shebao.contract.payments import Debt
from shebao.contract.queries import Payable
from shebao.contract.rights import Right
from shebao.contract.states import DebtState, ItemState, PayableState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.errors import ShebaoError
from shebao.domain.moments import beijing_day
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.ledger.entry import Entry
from shebao.ledger.moves import State
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HomeRow, month_field
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.row import AnySheet, Sheet, with_cells
from shebao.sheets.declared.wage_sheets import WageSheetRow

DONE, NEXT, WAITING, FAULTY, LATER = "已完成", "下一步", "处理中", "有错误", "未到"
UNFILLED = "还没有填写"  # of wages
NEEDLESS = "可不办"  # nothing was done, and nothing has to be unless a wage changed
PENDING, FILED, FAILED = ItemState.PROCESSING, ItemState.ACCEPTED, ItemState.REFUSED
_WAGE_STEPS = {
    "填写工资": "新建申报表",
    "校验": "校验",
    "申报": "提交申报",
    "结果": "申报结果查询",
}
ALL_DONE, PART_DONE, NOT_DONE = "✔", "◐", "○"
_PAID_STATES = frozenset({PayableState.PAID})
_FILED_STATES = frozenset({PayableState.FILED, PayableState.BATCHED, *_PAID_STATES})
_ON_THE_WAY = frozenset({State.INTENT, State.SENT, State.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``day`` is when it was last done, ``button`` what does it, ``spec`` its sheet."""

    name: str
    state: str
    said: str
    button: str
    spec: AnySheet
    day: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """The month's last filing of wages: whether its answer is still out, and its day."""

    is_on_the_way: bool
    day: str


# Who holds a debt, and the button that brings its end or tells of it.
_HELD = {
    DebtState.LOCKED: ("在“缴费记录”中勾选", "解锁"),
    DebtState.PAYING: ("还没有结果", "缴费结果"),
    DebtState.ON_VOUCHER: ("请到银行缴款", "同步打印记录"),
    DebtState.VOIDING: ("申报正在作废", "获取反馈"),
    DebtState.BATCHED: ("等待税务系统扣款", "查询欠费"),
    DebtState.DEBITING: ("等待税务系统扣款", "查询欠费"),
}
_URGENCY = [*_HELD, *(state for state in DebtState if state not in _HELD)]


@dataclass(frozen=True, slots=True)
class Month:
    """What the steps are worked out from; bills are not voided ones, of twelve months.

    ``debts`` are also those that somebody holds.
    """

    period: Period
    payables: Sequence[Payable]
    debts: Sequence[Debt]
    left: str  # until the last day of payment, in words
    entries: Sequence[Entry]

    def bills(self, *states: PayableState) -> list[Payable]:
        """Return the month's bills in some states, or in any."""
        wanted = set(states or PayableState)
        return [b for b in self.payables if b.period == str(self.period) and b.state in wanted]

    def last(self, kind: SubmissionKind, word: str = "") -> Entry | None:
        """Return the month's last entry of a kind, or the last whose subject names ``word``."""
        found = [
            entry
            for entry in self.entries
            if entry.kind is kind
            and (word in entry.subject if word else _day(entry).startswith(str(self.period)))
        ]
        return max(found, key=lambda entry: entry.created_at, default=None)


def month_rows(ctx: Context, month: Month, wages: Sheet[WageSheetRow]) -> list[HomeRow]:
    """Return the home sheet's lines of the month's steps, with the year beside the last three.

    Who may only pay has the steps of payment alone.
    """
    steps = [*_confirmed(month), *_paid(month)]
    if Right.ALL in ctx.session.rights:
        of_wages = wage_steps(ctx, wages, last_filing(month), has_bills=bool(month.bills()))
        steps = [roster_step(ctx), *of_wages, *steps]
    else:
        steps = _paid(month)
    return step_rows(ctx, with_the_next(steps), _year(month))


def last_filing(month: Month) -> Filing:
    """Return the month's last filing of wages, as the ledger tells it."""
    entry = month.last(SubmissionKind.WAGE_FILING)
    return Filing(entry is not None and entry.state in _ON_THE_WAY, _day(entry))


def step_rows(
    ctx: Context, steps: Sequence[Step], beside: Mapping[str, Mapping[str, str]] | None = None
) -> list[HomeRow]:
    """Return the home sheet's lines of the steps, each with the button that does it."""
    rows = []
    for number, step in enumerate(steps, start=1):
        said = step.said if step.state == DONE else f"{step.said}；点击“{step.button}”"
        row = home_row(f"{number} {step.name}", said, ctx.title_of(step.spec))
        year = (beside or {}).get(step.name, {})
        rows.append(with_cells(row, state=step.state, day=step.day, **year))
    return rows


def with_the_next(steps: Sequence[Step]) -> list[Step]:
    """Leave the first step that is to be done the next; those behind it have not come yet."""
    states = _in_turn([step.state for step in steps])
    return [replace(step, state=state) for step, state in zip(steps, states, strict=True)]


def rows_in_turn(rows: Sequence[HomeRow]) -> list[HomeRow]:
    """Do the same with the lines of the home sheet."""
    states = _in_turn([row.state for row in rows])
    return [with_cells(row, state=state) for row, state in zip(rows, states, strict=True)]


def _in_turn(states: Sequence[str]) -> list[str]:
    """A step waits for the one before it as long as that is to be done, or on its way."""
    found: list[str] = []
    is_behind = False
    for state in states:
        is_open = state in (NEXT, LATER)
        found.append((LATER if is_behind else NEXT) if is_open else state)
        is_behind = is_behind or is_open or state == WAITING
    return found


def step_name(row: HomeRow) -> str:
    """Return the name of a step from its line, without the number."""
    return row.item.partition(" ")[2]


def roster_step(ctx: Context) -> Step:
    """Return the first step, by the employees that this machine holds."""
    people = ctx.store.employees.count_by_state(ctx.account)
    fetched = ctx.store.employees.fetched_at(ctx.account)
    is_whole = ctx.store.employees.download_state(ctx.account).is_complete and people
    period = Period.parse(ctx.session.current_period)
    is_fresh = roster_month(ctx) >= str(period)
    said = "，".join(f"{state} {count} 人" for state, count in people.items()) or "本机还没有职工"
    state = DONE if is_whole and is_fresh else NEXT
    if is_whole and not is_fresh:
        said += "，本月还没有更新"
    day = str(beijing_day(fetched)) if fetched else ""
    return Step("更新职工", state, said, "更新职工", ROSTER, day)


def wage_steps(
    ctx: Context, spec: Sheet[WageSheetRow], filing: Filing, *, has_bills: bool
) -> list[Step]:
    """Return the four steps of the wages, by what stands in the wage sheet in use."""
    rows: list[WageSheetRow] = []
    with suppress(ShebaoError):  # a changed sheet says so itself when it is used
        rows = ctx.table(spec).rows()
    if not rows and has_bills:  # nobody's wage changed: the bureau billed the ones in force
        return _needless(spec, "没有另填，账单按现有缴费工资生成")
    if has_bills and _is_of_earlier(rows, filing):
        return _needless(spec, "沿用以前申报的缴费工资")
    left = [row for row in rows if row.state not in (PENDING, FILED) and _is_wanted(row)]
    kept = sum(row.state not in (PENDING, FILED) for row in rows) - len(left)
    whole = f"{len(rows) - kept} 人" if rows else UNFILLED
    whole += f"，另有 {kept} 人未填，沿用原缴费工资" if kept else ""
    return [*filled_steps(rows, left, whole, spec), *_filed(rows, left, whole, spec, filing)]


def _is_of_earlier(rows: Sequence[WageSheetRow], filing: Filing) -> bool:
    """Whether the sheet holds what an earlier month filed, and nothing that waits."""
    is_filed = all(row.state == FILED or not _is_wanted(row) for row in rows)
    return bool(rows) and is_filed and not filing.day and not filing.is_on_the_way


def _needless(spec: AnySheet, told: str) -> list[Step]:
    said = f"{told}；工资有变动时先办这一步"
    return [Step(name, NEEDLESS, said, button, spec) for name, button in _WAGE_STEPS.items()]


def filled_steps(
    rows: list[WageSheetRow], left: list[WageSheetRow], whole: str, spec: AnySheet
) -> Iterable[Step]:
    """Yield 填写工资 and 校验 of a wage sheet: ``left`` are its rows that are still to be filed."""
    blank = sum(1 for row in left if row.by_insurance is None and row.wage is None)
    unchecked = sum(1 for row in left if not row.check)
    faulty = sum(1 for row in left if row.check.startswith("错误"))
    told = f"{whole}，还有 {blank} 人缴费工资为空" if blank else whole
    button = "从工资表填写" if rows else "新建申报表"
    yield Step("填写工资", DONE if rows and not blank else NEXT, told, button, spec)
    if faulty:
        yield Step("校验", FAULTY, f"{faulty} 人有错误", "校验", spec)
    elif unchecked or not rows:
        told = f"还有 {unchecked} 人没有校验" if unchecked else whole
        yield Step("校验", NEXT, told, "校验", spec)
    else:
        yield Step("校验", DONE, whole, "校验", spec)


def _filed(
    rows: list[WageSheetRow], left: list[WageSheetRow], whole: str, spec: AnySheet, filing: Filing
) -> Iterable[Step]:
    states = Counter(row.state for row in rows)
    waiting, failed = states[PENDING], states[FAILED]
    is_filed = bool(rows) and not left
    state = WAITING if filing.is_on_the_way else DONE if is_filed else NEXT
    told = f"还有 {len(left)} 人没有申报" if left else whole
    yield Step("申报", state, told, "提交申报", spec, filing.day)
    state = WAITING if waiting else FAULTY if failed else DONE if is_filed else NEXT
    told = f"成功 {states[FILED]} 人，失败 {failed} 人" + (
        f"，处理中 {waiting} 人" if waiting else ""
    )
    yield Step("结果", state, told if rows else whole, "申报结果查询", spec)


def _is_wanted(row: WageSheetRow) -> bool:
    """Whether a row is to be filed: a blank wage beside an old one leaves that in force."""
    if row.by_insurance is not None:
        return bool(row.tick or row.check)
    return row.wage is not None or row.old_wage is None


def _confirmed(month: Month) -> list[Step]:
    every = month.bills()
    open_bills, filing = month.bills(PayableState.INITIAL), month.bills(PayableState.FILING)
    entry = month.last(SubmissionKind.PREMIUM_FILING)
    state = NEXT if open_bills or not every else WAITING if filing else DONE
    shown = open_bills or filing or every
    said = f"{len(shown)} 条，{_sum(shown)} 元" if shown else "税务系统还没有生成本月账单"
    button = "社保费申报结果" if state == WAITING else "确认申报" if open_bills else "刷新待申报"
    return [Step("确认社保费", state, said, button, BILLS, _day(entry))]


def _paid(month: Month) -> list[Step]:
    return [_payment(month), certificate_step(month)]


def _payment(month: Month) -> Step:
    of_time = [debt for debt in month.debts if debt.period <= str(month.period)]
    due = [debt for debt in of_time if debt.hold is DebtState.OPEN]
    held = [debt for debt in of_time if debt.hold is not DebtState.OPEN]
    paid = month.bills(PayableState.PAID)
    day = _day(month.last(SubmissionKind.PAYMENT) or month.last(SubmissionKind.VOUCHER))
    if due:
        earlier = [debt for debt in due if debt.period < str(month.period)]
        left = f"其中以前属期 {owed_in_words(earlier)}；本期{month.left}" if earlier else month.left
        said = f"应缴 {owed_in_words(due)}，{left}{_beside(held)}"
        return Step("缴费", NEXT, said, "三方协议缴费", DEBTS, day)
    if held:
        return _held(held, day)
    if paid:
        return Step("缴费", DONE, f"已缴 {_sum(paid)} 元", "查询欠费", DEBTS, day)
    return Step("缴费", NEXT, f"没有欠费；{month.left}", "查询欠费", DEBTS, day)


def _held(held: Sequence[Debt], day: str) -> Step:
    """Return the step while nothing can be paid again: what was begun has no end yet."""
    hold = min((debt.hold for debt in held), key=_URGENCY.index)
    told, button = _HELD.get(hold, ("以“查询欠费”为准", "查询欠费"))
    of_it = [debt for debt in held if debt.hold is hold]
    rest = [debt for debt in held if debt.hold is not hold]
    said = f"{owed_in_words(of_it)}{hold}，{told}{_beside(rest)}"
    return Step("缴费", NEXT if hold is DebtState.LOCKED else WAITING, said, button, DEBTS, day)


def _beside(held: Sequence[Debt]) -> str:
    """Say what is held besides, by who holds it."""
    holds = {debt.hold: [each for each in held if each.hold is debt.hold] for debt in held}
    told = "、".join(f"{owed_in_words(of_it)}{hold}" for hold, of_it in holds.items())
    return f"；另有 {told}" if told else ""


def owed_in_words(debts: Sequence[Debt]) -> str:
    """Return the sum of debts with their late fees, in yuan."""
    return f"{yuan(sum(debt.amount_fen + debt.late_fee_fen for debt in debts))} 元"


def certificate_step(month: Month) -> Step:
    """Return the last step, by what the ledger says."""
    proof = month.last(SubmissionKind.CERTIFICATE, str(month.period))
    if proof and _is_proved(proof):
        said = f"证明 {proof.receipt_no}"
        return Step("完税证明", DONE, said, "查询入库", ARRIVALS, _day(proof))
    return Step("完税证明", NEXT, "入库后开具", "查询入库", ARRIVALS, _day(proof))


def certificate_marks(month: Month) -> dict[str, str]:
    """Return the months of the year that a certificate was issued for."""
    periods = [Period(month.period.year, number) for number in range(1, month.period.month + 1)]
    return {
        month_field(of_month.month): ALL_DONE
        for of_month in periods
        if _is_proved(month.last(SubmissionKind.CERTIFICATE, str(of_month)))
    }


def _is_proved(entry: Entry | None) -> bool:
    return entry is not None and entry.state is State.RECORDED


def _year(month: Month) -> Mapping[str, Mapping[str, str]]:
    """Return what is done of each month of the year, beside the steps that it is about."""
    proved = certificate_marks(month)
    marks: dict[str, dict[str, str]] = {"确认社保费": {}, "缴费": {}, "完税证明": {**proved}}
    for number in range(1, month.period.month + 1):
        of_month = Period(month.period.year, number)
        bills = [bill.state for bill in month.payables if bill.period == str(of_month)]
        field = month_field(number)
        if not bills and field not in proved:
            continue
        marks["确认社保费"][field] = _mark(state in _FILED_STATES for state in bills)
        marks["缴费"][field] = _mark(state in _PAID_STATES for state in bills)
        marks["完税证明"].setdefault(field, NOT_DONE)
    return marks


def _mark(done: Iterable[bool]) -> str:
    each = list(done)
    return ALL_DONE if all(each) else PART_DONE if any(each) else NOT_DONE


def _sum(bills: Sequence[Payable]) -> str:
    return yuan(sum(bill.amount_fen for bill in bills))


def _day(entry: Entry | None) -> str:
    """Return the bureau's day of a submission, or this machine's where none was written down."""
    if entry is None:
        return ""
    told = json.loads(entry.circumstances or "{}").get("business_date")
    return str(told or beijing_day(entry.created_at))
