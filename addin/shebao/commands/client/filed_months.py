"""What the client's own records say is filed or paid, month by month, and at which wages."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from shebao.commands.client.details import Detail, detail_of, months_kept
from shebao.commands.client.wages import with_wages_in_force
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import rule_file_of
from shebao.contract.states import PayableState
from shebao.contract.wages import FiledPeriod, FiledWage, FiledWagePage
from shebao.domain.limits import Limits
from shebao.domain.period import Period
from shebao.rules.client.detail_line import DetailLine
from shebao.rules.client.records import Record, RecordKind, is_successful
from shebao.rules.premiums.in_force import limits_in_force
from shebao.rules.premiums.premium import base_fen
from shebao.sheets.declared.premium_sheets import BILLS, BillRow
from shebao.sheets.declared.row import Odd, replace

RECORDED = "recorded"  # the store's kind of a record, under its list's name and its number
_KEPT = (RecordKind.FILINGS, RecordKind.PAYMENTS)
FILED = str(PayableState.FILED)


@dataclass(slots=True)
class FiledMonths:
    """What is known of the months asked about, oldest first.

    ``unsure`` are those of which neither records and detail together say that all of it was filed,
    or whose detail tells too little of the wages.
    """

    states: dict[str, PayableState] = field(default_factory=dict)
    wages: dict[tuple[str, int], dict[str, set[str]]] = field(default_factory=dict)
    bills: set[tuple[str, str, str]] = field(default_factory=set)
    unsure: list[str] = field(default_factory=list)


def keep_records(ctx: Context, kind: RecordKind, records: Iterable[Record]) -> None:
    """Keep what each filing or payment says of its months, in place of what it said before."""
    if kind not in _KEPT:
        return
    for one in records:
        body = {"state": one.state, "amounts": one.amounts}
        name = f"{kind}/{one.number}"
        ctx.store.client_documents.keep(ctx.account, RECORDED, name, body, ctx.now())


def state_before(ctx: Context, kind: RecordKind, number: str) -> str:
    """Return what an earlier list said of a filing or payment; empty for nothing."""
    kept = ctx.store.client_documents.of(ctx.account, RECORDED, f"{kind}/{number}")
    return str(kept["state"]) if kept else ""


def filings_of(ctx: Context, period: str) -> dict[str, int]:
    """Return what each successful filing on record filed of a month, in fen, by its number."""
    return {
        number: amounts[period]
        for kind, number, amounts in _successful(ctx)
        if kind is RecordKind.FILINGS and period in amounts
    }


def filed_page(ctx: Context, first: str) -> FiledWagePage:
    """Return the filed months since ``first`` and the wages in them, as a bureau would."""
    found = filed_months(ctx, first)
    filed = [
        FiledPeriod(period=period, unit_no=unit_no, insurance=code, state=found.states[period])
        for period, unit_no, code in sorted(found.bills)
    ]
    wages = [
        FiledWage(
            person_no=person_no, insurances=[code], periods=sorted(periods), wage_fen=wage_fen
        )
        for (person_no, wage_fen), by_code in sorted(found.wages.items())
        for code, periods in sorted(by_code.items())
    ]
    last = max((wage.person_no for wage in wages), default="")
    return FiledWagePage(filed=filed, wages=wages, last_person_no=last, more=False)


def unsure_words(ctx: Context, first: str) -> str:
    """Say of which months a lowered wage was not looked for; empty when of none."""
    months = filed_months(ctx, first).unsure
    if not months:
        return ""
    span = months[0] if len(months) == 1 else f"{months[0]} 至 {months[-1]} 中的 {len(months)} 个月"
    return (
        f"{span}没有完整的职工缴费明细和社保费申报记录，是否已申报、是否调低其缴费工资没有校验，"
        "以客户端的反馈为准；要校验请导入这些月份的明细和申报记录。"
    )


def filed_months(ctx: Context, first: str) -> FiledMonths:
    """Return what the details and records say of each month from ``first`` to the present one."""
    found = FiledMonths()
    current = ctx.session.current_period
    kept, sums = set(months_kept(ctx)), _sums(ctx)
    month = Period.parse(first)
    while str(month) <= current:
        period = str(month)
        detail = detail_of(ctx, period) if period in kept else None
        state = _state(detail, sums, period)
        if detail is not None and state is not None:
            found.states[period] = state
            if not _add(ctx, found, detail):
                found.unsure.append(period)
        elif period < current:  # the present month is filed after its wages
            found.unsure.append(period)
        month = month.plus(1)
    return found


def _sums(ctx: Context) -> dict[tuple[str, str], int]:
    """Return what successful records come to by list and month; of several months none is told."""
    found: dict[tuple[str, str], int] = {}
    for kind, _, amounts in _successful(ctx):
        for months, fen in amounts.items():
            found[kind, months] = found.get((kind, months), 0) + fen
    return found


def _successful(ctx: Context) -> Iterator[tuple[RecordKind, str, dict[str, int]]]:
    """Yield list, number and amounts by month of each record that succeeded."""
    for name in ctx.store.client_documents.names(ctx.account, RECORDED):
        body: dict[str, Any] = ctx.store.client_documents.of(ctx.account, RECORDED, name) or {}
        listed, _, number = name.partition("/")
        kind = RecordKind(listed)
        if is_successful(kind, body["state"]):
            yield kind, number, body["amounts"]


def _state(
    detail: Detail | None, sums: dict[tuple[str, str], int], period: str
) -> PayableState | None:
    """Return how far a month has come; None unless all that its detail charges is on record."""
    if detail is None:
        return None
    due = detail.amount_fen - sum(line.whole_reduction for line in detail.lines)
    if due <= 0:
        return None
    if sums.get((RecordKind.PAYMENTS, period), 0) >= due:
        return PayableState.PAID
    return PayableState.FILED if sums.get((RecordKind.FILINGS, period), 0) >= due else None


def _add(ctx: Context, found: FiledMonths, detail: Detail) -> bool:
    """Take a filed month's wages in; return whether every line's is known."""
    employees = with_wages_in_force(ctx, ctx.store.employees.load(ctx.account), detail.period)
    numbers = {e.id_number.upper(): e.person_no for e in employees}
    own = {(e.id_number.upper(), o.insurance): o.wage_fen for e in employees for o in e.enrolments}
    limits = limits_in_force(rule_file_of(ctx), Period.parse(detail.period))
    is_whole = True
    for line in detail.lines:
        found.bills.add((detail.period, line.unit_no, line.insurance))
        wage = _wage(line, own.get((line.id_number, line.insurance)), limits)
        if wage is None:
            is_whole = False
            continue
        at = numbers.get(line.id_number, line.person_no or line.id_number), wage
        found.wages.setdefault(at, {}).setdefault(line.insurance, set()).add(detail.period)
    return is_whole


def _wage(line: DetailLine, own: int | None, limits: Limits) -> int | None:
    """Return a line's wage: the file's word, else ours where the law makes the base of it.

    A base alone tells none: it may be the floor.
    """
    if line.wage is not None or own is None:
        return line.wage
    return own if line.base == base_fen(own, line.insurance, limits) else None


@dataclass(frozen=True, slots=True)
class Marked:
    """How many bills were marked as filed, and how many are to be filed again."""

    filed: int
    reopened: int


def mark_filed_bills(
    ctx: Context, months: Collection[str] = (), failed: Collection[str] = ()
) -> Marked:
    """Mark the bills whose month's filings come to their sum; take back what is not filed any more.

    Taken back are bills of ``months`` whose filings come to less, and those of a ``failed`` number.
    """
    table = ctx.table(BILLS)
    by_period: dict[str, list[BillRow]] = {}
    for row in table.rows():
        by_period.setdefault(row.period, []).append(row)
    marked: list[BillRow] = []
    reopened: list[BillRow] = []
    for period, rows in by_period.items():
        filings = filings_of(ctx, period)
        if any(isinstance(row.amount, Odd) for row in rows):
            continue  # typed over: what the month comes to is not known
        due = sum(row.amount for row in rows if isinstance(row.amount, int))
        filed = sum(filings.values())
        if filings and filed == due:
            number = next(iter(filings))
            marked += [replace(row, state=FILED, filing_no=number, tick="") for row in rows]
        else:
            short = period in months and filed < due
            reopened += [
                replace(row, state=str(PayableState.INITIAL), filing_no="")
                for row in rows
                if row.state == FILED and (short or row.filing_no in failed)
            ]
    if marked or reopened:
        table.update([*marked, *reopened], ("state", "filing_no", "tick"))
    return Marked(len(marked), len(reopened))
