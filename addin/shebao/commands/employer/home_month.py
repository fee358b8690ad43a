"""The month on the home sheet: its steps in turn, and which months of the year are done.

From what the bureau just answered for the home sheet, the store, the ledger and the wage sheet;
nothing is asked anew.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from shebao.commands.desk.context import Context
from shebao.commands.employer.home_rows import home_row
from shebao.contract.payments import Debt
from shebao.contract.queries import Payable
from shebao.contract.rights import Right
from shebao.contract.states import ItemState, PayableState
from shebao.contract.submissions import SubmissionKind
from shebao.domain.errors import ShebaoError
from shebao.domain.moments import beijing_day
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.ledger.entry import Entry
from shebao.ledger.moves import State
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import month_field
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.spec import SheetSpec
from shebao.sheets.table import Row

DONE, NEXT, WAITING, FAULTY, LATER = "已完成", "下一步", "处理中", "有错误", "未到"
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
    spec: SheetSpec
    day: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """The month's last filing of wages: whether its answer is still out, and its day."""

    is_on_the_way: bool
    day: str


@dataclass(frozen=True, slots=True)
class Month:
    """What the steps are worked out from; bills are not voided ones, of twelve months."""

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
            and (word in entry.subject if word else _month_of(entry.created_at) == self.period)
        ]
        return max(found, key=lambda entry: entry.created_at, default=None)


def month_rows(ctx: Context, month: Month, wages: SheetSpec) -> list[Row]:
    """Return the home sheet's lines of the month's steps, with the year beside the last three.

    Who may only pay has the steps of payment alone.
    """
    steps = [*_confirmed(month), *_paid(month)]
    if Right.ALL in ctx.session.rights:
        entry = month.last(SubmissionKind.WAGE_FILING)
        filing = Filing(
            is_on_the_way=entry is not None and entry.state in _ON_THE_WAY,
            day=_day(entry.created_at if entry else None),
        )
        of_wages = wage_steps(ctx, wages, filing, has_bills=bool(month.bills()))
        steps = [roster_step(ctx), *of_wages, *steps]
    else:
        steps = _paid(month)
    return step_rows(ctx, with_the_next(steps), _year(month))


def step_rows(
    ctx: Context, steps: Sequence[Step], beside: Mapping[str, Row] | None = None
) -> list[Row]:
    """Return the home sheet's lines of the steps, each with the button that does it."""
    rows = []
    for number, step in enumerate(steps, start=1):
        said = step.said if step.state == DONE else f"{step.said}；点击“{step.button}”"
        row = home_row(f"{number} {step.name}", said, ctx.title_of(step.spec))
        rows.append(
            {**row, "state": step.state, "day": step.day, **(beside or {}).get(step.name, {})}
        )
    return rows


def with_the_next(steps: Sequence[Step]) -> list[Step]:
    """Leave the first step that is to be done the next; those behind it have not come yet."""
    found: list[Step] = []
    is_behind = False
    for step in steps:
        is_open = step.state == NEXT
        found.append(replace(step, state=LATER) if is_open and is_behind else step)
        is_behind = is_behind or is_open
    return found


def roster_step(ctx: Context) -> Step:
    """Return the first step, by the employees that this machine holds."""
    people = ctx.store.employees.count_by_state(ctx.account)
    fetched = ctx.store.employees.fetched_at(ctx.account)
    is_whole = ctx.store.employees.download_state(ctx.account).is_complete and people
    period = Period.parse(ctx.session.current_period)
    is_fresh = fetched is not None and _month_of(fetched) >= period
    said = "，".join(f"{state} {count} 人" for state, count in people.items()) or "本机还没有职工"
    state = DONE if is_whole and is_fresh else NEXT
    if is_whole and not is_fresh:
        said += "，本月还没有更新"
    return Step("更新职工", state, said, "更新职工", ROSTER, _day(fetched))


def wage_steps(ctx: Context, spec: SheetSpec, filing: Filing, *, has_bills: bool) -> list[Step]:
    """Return the four steps of the wages, by what stands in the wage sheet in use."""
    rows: list[Row] = []
    with suppress(ShebaoError):  # a changed sheet says so itself when it is used
        rows = ctx.table(spec).rows()
    if not rows and has_bills:  # nobody's wage changed: the bureau billed the ones in force
        told = "没有另填，账单按现有缴费工资生成；工资有变动时先办这一步"
        return [Step(name, NEEDLESS, told, button, spec) for name, button in _WAGE_STEPS.items()]
    left = [row for row in rows if row["state"] not in (PENDING, FILED) and _is_wanted(row)]
    kept = sum(row["state"] not in (PENDING, FILED) for row in rows) - len(left)
    whole = f"{len(rows) - kept} 人" if rows else "还没有填写"
    whole += f"，另有 {kept} 人未填，沿用原缴费工资" if kept else ""
    return [*_filled(rows, left, whole, spec), *_filed(rows, left, whole, spec, filing)]


def _filled(rows: list[Row], left: list[Row], whole: str, spec: SheetSpec) -> Iterable[Step]:
    blank = sum(1 for row in left if "wage" in row and row["wage"] in (None, ""))
    unchecked = sum(1 for row in left if not row["check"])
    faulty = sum(1 for row in left if str(row["check"]).startswith("错误"))
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
    rows: list[Row], left: list[Row], whole: str, spec: SheetSpec, filing: Filing
) -> Iterable[Step]:
    states = Counter(str(row["state"]) for row in rows)
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


def _is_wanted(row: Row) -> bool:
    """Whether a row is to be filed: a blank wage beside an old one leaves that in force."""
    if "wage" not in row:  # a wage for each insurance
        return bool(row["tick"] or row["check"])
    return row["wage"] not in (None, "") or row["old_wage"] in (None, "")


def _confirmed(month: Month) -> list[Step]:
    every = month.bills()
    open_bills, filing = month.bills(PayableState.INITIAL), month.bills(PayableState.FILING)
    entry = month.last(SubmissionKind.PREMIUM_FILING)
    state = NEXT if open_bills or not every else WAITING if filing else DONE
    shown = open_bills or filing or every
    said = f"{len(shown)} 条，{_sum(shown)} 元" if shown else "税务系统还没有生成本月账单"
    button = "社保费申报结果" if state == WAITING else "确认申报" if open_bills else "刷新待申报"
    day = _day(entry.created_at if entry else None)
    return [Step("确认社保费", state, said, button, BILLS, day)]


def _paid(month: Month) -> list[Step]:
    due = [debt for debt in month.debts if debt.period <= str(month.period)]
    paid = month.bills(PayableState.PAID)
    entry = month.last(SubmissionKind.PAYMENT) or month.last(SubmissionKind.VOUCHER)
    owed = sum(debt.amount_fen + debt.late_fee_fen for debt in due)
    is_paid = bool(paid) and not due and len(paid) == len(month.bills())
    said = f"应缴 {yuan(owed)} 元，{month.left}" if due else f"已缴 {_sum(paid)} 元"
    if not due and not paid:
        said = f"没有欠费；{month.left}"
    state = DONE if is_paid or (not due and paid) else NEXT
    day = _day(entry.created_at if entry else None)
    proof = month.last(SubmissionKind.CERTIFICATE, str(month.period))
    is_proved = proof is not None and proof.state is State.RECORDED
    return [
        Step("缴费", state, said, "三方协议缴费" if due else "查询欠费", DEBTS, day),
        Step(
            "完税证明",
            DONE if is_proved else NEXT,
            f"证明 {proof.receipt_no}" if proof and is_proved else "入库后开具",
            "查询入库",
            ARRIVALS,
            _day(proof.created_at if proof else None),
        ),
    ]


def _year(month: Month) -> Mapping[str, Row]:
    """Return what is done of each month of the year, beside the steps that it is about."""
    marks: dict[str, Row] = {"确认社保费": {}, "缴费": {}, "完税证明": {}}
    for number in range(1, month.period.month + 1):
        of_month = Period(month.period.year, number)
        bills = [bill.state for bill in month.payables if bill.period == str(of_month)]
        proof = month.last(SubmissionKind.CERTIFICATE, str(of_month))
        is_proved = proof is not None and proof.state is State.RECORDED
        if not bills and not is_proved:
            continue
        field = month_field(number)
        marks["确认社保费"][field] = _mark(state in _FILED_STATES for state in bills)
        marks["缴费"][field] = _mark(state in _PAID_STATES for state in bills)
        marks["完税证明"][field] = ALL_DONE if is_proved else NOT_DONE
    return marks


def _mark(done: Iterable[bool]) -> str:
    each = list(done)
    return ALL_DONE if all(each) else PART_DONE if any(each) else NOT_DONE


def _sum(bills: Sequence[Payable]) -> str:
    return yuan(sum(bill.amount_fen for bill in bills))


def _month_of(moment: datetime) -> Period:
    return Period.of(beijing_day(moment))


def _day(moment: datetime | None) -> str:
    return str(beijing_day(moment)) if moment else ""
